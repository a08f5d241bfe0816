"""What ``/api/v1/`` answers with. The descriptions stand in its OpenAPI document."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from ninja import Schema

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.rules import Lifecycle

T = TypeVar("T")


class Names(Schema):
    """A text in the three languages."""

    kk: str
    ru: str
    en: str


class Reference(Schema):
    """A territory, body or category that something belongs to: its slug addresses it."""

    slug: str
    name: Names


class Problem(Schema):
    """Why there is no answer."""

    detail: str


class Listed(Schema, Generic[T]):
    """A page of a list. ``after`` asks for the next page; null on the last one."""

    items: list[T]
    after: str | None = None


class State(Schema):
    """A state: its code, which doesn't change, and what people are told."""

    code: str
    name: Names
    final: bool


class AppealOut(Schema):
    """A published appeal: the public version, never the official copy."""

    number: str
    title: str
    text: str
    language: str
    type: str
    channel: str
    state: State
    body: Reference | None
    territory: Reference | None
    category: Reference
    received_at: datetime
    published_at: datetime
    changed_at: datetime
    answered_at: datetime | None
    is_demo: bool


class AnswerOut(Schema):
    """The public text of a signed answer."""

    text: str
    outcome: str
    law: str
    language: str
    signed_at: datetime


class AppealDetail(AppealOut):
    """An appeal with its answer."""

    answer: AnswerOut | None


class Happening(Schema):
    """A public event. ``hash`` (SHA-256, hexadecimal) is the leaf of the day's digest that proves it."""

    code: str
    name: Names | None
    state: str
    at: datetime
    office: Reference | None
    hash: str


class TerritoryOut(Reference):
    """A region, a city or a district."""

    kind: str
    parent: str | None
    kato: str


class BodyOut(Reference):
    """A state body. ``superior``: where complaints about it go."""

    body_kind: str
    territory: str
    superior: str | None
    is_demo: bool


class CategoryOut(Reference):
    """What an appeal can be about. ``open311``: programs may file it."""

    hint: Names
    open311: bool


class StatisticsOut(Schema):
    """The appeals received in a year. Null where nothing has fallen due, or too few were answered to say."""

    year: int
    received: int
    answered: int
    in_time_percent: Decimal | None
    median_days: int | None
    is_demo: bool


class DatasetOut(Schema):
    """A version of a set of figures from one source."""

    code: str
    version: int
    name: Names
    state: str
    url: str
    sha256: str
    published_at: datetime | None


class FigureOut(Schema):
    """A figure as it was published: ``amount`` in tenge, ``of`` the key of the figure that it is a part of."""

    key: str
    name: Names
    year: int
    of: str
    breakdown: str
    level: str
    territory: str
    amount: Decimal | None
    projects: int | None
    since: int | None


class DatasetDetail(DatasetOut):
    """A set of figures with its figures."""

    figures: list[FigureOut]


class Tied(Schema):
    """A record of a thread. ``tie``: how it hangs on the one before it, from which ``outgoing`` tells the direction."""

    number: str
    kind: str
    kind_name: Names
    title: str
    state: State
    tie: str
    outgoing: bool
    created_at: datetime


class RecordOut(Schema):
    """A published record and the public thread it belongs to, oldest first."""

    number: str
    kind: str
    title: str
    thread: list[Tied]


class CheckpointOut(Schema):
    """The signed Merkle head (RFC 6962) over the events of a day; hashes and signature in hexadecimal.

    ``signed`` is the text whose UTF-8 bytes the signature covers. It may say more than the other fields.
    """

    day: date
    first_event: int
    last_event: int
    size: int
    root: str
    previous_root: str
    signature: str
    signed: str


class DigestOut(Schema):
    """The newest checkpoints and the Ed25519 key that signs them."""

    public_key: str
    checkpoints: list[CheckpointOut]


class PlanLineOut(Schema):
    """An approved line of a plan. ``amount``: tenge of the plan's year; ``other_years``: tenge by other year."""

    number: str
    year: int
    level: str
    title: Names
    body: Reference | None
    territory: Reference | None
    sphere: Reference
    amount: Decimal
    other_years: dict[str, Decimal]
    projects: int
    funding: str
    state: State
    procurement: str
    approved_at: datetime | None
    is_demo: bool


class ChangeOut(Schema):
    """An approved change of a line: what was before, for good."""

    version: int | None
    decided_at: datetime | None
    reason: str
    before: dict[str, str]
    after: dict[str, str]


class PlanLineDetail(PlanLineOut):
    """A line with its changes, the oldest first."""

    changes: list[ChangeOut]


class SupplierOut(Schema):
    """An NGO. ``bin`` is "" while it isn't known here."""

    slug: str
    bin: str
    name: Names


class ProjectOut(Schema):
    """An agreement in force with its money: agreed, paid, confirmed and denied by the supplier, returned to the budget."""

    number: str
    title: Names
    state: State
    year: int
    level: str
    line_number: str
    body: Reference | None
    territory: Reference | None
    sphere: Reference
    supplier: SupplierOut
    agreed: Decimal
    paid: Decimal
    confirmed: Decimal
    denied: Decimal
    returned: Decimal
    people: int
    starts_on: date
    ends_on: date
    exception: str
    contract_number: str
    is_demo: bool


class VersionOut(Schema):
    """The original (1) or an amendment."""

    number: int
    amount: Decimal
    starts_on: date
    ends_on: date
    reason: str
    effective_on: date


class MilestoneOut(Schema):
    """A milestone with its tranche. ``receipt``: "", "awaited", "confirmed" or "not_received"."""

    number: int
    title: str
    due_on: date
    amount: Decimal
    report_accepted: bool
    summary: str
    paid: Decimal
    paid_on: date | None
    receipt: str


class IndicatorOut(Schema):
    """An indicator: planned, and reached by accepted reports together."""

    title: str
    unit: str
    plan: Decimal
    fact: Decimal


class PhotoOut(Schema):
    """A public photo of a visit: paths on this site, and what is seen, in the language named."""

    url: str
    thumbnail_url: str
    alt: str
    language: str


class VisitOut(Schema):
    """A visit of the customer, what it found, and the photos of it that an officer made public."""

    done_on: date | None
    place: str
    people: int | None
    findings: str
    photos: list[PhotoOut]


class AgreementOut(Schema):
    """An agreement as its public page tells it."""

    project: ProjectOut
    versions: list[VersionOut]
    milestones: list[MilestoneOut]
    indicators: list[IndicatorOut]
    visits: list[VisitOut]


def names(text: Text) -> dict[str, str]:
    """A text in the three languages, as :class:`Names`."""
    return {"kk": text.kk, "ru": text.ru, "en": text.en}


def named(row: Any) -> dict[str, Any]:
    """A row with a slug and names, as :class:`Reference`."""
    return {"slug": getattr(row, "slug", ""), "name": {"kk": row.name_kk, "ru": row.name_ru, "en": row.name_en}}


def reference(row: Any) -> dict[str, Any] | None:
    """The same of what may be absent."""
    return None if row is None else named(row)


def state_of(lifecycle: Lifecycle, code: str) -> dict[str, Any]:
    """A state, as :class:`State`."""
    declared = lifecycle.states[code]
    return {"code": declared.code, "name": names(declared.label), "final": declared.final}
