"""Machine addresses without a language, under ``/data/``, and the calendar of events."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ortaq.kernel.interchange.views import open_data
from ortaq.kernel.limits.views import limited
from ortaq.systems.fairs import exports
from ortaq.systems.fairs.queries import occasions
from ortaq.systems.fairs.rules.calendar import Happening, calendar


@require_safe
@limited("export", methods=("GET",))
def giving(request: HttpRequest, year: str) -> HttpResponseBase:
    """The sponsorships of a year in 360Giving."""
    return open_data(request, f"sponsorships-{year}", "application/json", lambda at: exports.giving(int(year), at))


def _open(response: HttpResponseBase) -> HttpResponseBase:
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@limited("api.read", methods=("GET",))
def events(request: HttpRequest, number: str = "") -> HttpResponseBase:
    """The events to come, or one event, as iCalendar (RFC 5545)."""
    rows = [occasions.public_occasion(number)] if number else occasions.calendar_occasions(timezone.now())
    found = [
        Happening(
            uid=row.number,
            title=row.title,
            text=row.about,
            place=row.place,
            url=request.build_absolute_uri(reverse("fairs:event", args=[row.number])),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            changed_at=row.changed_at,
            sequence=row.version,
            cancelled=row.state == "cancelled",
        )
        for row in rows
        if row is not None
    ]
    if number and not found:
        raise Http404
    response = HttpResponse(calendar(found, request.get_host()), content_type="text/calendar; charset=utf-8")
    return _open(response)
