"""Experts are seated, drawn, declare their interests, give marks and close their reviews."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from ortaq.kernel.clocks.rules import local_day
from ortaq.kernel.events.actions import record_event
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, advance
from ortaq.kernel.parties.models import Assignment
from ortaq.kernel.parties.queries import holders
from ortaq.kernel.parties.rules import SYSTEM, Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.procedures.competitions.models import Application, Call, CommissionMember, Criterion, Draw, Mark, Review
from ortaq.procedures.competitions.permissions import OFFICE, call_capacities
from ortaq.procedures.competitions.rules.assigning import NotEnoughReviewers, draw

NOT_SECRETARY = Text(
    "Мұны тек комиссия хатшысы жасайды.", "Это делает только секретарь комиссии.", "Only the secretary does this."
)
NOT_YOURS = Text(
    "Бұл өтінім сізге бағалауға берілмеген немесе бағалау жабылған.",
    "Эта заявка вам не назначена, или оценка закрыта.",
    "This application isn't assigned to you, or scoring is closed.",
)


@dataclass(frozen=True, slots=True)
class MarkTerms:
    """One mark as it is given: points and reason, or missing and why."""

    value: int | None
    reason: str = ""
    is_missing: bool = False


def _secretary_of(call: Call, by: Actor) -> None:
    if "secretary" not in call_capacities(by, call):
        raise Refused(NOT_SECRETARY)


@transaction.atomic
def seat_member(
    *, call: Call, user_id: int, seat: str, name: str, position: str, by: Actor, at: datetime
) -> CommissionMember:
    """Seats an expert, a member or the chair of a commission.

    Raises Refused for who doesn't hold the role in the body, and for who runs the competition: the secretary and the
    customer's officers neither score nor decide.
    """
    locked = lock_record(Call, call.pk)
    _secretary_of(locked, by)
    role = "expert" if seat == CommissionMember.Seat.EXPERT else "commission"
    if locked.body_id is None or not holders(role, locked.body_id, local_day(at)).filter(user_id=user_id).exists():
        raise Refused(
            Text(
                "Бұл адамға осы органда тиісті рөл берілмеген.",
                "У этого человека нет нужной роли в этом органе.",
                "This person doesn't hold the role in this body.",
            )
        )
    runs = Assignment.objects.filter(user_id=user_id, organisation_id=locked.body_id, role__in=OFFICE)
    if runs.filter(valid_to__isnull=True).exists() or runs.filter(valid_to__gte=local_day(at)).exists():
        raise Refused(
            Text(
                "Конкурсты жүргізетін адам бағаламайды және дауыс бермейді.",
                "Кто проводит конкурс, тот не оценивает и не голосует.",
                "Who runs the competition neither scores nor votes.",
            )
        )
    member, _made = CommissionMember.objects.update_or_create(
        call=locked, user_id=user_id, defaults={"seat": seat, "name": name, "position": position, "left_at": None}
    )
    record_event(record=locked, code="seat", by=by, at=at, data={"seat": seat, "account": user_id})
    return member


@transaction.atomic
def unseat_member(*, member: CommissionMember, by: Actor, at: datetime) -> None:
    """Ends a seat; what the member gave and voted stays."""
    locked = lock_record(Call, member.call_id)
    _secretary_of(locked, by)
    CommissionMember.objects.filter(pk=member.pk).update(left_at=at)
    record_event(record=locked, code="unseat", by=by, at=at, data={"account": member.user_id})


@transaction.atomic
def draw_reviewers(*, call: Call, by: Actor, at: datetime, seed: str = "") -> Draw:
    """Draws reviewers for every admitted application by lot, evenly; readings that stand are kept.

    Barred: representatives of the applicant, and who has recused themselves from it. The seed and all that went in are
    kept, so that anybody can repeat the draw. Raises Refused when there are too few experts.
    """
    locked = lock_record(Call, call.pk)
    _secretary_of(locked, by)
    if locked.state != "scoring":
        raise Refused(Text("Бағалау кезеңі емес.", "Сейчас не этап оценки.", "This isn't the time of scoring."))
    applications = {each.number: each for each in Application.objects.filter(call=locked, state="admitted")}
    experts = sorted(
        CommissionMember.objects.filter(
            call=locked, seat=CommissionMember.Seat.EXPERT, left_at__isnull=True
        ).values_list("user_id", flat=True)
    )
    own = set(
        Assignment.objects.filter(user_id__in=experts, role="representative").values_list("user_id", "organisation_id")
    )
    barred = {
        (number, str(user_id))
        for number, each in applications.items()
        for user_id, organisation_id in own
        if organisation_id == each.applicant_id
    }
    kept: dict[str, list[str]] = {}
    for review in Review.objects.filter(application__call=locked).select_related("application"):
        number = review.application.number
        if review.recused_at is None:
            kept.setdefault(number, []).append(str(review.reviewer_id))
        else:
            barred.add((number, str(review.reviewer_id)))
    seed = seed or secrets.token_hex(16)
    readings = locked.reviewers_per_application
    try:
        drawn = draw(applications, [str(each) for each in experts], readings, barred, seed, kept)
    except NotEnoughReviewers as error:
        few = ", ".join(error.applications)
        raise Refused(
            Text(f"Сарапшы жетпейді: {few}.", f"Не хватает экспертов: {few}.", f"Too few experts for: {few}.")
        ) from error
    Review.objects.bulk_create(
        Review(application=applications[number], reviewer_id=int(who), assigned_at=at, assigned_by_id=by.account)
        for number, people in drawn.by_application.items()
        for who in people
        if who not in kept.get(number, ())
    )
    record = Draw.objects.create(
        call=locked,
        seed=seed,
        given={
            "applications": sorted(applications), "experts": experts, "barred": sorted(barred), "readings": readings,
            "kept": kept,
        },
        drawn={number: [int(who) for who in people] for number, people in drawn.by_application.items()},
        drawn_at=at,
        drawn_by_id=by.account,
    )  # fmt: skip
    record_event(record=locked, code="draw", by=by, at=at, data={"seed": seed, "applications": len(applications)})
    return record


def _held_review(review: Review, by: Actor) -> Review:
    """The review, locked, while its call is held in scoring. Raises Refused for anybody but its reviewer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM competitions_call WHERE record_ptr_id = %s FOR SHARE", [review.application.call_id]
        )
    locked = (
        Review.objects.select_for_update(of=("self",))
        .select_related("application__call__criteria_set")
        .get(pk=review.pk)
    )
    call = locked.application.call
    if locked.reviewer_id != by.user_id or call.state != "scoring" or locked.application.state != "admitted":
        raise Refused(NOT_YOURS)
    if locked.closed_at is not None or locked.recused_at is not None:
        raise Refused(NOT_YOURS)
    return locked


