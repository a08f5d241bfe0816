"""What a vote needs at the moment of voting: the frozen papers, kept in the process, and who holds which right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone

from ortaq.kernel.accounts.models import ProvedIin
from ortaq.kernel.accounts.queries import person_of
from ortaq.kernel.events.models import Event
from ortaq.kernel.keys.queries import lookup_hash, lookup_hashes, seal, unseal
from ortaq.kernel.keys.rules import Unreadable
from ortaq.kernel.parties.queries import territory_reference
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.statements.queries import KeptAnswers
from ortaq.procedures.ballots.models import Election, Option, Voter, VotingCode
from ortaq.procedures.ballots.rules.choices import PaperForm, frozen_hash
from ortaq.procedures.ballots.rules.codes import CHANCE, LENGTH, mark, shuffled, tidy
from ortaq.procedures.ballots.rules.papers import Line, Paper, thawed


@dataclass(frozen=True, slots=True)
class Sheet:
    """One frozen paper as voters get it. *withdrawn*: numbers of options that a decision took out since."""

    key: str
    paper: Paper
    territory_id: int | None
    withdrawn: frozenset[str] = frozenset()

    @property
    def form(self) -> PaperForm:
        """How it is filled in."""
        return self.paper.form

    def title(self, language: str) -> str:
        """Its title in *language*, Russian where that is missing."""
        return self.paper.title.get(language) or self.paper.title["ru"]

    def lines_for(self, voter: UUID) -> list[Line]:
        """Its options in the order that this voter sees them in, always the same."""
        by_number = {int(line.number): line for line in self.paper.lines}
        seed = sha256(voter.bytes + self.key.encode()).digest()
        return [by_number[number] for number in shuffled(sorted(by_number), seed)]


@dataclass(frozen=True)
class Setup:
    """An announced election as far as voting needs it: nothing here changes any more but the hour of closing."""

    pk: int
    number: str
    title: Mapping[str, str]
    state: str
    modes: tuple[str, ...]
    opens_at: datetime
    closes_at: datetime
    public_key: bytes
    sealed_size: int
    papers_hash: bytes
    is_demo: bool
    sheets: tuple[Sheet, ...]

    def is_open(self, at: datetime) -> bool:
        """Can ballots be cast at *at*, as far as this process knows? The database has the last word."""
        return self.state == "open" and self.opens_at <= at < self.closes_at

    def title_in(self, language: str) -> str:
        """The title in *language*, Russian where that is missing."""
        return self.title.get(language) or self.title["ru"]

    def papers_of(self, territory_id: int) -> tuple[Sheet, ...]:
        """The papers that a voter of a territory is given: those for everybody, for it, and for what it lies in."""
        within = self._within(territory_id)
        return tuple(sheet for sheet in self.sheets if sheet.territory_id is None or sheet.territory_id in within)

    def territory_slug(self, territory_id: int) -> str:
        """The short name that a sealed ballot's territory is counted under."""
        return territory_reference.row(territory_id).slug

    @cached_property
    def _known(self) -> dict[int, frozenset[int]]:
        return {}

    def _within(self, territory_id: int) -> frozenset[int]:
        found = self._known.get(territory_id)
        if found is None:
            chain = []
            at: int | None = territory_id
            while at is not None and at not in chain:
                chain.append(at)
                at = territory_reference.row(at).parent_id
            found = self._known[territory_id] = frozenset(chain)
        return found


_setups = KeptAnswers[int, Setup | None](200)
GUESSED = "guessing"
"""The event that tells of it, once an hour: the organiser sees it, and the signs of the count name it."""


def setup_of(pk: int) -> Setup | None:
    """The setup of an election that was announced; kept in the process for as long as reference data are."""
    return _setups.get(pk, lambda: _read_setup(pk))


def _read_setup(pk: int) -> Setup | None:
    election = Election.objects.filter(pk=pk, announced_at__isnull=False).first()
    if election is None:
        return None
    papers = election.papers.prefetch_related(Prefetch("options", Option.objects.filter(withdrawal__isnull=False)))
    sheets = tuple(
        Sheet(
            paper.key,
            thawed(paper.document.encode()),
            paper.territory_id,
            frozenset(str(option.number) for option in paper.options.all()),
        )
        for paper in papers
    )
    return Setup(
        pk=election.pk,
        number=election.number,
        title={"kk": election.title_kk, "ru": election.title_ru, "en": election.title_en},
        state=election.state,
        modes=tuple(election.modes),
        opens_at=election.opens_at,
        closes_at=election.closes_at,
        public_key=bytes(election.public_key),
        sealed_size=election.sealed_size,
        papers_hash=frozen_hash({sheet.key: sheet.paper.hash for sheet in sheets}),
        is_demo=election.is_demo,
        sheets=sheets,
    )


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the right to cast one ballot, from the moment it was shown: kept in a signed cookie, never in a session."""

    election: int
    voter: UUID
    turn: int
    territory_id: int
    channel: str = "online"

    def token(self) -> str:
        """As it stands in the cookie."""
        return f"{self.election}.{self.voter.hex}.{self.turn}.{self.territory_id}.{self.channel}"


def holder_from(token: str) -> Holder | None:
    """The holder that a cookie's value names. The signature is checked before; a mangled value is nobody's."""
    try:
        election, voter, turn, territory, channel = token.split(".")
        return Holder(int(election), UUID(voter), int(turn), int(territory), channel)
    except ValueError:
        return None


def holder_of(voter: Voter, channel: str = "online") -> Holder:
    """The holder of a voter's right."""
    return Holder(voter.election_id, voter.pk, voter.turn, voter.territory_id, channel)


