"""The plan as everybody reads it: a year by level, body and sphere; a body's lines; one line with its history; files."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ortaq.kernel.interchange.exports import csv_response, xlsx_response
from ortaq.kernel.language.queries import current_language, shown
from ortaq.kernel.lifecycle.queries import Happening, told_publicly
from ortaq.kernel.lifecycle.registry import kind_of
from ortaq.kernel.limits.views import limited
from ortaq.kernel.money.rules import millions_text, money_text, number_text, percent_text
from ortaq.kernel.parties.queries import organisation_reference, territory_reference
from ortaq.systems.social_order.exports import columns, rows
from ortaq.systems.social_order.lifecycle import PLAN_LINE
from ortaq.systems.social_order.queries import plans as queries
from ortaq.systems.social_order.queries.reference import body_by_slug, sphere_reference
from ortaq.systems.social_order.rules import FUNDING, LEVELS, Sum, added, grouped, share_of

if TYPE_CHECKING:
    from ortaq.systems.social_order.models import PlanChange, PlanLine


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """To the newest year that has an approved plan."""
    years = queries.years()
    if not years:
        return render(request, "social_order/plans/empty.html")
    return redirect("social_order:plan_year", years[0])


@require_GET
def year(request: HttpRequest, year: int) -> HttpResponse:
    """The plan of a year as picture and table: each sum is computed from the lines, each share says its base."""
    found = queries.year_rows(year)
    if not found:
        raise Http404
    total = added(row.sum for row in found)
    levels = grouped((row.level, row.sum) for row in found)
    bodies = grouped((str(row.body_id), row.sum) for row in found)
    areas = grouped((str(row.sphere_id), row.sum) for row in found)
    context = {
        "year": year,
        "years": queries.years(),
        "total": total,
        "base": money_text(total.amount, current_language()),
        "levels": [_bar(shown(LEVELS[code]), each, total) for code, each in levels.items()],
        "bodies": [_bar(_body(int(pk)), each, total, _body_href(year, int(pk))) for pk, each in bodies.items()],
        "spheres": [_bar(sphere_reference.row(int(pk)).name, each, total) for pk, each in areas.items()],
        "is_demo": any(row.is_demo for row in found),
        "notes": [_note(plan) for plan in queries.plan_notes(year)][:1],
    }
    return render(request, "social_order/plans/year.html", context)


def _bar(label: str, each: Sum, total: Sum, href: str = "") -> dict[str, Any]:
    language = current_language()
    share = share_of(each, total)
    return {
        "label": label,
        "value": each.amount,
        "shown": millions_text(each.amount, language),
        "note": f"{percent_text(share, language)} · "
        + _("projects: %(n)s") % {"n": number_text(each.projects, language)}
        if share
        else "",
        "href": href,
    }


def _body(pk: int) -> str:
    return organisation_reference.row(pk).name


def _body_href(year: int, pk: int) -> str:
    return reverse("social_order:plan_body", args=[year, organisation_reference.row(pk).slug])


def _note(plan: Any) -> str:
    return str(getattr(plan, f"note_{current_language()}") or plan.note_kk)


@require_GET
def body(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """The lines of one body's plan."""
    found = body_by_slug(slug)
    plan = queries.public_plan(year, found.pk) if found else None
    if found is None or plan is None:
        raise Http404
    page = queries.lines_of(plan, public=True, after=request.GET.get("after", "")[:9])
    language = current_language()
    context = {
        "year": year,
        "body": found,
        "plan": plan,
        "note": _note(plan) if plan.note_kk else "",
        "level": LEVELS[plan.level],
        "sum": queries.plan_sum(plan),
        "columns": [
            {"label": _("Topic")},
            {"label": _("Sphere")},
            {"label": _("Territory")},
            {"label": _("Projects"), "number": True},
            {"label": _("Amount"), "number": True},
            {"label": _("State")},
        ],
        "rows": [_row(line, language) for line in page.lines],
        "after": page.after,
        "is_demo": any(line.is_demo for line in page.lines),
    }
    return render(request, "social_order/plans/body.html", context)


