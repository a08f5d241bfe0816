"""Sponsors, pledges and memoranda: who may do what, what stays between two sides, and the sums that the database holds."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from tests.systems.fairs.conftest import NOON

from ortaq.kernel.documents.queries import listed_for
from ortaq.kernel.events.models import Event
from ortaq.kernel.events.queries import verify_log
from ortaq.kernel.lifecycle.actions import Refused, Stale, decide
from ortaq.kernel.lifecycle.rules import Lifecycle
from ortaq.kernel.parties.actions import assign_role
from ortaq.kernel.parties.models import Assignment, Organisation
from ortaq.kernel.parties.rules import GUEST, SYSTEM
from ortaq.kernel.records.models import Link
from ortaq.systems.fairs import actions
from ortaq.systems.fairs.kinds import MEMORANDUM_KIND, PLEDGE_KIND, SPONSOR_KIND
from ortaq.systems.fairs.lifecycle import MEMORANDUM, PLEDGE, SPONSOR
from ortaq.systems.fairs.models import Delivery, Memorandum, MemorandumVersion, Need, Pledge, PledgeLine, Talk
from ortaq.systems.fairs.permissions import (
    may_read_document,
    memorandum_capacities,
    pledge_capacities,
    sponsor_capacities,
)
from ortaq.systems.fairs.queries import memoranda, pledges, showcase, sponsors
from ortaq.systems.fairs.rules.memoranda import Terms
from ortaq.systems.fairs.rules.sponsoring import Left, Promise, owed, promise_faults

SIDES = {"sponsor": {"sponsor"}, "ngo": {"ngo"}, "both": {"ngo"}}
"""On which side each person stands between «Дән» and «Үміт»; who isn't named stands on none: no office, no auditor."""


def _table(table: Lifecycle, record: Any, capacities: Any, sides: dict[str, set[str]], ground: Any) -> None:
    for state in table.states:
        record.state = state
        for who in ground.people:
            wanted = sides.get(who, set())
            assert capacities(ground[who], record) == wanted, (table.kind, who, state)
            for code, transition in table.transitions.items():
                may = bool(table.may(code, state, wanted))
                assert may == (state in transition.sources and bool(wanted & transition.who)), (who, state, code)
        assert not capacities(GUEST, record)


def test_each_person_may_do_in_each_state_what_the_table_says_and_nothing_else(
    ground: Any, shown: Any, in_force: Any
) -> None:
    memorandum = in_force(shown(), money="400000")
    profile = sponsors.public_sponsors().get(organisation=ground.firm)
    _table(PLEDGE, memorandum.pledge, pledge_capacities, SIDES, ground)
    _table(MEMORANDUM, memorandum, memorandum_capacities, SIDES, ground)
    _table(SPONSOR, profile, sponsor_capacities, {"sponsor": {"sponsor"}, "coordinator": {"coordinator"}}, ground)
    for kind in (SPONSOR_KIND, PLEDGE_KIND, MEMORANDUM_KIND):
        assert set(kind.guards) <= set(kind.lifecycle.transitions)


# ---- the profile ------------------------------------------------------------------------------------------------------


def _business(ground: Any, **changed: Any) -> actions.Business:
    given_ = {
        "bin": "000040000059", "name_kk": "«Жаңа» ЖШС", "name_ru": "ТОО «Жаңа»", "about_kk": "Тігеміз.",
        "about_ru": "Шьём.", "territory_id": ground.city.pk, "gives": ["goods"],
    }  # fmt: skip
    return actions.Business(**{**given_, **changed})