def code_hash(code: str) -> bytes:
    """What of a personal code is stored."""
    return lookup_hash("voting-code", tidy(code))


def is_plausible(code: str) -> bool:
    """Does the code bear its keyed mark? Says no to all but one in a million guesses, without asking the database."""
    typed = tidy(code)
    if len(typed) != LENGTH:
        return False
    return any(mark(keyed) == typed[CHANCE:] for keyed in lookup_hashes("voting-code-mark", typed[:CHANCE]))


def voter_by_code(code: str) -> Voter | None:
    """The voter whose personal code this is, in an election that is announced; a voter with paper in hand has none. One SQL query."""
    if not is_plausible(code):
        return None
    found = (
        VotingCode.objects.filter(
            code_hash__in=lookup_hashes("voting-code", tidy(code)),
            kind__in=[VotingCode.Kind.PRINT, VotingCode.Kind.DESK],
            voter__election__announced_at__isnull=False,
        )
        .select_related("voter")
        .first()
    )
    if found is None or (found.expires_at is not None and found.expires_at <= timezone.now()):
        return None
    return found.voter


def person_hash(number: str, iin: str) -> bytes:
    """What of an IIN stands on the roll of one election: of no use in another."""
    return lookup_hash("voter", f"{number}|{iin}")


def person_hashes(number: str, iin: str) -> list[bytes]:
    """What an IIN may stand on the roll as."""
    return lookup_hashes("voter", f"{number}|{iin}")


def voter_by_iin(election_id: int, number: str, iin: str) -> Voter | None:
    """The voter of an election by IIN. One SQL query."""
    return Voter.objects.filter(election_id=election_id, person_hash__in=person_hashes(number, iin)).first()


def voter_by_number(election_id: int, place: int) -> Voter | None:
    """The voter of an election by the place on the list. One SQL query."""
    return Voter.objects.filter(election_id=election_id, number=place).first()


def has_voted(holder: Holder) -> bool:
    """Has this voter cast a ballot already? One SQL query."""
    return Voter.objects.filter(pk=holder.voter, voted=True).exists()


def proved_voter(user_id: int, setup: Setup) -> Voter | None:
    """The voter that an account is by an IIN that an identity service vouched for. Three SQL queries."""
    if not ProvedIin.objects.filter(user_id=user_id).exists():
        return None
    person = person_of(user_id)
    return voter_by_iin(setup.pk, setup.number, person.iin) if person and person.iin else None


def rolls_of(actor: Actor) -> list[dict[str, Any]]:
    """The rolls that somebody stands on, for the export of their own data; what they chose isn't there, nor when they came.

    Only by an IIN that an identity service vouched for: anybody can type another's into their profile. At most five SQL queries.
    """
    if actor.user_id is None or not ProvedIin.objects.filter(user_id=actor.user_id).exists():
        return []
    person = person_of(actor.user_id)
    if person is None or not person.iin:
        return []
    numbers = Election.objects.filter(announced_at__isnull=False).values_list("number", flat=True)
    hashes = [hashed for number in numbers for hashed in person_hashes(number, person.iin)]
    places = territory_reference.rows()
    found = Voter.objects.filter(person_hash__in=hashes).select_related("election").order_by("election")
    return [
        {
            "election": voter.election.number,
            "title": voter.election.title,
            "place_on_the_roll": voter.number,
            "territory": places[voter.territory_id].slug,
            "phone": voter.phone,
            "voted": voter.voted,
            "channel": voter.channel,
        }
        for voter in found
    ]


def is_guessed(election: int, at: datetime) -> bool:
    """Have so many wrong codes come within the last hour that somebody must be guessing? One SQL query."""
    return Event.objects.filter(record_id=election, code=GUESSED, at__gt=at - timedelta(hours=1)).exists()


def asked_token(setup: Setup, iin: str) -> str:
    """Whose code was sent by text message, for a cookie: sealed, since the browser may be shared."""
    return f"{setup.pk}.{seal(iin).hex()}"


def asked_iin(setup: Setup, token: str) -> str:
    """The IIN of :func:`asked_token`; "" for another election's, and for none."""
    pk, _dot, sealed = token.partition(".")
    if pk != str(setup.pk):
        return ""
    try:
        return unseal(bytes.fromhex(sealed))
    except (ValueError, Unreadable):
        return ""
