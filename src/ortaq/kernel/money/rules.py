"""Money and shares as exact values, and how they are written in Kazakh, Russian and English.

Amounts are ``Decimal`` tenge with two decimals (tiyn), never float. A share is never stored: it is computed from its
part and its base, and carries both with it. What is shown may be rounded; what is stored never is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal, InvalidOperation

from babel.numbers import format_decimal

TIYN = Decimal("0.01")
LARGEST = Decimal("9999999999999999.99")
"""The largest amount that a ``Decimal(18, 2)`` column holds."""
MILLION = Decimal(1_000_000)
SIGN = "₸"
NBSP = "\N{NO-BREAK SPACE}"

_EXACT = Context(prec=60)
_LOCALES = {"kk": "kk_KZ", "ru": "ru_KZ", "en": "en"}
_MILLION_WORD = {"kk": "млн", "ru": "млн", "en": "million"}


class NotAnAmount(ValueError):
    """What was given isn't an amount of tenge: not a finite number, finer than a tiyn, or too large to store."""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a base. Both are amounts of the same unit: tenge, or a number of projects."""

    part: Decimal
    base: Decimal

    def __post_init__(self) -> None:
        if self.base <= 0:
            raise ValueError("A share needs a base above zero.")

    @property
    def percent(self) -> Decimal:
        """The share in per cent, not rounded for showing (28 significant digits)."""
        return _EXACT.divide(self.part * 100, self.base)

    def rounded(self, places: int = 1) -> Decimal:
        """The share in per cent, rounded half up to *places* decimals."""
        return rounded(self.percent, places)

    def base_of(self, percent: Decimal) -> Decimal:
        """The base of which :attr:`part` would be *percent* per cent. Raises ValueError when *percent* isn't above 0."""
        if percent <= 0:
            raise ValueError("Nothing has a base of which it is zero per cent.")
        return _EXACT.divide(self.part * 100, percent)

    def part_of(self, percent: Decimal) -> Decimal:
        """What *percent* per cent of the base is."""
        return _EXACT.divide(self.base * percent, Decimal(100))


def tenge(value: Decimal | int | str) -> Decimal:
    """*value* as an exact amount of tenge with two decimals.

    Raises NotAnAmount for floats, NaN, infinities, amounts finer than a tiyn and amounts that 18 digits can't hold.
    Minus zero becomes zero.
    """
    if isinstance(value, bool | float):
        raise NotAnAmount(f"{value!r} is not exact")
    try:
        amount = Decimal(value)
    except (InvalidOperation, TypeError, ValueError) as error:
        raise NotAnAmount(f"{value!r} is not a number") from error
    if not amount.is_finite():
        raise NotAnAmount(f"{value!r} is not finite")
    if abs(amount) > LARGEST:
        raise NotAnAmount(f"{value!r} is too large")
    exact = amount.quantize(TIYN, context=_EXACT)
    if exact != amount:
        raise NotAnAmount(f"{value!r} is finer than a tiyn")
    return exact if exact else Decimal("0.00")


def rounded(value: Decimal, places: int = 1) -> Decimal:
    """*value* rounded half up, as people round, to *places* decimals."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=_EXACT)


def divided(total: Decimal, weights: Sequence[Decimal], step: Decimal = TIYN) -> list[Decimal]:
    """*total* divided in proportion to *weights*, in steps of *step*, so that the parts sum to *total* exactly.

    Method of the largest remainder: every part is rounded down, and the steps left over go to the largest remainders;
    equal remainders in the order of the list. Raises ValueError for a negative weight, for weights that are all zero
    and for a total that isn't a whole number of steps.
    """
    weight = sum(weights, Decimal(0))
    if weight <= 0 or min(weights) < 0:
        raise ValueError("Weights must be zero or more, and not all of them zero.")
    if total < 0 or total % step:
        raise ValueError("The total must be a whole number of steps, zero or more.")
    steps = total / step
    exact = [_EXACT.divide(steps * w, weight) for w in weights]
    parts = [e.to_integral_value(rounding=ROUND_DOWN) for e in exact]
    left = int(steps - sum(parts, Decimal(0)))
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[:left]:
        parts[i] += 1
    return [p * step for p in parts]


def percents(parts: Sequence[Decimal], places: int = 1) -> list[Decimal]:
    """The shares of *parts* in their own sum, in per cent, rounded so that they sum to exactly 100.

    For columns that must add up before the reader's eyes (charts, tables of shares of one whole).
    """
    return divided(Decimal(100), parts, Decimal(1).scaleb(-places))


def growth(before: Decimal, after: Decimal) -> Decimal:
    """By how many per cent *after* is more than *before* (negative: less). Raises ValueError when *before* ≤ 0."""
    return Share(after, before).percent - 100


def yearly_growth(times: Decimal, years: int) -> Decimal:
    """The yearly growth in per cent that makes *times* the start after *years* years, compounded.

    Raises ValueError when *times* or *years* isn't above zero.
    """
    if times <= 0 or years <= 0:
        raise ValueError("Growth needs a multiple and a number of years above zero.")
    return (_EXACT.power(times, _EXACT.divide(Decimal(1), Decimal(years))) - 1) * 100


def number_text(value: Decimal | int, language: str, places: int | None = None) -> str:
    """A number as *language* writes it ("kk", "ru", "en"); with *places*, rounded to that many decimals."""
    pattern = "#,##0.##########" if places is None else "#,##0" + ("." + "0" * places if places else "")
    number = Decimal(value) if places is None else rounded(Decimal(value), places)
    return str(format_decimal(number, format=pattern, locale=_LOCALES.get(language, "kk_KZ")))


def money_text(amount: Decimal, language: str) -> str:
    """An amount in full: ``814 800 000 ₸``, with tiyn only where there are any: ``814 800 000,50 ₸``."""
    return f"{number_text(amount, language, 0 if amount == amount.to_integral_value() else 2)}{NBSP}{SIGN}"


def millions_text(amount: Decimal, language: str, places: int = 1) -> str:
    """An amount in millions of tenge, rounded: ``814,8 млн ₸``."""
    word = _MILLION_WORD.get(language, "млн")
    return f"{number_text(amount / MILLION, language, places)}{NBSP}{word}{NBSP}{SIGN}"


def percent_text(value: Decimal | Share, language: str, places: int = 1) -> str:
    """Per cent, rounded: ``66,3 %`` in Kazakh and Russian, ``66.3%`` in English."""
    percent = value.percent if isinstance(value, Share) else value
    return number_text(percent, language, places) + ("%" if language == "en" else f"{NBSP}%")
