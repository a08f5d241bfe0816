"""Figures of surveys as pages show them."""

from fractions import Fraction
from typing import Any

from django import template

from ortaq.kernel.language.queries import shown
from ortaq.kernel.web.templatetags.formats import number, percent
from ortaq.procedures.surveys.rules.answers import QUESTIONS, Summary
from ortaq.procedures.surveys.rules.intervals import Interval

register = template.Library()


@register.simple_tag
def interval_bar(share: Fraction, interval: Interval) -> dict[str, Any]:
    """A share and its interval: in words, and as places on a bar from 0 to 100."""
    low, high = float(interval.low) * 100, float(interval.high) * 100
    return {
        "share": percent(float(share) * 100, 0),
        "low": percent(float(interval.low) * 100, 0),
        "high": percent(float(interval.high) * 100, 0),
        "x": f"{low:.1f}",
        "width": f"{max(high - low, 0.8):.1f}",
        "mark": f"{min(float(share) * 100, 99.2):.1f}",
    }


@register.simple_tag
def response_rate(found: Any) -> str:
    """How many of those who were asked have answered, in per cent."""
    summary: Summary = found.summary
    return percent(100 * (summary.answers or 0) / found.asked, 0) if found.asked else "—"


@register.simple_tag
def net_share(summary: Summary) -> str:
    """Satisfied less dissatisfied, in percentage points."""
    return percent(float(summary.net or 0) * 100, 0)


@register.simple_tag
def survey_means(summary: Summary) -> list[dict[str, Any]]:
    """The mean mark of each question as rows of a bar chart."""
    rows = []
    for question, (mean, count) in (summary.means or {}).items():
        value = float(mean)
        rows.append(
            {
                "label": shown(QUESTIONS[question]),
                "value": value,
                "shown": number(f"{value:.1f}"),
                "note": number(count),
            }
        )
    return rows


@register.simple_tag
def per_cent(share: Fraction) -> str:
    """A share (0 to 1) in whole per cent."""
    return percent(float(share) * 100, 0)
