"""The page of hints: what deserves a second look in the plan of a year, with the evidence, and as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from ortaq.kernel.interchange.exports import csv_response
from ortaq.kernel.interchange.rules import Cell, Column
from ortaq.kernel.limits.views import limited
from ortaq.kernel.parties.queries import organisation_reference
from ortaq.systems.social_order.opendata.queries.figures import plan_years
from ortaq.systems.social_order.opendata.queries.kept import year_hints
from ortaq.systems.social_order.opendata.rules import hints
from ortaq.systems.social_order.queries.reference import sphere_reference

if TYPE_CHECKING:
    from ortaq.systems.social_order.opendata.rules.hints import Hint

COLUMNS = [Column(name) for name in ("hint", "number", "title", "supplier", "amount", "last_day", "evidence")]
MOST_SHOWN = 100


@require_GET
def page(request: HttpRequest, year: str) -> HttpResponse:
    """The hints of a plan year, kind by kind."""
    today = timezone.localdate()
    found = _found(int(year), today)
    titles = kinds()
    groups = [(titles[code], [(_said(each), each) for each in found if each.code == code]) for code in titles]
    shown = [(title, rows[:MOST_SHOWN], len(rows)) for title, rows in groups if rows]
    context = {"year": year, "groups": shown, "today": today, "unseen": [title for title, rows in groups if not rows]}
    return render(request, "social_order/opendata/hints.html", context)


@require_safe
@limited("export", methods=("GET",))
def table(request: HttpRequest, year: str) -> HttpResponseBase:
    """The same, whole, as CSV."""
    rows: list[Sequence[Cell]] = [
        [
            each.code, each.number, each.title, each.supplier, each.amount, each.on,
            "; ".join(f"{name}={value}" for name, value in each.evidence.items()),
        ]
        for each in _found(int(year), timezone.localdate())
    ]  # fmt: skip
    return csv_response(rows, COLUMNS, f"social-order-{year}-hints.csv")


def _found(year: int, today: date) -> list[Hint]:
    if year not in plan_years():
        raise Http404
    return year_hints(year, today)


def kinds() -> dict[str, str]:
    """What is looked for, each with its threshold, in the order of a competition."""
    return {
        "short_time": _("Fewer than %(n)s days for applications") % {"n": hints.SHORT_DAYS},
        "one_applicant": _("One applicant alone"),
        "many_out": _("Half of the applications or more turned away (of at least %(n)s)") % {"n": hints.MANY_FROM},
        "others_out": _("Everybody but the winner turned away"),
        "near_winner": _("A losing request within %(n)s per cent of a winner’s in the same lot")
        % {"n": hints.CLOSE_SHARE},
        "same_marks": _("Marks of all experts are the same on every application (of at least %(n)s)")
        % {"n": hints.SAME_FROM},
        "year_after_year": _("The same NGO for the same customer and sphere %(n)s years running")
        % {"n": hints.ROW_YEARS},
        "over_and_unpaid": _("Over, and nothing is paid"),
    }


def _said(each: Hint) -> str:
    """The evidence in words."""
    found = dict(each.evidence)
    if each.code == "year_after_year":
        body = next((row for row in organisation_reference.rows().values() if row.slug == found["body"]), None)
        sphere = next((row for row in sphere_reference.rows().values() if row.code == found["sphere"]), None)
        return (
            f"{body.name if body else found['body']} · {sphere.name if sphere else found['sphere']} · {found['years']}"
        )
    words = {
        "short_time": _("%(days)s days"),
        "one_applicant": "%(application)s",
        "others_out": _("turned away: %(out)s; winner: %(won)s"),
        "many_out": _("turned away: %(out)s of %(all)s"),
        "near_winner": _("winner: %(won)s; near it: %(near)s"),
        "same_marks": _("applications read by several experts: %(applications)s"),
    }
    return words[each.code] % found if each.code in words else ""
