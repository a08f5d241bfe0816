"""Who comes to a page: the same few checks for every view of competitions."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from ortaq.kernel.parties.rules import Actor
from ortaq.procedures.competitions.permissions import OFFICE
from ortaq.procedures.competitions.queries.applications import own_application
from ortaq.procedures.competitions.queries.calls import office_call

if TYPE_CHECKING:
    from ortaq.procedures.competitions.models import Application, Call

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def acting(request: HttpRequest) -> Actor:
    """Who acts."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def version_of(sent: str | None) -> int | None:
    """The version that a form was drawn from; None when it says none."""
    return int(sent) if sent and sent.isascii() and sent.isdigit() and len(sent) < 10 else None


def signed_in(view: View[P]) -> View[P]:
    """Decorator: strangers are asked to sign in."""

    @wraps(view)
    def inner(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return cast(View[P], never_cache(inner))


def holding(*roles: str) -> Callable[[View[P]], View[P]]:
    """Decorator: accounts that hold none of *roles* anywhere get 403."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def inner(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not acting(request).offices(*roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return signed_in(cast(View[P], inner))

    return decorate


officers_only = holding(*OFFICE)


def own_or_absent(request: HttpRequest, number: str) -> Application:
    """The application *number* of an organisation that who asks represents; somebody else's is as absent."""
    found = own_application(number, acting(request))
    if found is None:
        raise Http404
    return found


def office_or_absent(request: HttpRequest, number: str) -> Call:
    """The call *number* of a body that who asks works in; another body's is as absent."""
    found = office_call(number, acting(request))
    if found is None:
        raise Http404
    return found
