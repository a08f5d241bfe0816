"""What stands between a burdensome act and its signature: a preliminary decision with time to object, or a ground for none."""

from datetime import date, datetime

from ortaq.kernel.clocks.queries import calendar
from ortaq.kernel.clocks.rules import first_due, local_day, term_of
from ortaq.systems.reception.models import Answer, Appeal, Hearing, HearingWaiver
from ortaq.systems.reception.rules import hearing_needed


def must_be_shown_before(appeal: Appeal, draft: Answer) -> bool:
    """Does the law want the appellant to see a preliminary decision before an answer with the outcome of *draft* (APPC 73)?"""
    return appeal.regime.startswith("appc") and hearing_needed(appeal.type, draft.outcome)


def preliminary_decision(appeal: Appeal) -> Hearing | None:
    """The newest preliminary decision since the last signed answer: an act that follows needs one of its own."""
    earlier = _last_signed(appeal)
    shown = appeal.hearings.order_by("-pk")
    return (shown.filter(shown_at__gt=earlier) if earlier else shown).first()


def stated_waiver(appeal: Appeal) -> HearingWaiver | None:
    """The newest ground to hold no hearing that was stated since the last signed answer."""
    earlier = _last_signed(appeal)
    stated = appeal.hearing_waivers.order_by("-pk")
    return (stated.filter(made_at__gt=earlier) if earlier else stated).first()


def first_day_to_sign(appeal: Appeal, draft: Answer | None) -> date | None:
    """From which day on *draft* may be signed: the appellant learns of a burdensome act three working days before it at
    the latest (APPC 73). None where nothing is waited for.
    """
    term = term_of(appeal.regime, "hearing.notice")
    if draft is None or term is None or not must_be_shown_before(appeal, draft) or stated_waiver(appeal):
        return None
    shown = preliminary_decision(appeal)
    return first_due(term, calendar(), local_day(shown.shown_at)) if shown else None


def protocol_due(appeal: Appeal) -> date | None:
    """The last day for the protocol of the hearing that is appointed: two working days from it (APPC 74)."""
    term = term_of(appeal.regime, "hearing.protocol")
    hearing = appeal.hearings.order_by("-pk").first()
    if term is None or hearing is None or hearing.set_for is None or hearing.recorded_at is not None:
        return None
    return first_due(term, calendar(), local_day(hearing.set_for))


def _last_signed(appeal: Appeal) -> datetime | None:
    signed = appeal.answers.filter(signed_at__isnull=False)
    return signed.order_by("-pk").values_list("signed_at", flat=True).first()