@transaction.atomic
def declare_interest(*, review: Review, conflict: bool, reason: str, by: Actor, at: datetime) -> Review:
    """The reviewer says whether anything ties them to the applicant, before the file opens; a conflict recuses them."""
    locked = _held_review(review, by)
    if conflict and not reason.strip():
        raise Refused(
            Text(
                "Мүдделер қақтығысы неден екенін жазыңыз.",
                "Напишите, в чём конфликт интересов.",
                "Write what the conflict of interest is.",
            )
        )
    locked.conflict, locked.conflict_reason, locked.declared_at = conflict, reason.strip(), at
    locked.recused_at = at if conflict else None
    locked.save()
    record_event(
        record=lock_record(Application, locked.application_id), code="recuse" if conflict else "declare", by=by, at=at
    )
    return locked


@transaction.atomic
def release_reviewer(*, review: Review, by: Actor, at: datetime, reason: str) -> Review:
    """The secretary takes a reviewer off an application who doesn't answer; another may be drawn. Not after closing."""
    call = lock_record(Call, review.application.call_id)
    _secretary_of(call, by)
    locked = Review.objects.select_for_update().get(pk=review.pk)
    if locked.closed_at is not None or locked.recused_at is not None or call.state != "scoring" or not reason.strip():
        raise Refused(
            Text(
                "Жабылған бағалаудан сарапшыны босатуға болмайды; себебі де керек.",
                "От закрытой оценки эксперта не освобождают; нужна и причина.",
                "A closed review can't be taken back; a reason is needed too.",
            )
        )
    locked.recused_at = at
    locked.save()
    record_event(record=call, code="release", by=by, at=at, reason=reason, data={"account": locked.reviewer_id})
    return locked


