"""A pledge is offered, talked over, changed, accepted, declined, withdrawn: all in private between two sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from ortaq.kernel.clocks.rules import local_day
from ortaq.kernel.events.actions import record_event
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, Stale, advance, open_record
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.kernel.records.models import Link
from ortaq.systems.fairs.models import Pledge, PledgeLine, ShowcaseProject, Talk, TalkRequest
from ortaq.systems.fairs.permissions import is_checked, may_pledge, pledge_capacities
from ortaq.systems.fairs.queries.pledges import left_of
from ortaq.systems.fairs.rules import ZERO
from ortaq.systems.fairs.rules.sponsoring import MORE_THAN_MISSING, Promise, promise_faults

_IN_WORDS = {
    "pledged_within_missing": MORE_THAN_MISSING,
    "given_within_pledged": Text(
        "Уәде етілгеннен көп берілмейді: қалғанын тексеріңіз.",
        "Нельзя передать больше, чем обещано: проверьте остаток.",
        "No more can be given than was promised: look at what is left.",
    ),
    "delivery_answered_by_another": Text(
        "Бергенін хабарлаған адам алғанын растай алмайды.",
        "Кто сообщил о передаче, тот не подтверждает получение.",
        "Who reported the gift can’t confirm its receipt.",
    ),
    "pledge_two_people": Text(
        "Ұсынған адам оны қабылдай алмайды.",
        "Кто предложил, тот не принимает предложение.",
        "Who made the offer can’t accept it.",
    ),
    "talk_request_one_open": Text(
        "Бұл демеушіден осы жоба туралы сұралған: жауабын күтіңіз.",
        "Этого спонсора об этом проекте уже спросили: дождитесь ответа.",
        "This sponsor was asked about this project already: wait for its answer.",
    ),
    "memorandum_one_live_a_pledge": Text(
        "Бұл уәде бойынша меморандум жасалып жатыр.",
        "По этому обещанию меморандум уже составляется.",
        "A memorandum on this pledge is being made already.",
    ),
}
"""What the database refuses, in words."""
_NOT_CHECKED = Text(
    "Бұл демеушінің профилі қазір тексерілген емес: үйлестіруші оны тоқтатқан немесе қайта тексеріп жатыр. Ұсынысын қазір қабылдауға болмайды.",
    "Профиль этого спонсора сейчас не подтверждён: координатор приостановил его или проверяет заново. Принять предложение сейчас нельзя.",
    "This sponsor’s profile isn’t approved now: the coordinator has suspended it or is checking it again. The offer can’t be accepted now.",
)


@contextmanager
def in_words() -> Iterator[None]:
    """Turns what the database refuses into words for the person."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = str(getattr(getattr(error.__cause__, "diag", None), "constraint_name", ""))
        words = _IN_WORDS.get(name)
        if words is None:
            raise
        raise Refused(words) from error


@dataclass(frozen=True)
class Offer:
    """What a sponsor offers. ``conditions`` is private for ever."""

    promises: Sequence[Promise]
    conditions: str = ""
    match_percent: int | None = None


def _check(project: ShowcaseProject, offer: Offer, at: datetime) -> None:
    faults = promise_faults(offer.promises, left_of(project), match_percent=offer.match_percent, today=local_day(at))
    if faults:
        raise Refused(faults[0])


def _keep_lines(pledge: Pledge, offer: Offer) -> None:
    PledgeLine.objects.filter(pledge=pledge).delete()
    for row in offer.promises:
        PledgeLine.objects.create(pledge=pledge, need_id=row.need, amount=row.amount, due_on=row.due_on)


@transaction.atomic
def offer_help(
    *, project: ShowcaseProject, sponsor: Organisation, offer: Offer, by: Actor, at: datetime, is_demo: bool = False
) -> Pledge:
    """Offers help to a project. The two sides alone know of it. A request for talks is answered by it. Raises Refused."""
    locked = lock_record(ShowcaseProject, project.pk)  # it may leave the exhibition at this moment
    decision = may_pledge(by, locked, sponsor)
    if not decision:
        raise Refused.by(decision)
    _check(locked, offer, at)
    pledge = Pledge(
        kind="pledge",
        project=locked,
        sponsor=sponsor,
        body_id=locked.body_id,
        territory_id=locked.territory_id,
        match_percent=offer.match_percent,
        conditions=offer.conditions.strip(),
        offered_by_id=by.account,
        is_demo=is_demo or locked.is_demo,
    )
    open_record(pledge, by=by, at=at, code="offer", year=local_day(at).year, tells=("ngo",))
    _keep_lines(pledge, offer)
    Link.objects.create(source=locked, kind=Link.Kind.FUNDED_BY, target=pledge, created_at=at)
    _answer(pledge, by, at)
    return pledge


