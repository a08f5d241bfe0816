"""Awards to NGOs: Law No 36 of 12.04.2005, art. 6-3. Pure: days and the index are arguments."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from ortaq.kernel.language.rules import Text
from ortaq.kernel.money.rules import divided

LEAST_MCI = 2000
"""An award is at least so many monthly calculation indices (art. 6-3)."""
BAN_YEARS = 3
"""No repeated award within so many years (art. 6-3)."""


def last_day(year: int) -> date:
    """The last day on which applications of *year* come in: 1 September (art. 6-3)."""
    return date(year, 9, 1)


def banned_until(received: date) -> date:
    """The first day on which an organisation that received an award on *received* may apply again."""
    try:
        return received.replace(year=received.year + BAN_YEARS)
    except ValueError:  # 29 February
        return date(received.year + BAN_YEARS, 3, 1)


def is_banned(received: Iterable[date], on: date) -> bool:
    """Did the organisation receive an award less than three years before *on*?"""
    return any(earlier <= on < banned_until(earlier) for earlier in received)


def application_problems(
    *, sphere: str, other_spheres: Iterable[str], received: Iterable[date], on: date, year: int
) -> list[Text]:
    """Why an organisation may not apply for an award in *sphere* on *on*; empty: it may.

    ``other_spheres``: in which it has applied this year; ``received``: days of its earlier awards.
    """
    found: list[Text] = []
    if on > last_day(year):
        found.append(
            Text(
                "Сыйлықақыға өтінім 1 қыркүйекке дейін беріледі (№ 36 Заң, 6-3-бап).",
                "Заявки на премию подаются до 1 сентября (Закон № 36, статья 6-3).",
                "Applications for awards come in by 1 September (Law No 36, art. 6-3).",
            )
        )
    if any(other != sphere for other in other_spheres):
        found.append(
            Text(
                "Бір ұйым сыйлықақыға бір сала бойынша ғана өтінім береді (№ 36 Заң, 6-3-бап).",
                "Одна организация подаёт на премию только по одной сфере (Закон № 36, статья 6-3).",
                "One organisation applies for an award in one sphere only (Law No 36, art. 6-3).",
            )
        )
    if is_banned(received, on):
        found.append(
            Text(
                "Сыйлықақы алған ұйым үш жыл бойы қайта өтінім бере алмайды (№ 36 Заң, 6-3-бап).",
                "Получившая премию организация не может подавать снова три года (Закон № 36, статья 6-3).",
                "An organisation that received an award can't apply again for three years (Law No 36, art. 6-3).",
            )
        )
    return found


def shares(money: Decimal, winners: int) -> list[Decimal]:
    """The award of a sphere shared equally among its winners, to the tiyn; what doesn't divide goes to the first ones.

    Norm: art. 6-3: several winners in a sphere share equally. Raises ValueError for no winner.
    """
    if winners < 1:
        raise ValueError("an award needs a winner")
    return divided(money, [Decimal(1)] * winners)


def is_enough(money: Decimal, mci: Decimal) -> bool:
    """Is the award of a sphere at least 2,000 indices (art. 6-3)? Both in tenge."""
    return money >= LEAST_MCI * mci
