"""What ``/api/v1/`` answers with. The descriptions stand in its OpenAPI document."""

from datetime import date, datetime
from decimal import Decimal
from typing import Generic, TypeVar

from ninja import Schema

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
    """The signed Merkle head (RFC 6962) over the events of a day; hashes and signature in hexadecimal."""

    day: date
    first_event: int
    last_event: int
    size: int
    root: str
    previous_root: str
    signature: str


class DigestOut(Schema):
    """The newest checkpoints and the Ed25519 key that signs them."""

    public_key: str
    checkpoints: list[CheckpointOut]