def test_a_business_becomes_a_sponsor_when_the_coordinator_has_checked_it(ground: Any) -> None:
    profile = actions.send_profile(business=_business(ground), by=ground["citizen"], at=NOON)
    assert sponsors.sponsors_page() == ([], None) and not Organisation.objects.filter(bin=profile.bin).exists()
    for who in ("citizen", "organiser", "auditor", "sponsor"):
        with pytest.raises(Refused):
            actions.approve_profile(profile=profile, by=ground[who], at=NOON)
    actions.return_profile(profile=profile, reason="Атын толық жазыңыз", by=ground["coordinator"], at=NOON)
    fuller = _business(ground, name_kk="«Жаңа тігін» ЖШС")
    actions.edit_profile(profile=profile, business=fuller, by=ground["citizen"], at=NOON)
    actions.approve_profile(profile=profile, by=ground["coordinator"], at=NOON)
    organisation = Organisation.objects.get(bin=profile.bin)
    assert (organisation.kind, organisation.name_kk) == ("business", "«Жаңа тігін» ЖШС")
    role = Assignment.objects.get(user=ground.people["citizen"], organisation=organisation)
    assert role.role == "representative"
    assert [row.pk for row in sponsors.sponsors_page()[0]] == [profile.pk]
    actions.suspend_profile(profile=profile, reason="БСН жабылған", by=ground["coordinator"], at=NOON)
    assert sponsors.sponsors_page() == ([], None) and sponsors.public_sponsor(organisation.slug) is None
    actions.resume_profile(profile=profile, by=ground["coordinator"], at=NOON)
    assert list(verify_log()) == []


@pytest.mark.parametrize("bin_", ["000040000058", "12", "", "000040000019"])
def test_a_wrong_bin_and_the_bin_of_an_ngo_are_refused(ground: Any, bin_: str) -> None:
    with pytest.raises(Refused):
        actions.send_profile(business=_business(ground, bin=bin_), by=ground["citizen"], at=NOON)


