"""The roll: loaded by the organiser, by IIN and territory; people without an IIN on a list get places without one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.db.models import Max

from ortaq.kernel.events.actions import record_event
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.procedures.ballots.models import Election, Voter
from ortaq.procedures.ballots.permissions import may_organise, may_serve
from ortaq.procedures.ballots.queries.voting import person_hash, person_hashes, voter_by_iin

BATCH = 2_000
_TOO_LATE = Text(
    "Тізім дауыс беру басталғанға дейін жүктеледі. Кейін адамды тек дауыс беру орнындағы қызметкер қоса алады.",
    "Список загружается до начала голосования. Потом человека может внести только сотрудник на месте голосования.",
    "The roll is loaded before voting begins. Afterwards only the staff of a place can add somebody.",
)


@dataclass(frozen=True, slots=True)
class RollRow:
    """One person who may vote. *iin* may be "" where personal codes go to people whom no list names."""

    territory_id: int
    iin: str = ""
    phone: str = ""


@transaction.atomic
def load_roll(*, election: Election, rows: Sequence[RollRow], by: Actor, at: datetime) -> tuple[int, int]:
    """Adds people to the roll; who stands on it already is passed over. Returns how many were added and passed over.

    IIN and phone are kept as keyed hash and ciphertext alone. Raises Refused once voting has begun.
    """
    locked = lock_record(Election, election.pk)
    allowed = may_organise(by, locked.body_id)
    if not allowed:
        raise Refused.by(allowed)
    if locked.state not in {"draft", "announced"}:
        raise Refused(_TOO_LATE)
    number = locked.roll.aggregate(last=Max("number"))["last"] or 0
    known = {
        bytes(each or b"")
        for each in locked.roll.filter(person_hash__isnull=False).values_list("person_hash", flat=True)
    }
    fresh: list[Voter] = []
    for row in rows:
        hashed = None
        if row.iin:
            if not known.isdisjoint(person_hashes(locked.number, row.iin)):
                continue
            hashed = person_hash(locked.number, row.iin)
            known.add(hashed)
        number += 1
        fresh.append(
            Voter(
                id=uuid4(), election=locked, number=number, territory_id=row.territory_id, person_hash=hashed,
                phone=row.phone,
            )
        )  # fmt: skip
    Voter.objects.bulk_create(fresh, batch_size=BATCH)
    passed = len(rows) - len(fresh)
    record_event(record=locked, code="load_roll", by=by, at=at, data={"added": len(fresh), "passed_over": passed})
    return len(fresh), passed


@transaction.atomic
def add_voter(*, election: Election, row: RollRow, reason: str, by: Actor, at: datetime) -> Voter:
    """Adds one person at a desk, by document, with a reason; who stands on the roll already is found. Raises Refused."""
    locked = lock_record(Election, election.pk)
    allowed = may_serve(by, locked.body_id)
    if not allowed:
        raise Refused.by(allowed)
    if locked.state not in {"announced", "open", "suspended"} or not reason.strip():
        raise Refused(
            Text(
                "Адамды тек дауыс беру аяқталғанға дейін және себебін жазып қосуға болады.",
                "Человека можно внести только до конца голосования и с указанием причины.",
                "Somebody can be added only until voting ends, and with a reason.",
            )
        )
    found = voter_by_iin(locked.pk, locked.number, row.iin) if row.iin else None
    if found is not None:
        return found
    number = (locked.roll.aggregate(last=Max("number"))["last"] or 0) + 1
    voter = Voter.objects.create(
        id=uuid4(),
        election=locked,
        number=number,
        territory_id=row.territory_id,
        person_hash=person_hash(locked.number, row.iin) if row.iin else None,
        phone=row.phone,
    )
    record_event(record=locked, code="add_voter", by=by, at=at, reason=reason, data={"number": number}, public=False)
    return voter
