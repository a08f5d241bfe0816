"""Handing documents out: permission-checked, in chunks, and never as something that a browser would run."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from ortaq.kernel.documents import queries
from ortaq.kernel.documents.permissions import held_because, is_public, may_read
from ortaq.kernel.documents.registry import rule_of
from ortaq.kernel.documents.rules import disposition
from ortaq.kernel.events.actions import record_readings
from ortaq.kernel.parties.queries import actor_of
from ortaq.kernel.parties.rules import Actor

if TYPE_CHECKING:
    from ortaq.kernel.documents.models import Document, StoredFile

CHUNK = 65_536
POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


@require_safe
def download(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """``/documents/<uuid>/``: the official copy to who may read it, else the public copy; ``?copy=public`` for it alone.

    Absent, forbidden and held look the same: 404.
    """
    return _answer(request, uuid, thumbnail=False)


@require_safe
def thumbnail(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """``/documents/<uuid>/thumbnail/``: a small WebP of a picture, under the same rights."""
    return _answer(request, uuid, thumbnail=True)


def _answer(request: HttpRequest, uuid: UUID, *, thumbnail: bool) -> HttpResponseBase:
    document = queries.document(uuid)
    if document is not None:
        actor = _reader(request, document)
        if request.GET.get("copy") != "public" and may_read(actor, document):
            record_readings(records=[document.record], door="document", by=actor, at=timezone.now())
            return _sent(request, document.stored, document.name, public=False, thumbnail=thumbnail)
        if is_public(document) and document.public_copy is not None:
            return _sent(request, document.public_copy, document.public_name, public=True, thumbnail=thumbnail)
    raise Http404


def _reader(request: HttpRequest, document: Document) -> Actor:
    rule = rule_of(document.record.kind)
    if rule is not None and rule.reader is not None:
        return rule.reader(request, document.record)
    return actor_of(request.user)


def official_copy(request: HttpRequest, document: Document, actor: Actor) -> HttpResponseBase:
    """The official copy, for a view of a system that has checked the right by itself (a number and its PIN).

    Raises Http404 when the content is held back from *actor*.
    """
    if held_because(document.stored, actor) is not None:
        raise Http404
    record_readings(records=[document.record], door="document", by=actor, at=timezone.now())
    return _sent(request, document.stored, document.name, public=False, thumbnail=False)


def _sent(request: HttpRequest, stored: StoredFile, name: str, *, public: bool, thumbnail: bool) -> HttpResponseBase:
    if thumbnail and not stored.thumbnail_name:
        raise Http404
    storage_name = stored.thumbnail_name if thumbnail else stored.storage_name
    tag = f'"{stored.sha256}{"-small" if thumbnail else ""}"'
    # An attachment name is no use to a cached public answer that did not change.
    unchanged = get_conditional_response(request, etag=tag) if public else None
    response: HttpResponseBase = unchanged if isinstance(unchanged, HttpResponse) else _stream(storage_name)
    if response is not unchanged:
        inline = stored.media_type.startswith("image/")
        media_type = "image/webp" if thumbnail else stored.media_type
        response.headers["Content-Type"] = f"{media_type}; charset=utf-8" if media_type == "text/plain" else media_type
        response.headers["Content-Disposition"] = disposition(name, inline=inline)
    response.headers["Cache-Control"] = "private, no-cache" if public else "private, no-store"
    if public:
        response.headers["ETag"] = tag
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    patch_vary_headers(response, ["Cookie"])
    return response


def _stream(storage_name: str) -> FileResponse:
    try:
        response = FileResponse(default_storage.open(storage_name))
    except FileNotFoundError as error:
        raise Http404 from error
    response.block_size = CHUNK
    return response
