"""The page of money: plan beside fact in tables with their CSV, and what deserves a second look."""

from collections.abc import Sequence
from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_safe

from ortaq.kernel.interchange.exports import csv_response
from ortaq.kernel.interchange.rules import Cell, Column
from ortaq.kernel.limits.views import limited
from ortaq.kernel.parties.queries import organisation_reference, territory_reference
from ortaq.systems.social_order.opendata.queries.figures import earlier_suppliers, plan_years, year_rows
from ortaq.systems.social_order.opendata.rules import money
from ortaq.systems.social_order.opendata.rules.processes import ProjectRow
from ortaq.systems.social_order.queries.reference import sphere_reference

TITLES = {
    "level": _("By level of budget"),
    "body": _("By customer"),
    "territory": _("By territory"),
    "sphere": _("By sphere"),
    "supplier": _("By NGO"),
}
LEVELS = {"region": _("region"), "city": _("city"), "district": _("district")}
HINTS = {
    "one_applicant": _("One applicant alone"),
    "over_and_unpaid": _("Over, and nothing is paid"),
}
COLUMNS = [Column(name) for name in ("code", "name", "planned", "agreed", "paid", "lines", "agreements")]
HINT_COLUMNS = [Column(name) for name in ("hint", "number", "title", "supplier", "agreed", "last_day")]


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The figures of one plan year: the newest, or the one that is asked for."""
    years = plan_years()
    asked = request.GET.get("year", "")
    if asked and asked not in map(str, years):
        raise Http404
    if not years:
        return render(request, "social_order/opendata/money.html", {"years": years})
    year = int(asked) if asked else years[0]
    rows = year_rows(year)
    names = _names(rows)
    territories = territory_reference.rows().values()
    late, started = money.late_starts(rows)
    context = {
        "years": years,
        "year": year,
        "total": money.total(rows),
        "tables": [
            (by, title, [(names[by].get(each.key, each.key), each) for each in money.plan_to_fact(rows, by)[:30]])
            for by, title in TITLES.items()
        ],
        "recipients": money.recipients(rows, earlier_suppliers(year)),
        "concentration": money.concentration(rows),
        "rural": money.rural_share(
            rows,
            frozenset(each.slug for each in territories if each.kind in {"district", "rural_district"}),
            frozenset(each.slug for each in territories if each.parent_id is None),
        ),
        "late": late,
        "started": started,
        "flags": [(HINTS[each.code], each) for each in money.flags(rows, timezone.localdate())[:50]],
        "today": timezone.localdate(),
        "is_demo": any(row.is_demo for row in rows),
    }
    return render(request, "social_order/opendata/money.html", context)


@require_safe
@limited("export", methods=("GET",))
def table(request: HttpRequest, year: str, figure: str) -> HttpResponseBase:
    """One table of the page, whole, as CSV."""
    if int(year) not in plan_years():
        raise Http404
    rows = year_rows(int(year))
    name = f"social-order-{year}-{figure}.csv"
    if figure == "hints":
        hints: list[Sequence[Cell]] = [
            [each.code, each.number, each.title, each.supplier, each.amount, each.on]
            for each in money.flags(rows, timezone.localdate())
        ]
        return csv_response(hints, HINT_COLUMNS, name)
    names = _names(rows)[figure]
    lines: list[Sequence[Cell]] = [
        [
            each.key,
            str(names.get(each.key, each.key)),
            each.planned if figure != "supplier" else None,
            each.agreed,
            each.paid,
            Decimal(each.lines),
            Decimal(each.projects),
        ]
        for each in money.plan_to_fact(rows, figure)
    ]
    return csv_response(lines, COLUMNS, name)


def _names(rows: Sequence[ProjectRow]) -> dict[str, dict[str, str]]:
    """Names of the parts of each breakdown, in the language of the page; NGOs go by their Kazakh names."""
    return {
        "level": {code: str(label) for code, label in LEVELS.items()},
        "body": {row.slug: row.name for row in organisation_reference.rows().values()},
        "territory": {row.slug: row.name for row in territory_reference.rows().values()},
        "sphere": {row.code: row.name for row in sphere_reference.rows().values()},
        "supplier": {row.supplier_id: row.supplier for row in rows if row.supplier_id},
    }
