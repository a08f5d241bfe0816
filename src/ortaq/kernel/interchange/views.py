"""Exports: sent at once when they are small, else made in the background, with a page that shows how far they are."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from ortaq.kernel.events.queries import last_change
from ortaq.kernel.interchange import actions, queries
from ortaq.kernel.interchange.exports import MEDIA_TYPES, name_attachment, table_response
from ortaq.kernel.interchange.permissions import may_export, may_fetch, may_read_log
from ortaq.kernel.interchange.registry import Export, export_of
from ortaq.kernel.language.queries import current_language, shown
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.limits.actions import take
from ortaq.kernel.limits.queries import sender_of
from ortaq.kernel.limits.views import limited, too_many
from ortaq.kernel.parties.queries import actor_of
from ortaq.kernel.parties.rules import Actor

if TYPE_CHECKING:
    from ortaq.kernel.interchange.models import ExportJob

AT_ONCE = 2_000
"""Rows that are sent at once; more are made in the background."""


def export_response(request: HttpRequest, code: str, format: str) -> HttpResponseBase:
    """The export *code*, narrowed by the query string: sent at once, or the page that asks for it in the background.

    For the views of systems, which say who must be signed in. What is sent with personal data is logged. Stops when
    the asker goes away. Raises PermissionDenied.
    """
    export, actor = _known(code), actor_of(request.user)
    if not may_export(actor, export):
        raise PermissionDenied
    use = take("export", sender_of(request), timezone.now())
    if not use:
        return too_many(request, use.wait)
    parameters = export.clean(request.GET.dict())
    if export.count(actor, parameters, AT_ONCE + 1) > AT_ONCE:
        query = urlencode({"export": code, "format": format, **parameters})
        return HttpResponseRedirect(f"{reverse('interchange:new')}?{query}")
    now = timezone.now()
    actions.log_sent(export=export, parameters=parameters, format=format, language=current_language(), by=actor, at=now)
    rows, columns = export.rows(actor, parameters, now), export.columns(actor, parameters)
    return table_response(format, rows, columns, _filename(export, format), shown(export.title))


def open_data(
    request: HttpRequest, name: str, media_type: str, make: Callable[[datetime], Iterator[str] | None]
) -> HttpResponseBase:
    """A file of open data: streamed, with ETag and Last-Modified, open to other sites. For the views of systems.

    ``name``: which file it is, of all; ``make``: its pieces as they stand at a moment, None when there is no such file.
    Everything public that happens writes an event: nothing is newer than the newest event. Names of bodies and codes of
    places change without one: after a day at the latest they are asked for anew.
    """
    event, at = last_change()
    told = f"{name}|{event}|{timezone.localdate()}|{settings.OCID_PREFIX}|{settings.GIVING_PREFIX}|{settings.BASE_URL}"
    tag = quote_etag(hashlib.sha256(told.encode()).hexdigest()[:32])
    response: HttpResponse | StreamingHttpResponse | None = get_conditional_response(
        request, etag=tag, last_modified=int(at.timestamp())
    )
    if response is None:
        pieces = make(at)
        if pieces is None:
            raise Http404
        if request.method == "HEAD":
            response = HttpResponse(content_type=media_type)
        else:
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


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def new(request: HttpRequest) -> HttpResponseBase:
    """GET says what will be made and changes nothing; POST queues it."""
    export, actor = _known(request.GET.get("export", "")), _actor(request)
    format = request.GET.get("format", "")
    if format not in MEDIA_TYPES:
        raise Http404
    decision = may_export(actor, export)
    if not decision:
        raise PermissionDenied
    parameters = export.clean(request.GET.dict())
    refusal = ""
    if request.method == "POST":
        use = take("export", sender_of(request), timezone.now())
        if not use:
            return too_many(request, use.wait)
        try:
            job = actions.ask_export(
                export=export, parameters=parameters, format=format, language=current_language(), by=actor,
                at=timezone.now(),
            )  # fmt: skip
        except Refused as refused:
            refusal = shown(refused.reason)
        else:
            return redirect("interchange:job", uuid=job.uuid)
    context = {
        "title": shown(export.title), "format": format.upper(), "personal": export.personal(actor),
        "waiting": queries.open_job(actor.account), "refusal": refusal, "back": _back(export, parameters),
        "has_errors": bool(refusal), "hours": _hours(),
    }  # fmt: skip
    return render(request, "interchange/new.html", context, status=409 if refusal else 200)


@require_safe
@login_required
@never_cache
def job(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How far one's own export is, and its file when it is ready."""
    found = _own(request, uuid)
    row = row_of(found)
    context = {"row": row, "back": reverse("interchange:mine"), "hours": _hours()}
    if found.state == "ready":
        decision = may_fetch(_actor(request), found)
        context["refusal"] = "" if decision or decision.reason is None else shown(decision.reason)
    response = render(request, "interchange/job.html", context)
    if request.headers.get("HX-Request") and not row["open"]:
        response["HX-Refresh"] = "true"  # the whole page anew: its title says that the table is ready
    return response


@require_safe
@login_required
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """One's own newest exports."""
    rows = [row_of(job) for job in queries.jobs_of(_actor(request).account)]
    return render(request, "interchange/mine.html", {"rows": rows, "hours": _hours()})


@require_POST
@login_required
def cancel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Stops one's own export, or deletes its file."""
    found = _own(request, uuid)
    actions.cancel_export(job=found, by=_actor(request), at=timezone.now())
    return redirect("interchange:job", uuid=found.uuid)


@require_GET
@login_required
@limited("export.fetch", methods=("GET",))
@never_cache
def fetch(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The file, to who asked for it, while it waits and their roles are the same."""
    found = _own(request, uuid)
    export = _known(found.code)
    try:
        actions.note_download(job=found, by=_actor(request), at=timezone.now())
        file = queries.storage().open(found.file)
    except Refused as refusal:
        messages.error(request, shown(refusal.reason))
        return redirect("interchange:job", uuid=found.uuid)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, content_type=MEDIA_TYPES[found.format])
    name_attachment(response, _filename(export, found.format))
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@login_required
@never_cache
def log(request: HttpRequest) -> HttpResponse:
    """Who exported personal data, when and how much: for the auditor."""
    if not may_read_log(_actor(request)):
        raise PermissionDenied
    typed = request.GET.get("after", "")
    after = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 18 else None
    jobs, following = queries.personal_log(after)
    return render(request, "interchange/log.html", {"rows": [row_of(job) for job in jobs], "next": following})


def row_of(job: ExportJob) -> dict[str, Any]:
    """An export as the pages show it."""
    export = export_of(job.code)
    return {
        "job": job,
        "title": shown(export.title) if export else job.code,
        "format": job.format.upper(),
        "open": job.state in queries.OPEN,
        "filter": "; ".join(f"{name}: {value}" for name, value in job.parameters.items()),
    }


def _known(code: str) -> Export:
    export = export_of(code)
    if export is None:
        raise Http404
    return export


def _own(request: HttpRequest, uuid: UUID) -> ExportJob:
    found = queries.job_of(uuid, _actor(request).account)
    if found is None:
        raise Http404
    return found


def _actor(request: HttpRequest) -> Actor:
    return actor_of(request.user)


def _back(export: Export, parameters: dict[str, str]) -> str:
    if not export.back:
        return ""
    return reverse(export.back) + (f"?{urlencode(parameters)}" if parameters else "")


def _hours() -> int:
    return int(actions.LIFE.total_seconds()) // 3600


def _filename(export: Export, format: str) -> str:
    return f"{export.filename}-{timezone.localdate().isoformat()}.{format}"
