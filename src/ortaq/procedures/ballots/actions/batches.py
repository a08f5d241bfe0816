"""Paper: handed out against a signature, typed in by two people independently, accepted with an act.

A paper ballot takes the place of one cast online at the moment it is handed out: the signature list is the roll. What lies in
the urn belongs to nobody: its envelopes get slots by chance, and there can't be more of them than signatures at the place.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Sum

from ortaq.kernel.events.actions import record_event
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.procedures.ballots.actions.box import LinkLost, put_envelope, share_box, withdraw_envelope
from ortaq.procedures.ballots.actions.casting import LOST
from ortaq.procedures.ballots.models import Commitment, Election, PaperBatch, Place, Reading, Voter
from ortaq.procedures.ballots.permissions import may_organise, may_serve
from ortaq.procedures.ballots.queries.batches import compared, places_for
from ortaq.procedures.ballots.queries.voting import Setup, setup_of
from ortaq.procedures.ballots.rules.choices import Cast, canonical, checked, written
from ortaq.procedures.ballots.rules.receipts import commitment, new_nonce
from ortaq.procedures.ballots.rules.sealing import seal

_NOT_OPEN = Text(
    "Қағаз бюллетень дауыс беру жүріп жатқанда ғана беріледі.",
    "Бумажный бюллетень выдаётся только во время голосования.",
    "Paper ballots are handed out only while voting is open.",
)
_HAS_PAPER = Text(
    "Бұл адамға қағаз бюллетень берілген.",
    "Этому человеку бумажный бюллетень уже выдан.",
    "This person was given a paper ballot already.",
)
_NOT_OFFERED = Text(
    "Бұл дауыс беруде қағаз бюллетень беріледі деп жарияланбаған.",
    "В этом голосовании бумажные бюллетени не объявлены.",
    "Paper ballots weren't announced for this vote.",
)
_OTHER_PAPERS = Text(
    "Бұл адамға басқа бюллетень тиесілі: ол басқа орында беріледі. Мұнда оған код беруге болады.",
    "Этому человеку положены другие бюллетени: их выдают на другом месте. Здесь ему можно выдать код.",
    "This person is given other papers: they are handed out at another place. Here a code can be given.",
)
_NOT_NOW = Text(
    "Қағаз бюллетеньдер дауыс беру басталғаннан кейін және санауға дейін енгізіледі.",
    "Бумажные бюллетени вводятся после начала голосования и до подсчёта.",
    "Paper ballots are typed in after voting began and before the count.",
)
_THIRD_PERSON = Text(
    "Буманы екі адам енгізеді: бірі – бірінші рет, басқасы – екінші рет.",
    "Пачку вводят два человека: один – первый раз, другой – второй.",
    "A batch is typed in by two people: one the first time, another the second.",
)
_NO_SUCH_SHEET = Text("Мұндай нөмірлі парақ жоқ.", "Листа с таким номером нет.", "There is no sheet of this number.")
_NOT_AGREED = Text(
    "Екі енгізу әлі сәйкес емес немесе аяқталмаған.",
    "Два ввода ещё не совпадают или не закончены.",
    "The two entries don't agree yet, or aren't finished.",
)


@transaction.atomic
def hand_paper(*, voter: Voter, place: Place, by: Actor, at: datetime) -> None:
    """Hands a paper ballot to a voter who signed for it: a ballot cast online leaves the box, and none can come any more.

    The papers of the place have to be the voter's own. No event: it would say when somebody came. Raises Refused.
    """
    election = Election.objects.get(pk=voter.election_id)
    allowed = may_serve(by, election.body_id)
    if not allowed:
        raise Refused.by(allowed)
    share_box(election)
    election.refresh_from_db()
    if election.state != "open" or not election.opens_at <= at < election.closes_at:
        raise Refused(_NOT_OPEN)
    if "paper" not in election.modes:
        raise Refused(_NOT_OFFERED)
    if place not in places_for(election, voter):
        raise Refused(_OTHER_PAPERS)
    locked = Voter.objects.select_for_update(no_key=True).get(pk=voter.pk)
    if locked.channel == Voter.Channel.PAPER:
        raise Refused(_HAS_PAPER)
    try:
        agree = not locked.voted or withdraw_envelope(election, locked.pk)
    except LinkLost as error:
        raise Refused(LOST) from error
    if not agree:
        raise Refused(
            Text(
                "Тізім мен жәшік сәйкес емес: ұйымдастырушыға хабарлаңыз.",
                "Список и урна не сходятся: сообщите организатору.",
                "Roll and box don't agree: tell the organiser.",
            )
        )
    locked.voted, locked.channel, locked.place_id = True, Voter.Channel.PAPER, place.pk
    locked.turn += 1
    locked.save(update_fields=["voted", "channel", "place", "turn"])
    locked.codes.all().delete()


@transaction.atomic
def open_batch(*, election: Election, place: Place, sheets: int, by: Actor, at: datetime) -> PaperBatch:
    """Begins a batch: so many sheets were taken out of the urn of a place. Raises Refused."""
    locked = _locked(election, by)
    number = (locked.batches.aggregate(last=Max("number"))["last"] or 0) + 1
    batch = PaperBatch.objects.create(election=locked, place=place, number=number, sheets=sheets, created_at=at)
    record_event(record=locked, code="open_batch", by=by, at=at, data={"batch": number, "sheets": sheets})
    return batch


def _locked(election: Election, by: Actor) -> Election:
    locked = lock_record(Election, election.pk)
    allowed = may_serve(by, locked.body_id)
    if not allowed:
        raise Refused.by(allowed)
    if locked.state not in {"open", "suspended", "closed"}:
        raise Refused(_NOT_NOW)
    return locked


@transaction.atomic
def read_sheet(
    *, batch: PaperBatch, sheet: int, choices: Mapping[str, Mapping[str, int]], spoiled: bool, by: Actor, at: datetime
) -> None:
    """Keeps what one person reads on one sheet; typing it again corrects it. Neither sees the other's reading. Raises Refused.

    A sheet that breaks the rules of the paper is spoiled, whatever the person said.
    """
    found = _typing(batch, by)
    if not 1 <= sheet <= found.sheets:
        raise Refused(_NO_SUCH_SHEET)
    turn = _turn(found, by.account)
    Reading.objects.update_or_create(
        batch=found, sheet=sheet, turn=turn, defaults={"marks": _text(_setup(found), found, choices, spoiled=spoiled)}
    )


def _typing(batch: PaperBatch, by: Actor) -> PaperBatch:
    found = PaperBatch.objects.select_for_update().select_related("election", "place").get(pk=batch.pk)
    allowed = may_serve(by, found.election.body_id)
    if not allowed:
        raise Refused.by(allowed)
    if found.state in {PaperBatch.State.ACCEPTED, PaperBatch.State.DROPPED}:
        raise Refused(_NOT_NOW)
    return found


def _turn(batch: PaperBatch, account: int) -> int:
    """Whose reading it is. The first two people who type are the two."""
    if batch.state != PaperBatch.State.TYPING:
        raise Refused(_NOT_NOW)
    if batch.first_by_id in {None, account}:
        if batch.first_by_id is None:
            batch.first_by_id = account
            batch.save(update_fields=["first_by"])
        return Reading.Turn.FIRST
    if batch.second_by_id in {None, account}:
        if batch.second_by_id is None:
            batch.second_by_id = account
            batch.save(update_fields=["second_by"])
        return Reading.Turn.SECOND
    raise Refused(_THIRD_PERSON)


def _setup(batch: PaperBatch) -> Setup:
    setup = setup_of(batch.election_id)
    if setup is None:
        raise Refused(_NOT_NOW)
    return setup


def _text(setup: Setup, batch: PaperBatch, choices: Mapping[str, Mapping[str, int]], *, spoiled: bool) -> str:
    papers = setup.papers_of(batch.place.territory_id)
    wrong = any(checked(paper.form, choices.get(paper.key, {})) for paper in papers)
    if spoiled or wrong or set(choices) - {paper.key for paper in papers}:
        return json.dumps({"spoiled": True})
    return json.dumps({"choices": {paper.key: dict(choices.get(paper.key, {})) for paper in papers}}, sort_keys=True)


@transaction.atomic
def compare_batch(*, batch: PaperBatch, by: Actor, at: datetime) -> list[int]:
    """Lays the two readings side by side: the sheets that differ, to be settled by both together. Raises Refused while one is unfinished."""
    found = _typing(batch, by)
    result = compared(found)
    if result.missing:
        raise Refused(_NOT_AGREED)
    found.state, found.differed = PaperBatch.State.SETTLING, len(result.differing)
    found.save(update_fields=["state", "differed"])
    return result.differing


@transaction.atomic
def settle_sheet(
    *, batch: PaperBatch, sheet: int, choices: Mapping[str, Mapping[str, int]], spoiled: bool, by: Actor, at: datetime
) -> None:
    """Keeps what both people agree to read on a sheet where they differed. Raises Refused."""
    found = _typing(batch, by)
    if found.state != PaperBatch.State.SETTLING or sheet not in compared(found).differing:
        raise Refused(_NO_SUCH_SHEET)
    Reading.objects.update_or_create(
        batch=found,
        sheet=sheet,
        turn=Reading.Turn.SETTLED,
        defaults={"marks": _text(_setup(found), found, choices, spoiled=spoiled)},
    )


@transaction.atomic
def drop_batch(*, batch: PaperBatch, reason: str, by: Actor, at: datetime) -> None:
    """Drops a batch that isn't accepted, by a public decision with its reason, and forgets its readings. Raises Refused.

    Without it a batch of which the number of sheets was mistyped would hold up the count for good.
    """
    election = lock_record(Election, PaperBatch.objects.get(pk=batch.pk).election_id)
    allowed = may_organise(by, election.body_id)
    if not allowed:
        raise Refused.by(allowed)
    _locked(election, by)
    found = _typing(batch, by)
    found.readings.all().delete()
    found.state = PaperBatch.State.DROPPED
    found.save(update_fields=["state"])
    record_event(
        record=election, code="drop_batch", by=by, at=at, reason=reason,
        data={"batch": found.number, "place": found.place_id, "sheets": found.sheets}, public=True,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Accepted:
    """The figures of a batch's act."""

    sheets: int
    valid: int
    spoiled: int
    differed: int


