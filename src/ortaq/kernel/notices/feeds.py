"""Atom feeds (RFC 4287) of what became public: of one record, and of the whole region. Public renditions only."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_response_headers
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext, override
from django.views.decorators.http import require_safe

from ortaq.kernel.language.rules import LANGUAGES
from ortaq.kernel.notices.queries import public_events, public_record
from ortaq.kernel.notices.registry import wording_of
from ortaq.kernel.notices.rules import one_line

MAX_AGE = 300
"""Seconds that a reader or a proxy may keep a feed."""


@require_safe
def records(request: HttpRequest) -> HttpResponse:
    """``/feeds/records.atom``: the newest public events of the region."""
    with override(_language(request)):
        return _atom(request, gettext("News of the region's records"), settings.BASE_URL + "/", public_events())


@require_safe
def record(request: HttpRequest, number: str) -> HttpResponse:
    """``/feeds/records/AP-2026-000123.atom``: the public events of one published record; 404 for any other."""
    found = public_record(number)
    if found is None:
        raise Http404
    with override(_language(request)):
        title = f"{found.number}: {found.public_title}"
        return _atom(request, title, f"{settings.BASE_URL}/r/{found.number}", public_events(found.number))


def _language(request: HttpRequest) -> str:
    """``?language=kk|ru|en`` (not the reader's cookie: the address alone decides, so that proxies may keep the answer)."""
    asked = request.GET.get("language", "")
    return asked if asked in LANGUAGES else "kk"


def _atom(request: HttpRequest, title: str, link: str, events: list[Any]) -> HttpResponse:
    language = _language(request)
    feed = Atom1Feed(
        title=_clean(title),
        link=link,
        description=None,
        language=language,
        feed_url=f"{settings.BASE_URL}{request.path}?language={language}",
        feed_guid=f"{settings.BASE_URL}{request.path}",
        author_name="Ortaq",
    )
    for event in events:
        wording = wording_of(event, language)
        feed.add_item(
            title=_clean(wording.subject),
            link=f"{settings.BASE_URL}/r/{event.record.number}",
            description=_clean("\n".join((event.record.public_title, *wording.lines))),
            unique_id=f"{settings.BASE_URL}/r/{event.record.number}#event-{event.sequence}",
            pubdate=event.at,
            updateddate=event.at,
        )
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    # An empty feed would claim to be updated now, each time anew.
    feed.latest_post_date = lambda: max((event.at for event in events), default=datetime(2018, 1, 1, tzinfo=UTC))  # type: ignore[method-assign]
    feed.write(response, "utf-8")
    patch_response_headers(response, MAX_AGE)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _clean(text: str) -> str:
    """*text* without the control characters that XML can't hold."""
    return "\n".join(one_line(line, 2000) for line in text.splitlines())
