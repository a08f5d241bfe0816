"""The page of money: plan beside fact in tables with their CSV, each with its base."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_safe

from ortaq.kernel.interchange.exports import csv_response
from ortaq.kernel.interchange.rules import Cell, Column
from ortaq.kernel.limits.views import limited
from ortaq.kernel.parties.queries import organisation_reference, population_near, territory_reference
from ortaq.systems.social_order.opendata.queries.figures import earlier_suppliers, plan_years, year_rows, year_to_open
from ortaq.systems.social_order.opendata.rules import money
from ortaq.systems.social_order.opendata.rules.processes import ProjectRow
from ortaq.systems.social_order.queries.reference import sphere_reference

if TYPE_CHECKING:
    from ortaq.kernel.parties.models import Population

TITLES = {
    "level": _("By level of budget"),
    "body": _("By customer"),
    "territory": _("By territory"),
    "sphere": _("By sphere"),
    "supplier": _("By NGO"),
}
LEVELS = {"region": _("region"), "city": _("city"), "district": _("district")}
COLUMNS = [Column(name) for name in ("code", "name", "planned", "agreed", "paid", "lines", "agreements")]
PLACE_COLUMNS = [*COLUMNS, *(Column(name) for name in ("people", "counted_on", "source", "planned_per_inhabitant"))]


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The figures of one plan year: the newest in which anything was agreed, or the one that is asked for."""
    years = plan_years()
    asked = request.GET.get("year", "")
    if asked and asked not in map(str, years):
        raise Http404
    if not years:
        return render(request, "social_order/opendata/money.html", {"years": years})
    year = int(asked) if asked else year_to_open(years)
    rows = year_rows(year)
    names = _names(rows)
    territories = territory_reference.rows().values()
    late, started = money.late_starts(rows)
    people = population_near(date(year, 1, 1))
    inhabitants = next((people[each.pk] for each in territories if each.parent_id is None and each.pk in people), None)
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
        "inhabitants": inhabitants,
        "each": money.per_inhabitant(money.total(rows).planned, inhabitants.people) if inhabitants else None,
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
    names = _names(rows)[figure]
    lines: list[list[Cell]] = [
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
    if figure != "territory":
        return csv_response(lines, COLUMNS, name)
    people = {territory_reference.row(pk).slug: row for pk, row in population_near(date(int(year), 1, 1)).items()}
    placed = [[*line, *_people(people.get(str(line[0])), line[2])] for line in lines]
    return csv_response(placed, PLACE_COLUMNS, name)


def _people(counted: Population | None, planned: Cell) -> list[Cell]:
    if counted is None:
        return [None] * 4
    each = money.per_inhabitant(Decimal(str(planned)), counted.people)
    return [Decimal(counted.people), counted.counted_on, counted.source, each]


def _names(rows: Sequence[ProjectRow]) -> dict[str, dict[str, str]]:
    """Names of the parts of each breakdown, in the language of the page; NGOs go by their Kazakh names."""
    return {
        "level": {code: str(label) for code, label in LEVELS.items()},
        "body": {row.slug: row.name for row in organisation_reference.rows().values()},
        "territory": {row.slug: row.name for row in territory_reference.rows().values()},
        "sphere": {row.code: row.name for row in sphere_reference.rows().values()},
        "supplier": {row.supplier_id: row.supplier for row in rows if row.supplier_id},
    }
