"""Limits on views, and the page that asks to wait."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from ortaq.kernel.limits.actions import take
from ortaq.kernel.limits.queries import sender_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

UNREPEATED = ("csrfmiddlewaretoken", "once")


def limited(rule: str, methods: tuple[str, ...] = ("POST",)) -> Callable[[View[P]], View[P]]:
    """Decorator: the view answers 429 to a sender (account, else network) who goes beyond *rule* with *methods*."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def inner(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method in methods:
                use = take(rule, sender_of(request), timezone.now())
                if not use:
                    return too_many(request, use.wait)
            return view(request, *args, **kwargs)

        return cast(View[P], inner)

    return decorate


def too_many(request: HttpRequest, wait: int) -> HttpResponse:
    """429 with Retry-After: a page in the reader's language that carries all they typed (never passwords or files) in a
    form that sends it again; JSON for whoever asks for JSON.
    """
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        response: HttpResponse = JsonResponse({"detail": "Too many requests.", "retry_after": wait}, status=429)
    else:
        typed = [
            (name, value)
            for name, values in request.POST.lists()
            if name not in UNREPEATED and "password" not in name
            for value in values
        ]
        again = timezone.now() + timedelta(seconds=60 * -(-wait // 60))
        context = {"again": again, "typed": typed, "had_files": bool(request.FILES)}
        response = render(request, "limits/too_many.html", context, status=429)
    response["Retry-After"] = str(wait)
    response["Cache-Control"] = "no-store"
    return response
