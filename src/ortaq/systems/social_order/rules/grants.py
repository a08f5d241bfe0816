"""State and non-state grants to NGOs: terms and sums of Law No 36 of 12.04.2005, art. 6-1. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ortaq.kernel.language.rules import Text
from ortaq.kernel.money.rules import money_text


@dataclass(frozen=True, slots=True)
class GrantTerm:
    """A kind of grant: how long (months, both included), how much (MCI), how much of it for institutional development (%)."""

    code: str
    name: Text
    months: tuple[int, int]
    least_mci: int
    most_mci: int | None
    institutional_percent: Decimal


SHORT = GrantTerm("short", Text("қысқа мерзімді", "краткосрочный", "short-term"), (3, 12), 500, 3000, Decimal(10))
MEDIUM = GrantTerm("medium", Text("орта мерзімді", "среднесрочный", "medium-term"), (12, 24), 3000, 10000, Decimal(10))
LONG = GrantTerm("long", Text("ұзақ мерзімді", "долгосрочный", "long-term"), (24, 36), 10000, None, Decimal(5))
TERMS = (SHORT, MEDIUM, LONG)
"""Law No 36, art. 6-1: three months to a year, one to two years, two to three years."""


def months_of(first: date, last: date) -> int:
    """Whole months from *first* to *last*, both days included, begun months counted."""
    span = (last.year - first.year) * 12 + last.month - first.month
    return max(1, span + (1 if last.day >= first.day else 0))


def fitting(months: int, requested: Decimal, mci: Decimal) -> GrantTerm | None:
    """The kind of grant that suits both the length and the sum; None when none does. *requested*, *mci* in tenge."""
    for term in TERMS:
        most = None if term.most_mci is None else term.most_mci * mci
        long_enough = term.months[0] <= months <= term.months[1]
        if long_enough and requested >= term.least_mci * mci and (most is None or requested <= most):
            return term
    return None


def problems(first: date, last: date, requested: Decimal, institutional: Decimal, mci: Decimal) -> list[Text]:
    """Why a grant can't be given for this time and sum; ``institutional``: tenge of it for institutional development."""
    months = months_of(first, last)
    term = fitting(months, requested, mci)
    if term is None:
        rows = {
            language: "; ".join(
                f"{each.months[0]}–{each.months[1]}: {money_text(each.least_mci * mci, language)}"
                + (f" – {money_text(each.most_mci * mci, language)}" if each.most_mci else " +")
                for each in TERMS
            )
            for language in ("kk", "ru", "en")
        }
        return [
            Text(
                f"Жобаның мерзімі ({months} ай) мен сомасы сәйкес емес. Айлары мен сомасы: {rows['kk']} (№ 36 Заң, 6-1-бап).",
                f"Срок проекта ({months} мес.) и сумма не соответствуют друг другу. Месяцы и сумма: {rows['ru']} "
                "(Закон № 36, статья 6-1).",
                f"The project's length ({months} months) and its sum don't suit each other. Months and sum: {rows['en']} "
                "(Law No 36, art. 6-1).",
            )
        ]
    if institutional * 100 > term.institutional_percent * requested:
        percent = f"{term.institutional_percent}"
        return [
            Text(
                f"Институционалдық дамуға гранттың ең көбі {percent} %-ы жұмсалады: бұл {term.name.kk} грант "
                "(№ 36 Заң, 6-1-бап).",
                f"На институциональное развитие идёт не больше {percent} % гранта: это {term.name.ru} грант "
                "(Закон № 36, статья 6-1).",
                f"At most {percent} % of the grant goes to institutional development: this is a {term.name.en} grant "
                "(Law No 36, art. 6-1).",
            )
        ]
    return []
