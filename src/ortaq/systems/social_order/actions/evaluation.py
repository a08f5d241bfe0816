"""An evaluation is scheduled, scored by experts, concluded, signed and published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from ortaq.kernel.accounts.models import User
from ortaq.kernel.clocks.queries import open_clock
from ortaq.kernel.clocks.rules import local_day, regime_on
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, advance, open_record
from ortaq.kernel.parties.queries import actor_of
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.kernel.records.models import Link
from ortaq.kernel.search.actions import index_record
from ortaq.procedures.publication.actions import meet_record_duty, open_duty
from ortaq.systems.social_order.actions.plans import mark_evaluated
from ortaq.systems.social_order.models import Agreement, Evaluation, Point, Seat, TopicProposal
from ortaq.systems.social_order.permissions import may_schedule, may_sit, seat_of
from ortaq.systems.social_order.queries.evaluation import newest_survey, snapshot
from ortaq.systems.social_order.rules import CRITERIA, EVALUATION_DUTY, OUTCOMES, SHORTEST_REASON, STAGES

_ONCE = Text(
    "Бұл шарт бойынша мұндай бағалау бар.",
    "По этому договору такая оценка уже есть.",
    "There is such an evaluation of this agreement already.",
)
_NO_SEAT = Text(
    "Сіз бұл бағалаудың сарапшысы емессіз.", "Вы не эксперт этой оценки.", "You aren't an expert of this evaluation."
)
_HANDED_IN = Text(
    "Балдар тапсырылды, енді өзгермейді.",
    "Баллы сданы и больше не меняются.",
    "The points are handed in and don't change any more.",
)
_DECLARE_FIRST = Text(
    "Алдымен мүдделер қақтығысы бар-жоғын мәлімдеңіз.",
    "Сначала заявите, есть ли у вас конфликт интересов.",
    "First declare whether you have a conflict of interest.",
)
_UNREASONED = Text(
    "Бес өлшемшарттың әрқайсысына балл қойып, себебін жазыңыз.",
    "По каждому из пяти критериев поставьте балл и напишите основание.",
    "Give points and a reason by each of the five criteria.",
)


@dataclass(frozen=True, slots=True)
class Mark:
    """An expert's points by one criterion (None: not yet), and why."""

    points: int | None
    reason: str


@transaction.atomic
def schedule_evaluation(*, agreement: Agreement, stage: str, by: Actor, at: datetime) -> Evaluation:
    """Schedules the preliminary or the final evaluation of an agreement (Law No 36, art. 4-2(2)). Raises Refused."""
    decision = may_schedule(by, agreement)
    if not decision:
        raise Refused.by(decision)
    if stage not in STAGES:
        raise ValueError(f"no evaluation {stage!r}")
    made = Evaluation(
        kind="evaluation",
        regime=regime_on("social_order", local_day(at)).code,
        agreement=agreement,
        stage=stage,
        body_id=agreement.body_id,
        territory_id=agreement.territory_id,
        language="kk",
        is_demo=agreement.is_demo,
    )
    try:
        with transaction.atomic():
            open_record(
                made, by=by, at=at, code="schedule", year=local_day(at).year, data={"stage": stage}, regime=made.regime
            )
    except IntegrityError as error:
        raise Refused(_ONCE) from error
    Link.objects.create(source=agreement, kind=Link.Kind.RESULTS_IN, target=made, created_at=at)
    return made


@transaction.atomic
def name_expert(*, evaluation: Evaluation, expert: User, by: Actor, at: datetime, version: int | None = None) -> Seat:
    """Names an expert of the council for an evaluation. Raises Refused, saying why somebody can't sit."""
    decision = may_sit(actor_of(expert), evaluation)
    if not decision:
        raise Refused.by(decision)
    advance(evaluation, "name", by=by, at=at, regime=evaluation.regime, version=version)
    seat, fresh = Seat.objects.get_or_create(evaluation=evaluation, expert=expert)
    if not fresh:
        raise Refused(Text("Бұл сарапшы тағайындалған.", "Этот эксперт уже назначен.", "This expert was named before."))
    return seat


@transaction.atomic
def release_expert(
    *, evaluation: Evaluation, seat: Seat, reason: str, by: Actor, at: datetime, version: int | None = None
) -> None:
    """Takes an expert off who doesn't score; points that were handed in stay and can't be taken off."""
    advance(evaluation, "release", by=by, at=at, regime=evaluation.regime, reason=reason, version=version)
    locked = Seat.objects.select_for_update().get(pk=seat.pk, evaluation=evaluation)
    if locked.submitted_at is not None:
        raise Refused(_HANDED_IN)
    locked.released_at = at
    locked.save(update_fields=["released_at"])


@transaction.atomic
def open_scoring(*, evaluation: Evaluation, by: Actor, at: datetime, version: int | None = None) -> None:
    """The experts may give their points."""
    advance(evaluation, "open", by=by, at=at, regime=evaluation.regime, version=version)


