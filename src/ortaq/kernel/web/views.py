"""Pages of the frame itself: how pages look, health, robots."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from ortaq.kernel.web.forms import ViewForm
from ortaq.kernel.web.rules import TEXT_SIZES, View

_YEAR = 365 * 24 * 3600


def view_settings(request: HttpRequest) -> HttpResponse:
    """Size of text and contrast. A form without JavaScript; the choice is a cookie, so no account is needed."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    back = asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else f"/{request.LANGUAGE_CODE}/"
    if request.method == "POST":
        form = ViewForm(request.POST)
        if form.is_valid():
            view = View(form.cleaned_data["size"], form.cleaned_data["contrast"] == "more")
            response = redirect(back)
            response.set_cookie("view", view.cookie, max_age=_YEAR, samesite="Lax", secure=settings.SECURE)
            return response
    return render(request, "web/view.html", {"next": back, "sizes": TEXT_SIZES})


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 "ok" when the database answers, else 503: for a load balancer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database unavailable\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read what is public; they are kept from forms that start something."""
    lines = ["User-agent: *", *(f"Disallow: /{code}/accounts/" for code, _ in settings.LANGUAGES), "Disallow: /speech/", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")
