"""The vote of a fair: an election is made of the projects on show. How it is held and counted is the ballots' own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal

from django.db import transaction

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.parties.queries import territory_reference
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.kernel.records.models import Link, Record
from ortaq.procedures.ballots.actions import ElectionTerms, OptionTerms, PaperTerms, draft_election, put_paper
from ortaq.procedures.ballots.models import Election
from ortaq.procedures.ballots.rules.catalogue import RULES
from ortaq.systems.fairs.models import Fair
from ortaq.systems.fairs.permissions import fair_capacities
from ortaq.systems.fairs.queries.voting import Candidate, candidates, election_of
from ortaq.systems.fairs.rules import VOTE_RULES

PAPER = "fair"
"""The key of the one paper of a fair's vote."""


@dataclass(frozen=True)
class VoteTerms:
    """How a fair votes. ``budget``: for how much money projects are chosen (whole tenge); ``most``: how many one may mark."""

    opens_at: datetime
    closes_at: datetime
    budget: int
    most: int = 5
    rule: str = "greedy-skip"


@transaction.atomic
def make_vote(*, fair: Fair, terms: VoteTerms, by: Actor, at: datetime) -> Election:
    """Drafts the election of a fair: every project on show is an option, with what it is missing as its cost.

    The organiser goes on in the election itself: who may vote, the key, the announcement. Raises Refused.
    """
    locked = lock_record(Fair, fair.pk)
    if "organiser" not in fair_capacities(by, locked) or locked.state != "exhibition":
        raise Refused(
            Text(
                "Дауыс беруді көрме кезінде ұйымдастырушы дайындайды.",
                "Голосование готовит организатор во время выставки.",
                "The vote is prepared by the organiser during the exhibition.",
            )
        )
    if election_of(locked) is not None:
        raise Refused(
            Text(
                "Бұл жәрмеңкенің дауыс беруі дайындалған.",
                "Голосование этой ярмарки уже подготовлено.",
                "The vote of this fair is prepared already.",
            )
        )
    if terms.rule not in VOTE_RULES:
        raise ValueError(f"no rule {terms.rule!r}")
    rows = candidates(locked)
    if len(rows) < 2:
        raise Refused(
            Text(
                "Дауыс беру үшін көрмеде кемінде екі жоба керек.",
                "Для голосования на выставке нужно не меньше двух проектов.",
                "A vote needs two projects on show at least.",
            )
        )
    place = territory_reference.get(locked.territory_id)
    election = draft_election(
        body_id=locked.body_id or 0,
        terms=ElectionTerms(
            title_kk=f"{locked.title_kk}: дауыс беру"[:300],
            title_ru=f"{locked.title_ru}: голосование"[:300],
            title_en=f"{locked.title_en}: vote"[:300] if locked.title_en else "",
            who_kk=f"{place.name_kk} тұрғындары" if place else "",
            who_ru=f"Жители: {place.name_ru}" if place else "",
            who_en=f"People of {place.name_en}" if place else "",
            text_kk=locked.about_kk,
            text_ru=locked.about_ru,
            opens_at=terms.opens_at,
            closes_at=terms.closes_at,
            territory_id=locked.territory_id,
            result_owner_id=locked.body_id,
        ),
        by=by,
        at=at,
        is_demo=locked.is_demo,
    )
    put_paper(
        election=election,
        terms=PaperTerms(
            key=PAPER,
            title_kk=locked.title_kk,
            title_ru=locked.title_ru,
            title_en=locked.title_en,
            maximum=min(terms.most, len(rows)),
            budget=terms.budget,
            rule=RULES[terms.rule],
            options=_options(rows),
        ),
        by=by,
        at=at,
    )
    _link(locked, election, at)
    for row in rows:
        Link.objects.create(source_id=row.project_id, kind=Link.Kind.JOINS, target=election, created_at=at)
    return election


def _link(fair: Record, election: Record, at: datetime) -> None:
    Link.objects.create(source=fair, kind=Link.Kind.RESULTS_IN, target=election, created_at=at)


def _options(rows: Sequence[Candidate]) -> list[OptionTerms]:
    """The options in the order in which the projects came; costs in whole tenge, rounded up."""
    return [
        OptionTerms(
            number=number,
            title_kk=row.title_kk,
            title_ru=row.title_ru,
            summary_kk=row.summary_kk,
            summary_ru=row.summary_ru,
            cost=int(Decimal(row.cost).to_integral_value(ROUND_CEILING)),
            record_id=row.project_id,
        )
        for number, row in enumerate(rows, 1)
    ]
