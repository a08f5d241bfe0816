"""What systems tell this room: kinds of competitions with their rules, other sources of money, ties of people, spheres."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from ortaq.kernel.language.rules import Text
from ortaq.procedures.competitions.rules.announcing import Facts
from ortaq.procedures.competitions.rules.budget import Totals


@dataclass(frozen=True, slots=True)
class Applying:
    """An application as the guards of a profile see it."""

    applicant_id: int
    bin: str
    sphere: str
    lot_code: str
    starts_on: date | None
    ends_on: date | None
    sums: Totals
    year: int
    at: datetime
    earlier_awards: tuple[date, ...] = ()
    """When the organisation received an award of the same profile before."""
    other_spheres: frozenset[str] = frozenset()
    """Spheres in which it has applied already in the same profile and year."""


@dataclass(frozen=True)
class Profile:
    """A kind of competition: what holds for every call of it, before the call adds its own terms.

    ``eligibility``: codes of conditions; ``caps``: per cent by type of budget line; ``of_call`` and ``of_application``
    give the reasons why a call can't be announced and an application not be submitted (empty: it can).
    ``share_equally``: winners of one lot share its money equally.
    """

    code: str
    name: Text
    eligibility: tuple[str, ...] = ()
    caps: Mapping[str, Decimal] = field(default_factory=dict)
    is_reference: bool = False
    needs_sphere: bool = False
    share_equally: bool = False
    norm: str = ""
    of_call: Callable[[Facts], list[Text]] = lambda _call: []
    of_application: Callable[[Applying], list[Text]] = lambda _application: []


@dataclass(frozen=True, slots=True)
class Funding:
    """Money that an organisation has or had from somewhere: for the hint of double funding."""

    source: Text
    title: str
    period: tuple[date | None, date | None]
    territory_id: int | None = None
    sphere: str = ""
    address: str = ""
    """Path of a page about it, without the language; "" when there is none."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Something that ties a person to an organisation: for the hint of a conflict of interest."""

    what: Text
    detail: str = ""


FundingOf = Callable[[str], Iterable[Funding]]
"""BIN → what another source paid or promised."""
TiesOf = Callable[[int, int], Iterable[Tie]]
"""(account, organisation) → what ties them."""

_profiles: dict[str, Profile] = {}
_funding: dict[str, FundingOf] = {}
_ties: dict[str, TiesOf] = {}
_spheres: Callable[[], Mapping[str, Text]] = dict


def declare_profile(profile: Profile) -> None:
    """Makes a kind of competition known. Raises ValueError when its code is taken by another."""
    if _profiles.setdefault(profile.code, profile) is not profile:
        raise ValueError(f"profile {profile.code!r} is declared twice")


def profile_of(code: str) -> Profile:
    """The declared profile *code*. Raises KeyError."""
    return _profiles[code]


def profiles() -> tuple[Profile, ...]:
    """Every declared profile, by code."""
    return tuple(_profiles[code] for code in sorted(_profiles))


def declare_spheres(source: Callable[[], Mapping[str, Text]]) -> None:
    """Says where the spheres that calls and applications may stand in come from (Law No 36 of 12.04.2005, art. 5)."""
    global _spheres
    _spheres = source


def spheres() -> Mapping[str, Text]:
    """Every sphere by its code; none where no system declares any."""
    return _spheres()


def register_funding(name: str, source: FundingOf) -> None:
    """Adds a source that is asked when an application is checked for double funding. Raises ValueError for a taken name."""
    if _funding.setdefault(name, source) is not source:
        raise ValueError(f"funding source {name!r} is registered twice")


def funding_of(bin_: str) -> list[Funding]:
    """What every registered source knows of the organisation with this BIN; nothing without a BIN."""
    return [row for name in sorted(_funding) for row in _funding[name](bin_)] if bin_ else []


def register_ties(name: str, source: TiesOf) -> None:
    """Adds a source of ties between people and organisations. Raises ValueError for a taken name."""
    if _ties.setdefault(name, source) is not source:
        raise ValueError(f"source of ties {name!r} is registered twice")


def ties_between(user_id: int, organisation_id: int) -> list[Tie]:
    """What ties an account to an organisation, by every registered source."""
    return [tie for name in sorted(_ties) for tie in _ties[name](user_id, organisation_id)]


CONTEST = Profile("contest", Text("Байқау", "Конкурс", "Contest"), eligibility=("ngo", "no_interest"), norm="Ortaq")
"""A contest of projects ("Best project"): no norm of law that was read sets its rules, the call does."""

SMALL_GRANT = Profile(
    "small_grant",
    Text("Шағын грант", "Малый грант", "Small grant"),
    eligibility=("ngo", "not_unfair", "no_liquidation", "no_debts", "no_interest"),
    norm="Ortaq",
)
"""Small sums from local or sponsors' money; the call sets the rules."""