def test_one_business_has_one_profile_and_nobody_checks_their_own(ground: Any, sponsors: None) -> None:
    with pytest.raises(Refused):
        actions.send_profile(business=_business(ground, bin=ground.firm.bin), by=ground["citizen"], at=NOON)
    own = actions.send_profile(business=_business(ground), by=ground["coordinator"], at=NOON)
    with pytest.raises(Refused):
        actions.approve_profile(profile=own, by=ground["coordinator"], at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(own).objects.filter(pk=own.pk).update(checked_by=own.entered_by_id)


# ---- in private -------------------------------------------------------------------------------------------------------


def test_offers_and_messages_are_read_by_the_two_sides_and_nobody_else(ground: Any, shown: Any, offered: Any) -> None:
    project = shown()
    pledge = offered(project, money="400000", hours="10")
    talk = actions.write_message(pledge=pledge, text="Жексенбіде кездесейік", by=ground["ngo"], at=NOON)
    for who in ground.people:
        reads = who in {"sponsor", "ngo", "both"}
        assert (pledges.pledge_of(pledge.number, ground[who]) is not None) == reads, who
        assert (pledge in pledges.pledges_of(ground[who])) == reads, who
    assert pledges.pledge_of(pledge.number, GUEST) is None and not pledges.pledges_of(GUEST)
    for who in ("citizen", "organiser", "coordinator", "auditor", "sponsor_two", "ngo_two"):
        with pytest.raises(Refused):
            actions.write_message(pledge=pledge, text="Мен де", by=ground[who], at=NOON)
    assert not pledges.public_pledges().exists()
    assert all(row.cover.pledged == 0 for row in showcase.needs_of(project)), "an offer shows nowhere"
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM fairs_talk UNION ALL SELECT conditions FROM fairs_pledge")
        stored = b"".join(bytes(row[0]) for row in cursor.fetchall())
    assert "Жексенбі".encode() not in stored and "Логотип".encode() not in stored
    told = " ".join(str(value) for value in Event.objects.filter(record=pledge).values_list("data", "reason", "code"))
    assert "Жексенбі" not in told and "400000" not in told
    with pytest.raises(DatabaseError), transaction.atomic():
        Talk.objects.filter(pk=talk.pk).update(side="sponsor")


def test_what_is_accepted_and_not_signed_is_seen_by_the_ngo_and_not_by_the_public(
    ground: Any, shown: Any, offered: Any
) -> None:
    project = shown()
    pledge = offered(project, money="400000")
    actions.accept_offer(pledge=pledge, by=ground["ngo"], at=NOON)
    assert {row.cover.pledged for row in showcase.needs_of(project)} == {0}
    assert max(row.cover.pledged for row in showcase.needs_of(project, public_only=False)) == 400000
    actions.withdraw_offer(pledge=pledge, reason="Ақша жоқ", by=ground["sponsor"], at=NOON)
    assert {row.cover.pledged for row in showcase.needs_of(project, public_only=False)} == {0}
    assert not Event.objects.filter(record=pledge, reason__contains="Ақша").exists()
    assert [row.text for row in pledges.talks_of(pledge)] == ["Ақша жоқ"]


def test_help_is_offered_by_a_checked_sponsor_to_a_project_on_show_and_never_to_oneself(
    ground: Any, shown: Any, sent: Any, offered: Any
) -> None:
    project = shown()
    with pytest.raises(Refused):
        offered(sent(), money="1")
    with pytest.raises(Refused):
        offered(project, money="1000001")
    with pytest.raises(Refused):
        offered(project, money="5", due=date(2026, 5, 31))
    with pytest.raises(Refused):
        offered(project)
    profile = sponsors.public_sponsors().get(organisation=ground.firm)
    actions.suspend_profile(profile=profile, reason="Тексеру", by=ground["coordinator"], at=NOON)
    with pytest.raises(Refused):
        offered(project, money="5")
    for who in ("ngo", "citizen", "sponsor"):
        with pytest.raises(Refused):
            actions.offer_help(
                project=project, sponsor=ground.other_firm, offer=actions.Offer([]), by=ground[who], at=NOON
            )


def test_the_offer_of_a_sponsor_that_was_taken_down_is_not_accepted_until_it_is_shown_again(
    ground: Any, shown: Any, offered: Any, signed_in: Any, frozen: Any
) -> None:
    frozen(NOON)
    pledge = offered(shown(), money="5000")
    profile = sponsors.public_sponsors().get(organisation=ground.firm)
    actions.suspend_profile(profile=profile, reason="Тексеру", by=ground["coordinator"], at=NOON)
    said = signed_in("ngo").post(f"/en/fairs/pledges/{pledge.number}/accept/", {"version": pledge.version}, follow=True)
    assert "The offer can’t be accepted now" in said.content.decode()
    pledge.refresh_from_db()
    assert pledge.state == "offered" and not pledge.lines.filter(bound__gt=0).exists()
    actions.resume_profile(profile=profile, by=ground["coordinator"], at=NOON)
    actions.accept_offer(pledge=pledge, by=ground["ngo"], at=NOON)
    assert pledge.state == "accepted"


def test_an_old_offer_is_not_accepted_once_it_was_changed(ground: Any, shown: Any, offered: Any) -> None:
    project = shown()
    pledge = offered(project, money="400000")
    seen = pledge.version
    need = Need.objects.get(project=project, kind="money")
    smaller = actions.Offer([Promise(need.pk, Decimal(5), date(2026, 7, 1))])
    actions.change_offer(pledge=pledge, offer=smaller, by=ground["sponsor"], at=NOON)
    with pytest.raises(Stale):
        actions.accept_offer(pledge=pledge, by=ground["ngo"], at=NOON, version=seen)
    actions.accept_offer(pledge=pledge, by=ground["ngo"], at=NOON, version=pledge.version)
    assert PledgeLine.objects.get(pledge=pledge).bound == 5
    with pytest.raises(Refused):
        actions.change_offer(pledge=pledge, offer=smaller, by=ground["sponsor"], at=NOON)


# ---- sums -------------------------------------------------------------------------------------------------------------


def test_no_more_is_pledged_than_is_missing(ground: Any, shown: Any, offered: Any) -> None:
    project = shown()
    first, second = offered(project, money="700000"), offered(project, money="700000", by="sponsor_two")
    actions.accept_offer(pledge=first, by=ground["ngo"], at=NOON)
    with pytest.raises(Refused):
        actions.accept_offer(pledge=second, by=ground["ngo"], at=NOON)
    assert second.state == "offered" or Pledge.objects.get(pk=second.pk).state == "offered"
    with pytest.raises(IntegrityError), transaction.atomic():
        PledgeLine.objects.filter(pledge=second).update(bound=300001)
    PledgeLine.objects.filter(pledge=second).update(bound=300000)
    with pytest.raises(IntegrityError), transaction.atomic():
        PledgeLine.objects.filter(pledge=second).update(bound=700001)


@pytest.mark.django_db(transaction=True)
def test_two_offers_accepted_at_once_never_bind_more_than_is_missing(ground: Any, shown: Any, offered: Any) -> None:
    project = shown()
    offers = [offered(project, money="700000"), offered(project, money="700000", by="sponsor_two")]
    outcome: list[str] = []
    gate = threading.Barrier(2)

    def accept(pledge: Pledge) -> None:
        try:
            gate.wait()
            actions.accept_offer(pledge=pledge, by=ground["ngo"], at=NOON)
            outcome.append("accepted")
        except Refused:
            outcome.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=accept, args=(pledge,)) for pledge in offers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome) == ["accepted", "refused"]
    assert sum(row.bound for row in PledgeLine.objects.all()) == 700000


