"""An election from its draft to its certified result; counting itself is the closing's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from ortaq.kernel.clocks.rules import local_day
from ortaq.kernel.events.actions import record_event
from ortaq.kernel.language.rules import LANGUAGES, Text
from ortaq.kernel.lifecycle.actions import Refused, Stale, advance, decide, open_record
from ortaq.kernel.notices.actions import drop_text_messages
from ortaq.kernel.parties.rules import SYSTEM, Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.kernel.search.actions import index_record
from ortaq.procedures.ballots.actions.box import hold_box, open_link
from ortaq.procedures.ballots.actions.papers import drafted, freeze_papers, keep_keepers
from ortaq.procedures.ballots.actions.rounds import for_each
from ortaq.procedures.ballots.actions.telling import tell_voters
from ortaq.procedures.ballots.models import Election
from ortaq.procedures.ballots.permissions import may_organise
from ortaq.procedures.ballots.rules.announcing import Facts, problems
from ortaq.procedures.ballots.rules.choices import compact
from ortaq.procedures.ballots.rules.telling import codes_of

WITHDRAWAL_RULE = "marks-passed-over"
"""What is stated in advance of an option that a decision withdraws: marks for it are passed over, the rest of the ballot counts."""
_FROZEN = Text(
    "Жарияланған дауыс беру өзгермейді.",
    "Объявленное голосование не меняется.",
    "An announced election never changes.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionTerms:
    """What the organiser says of an election, beside its papers. *modes*: ``rules.ways.WAYS``."""

    title_kk: str
    title_ru: str
    title_en: str = ""
    text_kk: str = ""
    text_ru: str = ""
    text_en: str = ""
    who_kk: str = ""
    who_ru: str = ""
    who_en: str = ""
    modes: Sequence[str] = ("code",)
    opens_at: datetime
    closes_at: datetime
    outage_minutes: int = 60
    extension_hours: int = 24
    extensions_most: int = 1
    complaint_days: int = 10
    trustees_needed: int = 3
    suppress_below: int = 50
    territory_id: int | None = None
    result_owner_id: int | None = None


_COLUMNS = (
    "title_kk", "title_ru", "title_en", "text_kk", "text_ru", "text_en", "who_kk", "who_ru", "who_en", "opens_at",
    "closes_at", "outage_minutes", "extension_hours", "extensions_most", "complaint_days", "trustees_needed",
    "suppress_below", "territory_id", "result_owner_id",
)  # fmt: skip


@transaction.atomic
def draft_election(*, body_id: int, terms: ElectionTerms, by: Actor, at: datetime, is_demo: bool = False) -> Election:
    """Begins an election of a body: numbered, not public. Raises Refused for who doesn't organise there."""
    allowed = may_organise(by, body_id)
    if not allowed:
        raise Refused.by(allowed)
    election = Election(kind="election", body_id=body_id, is_demo=is_demo)
    _write(election, terms)
    return open_record(election, by=by, at=at, code="draft", year=local_day(at).year)


@transaction.atomic
def change_election(
    *, election: Election, terms: ElectionTerms, by: Actor, at: datetime, version: int | None = None
) -> Election:
    """Changes an election that isn't announced yet. Raises Refused and Stale."""
    locked = drafted(election=election, by=by, frozen=_FROZEN)
    if version is not None and locked.version != version:
        raise Stale
    if terms.trustees_needed != locked.trustees_needed:
        keep_keepers(locked)
    _write(locked, terms)
    locked.version += 1
    locked.changed_at = at
    locked.save()
    record_event(record=locked, code="change", by=by, at=at)
    return locked


def _write(election: Election, terms: ElectionTerms) -> None:
    if terms.closes_at <= terms.opens_at:
        raise Refused(
            Text(
                "Дауыс беру басталғаннан кейін аяқталуы керек.",
                "Голосование должно закончиться после начала.",
                "Voting has to end after it begins.",
            )
        )
    if terms.trustees_needed < 2:
        raise Refused(
            Text(
                "Кілтті кемінде екі адам бірге сақтайды.",
                "Ключ хранят вместе не меньше двух человек.",
                "At least two people keep the key together.",
            )
        )
    for name in _COLUMNS:
        setattr(election, name, getattr(terms, name))
    election.modes = list(terms.modes)


