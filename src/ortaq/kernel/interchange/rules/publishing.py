"""What every package of open data has: who publishes, who is a party, money that moved, papers. No person is named here.

Amounts are ``Decimal`` tenge, moments are aware, days are days of the region.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from typing import Any

CC_BY = "https://creativecommons.org/licenses/by/4.0/"
CURRENCY = "KZT"
DEMO = "DEMO · "
"""Stands before every title of made-up data."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes, and under which names.

    ``base``: address of the site without a slash at its end. ``ocid_prefix`` is registered with the Open Contracting
    Partnership; ``ocds-000000`` is nobody's. ``giving_prefix``: what 360Giving calls the publisher's prefix.
    """

    name: str
    bin: str
    base: str
    ocid_prefix: str
    giving_prefix: str
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation. ``bin`` is "" while it isn't known: then it goes by its short name on this site."""

    slug: str
    name: str
    bin: str = ""
    locality: str = ""
    region: str = ""

    @property
    def id(self) -> str:
        """The identifier of org-id.guide (list KZ-BIN), or the site's own."""
        return f"KZ-BIN-{self.bin}" if self.bin else f"ortaq-{self.slug}"


@dataclass(frozen=True, slots=True)
class Paper:
    """A published document: its type is a code of OCDS."""

    id: str
    type: str
    title: str
    url: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Paid:
    """Money that moved on a day: to the supplier, or ``back`` to the budget."""

    id: str
    on: date
    amount: Decimal
    back: bool = False


@dataclass(frozen=True, slots=True)
class InKind:
    """Something other than money that is given: things, hours of work. Amounts in its ``unit``."""

    kind: str
    title: str
    unit: str
    promised: Decimal
    given: Decimal


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant, an award of merit or a sponsor's gift, decided. ``kind``: "state-grant", "award", "sponsorship"…"""

    number: str
    kind: str
    kind_title: str
    title: str
    description: str
    applied: Decimal | None
    awarded: Decimal
    awarded_on: date
    recipient: Party
    funder: Party
    changed_at: datetime
    url: str = ""
    paid: Decimal | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    programme: tuple[str, str] = ("", "")
    open_call: bool = True
    sphere: tuple[str, str] = ("", "")
    place: tuple[str, str] = ("", "")
    """Name and KATO code of where people are helped; the code is "" until the classifier is loaded."""
    payments: tuple[Paid, ...] = ()
    papers: tuple[Paper, ...] = ()
    in_kind: tuple[InKind, ...] = ()
    is_demo: bool = False


def without_empty(value: dict[str, Any]) -> dict[str, Any]:
    """*value* without what isn't known: None, "", empty lists and objects. A standard's field is left out, not blank."""
    return {key: part for key, part in value.items() if part is not None and part not in ("", [], {}, ())}


def marked(title: str, is_demo: bool) -> str:
    """*title*, with the mark of made-up data before it where it is made up."""
    return f"{DEMO}{title}" if is_demo else title


def moment(at: datetime | date, publisher: Publisher) -> str:
    """A moment by RFC 3339 with the region's offset; of a day its first second."""
    if not isinstance(at, datetime):
        at = datetime.combine(at, time(), publisher.zone)
    return at.astimezone(publisher.zone).replace(microsecond=0).isoformat()
