"""The public ledger of businesses' social responsibility: of all, of one, as a table and as CSV."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from ortaq.kernel.interchange.exports import csv_response
from ortaq.kernel.language.queries import current_language
from ortaq.kernel.limits.views import limited
from ortaq.kernel.money.rules import money_text, number_text
from ortaq.kernel.web.templatetags.formats import percent
from ortaq.kernel.web.views import acting
from ortaq.systems.fairs import exports
from ortaq.systems.fairs.lifecycle import SPONSOR
from ortaq.systems.fairs.queries import ledger as queries
from ortaq.systems.fairs.queries import sponsors
from ortaq.systems.fairs.queries.reference import sphere_name
from ortaq.systems.fairs.queries.talks import projects_to_ask_for
from ortaq.systems.fairs.rules.ledger import Account, Entry, Sums, account_of, grouped
from ortaq.systems.fairs.views.pledging import measured
from ortaq.systems.fairs.views.profiles import named
from ortaq.systems.fairs.views.public import place_of, words

MOST_SHOWN = 50
"""Rows of memoranda on a page; the sums are of all, the CSV has all."""


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every sponsor, and the ledger of all: by business, year, place, sphere. Three SQL queries."""
    found = queries.entries()
    profiles, after = sponsors.sponsors_page(request.GET.get("after", "")[:20])
    names = {pk: row.name for pk, row in sponsors.parties(row.sponsor_id for row in found).items()}
    context = {
        "profiles": [{"profile": row, **named(row)} for row in profiles],
        "after": after,
        "giving": sorted({row.year for row in found if row.promised}, reverse=True),
        **account_context(found),
        "tables": [
            _table(_("By business"), _("Business"), found, lambda row: names.get(row.sponsor_id, "")),
            *_tables(found),
        ]
        if found
        else [],
    }
    return render(request, "fairs/sponsors/index.html", context)


@require_GET
def business(request: HttpRequest, slug: str) -> HttpResponse:
    """One business: what it says of itself, and what it has promised and done. Five SQL queries; a sixth
    for who represents an NGO.
    """
    found = sponsors.business(slug)
    if found is None:
        raise Http404
    profile = sponsors.public_sponsor(found.slug)
    rows = queries.entries(sponsor_id=found.pk)
    if profile is None and not rows:
        raise Http404
    context = {
        "business": found,
        "profile": profile,
        "may_request": profile is not None and bool(projects_to_ask_for(acting(request), found)),
        "state": SPONSOR.states["approved"],
        **(named(profile) if profile else {}),
        **business_context(rows),
    }
    return render(request, "fairs/sponsors/business.html", context)


@require_GET
def by_number(request: HttpRequest, number: str) -> HttpResponse:
    """The address of a profile by its number: the page of its business."""
    slug = sponsors.slug_of_number(number)
    if slug is None:
        raise Http404
    return redirect("fairs:business", slug)


def business_context(rows: list[Entry]) -> dict[str, Any]:
    """What ``fairs/sponsors/ledger.html`` takes for one business; the portal's page of it includes that too."""
    names = sponsors.parties({row.ngo_id for row in rows} | {row.sponsor_id for row in rows}) if rows else {}
    return {
        **account_context(rows),
        "tables": _tables(rows) if rows else [],
        "entries": [_entry(row, names) for row in rows[:MOST_SHOWN]],
        "entry_columns": [
            {"label": _("Memorandum")},
            {"label": _("With whom")},
            {"label": _("For what")},
            {"label": _("Promised"), "number": True},
            {"label": _("Fulfilled"), "number": True},
            {"label": _("By which day")},
        ],
    }


def ledger_of(*, sponsor_id: int | None = None, ngo_id: int | None = None) -> dict[str, Any]:
    """The ledger of a business, or of what an NGO was promised and given: for pages of other rooms. Two SQL queries."""
    return business_context(queries.entries(sponsor_id=sponsor_id, ngo_id=ngo_id))


