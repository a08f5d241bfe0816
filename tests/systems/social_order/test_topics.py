"""A proposed topic on its way, by the same actions that every door calls."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from ortaq.kernel.clocks.models import Clock
from ortaq.kernel.events.models import Event
from ortaq.kernel.events.queries import verify_log
from ortaq.kernel.lifecycle.actions import Refused, Stale, decide
from ortaq.kernel.parties.rules import GUEST, SYSTEM, Actor
from ortaq.kernel.records.models import Link
from ortaq.systems.social_order import actions
from ortaq.systems.social_order.kinds import TOPIC_KIND
from ortaq.systems.social_order.lifecycle import TOPIC
from ortaq.systems.social_order.models import Opinion, Supporter, TopicDraft, TopicProposal
from ortaq.systems.social_order.queries import topics as queries
from ortaq.systems.social_order.tasks import DRAFT_LIFE, social_order_drafts

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
Make = Callable[..., TopicProposal]
EXPECTED = {
    "customer": {"customer"},
    "customer_two": {"customer"},
    "head": {"head"},
    "head_two": {"head"},
    "both": {"customer", "head"},
    "auditor": {"auditor"},
    "council": {"council"},
    "city_council": set(),
    "other_customer": set(),
    "other_head": set(),
    "representative": set(),
    "citizen": {"author"},
    "neighbour": {"supporter"},
    "third": set(),
    "GUEST": set(),
    "SYSTEM": {"system"},
}
"""In which capacity each person of the test region stands towards the citizen's topic at the first body."""


def later(days: float) -> datetime:
    return MONDAY + timedelta(days=days)


def test_each_person_may_do_in_each_state_what_the_table_says_and_nothing_else(house: Any, publish: Make) -> None:
    topic = publish()
    actions.support_topic(topic=topic, by=house["neighbour"], at=MONDAY)
    topic.refresh_from_db()
    actors: dict[str, Actor] = {key: house[key] for key in house.people} | {"GUEST": GUEST, "SYSTEM": SYSTEM}
    assert set(actors) == set(EXPECTED)
    checked = 0
    for state in TOPIC.states:
        topic.state = state
        for who, actor in actors.items():
            for code, transition in TOPIC.transitions.items():
                should = state in transition.sources and bool(EXPECTED[who] & transition.who)
                assert bool(decide(topic, code, actor)) == should, (who, state, code)
                checked += 1
    assert checked == len(TOPIC.states) * len(actors) * len(TOPIC.transitions)
    assert set(TOPIC_KIND.guards) <= set(TOPIC.transitions)


def test_a_topic_is_proposed_published_discussed_and_accepted(house: Any, propose: Make) -> None:
    topic = propose()
    assert topic.number.startswith("TP-2026-") and topic.state == "submitted" and topic.regime == "sso-2021"
    answer = Clock.objects.get(record_id=topic.pk, code="topic.answer")
    assert answer.state == "running"
    actions.publish_topic(
        topic=topic, title="Ымдау тілі", parts={"need": "Курс керек."}, by=house["customer"], at=later(1)
    )
    assert topic.public_text == "Қандай мәселе бар: Курс керек." and topic.published_at == later(1)
    assert actions.support_topic(topic=topic, by=house["neighbour"], at=later(1))
    actions.ask_council(topic=topic, by=house["customer"], at=later(2))
    assert Clock.objects.get(record_id=topic.pk, code="topic.council").state == "running"
    opinion = actions.give_opinion(topic=topic, view="for", text="Қажет.", by=house["council"], at=later(3))
    assert opinion.council == house.akimat and topic.state == "under_review"
    actions.accept_topic(
        topic=topic, answer="Қаржы көзделеді.", title_kk="Ымдау тілі курсы", title_ru="Курсы жестового языка",
        by=house["head"], at=later(4),
    )  # fmt: skip
    topic.refresh_from_db()
    assert (topic.state, topic.outcome, topic.supports) == ("accepted", "accepted", 1)
    answer.refresh_from_db()
    assert answer.state == "stopped"
    assert list(verify_log()) == []
    codes = list(Event.objects.filter(record_id=topic.pk).order_by("sequence").values_list("code", flat=True))
    assert codes == ["propose", "publish", "ask_council", "give_opinion", "accept"]


@pytest.mark.parametrize(
    ("day", "regime", "due"), [("2018-10-16", "sso-2005", "2018-10-31"), ("2026-11-02", "sso-2021", "2026-11-23")]
)
def test_the_answer_is_due_by_the_law_of_the_day(propose: Make, day: str, regime: str, due: str) -> None:
    topic = propose(at=datetime.fromisoformat(f"{day}T05:00:00+00:00"))
    assert topic.regime == regime
    assert Clock.objects.get(record_id=topic.pk, code="topic.answer").due_on.isoformat() == due


