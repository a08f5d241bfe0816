"""The commission sits and votes, its results are published; complaints; the end."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from ortaq.kernel.clocks.models import Clock
from ortaq.kernel.clocks.rules import local_day
from ortaq.kernel.events.actions import record_event
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, Stale, advance
from ortaq.kernel.money.rules import money_text
from ortaq.kernel.parties.rules import SYSTEM, Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.kernel.search.actions import index_record
from ortaq.procedures.competitions.actions.protocols import demand_equal_parts, demand_secretary
from ortaq.procedures.competitions.models import (
    Application,
    Attendance,
    Call,
    CommissionMember,
    Objection,
    Protocol,
    Session,
    Vote,
)
from ortaq.procedures.competitions.permissions import application_capacities
from ortaq.procedures.competitions.queries.judging import money_given, outcome_of, voting_members
from ortaq.procedures.competitions.registry import profile_of

COMPLAINTS_OVER = Text("Шағым беру мерзімі өтті.", "Срок подачи жалобы истёк.", "The term for complaints is over.")


@transaction.atomic
def open_session(
    *, call: Call, held_at: datetime, place: str, present: Iterable[int], by: Actor, at: datetime, stream: str = ""
) -> Session:
    """Opens the session on the results: who of the voting members is present (ids of members). One session is open at a time.

    Raises Refused before scoring is closed.
    """
    locked = lock_record(Call, call.pk)
    demand_secretary(locked, by)
    if locked.state != "scored" or Session.objects.filter(call=locked, closed_at__isnull=True).exists():
        raise Refused(
            Text(
                "Отырыс баға қою жабылғаннан кейін және алдыңғы отырыс аяқталғаннан кейін ашылады.",
                "Заседание открывается после закрытия оценки и окончания прошлого заседания.",
                "A session opens once scoring is closed and the last session is over.",
            )
        )
    session = Session.objects.create(
        call=locked, kind=Session.Kind.RESULTS, held_at=held_at, place=place, stream=stream, opened_by_id=by.account
    )
    there = set(present)
    Attendance.objects.bulk_create(
        Attendance(session=session, member=member, is_present=member.pk in there) for member in voting_members(locked)
    )
    record_event(record=locked, code="sit", by=by, at=at, data={"session": session.pk, "present": len(there)})
    return session


@transaction.atomic
def cast_vote(*, session: Session, choice: str, reason: str, by: Actor, at: datetime) -> Vote:
    """A member who is present votes on the list of results by name, themself; a changed mind counts until the session ends.

    Raises Refused for who isn't a present member, and for who represents an applicant.
    """
    locked = Session.objects.select_for_update().get(pk=session.pk)
    member = CommissionMember.objects.filter(call_id=locked.call_id, user_id=by.account, left_at__isnull=True).first()
    there = member and Attendance.objects.filter(session=locked, member=member, is_present=True).exists()
    if member is None or not there or locked.closed_at is not None or choice not in Vote.Choice.values:
        raise Refused(
            Text(
                "Тек отырысқа қатысып отырған мүше ғана және отырыс аяқталғанға дейін дауыс береді.",
                "Голосует только присутствующий член комиссии и только до конца заседания.",
                "Only a member who is present votes, until the session ends.",
            )
        )
    if Application.objects.filter(call_id=locked.call_id, applicant_id__in=by.offices("representative")).exists():
        raise Refused(
            Text(
                "Өтінім берген ұйымның өкілі дауыс бермейді.",
                "Представитель организации-заявителя не голосует.",
                "A representative of an applicant doesn't vote.",
            )
        )
    vote, _made = Vote.objects.update_or_create(
        session=locked,
        member=member,
        application=None,
        defaults={"choice": choice, "reason": reason.strip(), "cast_at": at},
    )
    return vote


@transaction.atomic
def close_session(*, session: Session, discussion_kk: str, discussion_ru: str, by: Actor, at: datetime) -> Session:
    """Ends a session: votes never change any more. Without a quorum, or with the list voted down, another one is needed."""
    call = lock_record(Call, session.call_id)
    demand_secretary(call, by)
    locked = Session.objects.select_for_update().get(pk=session.pk)
    if locked.closed_at is not None:
        raise Stale
    locked.discussion_kk, locked.discussion_ru = discussion_kk.strip(), discussion_ru.strip()
    locked.closed_at = at
    locked.save()
    outcome = outcome_of(locked)
    data = {"session": locked.pk, "present": outcome.present, "members": outcome.members, "for": outcome.votes.yes}
    record_event(record=call, code="rise", by=by, at=at, data=data)
    return locked


_STEPS = {"winner": "win", "reserve": "reserve", "not_selected": "pass_over"}


@transaction.atomic
def publish_results(*, call: Call, by: Actor, at: datetime, version: int | None = None) -> Call:
    """Publishes: every admitted organisation with its points, every refusal with its ground; everybody is told."""
    advance(call, "publish", by=by, at=at, regime=call.regime, version=version, changes={"results_at": at})
    protocol = (
        Protocol.objects.select_for_update()
        .filter(call=call, kind=Session.Kind.RESULTS, signed_at__isnull=False)
        .order_by("-version")[0]
    )
    for row in protocol.rows.select_related("application"):
        changes = {
            "awarded": row.amount,
            "published_at": row.application.published_at or at,
            "public_title": row.application.title,
            "public_text": row.application.summary if row.outcome == "winner" else "",
        }
        advance(row.application, _STEPS[row.outcome], by=SYSTEM, at=at, regime=call.regime, changes=changes)
        index_record(
            record_id=row.application_id,
            title=row.application.title,
            text=f"{row.application.applicant.name_kk} {row.application.applicant.name_ru}\n{changes['public_text']}",
            language=row.application.language,
        )
    Protocol.objects.filter(pk=protocol.pk).update(published_at=at)
    # Whom a blind call admitted was kept from its reviewers until now.
    Protocol.objects.filter(
        call=call, kind=Session.Kind.ADMISSION, signed_at__isnull=False, published_at__isnull=True
    ).update(published_at=at)
    return call


@transaction.atomic
def file_objection(*, application: Application, text: str, by: Actor, at: datetime) -> Objection:
    """An applicant complains about the results within the term; one open complaint at a time. Raises Refused."""
    call = lock_record(Call, application.call_id)
    if "representative" not in application_capacities(by, application):
        raise Refused(
            Text(
                "Нәтижеге тек өтінім берген ұйымның өкілі шағымданады.",
                "Результаты обжалует представитель организации-заявителя.",
                "The results are complained about by a representative of the applicant.",
            )
        )
    clock = Clock.objects.filter(record_id=call.pk, code="competition.complain", stopped_at__isnull=True).first()
    if call.state != "published" or clock is None or clock.due_on < local_day(at):
        raise Refused(COMPLAINTS_OVER)
    if Objection.objects.filter(application=application, decided_at__isnull=True).exists():
        raise Refused(
            Text("Шағымыңыз қаралуда.", "Ваша жалоба рассматривается.", "Your complaint is being considered.")
        )
    objection = Objection.objects.create(
        call=call, application=application, filed_by_id=by.account, text=text.strip(), filed_at=at
    )
    record_event(record=lock_record(Application, application.pk), code="object", by=by, at=at)
    return objection


@transaction.atomic
def decide_objection(
    *, objection: Objection, decision: str, answer_kk: str, answer_ru: str, by: Actor, at: datetime
) -> Objection:
    """Answers a complaint in both languages; one that is upheld sends the results back to the commission."""
    call = lock_record(Call, objection.call_id)
    demand_secretary(call, by)
    locked = Objection.objects.select_for_update().select_related("application").get(pk=objection.pk)
    if locked.decided_at is not None:
        raise Stale
    if decision not in Objection.Decision.values or not answer_kk.strip() or not answer_ru.strip():
        raise Refused(
            Text(
                "Шешімді таңдап, екі тілде жауап жазыңыз.",
                "Выберите решение и напишите ответ на двух языках.",
                "Choose the decision and write the answer in both languages.",
            )
        )
    locked.decision, locked.decided_by_id, locked.decided_at = decision, by.account, at
    locked.answer_kk, locked.answer_ru = answer_kk.strip(), answer_ru.strip()
    locked.save()
    application = lock_record(Application, locked.application_id)
    record_event(record=application, code="object_decided", by=by, at=at, data={"decision": decision})
    if decision == Objection.Decision.UPHELD and call.state == "published":
        advance(
            call, "reconsider", by=by, at=at, regime=call.regime, reason=answer_ru.strip(), changes={"results_at": None}
        )
        for each in Application.objects.filter(call=call, state__in=list(_STEPS)):
            advance(each, "reconsider", by=SYSTEM, at=at, regime=call.regime, changes={"awarded": None})
    return locked


def finish_calls(*, at: datetime) -> int:
    """Makes final every published call whose term for complaints ran out and whose complaints are answered."""
    due = Clock.objects.filter(
        code="competition.complain", state=Clock.State.RUNNING, due_on__lt=local_day(at), record__state="published"
    ).values_list("record_id", flat=True)
    done = 0
    for call in Call.objects.filter(pk__in=list(due)):
        try:
            advance(call, "finish", by=SYSTEM, at=at, regime=call.regime)
        except Refused:
            continue  # a complaint still waits for its answer
        done += 1
    return done


@transaction.atomic
def promote_application(
    *, application: Application, amount: Decimal, reason: str, by: Actor, at: datetime, version: int | None = None
) -> Application:
    """Makes a winner of an application in reserve after a winner has refused; within the money that became free.

    Where the profile wants equal parts, the sum is a part as the other winners of the lot have it, whatever was asked for.
    """
    call = lock_record(Call, application.call_id)
    given, left = money_given(call, application.lot)
    equal = profile_of(call.profile).share_equally
    if amount > left:
        raise Refused(
            Text(
                f"Ақша жетпейді: {money_text(left, 'kk')} қалды.",
                f"Денег не хватает: осталось {money_text(left, 'ru')}.",
                f"There isn't enough money: {money_text(left, 'en')} is left.",
            )
        )
    if equal:
        demand_equal_parts([*given, amount])
    if amount <= 0 or (amount > application.requested and not equal):
        raise Refused(
            Text(
                f"Сома нөлден көп және сұралғаннан ({money_text(application.requested, 'kk')}) аспауы тиіс.",
                f"Сумма должна быть больше нуля и не больше запрошенной ({money_text(application.requested, 'ru')}).",
                f"The sum must be more than nothing and at most what was asked ({money_text(application.requested, 'en')}).",
            )
        )
    changes = {"awarded": amount}
    advance(
        application, "promote", by=by, at=at, regime=call.regime, reason=reason, version=version, changes=changes,
        data={"amount": str(amount)},
    )  # fmt: skip
    return application


@transaction.atomic
def refuse_agreement(
    *, application: Application, reason: str, by: Actor, at: datetime, version: int | None = None
) -> Application:
    """A winner, or one in reserve, declines the agreement, or the customer notes that it did; the money becomes free."""
    awarded = lock_record(Application, application.pk).awarded
    advance(
        application,
        "refuse",
        by=by,
        at=at,
        regime=application.call.regime,
        reason=reason,
        version=version,
        changes={"awarded": None},
        data={"amount": str(awarded)} if awarded is not None else {},
    )
    return application


@transaction.atomic
def mark_contracted(*, application: Application, by: Actor, at: datetime, version: int | None = None) -> Application:
    """Notes that an agreement was concluded; a system that keeps agreements calls it."""
    advance(application, "contract", by=by, at=at, regime=application.call.regime, version=version)
    return application
