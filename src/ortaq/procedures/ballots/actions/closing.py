"""The count: the box is opened with the keepers' parts, counted, published; then everything that could join is destroyed."""

import json
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import connection, transaction

from ortaq.kernel.keys.queries import signing_key
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, advance, decide
from ortaq.kernel.limits.rules import RULES
from ortaq.kernel.parties.rules import SYSTEM
from ortaq.kernel.records.actions import lock_record
from ortaq.procedures.ballots.actions.box import hold_box
from ortaq.procedures.ballots.actions.destruction import box_role, destroy_ties, empty_box, rewrite_roll
from ortaq.procedures.ballots.actions.heads import is_waiting, make_head
from ortaq.procedures.ballots.models import Election, Published
from ortaq.procedures.ballots.models import Paper as Stored
from ortaq.procedures.ballots.pdf import protocols
from ortaq.procedures.ballots.queries.counting import (
    hours_of,
    hours_of_guessing,
    is_awaited,
    log_of,
    signed_heads,
    spoilt_sheets,
    turnout_by_slug,
    untold,
    valid_sheets,
    withdrawals_of,
)
from ortaq.procedures.ballots.queries.turnout import by_channel
from ortaq.procedures.ballots.rules import smells
from ortaq.procedures.ballots.rules.choices import Cast, canonical, checked, compact, frozen_hash, read
from ortaq.procedures.ballots.rules.papers import Paper, thawed
from ortaq.procedures.ballots.rules.publishing import ARCHIVE, Facts, Marked, Publication, packed, published
from ortaq.procedures.ballots.rules.receipts import commitment
from ortaq.procedures.ballots.rules.sealing import Opener, Unopened, public_of
from ortaq.procedures.ballots.rules.trustees import combined, fingerprint

_NOT_CLOSED = Text(
    "Дауыс беру әлі аяқталған жоқ немесе саналып қойған.",
    "Голосование ещё не закончено или уже подсчитано.",
    "Voting isn't over yet, or is counted already.",
)
_TELL_FIRST = Text(
    "Соңғы дауыс бергендерге құқығы пайдаланылғаны туралы хабарлама әлі жіберілген жоқ. Ол күндіз, сағат 8-ден 22-ге дейін жіберіледі: жәшікті содан кейін ашыңыз.",
    "Тем, кто проголосовал последним, ещё не отправлено сообщение о том, что их право использовано. Его отправляют днём, с 8 до 22 часов: вскройте ящик после этого.",
    "Those who voted last haven’t been told yet that their right was used. They are told by day, from 8 to 22: open the box after that.",
)
_OTHER_KEY = Text(
    "Бұл бөліктер осы дауыс берудің кілтін құрамайды.",
    "Эти части не составляют ключ этого голосования.",
    "These parts don't make the key of this vote.",
)


@dataclass(frozen=True, slots=True)
class Opened:
    """The box, opened: *casts* in an order that tells nothing, with their commitments; *spoilt* couldn't be read."""

    casts: Sequence[tuple[bytes, Cast]]
    spoilt: int

    @property
    def commitments(self) -> list[bytes]:
        """What was counted, as it stands in the log."""
        return [held for held, _ in self.casts]


@dataclass(frozen=True, slots=True)
class Counted:
    """What the commission reads out: the publication, and the signs that it has to look at."""

    publication: Publication
    smells: Sequence[smells.Smell]


def key_of(election: Election, shares: Sequence[str]) -> bytes:
    """The private key out of the keepers' parts; it is never stored. Raises BadShare, and Refused for another key."""
    private = combined(shares)
    if public_of(private) != bytes(election.public_key):
        raise Refused(_OTHER_KEY)
    return private


@transaction.atomic
def count_election(*, election: Election, shares: Sequence[str], at: datetime) -> Counted:
    """Opens the box of a closed election, counts, publishes, and empties the box; all of it or nothing.

    The roll is written anew in the same transaction, in random order and under new keys. What lies outside of the
    database is destroyed after it (``destroy_ties``). Raises BadShare and Refused.
    """
    private = key_of(election, shares)
    locked = lock_record(Election, election.pk)
    if locked.state != "closed":
        raise Refused(_NOT_CLOSED)
    decision = decide(locked, "count", SYSTEM)
    if not decision:
        raise Refused.by(decision)
    if is_awaited(locked, at):
        raise Refused(_TELL_FIRST)
    hold_box(locked)
    if is_waiting(locked):
        make_head(election=locked, at=at)
    stored = list(Stored.objects.filter(election=locked))
    papers = [thawed(each.document.encode()) for each in stored]
    box = _opened(locked, private, papers)
    found = _smells(locked, box, papers)
    publication = _published(locked, box, papers, found, [fingerprint(share) for share in shares])
    lost = untold(locked)
    _store(locked, publication, box, stored, at, lost)
    data = {
        "manifest_sha256": publication.hash,
        "ballots": len(box.casts),
        "spoilt": box.spoilt,
        "winners": {key: list(outcome.winners) for key, outcome in publication.outcomes.items()},
        "signs": len(found),
        "untold": lost,
    }
    advance(election, "count", by=SYSTEM, at=at, regime="", data=data, changes={"counted_at": at})
    empty_box(locked)
    rewrite_roll(locked)
    transaction.on_commit(lambda: destroy_ties(election=election, at=at))
    return Counted(publication, found)