def test_a_returned_proposal_stops_the_clock_until_it_is_completed(house: Any, propose: Make) -> None:
    topic = propose()
    due = Clock.objects.get(record_id=topic.pk).due_on
    actions.return_topic(topic=topic, reason="Кімге арналғанын нақтылаңыз.", by=house["customer"], at=later(1))
    assert Clock.objects.get(record_id=topic.pk).state == "paused"
    with pytest.raises(Refused):
        actions.complete_topic(topic=topic, changes={"why": "…"}, by=house["neighbour"], at=later(2))
    actions.complete_topic(topic=topic, changes={"target_group": "60 отбасы"}, by=house["citizen"], at=later(8))
    topic.refresh_from_db()
    clock = Clock.objects.get(record_id=topic.pk)
    assert (topic.state, topic.target_group, clock.state) == ("submitted", "60 отбасы", "running")
    assert clock.due_on > due


def test_a_body_that_is_not_competent_forwards_and_the_term_starts_anew(house: Any, propose: Make) -> None:
    topic = propose()
    with pytest.raises(Refused):
        actions.forward_topic(topic=topic, body=house.department, reason="…", by=house["customer"], at=later(1))
    actions.forward_topic(topic=topic, body=house.division, reason="Құзыреті", by=house["customer"], at=later(1))
    assert (topic.body_id, topic.hops, topic.state) == (house.division.pk, 1, "submitted")
    assert sorted(Clock.objects.filter(record_id=topic.pk).values_list("state", flat=True)) == ["running", "stopped"]
    assert not decide(topic, "publish", house["customer"]) and decide(topic, "publish", house["other_customer"])


def test_reasons_are_needed_and_only_a_public_topic_is_accepted(house: Any, propose: Make, publish: Make) -> None:
    topic = propose()
    with pytest.raises(Refused):
        actions.reject_topic(topic=topic, answer="  ", by=house["customer"], at=later(1))
    words = {"answer": "Иә.", "title_kk": "А", "title_ru": "Б", "by": house["customer"], "at": later(1)}
    with pytest.raises(Refused):
        actions.accept_topic(topic=topic, **words)
    public = publish()
    with pytest.raises(Refused):
        actions.accept_topic(topic=public, **{**words, "title_ru": ""})
    actions.take_down_topic(topic=public, reason="Дербес дерек", by=house["head"], at=later(1))
    with pytest.raises(Refused):
        actions.accept_topic(topic=public, **words)


def test_support_counts_each_person_once_and_not_the_author(house: Any, publish: Make) -> None:
    topic = publish()
    assert actions.support_topic(topic=topic, by=house["neighbour"], at=later(1))
    assert not actions.support_topic(topic=topic, by=house["neighbour"], at=later(1))
    for by in (house["citizen"], GUEST):
        with pytest.raises(Refused):
            actions.support_topic(topic=topic, by=by, at=later(1))
    assert actions.support_topic(topic=topic, by=house["representative"], at=later(1))  # an account without a profile
    topic.refresh_from_db()
    assert topic.supports == Supporter.objects.filter(topic=topic).count() == 2
    assert actions.stop_supporting(topic=topic, by=house["neighbour"], at=later(2))
    assert not actions.stop_supporting(topic=topic, by=house["neighbour"], at=later(2))
    topic.refresh_from_db()
    assert topic.supports == 1
    supporter = Supporter.objects.get(topic=topic)
    with pytest.raises(IntegrityError), transaction.atomic():
        Supporter.objects.create(topic=topic, person=supporter.person, supported_at=MONDAY)


def test_merging_carries_the_support_over_and_counts_nobody_twice(house: Any, publish: Make) -> None:
    into, topic = publish(), publish(by=house["third"])
    for each in (into, topic):
        actions.support_topic(topic=each, by=house["neighbour"], at=later(1))
    actions.support_topic(topic=topic, by=house["citizen"], at=later(1))
    with pytest.raises(Refused):
        actions.merge_topic(topic=topic, into=topic, answer="Бірдей.", by=house["customer"], at=later(2))
    actions.merge_topic(topic=topic, into=into, answer="Бірдей.", by=house["customer"], at=later(2))
    into.refresh_from_db()
    people = set(Supporter.objects.filter(topic=into).values_list("person__user__email", flat=True))
    assert people == {"neighbour@example.test", "third@example.test"} and into.supports == 2
    assert topic.state == "merged" and Link.objects.filter(source=topic, kind="merged_into", target=into).exists()


def test_an_ngo_proposes_by_its_representative_alone(house: Any, propose: Make) -> None:
    topic = propose(by=house["representative"], organisation_id=house.ngo.pk, name="Өкіл")
    assert decide(topic, "withdraw", house["representative"])
    assert queries.own_topics(house["representative"]).get() == topic
    with pytest.raises(Refused):
        propose(by=house["citizen"], organisation_id=house.ngo.pk)
    with pytest.raises(Refused):
        propose(by=GUEST)


def test_a_topic_grows_out_of_a_public_or_own_record_and_of_no_other(house: Any, propose: Make, publish: Make) -> None:
    public, hidden = publish(by=house["neighbour"]), propose(by=house["neighbour"])
    assert Link.objects.filter(source=propose(raised_by=public.pk), kind="raised_by", target=public).exists()
    assert not Link.objects.filter(source=propose(raised_by=hidden.pk)).exists()
    assert Link.objects.filter(source=propose(by=house["neighbour"], raised_by=hidden.pk), target=hidden).exists()


