"""What everybody sees of agreements: the list of projects, one project with its money and results, a supplier's all."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ortaq.kernel.language.queries import current_language, shown
from ortaq.kernel.lifecycle.registry import kind_of
from ortaq.kernel.money.rules import money_text
from ortaq.kernel.web.templatetags.formats import day
from ortaq.systems.social_order.lifecycle import AGREEMENT, PUBLIC_AGREEMENTS
from ortaq.systems.social_order.queries import agreements as queries
from ortaq.systems.social_order.queries import projects as details
from ortaq.systems.social_order.queries.reference import customers, places, spheres
from ortaq.systems.social_order.views.evaluation import evaluations_shown

MOST_SHOWN = 30
"""How many projects of an organisation stand on its page; the figures are of all."""
RECEIPTS = {"": "", "awaited": "gold", "confirmed": "green", "not_received": "red"}
"""Tone of a payment by what the supplier said of it."""


def levels() -> list[tuple[str, str]]:
    """The levels of plans with their names."""
    return [("region", _("Region")), ("city", _("City")), ("district", _("District"))]


def receipt_words(receipt: str) -> str:
    """What the supplier said of a payment, in words."""
    return {
        "awaited": _("paid, receipt not confirmed yet"),
        "confirmed": _("paid and received"),
        "not_received": _("paid, but the supplier says it has not come"),
    }.get(receipt, _("not paid"))


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The public list, narrowed by year, level, place, sphere, body and state; pages by key."""
    names = ("year", "level", "territory", "sphere", "body", "state")
    filter_ = queries.Filter(**{name: request.GET.get(name, "")[:50] for name in names})
    rows, after = queries.projects_page(filter_, request.GET.get("after", "")[:20])
    context = {
        "rows": [(row, AGREEMENT.states[row.state]) for row in rows],
        "after": after,
        "filter": filter_,
        "choices": _chosen(
            filter_,
            ("year", _("Year of the plan"), [(str(year), str(year)) for year in queries.years_with_projects()]),
            ("level", _("Level"), levels()),
            ("territory", _("City or district"), [(row.slug, row.name) for row in places()]),
            ("sphere", _("Sphere"), [(row.code, row.name) for row in spheres()]),
            ("body", _("Customer"), [(row.slug, row.name) for row in customers()]),
            ("state", _("State"), [(code, shown(AGREEMENT.states[code].label)) for code in PUBLIC_AGREEMENTS]),
        ),
        "narrowed": any(asdict(filter_).values()),
    }
    return render(request, "social_order/agreements/list.html", context)


def _chosen(filter_: queries.Filter, *fields: tuple[str, str, list[tuple[str, str]]]) -> list[dict[str, Any]]:
    """The fields of the filter with what is chosen in each."""
    return [
        {"name": name, "label": label, "options": options, "chosen": getattr(filter_, name)}
        for name, label, options in fields
    ]


@require_GET
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One public project: who, what, where, how much, what came of it. Eight SQL queries."""
    row = queries.project(number)
    if row is None:
        raise Http404
    steps = details.steps_of(row.pk, timezone.localdate())
    context = {
        "row": row,
        "state": AGREEMENT.states[row.state],
        "money": money_bars(row),
        "steps": [_step(step) for step in steps],
        "step_rows": [
            (step, receipt_words(step.receipt) if step.amount else "", RECEIPTS[step.receipt]) for step in steps
        ],
        "measures": details.measures_of(row.pk),
        "visits": details.visits_shown(row.pk),
        "versions": details.versions_shown(row.pk),
        "evaluations": evaluations_shown(row.pk),
        "ties": [_tie(record) for record in details.ties_of_project(row)],
    }
    return render(request, "social_order/agreements/project.html", context)


def money_bars(row: Any) -> list[dict[str, Any]]:
    """Agreed, paid, confirmed, returned as bars of one scale."""
    language = current_language()
    bars = [
        (_("Agreed"), row.agreed, ""),
        (_("Paid"), row.paid, ""),
        (_("Receipt confirmed by the supplier"), row.confirmed, "green"),
        (_("Paid, but not received"), row.denied, "red"),
        (_("Returned to the budget"), row.returned, "gold"),
    ]
    return [
        {"label": label, "value": value, "shown": money_text(value, language), "tone": tone}
        for label, value, tone in bars
        if value or label in (bars[0][0], bars[1][0])
    ]


def _step(step: details.StepShown) -> dict[str, Any]:
    done = step.accepted or (step.advance and bool(step.paid))
    current = not done and (bool(step.report_state) or step.overdue)
    late = f" · {_('the report is late')}" if step.overdue else ""
    return {
        "title": step.title,
        "state": "done" if done else "current" if current else "",
        "text": f"{day(step.due_on)}{late}",
    }


def _tie(record: Any) -> dict[str, Any]:
    kind = kind_of(record)
    return {
        "kind": shown(kind.name),
        "record": record,
        "state": kind.lifecycle.states[record.state],
        "href": f"/{current_language()}/{kind.address(record)}",
    }


@require_GET
def supplier(request: HttpRequest, key: str) -> HttpResponse:
    """All public money and results of one NGO, by its slug or BIN. Two SQL queries."""
    found = queries.supplier_by_key(key)
    if found is None:
        raise Http404
    money = queries.organisation_money(found.pk)
    return render(request, "social_order/agreements/supplier.html", {"supplier": found, **money_context(money)})


def money_context(money: queries.OrganisationMoney) -> dict[str, Any]:
    """What ``social_order/agreements/money.html`` takes: the component that other pages include too."""
    return {
        "money": money,
        "bars": money_bars(money) if money.projects else [],
        "projects": [(row, AGREEMENT.states[row.state]) for row in money.projects[:MOST_SHOWN]],
    }


@require_GET
def report(request: HttpRequest, number: str) -> HttpResponseBase:
    """The address of a report: the milestone on its project's page."""
    found = details.public_report(number)
    if found is None:
        raise Http404
    return redirect(reverse("social_order:project", args=[found[0]]) + f"#milestone-{found[1]}")
