"""Paper batches: where typing stands, and where two readings differ."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from ortaq.procedures.ballots.models import Election, PaperBatch, Place, Reading, Voter
from ortaq.procedures.ballots.queries.voting import setup_of

Choices = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two readings of a batch side by side.

    *missing*: sheets that somebody hasn't read; *differing*: read differently; *unsettled*: of those, not settled yet; *agreed*: what is
    on each sheet that is settled, None for a spoiled one. *read*: every reading, by sheet and turn.
    """

    missing: list[int]
    differing: list[int]
    unsettled: list[int]
    agreed: list[Choices | None]
    read: dict[int, dict[int, Choices | None]]


def marks_of(text: str) -> Choices | None:
    """The marks of a reading; None for a spoiled sheet."""
    found: dict[str, Choices] = json.loads(text)
    return found.get("choices")


def compared(batch: PaperBatch) -> Compared:
    """The readings of a batch, compared. One SQL query."""
    read: dict[int, dict[int, str]] = {}
    for reading in Reading.objects.filter(batch=batch):
        read.setdefault(reading.sheet, {})[reading.turn] = reading.marks
    missing, differing, unsettled = [], [], []
    agreed: list[Choices | None] = []
    for sheet in range(1, batch.sheets + 1):
        turns = read.get(sheet, {})
        first, second, settled = (turns.get(turn) for turn in Reading.Turn.values)
        if first is None or second is None:
            missing.append(sheet)
        elif first == second:
            agreed.append(marks_of(first))
        else:
            differing.append(sheet)
            if settled is None:
                unsettled.append(sheet)
            else:
                agreed.append(marks_of(settled))
    marks = {sheet: {turn: marks_of(text) for turn, text in turns.items()} for sheet, turns in read.items()}
    return Compared(missing, differing, unsettled, agreed, marks)


def sheets_due(batch: PaperBatch, account: int) -> list[int]:
    """The sheets that this person has still to read. One SQL query."""
    if batch.state != PaperBatch.State.TYPING:
        return []
    turn = Reading.Turn.FIRST if batch.first_by_id in {None, account} else Reading.Turn.SECOND
    read = set(Reading.objects.filter(batch=batch, turn=turn).values_list("sheet", flat=True))
    return [sheet for sheet in range(1, batch.sheets + 1) if sheet not in read]


def batch_by_number(election: Election, number: int) -> PaperBatch | None:
    """One batch with its place. One SQL query."""
    return (
        PaperBatch.objects.select_related("place", "first_by", "second_by")
        .filter(election=election, number=number)
        .first()
    )


@dataclass(frozen=True, slots=True)
class AtPlace:
    """One place: how many signed for paper, how many sheets were accepted, and their batches."""

    place: Place
    signed: int
    sheets: int
    valid: int
    spoiled: int
    batches: list[PaperBatch]


def places(election: Election) -> list[AtPlace]:
    """The places of an election with their figures. Three SQL queries."""
    rows = Voter.objects.filter(election=election, channel=Voter.Channel.PAPER).values("place").order_by("place")
    signed = {row["place"]: row["count"] for row in rows.annotate(count=Count("pk"))}
    batches: dict[int, list[PaperBatch]] = {}
    for batch in PaperBatch.objects.filter(election=election):
        batches.setdefault(batch.place_id, []).append(batch)
    found = []
    for place in election.places.all():
        own = batches.get(place.pk, [])
        done = [batch for batch in own if batch.state == PaperBatch.State.ACCEPTED]
        found.append(
            AtPlace(
                place,
                signed.get(place.pk, 0),
                sum(batch.sheets for batch in done),
                sum(batch.valid for batch in done),
                sum(batch.spoiled for batch in done),
                own,
            )
        )
    return found


def places_for(election: Election, voter: Voter) -> list[Place]:
    """The places where the papers are handed out that *voter* is given; none in a vote without paper. One SQL query."""
    setup = setup_of(election.pk)
    if setup is None or "paper" not in election.modes:
        return []
    own = setup.papers_of(voter.territory_id)
    return [place for place in election.places.all() if setup.papers_of(place.territory_id) == own]


def place_of(election: Election, pk: int) -> Place | None:
    """One place of an election. One SQL query."""
    return Place.objects.filter(election=election, pk=pk).first()


@dataclass(frozen=True, slots=True)
class Balance:
    """Do roll and box agree? Those who voted by the roll less those with paper, and the paper ballots accepted, lie in the box."""

    marked: int
    on_paper: int
    paper_valid: int
    envelopes: int

    @property
    def agrees(self) -> bool:
        """Does it add up?"""
        return self.envelopes == self.marked - self.on_paper + self.paper_valid


def balance(election: Election, envelopes: int) -> Balance:
    """Roll against box; *envelopes*: how many the box holds. Two SQL queries."""
    rows = Voter.objects.filter(election=election, voted=True)
    found = rows.aggregate(marked=Count("pk"), on_paper=Count("pk", filter=Q(channel=Voter.Channel.PAPER)))
    valid = PaperBatch.objects.filter(election=election, state=PaperBatch.State.ACCEPTED).aggregate(sum=Sum("valid"))[
        "sum"
    ]
    return Balance(found["marked"], found["on_paper"], valid or 0, envelopes)
