"""Events: the calendar for everybody, and the organiser's pages."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.actions import Refused, Stale, open_transitions
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.web.views import acting, officers_only, version_of
from ortaq.systems.fairs import actions
from ortaq.systems.fairs.forms.occasions import HeldForm, OccasionForm
from ortaq.systems.fairs.lifecycle import OCCASION
from ortaq.systems.fairs.permissions import ORGANISERS
from ortaq.systems.fairs.queries import occasions as queries
from ortaq.systems.fairs.queries.reference import own_bodies, place_by_slug
from ortaq.systems.fairs.rules import OCCASION_KINDS
from ortaq.systems.fairs.views.deeds import Deed, deeds_of, do, happenings, plain, reasoned

if TYPE_CHECKING:
    from ortaq.systems.fairs.models import Occasion

DEEDS = {
    "announce": plain("announce", lambda occasion, doing: actions.announce_occasion(occasion=occasion, **doing.common)),
    "hold": Deed(
        lambda occasion, data, files: HeldForm(data, prefix="hold"),
        lambda occasion, doing: actions.hold_occasion(occasion=occasion, **doing.typed, **doing.common),
    ),
    "cancel": reasoned(
        "cancel", lambda occasion, doing: actions.cancel_occasion(occasion=occasion, **doing.typed, **doing.common)
    ),
}


def card(occasion: Occasion) -> dict[str, Any]:
    """An event as a card shows it."""
    return {
        "occasion": occasion,
        "state": OCCASION.states[occasion.state],
        "kind": shown(OCCASION_KINDS[occasion.occasion_kind]),
    }


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Events to come and past. Two SQL queries."""
    now = timezone.now()
    context = {"next": [card(row) for row in queries.to_come(now)], "past": [card(row) for row in queries.past(now)]}
    return render(request, "fairs/events/index.html", context)


@require_GET
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One event."""
    found = queries.public_occasion(number)
    if found is None:
        raise Http404
    context = {**card(found), "happenings": happenings(found, public_only=True)}
    return render(request, "fairs/events/event.html", context)


@require_GET
@officers_only(*ORGANISERS)
def office(request: HttpRequest) -> HttpResponse:
    """The events of the bodies where the officer works."""
    rows = [card(row) for row in queries.office_occasions(acting(request), *ORGANISERS)[:200]]
    return render(request, "fairs/events/office.html", {"rows": rows})


def _terms(form: OccasionForm) -> actions.OccasionTerms:
    cleaned = dict(form.cleaned_data)
    place = place_by_slug(cleaned["territory"])
    if place is None:
        raise Http404
    kept = ("occasion_kind", "title_kk", "title_ru", "about_kk", "about_ru", "place")
    return actions.OccasionTerms(
        territory_id=place.pk,
        starts_at=timezone.make_aware(datetime.combine(cleaned["day"], cleaned["begins"])),
        ends_at=timezone.make_aware(datetime.combine(cleaned["day"], cleaned["ends"])),
        **{name: cleaned[name] for name in kept},
    )


@require_http_methods(["GET", "POST"])
@officers_only(*ORGANISERS)
def new(request: HttpRequest) -> HttpResponse:
    """A new event."""
    actor = acting(request)
    bodies = own_bodies(actor, *ORGANISERS)
    form = OccasionForm(request.POST if request.method == "POST" else None, bodies=bodies)
    if form.is_bound and form.is_valid():
        body = next(row for row in bodies if row.slug == form.cleaned_data["body"])
        try:
            made = actions.draw_up_occasion(body=body, terms=_terms(form), by=actor, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, shown(refusal.reason))
        else:
            messages.success(request, _("Kept."))
            return redirect("fairs:office_event", made.number)
    return render(request, "fairs/events/write.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@officers_only(*ORGANISERS)
def write(request: HttpRequest, number: str) -> HttpResponse:
    """What an event says of itself."""
    actor = acting(request)
    occasion = _found(number, actor)
    if "edit" not in {step.code for step in open_transitions(occasion, actor)}:
        raise Http404
    starts, ends = timezone.localtime(occasion.starts_at), timezone.localtime(occasion.ends_at)
    kept = ("occasion_kind", "title_kk", "title_ru", "about_kk", "about_ru", "place")
    initial: dict[str, Any] = {name: getattr(occasion, name) for name in kept}
    initial |= {
        "body": occasion.body.slug if occasion.body else "",
        "territory": occasion.territory.slug if occasion.territory else "",
        "day": starts.date(),
        "begins": starts.time(),
        "ends": ends.time(),
    }
    bodies = [occasion.body] if occasion.body else []
    form = OccasionForm(request.POST if request.method == "POST" else None, initial=initial, bodies=bodies)
    form.fields["body"].disabled = True
    status = 422
    if form.is_bound and form.is_valid():
        try:
            actions.edit_occasion(
                occasion=occasion,
                terms=_terms(form),
                by=actor,
                at=timezone.now(),
                version=version_of(request.POST.get("version")),
            )
        except Refused as refusal:
            form.add_error(None, shown(refusal.reason))
            status = 409 if isinstance(refusal, Stale) else 422
            occasion.refresh_from_db()
        else:
            messages.success(request, _("Kept."))
            return redirect("fairs:office_event", occasion.number)
    context = {"form": form, "occasion": occasion}
    return render(request, "fairs/events/write.html", context, status=status if form.errors else 200)


@require_GET
@officers_only(*ORGANISERS)
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One event as its organiser sees it."""
    actor = acting(request)
    return render(request, "fairs/events/case.html", _context(_found(number, actor), actor))


@require_POST
@officers_only(*ORGANISERS)
def act(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """One deed of the organiser."""
    return do(
        request,
        _found(number, acting(request)),
        code,
        DEEDS,
        address="fairs:office_event",
        template="fairs/events/case.html",
        context=_context,
    )


def _found(number: str, actor: Actor) -> Occasion:
    found = queries.office_occasion(number, actor, *ORGANISERS)
    if found is None:
        raise Http404
    return found


def _context(occasion: Occasion, actor: Actor, failed: str = "", form: Any = None) -> dict[str, Any]:
    opened = {step.code for step in open_transitions(occasion, actor)}
    first = "announce" if occasion.state == "draft" else "hold"
    return {
        **card(occasion),
        "deeds": deeds_of(occasion, actor, DEEDS, "fairs:office_event_deed", first=first, failed=failed, form=form),
        "may_edit": "edit" in opened,
        "form": form,
        "happenings": happenings(occasion, public_only=False),
    }
