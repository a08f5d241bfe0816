"""Pages that show several systems at once: home, search, threads, territories, bodies, help."""

from collections.abc import Iterable
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ortaq.kernel.events.queries import checkpoints, public_key_hex
from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.registry import kind_of, kinds
from ortaq.kernel.limits.actions import take
from ortaq.kernel.limits.queries import sender_of
from ortaq.kernel.limits.views import too_many
from ortaq.kernel.records.rules import parse_number
from ortaq.kernel.search.rules import highlighted
from ortaq.kernel.web.templatetags.formats import money_short
from ortaq.kernel.web.templatetags.formats import number as number_shown
from ortaq.portal import queries
from ortaq.portal.rules import PAGES
from ortaq.procedures.ballots.queries.elections import open_elections
from ortaq.procedures.competitions.queries.calls import open_calls
from ortaq.systems.budget.queries import headline as money_headline
from ortaq.systems.budget.rules import NOT_EXPLAINED, Breakdown
from ortaq.systems.fairs.queries.sponsors import business
from ortaq.systems.fairs.views.ledger import ledger_of
from ortaq.systems.reception.queries.public import Filter, public_page
from ortaq.systems.reception.queries.statistics import headline as appeals_headline
from ortaq.systems.reception.views.statistics import figures_of
from ortaq.systems.social_order.queries.agreements import organisation_money, supplier_by_key
from ortaq.systems.social_order.queries.topics import Filter as TopicFilter
from ortaq.systems.social_order.queries.topics import public_page as topics_page
from ortaq.systems.social_order.views.projects import money_context

WEEK = timedelta(days=7)
LONGEST_QUERY = 200
OPEN_DATA = (
    ("feeds:records", "Atom"),
    ("reception:open_data", "CSV"),
    ("reception:statistics", "CSV, JSON"),
    ("budget:datasets", "CSV, XLSX"),
    ("opendata:index", "OCDS, 360Giving, CSV"),
    ("fairs:sponsors", "CSV, 360Giving"),
    ("fairs:calendar", "iCalendar"),
    ("portal:digest", "RFC 6962"),
    ("open311:discovery", "Open311 GeoReport v2"),
)
"""What the page of open data lists: the address of each, and its format. An address that doesn't exist is left out."""


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The region alive: appeals, terms kept, money, what has changed this week."""
    now = timezone.now()
    appeals = appeals_headline(timezone.localdate().year)
    money = money_headline()
    context = {
        "appeals": appeals,
        "bars": [
            {"label": label, "value": value, "shown": number_shown(value), "tone": tone}
            for label, value, tone in (
                (_("answered"), appeals.answered, "green"),
                (_("not answered yet"), max(0, appeals.received - appeals.answered), "gold"),
            )
        ],
        "way": [
            {
                "icon": "write",
                "title": _("You write"),
                "text": _("Five minutes, in Kazakh or Russian, without an account."),
            },
            {"icon": "desk", "title": _("The body registers"), "text": _("The same day; you get a number.")},
            {"icon": "clock", "title": _("The answer comes"), "text": _("Within 15 working days; you see every step.")},
            {"icon": "done", "title": _("You say whether it is solved"), "text": _("If not, the work is resumed.")},
        ],
        "money": money,
        "money_bars": _divided(money.levels) if money and money.levels else [],
        "newest": _told(public_page(Filter()).appeals[:6]),
        "votes": open_elections(now),
        "calls": open_calls(now, limit=3),
        "topics": topics_page(TopicFilter(), "").topics[:3],
        "happenings": [
            {
                "event": event,
                "title": _done(event.record, event.code),
                "href": f"/{request.LANGUAGE_CODE}/{queries.page_of(event.record)}",
            }
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
    """``/r/NUMBER``, as it stands on paper and in QR codes: to the public thread, else to the page of its kind.

    An unpublished number and one that doesn't exist go the same way: that page decides what this reader may see. Of
    appeals it is the status page, which asks for the PIN.
    """
    parsed = parse_number(number)
    kind = next((each for each in kinds() if parsed and each.prefix == parsed.prefix), None)
    if kind is None:
        raise Http404
    language = get_language_from_request(request)
    with override(language):
        if queries.public_record(str(parsed)):
            return redirect("portal:thread", str(parsed))
        if kind.code in {"appeal", "complaint"}:
            return redirect(f"{reverse('reception:status')}?number={parsed}")
        return redirect(f"/{language}/{queries.page_of_number(kind, str(parsed))}")


@require_GET
def thread(request: HttpRequest, number: str) -> HttpResponse:
    """The public thread of a record: from the problem to the result."""
    record = queries.public_record(number)
    if record is None:
        raise Http404
    rows = [
        {
            "record": tie.record,
            "kind": shown(kind_of(tie.record).name),
            "state": _state(tie.record),
            "tie": tie.kind,
            "outgoing": tie.outgoing,
            "href": f"/{request.LANGUAGE_CODE}/{queries.page_of(tie.record)}",
            "is_this": tie.record.pk == record.pk,
        }
        for tie in queries.thread_of(record)
    ]
    return render(request, "portal/thread.html", {"record": record, "rows": rows})


@require_GET
def digest(request: HttpRequest) -> HttpResponse:
    """The signed daily digests of the log, for whoever wants to keep them."""
    return render(request, "portal/digest.html", {"checkpoints": checkpoints(), "public_key": public_key_hex()})


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Everything public by words; whoever enters a number is led to it."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]
    parsed = parse_number(query)
    if parsed and parsed.prefix in {kind.prefix for kind in kinds()}:
        return redirect("number", str(parsed))
    found: queries.Found | None = None
    if query:
        use = take("search", sender_of(request), timezone.now())
        if not use:
            return too_many(request, use.wait)
        found = queries.found_records(query, request.GET.get("after", "")[:60])
    rows = [
        {
            "record": record,
            "kind": shown(kind_of(record).name),
            "state": _state(record),
            "title": highlighted(record.public_title, query, language=record.language, length=200),
            "text": highlighted(record.public_text, query, language=record.language),
            "href": f"/{request.LANGUAGE_CODE}/{queries.page_of(record)}",
        }
        for record in (found.records if found else [])
    ]
    return render(
        request, "portal/search.html", {"query": query, "rows": rows, "after": found.after if found else None}
    )


@require_GET
def territory(request: HttpRequest, slug: str) -> HttpResponse:
    """A city, a district or the region: its bodies, and what people wrote about it."""
    place = queries.territory_by_slug(slug)
    if place is None:
        raise Http404
    page = public_page(Filter(territory=slug), request.GET.get("after", "")[:60])
    only = f"territory:{slug}" if place.parent_id else ""
    context = {
        "place": place,
        "above": queries.territory_above(place),
        "inside": queries.territories_inside(place),
        "bodies": queries.bodies_of(place),
        "appeals": _told(page.appeals),
        "after": page.after,
        "year": timezone.localdate().year,
        "only": only,
        "figures": figures_of(only),
    }
    return render(request, "portal/territory.html", context)


@require_GET
def organisation(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A state body: whom it answers to, its projects with their money, the public appeals that it considers.

    An NGO's page has its projects and what sponsors promised and gave it; a business's page what it promised and gave.
    """
    body = queries.body_by_slug(slug)
    if body is None:
        return _party(request, slug)
    page = public_page(Filter(body=slug), request.GET.get("after", "")[:60])
    context = {
        "body": body,
        "place": queries.place_of(body),
        "superior": queries.superior_of(body),
        "below": queries.bodies_below(body),
        "appeals": _told(page.appeals),
        "after": page.after,
        "year": timezone.localdate().year,
        "only": f"body:{slug}",
        "figures": figures_of(f"body:{slug}"),
        **money_context(organisation_money(body.pk)),
    }
    return render(request, "portal/organisation.html", context)


