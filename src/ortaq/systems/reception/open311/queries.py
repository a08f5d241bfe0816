"""What GeoReport v2 reads: services, published requests, the key behind a request."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse

from ortaq.kernel.clocks.models import Clock
from ortaq.kernel.documents.models import Document, StoredFile
from ortaq.kernel.events.models import Event
from ortaq.kernel.keys.queries import lookup_hashes
from ortaq.kernel.parties.models import Territory
from ortaq.kernel.parties.queries import bodies, territory_reference
from ortaq.systems.reception.models import Answer, ApiKey, Appeal, Category, Open311Request, Route
from ortaq.systems.reception.open311.rules import CLOSED, Asked, Span
from ortaq.systems.reception.open311.rules.asking import LIMIT
from ortaq.systems.reception.queries.intake import category_reference
from ortaq.systems.reception.queries.public import PUBLIC_FIELDS, named, public_appeals

KEY_PURPOSE = "api-key"
TOKEN_PURPOSE = "open311-token"  # noqa: S105 (what the hash is for, no secret)


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """A territory that is asked about, all that lies in it, and what it lies in (itself first)."""

    territory: Territory
    inside: frozenset[int]
    around: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Service:
    """A category that is open to Open311 and the body that is competent for it in a jurisdiction."""

    category: Category
    body_id: int


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """A valid API key: its id, and the one body that it may file to (None: every body)."""

    pk: int
    body_id: int | None


@dataclass(frozen=True, slots=True)
class Shown:
    """An appeal as it may leave. ``due`` is the day on which a running term ends; ``media_url`` a published picture."""

    appeal: Appeal
    due: date | None
    media_url: str
    is_public: bool = True


@dataclass(frozen=True, slots=True)
class Update:
    """One public event of a published appeal; ``answer`` is the public text of the answer that it delivered."""

    event: Event
    answer: str


def jurisdiction(slug: str) -> Jurisdiction | None:
    """The jurisdiction called *slug* (a territory's slug); without one, or by the host of this site, the region."""
    rows = territory_reference.rows()
    if slug in {"", settings.BASE_URL.partition("://")[2].partition(":")[0].partition("/")[0]}:
        found = next((row for row in rows.values() if row.parent_id is None), None)
    else:
        found = next((row for row in rows.values() if row.slug == slug), None)
    if found is None:
        return None
    around, step = [found.pk], found.parent_id
    while step is not None and step not in around:
        around.append(step)
        step = rows[step].parent_id
    inside, edge = {found.pk}, {found.pk}
    while edge:
        edge = {row.pk for row in rows.values() if row.parent_id in edge} - inside
        inside |= edge
    return Jurisdiction(found, frozenset(inside), tuple(around))


def services(place: Jurisdiction) -> list[Service]:
    """The services of a jurisdiction: open categories that have a competent body there today. One SQL query.

    The body of the nearest territory wins; one that is competent everywhere comes last.
    """
    routes = (
        Route.objects.filter(
            Q(territory_id__in=place.around) | Q(territory=None), category__open311=True, body__in=bodies().values("pk")
        )
        .select_related("category")
        .order_by("category__order", "category__slug")
    )
    nearness = {pk: n for n, pk in enumerate(place.around)}
    best: dict[int, tuple[int, Service]] = {}
    for route in routes:
        rank = nearness.get(route.territory_id, len(nearness)) if route.territory_id else len(nearness)
        known = best.get(route.category_id)
        if known is None or rank < known[0]:
            best[route.category_id] = (rank, Service(route.category, route.body_id))
    return [service for _rank, service in best.values()]


def service(place: Jurisdiction, code: str) -> Service | None:
    """The service *code* of a jurisdiction."""
    return next((each for each in services(place) if each.category.slug == code), None)


def key_holder(plain: str) -> KeyHolder | None:
    """The holder of an active API key; None for anything else. One SQL query."""
    if not 20 <= len(plain) <= 100:
        return None
    found = ApiKey.objects.filter(key_hash__in=lookup_hashes(KEY_PURPOSE, plain), active=True).first()
    return KeyHolder(found.pk, found.body_id) if found else None


def number_of_token(token: str) -> str | None:
    """The number of the appeal that a token was given for."""
    if len(token) > 100:
        return None
    hashes = lookup_hashes(TOKEN_PURPOSE, token)
    return Open311Request.objects.filter(token_hash__in=hashes).values_list("appeal__number", flat=True).first()


def open_appeals() -> QuerySet[Appeal]:
    """Published appeals of open categories, without those under special protection."""
    return public_appeals().filter(category__open311=True, sensitive=False)


def requests(asked: Asked, place: Jurisdiction) -> list[Shown]:
    """The published requests that are asked for, the newest first, at most 1000.

    Three SQL queries, and those that fill the reference data. Numbers override everything but the jurisdiction.
    """
    found = open_appeals().order_by("-received_at", "-id")
    if place.territory.parent_id is not None:
        found = found.filter(territory_id__in=place.inside)
    if asked.by_number:
        return _shown(found.filter(number__in=asked.numbers))
    if asked.span:
        found = found.filter(received_at__range=(asked.span.start, asked.span.end))
    if asked.codes:
        found = found.filter(category__slug__in=asked.codes)
    if set(asked.statuses) == {"closed"}:
        found = found.filter(state__in=CLOSED)
    elif set(asked.statuses) == {"open"}:
        found = found.exclude(state__in=CLOSED)
    return _shown(found[:LIMIT])


def unknown_services(codes: Iterable[str]) -> list[str]:
    """Those of *codes* that no open category has."""
    wanted = list(codes)
    open_codes = {row.slug for row in category_reference.rows().values() if row.open311}
    return [code for code in wanted if code not in open_codes]


def request(number: str, place: Jurisdiction, holder: KeyHolder | None) -> Shown | None:
    """One request: a published one to everybody, an unpublished one to the key that filed it, without its texts."""
    found = requests(Asked(numbers=(number,), by_number=True), place)
    if found:
        return found[0]
    if holder is None:
        return None
    own = Appeal.objects.filter(number=number, open311_request__key_id=holder.pk).only(*PUBLIC_FIELDS)
    rows = _shown(own)
    return Shown(rows[0].appeal, rows[0].due, "", is_public=False) if rows else None


def updates(span: Span, numbers: Sequence[str], place: Jurisdiction) -> list[Update]:
    """The public events of published requests in a span, the oldest first, at most 1000. Three SQL queries."""
    published = open_appeals()
    if place.territory.parent_id is not None:
        published = published.filter(territory_id__in=place.inside)
    if numbers:
        published = published.filter(number__in=numbers)
    events = list(
        Event.objects.filter(is_public=True, at__range=(span.start, span.end), record_id__in=published.values("pk"))
        .select_related("record")
        .only("id", "code", "state", "at", "record__number")
        .order_by("at", "pk")[:LIMIT]
    )
    delivered = [event.record_id for event in events if event.code == "deliver"]
    texts = (
        dict(
            Answer.objects.filter(appeal_id__in=delivered, signed_at__isnull=False)
            .exclude(public_text="")
            .order_by("pk")
            .values_list("appeal_id", "public_text")
        )
        if delivered
        else {}
    )
    last = {event.record_id: event.pk for event in events if event.code == "deliver"}
    return [
        Update(event, texts.get(event.record_id, "") if last.get(event.record_id) == event.pk else "")
        for event in events
    ]


def _shown(found: QuerySet[Appeal]) -> list[Shown]:
    appeals = named(found)
    ids = [appeal.pk for appeal in appeals]
    due = dict(
        Clock.objects.filter(record_id__in=ids, code="appeal.answer", state=Clock.State.RUNNING).values_list(
            "record_id", "due_on"
        )
    )
    media: dict[int, str] = {}
    pictures = (
        Document.objects.filter(
            record_id__in=ids,
            published_at__isnull=False,
            public_copy__state=StoredFile.State.CLEAN,
            public_copy__media_type__startswith="image/",
        )
        .order_by("pk")
        .values_list("record_id", "uuid")
    )
    for record_id, uuid in pictures:
        media.setdefault(record_id, f"{settings.BASE_URL}{reverse('documents:download', args=[uuid])}?copy=public")
    return [Shown(appeal, due.get(appeal.pk), media.get(appeal.pk, "")) for appeal in appeals]
