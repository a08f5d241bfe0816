"""The applications are opened after the deadline, checked, admitted or not."""

import secrets
from datetime import date, datetime

from django.db import transaction

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, advance
from ortaq.kernel.parties.rules import SYSTEM, Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.procedures.competitions.actions.calls import keep_time
from ortaq.procedures.competitions.actions.protocols import write_admission
from ortaq.procedures.competitions.models import Application, Call, Check, Draft
from ortaq.procedures.competitions.permissions import application_capacities
from ortaq.procedures.competitions.rules.eligibility import CONDITIONS, GROUNDS


@transaction.atomic
def open_applications(*, call: Call, by: Actor, at: datetime, version: int | None = None) -> Call:
    """Opens what was sealed, after the deadline and never before; drafts that weren't submitted lapse.

    The seed of the lottery between equals is drawn and published now, before anybody has given a point.
    """
    locked = lock_record(Call, call.pk)
    keep_time(call=locked, at=at)
    if locked.deadline is None or at < locked.deadline:
        raise Refused(
            Text(
                "Өтінімдер тек қабылдау аяқталғаннан кейін ашылады.",
                "Заявки вскрываются только после окончания приёма.",
                "Applications are opened only after the deadline.",
            )
        )
    seed = secrets.token_hex(16)
    advance(
        call,
        "start_admission",
        by=by,
        at=at,
        regime=locked.regime,
        version=None if version is None else version + locked.version - call.version,
        data={"lottery_seed": seed},
        changes={"opened_at": at, "lottery_seed": seed},
    )
    for draft in Application.objects.filter(call=call, state="draft"):
        advance(draft, "lapse", by=SYSTEM, at=at, regime=call.regime)
    Draft.objects.filter(application__call=call).exclude(application__state="lapsed").delete()
    return call


@transaction.atomic
def record_check(
    *,
    application: Application,
    code: str,
    result: str,
    source: str,
    source_date: date | None,
    evidence: str,
    by: Actor,
    at: datetime,
) -> Check:
    """Writes down what an officer found about one condition. Raises Refused for who doesn't admit, and before the opening."""
    locked = lock_record(Application, application.pk)
    if "secretary" not in application_capacities(by, locked) or locked.call.opened_at is None:
        raise Refused(
            Text(
                "Тексеруді хатшы өтінімдер ашылғаннан кейін жазады.",
                "Проверку записывает секретарь после вскрытия заявок.",
                "The secretary writes checks down after the opening.",
            )
        )
    if code not in CONDITIONS or result not in Check.Result.values:
        raise Refused(Text("Шарт белгісіз.", "Неизвестное условие.", "An unknown condition."))
    return Check.objects.create(
        application=locked, code=code, result=result, source=source, source_date=source_date, evidence=evidence,
        checked_at=at, checked_by_id=by.user_id,
    )  # fmt: skip


@transaction.atomic
def admit_application(*, application: Application, by: Actor, at: datetime, version: int | None = None) -> Application:
    """Admits an application to scoring. Raises Refused outside the time of admission."""
    _in_admission(application)
    changes = {"ground": "", "ground_kk": "", "ground_ru": ""}
    advance(application, "admit", by=by, at=at, regime=application.call.regime, version=version, changes=changes)
    return application


@transaction.atomic
def reject_application(
    *,
    application: Application,
    ground: str,
    facts_kk: str,
    facts_ru: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> Application:
    """Doesn't admit, on a declared ground and with the facts in both languages; the applicant is told."""
    _in_admission(application)
    if ground not in GROUNDS or not facts_kk.strip() or not facts_ru.strip():
        raise Refused(
            Text(
                "Негізін таңдап, мән-жайын қазақша және орысша жазыңыз.",
                "Выберите основание и напишите обстоятельства на казахском и русском.",
                "Choose the ground and write the facts in Kazakh and Russian.",
            )
        )
    changes = {"ground": ground, "ground_kk": facts_kk.strip(), "ground_ru": facts_ru.strip()}
    advance(
        application,
        "reject",
        by=by,
        at=at,
        regime=application.call.regime,
        reason=GROUNDS[ground].ru,
        version=version,
        data={"ground": ground},
        changes=changes,
    )
    return application


def _in_admission(application: Application) -> None:
    state = lock_record(Call, application.call_id).state
    if state != "admission":
        raise Refused(
            Text(
                "Рұқсат беру кезеңі жүріп жатқан жоқ.",
                "Сейчас не этап допуска.",
                "This isn't the time of admission.",
            )
        )


@transaction.atomic
def start_scoring(
    *, call: Call, by: Actor, at: datetime, version: int | None = None, texts: tuple[str, str] = ("", "")
) -> Call:
    """Ends admission; every application has its decision (the guard asks it), and the protocol of admission is signed.

    ``texts``: what the protocol says beside its table, in Kazakh and Russian.
    """
    advance(call, "start_scoring", by=by, at=at, regime=call.regime, version=version)
    write_admission(call=call, texts=texts, by=by, at=at)
    return call


@transaction.atomic
def fail_call(*, call: Call, reason: str, by: Actor, at: datetime, version: int | None = None) -> Call:
    """Declares a competition failed: nobody applied, was admitted or suits. Applications end without a result.

    Where everybody was turned away at admission, that is in its protocol.
    """
    ends_admission = call.state == "admission"
    advance(call, "fail", by=by, at=at, regime=call.regime, reason=reason, version=version)
    judged = Application.objects.filter(call=call, state__in=["admitted", "rejected"])
    waiting = Application.objects.filter(call=call, state="submitted")
    if ends_admission and judged.exists() and not waiting.exists():
        write_admission(call=call, texts=("", ""), by=by, at=at)
    for each in Application.objects.filter(call=call, state__in=["submitted", "admitted", "scored"]):
        advance(each, "end", by=SYSTEM, at=at, regime=call.regime)
    return call
