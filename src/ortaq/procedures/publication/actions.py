"""Duties arise and are met. Every change of one that hangs on a record is an event of that record."""

from datetime import date, datetime

from django.db import transaction

from ortaq.kernel.clocks.rules import local_day
from ortaq.kernel.events.actions import record_event
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.models import Record
from ortaq.procedures.publication.models import Duty
from ortaq.procedures.publication.permissions import may_meet
from ortaq.procedures.publication.registry import duty_kind, duty_kinds
from ortaq.procedures.publication.rules import yearly_days

_NO_PROOF = Text(
    "Қайда жарияланғанын көрсетіңіз: бет мекенжайы немесе құжат нөмірі.",
    "Укажите, где опубликовано: адрес страницы или номер документа.",
    "Say where it is published: the address of a page or the number of a document.",
)


@transaction.atomic
def open_duty(*, code: str, record: Record, due_on: date, by: Actor, at: datetime) -> Duty:
    """A duty arises from a record of a body; the one that is there already is returned. Raises KeyError, Refused."""
    duty_kind(code)
    if record.body_id is None:
        raise Refused(Text("Жазбаның органы жоқ.", "У записи нет органа.", "The record has no body."))
    found, fresh = Duty.objects.get_or_create(
        code=code,
        record=record,
        defaults={
            "body_id": record.body_id,
            "about": due_on.year,
            "due_on": due_on,
            "is_demo": record.is_demo,
            "created_at": at,
        },
    )
    if fresh:
        record_event(record=record, code="duty_arises", by=by, at=at, data={"duty": code, "due_on": due_on.isoformat()})
    return found


@transaction.atomic
def meet_duty(*, duty: Duty, proof: str, by: Actor, at: datetime) -> Duty:
    """Records that a duty was met, and where that can be seen. One that is met stays as it is. Raises Refused."""
    locked = Duty.objects.select_for_update().get(pk=duty.pk)
    decision = may_meet(by, locked.body_id)
    if not decision:
        raise Refused.by(decision)
    if locked.done_at is not None:
        return locked
    if not proof.strip():
        raise Refused(_NO_PROOF)
    locked.done_at, locked.done_on, locked.done_by_id = at, local_day(at), by.user_id
    locked.proof = proof.strip()[:500]
    locked.save()
    if locked.record_id is not None:
        record = Record.objects.get(pk=locked.record_id)
        record_event(record=record, code="duty_met", by=by, at=at, data={"duty": locked.code}, public=True)
    return locked


@transaction.atomic
def meet_record_duty(*, code: str, record: Record, proof: str, by: Actor, at: datetime) -> None:
    """Meets the duty *code* of *record* when it has one: called by the action that publishes."""
    found = Duty.objects.filter(code=code, record=record, done_at__isnull=True).first()
    if found:
        meet_duty(duty=found, proof=proof, by=by, at=at)


@transaction.atomic
def open_yearly_duties(*, about: int, by: Actor, at: datetime) -> int:
    """Makes the yearly duties of every state body for the year *about*; answers how many were new. Twice is harmless."""
    bodies = list(Organisation.objects.filter(kind=Organisation.Kind.STATE_BODY))
    rows = [
        Duty(code=kind.code, body=body, about=about, due_on=day, is_demo=body.is_demo, created_at=at)
        for kind in duty_kinds()
        for body in bodies
        if not kind.bodies or body.body_kind in kind.bodies
        for day in yearly_days(kind, about)
    ]
    before = Duty.objects.filter(about=about, record__isnull=True).count()
    Duty.objects.bulk_create(rows, ignore_conflicts=True)
    return Duty.objects.filter(about=about, record__isnull=True).count() - before