def _party(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of an NGO or of a business: public money, sponsorships."""
    ngo, lines = supplier_by_key(slug), request.GET.get("lines", "")[:40]
    if ngo is not None:
        ledger = ledger_of(ngo_id=ngo.pk, after=lines)
        context = {"party": ngo, **money_context(organisation_money(ngo.pk)), "ledger": ledger}
    else:
        firm = business(slug)
        if firm is None:
            raise Http404
        context = {"party": firm, "is_business": True, "ledger": ledger_of(sponsor_id=firm.pk, after=lines)}
    return render(request, "portal/party.html", context)


@require_GET
def help_page(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The help: a list of its pages, or one of them."""
    if slug and slug not in PAGES:
        raise Http404
    page = PAGES.get(slug)
    sources = [
        {"href": href, "code": name, "format": format_} for name, format_ in OPEN_DATA if (href := _address(name))
    ]
    context = {"pages": PAGES.values(), "page": page, "sources": sources if slug == "data" else []}
    return render(request, "portal/help_page.html" if page else "portal/help.html", context)


def _address(name: str) -> str:
    try:
        return reverse(name, kwargs={"kind": "json"} if name == "open311:discovery" else None)
    except NoReverseMatch:
        return ""


def _done(record: object, code: str) -> str:
    declared = kind_of(record).lifecycle.transitions.get(code)  # type: ignore[arg-type]
    return shown(declared.done) if declared and declared.done else ""


def _divided(levels: Breakdown) -> list[dict[str, object]]:
    """The stated parts of the money, and what they leave unexplained, as parts of one whole."""
    tones = ("sky", "gold", "green", "red")
    rows: list[dict[str, object]] = [
        {
            "label": shown(part.figure.name),
            "value": part.figure.amount,
            "shown": money_short(part.figure.amount),
            "tone": tones[position % len(tones)],
        }
        for position, part in enumerate(part for part in levels.parts if part.figure.amount)
    ]
    if levels.remainder and levels.remainder > 0:
        left = {"value": levels.remainder, "shown": money_short(levels.remainder), "tone": "grey"}
        rows.append({"label": shown(NOT_EXPLAINED), **left})
    return rows


def _told(records: Iterable[object]) -> list[dict[str, object]]:
    """Records as the cards show them: each with where it stands."""
    return [{"record": record, "state": _state(record)} for record in records]


def _state(record: object) -> object:
    return kind_of(record).lifecycle.states[record.state]  # type: ignore[arg-type,attr-defined]
