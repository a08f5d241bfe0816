"""``/api/v1/``: what everybody may read, as JSON for programs. Described by /api/v1/openapi.json; docs/api.md tells how.

Reading alone: appeals are filed by Open311. No cookie is read, no account counts: whoever asks sees what the public sees.
Names come in all three languages at once.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.params.functions import Path, Query
from ninja.throttling import BaseThrottle

from ortaq.kernel.events.queries import checkpoints, public_key_hex
from ortaq.kernel.lifecycle.queries import told_publicly
from ortaq.kernel.lifecycle.registry import kind_of
from ortaq.kernel.limits.actions import take
from ortaq.kernel.limits.queries import sender_of
from ortaq.kernel.parties.queries import bodies as all_bodies
from ortaq.kernel.parties.queries import territories as all_territories
from ortaq.kernel.records.rules import parse_number
from ortaq.portal import queries
from ortaq.portal.api.fairs import router as fairs
from ortaq.portal.api.shapes import (
    AppealDetail,
    AppealOut,
    BodyOut,
    CategoryOut,
    DatasetDetail,
    DatasetOut,
    DigestOut,
    Happening,
    Listed,
    Problem,
    RecordOut,
    StatisticsOut,
    TerritoryOut,
    named,
    names,
    reference,
    state_of,
)
from ortaq.portal.api.social_order import router
from ortaq.systems.budget import queries as budget
from ortaq.systems.reception.queries import public, statistics
from ortaq.systems.reception.queries.intake import categories as all_categories

PAGE = 50
SLUG = r"^[A-Za-z0-9_-]*$"


class Api(NinjaAPI):
    """JSON that scripts of other sites may read, and that nobody keeps: what is taken down is gone at once."""

    def create_response(self, request: HttpRequest, data: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().create_response(request, data, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        response["Cache-Control"] = "no-store"
        return response


class Sender(BaseThrottle):
    """The limit ``api.read`` of every sender."""

    def allow_request(self, request: HttpRequest) -> bool:
        return bool(take("api.read", sender_of(request), timezone.now()))


api = Api(
    title="Ortaq",
    version="1",
    description="What state bodies and society do together in a region: public appeals and answers, figures, threads.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
    throttle=[Sender()],
)
api.add_router("", router)
api.add_router("", fairs)
MISSING = {404: Problem, 429: Problem}
BUSY = {429: Problem}


@api.get("/openapi.json", include_in_schema=False)
def openapi(request: HttpRequest) -> Any:
    """The description of this interface."""
    return api.get_openapi_schema()


@api.get("/appeals", response={200: Listed[AppealOut], **BUSY}, summary="Published appeals, the newest first")
def appeals(
    request: HttpRequest,
    territory: str = Query("", max_length=50, pattern=SLUG, description="Slug of a territory"),
    category: str = Query("", max_length=50, pattern=SLUG, description="Slug of a category"),
    body: str = Query("", max_length=50, pattern=SLUG, description="Slug of a body"),
    after: str = Query("", max_length=60, description="The key that the page before gave"),
) -> Any:
    """Twenty at a time."""
    page = public.public_page(public.Filter(territory=territory, category=category, body=body), after)
    return {"items": [_appeal(appeal) for appeal in page.appeals], "after": page.after}


@api.get("/appeals/{number}", response={200: AppealDetail, **MISSING}, summary="One published appeal with its answer")
def appeal(request: HttpRequest, number: str) -> Any:
    """An unpublished number and one that doesn't exist are the same 404."""
    found = _published(number)
    answer = public.public_answer(found)
    told = (
        {
            "text": answer.public_text,
            **{name: getattr(answer, name) for name in ("outcome", "law", "language", "signed_at")},
        }
        if answer
        else None
    )
    return _appeal(found) | {"answer": told}


@api.get(
    "/appeals/{number}/timeline",
    response={200: list[Happening], **MISSING},
    summary="Its public events, the oldest first",
)
def appeal_timeline(request: HttpRequest, number: str) -> Any:
    """What happened, when, by which office. Reasons and people aren't told here."""
    found = _published(number)
    declared = kind_of(found).lifecycle.transitions
    rows = []
    for event in told_publicly(found):
        transition = declared.get(event.code)
        rows.append(
            {
                "code": event.code,
                "name": names(transition.done) if transition and transition.done else None,
                "state": event.state,
                "at": event.at,
                "office": reference(event.office),
                "hash": event.hash,
            }
        )
    return rows


@api.get("/statistics", response={200: StatisticsOut, **BUSY}, summary="The year in figures")
def year_figures(request: HttpRequest, year: int | None = Query(None, ge=2000, le=2100)) -> Any:
    """Of the present year, or of *year*."""
    found = statistics.headline(year or timezone.localdate().year)
    share = found.in_time_share
    return {
        "year": found.year,
        "received": found.received,
        "answered": found.answered,
        "in_time_percent": share.rounded() if share else None,
        "median_days": found.median_days,
        "is_demo": found.is_demo,
    }