def _opened(election: Election, private: bytes, papers: Sequence[Paper]) -> Opened:
    """Every envelope: opened, checked against its commitment and its papers, shuffled."""
    hashed = frozen_hash({paper.key: paper.hash for paper in papers})
    forms = {paper.key: paper.form for paper in papers}
    with box_role() as cursor:
        cursor.execute("SELECT sealed, commitment FROM ballot_box.envelope WHERE election = %s", [election.pk])
        rows = [(bytes(sealed), bytes(held)) for sealed, held in cursor.fetchall()]
    opener = Opener(private)
    casts: list[tuple[bytes, Cast]] = []
    for sealed, held in rows:
        try:
            cast = read(opener.opened(sealed, election=election.number, paper_hash=hashed))
        except (Unopened, ValueError):
            continue
        if commitment(election.number, hashed, canonical(cast.choices), cast.nonce) != held:
            continue
        if not all(key in forms and not checked(forms[key], marks) for key, marks in cast.choices.items()):
            continue
        casts.append((held, cast))
    secrets.SystemRandom().shuffle(casts)
    return Opened(casts, len(rows) - len(casts))


def _smells(election: Election, box: Opened, papers: Sequence[Paper]) -> list[smells.Smell]:
    """Everything that looks like stuffing, for the commission and the public."""
    envelopes = Counter(cast.channel for _, cast in box.casts)
    found = smells.unequal_marks(by_channel(election), envelopes, spoilt_sheets(election))
    found += smells.uneven_turnout(
        {name: (row["roll"], row["voted"]) for name, row in turnout_by_slug(election).items()}
    )
    found += smells.guessed(hours_of_guessing(election), RULES["vote.guess"].windows[0].amount)
    found += smells.strange_hours(hours_of(election))
    found += smells.odd_digits(valid_sheets(election))
    for paper in papers:
        told = [
            smells.Told(cast.channel, cast.territory, frozenset(cast.choices[paper.key]))
            for _, cast in box.casts
            if paper.key in cast.choices
        ]
        if not paper.territory:
            found += smells.one_place(told)
        found += smells.too_alike(told)
        if paper.form.minimum <= 1 < paper.form.most:
            found += smells.single_marks(told)
    return found


def _published(
    election: Election, box: Opened, papers: Sequence[Paper], found: Sequence[smells.Smell], brought: Sequence[str]
) -> Publication:
    marked = by_channel(election)
    facts = Facts(
        election=election.number,
        title={"kk": election.title_kk, "ru": election.title_ru, "en": election.title_en},
        frozen_hash=frozen_hash({paper.key: paper.hash for paper in papers}),
        public_key=bytes(election.public_key),
        signing_key=signing_key().public_key().public_bytes_raw(),
        roll=election.roll.count(),
        marked=marked,
        channels=dict(Counter(cast.channel for _, cast in box.casts)),
        spoilt=box.spoilt,
        spoilt_sheets=spoilt_sheets(election),
        trustees=[
            {
                "number": each.number, "name": each.name, "organisation": each.organisation,
                "fingerprint": each.fingerprint, "brought": each.fingerprint in brought,
            }
            for each in election.trustees.all()
        ],
        needed=election.trustees_needed,
        turnout=turnout_by_slug(election),
    )  # fmt: skip
    return published(
        facts=facts,
        papers=papers,
        ballots={
            paper.key: [
                Marked(cast.choices[paper.key], cast.territory) for _, cast in box.casts if paper.key in cast.choices
            ]
            for paper in papers
        },
        log=log_of(election),
        counted=box.commitments,
        heads=signed_heads(election),
        fewest=election.suppress_below,
        withdrawn=withdrawals_of(election),
        more={"signs.json": compact([_sign(each) for each in found]), "terms.json": election.terms.encode()},
    )


def _sign(smell: smells.Smell) -> Mapping[str, object]:
    words = smell.words
    return {"sign": str(smell.sign), "where": smell.where, "words": {"kk": words.kk, "ru": words.ru, "en": words.en}}


def _store(
    election: Election, publication: Publication, box: Opened, papers: Sequence[Stored], at: datetime, lost: int | None
) -> None:
    """Writes the files and the results; says of every commitment whether it was counted."""
    files = {
        **publication.files,
        **protocols(election, publication, at=at, untold=lost),
        ARCHIVE: packed(publication.files),
    }
    for name, content in sorted(files.items()):
        Published.objects.create(
            election=election, name=name, content=content, sha256=sha256(content).hexdigest(), created_at=at
        )
    for paper in papers:
        paper.result = json.loads(publication.files[f"result-{paper.key}.json"])
        paper.save(update_fields=["result"])
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ballots_commitment SET counted = value = ANY(%s) WHERE election_id = %s",
            [box.commitments, election.pk],
        )