@transaction.atomic
def accept_batch(*, batch: PaperBatch, by: Actor, at: datetime) -> Accepted:
    """Puts the ballots of a batch into the box, sealed like all others, and forgets the readings. Raises Refused.

    There can't be more ballots from a place than people who signed there.
    """
    election = lock_record(Election, PaperBatch.objects.get(pk=batch.pk).election_id)
    allowed = may_organise(by, election.body_id)
    if not allowed:
        raise Refused.by(allowed)
    _locked(election, by)
    found = _typing(batch, by)
    result = compared(found)
    if found.state != PaperBatch.State.SETTLING or result.missing or result.unsettled:
        raise Refused(_NOT_AGREED)
    valid = [marks for marks in result.agreed if marks is not None]
    _within_signatures(election, found, len(valid))
    _put_all(election, found, valid)
    found.readings.all().delete()
    found.state, found.accepted_by_id, found.accepted_at = PaperBatch.State.ACCEPTED, by.user_id, at
    found.valid, found.spoiled = len(valid), found.sheets - len(valid)
    found.save()
    act = Accepted(found.sheets, found.valid, found.spoiled, found.differed)
    record_event(
        record=election,
        code="accept_batch",
        by=by,
        at=at,
        data={
            "batch": found.number, "place": found.place_id, "sheets": act.sheets, "valid": act.valid,
            "spoiled": act.spoiled, "differed": act.differed,
        },
        public=True,
    )  # fmt: skip
    return act


