"""An answer is drafted, proposed, signed and delivered."""

from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from ortaq.kernel.clocks.rules import local_day
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, Stale, advance
from ortaq.kernel.parties.rules import SYSTEM, Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.systems.reception.lifecycle import ANSWERING
from ortaq.systems.reception.models import Answer, Appeal
from ortaq.systems.reception.permissions import appeal_capacities
from ortaq.systems.reception.queries.hearings import (
    first_day_to_sign,
    must_be_shown_before,
    preliminary_decision,
    stated_waiver,
)
from ortaq.systems.reception.rules import (
    deliverable_at_once,
    draft_mark,
    how_to_complain,
    law_named,
    no_hearing_words,
)


@transaction.atomic
def draft_answer(
    *, appeal: Appeal, outcome: str, text: str, by: Actor, at: datetime, law: str = "", seen: str | None = None
) -> Answer:
    """Saves the one draft of the answer, in the appeal's language, with the mandatory facts filled in.

    Mandatory are the law it is based on and the words on how to complain (APPC 80(5)). ``seen``: the mark
    (``rules.draft_mark``) of the draft that the form was drawn from.
    Raises Refused for anybody but the executors and the head, and while the draft awaits its signature or is out;
    Stale when somebody else has changed the draft.
    """
    locked = lock_record(Appeal, appeal.pk)  # as it stands now: another body may have it meanwhile
    if locked.state not in ANSWERING:
        raise Refused(
            Text(
                "Бұл күйде жауаптың жобасы өзгертілмейді.",
                "В этом состоянии проект ответа не меняют.",
                "In this state the draft of the answer isn't changed.",
            )
        )
    if not appeal_capacities(by, locked) & {"executor", "coexecutor", "head"}:
        raise Refused(
            Text(
                "Жауапты орындаушы жазады.",
                "Ответ пишет исполнитель.",
                "The answer is written by the executor.",
            )
        )
    kept = Answer.objects.filter(appeal=appeal, signed_at__isnull=True).first()
    if seen is not None and seen != draft_mark(kept.drafted_at if kept else None):
        raise Stale
    draft = kept or Answer(appeal=appeal)
    draft.outcome, draft.text, draft.language = outcome, text, locked.language
    draft.law = law or law_named(locked.regime).in_language(locked.language)
    draft.how_to_complain = _how_to_complain(locked)
    draft.drafted_by_id, draft.drafted_at = by.account, at
    draft.save()
    return draft


@transaction.atomic
def propose_answer(*, appeal: Appeal, by: Actor, at: datetime, version: int | None = None) -> None:
    """Sends the draft for signature. Where the law needs no hearing before a burdensome act, the answer says by which ground.

    Raises Refused when a burdensome act was not preceded by a preliminary decision (APPC 73) or by that ground.
    """
    locked = lock_record(Appeal, appeal.pk)
    draft = appeal.answers.filter(signed_at__isnull=True).first()
    waiver = stated_waiver(appeal)
    must_be_shown = draft is not None and must_be_shown_before(appeal, draft)
    if must_be_shown and waiver is None and preliminary_decision(appeal) is None:
        raise Refused(
            Text(
                "Бас тартатын шешімнің алдында арыз иесін алдын ала шешіммен таныстыру керек немесе тыңдау неге қажет емесін көрсету керек (ӘРПК, 73-бап).",
                "Перед отказом нужно ознакомить заявителя с предварительным решением или указать, почему заслушивание не нужно (АППК, статья 73).",
                "A refusal must be preceded by a preliminary decision shown to the appellant, or it is stated why no hearing is needed (APPC, article 73).",
            )
        )
    if draft is not None and must_be_shown and waiver is not None:
        words = no_hearing_words(waiver.ground, waiver.words).in_language(draft.language)
        draft.how_to_complain = f"{words}\n\n{_how_to_complain(locked)}"
        draft.save(update_fields=["how_to_complain"])
    advance(appeal, "propose_answer", by=by, at=at, regime=appeal.regime, version=version)


def _how_to_complain(appeal: Appeal) -> str:
    superior = appeal.body.superior if appeal.body else None
    named = Text(superior.name_kk, superior.name_ru, superior.name_en) if superior else None
    return how_to_complain(appeal.regime, named).in_language(appeal.language)


def _require_time_to_object(appeal: Appeal, draft: Answer | None, at: datetime) -> None:
    """The appellant learns of a burdensome act three working days before it at the latest (APPC 73)."""
    first = first_day_to_sign(appeal, draft)
    if first is not None and local_day(at) < first:
        raise Refused(
            Text(
                f"Арыз иесі алдын ала шешіммен кемінде үш жұмыс күні бұрын таныстырылуы тиіс: {first:%d.%m.%Y} күнінен бастап қол қойыңыз (ӘРПК, 73-бап).",
                f"С предварительным решением знакомят не позднее чем за три рабочих дня: подпишите не ранее {first:%d.%m.%Y} (АППК, статья 73).",
                f"A preliminary decision is shown three working days before the act at the latest: sign from {first:%d.%m.%Y} on (APPC, article 73).",
            )
        )


def rework_answer(*, appeal: Appeal, reason: str, by: Actor, at: datetime, version: int | None = None) -> None:
    """The head sends the draft back with remarks."""
    advance(appeal, "rework", by=by, at=at, regime=appeal.regime, reason=reason, version=version)


@transaction.atomic
def sign_answer(*, appeal: Appeal, by: Actor, at: datetime, version: int | None = None) -> Answer:
    """The head signs: the text is sealed by its digest, the clock stops; what can go at once is delivered at once.

    The one who drafted can't sign (separation of duties). What is signed is what was read: an appeal awaits its
    signature with a draft that nobody can change. Raises Refused, also before the appellant has had three working days
    with the preliminary decision of a burdensome act, and Stale.
    """
    lock_record(Appeal, appeal.pk)  # the record before its draft, as whoever writes the draft does
    draft = Answer.objects.select_for_update().filter(appeal=appeal, signed_at__isnull=True).first()
    if draft and draft.drafted_by_id == by.user_id:
        raise Refused(
            Text(
                "Жауапты жазған адам оған қол қоймайды.",
                "Кто готовил ответ, тот его не подписывает.",
                "Who drafted the answer does not sign it.",
            )
        )
    _require_time_to_object(appeal, draft, at)
    digest = (
        sha256(f"{draft.outcome}\n{draft.law}\n{draft.text}\n{draft.how_to_complain}".encode()).hexdigest()
        if draft
        else ""
    )
    advance(
        appeal,
        "sign",
        by=by,
        at=at,
        regime=appeal.regime,
        version=version,
        data={"outcome": draft.outcome if draft else "", "answer_sha256": digest},
        changes={"answered_at": at},
    )
    assert draft is not None  # the guard of "sign" saw it under the same lock
    draft.signed_by_id, draft.signed_at, draft.sha256 = by.user_id, at, digest
    draft.save()
    if deliverable_at_once(appeal.delivery, texts=bool(settings.SMS_URL)):
        deliver_answer(appeal=appeal, by=SYSTEM, at=at, how=appeal.delivery)
    return draft


@transaction.atomic
def deliver_answer(*, appeal: Appeal, by: Actor, at: datetime, how: str, version: int | None = None) -> None:
    """Records that the signed answer went out: by e-mail, SMS, the portal, post, or in person."""
    advance(appeal, "deliver", by=by, at=at, regime=appeal.regime, version=version, data={"how": how})
    Answer.objects.filter(appeal=appeal, signed_at__isnull=False, delivered_at__isnull=True).update(
        delivered_at=at, delivered_by=how
    )