@pytest.mark.django_db(transaction=True)
def test_two_reports_at_once_never_give_more_than_was_pledged(ground: Any, shown: Any, in_force: Any) -> None:
    memorandum = in_force(shown(), money="400000")
    line = PledgeLine.objects.get(pledge=memorandum.pledge)
    outcome: list[str] = []
    gate = threading.Barrier(2)

    def report() -> None:
        try:
            gate.wait()
            actions.report_delivery(
                memorandum=Memorandum.objects.get(pk=memorandum.pk), line=PledgeLine.objects.get(pk=line.pk),
                amount=Decimal(300000), given_on=date(2026, 6, 1), by=ground["sponsor"], at=NOON,
            )  # fmt: skip
            outcome.append("kept")
        except Refused:
            outcome.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=report) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome) == ["kept", "refused"]
    assert [row.amount for row in Delivery.objects.all()] == [300000]


def test_no_more_is_given_than_was_pledged_and_the_other_side_confirms(
    ground: Any, shown: Any, in_force: Any, paper: Any
) -> None:
    memorandum = in_force(shown(), money="400000", goods="2")
    money = PledgeLine.objects.get(pledge=memorandum.pledge, need__kind="money")
    common = {"memorandum": memorandum, "line": money, "given_on": date(2026, 6, 1), "at": NOON}
    with pytest.raises(Refused):
        actions.report_delivery(amount=Decimal(400001), by=ground["sponsor"], **common)
    with pytest.raises(Refused):
        actions.report_delivery(amount=Decimal(5), by=ground["ngo"], **common)
    with pytest.raises(Refused):
        actions.report_delivery(amount=Decimal(5), by=ground["sponsor"], **{**common, "given_on": date(2026, 6, 2)})
    delivery = actions.report_delivery(amount=Decimal(300000), by=ground["sponsor"], paper=paper, **common)
    with pytest.raises(Refused):
        actions.report_delivery(amount=Decimal(100001), by=ground["sponsor"], **common)
    for who in ("sponsor", "sponsor_two", "ngo_two", "organiser", "coordinator"):
        with pytest.raises(Refused):
            actions.confirm_delivery(delivery=delivery, proof=paper, by=ground[who], at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(
            state="confirmed", answered_by=ground.people["ngo"], answered_at=NOON
        )
    actions.dispute_delivery(delivery=delivery, answer="Шотта жоқ", by=ground["ngo"], at=NOON)
    with pytest.raises(Stale):
        actions.dispute_delivery(delivery=delivery, answer="Тағы", by=ground["ngo"], at=NOON)
    actions.confirm_delivery(delivery=delivery, proof=paper, by=ground["ngo"], at=NOON)
    delivery.refresh_from_db()
    assert delivery.state == "confirmed" and delivery.proof is not None
    with pytest.raises(DatabaseError), transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(amount=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        delivery.delete()
    rows = pledges.line_rows(memorandum.pledge, date(2026, 7, 2))
    assert [(row.standing.confirmed, row.standing.left, row.late) for row in rows] == [
        (Decimal(300000), Decimal(100000), True), (Decimal(0), Decimal(2), True),
    ]  # fmt: skip
    assert not any(row.late for row in pledges.line_rows(memorandum.pledge, date(2026, 7, 1)))
    assert list(verify_log()) == []


def test_a_memorandum_ends_by_itself_when_all_is_confirmed(ground: Any, shown: Any, in_force: Any, paper: Any) -> None:
    project = shown()
    memorandum = in_force(project, money="400000", hours="4")
    assert not decide(memorandum, "complete", ground["ngo"])
    assert not decide(project, "finish", ground["ngo"]), "a memorandum runs"
    for line in PledgeLine.objects.filter(pledge=memorandum.pledge):
        delivery = actions.report_delivery(
            memorandum=memorandum,
            line=line,
            amount=line.amount,
            given_on=date(2026, 6, 1),
            by=ground["sponsor"],
            at=NOON,
        )
        actions.confirm_delivery(delivery=delivery, proof=paper, by=ground["ngo"], at=NOON)
    memorandum.refresh_from_db()
    pledge = Pledge.objects.get(pk=memorandum.pledge_id)
    assert (memorandum.state, pledge.state, memorandum.live) == ("completed", "fulfilled", False)
    project.refresh_from_db()
    assert project.state == "supported"
    actions.finish_project(project=project, outcome="Бітті", by=ground["ngo"], at=NOON)


def test_what_was_not_given_when_a_memorandum_ends_early_is_missing_again(
    ground: Any, shown: Any, in_force: Any, paper: Any
) -> None:
    project = shown()
    memorandum = in_force(project, money="400000")
    line = PledgeLine.objects.get(pledge=memorandum.pledge)
    first = actions.report_delivery(
        memorandum=memorandum, line=line, amount=Decimal(100), given_on=date(2026, 6, 1), by=ground["sponsor"], at=NOON
    )
    with pytest.raises(Refused):
        actions.terminate_memorandum(memorandum=memorandum, reason="", by=ground["sponsor"], at=NOON)
    actions.terminate_memorandum(memorandum=memorandum, reason="Кәсіпорын жабылды", by=ground["sponsor"], at=NOON)
    line.refresh_from_db()
    assert (line.amount, line.bound) == (Decimal(400000), Decimal(100)), "what was promised stays on record"
    need = next(row for row in showcase.needs_of(project) if row.need.kind == "money")
    assert need.cover.open == 999900
    actions.confirm_delivery(delivery=first, proof=paper, by=ground["ngo"], at=NOON)
    assert Memorandum.objects.get(pk=memorandum.pk).state == "terminated"
    assert Pledge.objects.get(pk=memorandum.pledge_id).state == "ended"


def test_matching_money_follows_what_others_have_given(ground: Any, shown: Any, in_force: Any, paper: Any) -> None:
    project = shown()
    matching = in_force(project, money="150000", match=50, by="sponsor_two")
    gift = in_force(project, money="400000")
    assert pledges.standing_lines(matching.pledge)[0].standing.promised == 0
    line = PledgeLine.objects.get(pledge=gift.pledge)
    for amount, expected in ((100000, 50000), (250000, 150000)):
        delivery = actions.report_delivery(
            memorandum=gift, line=line, amount=Decimal(amount), given_on=date(2026, 6, 1), by=ground["sponsor"], at=NOON
        )
        actions.confirm_delivery(delivery=delivery, proof=paper, by=ground["ngo"], at=NOON)
        assert pledges.standing_lines(matching.pledge)[0].standing.promised == expected


@given(amount=st.decimals(1, 10**9, places=2), others=st.decimals(0, 10**9, places=2), percent=st.integers(1, 1000))
def test_matching_money_never_exceeds_its_cap_nor_its_share(amount: Decimal, others: Decimal, percent: int) -> None:
    found = owed(amount, percent, others)
    assert 0 <= found <= amount and found * 100 <= others * percent
    assert owed(amount, None, others) == amount
    assert owed(amount, percent, others + 1) >= found


def test_what_is_wrong_with_an_offer_is_said() -> None:
    left = {1: Left("money", Decimal(10)), 2: Left("hours", Decimal(3))}
    today = date(2026, 6, 1)

    def wrong(*rows: Promise, percent: int | None = None) -> bool:
        return bool(promise_faults(rows, left, match_percent=percent, today=today))

    fine = Promise(1, Decimal(10), today)
    assert not wrong(fine) and not wrong(fine, percent=100) and not wrong(fine, Promise(2, Decimal(3), today))
    assert wrong() and wrong(fine, fine) and wrong(Promise(9, Decimal(1), today))
    assert wrong(Promise(1, Decimal("10.01"), today)) and wrong(Promise(1, Decimal(0), today))
    assert wrong(Promise(1, Decimal(1), today - timedelta(days=1)))
    assert wrong(fine, percent=0) and wrong(fine, percent=1001)
    assert wrong(Promise(2, Decimal(1), today), percent=100) and wrong(fine, Promise(2, Decimal(1), today), percent=100)


# ---- the memorandum ---------------------------------------------------------------------------------------------------


def test_a_memorandum_takes_effect_with_the_second_signature_and_is_private_until_then(
    ground: Any, shown: Any, offered: Any, settings: Any
) -> None:
    settings.DEMO = True
    project = shown()
    pledge = offered(project, money="400000")
    with pytest.raises(Refused):
        actions.draw_up_memorandum(pledge=pledge, by=ground["sponsor"], at=NOON)
    actions.accept_offer(pledge=pledge, by=ground["ngo"], at=NOON)
    for who in ("citizen", "organiser", "sponsor_two"):
        with pytest.raises(Refused):
            actions.draw_up_memorandum(pledge=pledge, by=ground[who], at=NOON)
    memorandum = actions.draw_up_memorandum(pledge=pledge, by=ground["sponsor"], at=NOON)
    with pytest.raises(Refused):
        actions.draw_up_memorandum(pledge=pledge, by=ground["ngo"], at=NOON)
    assert not decide(pledge, "withdraw", ground["sponsor"])
    terms = Terms.from_json(memoranda.open_version(memorandum).terms)  # type: ignore[union-attr]
    assert "«Дән»" in terms.subject_kk and "Курсы жестового языка" in terms.subject_ru
    actions.edit_memorandum(
        memorandum=memorandum, terms=replace(terms, duties_kk="Бірге істейміз."), by=ground["ngo"], at=NOON
    )
    dearer = replace(terms, items=tuple(replace(item, amount=Decimal(1)) for item in terms.items))
    with pytest.raises(Refused):
        actions.edit_memorandum(memorandum=memorandum, terms=dearer, by=ground["ngo"], at=NOON)
    document = actions.send_memorandum(memorandum=memorandum, by=ground["ngo"], at=NOON)
    assert document.stored.media_type == "application/pdf"
    with default_storage.open(document.stored.storage_name) as paper:
        words = " ".join(" ".join(page.extract_text() for page in PdfReader(paper).pages).split())
    for said in ("Бірге істейміз.", terms.title_kk, terms.title_ru, memorandum.number, memorandum.sponsor.bin):
        assert said in words, "what both sign, in Kazakh and in Russian"
    for who in ground.people:
        assert bool(may_read_document(ground[who], document, memorandum)) == (who in SIDES), who
        assert (memoranda.memorandum_of(memorandum.number, ground[who]) is not None) == (who in SIDES), who
    assert memoranda.public_memorandum(memorandum.number) is None
    sign = {"memorandum": memorandum, "at": NOON, "trial": True}
    actions.sign_memorandum(code="sign_ngo", by=ground["ngo"], name="Өкіл", **sign)
    with pytest.raises(Refused):
        actions.sign_memorandum(code="sign_ngo", by=ground["ngo"], name="Өкіл", **sign)
    with pytest.raises(Refused):
        actions.sign_memorandum(code="sign_sponsor", by=ground["ngo"], name="Өкіл", **sign)
    actions.sign_memorandum(code="sign_sponsor", by=ground["sponsor"], name="Директор", **sign)
    memorandum.refresh_from_db()
    assert memorandum.state == "active" and memoranda.public_memorandum(memorandum.number) == memorandum
    assert bool(may_read_document(GUEST, document, memorandum)) and listed_for(GUEST, memorandum)
    project.refresh_from_db()
    assert project.state == "supported"
    assert next(row.cover.pledged for row in showcase.needs_of(project)) == 400000
    assert Link.objects.filter(source=pledge, kind="results_in", target=memorandum).exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        MemorandumVersion.objects.filter(memorandum=memorandum).update(terms={})
    assert list(verify_log()) == []


def test_a_refused_memorandum_leaves_the_pledge_and_another_can_be_made(ground: Any, shown: Any, offered: Any) -> None:
    pledge = offered(shown(), hours="10")
    actions.accept_offer(pledge=pledge, by=ground["ngo"], at=NOON)
    memorandum = actions.draw_up_memorandum(pledge=pledge, by=ground["sponsor"], at=NOON)
    actions.send_memorandum(memorandum=memorandum, by=ground["sponsor"], at=NOON)
    actions.recall_memorandum(memorandum=memorandum, reason="Күні қате", by=ground["ngo"], at=NOON)
    assert memorandum.state == "draft"
    actions.refuse_memorandum(memorandum=memorandum, reason="Келіспедік", by=ground["ngo"], at=NOON)
    again = actions.draw_up_memorandum(pledge=pledge, by=ground["ngo"], at=NOON)
    assert (memorandum.state, again.state) == ("refused", "draft")
    assert {"Күні қате", "Келіспедік"} <= {row.text for row in pledges.talks_of(pledge)}
    assert not Event.objects.filter(record=memorandum).exclude(reason="").exists()


def test_an_amendment_is_signed_like_the_original_and_respects_the_sums(ground: Any, shown: Any, in_force: Any) -> None:
    memorandum = in_force(shown(), money="400000")
    terms = Terms.from_json(memoranda.versions_of(memorandum, public_only=True)[0].terms.as_json())

    def amended(amount: int) -> None:
        items = tuple(replace(item, amount=Decimal(amount), due_on=date(2026, 8, 1)) for item in terms.items)
        wanted = replace(terms, items=items, ends_on=date(2026, 9, 1))
        actions.amend_memorandum(
            memorandum=memorandum, terms=wanted, reason="Екі кезеңмен", by=ground["sponsor"], at=NOON
        )

    amended(1_000_001)
    with pytest.raises(Refused):
        amended(500000)
    sign = {"memorandum": memorandum, "at": NOON, "trial": True, "name": "Сынақ"}
    actions.sign_memorandum(code="sign_sponsor", by=ground["sponsor"], **sign)
    with pytest.raises(Refused):
        actions.sign_memorandum(code="sign_ngo", by=ground["ngo"], **sign)
    actions.withdraw_amendment(memorandum=memorandum, reason="Көп", by=ground["ngo"], at=NOON)
    amended(900000)
    actions.sign_memorandum(code="sign_sponsor", by=ground["sponsor"], **sign)
    actions.sign_memorandum(code="sign_ngo", by=ground["ngo"], **sign)
    line = PledgeLine.objects.get(pledge=memorandum.pledge)
    assert (line.amount, line.bound, line.due_on) == (Decimal(900000), Decimal(900000), date(2026, 8, 1))
    shown_ = memoranda.versions_of(memorandum, public_only=True)
    assert [row.version.number for row in shown_] == [1, 3], "an amendment that was withdrawn isn't shown"
    assert decide(memorandum, "take_effect", SYSTEM).allowed is False


def test_who_represents_two_ngos_acts_for_the_one_whose_record_it_is(ground: Any, shown: Any, in_force: Any) -> None:
    assign_role(
        user_id=ground.people["ngo_two"].pk,
        organisation_id=ground.ngo.pk,
        role="representative",
        first_day=date(2018, 1, 1),
    )
    memorandum = in_force(shown(by="ngo_two"), money="5")
    for record, code, office in (
        (memorandum, "sign_ngo", ground.other_ngo),
        (memorandum, "sign_sponsor", ground.firm),
        (memorandum.pledge, "accept", ground.other_ngo),
        (memorandum.pledge.project, "submit", ground.other_ngo),
        (memorandum.pledge.project, "show", ground.body),
    ):
        assert Event.objects.get(record=record, code=code).office == office, code
