"""GeoReport v2 over HTTP. Errors leave in the format that was asked for; nothing here reads a cookie."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from ortaq.kernel.documents.rules import FileRefused
from ortaq.kernel.language.queries import current_language, shown
from ortaq.kernel.limits.actions import take
from ortaq.kernel.limits.queries import sender_of
from ortaq.kernel.parties.rules import GUEST
from ortaq.systems.reception.lifecycle import APPEAL
from ortaq.systems.reception.open311 import queries
from ortaq.systems.reception.open311.actions import file_request
from ortaq.systems.reception.open311.queries import Jurisdiction, Shown, Update
from ortaq.systems.reception.open311.rules import (
    Document,
    Problem,
    Refusal,
    attributes_of,
    bad,
    check_attributes,
    coarse,
    due_notice,
    expected,
    filed_notice,
    listing,
    missing_key,
    not_found,
    parse_asked,
    parse_report,
    parse_span,
    single,
    status_of,
    to_json,
    to_xml,
)
from ortaq.systems.reception.open311.rules.asking import words_in

CHANGED = "2026-11-23T22:00:00+05:00"
"""When what this endpoint serves last changed (the standard's changeset)."""
KEY_HEADER = "X-API-Key"
"""Where the holder of a key says so with a GET: an api_key in an address would stay in logs."""
MEDIA = ("media", "media[]")

Answer = tuple[Document, int]
View = Callable[..., Answer]


def endpoint(*methods: str) -> Callable[[View], Callable[..., HttpResponse]]:
    """Decorator of every address: methods, limits, format, errors, and open access for scripts with GET."""

    def decorate(view: View) -> Callable[..., HttpResponse]:
        @wraps(view)
        def inner(request: HttpRequest, kind: str = "xml", **parts: str) -> HttpResponse:
            method = "GET" if request.method == "HEAD" else request.method
            wait = 0
            try:
                if method == "OPTIONS":
                    return _headers(request, HttpResponse(status=204), methods)
                if method not in methods:
                    raise Refusal([Problem(405, f"only {', '.join(methods)} here")])
                use = take("open311.read", sender_of(request), timezone.now())
                if not use:
                    raise TooMany(use.wait)
                document, status = view(request, **parts)
            except TooMany as error:
                wait = error.wait
                document, status = _errors([Problem(429, f"too many requests: try again in {wait} seconds")])
            except Refusal as error:
                document, status = _errors(error.problems)
            write, media = (to_json, "application/json") if kind == "json" else (to_xml, "text/xml")
            response = HttpResponse(write(document), status=status, content_type=f"{media}; charset=utf-8")
            if wait:
                response["Retry-After"] = str(wait)
            return _headers(request, response, methods)

        return inner

    return decorate


class TooMany(Exception):
    """A sender or a key goes beyond its limit. ``wait``: seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


@endpoint("GET")
def discovery(request: HttpRequest) -> Answer:
    """Service Discovery: where the endpoint is and what it speaks."""
    page = {
        "changeset": CHANGED,
        "contact": settings.DEFAULT_FROM_EMAIL,
        "key_service": f"{settings.DEFAULT_FROM_EMAIL}: ask the region's coordinator for an API key.",
        "endpoints": [
            {
                "specification": "http://wiki.open311.org/GeoReport_v2",
                "url": f"{settings.BASE_URL}{reverse('open311:base')}v2",
                "changeset": CHANGED,
                "type": "test" if settings.DEMO else "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }
    return single("discovery", page), 200


@endpoint("GET")
def services(request: HttpRequest) -> Answer:
    """The services of a jurisdiction."""
    rows = [
        {
            "service_code": each.category.slug,
            "service_name": each.category.name,
            "description": each.category.hint,
            "metadata": True,
            "type": "batch",
            "keywords": ",".join(each.category.keywords.split()),
            "group": None,
        }
        for each in queries.services(_place(request))
    ]
    return listing("services", rows), 200


@endpoint("GET")
def definition(request: HttpRequest, code: str) -> Answer:
    """The questions of one service."""
    found = _service(_place(request), code)
    questions = attributes_of(found.category.attributes, current_language())
    rows = [question.as_row(order) for order, question in enumerate(questions, 1)]
    return single("service_definition", {"service_code": code, "attributes": rows}), 200


@csrf_exempt  # No cookie counts here: whoever writes sends an API key in the body.
@endpoint("GET", "POST")
def requests(request: HttpRequest) -> Answer:
    """Published requests; with POST a new one."""
    if request.method == "POST":
        return _post(request)
    place = _place(request)
    asked = parse_asked(request.GET, timezone.now())
    unknown = queries.unknown_services(asked.codes)
    if unknown:
        raise not_found(f"service_code: {', '.join(unknown)[:100]}: no such service")
    return listing("service_requests", [_row(each) for each in queries.requests(asked, place)]), 200


@endpoint("GET")
def request_one(request: HttpRequest, number: str) -> Answer:
    """One request. An unpublished one is there only for the key that filed it, and without its texts."""
    holder = queries.key_holder(request.headers.get(KEY_HEADER, ""))
    asked = parse_asked({"service_request_id": number.partition(",")[0]}, timezone.now())
    found = queries.request(asked.numbers[0], _place(request), holder) if asked.numbers else None
    if found is None:
        raise not_found("service_request_id: no such published request")
    return listing("service_requests", [_row(found)]), 200


@endpoint("GET")
def token(request: HttpRequest, token: str) -> Answer:
    """The number that a token stands for."""
    _place(request)
    number = queries.number_of_token(token)
    if number is None:
        raise not_found("token: no such token")
    return listing("service_requests", [{"service_request_id": number, "token": token}]), 200


@endpoint("GET")
def updates(request: HttpRequest) -> Answer:
    """What happened to published requests (an extension that FixMyStreet's client reads)."""
    span = parse_span(request.GET, timezone.now())
    sent = request.GET.get("service_request_id", "")
    asked = parse_asked({"service_request_id": sent}, timezone.now())
    if words_in(sent) and not asked.numbers:
        return listing("service_request_updates", []), 200
    rows = [_update(each) for each in queries.updates(span, asked.numbers, _place(request))]
    return listing("service_request_updates", rows), 200


@endpoint("GET")
def nowhere(request: HttpRequest, rest: str = "") -> Answer:
    """Every other address."""
    raise not_found("no such address; see /open311/discovery.xml")


def _post(request: HttpRequest) -> Answer:
    try:
        sent, files = request.POST, request.FILES
    except (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        raise bad("the body can't be read as a form") from None
    holder = queries.key_holder(sent.get("api_key", ""))
    if holder is None:
        raise missing_key("api_key: none was sent, or it isn't valid")
    use = take("open311.post", f"key:{holder.pk}", timezone.now())
    if not use:
        raise TooMany(use.wait)
    place = _place(request)
    report = parse_report(sent.lists())
    service = _service(place, report.service_code)
    if holder.body_id not in {None, service.body_id}:
        raise missing_key("api_key: this key isn't for the body that answers for this service")
    questions = attributes_of(service.category.attributes, current_language())
    answers, wrong = check_attributes(report.attributes, questions)
    if wrong:
        raise bad(*wrong)
    try:
        accepted = file_request(
            report=report,
            answers=answers,
            questions=questions,
            service=service,
            territory_id=place.territory.pk,
            holder=holder,
            uploads=[file for name in MEDIA for file in files.getlist(name)],
            language=current_language(),
            by=GUEST,
            at=timezone.now(),
        )
    except FileRefused as error:
        raise bad(*(f"media: {shown(text)}" for text in error.errors)) from None
    appeal = accepted.filed.appeal
    address = f"{settings.BASE_URL}{reverse('number', args=[appeal.number])}"
    notice = filed_notice(appeal.number, accepted.filed.pin, appeal.regime, address)
    row = {"token": accepted.token, "service_notice": shown(notice), "account_id": None}
    return listing("service_requests", [row]), 201


def _place(request: HttpRequest) -> Jurisdiction:
    sent = request.GET.get("jurisdiction_id") or (
        request.POST.get("jurisdiction_id") if request.method == "POST" else ""
    )
    found = queries.jurisdiction((sent or "").strip())
    if found is None:
        raise not_found("jurisdiction_id: no such jurisdiction")
    return found


def _service(place: Jurisdiction, code: str) -> queries.Service:
    found = queries.service(place, code)
    if found is None:
        raise not_found("service_code: no such service in this jurisdiction")
    return found


def _row(found: Shown) -> dict[str, Any]:
    appeal = found.appeal
    closed = status_of(appeal.state) == "closed"
    due = None if closed else found.due
    notice = due_notice(appeal.regime, due)
    updated = appeal.answered_at if closed and appeal.answered_at else appeal.changed_at
    return {
        "service_request_id": appeal.number,
        "status": status_of(appeal.state),
        "status_notes": shown(APPEAL.states[appeal.state].label),
        "service_name": appeal.category.name,
        "service_code": appeal.category.slug,
        "description": f"{appeal.public_title}\n\n{appeal.public_text}" if found.is_public else None,
        "agency_responsible": appeal.body.name if appeal.body else None,
        "service_notice": shown(notice) if notice else None,
        "requested_datetime": timezone.localtime(appeal.received_at),
        "updated_datetime": timezone.localtime(updated),
        "expected_datetime": expected(due, timezone.get_default_timezone()),
        "address": None,
        "address_id": None,
        "zipcode": None,
        "lat": coarse(appeal.latitude) if found.is_public else None,
        "long": coarse(appeal.longitude) if found.is_public else None,
        "media_url": found.media_url,
    }


def _update(found: Update) -> dict[str, Any]:
    event = found.event
    declared = APPEAL.transitions.get(event.code)
    said = shown(declared.done) if declared and declared.done else shown(APPEAL.states[event.state].label)
    return {
        "update_id": str(event.pk),
        "service_request_id": event.record.number,
        "status": status_of(event.state),
        "description": f"{said}\n\n{found.answer}" if found.answer else said,
        "media_url": None,
        "updated_datetime": timezone.localtime(event.at),
        "external_status_code": event.state,
    }


def _errors(problems: Any) -> Answer:
    rows = [{"code": problem.code, "description": problem.description} for problem in problems]
    return listing("errors", rows), rows[0]["code"]


def _headers(request: HttpRequest, response: HttpResponse, methods: tuple[str, ...]) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        response["Access-Control-Allow-Origin"] = "*"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
    if request.method == "OPTIONS":
        response["Access-Control-Allow-Methods"] = "GET"
    if response.status_code in {204, 405}:
        response["Allow"] = ", ".join((*methods, "HEAD", "OPTIONS"))
    return response