@transaction.atomic
def save_marks(
    *, review: Review, marks: Mapping[str, MarkTerms], comment: str | None = None, by: Actor, at: datetime
) -> Review:
    """Keeps marks as drafts, by code of criterion. Raises Refused: not theirs, no declaration yet, outside the scale."""
    locked = _held_review(review, by)
    if locked.conflict is not False:
        raise Refused(
            Text(
                "Алдымен мүдделер қақтығысы жоқ екенін мәлімдеңіз.",
                "Сначала заявите об отсутствии конфликта интересов.",
                "First declare that you have no conflict of interest.",
            )
        )
    criteria = {
        each.code: each for each in Criterion.objects.filter(criteria_set_id=locked.application.call.criteria_set_id)
    }
    for code, given in marks.items():
        criterion = criteria.get(code)
        if criterion is None or (given.value is not None and not criterion.minimum <= given.value <= criterion.maximum):
            raise Refused(Text("Балл шкаладан тыс.", "Балл вне шкалы.", "The points are outside the scale."))
        if given.value is not None and given.is_missing:
            raise Refused(
                Text(
                    "Балл да, оның жоқтығы да көрсетілген.",
                    "Указаны и балл, и его отсутствие.",
                    "Both points and their absence are given.",
                )
            )
        Mark.objects.update_or_create(
            review=locked,
            criterion=criterion,
            defaults={
                "value": given.value, "reason": given.reason.strip(), "is_missing": given.is_missing and bool(given.reason.strip()),
                "marked_at": at,
            },
        )  # fmt: skip
    if comment is not None:
        locked.comment = comment.strip()
        locked.save(update_fields=["comment"])
    return locked


@transaction.atomic
def close_review(*, review: Review, by: Actor, at: datetime) -> Review:
    """Closes a review: every criterion has points with a reason, or is missing with a reason. Nothing changes after.

    Raises Refused with the criteria that lack something.
    """
    locked = _held_review(review, by)
    criteria = list(Criterion.objects.filter(criteria_set_id=locked.application.call.criteria_set_id))
    given = {mark.criterion_id: mark for mark in locked.marks.all()}
    open_ones = [
        each
        for each in criteria
        if each.pk not in given
        or not given[each.pk].reason
        or (given[each.pk].value is None and not given[each.pk].is_missing)
    ]
    if locked.conflict is not False or open_ones:
        raise Refused(
            Text(
                f"Балл мен себебі керек: {', '.join(each.name_kk for each in open_ones)}.",
                f"Нужны балл и обоснование: {', '.join(each.name_ru for each in open_ones)}.",
                f"Points and a reason are needed: {', '.join(each.name_en for each in open_ones)}.",
            )
        )
    locked.closed_at = at
    locked.save()
    record_event(record=lock_record(Application, locked.application_id), code="review", by=by, at=at)
    return locked


@transaction.atomic
def close_scoring(*, call: Call, by: Actor, at: datetime, version: int | None = None) -> Call:
    """Closes scoring for good: no review is open, every application was read. Applications become scored.

    Raises Refused while reviews are open or an application has none, and Stale.
    """
    locked = lock_record(Call, call.pk)
    if "secretary" in call_capacities(by, locked):
        reviews = Review.objects.filter(
            application__call=locked, application__state="admitted", recused_at__isnull=True
        )
        waiting = reviews.filter(closed_at__isnull=True).count()
        unread = (
            Application.objects.filter(call=locked, state="admitted")
            .exclude(pk__in=reviews.filter(closed_at__isnull=False).values("application_id"))
            .count()
        )
        if waiting or unread:
            raise Refused(
                Text(
                    f"Бағалау аяқталмаған: жабылмаған бағалау — {waiting}, оқылмаған өтінім — {unread}.",
                    f"Оценка не завершена: не закрыто оценок — {waiting}, не прочитано заявок — {unread}.",
                    f"Scoring isn't done: {waiting} open reviews, {unread} unread applications.",
                )
            )
    advance(
        call, "close_scoring", by=by, at=at, regime=locked.regime, version=version, changes={"scoring_closed_at": at}
    )
    for each in Application.objects.filter(call=call, state="admitted"):
        advance(each, "score", by=SYSTEM, at=at, regime=call.regime)
    return call
