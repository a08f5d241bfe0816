"""Paper forms that came back: typed in by one person, one in ten by a second again, counted."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from ortaq.kernel.events.actions import record_event
from ortaq.kernel.keys.queries import lookup_hashes
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.parties.rules import Actor
from ortaq.procedures.surveys.actions.asking import NO_CODE, NOT_SO, check_marks, locked_survey, store_answer
from ortaq.procedures.surveys.models import Batch, Code, Sheet, Survey
from ortaq.procedures.surveys.rules.answers import QUESTIONS
from ortaq.procedures.surveys.rules.codes import tidy
from ortaq.procedures.surveys.rules.sampling import checked_twice

_SECOND_PERSON = Text(
    "Парақтарды екінші рет басқа адам енгізеді.",
    "Второй раз листы вводит другой человек.",
    "The sheets are typed in again by another person.",
)
_UNFINISHED = Text("Барлық парақ енгізілмеген.", "Введены не все листы.", "Not all sheets have been typed in.")


@transaction.atomic
def open_batch(*, survey: Survey, sheets: int, by: Actor, at: datetime) -> Batch:
    """Begins a batch of paper forms. The seed that says which are typed in twice is recorded before the first."""
    locked = locked_survey(survey, Survey.State.OPEN)
    if not 1 <= sheets <= locked.sample:
        raise Refused(Text("Парақ саны дұрыс емес.", "Неверное число листов.", "That number of sheets can't be."))
    return Batch.objects.create(
        survey=locked, sheets=sheets, seed=secrets.token_hex(16), typed_by_id=by.account, created_at=at
    )


@transaction.atomic
def read_sheet(
    *, batch: Batch, number: int, code: str, marks: Mapping[str, int | None], by: Actor, at: datetime
) -> None:
    """Types one sheet in: first by the one who has the batch, then again by a second person where it is due.

    Raises Refused: a code that can't be counted, the wrong person, a second reading that differs from the first.
    """
    locked = Batch.objects.select_for_update().get(pk=batch.pk)
    second = locked.state == Batch.State.CHECKING
    if locked.state == Batch.State.COUNTED or not 1 <= number <= locked.sheets:
        raise Refused(NOT_SO)
    if second and (by.account == locked.typed_by_id or number not in checked_twice(locked.sheets, locked.seed)):
        raise Refused(_SECOND_PERSON)
    if not second and by.account != locked.typed_by_id:
        raise Refused(_SECOND_PERSON)
    check_marks(marks)
    hashes = lookup_hashes("survey", tidy(code))
    known = Code.objects.filter(survey_id=locked.survey_id, code_hash__in=hashes, used=False).first()
    doubled = locked.readings.filter(code_hash__in=hashes, second=second).exclude(number=number).exists()
    if known is None or doubled:
        raise Refused(NO_CODE)
    kept = {question: marks.get(question) for question in QUESTIONS}
    if second:
        first = locked.readings.get(number=number, second=False)
        if first.marks != kept or bytes(first.code_hash) not in hashes:
            raise Refused(
                Text(
                    f"{number}-парақ бірінші енгізуден өзгеше. Қағазды қарап, екеуін бірге түзетіңіз.",
                    f"Лист {number} отличается от первого ввода. Посмотрите на бумагу и исправьте вместе.",
                    f"Sheet {number} differs from the first reading. Look at the paper and mend it together.",
                )
            )
        if locked.checked_by_id is None:
            locked.checked_by_id = by.account
            locked.save(update_fields=["checked_by"])
    Sheet.objects.update_or_create(
        batch=locked, number=number, second=second, defaults={"code_hash": bytes(known.code_hash), "marks": kept}
    )


@transaction.atomic
def close_first_reading(*, batch: Batch, by: Actor, at: datetime) -> list[int]:
    """All sheets are typed in; answers the numbers of those that a second person types in again."""
    locked = Batch.objects.select_for_update().get(pk=batch.pk)
    if locked.state != Batch.State.TYPING or by.account != locked.typed_by_id:
        raise Refused(NOT_SO)
    if locked.readings.filter(second=False).count() != locked.sheets:
        raise Refused(_UNFINISHED)
    locked.state = Batch.State.CHECKING
    locked.save(update_fields=["state"])
    return checked_twice(locked.sheets, locked.seed)


@transaction.atomic
def count_batch(*, batch: Batch, by: Actor, at: datetime) -> int:
    """Counts a batch whose checked sheets agree; its readings, which tie codes to marks, are destroyed with it."""
    locked = Batch.objects.select_for_update().get(pk=batch.pk)
    due = checked_twice(locked.sheets, locked.seed)
    if locked.state != Batch.State.CHECKING or locked.readings.filter(second=True).count() != len(due):
        raise Refused(_UNFINISHED)
    survey = locked_survey(locked.survey, Survey.State.OPEN)
    sheets = list(locked.readings.filter(second=False))
    hashes = [bytes(sheet.code_hash) for sheet in sheets]
    if Code.objects.filter(survey=survey, code_hash__in=hashes, used=False).update(used=True) != len(sheets):
        raise Refused(NO_CODE)
    secrets.SystemRandom().shuffle(sheets)  # the order of the answers isn't that of the codes
    for sheet in sheets:
        store_answer(survey, sheet.marks, "", survey.about.language, "", Code.Channel.PAPER, at)
    locked.readings.all().delete()
    locked.state, locked.counted_at = Batch.State.COUNTED, at
    locked.save(update_fields=["state", "counted_at"])
    data = {"sheets": locked.sheets, "checked": len(due)}
    record_event(record=survey.about, code="survey_batch_counted", by=by, at=at, data=data, public=True)
    return locked.sheets
