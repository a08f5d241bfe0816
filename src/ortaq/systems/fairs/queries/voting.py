"""The vote of a fair: what is voted on, which election it is, what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum

from ortaq.kernel.language.queries import closest
from ortaq.kernel.records.models import Link
from ortaq.procedures.ballots.models import Election, Paper
from ortaq.systems.fairs.models import Fair
from ortaq.systems.fairs.queries.showcase import public_projects
from ortaq.systems.fairs.rules import MONEY


@dataclass(frozen=True, slots=True)
class Candidate:
    """A project as a ballot paper shows it. ``cost``: the money that it is missing; all that it costs when that is nothing."""

    project_id: int
    number: str
    title_kk: str
    title_ru: str
    summary_kk: str
    summary_ru: str
    cost: Decimal

    @property
    def title(self) -> str:
        """The title in Kazakh on a Kazakh page, else in Russian."""
        return closest(kk=self.title_kk, ru=self.title_ru)


def candidates(fair: Fair) -> list[Candidate]:
    """The projects of a fair that are on show, in the order in which they came. One SQL query."""
    rows = (
        public_projects()
        .filter(fair=fair)
        .exclude(state="done")
        .annotate(money=Sum("needs__amount", filter=Q(needs__kind=MONEY)))
        .order_by("pk")
    )
    return [
        Candidate(
            row.pk, row.number, row.title_kk, row.title_ru, row.summary_kk, row.summary_ru, row.money or row.budget
        )
        for row in rows
    ]


def election_of(fair: Fair) -> Election | None:
    """The election that was made for a fair; None while there is none. One SQL query."""
    made = Link.objects.filter(source_id=fair.pk, kind=Link.Kind.RESULTS_IN, target__kind="election")
    return Election.objects.filter(pk__in=made.values("target_id")).exclude(state="annulled").order_by("-pk").first()


def public_election_of(fair: Fair) -> Election | None:
    """The same, once it is announced. One SQL query."""
    found = election_of(fair)
    return found if found is not None and found.published_at is not None else None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one project in the count: its votes, and why it won or lost in three languages."""

    number: str
    title_kk: str
    title_ru: str
    votes: int
    cost: str
    won: bool
    words: dict[str, str]


@dataclass(frozen=True, slots=True)
class Result:
    """The counted vote of a fair: the winners first, then by votes."""

    election: Election
    voters: int
    ballots: int
    budget: str
    spent: str
    verdicts: tuple[Verdict, ...]


def result_of(fair: Fair) -> Result | None:
    """The result of a fair's vote, as it was counted and published; None before. Three SQL queries."""
    election = public_election_of(fair)
    if election is None or election.counted_at is None:
        return None
    paper = Paper.objects.filter(election=election, result__isnull=False).prefetch_related("options__record").first()
    if paper is None:
        return None
    options = {str(option.number): option for option in paper.options.all()}
    told: dict[str, Any] = paper.result or {}
    verdicts = [
        Verdict(
            number=option.record.number if option.record else "",
            title_kk=option.title_kk,
            title_ru=option.title_ru,
            votes=int(row["votes"]),
            cost=str(row["cost"]),
            won=bool(row["won"]),
            words=dict(row["words"]),
        )
        for row in told.get("projects", [])
        if (option := options.get(str(row["project"]))) is not None
    ]
    verdicts.sort(key=lambda row: (not row.won, -row.votes, row.number))
    return Result(
        election,
        int(told.get("voters", 0)),
        int(told.get("ballots", 0)),
        str(told.get("budget", "")),
        str(told.get("spent", "")),
        tuple(verdicts),
    )
