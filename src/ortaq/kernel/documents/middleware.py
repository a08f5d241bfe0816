"""Uploads that are too large are refused before they are read."""

from collections.abc import Callable

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from ortaq.kernel.documents.rules import REQUEST_BYTES, limits_text
from ortaq.kernel.language.queries import shown


class UploadLimitMiddleware:
    """413 for a request that declares more than ``rules.REQUEST_BYTES``; not a byte of its body is read or stored.

    A body without a declared length is refused before (``program/bodies.py``). A proxy in front should have the same limit, and a
    time limit for slow senders. Stands before everything that reads ``request.POST``.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _declared_length(request) <= REQUEST_BYTES:
            return self.get_response(request)
        limits = shown(limits_text())
        response: HttpResponseBase
        if request.accepts("text/html"):
            response = render(request, "documents/too_large.html", {"limits": limits}, status=413)
        else:
            response = JsonResponse({"detail": limits}, status=413)
        return response


def _declared_length(request: HttpRequest) -> int:
    value = request.META.get("CONTENT_LENGTH") or "0"
    return int(value) if value.isascii() and value.isdigit() else 0
