"""Events: the calendar for everybody, and the organiser's pages."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.actions import decide
from ortaq.kernel.lifecycle.queries import told_in_office, told_publicly
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.web.views import acting, officers_only
from ortaq.systems.fairs import actions
from ortaq.systems.fairs.forms.occasions import HeldForm, OccasionForm
from ortaq.systems.fairs.lifecycle import OCCASION
from ortaq.systems.fairs.permissions import ORGANISERS
from ortaq.systems.fairs.queries import occasions as queries
from ortaq.systems.fairs.queries.reference import own_bodies, place_by_slug
from ortaq.systems.fairs.rules import OCCASION_KINDS
from ortaq.systems.fairs.views.deeds import Deed, Doing, deeds_of, do, happenings, kept, plain, reasoned, there

if TYPE_CHECKING:
    from ortaq.systems.fairs.models import Occasion

SAME = ("occasion_kind", "title_kk", "title_ru", "about_kk", "about_ru", "place")
"""Fields that the form has as the event has them."""
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
    found = there(queries.public_occasion(number))
    context = {**card(found), "happenings": happenings(found, told_publicly(found))}
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
    return actions.OccasionTerms(
        territory_id=place.pk,
        starts_at=timezone.make_aware(datetime.combine(cleaned["day"], cleaned["begins"])),
        ends_at=timezone.make_aware(datetime.combine(cleaned["day"], cleaned["ends"])),
        **{name: cleaned[name] for name in SAME},
    )


@require_http_methods(["GET", "POST"])
@officers_only(*ORGANISERS)
def new(request: HttpRequest) -> HttpResponse:
    """A new event."""
    bodies = own_bodies(acting(request), *ORGANISERS)
    form = OccasionForm(request.POST if request.method == "POST" else None, bodies=bodies)

    def draw_up(doing: Doing) -> Occasion:
        body = next(row for row in bodies if row.slug == doing.typed["body"])
        return actions.draw_up_occasion(body=body, terms=_terms(form), by=doing.by, at=doing.at)

    answer = kept(
        request, form, draw_up, said=_("Kept."), then=lambda made: redirect("fairs:office_event", made.number)
    )
    if isinstance(answer, HttpResponse):
        return answer
    return render(request, "fairs/events/write.html", {"form": form}, status=answer)


@require_http_methods(["GET", "POST"])
@officers_only(*ORGANISERS)
def write(request: HttpRequest, number: str) -> HttpResponse:
    """What an event says of itself."""
    actor = acting(request)
    occasion = _found(number, actor)
    if not decide(occasion, "edit", actor):
        raise Http404
    starts, ends = timezone.localtime(occasion.starts_at), timezone.localtime(occasion.ends_at)
    initial: dict[str, Any] = {name: getattr(occasion, name) for name in SAME}
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
    answer = kept(
        request,
        form,
        lambda doing: actions.edit_occasion(occasion=occasion, terms=_terms(form), **doing.common),
        said=_("Kept."),
        then=lambda _made: redirect("fairs:office_event", occasion.number),
        record=occasion,
    )
    if isinstance(answer, HttpResponse):
        return answer
    return render(request, "fairs/events/write.html", {"form": form, "occasion": occasion}, status=answer)


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
    return there(queries.office_occasion(number, actor, *ORGANISERS))


def _context(occasion: Occasion, actor: Actor, failed: str = "", form: Any = None) -> dict[str, Any]:
    first = "announce" if occasion.state == "draft" else "hold"
    return {
        **card(occasion),
        "deeds": deeds_of(occasion, actor, DEEDS, "fairs:office_event_deed", first=first, failed=failed, form=form),
        "may_edit": bool(decide(occasion, "edit", actor)),
        "form": form,
        "happenings": happenings(occasion, told_in_office(occasion)),
    }
