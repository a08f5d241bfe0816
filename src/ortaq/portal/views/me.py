"""One's own page: what waits, and what one has filed, proposed, applied for, offered. Each room tells of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from ortaq.kernel.clocks.queries import awaited_terms
from ortaq.kernel.language.queries import closest
from ortaq.kernel.language.rules import Words
from ortaq.kernel.lifecycle.registry import kind_of
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.web.views import acting
from ortaq.procedures.ballots.queries.elections import open_elections
from ortaq.procedures.competitions.queries.applications import applications_of
from ortaq.systems.fairs.queries.memoranda import memoranda_of
from ortaq.systems.fairs.queries.pledges import pledges_of
from ortaq.systems.fairs.queries.showcase import own_projects
from ortaq.systems.fairs.queries.waiting import waits_for
from ortaq.systems.reception.permissions import OFFICE
from ortaq.systems.reception.queries.intake import drafts_of
from ortaq.systems.reception.queries.office import queue_counts
from ortaq.systems.reception.queries.own import own_appeals
from ortaq.systems.social_order.queries.delivery import own_agreements
from ortaq.systems.social_order.queries.topics import own_topics

if TYPE_CHECKING:
    from ortaq.kernel.records.models import Record

NEWEST = 5
"""Rows of a kind on the page; the rest stand on the list that it leads to."""


@require_GET
@login_required
@never_cache
def me(request: HttpRequest) -> HttpResponse:
    """Everything of a signed-in person in one place: at most twenty-four SQL queries, however much there is."""
    actor = acting(request)
    context = {
        "waiting": [*_office_work(actor), *_at_fairs(actor)],
        "sections": _with_terms([each for each in _sections(actor) if each["rows"]]),
        "drafts": drafts_of(actor.user_id) if actor.user_id else [],
        "votes": open_elections(timezone.now()),
    }
    return render(request, "portal/me.html", context)


def _office_work(actor: Actor) -> list[dict[str, Any]]:
    """The queues of the reception that press: late, due today, to be registered, to be signed, disputed."""
    if not actor.offices(*OFFICE):
        return []
    counts = queue_counts(actor, timezone.localdate())
    names = (
        ("overdue", _("Appeals whose term is over"), "red"),
        ("today", _("Appeals whose last day is today"), "gold"),
        ("new", _("Appeals to be registered"), "sky"),
        ("to_sign", _("Answers to be signed"), "sky"),
        ("disputed", _("Answers that were disputed"), "gold"),
    )
    address = reverse("reception:work")
    return [
        _waits(name, counts[code], f"{address}?queue={code}", tone) for code, name, tone in names if counts.get(code)
    ]


def _at_fairs(actor: Actor) -> list[dict[str, Any]]:
    counts = waits_for(actor)
    names = (
        ("returned", _("Projects of a fair to be corrected"), "fairs:mine"),
        ("questions", _("Questions about your projects"), "fairs:mine"),
        ("offers", _("Offers of help to be answered"), "fairs:pledges"),
        ("requests", _("Requests for talks to be answered"), "fairs:pledges"),
        ("to_sign", _("Memoranda to be signed"), "fairs:pledges"),
        ("gifts", _("Gifts whose receipt you confirm"), "fairs:pledges"),
        ("projects", _("Projects of a fair to be checked"), "fairs:office"),
        ("sponsors", _("Sponsors to be checked"), "fairs:office_sponsors"),
    )
    return [_waits(name, counts[code], reverse(address), "gold") for code, name, address in names if code in counts]


def _waits(title: str, count: int, href: str, tone: str) -> dict[str, Any]:
    return {"title": title, "status": str(count), "href": href, "tone": tone}


def _sections(actor: Actor) -> Iterable[dict[str, Any]]:
    """One's records by kind, the newest first, each with its state."""
    appeals = own_appeals(actor.person_id)[:NEWEST] if actor.person_id is not None else ()
    yield _section(
        _("My appeals"),
        "reception:mine",
        "reception:own",
        ((each, Words(each.subject, each.language), _body(each)) for each in appeals),
    )
    topics = own_topics(actor).select_related("body")[:NEWEST]
    yield _section(
        _("My topics"),
        "social_order:topic_mine",
        "social_order:topic_own",
        ((each, Words(each.title, each.language), _body(each)) for each in topics),
    )
    if not actor.offices("representative"):
        return
    applications = applications_of(actor)[:NEWEST]
    yield _section(
        _("My applications"),
        "competitions:mine",
        "competitions:application",
        ((each, Words(each.title or each.number, each.language), each.call.title) for each in applications),
    )
    agreements = own_agreements(actor).order_by("-pk")[:NEWEST]
    yield _section(
        _("My agreements"),
        "social_order:own_agreements",
        "social_order:own_agreement",
        ((each, _titled(each), _body(each)) for each in agreements),
    )
    projects = own_projects(actor).order_by("-pk")[:NEWEST]
    yield _section(
        _("My projects at fairs"),
        "fairs:mine",
        "fairs:own_project",
        ((each, each.title, each.fair.title) for each in projects),
    )
    pledges = pledges_of(actor)[:NEWEST]
    yield _section(
        _("Help that I give or get"),
        "fairs:pledges",
        "fairs:pledge",
        ((each, each.project.title, each.sponsor.name) for each in pledges),
    )
    memoranda = memoranda_of(actor)[:NEWEST]
    yield _section(
        _("Memoranda"),
        "fairs:pledges",
        "fairs:own_memorandum",
        ((each, each.title, f"{each.sponsor.name} — {each.ngo.name}") for each in memoranda),
    )


def _with_terms(sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Puts beside each record the term in which somebody must act on it."""
    rows = [row for section in sections for row in section["rows"]]
    terms = awaited_terms([row["record"] for row in rows], timezone.now())
    for row in rows:
        row["term"] = terms.get(row["record"].pk)
    return sections


def _body(record: Record) -> str:
    return record.body.name if record.body else ""


def _titled(agreement: Any) -> str:
    return closest(kk=agreement.title_kk, ru=agreement.title_ru)


def _section(title: str, all_of_them: str, one: str, rows: Iterable[tuple[Any, str, str]]) -> dict[str, Any]:
    return {
        "title": title,
        "href": reverse(all_of_them),
        "rows": [
            {
                "title": name,
                "record": record,
                "meta": meta,
                "state": kind_of(record).lifecycle.states[record.state],
                "href": reverse(one, args=[record.number]),
            }
            for record, name, meta in rows
        ],
    }
