"""How an appeal is shown by GeoReport v2."""

from datetime import date, datetime, time, tzinfo
from decimal import Decimal

from ortaq.kernel.language.rules import Text
from ortaq.systems.reception.lifecycle import APPEAL
from ortaq.systems.reception.rules import law_named

CLOSED = frozenset({code for code, state in APPEAL.states.items() if state.final} | {"answered", "returned"})
"""States that the standard's two-valued status calls closed: an answer was given, or none will be.

A deemed refusal isn't among them: the body still has to answer.
"""
PLACES = 3
"""Decimals of published coordinates: about a hundred metres, a street and not a door."""


def status_of(state: str) -> str:
    """ "open" or "closed"."""
    return "closed" if state in CLOSED else "open"


def coarse(degrees: Decimal | None) -> float | None:
    """A coordinate as it may leave: rounded, so that it names no house."""
    return None if degrees is None else float(round(degrees, PLACES))


def expected(due: date | None, zone: tzinfo) -> datetime | None:
    """The last second of the day on which the answer is due."""
    return None if due is None else datetime.combine(due, time(23, 59, 59), zone)


def due_notice(regime: str, due: date | None) -> Text | None:
    """Until when the body has to answer, and under which law; None while no term runs."""
    if due is None:
        return None
    law = law_named(regime)
    return Text(
        f"Жауап {due.isoformat()} күніне дейін берілуі тиіс. Негізі: {law.kk}.",
        f"Ответ должен быть дан до {due.isoformat()} включительно. Основание: {law.ru}.",
        f"The answer is due by {due.isoformat()}. Basis: {law.en}.",
    )


def filed_notice(number: str, pin: str, regime: str, address: str) -> Text:
    """What the person who reported is told at once: number, PIN, where to look, and the law that the body goes by."""
    law = law_named(regime)
    return Text(
        f"Жолданым нөмірі {number}, PIN {pin}. Жай-күйі: {address}. Қарау тәртібі: {law.kk}.",
        f"Номер обращения {number}, PIN {pin}. Состояние: {address}. Порядок рассмотрения: {law.ru}.",
        f"The appeal's number is {number}, its PIN {pin}. Status: {address}. Considered under: {law.en}.",
    )
