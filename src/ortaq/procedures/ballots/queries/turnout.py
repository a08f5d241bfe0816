"""How many have voted, by territory and by channel; never what for."""

from dataclasses import dataclass

from django.db.models import Count, Q

from ortaq.kernel.parties.queries import territory_reference
from ortaq.procedures.ballots.models import Election, Voter


@dataclass(frozen=True, slots=True)
class Turnout:
    """Of one territory: how many are on the roll, how many have voted."""

    name: str
    roll: int
    voted: int

    @property
    def percent(self) -> float:
        """The share that has voted."""
        return 100 * self.voted / self.roll if self.roll else 0.0


def turnout(election: Election) -> list[Turnout]:
    """Of every territory on the roll, in the region's order. One SQL query."""
    rows = Voter.objects.filter(election=election).values("territory").order_by()
    found = {row["territory"]: row for row in rows.annotate(roll=Count("pk"), come=Count("pk", filter=Q(voted=True)))}
    return [
        Turnout(territory.name, found[pk]["roll"], found[pk]["come"])
        for pk, territory in territory_reference.rows().items()
        if pk in found
    ]


def together(rows: list[Turnout]) -> Turnout:
    """All territories together."""
    return Turnout("", sum(row.roll for row in rows), sum(row.voted for row in rows))


def by_channel(election: Election) -> dict[str, int]:
    """How many have voted by which channel. One SQL query."""
    rows = Voter.objects.filter(election=election, voted=True).values("channel").order_by("channel")
    return {row["channel"]: row["count"] for row in rows.annotate(count=Count("pk"))}
