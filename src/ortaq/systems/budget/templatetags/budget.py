"""How figures and checks are written on a page."""

from collections.abc import Sequence
from decimal import Decimal

from django import template
from django.urls import reverse

from ortaq.kernel.language.queries import current_language
from ortaq.kernel.language.rules import Text
from ortaq.kernel.money.rules import millions_text, money_text, number_text, percent_text, rounded
from ortaq.systems.budget import rules
from ortaq.systems.budget.imports.reading import HEADINGS
from ortaq.systems.budget.queries import YearTotal
from ortaq.systems.budget.rules import Check, Figure

register = template.Library()


@register.filter
def breakdown_name(code: str) -> Text | str:
    """The name of a breakdown ("by level")."""
    return rules.BREAKDOWNS.get(code, code)


@register.filter
def measure_name(code: str) -> Text | str:
    """The name of a measure: money, or number of projects."""
    return rules.MEASURES.get(code, code)


@register.filter
def heading_name(code: str) -> Text | str:
    """The name of a column of the file of figures."""
    return HEADINGS.get(code, code)


@register.filter
def measured(value: Decimal | None, measure: str) -> str:
    """A value of a measure: tenge in full, or a number."""
    if value is None:
        return "—"
    language = current_language()
    return money_text(value, language) if measure == rules.AMOUNT else number_text(value, language)


@register.filter
def measured_short(value: Decimal | None, measure: str) -> str:
    """A computed value, rounded for reading: millions of tenge, or a number with one decimal."""
    if value is None:
        return "—"
    language = current_language()
    return millions_text(value, language) if measure == rules.AMOUNT else number_text(rounded(value), language)


@register.filter
def measured_figure(figure: Figure, measure: str) -> str:
    """A figure in one measure."""
    return measured(figure.measured(measure), measure)


@register.filter
def printed_value(check: Check) -> str:
    """What was printed, in its own unit."""
    return measured(check.claim.printed, _unit(check))


@register.filter
def computed_value(check: Check) -> str:
    """What the figures give, in the unit and with the decimals of what was printed."""
    return measured(check.shown, _unit(check))


def _unit(check: Check) -> str:
    return rules.PROJECTS if check.claim.kind == rules.COUNT else check.claim.measure


@register.simple_tag
def years_rows(years: Sequence[YearTotal]) -> list[dict[str, object]]:
    """Rows of the chart of years: the total, its growth over the year before, a link to its dataset."""
    language = current_language()
    rows: list[dict[str, object]] = []
    for point in years:
        sign = "+" if point.growth is not None and point.growth > 0 else ""
        rows.append(
            {
                "label": str(point.year),
                "value": point.amount,
                "shown": millions_text(point.amount, language),
                "note": sign + percent_text(point.growth, language) if point.growth is not None else "",
                "href": reverse("budget:version", args=[point.dataset.code, point.dataset.version]),
            }
        )
    return rows
