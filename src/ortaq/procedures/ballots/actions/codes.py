"""Personal codes: printed for everybody, given at a desk to one, sent by text message. Shown once and kept nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Max

from ortaq.kernel.events.actions import record_event
from ortaq.kernel.keys.queries import lookup_hash
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.procedures.ballots.models import CodeBatch, Election, Voter, VotingCode
from ortaq.procedures.ballots.permissions import may_organise, may_serve
from ortaq.procedures.ballots.queries.voting import code_hash
from ortaq.procedures.ballots.rules.codes import by_chance, mark

BATCH = 2_000
DESK_MINUTES = 30
"""A code that was given at a desk is meant for now."""
_NOT_NOW = Text(
    "Кодтар дауыс беру жарияланғаннан кейін және аяқталғанға дейін беріледі.",
    "Коды выдаются после объявления голосования и до его окончания.",
    "Codes are given after an election is announced and until it ends.",
)
_ON_PAPER = Text(
    "Бұл адам қағаз бюллетень алған.",
    "Этому человеку выдан бумажный бюллетень.",
    "This person was given a paper ballot.",
)


@dataclass(frozen=True, slots=True)
class Handed:
    """A code as it is handed out, once: the place on the list that it belongs to."""

    number: int
    territory_id: int
    code: str


def new_code() -> str:
    """A fresh personal code."""
    chance = by_chance()
    return chance + mark(lookup_hash("voting-code-mark", chance))


@transaction.atomic
def print_codes(
    *, election: Election, by: Actor, at: datetime, first: int = 1, last: int | None = None
) -> Sequence[Handed]:
    """Makes new codes for the places *first* to *last* of the list that haven't voted; earlier printed ones stop working.

    They are returned this once. Raises Refused.
    """
    locked = lock_record(Election, election.pk)
    allowed = may_organise(by, locked.body_id)
    if not allowed:
        raise Refused.by(allowed)
    if locked.state not in {"announced", "open", "suspended"}:
        raise Refused(_NOT_NOW)
    voters = locked.roll.filter(number__gte=first, voted=False)
    if last is not None:
        voters = voters.filter(number__lte=last)
    chosen = list(voters.select_for_update(no_key=True).order_by("number").only("pk", "number", "territory_id"))
    if not chosen:
        return []
    number = (locked.code_batches.aggregate(last=Max("number"))["last"] or 0) + 1
    batch = CodeBatch.objects.create(
        election=locked, number=number, count=len(chosen), made_by_id=by.user_id, made_at=at
    )
    keys = [voter.pk for voter in chosen]
    VotingCode.objects.filter(voter__in=keys, kind=VotingCode.Kind.PRINT).delete()
    Voter.objects.filter(pk__in=keys).update(turn=F("turn") + 1)
    handed = [Handed(voter.number, voter.territory_id, new_code()) for voter in chosen]
    VotingCode.objects.bulk_create(
        (
            VotingCode(voter=voter, kind=VotingCode.Kind.PRINT, code_hash=code_hash(each.code), batch=batch)
            for voter, each in zip(chosen, handed, strict=True)
        ),
        batch_size=BATCH,
    )
    record_event(
        record=locked, code="print_codes", by=by, at=at, data={"batch": number, "codes": len(handed)}, public=True
    )
    return handed


@transaction.atomic
def give_desk_code(*, voter: Voter, by: Actor, at: datetime) -> str:
    """Gives one voter a new code at a desk, good for half an hour; every earlier code of theirs stops working. Raises Refused."""
    election = Election.objects.get(pk=voter.election_id)
    allowed = may_serve(by, election.body_id)
    if not allowed:
        raise Refused.by(allowed)
    if election.state != "open":
        raise Refused(_NOT_NOW)
    locked = Voter.objects.select_for_update(no_key=True).get(pk=voter.pk)
    if locked.channel == Voter.Channel.PAPER:
        raise Refused(_ON_PAPER)
    code = new_code()
    locked.codes.all().delete()
    Voter.objects.filter(pk=locked.pk).update(turn=F("turn") + 1)
    VotingCode.objects.create(
        voter=locked,
        kind=VotingCode.Kind.DESK,
        code_hash=code_hash(code),
        expires_at=at + timedelta(minutes=DESK_MINUTES),
    )
    return code
