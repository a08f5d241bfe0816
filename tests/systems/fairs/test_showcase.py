"""A fair and its projects: who may do what in which state, what is public, what never changes, questions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.systems.fairs.conftest import NOON

from ortaq.kernel.events.queries import verify_log
from ortaq.kernel.lifecycle.actions import Refused, Stale, decide
from ortaq.kernel.parties.rules import GUEST
from ortaq.systems.fairs import actions
from ortaq.systems.fairs.kinds import FAIR_KIND, PROJECT_KIND
from ortaq.systems.fairs.lifecycle import FAIR, PROJECT
from ortaq.systems.fairs.models import Need, PledgeLine, Question, ShowcaseProject
from ortaq.systems.fairs.permissions import fair_capacities, project_capacities
from ortaq.systems.fairs.queries import showcase as queries
from ortaq.systems.fairs.rules import Cover, Wanted, need_faults

FAIR_SIDES = {"organiser": {"organiser"}, "head": {"organiser"}, "both": {"organiser"}}
PROJECT_SIDES = {"organiser": {"organiser"}, "head": {"organiser"}, "both": {"ngo"}, "ngo": {"ngo"}}
"""In which capacity each person stands; who isn't named stands in none. Whoever represents the NGO is on its side alone."""


def test_each_person_may_do_in_each_state_what_the_table_says_and_nothing_else(ground: Any, sent: Any) -> None:
    project = sent()
    fair = project.fair
    checked = 0
    for table, record, capacities, sides in (
        (FAIR, fair, fair_capacities, FAIR_SIDES),
        (PROJECT, project, project_capacities, PROJECT_SIDES),
    ):
        for state in table.states:
            record.state = state
            for who in ground.people:
                wanted = set(sides.get(who, set()))
                if record is project and state == "draft":
                    wanted -= {"organiser"}
                actual = capacities(ground[who], record)
                assert actual == wanted, (who, state)
                for code, transition in table.transitions.items():
                    may = bool(table.may(code, state, actual))
                    assert may == (state in transition.sources and bool(wanted & transition.who)), (who, state, code)
                    checked += 1
            assert not capacities(GUEST, record)
    assert checked == sum(len(t.states) * len(t.transitions) for t in (FAIR, PROJECT)) * len(ground.people)
    for kind in (FAIR_KIND, PROJECT_KIND):
        assert set(kind.guards) <= set(kind.lifecycle.transitions)


def test_a_fair_goes_its_way_and_shows_nothing_before_its_announcement(ground: Any, terms: Any, account: Any) -> None:
    by = ground["organiser"]
    fair = actions.draw_up_fair(body=ground.body, terms=terms, by=by, at=NOON)
    assert fair.number.startswith("FR-2026-") and queries.public_fair(fair.number) is None
    with pytest.raises(Refused):
        actions.begin_project(fair=fair, organisation=ground.ngo, account=account, by=ground["ngo"], at=NOON)
    actions.advance_fair(fair=fair, code="announce", by=by, at=NOON)
    assert queries.public_fair(fair.number) == fair
    actions.advance_fair(fair=fair, code="open", by=by, at=NOON)
    assert not decide(fair, "exhibit", by), "nothing is on show"
    project = actions.begin_project(fair=fair, organisation=ground.ngo, account=account, by=ground["ngo"], at=NOON)
    actions.submit_project(project=project, by=ground["ngo"], at=NOON)
    actions.show_project(project=project, by=by, at=NOON)
    actions.advance_fair(fair=fair, code="exhibit", by=by, at=NOON)
    refused = decide(fair, "call_vote", by)
    assert not refused and refused.reason and "vote" in refused.reason.en
    actions.edit_fair(fair=fair, terms=replace(terms, title_kk="Жаңа атау"), by=by, at=NOON)
    assert fair.public_title == "Жаңа атау"
    actions.advance_fair(fair=fair, code="close", by=by, at=NOON)
    assert fair.state == "closed" and list(verify_log()) == []


