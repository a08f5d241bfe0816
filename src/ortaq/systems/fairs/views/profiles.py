"""A business's own profile, and the coordinator's check of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ortaq.kernel.events.actions import record_readings
from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.actions import decide
from ortaq.kernel.lifecycle.queries import told_in_office
from ortaq.kernel.limits.views import limited
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.web.views import acting, officers_only
from ortaq.systems.fairs import actions
from ortaq.systems.fairs.forms.sponsors import ProfileForm
from ortaq.systems.fairs.lifecycle import SPONSOR
from ortaq.systems.fairs.queries import sponsors as queries
from ortaq.systems.fairs.queries.reference import place_by_slug, sphere_name
from ortaq.systems.fairs.rules import NEEDS
from ortaq.systems.fairs.views.deeds import deeds_of, do, happenings, kept, plain, reasoned, there
from ortaq.systems.fairs.views.public import place_of, words

if TYPE_CHECKING:
    from ortaq.systems.fairs.models import SponsorProfile

DEEDS = {
    "approve": plain("approve", lambda profile, doing: actions.approve_profile(profile=profile, **doing.common)),
    "return": reasoned(
        "return", lambda profile, doing: actions.return_profile(profile=profile, **doing.typed, **doing.common)
    ),
    "refuse": reasoned(
        "refuse", lambda profile, doing: actions.refuse_profile(profile=profile, **doing.typed, **doing.common)
    ),
    "suspend": reasoned(
        "suspend", lambda profile, doing: actions.suspend_profile(profile=profile, **doing.typed, **doing.common)
    ),
    "resume": plain("resume", lambda profile, doing: actions.resume_profile(profile=profile, **doing.common)),
}


@require_GET
@login_required
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """One's own profiles: how they stand, and the way to a first one."""
    rows = queries.own_profiles(acting(request))[:50]
    return render(request, "fairs/sponsors/mine.html", {"rows": [(row, SPONSOR.states[row.state]) for row in rows]})


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
@limited("application.submit")
def new(request: HttpRequest) -> HttpResponse:
    """A new profile."""
    form = ProfileForm(request.POST if request.method == "POST" else None)
    answer = kept(
        request,
        form,
        lambda doing: actions.send_profile(business=_business(form), by=doing.by, at=doing.at),
        said=_("The profile was sent. The coordinator checks the business and writes to you."),
        then=lambda _made: redirect("fairs:profiles"),
    )
    if isinstance(answer, HttpResponse):
        return answer
    return render(request, "fairs/sponsors/write.html", {"form": form}, status=answer)


def _business(form: ProfileForm) -> actions.Business:
    cleaned = dict(form.cleaned_data)
    place = place_by_slug(cleaned.pop("territory"))
    if place is None:
        raise Http404
    return actions.Business(territory_id=place.pk, **cleaned)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def write(request: HttpRequest, number: str) -> HttpResponse:
    """Correcting a profile: it is checked again."""
    actor = acting(request)
    profile = there(queries.own_profile(number, actor))
    if not decide(profile, "edit", actor):
        raise Http404
    initial = {name: getattr(profile, name) for name in ProfileForm.base_fields if name != "territory"}
    initial["territory"] = profile.territory.slug if profile.territory else ""
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=initial)
    form.fields["bin"].disabled = profile.organisation_id is not None
    answer = kept(
        request,
        form,
        lambda doing: actions.edit_profile(profile=profile, business=_business(form), **doing.common),
        said=_("Sent to be checked."),
        then=lambda _made: redirect("fairs:profiles"),
        record=profile,
    )
    if isinstance(answer, HttpResponse):
        return answer
    return render(request, "fairs/sponsors/write.html", {"form": form, "profile": profile}, status=answer)


# ---- the coordinator --------------------------------------------------------------------------------------------------


@require_GET
@officers_only("coordinator")
def office(request: HttpRequest) -> HttpResponse:
    """Every profile, those to be checked first."""
    rows = sorted(queries.profiles_to_check()[:200], key=lambda row: (row.state != "submitted", -row.pk))
    return render(request, "fairs/sponsors/office.html", {"rows": [(row, SPONSOR.states[row.state]) for row in rows]})


@require_GET
@officers_only("coordinator")
def check(request: HttpRequest, number: str) -> HttpResponse:
    """One profile to be checked."""
    actor = acting(request)
    return render(request, "fairs/sponsors/check.html", _context(_found(number, actor), actor))


@require_POST
@officers_only("coordinator")
def act(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """One deed of the coordinator."""
    return do(
        request,
        _found(number, acting(request)),
        code,
        DEEDS,
        address="fairs:office_sponsor",
        template="fairs/sponsors/check.html",
        context=_context,
    )


def _found(number: str, actor: Actor) -> SponsorProfile:
    return there(queries.profile_to_check(number, actor))


def _context(profile: SponsorProfile, actor: Actor, failed: str = "", form: Any = None) -> dict[str, Any]:
    record_readings(records=[profile], door="page", by=actor, at=timezone.now())
    known = queries.business_by_bin(profile.bin)
    return {
        "profile": profile,
        "state": SPONSOR.states[profile.state],
        "place": place_of(profile.territory_id),
        "known": known,
        "sender": queries.sender_called(profile),
        "imitated": queries.imitated(profile),
        **named(profile),
        "deeds": deeds_of(
            profile, actor, DEEDS, "fairs:office_sponsor_deed", first="approve", failed=failed, form=form
        ),
        "form": form,
        "happenings": happenings(profile, told_in_office(profile)),
    }


def named(profile: SponsorProfile) -> dict[str, list[str]]:
    """The areas of a profile and what it gives, in words."""
    return {
        "areas": [words(sphere_name(code)) for code in profile.areas],
        "gives": [shown(NEEDS[code]) for code in profile.gives if code in NEEDS],
    }