def _entry(row: Entry, names: Any) -> dict[str, Any]:
    late = row.overdue(timezone.localdate())
    ngo = names.get(row.ngo_id)
    return {
        "cells": [
            {"text": row.memorandum, "href": f"/{current_language()}/fairs/memoranda/{row.memorandum}/"},
            ngo.name if ngo else "",
            row.title,
            measured(row.kind, row.promised, row.unit),
            measured(row.kind, row.confirmed, row.unit),
            {"text": f"{row.due_on:%d.%m.%Y}, {_('overdue')}", "tone": "red"} if late else f"{row.due_on:%d.%m.%Y}",
        ]
    }


def account_context(rows: list[Entry]) -> dict[str, Any]:
    """The sums of some entries, in words."""
    account = account_of(rows, timezone.localdate())
    return {"account": account, "figures": _figures(account), "as_of": timezone.localdate()}


def _figures(account: Account) -> list[dict[str, Any]]:
    language = current_language()
    found = []
    for label, sums, text in (
        (_("Money"), account.money, lambda value: money_text(value, language)),
        (_("Hours of work"), account.hours, lambda value: number_text(value, language)),
        (_("Things, lines of memoranda"), account.goods, lambda value: number_text(value, language)),
    ):
        if sums.lines:
            found.append({"label": label, **_shown(sums, text)})
    return found


def _shown(sums: Sums, text: Any) -> dict[str, str]:
    return {
        "promised": text(sums.promised),
        "fulfilled": text(sums.fulfilled),
        "overdue": text(sums.overdue),
        "dropped": text(sums.dropped),
        "share": percent(sums.share) if sums.share else "—",
    }


def _tables(rows: list[Entry]) -> list[dict[str, Any]]:
    return [
        _table(_("By year of the memorandum"), _("Year"), rows, lambda row: str(row.year)),
        _table(_("By place of the project"), _("Place"), rows, lambda row: place_of(row.territory_id)),
        _table(_("By sphere of the project"), _("Sphere"), rows, lambda row: words(sphere_name(row.sphere))),
    ]


def _table(caption: str, heading: str, rows: list[Entry], by: Any) -> dict[str, Any]:
    language, lines = current_language(), []
    for key, account in grouped(rows, by, timezone.localdate()):
        money = account.money
        lines.append(
            {
                "cells": [
                    key or _("not stated"),
                    number_text(account.memoranda, language),
                    money_text(money.promised, language),
                    money_text(money.fulfilled, language),
                    money_text(money.overdue, language),
                    f"{number_text(account.hours.fulfilled, language)} / {number_text(account.hours.promised, language)}",
                    f"{number_text(account.goods.fulfilled, language)} / {number_text(account.goods.promised, language)}",
                ]
            }
        )
    return {
        "caption": caption,
        "columns": [
            {"label": heading},
            {"label": _("Memoranda"), "number": True},
            {"label": _("Promised"), "number": True},
            {"label": _("Fulfilled"), "number": True},
            {"label": pgettext("sum", "Overdue"), "number": True},
            {"label": _("Hours"), "number": True},
            {"label": _("Things"), "number": True},
        ],
        "rows": lines,
    }


@require_GET
@limited("export", methods=("GET",))
def table(request: HttpRequest, slug: str = "") -> HttpResponseBase:
    """The rows behind the figures as CSV: of all, or of one business."""
    found = sponsors.business(slug) if slug else None
    if slug and found is None:
        raise Http404
    rows = queries.entries(sponsor_id=found.pk if found else None)
    parties = {
        pk: (row.name_kk, row.bin)
        for pk, row in sponsors.parties({row.ngo_id for row in rows} | {row.sponsor_id for row in rows}).items()
    }
    name = f"responsibility-{slug or 'all'}-{timezone.localdate().isoformat()}.csv"
    return csv_response(exports.rows(rows, parties, timezone.localdate()), exports.COLUMNS, name)
