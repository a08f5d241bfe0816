"""What is published of a process, as plain values: from the planned line to the last payment. No person is named here.

Amounts are ``Decimal`` tenge, moments are aware, days are days of the region.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from ortaq.kernel.interchange.rules.publishing import Paid, Paper, Party


@dataclass(frozen=True, slots=True)
class Measure:
    """An indicator: what is planned, and what each report says was reached (report, moment, value)."""

    id: str
    title: str
    unit: str
    plan: Decimal
    facts: tuple[tuple[str, datetime, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone with its tranche: ``met_at`` when its report was accepted."""

    id: str
    title: str
    due_on: date
    amount: Decimal
    met_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """An agreement as it was signed (number 1) or amended."""

    number: int
    at: datetime
    amount: Decimal
    starts_on: date
    ends_on: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Contract:
    """An agreement in force and how it is carried out. ``award`` is the number of the award that it rests on."""

    number: str
    award: str
    title: str
    supplier: Party
    versions: tuple[Version, ...]
    measures: tuple[Measure, ...] = ()
    steps: tuple[Step, ...] = ()
    payments: tuple[Paid, ...] = ()
    papers: tuple[Paper, ...] = ()
    ended_at: datetime | None = None
    external_number: str = ""
    """Its number on the state procurement portal."""


@dataclass(frozen=True, slots=True)
class Lot:
    """A part of a call with money of its own."""

    code: str
    title: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Award:
    """A decision for one application: who gets how much. ``bid`` is "" when nobody applied here."""

    number: str
    title: str
    at: datetime
    amount: Decimal
    supplier: Party
    bid: str = ""
    papers: tuple[Paper, ...] = ()
    lot: str = ""
    code: str = ""
    """By what the same award is told again: after a complaint was upheld, or when it went to the next in reserve."""
    cancelled_at: datetime | None = None
    """When it was taken back: the winner declined, or the results were reconsidered."""


@dataclass(frozen=True, slots=True)
class Bid:
    """An application after it was opened. ``status`` is a code of the bids extension.

    ``amount``, ``at``: None where the procurement portal took it in.
    """

    number: str
    tenderer: Party
    amount: Decimal | None
    at: datetime | None
    status: str
    lot: str = ""


@dataclass(frozen=True, slots=True)
class Revised:
    """A line of the plan after an approved change, which made this ``version`` of the plan."""

    version: int
    at: datetime
    title: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Planned:
    """What was planned, as it was first approved, and the topics that it grew out of (their numbers).

    ``cancelled_at``: taken out of the plan; ``changes``: approved since, the oldest first.
    """

    number: str
    title: str
    amount: Decimal
    approved_at: datetime
    url: str = ""
    topics: tuple[str, ...] = ()
    cancelled_at: datetime | None = None
    changes: tuple[Revised, ...] = ()


@dataclass(frozen=True, slots=True)
class Tender:
    """A call. ``outcome``: "" while it runs, else "complete", "unsuccessful" or "cancelled"."""

    number: str
    title: str
    description: str
    value: Decimal
    announced_at: datetime
    url: str = ""
    opens_at: datetime | None = None
    deadline: datetime | None = None
    opened_at: datetime | None = None
    outcome: str = ""
    decided_at: datetime | None = None
    details: str = ""
    criteria: str = ""
    eligibility: str = ""
    external_number: str = ""
    follows: tuple[str, ...] = ()
    """Numbers of the failed calls that this one repeats."""
    lines: tuple[str, ...] = ()
    """Numbers of the plan lines that it is funded by: each is a planning process of its own."""
    lots: tuple[Lot, ...] = ()
    papers: tuple[Paper, ...] = ()
    """Papers that became public later, each told when it did: the protocol of admission."""
    reconsidered: tuple[tuple[datetime, datetime | None], ...] = ()
    """When the results went back to the commission, and when it decided anew (None: not yet)."""


@dataclass(frozen=True, slots=True)
class Process:
    """One contracting process: a line of the plan with the agreements made without a call here, or a call with all of its own.

    A line and its calls are processes of their own, tied to each other: the identifier of a line never goes when a call
    comes.
    """

    number: str
    year: int
    language: str
    title: str
    buyer: Party
    planned: Planned | None = None
    tender: Tender | None = None
    bids: tuple[Bid, ...] = ()
    awards: tuple[Award, ...] = ()
    contracts: tuple[Contract, ...] = ()
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class Topic:
    """A published topic proposal: a planning process of its own. ``decided``: accepted or not, with the reason."""

    number: str
    language: str
    title: str
    need: str
    buyer: Party
    at: datetime
    url: str
    proposer: Party | None = None
    decided_at: datetime | None = None
    accepted: bool = False
    reason: str = ""
    is_demo: bool = False
    taken_down: bool = False
    """Its public texts were taken out: the process stays with its identifier, its body and the day, and nothing else."""


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One line of the year's table, plan beside fact. Amounts that aren't known are None, never zero."""

    year: int
    number: str
    title: str
    level: str
    body: str
    territory: str
    kato: str
    sphere: str
    planned: Decimal
    call: str = ""
    applications: int | None = None
    supplier: str = ""
    supplier_id: str = ""
    agreed: Decimal | None = None
    paid: Decimal | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    expert_points: Decimal | None = None
    satisfied: int | None = None
    answered: int | None = None
    is_demo: bool = False
    state: str = ""
