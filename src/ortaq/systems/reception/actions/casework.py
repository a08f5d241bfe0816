"""The head's and the executors' work on an appeal."""

from datetime import date, datetime

from django.db import transaction

from ortaq.kernel.clocks.actions import extend_clock, turn_clock
from ortaq.kernel.clocks.rules import ClockError
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, advance
from ortaq.kernel.parties.queries import holders
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.systems.reception.models import (
    Appeal,
    Executor,
    Extension,
    Hearing,
    HearingWaiver,
    Note,
    Resolution,
    Statement,
)
from ortaq.systems.reception.rules import HEARING_EXCEPTIONS


@transaction.atomic
def assign(
    *,
    appeal: Appeal,
    text: str,
    lead_id: int,
    coexecutor_ids: tuple[int, ...] = (),
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> None:
    """The head's resolution: what is to be done, and by whom. Executors hold that role in the appeal's body.

    Raises Refused for a person who isn't an executor there.
    """
    able = set(holders("executor", appeal.body_id or 0).values_list("user_id", flat=True))
    named = {lead_id, *coexecutor_ids}
    if not named <= able:
        raise Refused(
            Text(
                "Осы органның орындаушысын таңдаңыз.",
                "Выберите исполнителя этого органа.",
                "Choose an executor of this body.",
            )
        )
    lock_record(Appeal, appeal.pk)
    Executor.objects.filter(appeal=appeal).delete()
    Executor.objects.bulk_create([Executor(appeal=appeal, user_id=u, is_lead=u == lead_id) for u in sorted(named)])
    advance(
        appeal,
        "assign",
        by=by,
        at=at,
        regime=appeal.regime,
        reason=text,
        version=version,
        changes={"lead_id": lead_id},
        data={"lead": lead_id, "coexecutors": sorted(named - {lead_id})},
    )
    Resolution.objects.create(appeal=appeal, head_id=by.account, text=text, made_at=at)


def start_work(*, appeal: Appeal, by: Actor, at: datetime, version: int | None = None) -> None:
    """The executor accepts the assignment."""
    advance(appeal, "start", by=by, at=at, regime=appeal.regime, version=version)


@transaction.atomic
def ask_body(*, appeal: Appeal, question: str, by: Actor, at: datetime, version: int | None = None) -> None:
    """Another body was asked for information. Under Law 221 this is what the thirty-day term is for (article 8)."""
    advance(appeal, "ask_body", by=by, at=at, regime=appeal.regime, reason=question, version=version)
    turn_clock(record=appeal, code="appeal.answer", into="appeal.inquiry", at=at)


def receive_information(*, appeal: Appeal, by: Actor, at: datetime, version: int | None = None) -> None:
    """The other body answered."""
    advance(appeal, "receive_information", by=by, at=at, regime=appeal.regime, version=version)


@transaction.atomic
def extend_term(
    *, appeal: Appeal, reason: str, until: date, by: Actor, at: datetime, version: int | None = None
) -> None:
    """Extends the answer term by a reasoned decision; the appellant is told (APPC 76(3), Law 221 8(2)).

    Raises Refused when it was extended before, or beyond the law's limit.
    """
    if lock_record(Appeal, appeal.pk).extended:  # held from here on: of two heads at once one extends
        raise Refused(
            Text(
                "Мерзім бір рет қана ұзартылады.",
                "Срок продлевается только один раз.",
                "The term is extended once only.",
            )
        )
    advance(
        appeal,
        "extend",
        by=by,
        at=at,
        regime=appeal.regime,
        reason=reason,
        version=version,
        changes={"extended": True},
        data={"until": until.isoformat()},
    )
    try:
        extend_clock(record=appeal, code="appeal.answer", at=at, until=until)
    except ClockError as error:
        raise Refused(error.reason) from error
    Extension.objects.create(appeal=appeal, head_id=by.account, reason=reason, until=until, made_at=at)


@transaction.atomic
def show_preliminary(*, appeal: Appeal, text: str, by: Actor, at: datetime, version: int | None = None) -> Hearing:
    """Shows the appellant the preliminary decision, at least three working days before the act (APPC 73)."""
    advance(appeal, "show_preliminary", by=by, at=at, regime=appeal.regime, version=version)
    return Hearing.objects.create(appeal=appeal, preliminary=text, shown_at=at)


@transaction.atomic
def waive_hearing(
    *, appeal: Appeal, ground: str, words: str, by: Actor, at: datetime, version: int | None = None
) -> None:
    """States the exception of the law by which the burdensome act that follows needs no hearing (APPC 73). The answer says
    so, and the head signs that too. ``ground``: one of ``rules.HEARING_EXCEPTIONS``; raises KeyError for another.
    """
    named = HEARING_EXCEPTIONS[ground].in_language(appeal.language)
    advance(
        appeal,
        "waive_hearing",
        by=by,
        at=at,
        regime=appeal.regime,
        version=version,
        reason=f"{named}. {words}" if words.strip() else "",
        data={"ground": ground},
    )
    HearingWaiver.objects.create(appeal=appeal, ground=ground, words=words, user_id=by.account, made_at=at)


@transaction.atomic
def object_to_preliminary(*, appeal: Appeal, text: str, by: Actor, at: datetime) -> None:
    """The appellant objects, within two working days (APPC 73). The words are kept with the hearing, not in the log.

    Whoever objects again adds to what they said; the first objection has the day.
    """
    advance(appeal, "object", by=by, at=at, regime=appeal.regime)
    hearing = appeal.hearings.order_by("-pk")[0]
    hearing.objection = "\n\n".join(part for part in (hearing.objection, text) if part)
    hearing.objected_at = hearing.objected_at or at
    hearing.save(update_fields=["objection", "objected_at"])


@transaction.atomic
def appoint_hearing(
    *, appeal: Appeal, form: str, set_for: datetime, place: str, by: Actor, at: datetime, version: int | None = None
) -> None:
    """Appoints a hearing: written, oral or by video."""
    advance(
        appeal,
        "hear",
        by=by,
        at=at,
        regime=appeal.regime,
        version=version,
        data={"form": form, "set_for": set_for.isoformat()},
    )
    Hearing.objects.filter(pk=appeal.hearings.order_by("-pk").values("pk")[:1]).update(
        form=form, set_for=set_for, place=place
    )


@transaction.atomic
def record_hearing(*, appeal: Appeal, protocol: str, by: Actor, at: datetime, version: int | None = None) -> None:
    """Enters the protocol of the hearing, within two working days (APPC 74).

    Raises Refused before the hour for which it is appointed: nobody has been heard yet. In writing one may be heard sooner.
    """
    hearing = appeal.hearings.order_by("-pk").first()
    if hearing and hearing.set_for and hearing.form != Hearing.Form.WRITTEN and at < hearing.set_for:
        raise Refused(
            Text(
                "Тыңдау әлі өткен жоқ: хаттама тағайындалған уақыттан кейін енгізіледі.",
                "Заслушивания ещё не было: протокол вносят после назначенного времени.",
                "The hearing hasn't been held yet: the protocol is entered after the time that was set.",
            )
        )
    advance(appeal, "record_hearing", by=by, at=at, regime=appeal.regime, version=version)
    Hearing.objects.filter(pk=appeal.hearings.order_by("-pk").values("pk")[:1]).update(
        protocol=protocol, recorded_at=at
    )


@transaction.atomic
def remark_on_protocol(*, appeal: Appeal, text: str, by: Actor, at: datetime) -> None:
    """The appellant's remarks on the protocol of the hearing, within three working days of reading it (APPC 74)."""
    advance(appeal, "remark", by=by, at=at, regime=appeal.regime)
    Statement.objects.create(appeal=appeal, about="remark", person_id=by.person_id, text=text, made_at=at)


def terminate(*, appeal: Appeal, reason: str, by: Actor, at: datetime, version: int | None = None) -> None:
    """Ends the procedure without a decision on the substance, with reasons (APPC 70)."""
    advance(appeal, "terminate", by=by, at=at, regime=appeal.regime, reason=reason, version=version)


@transaction.atomic
def note(*, appeal: Appeal, text: str, by: Actor, at: datetime) -> None:
    """Adds a note of the office's own."""
    advance(appeal, "note", by=by, at=at, regime=appeal.regime)
    Note.objects.create(appeal=appeal, user_id=by.account, text=text, made_at=at)
