"""Offers between a business and an NGO: made, talked over, changed, accepted. The two sides alone get here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ortaq.kernel.language.queries import current_language, shown
from ortaq.kernel.lifecycle.actions import Refused, decide
from ortaq.kernel.lifecycle.queries import told_to
from ortaq.kernel.limits.views import limited
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.web.views import acting
from ortaq.systems.fairs import actions
from ortaq.systems.fairs.forms.sponsors import MessageForm, OfferForm, Wish
from ortaq.systems.fairs.lifecycle import MEMORANDUM, PLEDGE, TALK_REQUEST
from ortaq.systems.fairs.permissions import may_pledge, pledge_capacities, request_capacities
from ortaq.systems.fairs.queries import pledges as queries
from ortaq.systems.fairs.queries import showcase
from ortaq.systems.fairs.queries.memoranda import live_memorandum
from ortaq.systems.fairs.queries.reference import represented
from ortaq.systems.fairs.queries.talks import requests_of
from ortaq.systems.fairs.rules.memoranda import amount_text
from ortaq.systems.fairs.views.deeds import Doing, deeds_of, do, happenings, kept, plain, reasoned, there

if TYPE_CHECKING:
    from ortaq.systems.fairs.models import Pledge, ShowcaseProject

DEEDS = {
    "accept": plain("accept", lambda pledge, doing: actions.accept_offer(pledge=pledge, **doing.common)),
    "decline": reasoned(
        "decline", lambda pledge, doing: actions.decline_offer(pledge=pledge, **doing.typed, **doing.common)
    ),
    "withdraw": reasoned(
        "withdraw", lambda pledge, doing: actions.withdraw_offer(pledge=pledge, **doing.typed, **doing.common)
    ),
}


def measured(kind: str, amount: Any, unit: str) -> str:
    """An amount with its unit in the language of the page."""
    return amount_text(kind, amount, unit, current_language())


@require_GET
@login_required
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """The offers and the requests for talks that one's organisations made or got, the newest first."""
    actor = acting(request)
    rows = [
        {
            "pledge": row,
            "state": PLEDGE.states[row.state],
            "other": row.project.organisation if "sponsor" in pledge_capacities(actor, row) else row.sponsor,
        }
        for row in queries.pledges_of(actor)[:100]
    ]
    asked = [
        {
            "asked": row,
            "state": TALK_REQUEST.states[row.state],
            "other": row.project.organisation if "sponsor" in request_capacities(actor, row) else row.sponsor,
        }
        for row in requests_of(actor)[:100]
    ]
    return render(request, "fairs/pledges/mine.html", {"rows": rows, "asked": asked})


def _wishes(project: ShowcaseProject, typed: Mapping[str, Any] | None = None) -> list[Wish]:
    """What can still be promised, and what somebody has *typed* an amount for, though another was faster meanwhile."""
    left = queries.left_of(project)
    return [
        Wish(
            row.need.pk,
            row.need.title,
            measured(row.need.kind, left[row.need.pk].open, row.need.measure),
            left[row.need.pk].open,
        )
        for row in showcase.needs_of(project)
        if left[row.need.pk].open > 0 or (typed or {}).get(f"amount_{row.need.pk}")
    ]


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
@limited("application.submit")
def offer(request: HttpRequest, number: str) -> HttpResponse:
    """Offering help to a project on show."""
    actor, project = acting(request), there(showcase.public_project(number))
    businesses = [row for row in represented(actor, "business") if may_pledge(actor, project, row)]
    if not businesses:
        context = {"project": project, "asked": represented(actor, "business")}
        return render(request, "fairs/pledges/no-sponsor.html", context, status=200 if request.method == "GET" else 422)
    typed = request.POST if request.method == "POST" else None
    form = OfferForm(typed, businesses=businesses, wishes=_wishes(project, typed))

    def offered(doing: Doing) -> Pledge:
        sponsor = next(row for row in businesses if row.slug == doing.typed["sponsor"])
        return actions.offer_help(project=project, sponsor=sponsor, offer=_offer(form), by=doing.by, at=doing.at)

    answer = kept(
        request,
        form,
        offered,
        said=_("The offer was sent to the NGO. Nobody else sees it."),
        then=lambda made: redirect("fairs:pledge", made.number),
    )
    if isinstance(answer, HttpResponse):
        return answer
    return render(request, "fairs/pledges/write.html", {"form": form, "project": project}, status=answer)