def _within_signatures(election: Election, batch: PaperBatch, more: int) -> None:
    Place.objects.select_for_update().get(pk=batch.place_id)
    before = (
        PaperBatch.objects.filter(place=batch.place_id, state=PaperBatch.State.ACCEPTED).aggregate(sum=Sum("sheets"))[
            "sum"
        ]
        or 0
    )
    signed = Voter.objects.filter(election=election, place=batch.place_id, channel=Voter.Channel.PAPER).count()
    if before + batch.sheets > signed:
        raise Refused(
            Text(
                f"Бюллетень қол қойғандардан көп: {before + batch.sheets} парақ, {signed} қол.",
                f"Бюллетеней больше, чем подписей: листов {before + batch.sheets}, подписей {signed}.",
                f"There are more ballots than signatures: {before + batch.sheets} sheets, {signed} signatures.",
            )
        )


def _put_all(election: Election, batch: PaperBatch, ballots: list[Mapping[str, Mapping[str, int]]]) -> None:
    setup = _setup(batch)
    territory = setup.territory_slug(batch.place.territory_id)
    fresh = []
    for choices in secrets.SystemRandom().sample(ballots, len(ballots)):
        nonce = new_nonce()
        held = commitment(setup.number, setup.papers_hash, canonical(choices), nonce)
        sealed = seal(
            setup.public_key,
            written(Cast(choices, nonce, Voter.Channel.PAPER, territory)),
            election=setup.number,
            paper_hash=setup.papers_hash,
            size=setup.sealed_size,
        )
        fresh.append((secrets.token_bytes(32), sealed, held))
    Commitment.objects.bulk_create(Commitment(value=held, election=election) for _, _, held in fresh)
    for slot, sealed, held in sorted(fresh):
        put_envelope(election, slot, sealed, held)
