"""Casting: stored once, replaced by a later one, refused when it may not be; what lies where."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from tests.procedures.ballots.conftest import AFTER, DURING, NOON, OPENS

BOTH = {"region": {"1": 1, "2": 1}, "district": {"1": 1}}
REGION = {"region": {"3": 1}}


def enter(code: str) -> Any:
    from ortaq.procedures.ballots.queries.voting import holder_of, setup_of, voter_by_code

    voter = voter_by_code(code)
    assert voter is not None
    return setup_of(voter.election_id), holder_of(voter)


def cast(code: str, choices: Any, form: str = "form", at: Any = DURING) -> Any:
    from ortaq.procedures.ballots.actions import cast_ballot

    setup, holder = enter(code)
    return cast_ballot(setup=setup, holder=holder, choices=choices, form=form, at=at)


def envelopes(election: Any) -> list[tuple[bytes, bytes, bytes]]:
    from ortaq.procedures.ballots.actions.box import ROLE

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
        cursor.execute("SELECT slot, sealed, commitment FROM ballot_box.envelope WHERE election = %s", [election.pk])
        rows = [tuple(bytes(each) for each in row) for row in cursor.fetchall()]
        cursor.execute("RESET ROLE")
    return rows


def read(vote: Any, sealed: bytes) -> Any:
    from ortaq.procedures.ballots.queries.voting import setup_of
    from ortaq.procedures.ballots.rules import choices, sealing

    setup = setup_of(vote.election.pk)
    return choices.read(sealing.opened(vote.private, sealed, election=setup.number, paper_hash=setup.papers_hash))


@pytest.mark.django_db
def test_a_ballot_is_sealed_in_the_box_and_the_roll_knows_only_that_somebody_voted(opened: Callable[..., Any]) -> None:
    from ortaq.procedures.ballots.models import Commitment, Voter
    from ortaq.procedures.ballots.rules.receipts import read_code

    vote = opened()
    receipt = cast(vote.codes[0].code, BOTH)
    assert receipt.outcome == "stored"
    assert read_code(receipt.code) == receipt.code
    ((_slot, sealed, commitment),) = envelopes(vote.election)
    assert commitment == receipt.commitment
    assert read(vote, sealed).choices == BOTH
    assert Commitment.objects.get(value=commitment).head is None
    voter = Voter.objects.get(election=vote.election, number=1)
    assert voter.voted and voter.channel == "online"
    assert Voter.objects.filter(voted=True).count() == 1


@pytest.mark.django_db
def test_a_later_ballot_replaces_the_earlier_and_the_same_form_changes_nothing(opened: Callable[..., Any]) -> None:
    from ortaq.kernel.lifecycle.actions import Refused
    from ortaq.procedures.ballots.models import Commitment

    vote = opened()
    code = vote.codes[1].code
    first = cast(code, REGION, "one")
    assert cast(code, REGION, "one").code == first.code
    second = cast(code, {"region": {"4": 1}}, "two")
    assert (second.outcome, Commitment.objects.count()) == ("replaced", 2)
    ((_slot, sealed, commitment),) = envelopes(vote.election)
    assert commitment == second.commitment and read(vote, sealed).choices == {"region": {"4": 1}}
    with pytest.raises(Refused):
        cast(code, REGION, "one")  # a late copy of the first form must not undo the second
    assert envelopes(vote.election)[0][2] == second.commitment


@pytest.mark.django_db
def test_a_voter_gets_the_papers_of_their_territory_and_no_other(opened: Callable[..., Any]) -> None:
    from ortaq.kernel.lifecycle.actions import Refused

    vote = opened()
    for code, choices in (
        (vote.codes[1].code, BOTH),  # the city isn't in the district
        (vote.codes[0].code, REGION),  # the village is: both papers are filled in, a blank one may be empty
        (vote.codes[1].code, {"region": {}}),
        (vote.codes[1].code, {"region": {"99": 1}}),
        (vote.codes[1].code, {"region": {"1": 2}}),
        (vote.codes[1].code, {"region": {str(n): 1 for n in range(1, 5)}}),
        (vote.codes[0].code, {"region": {"1": 1}, "district": {"5": 1, "6": 1}}),
    ):
        with pytest.raises(Refused):
            cast(code, choices)
    assert not envelopes(vote.election)
    assert cast(vote.codes[0].code, {"region": {"1": 1}, "district": {}}).outcome == "stored"


@pytest.mark.django_db
def test_nothing_is_taken_before_and_after_the_hours_and_from_an_old_code(opened: Callable[..., Any]) -> None:
    from ortaq.kernel.lifecycle.actions import Refused
    from ortaq.procedures.ballots import actions
    from ortaq.procedures.ballots.queries.voting import voter_by_code

    vote = opened()
    code = vote.codes[1].code
    for at in (OPENS - timedelta(seconds=1), AFTER):
        with pytest.raises(Refused):
            cast(code, REGION, at=at)
    setup, holder = enter(code)
    actions.print_codes(election=vote.election, by=vote.hall["secretary"], at=DURING)
    assert voter_by_code(code) is None
    with pytest.raises(Refused):
        actions.cast_ballot(setup=setup, holder=holder, choices=REGION, form="x", at=DURING)
    assert not envelopes(vote.election)


@pytest.mark.django_db
def test_an_announced_election_is_frozen_in_the_database(opened: Callable[..., Any]) -> None:
    from ortaq.procedures.ballots.models import Election, Option, Paper

    vote = opened()
    paper = Paper.objects.get(election=vote.election, key="region")
    for change in (
        lambda: Paper.objects.filter(pk=paper.pk).update(budget=1),
        lambda: Option.objects.filter(paper=paper).update(cost=1),
        lambda: Option.objects.filter(paper=paper).first().delete(),
        lambda: Option.objects.create(paper=paper, number=99, title_kk="x", title_ru="x", cost=1),
        lambda: Election.objects.filter(pk=vote.election.pk).update(title_kk="x"),
        lambda: Election.objects.filter(pk=vote.election.pk).update(closes_at=DURING),
        lambda: Election.objects.filter(pk=vote.election.pk).update(public_key=bytes(32)),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    Paper.objects.filter(pk=paper.pk).update(result={"winners": []})


@pytest.mark.django_db
def test_the_box_belongs_to_a_role_of_its_own_and_is_reached_by_its_functions_alone(opened: Callable[..., Any]) -> None:
    from ortaq.procedures.ballots.actions.box import ROLE

    opened()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_userbyid(relowner), relacl::text FROM pg_class WHERE oid = 'ballot_box.envelope'::regclass"
        )
        owner, rights = cursor.fetchone()
        assert owner == ROLE
        assert all(grant.startswith(f"{ROLE}=") for grant in (rights or "{}").strip("{}").split(",") if grant)
        cursor.execute(
            "SELECT bool_and(prosecdef), bool_and(pg_get_userbyid(proowner) = %s) FROM pg_proc "
            "WHERE pronamespace = 'ballot_box'::regnamespace",
            [ROLE],
        )
        assert cursor.fetchone() == (True, True)
        cursor.execute("SELECT rolcanlogin FROM pg_roles WHERE rolname = %s", [ROLE])
        assert cursor.fetchone() == (False,)
        cursor.execute("CREATE ROLE vote_test_stranger NOLOGIN")
        for statement in (
            "SELECT count(*) FROM ballot_box.envelope",
            "DELETE FROM ballot_box.envelope",
            "SELECT ballot_box.held(1)",
            "SELECT ballot_box.withdraw(1, ''::bytea)",
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                cursor.execute("SET LOCAL ROLE vote_test_stranger")
                cursor.execute(statement)


@pytest.mark.django_db
def test_a_lost_link_key_loses_no_ballot_and_lets_nobody_vote_twice(opened: Callable[..., Any]) -> None:
    from ortaq.kernel.keys.actions import destroy_link, make_link
    from ortaq.kernel.lifecycle.actions import Refused

    vote = opened()
    code = vote.codes[1].code
    cast(code, REGION)
    destroy_link(vote.election.number)
    with pytest.raises(Refused):
        cast(code, {"region": {"1": 1}}, "two")
    make_link(vote.election.number)  # another key: the slot would be another
    with pytest.raises(Refused):
        cast(code, {"region": {"1": 1}}, "two")
    assert len(envelopes(vote.election)) == 1
    assert cast(vote.codes[3].code, REGION).outcome == "stored"


@pytest.mark.django_db
def test_codes_that_nobody_made_never_reach_the_database(
    opened: Callable[..., Any], django_assert_num_queries: Any
) -> None:
    from ortaq.procedures.ballots.queries.voting import voter_by_code

    vote = opened()
    good = vote.codes[0].code
    wrong = good[:-1] + ("2" if good[-1] != "2" else "3")
    with django_assert_num_queries(0):
        assert voter_by_code(wrong) is None
        assert voter_by_code("") is None
        assert voter_by_code("ABC" * 40) is None
    with django_assert_num_queries(1):
        assert voter_by_code(f" {good[:4].lower()}-{good[4:]} ") is not None


@pytest.mark.django_db
def test_an_election_closes_at_its_hour_and_extends_by_the_stated_rule_alone(opened: Callable[..., Any]) -> None:
    from ortaq.kernel.lifecycle.actions import Refused
    from ortaq.procedures.ballots import actions

    vote = opened()
    by = vote.hall["secretary"]
    closes = vote.election.closes_at
    with pytest.raises(Refused):
        actions.extend_election(election=vote.election, outage_minutes=59, reason="x", by=by, at=DURING)
    actions.extend_election(election=vote.election, outage_minutes=60, reason="Жарық сөнді", by=by, at=DURING)
    assert vote.election.closes_at == closes + timedelta(hours=24)
    with pytest.raises(Refused):
        actions.extend_election(election=vote.election, outage_minutes=600, reason="x", by=by, at=DURING)
    assert actions.keep_times(at=closes) == 0
    assert actions.keep_times(at=closes + timedelta(hours=24)) == 1
    vote.election.refresh_from_db()
    assert vote.election.state == "closed"


@pytest.mark.django_db
def test_an_outage_over_the_hour_of_closing_opens_the_vote_again_by_the_rule(opened: Callable[..., Any]) -> None:
    from ortaq.kernel.lifecycle.actions import Refused
    from ortaq.procedures.ballots import actions

    vote = opened()
    by, closes = vote.hall["secretary"], vote.election.closes_at
    actions.keep_times(at=AFTER)
    with pytest.raises(Refused):
        cast(vote.codes[1].code, REGION, at=AFTER)
    late = closes + timedelta(hours=25)
    for minutes, at in ((30, AFTER), (90, late)):
        with pytest.raises(Refused):
            actions.reopen_election(election=vote.election, outage_minutes=minutes, reason="x", by=by, at=at)
    actions.reopen_election(election=vote.election, outage_minutes=90, reason="Жарық сөнді", by=by, at=AFTER)
    assert (vote.election.state, vote.election.closes_at) == ("open", closes + timedelta(hours=24))
    assert cast(vote.codes[1].code, REGION, at=AFTER).outcome == "stored"
    actions.keep_times(at=late)
    with pytest.raises(Refused):
        actions.reopen_election(election=vote.election, outage_minutes=90, reason="x", by=by, at=late)


@pytest.mark.django_db
def test_an_election_is_not_announced_half_done_and_not_opened_without_key_or_roll(
    drafted: Callable[..., Any], hall: Any
) -> None:
    from ortaq.kernel.lifecycle.actions import Refused
    from ortaq.procedures.ballots import actions

    election = drafted(who_kk="", trustees_needed=5)
    with pytest.raises(Refused) as refused:
        actions.announce_election(election=election, by=hall["secretary"], at=NOON)
    assert "5" in refused.value.reason.ru and "кто может" in refused.value.reason.ru
    election = drafted()
    with pytest.raises(Refused):
        actions.announce_election(election=election, by=hall["stranger"], at=NOON)
    actions.announce_election(election=election, by=hall["secretary"], at=NOON)
    assert actions.keep_times(at=OPENS) == 0
    election.refresh_from_db()
    assert election.state == "announced" and len(bytes(election.terms_hash)) == 32