def _row(line: PlanLine, language: str) -> list[Any]:
    state = PLAN_LINE.states[line.state]
    words, spoken = title_of(line)
    return [
        {"text": words, "href": reverse("social_order:plan_line", args=[line.number]), "lang": spoken},
        line.sphere.name,
        line.territory.name if line.territory else "",
        number_text(line.projects, language),
        money_text(line.amount, language),
        {"text": shown(state.label), "tone": state.tone},
    ]


def title_of(line: PlanLine) -> tuple[str, str]:
    """The title in the reader's language, else in one that there is; and which language it is."""
    order = (current_language(), "kk", "ru", "en")
    return next((str(getattr(line, f"title_{each}")), each) for each in order if getattr(line, f"title_{each}"))


@require_GET
def line(request: HttpRequest, number: str) -> HttpResponse:
    """One line: its money by year, what it grew out of, what followed, and every change with the old values."""
    found = queries.public_line(number)
    if found is None:
        raise Http404
    return render(request, "social_order/plans/line.html", line_context(found))


def line_context(found: PlanLine) -> dict[str, Any]:
    """What a line's page shows."""
    words, spoken = title_of(found)
    amounts = {share.year: share.amount for share in found.shares.all()} | {found.plan.year: found.amount}
    shares = [{"year": each, "amount": amounts[each], "own": each == found.plan.year} for each in sorted(amounts)]
    return {
        "line": found,
        "title": words,
        "title_lang": spoken,
        "others": [
            (code, text) for code in ("kk", "ru", "en") if code != spoken and (text := getattr(found, f"title_{code}"))
        ],
        "state": PLAN_LINE.states[found.state],
        "shares": shares if len(shares) > 1 else [],
        "whole": sum(amounts.values(), Decimal(0)),
        "funding": FUNDING[found.funding],
        "changes": [change_rows(change) for change in queries.changes_of(found)],
        "ties": [_tie(found, link, record) for link, record in queries.ties_of_line(found)],
        "happenings": [_happening(event) for event in told_publicly(found)],
    }


def change_rows(change: PlanChange) -> dict[str, Any]:
    """A change as its old and new values, in words."""
    names = {
        "amount": _("Amount"),
        "projects": _("Projects"),
        "title_kk": _("Title in Kazakh"),
        "title_ru": _("Title in Russian"),
        "title_en": _("Title in English"),
        "sphere": _("Sphere"),
        "territory": _("Territory"),
        "funding": _("Funding source"),
        "until": _("Last year"),
        "shares": _("Money of other years"),
    }
    return {
        "change": change,
        "rows": [
            {"name": names[name], "before": _value(name, change.before.get(name, "")), "after": _value(name, value)}
            for name, value in change.after.items()
        ],
    }


def _value(name: str, value: str) -> str:
    language = current_language()
    if name == "amount":
        return money_text(Decimal(value), language)
    if name == "sphere":
        return sphere_reference.row(int(value)).name
    if name == "territory":
        return territory_reference.row(int(value)).name
    if name == "funding":
        return shown(FUNDING[value])
    if name == "shares":
        pairs = [pair.split("=") for pair in value.split(";") if pair]
        return ", ".join(f"{other}: {money_text(Decimal(amount), language)}" for other, amount in pairs) or "—"
    return value or "—"


def _tie(line: PlanLine, link: Any, record: Any) -> dict[str, Any]:
    kind = kind_of(record)
    return {
        "kind": shown(kind.name),
        "record": record,
        "state": kind.lifecycle.states[record.state],
        "href": f"/{current_language()}/{kind.address(record)}",
    }


def _happening(event: Happening) -> dict[str, Any]:
    declared = PLAN_LINE.transitions.get(event.code)
    return {
        "title": shown(declared.done) if declared and declared.done else event.code,
        "at": event.at,
        "by": event.office.name if event.office else "",
        "text": event.reason,
    }


@require_GET
@limited("export", methods=("GET",))
def table(request: HttpRequest, year: int, kind: str) -> HttpResponseBase:
    """The approved lines of a year as CSV or XLSX."""
    if kind not in {"csv", "xlsx"} or year not in queries.years():
        raise Http404
    name = f"plan-{year}.{kind}"
    if kind == "xlsx":
        return xlsx_response(rows(year), columns(year), name)
    return csv_response(rows(year), columns(year), name)