def _offer(form: OfferForm) -> actions.Offer:
    return actions.Offer(form.promises, form.cleaned_data["conditions"], form.cleaned_data["match_percent"])


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def change(request: HttpRequest, number: str) -> HttpResponse:
    """Changing an offer that isn't accepted."""
    actor = acting(request)
    pledge = _found(number, actor)
    if not decide(pledge, "change", actor):
        raise Http404
    rows = queries.standing_lines(pledge)
    initial: dict[str, Any] = {f"amount_{row.need.pk}": row.line.amount for row in rows}
    initial |= {
        "sponsor": pledge.sponsor.slug,
        "due_on": max(row.line.due_on for row in rows),
        "conditions": pledge.conditions,
        "match_percent": pledge.match_percent,
    }
    form = OfferForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        businesses=[pledge.sponsor],
        wishes=_wishes(pledge.project, request.POST),
    )
    form.fields["sponsor"].disabled = True
    answer = kept(
        request,
        form,
        lambda doing: actions.change_offer(pledge=pledge, offer=_offer(form), **doing.common),
        said=_("The offer was changed; the NGO was told."),
        then=lambda _made: redirect("fairs:pledge", pledge.number),
        record=pledge,
    )
    if isinstance(answer, HttpResponse):
        return answer
    context = {"form": form, "project": pledge.project, "pledge": pledge}
    return render(request, "fairs/pledges/write.html", context, status=answer)


@require_GET
@never_cache
def pledge(request: HttpRequest, number: str) -> HttpResponse:
    """One pledge: to its two sides all of it; everybody else is led to its memorandum once that is in force."""
    actor = acting(request)
    found = queries.pledge_of(number, actor)
    if found is None:
        public = queries.public_pledge(number)
        if public is None:
            raise Http404
        return redirect("fairs:memorandum", public)
    return render(request, "fairs/pledges/pledge.html", _context(found, actor))


@require_POST
@login_required
def act(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """One deed of a side."""
    return do(
        request,
        _found(number, acting(request)),
        code,
        DEEDS,
        address="fairs:pledge",
        template="fairs/pledges/pledge.html",
        context=_context,
    )


@require_POST
@login_required
@limited("comment")
def talk(request: HttpRequest, number: str) -> HttpResponse:
    """A message to the other side."""
    actor = acting(request)
    found = _found(number, actor)
    form = MessageForm(request.POST, prefix="talk")
    answer = kept(
        request,
        form,
        lambda doing: actions.write_message(pledge=found, by=doing.by, at=doing.at, **doing.typed),
        said=_("The message was sent."),
        then=lambda _made: redirect("fairs:pledge", number),
    )
    if isinstance(answer, HttpResponse):
        return answer
    return render(request, "fairs/pledges/pledge.html", _context(found, actor, message=form), status=answer)


@require_POST
@login_required
def draw_up(request: HttpRequest, number: str) -> HttpResponse:
    """Draws up the memorandum of an accepted offer."""
    actor = acting(request)
    found = _found(number, actor)
    try:
        made = actions.draw_up_memorandum(pledge=found, by=actor, at=timezone.now())
    except Refused as refusal:
        messages.error(request, shown(refusal.reason))
        return redirect("fairs:pledge", number)
    messages.success(
        request, _("The memorandum was drawn up in Kazakh and Russian. Read it, change it, send it for signing.")
    )
    return redirect("fairs:own_memorandum", made.number)


def _found(number: str, actor: Actor) -> Pledge:
    return there(queries.pledge_of(number, actor))


def _context(pledge: Pledge, actor: Actor, failed: str = "", form: Any = None, message: Any = None) -> dict[str, Any]:
    sides = pledge_capacities(actor, pledge)
    memorandum = live_memorandum(pledge)
    rows = queries.line_rows(pledge, timezone.localdate())
    return {
        "pledge": pledge,
        "project": pledge.project,
        "state": PLEDGE.states[pledge.state],
        "side": min(sides, default=""),
        "columns": [
            {"label": _("For what")},
            {"label": _("Promised"), "number": True},
            {"label": _("Confirmed"), "number": True},
            {"label": _("By which day")},
        ],
        "lines": [
            {
                "cells": [
                    row.need.title,
                    measured(row.need.kind, row.line.amount, row.need.unit),
                    measured(row.need.kind, row.standing.confirmed, row.need.unit),
                    f"{row.line.due_on:%d.%m.%Y}",
                ]
            }
            for row in rows
        ],
        "talks": [{"talk": row, "own": row.side in sides} for row in queries.talks_of(pledge)],
        "message": message or MessageForm(prefix="talk"),
        "may_talk": pledge.state not in {"declined", "withdrawn", "lapsed"},
        "memorandum": memorandum,
        "memorandum_state": MEMORANDUM.states[memorandum.state] if memorandum else None,
        "may_draw_up": pledge.state == "accepted" and memorandum is None,
        "change": reverse("fairs:pledge_change", args=[pledge.number]) if decide(pledge, "change", actor) else "",
        "deeds": deeds_of(pledge, actor, DEEDS, "fairs:pledge_deed", first="accept", failed=failed, form=form),
        "form": form or (message if message is not None and message.errors else None),
        "happenings": happenings(pledge, told_to(pledge, sides)),
    }
