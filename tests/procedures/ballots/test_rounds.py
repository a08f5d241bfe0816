"""The worker goes from vote to vote: one that fails holds up no other, and the failure is seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from tests.procedures.ballots.conftest import CLOSES, DURING
from tests.procedures.ballots.test_casting import cast
from tests.procedures.ballots.test_closing import apart  # noqa: F401


def test_a_vote_whose_head_cannot_be_made_stops_no_other(apart: None, opened: Callable[..., Any]) -> None:  # noqa: F811
    from django.db import DatabaseError

    from ortaq.procedures.ballots.actions.heads import make_heads
    from ortaq.procedures.ballots.models import Head

    broken = opened()
    other = _another(broken)
    with connection.cursor() as cursor:
        cursor.execute(
            f"ALTER TABLE ballots_head ADD CONSTRAINT broken CHECK (election_id <> {int(broken.election.pk)})"
        )
    try:
        with pytest.raises(DatabaseError):
            make_heads(at=DURING)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE ballots_head DROP CONSTRAINT broken")
    assert list(Head.objects.values_list("election_id", flat=True)) == [other.pk]
    assert make_heads(at=DURING) == 2


def test_a_vote_that_cannot_be_opened_or_closed_stops_no_other(
    apart: None,  # noqa: F811
    opened: Callable[..., Any],
    settings: Any,
    tmp_path: Any,
) -> None:
    """The folder of link keys takes no file: what is to be closed is closed all the same."""
    from ortaq.procedures.ballots import actions
    from ortaq.procedures.ballots.models import Election

    vote = opened()
    cast(vote.codes[1].code, {"region": {"1": 1}})
    waiting = _another(vote, state="announced", opens_at=CLOSES)
    (tmp_path / "file").write_bytes(b"")
    settings.LINKS = tmp_path / "file"
    with pytest.raises(OSError):
        actions.keep_times(at=CLOSES)
    states = dict(Election.objects.values_list("pk", "state"))
    assert states == {vote.election.pk: "closed", waiting.pk: "announced"}


def _another(vote: Any, **more: Any) -> Any:
    """Another vote of the same body, in the state that is asked for."""
    from datetime import timedelta

    from ortaq.kernel.records.models import Record
    from ortaq.procedures.ballots import actions
    from ortaq.procedures.ballots.actions.roll import RollRow
    from ortaq.procedures.ballots.models import Election

    by = vote.hall["secretary"]
    opens = more.get("opens_at", vote.election.opens_at)
    terms = actions.ElectionTerms(title_kk="Б", title_ru="Б", opens_at=opens, closes_at=opens + timedelta(days=9))
    made = actions.draft_election(body_id=vote.hall.body.pk, terms=terms, by=by, at=vote.election.announced_at)
    actions.load_roll(election=made, rows=[RollRow(vote.hall.city.pk)], by=by, at=vote.election.announced_at)
    Election.objects.filter(pk=made.pk).update(public_key=bytes(vote.election.public_key))
    Record.objects.filter(pk=made.pk).update(state=more.get("state", "open"))
    return made
