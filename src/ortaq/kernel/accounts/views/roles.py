"""The page on which office roles are given and ended."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from ortaq.kernel.accounts.actions import NotAllowed
from ortaq.kernel.accounts.actions.roles import end_role, give_role
from ortaq.kernel.accounts.forms import EndRoleForm, GiveRoleForm, RoleFilterForm
from ortaq.kernel.accounts.permissions import may_keep_role, may_see_roles
from ortaq.kernel.accounts.queries import RoleFilter, holder_called, kept_bodies, kept_role, kept_roles, role_page
from ortaq.kernel.accounts.views import proof_required
from ortaq.kernel.language.queries import shown
from ortaq.kernel.parties.queries import actor_of
from ortaq.kernel.parties.roles import ROLES

View = Callable[..., HttpResponse]


def _for_keepers(view: View) -> View:
    """Decorator: strangers are asked to sign in, who keeps no roles gets 403."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not may_see_roles(actor_of(request.user)):
            raise PermissionDenied
        return view(request, **kwargs)

    answer: View = never_cache(login_required(guarded))
    return answer


@require_GET
@_for_keepers
def index(request: HttpRequest) -> HttpResponse:
    """Who holds which role, by body and day; who may end it sees the link."""
    actor, today = actor_of(request.user), timezone.localdate()
    bodies = kept_bodies(actor)
    form = RoleFilterForm(request.GET if "body" in request.GET else {"on": today}, bodies=bodies)
    chosen = RoleFilter()
    if form.is_valid():
        by_slug = {body.slug: body.pk for body in bodies}
        chosen = RoleFilter(by_slug.get(form.cleaned_data["body"]), form.cleaned_data["on"])
    page, after = role_page(actor, chosen, _cursor(request))
    rows = [
        {
            "held": held,
            "who": holder_called(held),
            "role": ROLES[held.role].name,
            "is_over": held.valid_to is not None and held.valid_to < today,
            "is_to_come": held.valid_from > today,
            "may_end": may_keep_role(actor, held.role, held.organisation_id, held.user_id, ending=True)
            and (held.valid_to is None or held.valid_to >= today),
        }
        for held in page
    ]
    return render(request, "accounts/roles.html", {"form": form, "rows": rows, "next": after})


@require_http_methods(["GET", "HEAD", "POST"])
@_for_keepers
@proof_required
def give(request: HttpRequest) -> HttpResponse:
    """The form that gives a role. What it answers doesn't tell whether the address had an account."""
    actor, today = actor_of(request.user), timezone.localdate()
    bodies = kept_bodies(actor)
    asked: dict[str, Any] = {"bodies": bodies, "roles": kept_roles(actor), "today": today}
    form = GiveRoleForm(request.POST, **asked) if request.method == "POST" else GiveRoleForm(
        initial={"first_day": today, "body": bodies[0].slug if len(bodies) == 1 else ""}, **asked
    )  # fmt: skip
    if form.is_valid():
        told = form.cleaned_data
        try:
            give_role(
                by=actor,
                email=told["email"],
                role=told["role"],
                organisation_id={body.slug: body.pk for body in bodies}[told["body"]],
                first_day=told["first_day"],
                last_day=told["last_day"],
                reason=told["reason"],
                today=today,
                at=timezone.now(),
            )
        except NotAllowed as refusal:
            form.add_error(None, _why(refusal))
        else:
            messages.success(request, _("The role is given, and a letter is on its way."))
            return redirect("account_roles")
    return render(request, "accounts/role_give.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@_for_keepers
@proof_required
def end(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """The form that ends a role, with its last day and the reason."""
    actor, today = actor_of(request.user), timezone.localdate()
    held = kept_role(actor, assignment_id)
    if held is None:
        raise Http404
    form = EndRoleForm(request.POST if request.method == "POST" else None, today=today)
    if form.is_valid():
        try:
            end_role(
                by=actor,
                assignment_id=held.pk,
                last_day=form.cleaned_data["last_day"],
                reason=form.cleaned_data["reason"],
                today=today,
                at=timezone.now(),
            )
        except NotAllowed as refusal:
            form.add_error(None, _why(refusal))
        except ValueError:
            form.add_error(None, _("The role has ended already, or ends before that day."))
        else:
            messages.success(request, _("The role is ended, and a letter is on its way."))
            # Who ended their own last role of this kind sees the list no more.
            return redirect("account_roles" if held.user_id != actor.user_id else "account_profile")
    context = {
        "form": form,
        "held": held,
        "who": holder_called(held),
        "role": ROLES[held.role].name,
        "is_own": held.user_id == actor.user_id,
    }
    return render(request, "accounts/role_end.html", context, status=422 if form.is_bound else 200)


def _why(refusal: NotAllowed) -> str:
    return shown(refusal.decision.reason) if refusal.decision.reason else str(refusal)


def _cursor(request: HttpRequest) -> int | None:
    value = request.GET.get("after", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 18 else None
