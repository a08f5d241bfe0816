"""Who may do what with an election in each state: what the table says, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.procedures.ballots.conftest import ROLES

WHO = (*ROLES, "stranger", "guest", "system")


@pytest.mark.django_db
def test_each_person_may_do_in_each_state_what_the_table_says_and_nothing_else(
    opened: Callable[..., Any],
) -> None:
    from ortaq.kernel.lifecycle.actions import decide
    from ortaq.kernel.parties.rules import GUEST, SYSTEM
    from ortaq.procedures.ballots.lifecycle import ELECTION, ORGANISERS

    vote = opened()
    election = vote.election
    people = {who: vote.hall[who] for who in (*ROLES, "stranger")} | {"guest": GUEST, "system": SYSTEM}
    for state in ELECTION.states:
        election.state = state
        for code, transition in ELECTION.transitions.items():
            for who in WHO:
                may = state in transition.sources and (
                    (who == "system" and "system" in transition.who) or (who in ORGANISERS and who in transition.who)
                )
                assert bool(decide(election, code, people[who])) == may, (state, code, who)


@pytest.mark.django_db
def test_a_role_in_another_body_and_a_raised_level_open_nothing(opened: Callable[..., Any]) -> None:
    from tests.procedures.ballots.conftest import DURING

    from ortaq.kernel.lifecycle.actions import Refused
    from ortaq.kernel.parties.rules import GUEST
    from ortaq.procedures.ballots import actions
    from ortaq.procedures.ballots.actions.batches import hand_paper, open_batch
    from ortaq.procedures.ballots.actions.roll import RollRow, add_voter
    from ortaq.procedures.ballots.models import Place, Voter

    vote = opened()
    voter, place = Voter.objects.filter(election=vote.election).first(), Place.objects.get(election=vote.election)
    for by in (vote.hall["stranger"], vote.hall["head"], replace(GUEST, level=2)):
        for act in (
            lambda by=by: actions.print_codes(election=vote.election, by=by, at=DURING),
            lambda by=by: actions.give_desk_code(voter=voter, by=by, at=DURING),
            lambda by=by: actions.suspend_election(election=vote.election, reason="x", by=by, at=DURING),
            lambda by=by: hand_paper(voter=voter, place=place, by=by, at=DURING),
            lambda by=by: open_batch(election=vote.election, place=place, sheets=1, by=by, at=DURING),
            lambda by=by: add_voter(
                election=vote.election, row=RollRow(place.territory_id), reason="x", by=by, at=DURING
            ),
        ):
            with pytest.raises(Refused):
                act()