@api.get("/territories", response={200: list[TerritoryOut], **BUSY}, summary="Territories of the region")
def territories(request: HttpRequest) -> Any:
    """All of them, in the region's own order."""
    rows = list(all_territories())
    slugs = {row.pk: row.slug for row in rows}
    return [{**named(row), "kind": row.kind, "parent": slugs.get(row.parent_id or 0), "kato": row.kato} for row in rows]


@api.get("/bodies", response={200: list[BodyOut], **BUSY}, summary="State bodies that exist today")
def bodies(request: HttpRequest) -> Any:
    """All of them."""
    rows = list(all_bodies())
    slugs = {row.pk: row.slug for row in rows}
    return [
        {
            **named(row),
            "body_kind": row.body_kind,
            "territory": row.territory.slug,
            "superior": slugs.get(row.superior_id or 0),
            "is_demo": row.is_demo,
        }
        for row in rows
    ]


@api.get("/categories", response={200: list[CategoryOut], **BUSY}, summary="What appeals are about")
def categories(request: HttpRequest) -> Any:
    """All of them, in the region's own order."""
    return [
        {**named(row), "hint": {"kk": row.hint_kk, "ru": row.hint_ru, "en": row.hint_en}, "open311": row.open311}
        for row in all_categories()
    ]


@api.get("/datasets", response={200: Listed[DatasetOut], **BUSY}, summary="Published sets of figures, the newest first")
def datasets(
    request: HttpRequest, after: int | None = Query(None, ge=1, description="The key that the page before gave")
) -> Any:
    """Fifty at a time, superseded versions too."""
    rows = budget.datasets(office=False, after=after, size=PAGE + 1)
    return {
        "items": [_dataset(row) for row in rows[:PAGE]],
        "after": str(rows[PAGE - 1].pk) if len(rows) > PAGE else None,
    }


@api.get(
    "/datasets/{code}", response={200: DatasetDetail, **MISSING}, summary="A set of figures in its published version"
)
def dataset(request: HttpRequest, code: str = Path(max_length=60, pattern=SLUG)) -> Any:
    """Amounts in tenge, exactly as the source states them."""
    found = budget.whole(code)
    if found is None:
        raise HttpError(404, "There is no such published dataset.")
    fields = ("key", "year", "of", "breakdown", "level", "territory", "amount", "projects", "since")
    figures = [
        {name: getattr(figure, name) for name in fields} | {"name": names(figure.name)} for figure in found.figures
    ]
    return _dataset(found.dataset) | {"figures": figures}


@api.get("/records/{number}", response={200: RecordOut, **MISSING}, summary="A published record and its thread")
def record(request: HttpRequest, number: str) -> Any:
    """From the problem to the result: every published record that hangs together with this one."""
    parsed = parse_number(number)
    found = queries.public_record(str(parsed)) if parsed else None
    if found is None:
        raise HttpError(404, "There is no such published record.")
    thread = [
        {
            "number": tie.record.number,
            "kind": tie.record.kind,
            "kind_name": names(kind_of(tie.record).name),
            "title": tie.record.public_title,
            "state": state_of(kind_of(tie.record).lifecycle, tie.record.state),
            "tie": tie.kind,
            "outgoing": tie.outgoing,
            "created_at": tie.record.created_at,
        }
        for tie in queries.thread_of(found)
    ]
    return {"number": found.number, "kind": found.kind, "title": found.public_title, "thread": thread}


@api.get("/digest", response={200: DigestOut, **BUSY}, summary="Signed digests of the log")
def digest(request: HttpRequest) -> Any:
    """The checkpoints of the last sixty days: keep them, and nobody can rewrite what happened."""
    rows = [
        {
            "day": row.day,
            "first_event": row.first_event,
            "last_event": row.last_event,
            "size": row.size,
            "root": row.root_hex,
            "previous_root": bytes(row.previous_root).hex(),
            "signature": bytes(row.signature).hex(),
            "signed": row.signed,
        }
        for row in checkpoints()
    ]
    return {"public_key": public_key_hex(), "checkpoints": rows}


def _published(number: str) -> Any:
    parsed = parse_number(number)
    found = public.public_appeal(str(parsed)) if parsed else None
    if found is None:
        raise HttpError(404, "There is no such published appeal.")
    return found


def _appeal(found: Any) -> dict[str, Any]:
    fields = (
        "number",
        "language",
        "type",
        "channel",
        "received_at",
        "published_at",
        "changed_at",
        "answered_at",
        "is_demo",
    )
    return {name: getattr(found, name) for name in fields} | {
        "title": found.public_title,
        "text": found.public_text,
        "state": state_of(kind_of(found).lifecycle, found.state),
        "body": reference(found.body),
        "territory": reference(found.territory),
        "category": reference(found.category),
    }


def _dataset(row: Any) -> dict[str, Any]:
    fields = ("code", "version", "state", "url", "sha256", "published_at")
    return {name: getattr(row, name) for name in fields} | {"name": named(row)["name"]}