@transaction.atomic
def declare_interest(*, evaluation: Evaluation, conflict: bool, interest: str, by: Actor, at: datetime) -> None:
    """An expert says whether they have a conflict of interest; with one they can't score."""
    if conflict and not interest.strip():
        raise Refused(
            Text("Қақтығыстың неде екенін жазыңыз.", "Напишите, в чём конфликт.", "Say what the conflict is.")
        )
    advance(evaluation, "declare", by=by, at=at, regime=evaluation.regime, data={"conflict": conflict})
    seat = _seat(by, evaluation)
    seat.conflict, seat.interest, seat.declared_at = conflict, interest.strip(), at
    seat.save(update_fields=["conflict", "interest", "declared_at"])


@transaction.atomic
def keep_points(*, evaluation: Evaluation, marks: Mapping[str, Mark], by: Actor, at: datetime) -> None:
    """Keeps what an expert has typed so far; nobody else reads it. Raises Refused once it is handed in."""
    locked = lock_record(Evaluation, evaluation.pk)
    seat = _seat(by, locked)
    if locked.state != "scoring" or seat.declared_at is None:
        raise Refused(_DECLARE_FIRST)
    for criterion, mark in marks.items():
        if criterion not in CRITERIA:
            raise ValueError(f"no criterion {criterion!r}")
        Point.objects.update_or_create(
            seat=seat, criterion=criterion, defaults={"points": mark.points, "reason": mark.reason.strip()}
        )


@transaction.atomic
def submit_points(*, evaluation: Evaluation, marks: Mapping[str, Mark], by: Actor, at: datetime) -> None:
    """An expert hands their points in: all five criteria, each with its reason. They never change afterwards."""
    if any(
        code not in marks or marks[code].points is None or len(marks[code].reason.strip()) < SHORTEST_REASON
        for code in CRITERIA
    ):
        raise Refused(_UNREASONED)
    keep_points(evaluation=evaluation, marks=marks, by=by, at=at)
    advance(evaluation, "submit", by=by, at=at, regime=evaluation.regime)
    seat = _seat(by, evaluation)
    seat.submitted_at = at
    seat.save(update_fields=["submitted_at"])


@transaction.atomic
def conclude_evaluation(
    *, evaluation: Evaluation, outcome: str, kk: str, ru: str, by: Actor, at: datetime, version: int | None = None
) -> None:
    """Writes the conclusion of the expert council, in Kazakh and Russian."""
    if outcome not in OUTCOMES or not kk.strip() or not ru.strip():
        raise Refused(
            Text(
                "Қорытындыны қазақша да, орысша да жазып, түрін таңдаңыз.",
                "Напишите заключение на казахском и на русском и выберите его вид.",
                "Write the conclusion in Kazakh and in Russian, and choose what it comes to.",
            )
        )
    changes = {
        "outcome": outcome,
        "conclusion_kk": kk.strip(),
        "conclusion_ru": ru.strip(),
        "concluded_by_id": by.user_id,
    }
    advance(evaluation, "conclude", by=by, at=at, regime=evaluation.regime, version=version, changes=changes)


@transaction.atomic
def sign_evaluation(*, evaluation: Evaluation, by: Actor, at: datetime, version: int | None = None) -> None:
    """The head signs: points, indicators and survey are fixed, and the duty to publish arises."""
    survey = newest_survey(evaluation.agreement)
    changes = {
        "signed_by_id": by.user_id,
        "signed_at": at,
        "survey_id": survey.pk if survey else None,
        "measures": snapshot(evaluation.agreement),
    }
    advance(evaluation, "sign", by=by, at=at, regime=evaluation.regime, version=version, changes=changes)
    clock = open_clock(evaluation, "evaluation.publish")
    if clock is None:
        raise RuntimeError(f"{evaluation.number}: no clock of publication")
    open_duty(code=EVALUATION_DUTY, record=evaluation, due_on=clock.due_on, by=by, at=at)


@transaction.atomic
def publish_evaluation(*, evaluation: Evaluation, by: Actor, at: datetime, version: int | None = None) -> None:
    """Makes a signed evaluation public; the duty is met. After a final one the topic goes on to "evaluated"."""
    agreement = evaluation.agreement
    changes = {
        "published_at": at,
        "public_title": agreement.title_kk,
        "public_text": f"{agreement.title_ru}\n{evaluation.conclusion_kk}\n{evaluation.conclusion_ru}",
    }
    advance(evaluation, "publish", by=by, at=at, regime=evaluation.regime, version=version, changes=changes)
    index_record(record_id=evaluation.pk, title=evaluation.public_title, text=evaluation.public_text, language="kk")
    meet_record_duty(code=EVALUATION_DUTY, record=evaluation, proof=f"/r/{evaluation.number}", by=by, at=at)
    if evaluation.stage == Evaluation.Stage.FINAL:
        topics = TopicProposal.objects.filter(
            links_in__source_id=agreement.line_id, links_in__kind="raised_by", state="contracted"
        )
        for topic in topics.order_by("pk"):
            mark_evaluated(topic=topic, at=at)


def _seat(by: Actor, evaluation: Evaluation) -> Seat:
    seat = seat_of(by, evaluation) if by.user_id is not None else None
    if seat is None or by.roles_in(evaluation.agreement.supplier_id):
        raise Refused(_NO_SEAT)
    locked = Seat.objects.select_for_update().get(pk=seat.pk)
    if locked.submitted_at is not None:
        raise Refused(_HANDED_IN)
    return locked
