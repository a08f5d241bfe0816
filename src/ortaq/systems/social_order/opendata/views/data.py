"""Machine addresses without a language, under ``/data/``: streamed, with ETag and Last-Modified, open to other sites.

Their form is an interface: an address stays where it is.
"""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from ortaq.kernel.limits.views import limited
from ortaq.systems.social_order.opendata import exports
from ortaq.systems.social_order.opendata.queries.state import last_change

JSON = "application/json"
CSV = "text/csv; charset=utf-8"
FILES: dict[str, tuple[Callable[[int, datetime], Iterator[str] | None], str]] = {
    "releases": (exports.releases, JSON),
    "records": (exports.records, JSON),
    "360giving": (exports.giving, JSON),
    "figures": (exports.figures, CSV),
    "datapackage": (lambda year, at: iter([exports.datapackage(year, at)]), JSON),
}
"""The files of a year."""


@require_safe
@limited("export", methods=("GET",))
def yearly(request: HttpRequest, year: str, file: str) -> HttpResponseBase:
    """A file of one year."""
    make, media_type = FILES[file]
    return _sent(request, f"{file}-{year}", media_type, lambda at: make(int(year), at))


@require_safe
@limited("api.read", methods=("GET",))
def one(request: HttpRequest, ocid: str) -> HttpResponseBase:
    """The releases of one process: where the records of a year link to."""
    number = ocid.removeprefix(f"{settings.OCID_PREFIX}-").removeprefix("ocds-000000-").removeprefix("demo-")
    return _sent(request, ocid, JSON, lambda at: exports.process_releases(number, at))


def _sent(
    request: HttpRequest, name: str, media_type: str, make: Callable[[datetime], Iterator[str] | None]
) -> HttpResponseBase:
    event, at = last_change()
    # Names of bodies and codes of places change without an event: after a day at the latest they are asked for anew.
    told = f"{name}|{event}|{timezone.localdate()}|{settings.OCID_PREFIX}|{settings.GIVING_PREFIX}|{settings.BASE_URL}"
    tag = quote_etag(hashlib.sha256(told.encode()).hexdigest()[:32])
    response: HttpResponse | StreamingHttpResponse | None = get_conditional_response(
        request, etag=tag, last_modified=int(at.timestamp())
    )
    if response is None and request.method == "HEAD":
        response = HttpResponse(content_type=media_type)
    if response is None:
        pieces = make(at)
        if pieces is None:
            raise Http404
        response = StreamingHttpResponse(
            (piece.encode("utf-8", "replace") for piece in pieces), content_type=media_type
        )
    response["ETag"] = tag
    response["Last-Modified"] = http_date(at.timestamp())
    response["Cache-Control"] = "public, no-cache"
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["X-Content-Type-Options"] = "nosniff"
    return response