def _joined(reasons: Sequence[Text]) -> Text:
    return Text(*(" ".join(reason.in_language(language) for reason in reasons) for language in LANGUAGES))


@transaction.atomic
def announce_election(*, election: Election, by: Actor, at: datetime, version: int | None = None) -> Election:
    """Announces an election: papers, rules and terms freeze and are public from now on, with their hashes.

    Raises Refused with everything that is still missing, and Stale.
    """
    locked = lock_record(Election, election.pk)
    decision = decide(locked, "announce", by)
    if not decision:
        raise Refused.by(decision)
    frozen = freeze_papers(locked)
    facts = Facts(
        titles=(locked.title_kk, locked.title_ru),
        who=(locked.who_kk, locked.who_ru),
        modes=locked.modes,
        opens_at=locked.opens_at,
        closes_at=locked.closes_at,
        papers=frozen.papers,
        trustees=locked.trustees.count(),
        trustees_needed=locked.trustees_needed,
        places=locked.places.count(),
        texts=bool(settings.SMS_URL),
    )
    wrong = problems(facts, at)
    if wrong:
        raise Refused(_joined(wrong))
    terms = terms_of(locked, frozen.hashes)
    advance(
        election,
        "announce",
        by=by,
        at=at,
        regime="",
        version=version,
        data={"papers": frozen.hash.hex(), "terms": terms.hash.hex()},
        changes={
            "announced_at": at,
            "published_at": at,
            "public_title": locked.title_kk,
            "public_text": locked.text_kk,
            "sealed_size": frozen.sealed_size,
            "terms": terms.text,
            "terms_hash": terms.hash,
        },
    )
    index_record(
        record_id=election.pk,
        title=f"{election.title_kk} {election.title_ru}",
        text=f"{election.text_kk}\n{election.text_ru}",
        language="kk",
    )
    return election


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything that is announced, as one text."""

    text: str
    hash: bytes


def terms_of(election: Election, papers: dict[str, str]) -> Terms:
    """The terms of an election as they are published: canonical JSON and its SHA-256."""
    text = compact(
        {
            "format": 1,
            "election": election.number,
            "title": {"kk": election.title_kk, "ru": election.title_ru, "en": election.title_en},
            "who": {"kk": election.who_kk, "ru": election.who_ru, "en": election.who_en},
            "modes": sorted(election.modes),
            "opens_at": election.opens_at.isoformat(),
            "closes_at": election.closes_at.isoformat(),
            "extension": {
                "outage_minutes": election.outage_minutes,
                "hours": election.extension_hours,
                "most": election.extensions_most,
            },
            "withdrawal": WITHDRAWAL_RULE,
            "complaint_days": election.complaint_days,
            "trustees": [
                {"number": each.number, "name": each.name, "organisation": each.organisation}
                for each in election.trustees.all()
            ],
            "trustees_needed": election.trustees_needed,
            "suppress_below": election.suppress_below,
            "papers": papers,
        }
    )
    return Terms(text.decode(), sha256(text).digest())


@transaction.atomic
def open_election(*, election: Election, at: datetime) -> Election:
    """Opens an announced election whose hour has come. Raises Refused without key or roll."""
    locked = lock_record(Election, election.pk)
    if locked.opens_at > at:
        raise Refused(
            Text("Әлі ерте: сағаты келген жоқ.", "Ещё рано: время не наступило.", "Too early: the hour hasn't come.")
        )
    open_link(locked)
    advance(
        election,
        "open",
        by=SYSTEM,
        at=at,
        regime="",
        data={"roll": locked.roll.count(), "key": bytes(locked.public_key).hex()},
        changes={"opened_at": at},
    )
    return election


@transaction.atomic
def close_election(*, election: Election, at: datetime) -> Election:
    """Closes an election whose hour has come: it waits for ballots under way, and takes no other. Raises Refused."""
    locked = lock_record(Election, election.pk)
    if locked.closes_at > at:
        raise Refused(
            Text("Әлі ерте: сағаты келген жоқ.", "Ещё рано: время не наступило.", "Too early: the hour hasn't come.")
        )
    hold_box(locked)
    advance(
        election,
        "close",
        by=SYSTEM,
        at=at,
        regime="",
        data={"voted": locked.roll.filter(voted=True).count()},
        changes={"closed_at": at},
    )
    drop_text_messages(purpose=codes_of(election.pk))  # a code that comes after the end opens nothing
    tell_voters(election=election, at=at)  # by day; at night the worker does it in the morning
    return election


def keep_times(*, at: datetime) -> int:
    """Opens and closes every election whose hour has come; returns how many moved. Each is a transaction of its own."""
    opening = Election.objects.filter(state="announced", opens_at__lte=at, closes_at__gt=at)
    closing = Election.objects.filter(state__in=["open", "suspended"], closes_at__lte=at)

    def move(election: Election) -> bool:
        try:
            (open_election if election.state == "announced" else close_election)(election=election, at=at)
        except Refused:
            return False  # somebody else has moved it, or its key isn't there yet
        return True

    return for_each([*opening, *closing], move)


@transaction.atomic
def extend_election(
    *, election: Election, outage_minutes: int, reason: str, by: Actor, at: datetime, version: int | None = None
) -> Election:
    """Puts the closing off by the stated hours, for an outage as long as was stated: nothing is decided here.

    Raises Refused when the outage was shorter, when the extensions that were stated are used up, and Stale.
    """
    _prolong(election, "extend", outage_minutes, reason, by, at, version)
    return election


@transaction.atomic
def reopen_election(
    *, election: Election, outage_minutes: int, reason: str, by: Actor, at: datetime, version: int | None = None
) -> Election:
    """The same when the outage fell on the hour of closing: takes ballots again until the stated hours after it are over.

    Raises Refused, once those hours have passed too.
    """
    locked = lock_record(Election, election.pk)
    if locked.closes_at + timedelta(hours=locked.extension_hours) <= at:
        raise Refused(
            Text(
                "Ұзартуға берілген сағаттар да өтіп кетті.",
                "Часы продления тоже уже прошли.",
                "The hours of the extension have passed too.",
            )
        )
    _prolong(election, "reopen", outage_minutes, reason, by, at, version)
    return election


def _prolong(
    election: Election, code: str, outage_minutes: int, reason: str, by: Actor, at: datetime, version: int | None
) -> None:
    locked = lock_record(Election, election.pk)
    if outage_minutes < locked.outage_minutes:
        raise Refused(
            Text(
                f"Ереже бойынша үзіліс кемінде {locked.outage_minutes} минут болуы керек.",
                f"По правилу перерыв должен длиться не меньше {locked.outage_minutes} минут.",
                f"By the rule the outage has to be {locked.outage_minutes} minutes or longer.",
            )
        )
    closes_at = locked.closes_at + timedelta(hours=locked.extension_hours)
    advance(
        election,
        code,
        by=by,
        at=at,
        regime="",
        reason=reason,
        version=version,
        data={"outage_minutes": outage_minutes, "closes_at": closes_at.isoformat()},
        changes={"closes_at": closes_at, "extensions_used": locked.extensions_used + 1},
    )


@transaction.atomic
def suspend_election(
    *, election: Election, reason: str, by: Actor, at: datetime, version: int | None = None
) -> Election:
    """Takes no ballots for a while, with a public reason. Those under way are waited for."""
    hold_box(lock_record(Election, election.pk))
    advance(election, "suspend", by=by, at=at, regime="", reason=reason, version=version)
    return election


@transaction.atomic
def resume_election(*, election: Election, by: Actor, at: datetime, version: int | None = None) -> Election:
    """Takes ballots again."""
    advance(election, "resume", by=by, at=at, regime="", version=version)
    return election


@transaction.atomic
def certify_election(*, election: Election, by: Actor, at: datetime, version: int | None = None) -> Election:
    """Makes a counted result final, once the days for complaints are over. Raises Refused before."""
    locked = lock_record(Election, election.pk)
    if locked.counted_at is None or locked.counted_at + timedelta(days=locked.complaint_days) > at:
        raise Refused(
            Text(
                "Шағымдану мерзімі әлі біткен жоқ.",
                "Срок обжалования ещё не истёк.",
                "The term for complaints isn't over yet.",
            )
        )
    advance(election, "certify", by=by, at=at, regime="", version=version)
    return election


@transaction.atomic
def annul_election(*, election: Election, reason: str, by: Actor, at: datetime, version: int | None = None) -> Election:
    """Ends an election without a valid result, with a public reason."""
    locked = lock_record(Election, election.pk)
    hold_box(locked)
    advance(election, "annul", by=by, at=at, regime="", reason=reason, version=version)
    return election
