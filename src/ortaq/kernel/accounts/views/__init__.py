"""A person's own account: profile, level of identity, own data, the end of the account, the second factor."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from ortaq.kernel.accounts import actions
from ortaq.kernel.accounts.forms import EraseForm, IinForm, ProfileForm
from ortaq.kernel.accounts.permissions import may_erase_account
from ortaq.kernel.accounts.queries import has_second_factor, holds_office, profile_of
from ortaq.kernel.accounts.rules import LEVELS
from ortaq.kernel.language.queries import shown
from ortaq.kernel.parties.queries import actor_of

View = Callable[..., HttpResponse]


def proof_required(view: View) -> View:
    """The person proves again who they are, when that was more than ten minutes ago (ASVS 5.0, 7.5.1).

    A form that is sent too late is asked for once more: allauth would keep what was typed, an IIN say, in the session.
    """
    proven = reauthentication_required(view)

    @wraps(view)
    def guarded(request: HttpRequest, **parts: Any) -> HttpResponse:
        if request.method == "POST" and not did_recently_reauthenticate(request):
            messages.info(request, _("Confirm that it is you, then fill in the form again."))
            return HttpResponseRedirect(request.path)
        answer: HttpResponse = proven(request, **parts)
        return answer

    return guarded


@never_cache
@login_required
@require_GET
def profile(request: HttpRequest) -> HttpResponse:
    """What is kept about me, and where I change it."""
    shown_profile = profile_of(actor_of(request.user).user_id or 0)
    user = shown_profile["user"]
    return render(
        request,
        "accounts/profile.html",
        {
            **shown_profile,
            "language_name": dict(settings.LANGUAGES)[user.language],
            "level": LEVELS[user.level],
            "levels": LEVELS,
            "has_second_factor": has_second_factor(user.pk),
        },
    )


@never_cache
@login_required
@proof_required
@require_http_methods(["GET", "POST"])
def change_profile(request: HttpRequest) -> HttpResponse:
    """Keeps name, phone and language; goes on in the language that was chosen."""
    actor = actor_of(request.user)
    if request.method == "GET":
        kept = profile_of(actor.user_id or 0)
        initial = {"name": kept["name"], "phone": kept["phone"], "language": kept["user"].language}
        return render(request, "accounts/change_profile.html", {"form": ProfileForm(initial=initial)})
    form = ProfileForm(request.POST)
    if not form.is_valid():
        return render(request, "accounts/change_profile.html", {"form": form})
    actions.update_profile(by=actor, at=timezone.now(), **form.cleaned_data)
    with translation.override(form.cleaned_data["language"]):
        messages.success(request, _("Saved."))
        return redirect("account_profile")


@never_cache
@login_required
@proof_required
@require_http_methods(["GET", "POST"])
def give_iin(request: HttpRequest) -> HttpResponse:
    """Takes an IIN and raises the level of identity."""
    form = IinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.verify_iin(by=actor_of(request.user), iin=form.cleaned_data["iin"], at=timezone.now())
        except actions.IinRefused:
            form.add_error("iin", _("Your account has another IIN. If it is wrong, ask the region coordinator."))
        else:
            messages.success(request, _("Saved."))
            return redirect("account_profile")
    return render(request, "accounts/iin.html", {"form": form, "levels": LEVELS})


@never_cache
@login_required
@proof_required
@require_GET
def my_data(request: HttpRequest) -> HttpResponse:
    """All that is held about me, as a JSON file."""
    data = actions.export_my_data(by=actor_of(request.user), at=timezone.now())
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="ortaq-my-data.json"'
    return response


@never_cache
@login_required
@proof_required
@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Ends my account, after it was said what stays and why."""
    actor = actor_of(request.user)
    decision = may_erase_account(actor)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and decision and form.is_valid():
        actions.erase_account(by=actor, at=timezone.now())
        logout(request)
        messages.success(request, _("Your account is erased."))
        return HttpResponseRedirect(reverse("account_login"))
    why_not = shown(decision.reason) if decision.reason else ""
    return render(request, "accounts/erase.html", {"form": form, "why_not": why_not}, status=403 if why_not else 200)


@never_cache
@login_required
@require_GET
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why an office role needs a second factor, and the two ways to set one up."""
    actor = actor_of(request.user)
    return render(
        request,
        "accounts/second_factor.html",
        {"needed": holds_office(actor) and not has_second_factor(actor.user_id or 0)},
    )