def test_a_fair_is_organised_by_the_officers_of_its_body_alone(ground: Any, terms: Any, fair: Any) -> None:
    for who in ("foreign", "ngo", "citizen", "auditor", "sponsor"):
        with pytest.raises(Refused):
            actions.draw_up_fair(body=ground.body, terms=terms, by=ground[who], at=NOON)
        with pytest.raises(Refused):
            actions.cancel_fair(fair=fair, reason="Жоқ", by=ground[who], at=NOON)
    with pytest.raises(Refused):
        actions.draw_up_fair(
            body=ground.body,
            terms=replace(terms, ends_on=terms.starts_on - timedelta(days=1)),
            by=ground["head"],
            at=NOON,
        )
    with pytest.raises(Refused):
        late = replace(terms, projects_until=terms.projects_until + timedelta(days=90))
        actions.draw_up_fair(body=ground.body, terms=late, by=ground["head"], at=NOON)
    with pytest.raises(Refused):
        actions.cancel_fair(fair=fair, reason=" ", by=ground["head"], at=NOON)
    actions.cancel_fair(fair=fair, reason="Зал жоқ", by=ground["head"], at=NOON)
    assert fair.state == "cancelled"


def test_projects_are_taken_until_the_deadline_to_the_second(ground: Any, fair: Any, account: Any) -> None:
    begin = {"fair": fair, "organisation": ground.ngo, "account": account, "by": ground["ngo"]}
    last = fair.projects_until - timedelta(microseconds=1)
    project = actions.begin_project(**begin, at=last)
    with pytest.raises(Refused):
        actions.begin_project(**begin, at=fair.projects_until)
    with pytest.raises(Refused):
        actions.submit_project(project=project, by=ground["ngo"], at=fair.projects_until)
    actions.submit_project(project=project, by=ground["ngo"], at=last)
    assert project.state == "submitted"
    actions.return_project(project=project, reason="Түзетіңіз", by=ground["organiser"], at=last)
    actions.submit_project(project=project, by=ground["ngo"], at=fair.projects_until + timedelta(days=1))
    assert project.state == "submitted" and project.remark == ""


def test_a_project_is_sent_by_its_own_ngo_alone_and_never_checked_by_it(
    ground: Any, fair: Any, account: Any, sent: Any
) -> None:
    for who, organisation in (("ngo", ground.other_ngo), ("citizen", ground.ngo), ("sponsor", ground.firm)):
        with pytest.raises(Refused):
            actions.begin_project(fair=fair, organisation=organisation, account=account, by=ground[who], at=NOON)
    project = sent()
    for who in ("ngo", "both", "foreign", "auditor", "ngo_two", "citizen"):
        with pytest.raises(Refused):
            actions.show_project(project=project, by=ground[who], at=NOON)
    actions.show_project(project=project, by=ground["organiser"], at=NOON)
    with pytest.raises(Refused):
        actions.show_project(project=project, by=ground["organiser"], at=NOON)


def test_needs_that_contradict_the_budget_are_not_sent(ground: Any, fair: Any, account: Any) -> None:
    for needs in ((), (Wanted("money", "Бәрі", Decimal(1_200_001)),)):
        wrong = replace(account, needs=needs)
        project = actions.begin_project(fair=fair, organisation=ground.ngo, account=wrong, by=ground["ngo"], at=NOON)
        with pytest.raises(Refused):
            actions.submit_project(project=project, by=ground["ngo"], at=NOON)
    assert need_faults((Wanted("goods", "Үстел", Decimal(1)),), Decimal(10), Decimal(0))
    assert need_faults((Wanted("hours", "Сабақ", Decimal(1)),), Decimal(10), Decimal(11))
    assert not need_faults((Wanted("money", "Сабақ", Decimal(10)),), Decimal(10), Decimal(0))
    assert Cover(Decimal(10), Decimal(4)).open == 6