def test_a_draft_is_sent_once(house: Any, proposal: Any) -> None:
    by = house["citizen"]
    draft = actions.keep_topic_draft(content={"title": "Құпия"}, by=by, at=MONDAY)
    assert actions.keep_topic_draft(content={"title": "Құпия 2"}, by=by, at=MONDAY, draft_id=draft) == draft
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM social_order_topicdraft WHERE id = %s", [draft])
        assert "Құпия".encode() not in bytes(cursor.fetchone()[0])
    assert queries.topic_draft(draft, house["neighbour"]) is None
    assert not actions.drop_topic_draft(draft_id=draft, by=house["neighbour"])
    actions.propose_topic(proposal=proposal, by=by, at=MONDAY, draft_id=draft)
    with pytest.raises(Refused):
        actions.propose_topic(proposal=proposal, by=by, at=MONDAY, draft_id=draft)
    assert not TopicDraft.objects.exists() and TopicProposal.objects.count() == 1


def test_an_untouched_draft_goes_after_ninety_days_and_a_touched_one_stays(house: Any, frozen: Any) -> None:
    by = house["citizen"]
    old, touched = (actions.keep_topic_draft(content={"title": "Құпия"}, by=by, at=MONDAY) for _time in range(2))
    last = MONDAY + DRAFT_LIFE
    actions.keep_topic_draft(content={"title": "Құпия 2"}, by=by, at=last - timedelta(days=1), draft_id=touched)
    frozen(last)
    social_order_drafts(0)
    assert set(TopicDraft.objects.values_list("pk", flat=True)) == {old, touched}
    frozen(last + timedelta(seconds=1))
    for _time in range(2):
        social_order_drafts(0)
        assert list(TopicDraft.objects.values_list("pk", flat=True)) == [touched]
    assert queries.topic_draft(old, by) is None and queries.topic_draft(touched, by) is not None


def test_what_was_published_and_answered_never_changes(house: Any, publish: Make) -> None:
    topic = publish()
    actions.ask_council(topic=topic, by=house["customer"], at=later(1))
    actions.give_opinion(topic=topic, view="against", text="Жоқ.", by=house["council"], at=later(1))
    actions.reject_topic(topic=topic, answer="Себебі…", by=house["customer"], at=later(2))
    for change in ({"need": "Басқа"}, {"answer": "Басқа"}, {"proposed_at": later(9)}, {"outcome": "accepted"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            TopicProposal.objects.filter(pk=topic.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Opinion.objects.update(text="Басқа")


def test_the_name_shows_only_while_its_author_wants_it(house: Any, publish: Make) -> None:
    topic = publish()
    assert queries.author_name(topic) == ""
    with pytest.raises(Refused):
        actions.set_name_consent(topic=topic, public=True, by=house["neighbour"], at=later(1))
    actions.set_name_consent(topic=topic, public=True, by=house["citizen"], at=later(1))
    assert queries.author_name(topic) == "Сынақ citizen"
    actions.set_name_consent(topic=topic, public=False, by=house["citizen"], at=later(2))
    assert queries.author_name(topic) == ""


def test_an_old_form_changes_nothing(house: Any, publish: Make) -> None:
    topic = publish()
    seen = topic.version
    actions.ask_council(topic=topic, by=house["customer"], at=later(1), version=seen)
    with pytest.raises(Stale):
        actions.recall_from_council(topic=topic, reason="…", by=house["customer"], at=later(1), version=seen)


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Runs deeds on connections of their own at the same moment; returns results and refusals."""
    start = threading.Barrier(len(deeds))
    results: list[object] = []

    def run(deed: Callable[[], object]) -> None:
        start.wait()
        try:
            results.append(deed())
        except Refused as refusal:
            results.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_two_clicks_of_one_person_at_once_are_one_support(house: Any, publish: Make) -> None:
    topic, by, other = publish(), house["neighbour"], house["third"]
    results = at_once(
        *(lambda by=by: actions.support_topic(topic=topic, by=by, at=later(1)) for by in (by, by, by, other))
    )
    topic.refresh_from_db()
    assert sorted(map(bool, results)) == [False, False, True, True] and topic.supports == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_answer_at_once_one_is_told(house: Any, publish: Make) -> None:
    topic = publish()
    one, two, version = house["customer"], house["customer_two"], topic.version
    mine, theirs = TopicProposal.objects.get(pk=topic.pk), TopicProposal.objects.get(pk=topic.pk)
    results = at_once(
        lambda: actions.reject_topic(topic=mine, answer="Жоқ.", by=one, at=later(1), version=version),
        lambda: actions.accept_topic(
            topic=theirs, answer="Иә.", title_kk="А", title_ru="Б", by=two, at=later(1), version=version
        ),
    )
    assert sum(isinstance(result, Stale) for result in results) == 1
    topic.refresh_from_db()
    assert topic.state in {"accepted", "rejected"} and topic.version == version + 1
