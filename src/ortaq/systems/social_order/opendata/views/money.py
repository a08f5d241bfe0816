"""The page of money: plan beside fact in tables with their CSV, each with its base."""

from __future__ import annotations

from collections.abc import Mapping
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
from ortaq.systems.social_order.opendata.queries.figures import plan_years, year_rows, year_to_open
from ortaq.systems.social_order.opendata.queries.kept import supplier_names, year_money
from ortaq.systems.social_order.opendata.rules import money
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
    found = year_money(year)
    names = _names(found.suppliers)
    people = population_near(date(year, 1, 1))
    regions = (each for each in territory_reference.rows().values() if each.parent_id is None)
    inhabitants = next((people[each.pk] for each in regions if each.pk in people), None)
    context = {
        "years": years,
        "year": year,
        "found": found,
        "total": found.total,
        "tables": [
            (by, title, [(names[by].get(each.key, each.key), each) for each in found.tables[by]])
            for by, title in TITLES.items()
        ],
        "inhabitants": inhabitants,
        "each": money.per_inhabitant(found.total.planned, inhabitants.people) if inhabitants else None,
        "today": timezone.localdate(),
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
    names = _names(supplier_names(rows))[figure]
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


def _names(suppliers: Mapping[str, str]) -> dict[str, Mapping[str, str]]:
    """Names of the parts of each breakdown, in the language of the page; NGOs go by their Kazakh names."""
    return {
        "level": {code: str(label) for code, label in LEVELS.items()},
        "body": {row.slug: row.name for row in organisation_reference.rows().values()},
        "territory": {row.slug: row.name for row in territory_reference.rows().values()},
        "sphere": {row.code: row.name for row in sphere_reference.rows().values()},
        "supplier": suppliers,
    }
