"""Machine addresses without a language, under ``/data/``: streamed, with ETag and Last-Modified, open to other sites.

Their form is an interface: an address stays where it is.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from ortaq.kernel.interchange.views import open_data
from ortaq.kernel.limits.views import limited
from ortaq.systems.social_order.opendata import exports

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
    return open_data(request, f"{file}-{year}", media_type, lambda at: make(int(year), at))


@require_safe
@limited("api.read", methods=("GET",))
def one(request: HttpRequest, ocid: str) -> HttpResponseBase:
    """The releases of one process: where the records of a year link to."""
    number = ocid.removeprefix(f"{settings.OCID_PREFIX}-").removeprefix("ocds-000000-").removeprefix("demo-")
    return open_data(request, ocid, JSON, lambda at: exports.process_releases(number, at))
