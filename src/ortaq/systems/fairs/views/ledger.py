"""The public ledger of businesses' social responsibility: of all, of one, as a table and as CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from ortaq.kernel.interchange.exports import csv_response
from ortaq.kernel.interchange.rules import Cell
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
from ortaq.systems.fairs.rules.ledger import Account, Entry, Sums
from ortaq.systems.fairs.views.pledging import measured
from ortaq.systems.fairs.views.profiles import named
from ortaq.systems.fairs.views.public import place_of, words

PARTS = ("year", "place", "sphere")
"""By what every ledger is added up."""


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every sponsor, and the ledger of all: by business, year, place, sphere. Four SQL queries."""
    today = timezone.localdate()
    profiles, after = sponsors.sponsors_page(request.GET.get("after", "")[:20])
    found = queries.accounts(*PARTS, today=today)
    firms, next_firms = queries.businesses_page(request.GET.get("businesses", "")[:20])
    names = {row.pk: {"text": row.name, "href": reverse("fairs:business", args=[row.slug])} for row in firms}
    by_business = queries.business_accounts(names, today=today) if firms else {}
    years = found["year"].items()
    context = {
        "profiles": [{"profile": row, **named(row)} for row in profiles],
        "after": after,
        "giving": sorted((year for year, account in years if account.promises_something), reverse=True),
        **account_context(found[queries.WHOLE][queries.WHOLE], today),
        "tables": _tables(found),
        "businesses": _table(
            _("By business"), _("Business"), [(names[pk], by_business[pk]) for pk in names if pk in by_business]
        ),
        "next_businesses": next_firms,
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
    ledger = ledger_of(sponsor_id=found.pk, after=request.GET.get("lines", "")[:40])
    if profile is None and ledger["account"].is_empty:
        raise Http404
    context = {
        "business": found,
        "profile": profile,
        "may_request": profile is not None and bool(projects_to_ask_for(acting(request), found)),
        "state": SPONSOR.states["approved"],
        **(named(profile) if profile else {}),
        **ledger,
    }
    return render(request, "fairs/sponsors/business.html", context)


@require_GET
def by_number(request: HttpRequest, number: str) -> HttpResponse:
    """The address of a profile by its number: the page of its business."""
    slug = sponsors.slug_of_number(number)
    if slug is None:
        raise Http404
    return redirect("fairs:business", slug)


def ledger_of(*, sponsor_id: int | None = None, ngo_id: int | None = None, after: str = "") -> dict[str, Any]:
    """What ``fairs/sponsors/ledger.html`` takes for one business, or for what an NGO was promised and given.

    Pages of other rooms include that too; *after* is the key of a page of its lines. Three SQL queries.
    """
    today = timezone.localdate()
    found = queries.accounts(*PARTS, today=today, sponsor_id=sponsor_id, ngo_id=ngo_id)
    rows, following = queries.entries_page(after, sponsor_id=sponsor_id, ngo_id=ngo_id)
    names = sponsors.parties({row.ngo_id for row in rows} | {row.sponsor_id for row in rows}) if rows else {}
    return {
        **account_context(found[queries.WHOLE][queries.WHOLE], today),
        "tables": _tables(found),
        "entries": [_entry(row, names, of_ngo=ngo_id is not None) for row in rows],
        "next_entries": following,
        "entry_columns": [
            {"label": _("Memorandum")},
            {"label": _("With whom")},
            {"label": _("For what")},
            {"label": _("Promised"), "number": True},
            {"label": _("Fulfilled"), "number": True},
            {"label": _("By which day")},
        ],
    }


def _entry(row: Entry, names: Any, *, of_ngo: bool) -> dict[str, Any]:
    late = row.overdue(timezone.localdate())
    other = names.get(row.sponsor_id if of_ngo else row.ngo_id)
    return {
        "cells": [
            {"text": row.memorandum, "href": f"/{current_language()}/fairs/memoranda/{row.memorandum}/"},
            other.name if other else "",
            row.title,
            measured(row.kind, row.promised, row.unit),
            measured(row.kind, row.confirmed, row.unit),
            {"text": f"{row.due_on:%d.%m.%Y}, {_('overdue')}", "tone": "red"} if late else f"{row.due_on:%d.%m.%Y}",
        ]
    }


def account_context(account: Account, today: date) -> dict[str, Any]:
    """An account, in words."""
    return {"account": account, "figures": _figures(account), "as_of": today}


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


def _tables(found: dict[str, dict[Any, Account]]) -> list[dict[str, Any]]:
    if found[queries.WHOLE][queries.WHOLE].is_empty:
        return []
    words_of: dict[str, tuple[str, str, Callable[[Any], str]]] = {
        "year": (_("By year of the memorandum"), _("Year"), str),
        "place": (_("By place of the project"), _("Place"), place_of),
        "sphere": (_("By sphere of the project"), _("Sphere"), lambda code: words(sphere_name(code))),
    }
    return [
        _table(
            caption,
            heading,
            sorted(((in_words(key), account) for key, account in found[part].items()), key=lambda row: str(row[0])),
        )
        for part, (caption, heading, in_words) in words_of.items()
    ]


def _table(caption: str, heading: str, rows: Sequence[tuple[str | dict[str, str], Account]]) -> dict[str, Any]:
    language, lines = current_language(), []
    for key, account in rows:
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
    pieces = queries.all_entries(sponsor_id=found.pk if found else None)
    name = f"responsibility-{slug or 'all'}-{timezone.localdate().isoformat()}.csv"
    return csv_response(_told(pieces), exports.COLUMNS, name)


def _told(pieces: Iterator[list[Entry]]) -> Iterator[list[Cell]]:
    """The rows of the file, piece by piece: two SQL queries for each."""
    today = timezone.localdate()
    for piece in pieces:
        found = sponsors.parties({row.ngo_id for row in piece} | {row.sponsor_id for row in piece})
        yield from exports.rows(piece, {pk: (row.name_kk, row.bin) for pk, row in found.items()}, today)