def test_what_was_sent_never_changes(ground: Any, sent: Any) -> None:
    project = sent()
    need = Need.objects.filter(project=project).first()
    assert need is not None
    with pytest.raises(DatabaseError), transaction.atomic():
        Need.objects.filter(pk=need.pk).update(amount=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        need.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Need.objects.create(project=project, number=9, kind="hours", title="Тағы", amount=1)
    for field, value in (("budget", 5), ("title_kk", "Басқа"), ("need", "Басқа"), ("fair_id", project.fair_id + 1)):
        with pytest.raises(DatabaseError), transaction.atomic():
            ShowcaseProject.objects.filter(pk=project.pk).update(**{field: value})
    with pytest.raises(Refused):
        actions.edit_project(project=project, account=_account_of(project), by=ground["ngo"], at=NOON)
    actions.return_project(project=project, reason="Түзетіңіз", by=ground["organiser"], at=NOON)
    actions.edit_project(project=project, account=_account_of(project), by=ground["ngo"], at=NOON)
    assert [row.title for row in Need.objects.filter(project=project)] == ["Жол"]
    with pytest.raises(IntegrityError), transaction.atomic():
        ShowcaseProject.objects.filter(pk=project.pk).update(own=project.budget + 1)


def _account_of(project: ShowcaseProject) -> actions.Account:
    names = (
        "project_kind",
        "territory_id",
        "title_kk",
        "title_ru",
        "summary_kk",
        "summary_ru",
        "need",
        "whom",
        "result",
    )
    given = {name: getattr(project, name) for name in names}
    return actions.Account(**given, budget=project.budget, needs=(Wanted("money", "Жол", Decimal(5)),))


def test_lists_show_what_is_public_and_nothing_else(ground: Any, sent: Any, shown: Any, fair: Any, terms: Any) -> None:
    waiting = sent(title_kk="Күтіп тұр")
    refused = sent(title_kk="Бас тартылды")
    actions.refuse_project(project=refused, reason="Сала басқа", by=ground["organiser"], at=NOON)
    gone = shown(title_kk="Қайтарылды")
    actions.withdraw_project(project=gone, reason="Жоспар өзгерді", by=ground["ngo"], at=NOON)
    visible = shown(title_kk="Көрмеде", by="ngo_two")
    hidden_fair = actions.draw_up_fair(body=ground.body, terms=terms, by=ground["organiser"], at=NOON)
    rows, after = queries.projects_page(fair, queries.Filter())
    assert rows == [visible] and after is None
    assert [row.shown for row in queries.fairs_page()[0]] == [1]
    assert queries.public_fair(hidden_fair.number) is None
    for row in (waiting, refused, gone):
        assert queries.public_project(row.number) is None
    assert queries.own_project(waiting.number, ground["ngo_two"]) is None
    assert queries.office_project(waiting.number, ground["foreign"], "customer", "head") is None
    assert queries.office_project(waiting.number, ground["both"], "customer", "head") is None
    assert queries.office_fair(fair.number, ground["foreign"], "customer", "head") is None
    drafts = [row.state for row in queries.projects_for_office(fair)]
    assert drafts[0] == "submitted" and "draft" not in drafts


def test_lists_are_narrowed_by_kind_sphere_place_and_what_is_missing(ground: Any, shown: Any, fair: Any) -> None:
    money = shown(needs=(Wanted("money", "Жол", Decimal(5)),), sphere="youth", project_kind="enterprise")
    hours = shown(needs=(Wanted("hours", "Сабақ", Decimal(5)),))

    def found(**narrow: str) -> set[Any]:
        return set(queries.projects_page(fair, queries.Filter(**narrow))[0])

    assert found(missing="money") == {money} and found(missing="hours") == {hours}
    assert found(kind="enterprise") == {money} and found(sphere="youth") == {money}
    assert found(territory="r") == {money, hours} and found(territory="d") == set()
    for wrong in ({"kind": "x"}, {"missing": "x"}, {"sphere": "x"}, {"territory": "x"}):
        assert found(**wrong) == set(), wrong


def test_a_question_is_public_with_its_answer_and_who_asked_never_is(ground: Any, shown: Any) -> None:
    project = shown()
    question = actions.ask_question(project=project, text="Қашан?", language="kk", by=ground["citizen"], at=NOON)
    assert queries.answered(project) == []
    for who in ("ngo_two", "organiser", "citizen", "sponsor"):
        with pytest.raises(Refused):
            actions.answer_question(question=question, answer="Ертең", by=ground[who], at=NOON)
    with pytest.raises(Refused):
        actions.ask_question(project=project, text="Өзім", language="kk", by=ground["ngo"], at=NOON)
    actions.answer_question(question=question, answer="Ертең", by=ground["ngo"], at=NOON)
    assert [row.answer for row in queries.answered(project)] == ["Ертең"]
    with pytest.raises(Stale):
        actions.answer_question(question=question, answer="Бүгін", by=ground["ngo"], at=NOON)
    with pytest.raises(DatabaseError), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(answer="Бүгін")
    with pytest.raises(Refused):
        actions.hide_question(question=question, reason="Жоқ", by=ground["ngo"], at=NOON)
    actions.hide_question(question=question, reason="Біреудің телефоны тұр", by=ground["organiser"], at=NOON)
    assert queries.answered(project) == []


def test_a_finished_project_tells_what_came_of_it(ground: Any, shown: Any) -> None:
    project = shown()
    actions.finish_project(project=project, outcome="60 ата-ана үйренді.", by=ground["ngo"], at=NOON)
    assert project.state == "done" and queries.public_project(project.number) == project
    with pytest.raises(Refused):
        actions.ask_question(project=project, text="Ал енді?", language="kk", by=ground["citizen"], at=NOON)


def test_how_far_each_need_is_met_is_seen_on_card_and_page(
    ground: Any, shown: Any, fair: Any, in_force: Any, paper: Any, signed_in: Any
) -> None:
    project = shown()
    memorandum = in_force(project, money="400000", goods="5")
    line = PledgeLine.objects.get(pledge=memorandum.pledge, need__kind="money")
    delivery = actions.report_delivery(
        memorandum=memorandum, line=line, amount=Decimal(250_000), given_on=NOON.date(), by=ground["sponsor"], at=NOON
    )
    actions.confirm_delivery(delivery=delivery, proof=paper, by=ground["ngo"], at=NOON)
    money, goods, hours = (row.cover for row in queries.needs_of(project))
    assert money.parts == (250_000, 150_000, 600_000) and money.promised_percent == 40
    assert goods.parts == (0, 5, 0) and goods.promised_percent == 100
    assert hours.parts == (0, 0, 40) and hours.promised_percent == 0
    guest = signed_in(None)
    card = guest.get(f"/en/fairs/{fair.number}/").content.decode().replace("\xa0", " ")
    assert "₸600,000 of ₸1,000,000 are missing" in card or "600,000 ₸ of 1,000,000 ₸ are missing" in card
    assert "all is promised" in card and '<rect width="40"' in card and '<rect width="100" height="4"' in card
    page = guest.get(f"/en/fairs/projects/{project.number}/").content.decode().replace("\xa0", " ")
    for words in ("Given and confirmed <strong>", "Promised, not given yet <strong>", "Still missing <strong>"):
        assert page.count(words) == 3
    assert "250,000" in page and "150,000" in page and "600,000" in page
    found = {kind: queries.projects_page(fair, queries.Filter(missing=kind))[0] for kind in ("money", "goods", "hours")}
    assert found == {"money": [project], "goods": [], "hours": [project]}, "goods are all promised"


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_the_parts_of_a_need_make_up_the_whole(missing: int, pledged: int, confirmed: int) -> None:
    cover = Cover(Decimal(missing), Decimal(pledged), Decimal(confirmed))
    assert sum(cover.parts) == missing and min(cover.parts) >= 0
    assert 0 <= cover.promised_percent <= 100 and (cover.promised_percent == 100) == (not cover.parts[2])
