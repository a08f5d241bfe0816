"""Pages that show several systems at once: numbers and threads, the digest of the log."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_from_request, override
from django.views.decorators.http import require_GET

from ortaq.kernel.events.queries import checkpoints, public_key_hex
from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.registry import kind_of, kinds
from ortaq.kernel.records.rules import parse_number
from ortaq.portal import queries
from ortaq.systems.budget.queries import headline as money_headline
from ortaq.systems.reception.queries.public import Filter, public_page
from ortaq.systems.reception.queries.statistics import headline as appeals_headline

WEEK = timedelta(days=7)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The region alive: appeals, terms kept, money, what has changed this week."""
    now = timezone.now()
    context = {
        "appeals": appeals_headline(timezone.localdate().year),
        "money": money_headline(),
        "newest": public_page(Filter()).appeals[:6],
        "happenings": [
            {"event": event, "title": _done(event.record, event.code), "state": _state(event.record)}
            for event in queries.newest_public_events(now - WEEK)
        ],
    }
    return render(request, "portal/home.html", context)


@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """The bare address: to the language that the browser asks for; Kazakh first."""
    return redirect(f"/{get_language_from_request(request)}/")


@require_GET
def number(request: HttpRequest, number: str) -> HttpResponse:
    """``/r/NUMBER``, as it stands on paper and in QR codes: to the public thread, else to the status page.

    An unpublished number and one that doesn't exist go the same way.
    """
    parsed = parse_number(number)
    if parsed is None or parsed.prefix not in {kind.prefix for kind in kinds()}:
        raise Http404
    with override(get_language_from_request(request)):
        if queries.public_record(str(parsed)):
            return redirect("portal:thread", str(parsed))
        return redirect(f"{reverse('reception:status')}?number={parsed}")


@require_GET
def thread(request: HttpRequest, number: str) -> HttpResponse:
    """The public thread of a record: from the problem to the result."""
    record = queries.public_record(number)
    if record is None:
        raise Http404
    rows = [
        {
            "record": tie.record, "kind": shown(kind_of(tie.record).name), "state": _state(tie.record), "tie": tie.kind,
            "outgoing": tie.outgoing, "href": f"/{request.LANGUAGE_CODE}/{queries.page_of(tie.record)}",  # type: ignore[attr-defined]
            "is_this": tie.record.pk == record.pk,
        }
        for tie in queries.thread_of(record)
    ]
    return render(request, "portal/thread.html", {"record": record, "rows": rows})


@require_GET
def digest(request: HttpRequest) -> HttpResponse:
    """The signed daily digests of the log, for whoever wants to keep them."""
    return render(request, "portal/digest.html", {"checkpoints": checkpoints(), "public_key": public_key_hex()})


def _done(record: object, code: str) -> str:
    declared = kind_of(record).lifecycle.transitions.get(code)  # type: ignore[arg-type]
    return shown(declared.done) if declared and declared.done else ""


def _state(record: object) -> object:
    return kind_of(record).lifecycle.states[record.state]  # type: ignore[arg-type,attr-defined]