def _answer(pledge: Pledge, by: Actor, at: datetime) -> None:
    """The offer answers the NGO's request for talks, where there is one."""
    waiting = TalkRequest.objects.filter(project_id=pledge.project_id, sponsor_id=pledge.sponsor_id, live=True)
    asked = waiting.select_for_update(of=("self",)).first()
    if asked is not None:
        advance(asked, "answer", by=by, at=at, regime="", changes={"live": False, "pledge": pledge})


@transaction.atomic
def change_offer(*, pledge: Pledge, offer: Offer, by: Actor, at: datetime, version: int | None = None) -> None:
    """Changes an offer that isn't accepted. The other side accepts the newest one only: its version tells."""
    _check(pledge.project, offer, at)
    changes = {
        "match_percent": offer.match_percent,
        "conditions": offer.conditions.strip(),
        "offered_by_id": by.account,
    }
    advance(pledge, "change", by=by, at=at, regime="", version=version, changes=changes)
    _keep_lines(pledge, offer)


@transaction.atomic
def accept_offer(*, pledge: Pledge, by: Actor, at: datetime, version: int | None = None) -> None:
    """The NGO accepts: what is promised isn't missing any more.

    Raises Refused when another sponsor was faster, and while the coordinator has taken the sponsor's profile down.
    """
    lock_record(ShowcaseProject, pledge.project_id)  # it may leave the exhibition at this moment
    if not is_checked(pledge.sponsor_id):
        raise Refused(_NOT_CHECKED)
    with in_words():
        advance(pledge, "accept", by=by, at=at, regime="", version=version, changes={"accepted_by_id": by.user_id})
        for line in PledgeLine.objects.filter(pledge=pledge).order_by(
            "need_id"
        ):  # one order: no two wait for each other
            line.bound = line.amount
            line.save(update_fields=["bound"])


@transaction.atomic
def decline_offer(*, pledge: Pledge, reason: str, by: Actor, at: datetime, version: int | None = None) -> None:
    """The NGO declines; the reason is for the sponsor alone."""
    _close(pledge, "decline", reason, by, at, version)


@transaction.atomic
def withdraw_offer(*, pledge: Pledge, reason: str, by: Actor, at: datetime, version: int | None = None) -> None:
    """The sponsor withdraws before anything is signed; what was reserved is missing again."""
    _close(pledge, "withdraw", reason, by, at, version)


def _close(pledge: Pledge, code: str, reason: str, by: Actor, at: datetime, version: int | None) -> None:
    side = min(pledge_capacities(by, pledge), default="")
    advance(pledge, code, by=by, at=at, regime="", version=version)
    PledgeLine.objects.filter(pledge=pledge).update(bound=ZERO)
    say_why(pledge=pledge, side=side, reason=reason, by=by, at=at)


@transaction.atomic
def say_why(*, pledge: Pledge, side: str, reason: str, by: Actor, at: datetime) -> None:
    """Keeps a reason as a message between the two sides: an event can never be taken out, and others read the log."""
    if not reason.strip():
        raise Refused(Text("Себебін жазыңыз.", "Укажите причину.", "Say why."))
    Talk.objects.create(pledge=pledge, side=side, by_id=by.account, text=reason.strip(), at=at)


@transaction.atomic
def write_message(*, pledge: Pledge, text: str, by: Actor, at: datetime) -> Talk:
    """One side writes to the other. The log keeps that somebody wrote, never what."""
    locked = lock_record(Pledge, pledge.pk)
    side = min(pledge_capacities(by, locked), default="")
    if not side:
        raise Refused(
            Text("Хатты тек екі тарап жазады.", "Пишут только две стороны.", "Only the two sides write here.")
        )
    if locked.state in {"declined", "withdrawn", "lapsed"}:
        raise Stale
    talk = Talk.objects.create(pledge=locked, side=side, by_id=by.account, text=text.strip(), at=at)
    record_event(record=locked, code="talk", by=by, at=at, role=side)
    return talk
