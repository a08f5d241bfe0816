"""A survey is drawn, opened, answered, closed; its codes go to paper or by text message."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from ortaq.kernel.clocks.rules import local_day
from ortaq.kernel.events.actions import record_event
from ortaq.kernel.keys.queries import lookup_hash, lookup_hashes
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.notices.actions import drop_text_messages, queue_text_messages
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.models import Record
from ortaq.procedures.surveys.models import Batch, Code, Response, Survey
from ortaq.procedures.surveys.queries import hints
from ortaq.procedures.surveys.rules.answers import HIGHEST, LOWEST, QUESTIONS
from ortaq.procedures.surveys.rules.codes import new_code, text_message, tidy
from ortaq.procedures.surveys.rules.sampling import drawn

NO_CODE = Text(
    "Мұндай код жоқ, ол қолданылған немесе сауалнама аяқталған. Қағаздағы кодты тексеріп, қайта теріңіз.",
    "Такого кода нет, он уже использован или опрос закончен. Проверьте код на бумаге и наберите ещё раз.",
    "There is no such code, it was used, or the survey is over. Check the code on the paper and type it again.",
)
_ONE_AT_A_TIME = Text(
    "Бұл жазба бойынша сауалнама жүріп жатыр.",
    "По этой записи опрос уже идёт.",
    "A survey about this record is under way already.",
)
NOT_SO = Text("Сауалнама басқа күйде.", "Опрос в другом состоянии.", "The survey is in another state.")
_NO_TEXTS = Text(
    "Мұнда SMS жіберілмейді. Кодтарды қағазға басып шығарыңыз.",
    "Отсюда СМС не отправляются. Напечатайте коды на бумаге.",
    "No text messages are sent from here. Print the codes on paper.",
)


@dataclass(frozen=True, slots=True)
class Handed:
    """A code as it is handed out, once: the place of the register that it belongs to, and how it goes there."""

    place: int
    code: str
    channel: str


@transaction.atomic
def draw_survey(
    *,
    about: Record,
    recipients: int | None,
    sample: int,
    opens_on: date,
    closes_on: date,
    by: Actor,
    at: datetime,
    seed: str = "",
) -> Survey:
    """Plans a survey about a record; the seed of its sample is recorded now, before anybody is drawn.

    ``recipients``: how many the register holds, None when nobody counts them. Raises Refused while another is open.
    """
    if sample < 1 or (recipients is not None and sample > recipients) or closes_on < opens_on:
        raise Refused(
            Text(
                "Іріктеме тізілімнен аспауы, ал мерзім тура болуы керек.",
                "Выборка не может быть больше реестра, а срок должен идти вперёд.",
                "The sample can't be larger than the register, and the period has to run forwards.",
            )
        )
    try:
        with transaction.atomic():
            survey = Survey.objects.create(
                about=about,
                recipients=recipients,
                sample=sample,
                seed=seed or secrets.token_hex(16),
                opens_on=opens_on,
                closes_on=closes_on,
                created_by_id=by.user_id,
                created_at=at,
                is_demo=about.is_demo,
            )
    except IntegrityError as error:
        raise Refused(_ONE_AT_A_TIME) from error
    data = {"recipients": recipients, "sample": sample, "seed": survey.seed}
    record_event(record=about, code="survey_drawn", by=by, at=at, data=data, public=True)
    return survey


@transaction.atomic
def open_survey(*, survey: Survey, channels: Mapping[str, int], by: Actor, at: datetime) -> list[Handed]:
    """Draws the sample and makes its codes; they are returned this once and kept nowhere.

    ``channels``: how many go by which channel; together they are the sample.
    """
    locked = locked_survey(survey, Survey.State.DRAFT)
    if sum(channels.values()) != locked.sample or not set(channels) <= set(Code.Channel.values):
        raise Refused(
            Text(
                "Арналар бойынша сандардың қосындысы іріктемеге тең болуы керек.",
                "Сумма по каналам должна равняться выборке.",
                "The numbers by channel have to add up to the sample.",
            )
        )
    register = locked.recipients if locked.recipients is not None else locked.sample
    places = drawn(register, locked.sample, locked.seed)
    ways = [channel for channel in sorted(channels) for _ in range(channels[channel])]
    handed = [Handed(place, new_code(), channel) for place, channel in zip(places, ways, strict=True)]
    Code.objects.bulk_create(
        Code(survey=locked, place=each.place, code_hash=code_hash(each.code), channel=each.channel) for each in handed
    )
    locked.state, locked.opened_at = Survey.State.OPEN, at
    locked.save(update_fields=["state", "opened_at"])
    data = {"sample": locked.sample, "channels": dict(sorted(channels.items()))}
    record_event(record=locked.about, code="survey_opened", by=by, at=at, data=data, public=True)
    survey.refresh_from_db()
    return handed


@transaction.atomic
def answer_survey(
    *,
    code: str,
    marks: Mapping[str, int | None],
    comment: str,
    language: str,
    device: str,
    by: Actor,
    at: datetime,
    channel: str = "",
) -> Survey:
    """Counts one answer for a code that wasn't used yet; the code is spent, and nothing ties the two together.

    ``device``: what tells one device from another on this day ("" by phone and on paper); only its keyed hash is kept.
    ``channel``: how it really came, when not by the code's own way. Raises Refused with one answer for an unknown, a
    used and a late code.
    """
    unused = Code.objects.filter(code_hash__in=lookup_hashes("survey", tidy(code)), used=False)
    survey_id = unused.values_list("survey_id", flat=True).first()
    if survey_id is None:
        raise Refused(NO_CODE)
    # The survey first, as closing does: an answer is either before the end or refused, and nobody waits in a circle.
    survey = Survey.objects.select_for_update(no_key=True).get(pk=survey_id)
    found = unused.select_for_update(no_key=True).first()
    if found is None or not _is_open(survey, local_day(at)):
        raise Refused(NO_CODE)
    check_marks(marks)
    found.used = True
    found.save(update_fields=["used"])
    store_answer(survey, marks, comment, language, device, channel or found.channel, at)
    return survey


def store_answer(
    survey: Survey,
    marks: Mapping[str, int | None],
    comment: str,
    language: str,
    device: str,
    channel: str,
    moment: datetime,
) -> None:
    """Keeps one answer under a random key. Positional: it is part of an action, not one."""
    day = local_day(moment)
    Response.objects.create(
        id=uuid4(),
        survey=survey,
        channel=channel,
        comment=comment,
        language=language,
        day=day,
        hour=moment.hour,
        device=lookup_hash("survey-device", f"{survey.pk}:{day}:{device}") if device else b"",
        **{question: marks.get(question) for question in QUESTIONS},
    )


@transaction.atomic
def close_survey(*, survey: Survey, by: Actor, at: datetime) -> None:
    """Ends a survey: nobody answers any more, the hints are kept, and what they were computed from is forgotten."""
    locked = locked_survey(survey, Survey.State.OPEN)
    if locked.batches.exclude(state=Batch.State.COUNTED).exists():
        raise Refused(
            Text(
                "Қағаз парақтардың саналмаған топтамасы бар.",
                "Есть неподсчитанная пачка листов.",
                "A batch of sheets isn't counted yet.",
            )
        )
    locked.hints = [[flag.code, flag.part, flag.of] for flag in hints(locked)]
    drop_text_messages(purpose=texts_of(locked))
    locked.state, locked.closed_at = Survey.State.CLOSED, at
    locked.save(update_fields=["state", "closed_at", "hints"])
    _forget(locked)
    data = {"answers": locked.responses.count()}
    record_event(record=locked.about, code="survey_closed", by=by, at=at, data=data, public=True)
    survey.refresh_from_db()


def _forget(survey: Survey) -> None:
    """Empties what could tie an answer to its code, and writes both anew in the order of their own keys.

    Code and answer were written in one transaction: the database's hidden columns would still say so.
    """
    answers = sorted(survey.responses.values_list("pk", flat=True))
    codes = sorted(survey.codes.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE surveys_response SET hour = NULL, device = '' WHERE id = %s", [(pk,) for pk in answers]
        )
        cursor.executemany("UPDATE surveys_code SET used = used WHERE id = %s", [(pk,) for pk in codes])


@transaction.atomic
def renew_codes(*, survey: Survey, channel: str, by: Actor, at: datetime) -> list[Handed]:
    """New codes for every place of a channel that hasn't answered; the old ones die. They are returned this once.

    This is how codes come to paper: those that are lost, or were seen by somebody, are made anew.
    """
    locked = locked_survey(survey, Survey.State.OPEN)
    codes = list(locked.codes.select_for_update(no_key=True).filter(channel=channel, used=False))
    if channel == Code.Channel.SMS:
        drop_text_messages(purpose=texts_of(locked))  # the codes in them die now
    handed = [Handed(each.place, new_code(), channel) for each in codes]
    for code, fresh in zip(codes, handed, strict=True):
        code.code_hash = code_hash(fresh.code)
    Code.objects.bulk_update(codes, ["code_hash"], batch_size=500)
    data = {"channel": channel, "codes": len(handed)}
    record_event(record=locked.about, code="survey_codes", by=by, at=at, data=data)
    return handed


@transaction.atomic
def text_codes(*, survey: Survey, numbers: Mapping[int, str], by: Actor, at: datetime) -> int:
    """Queues a text message with a fresh code to each of *numbers* (by place of the register); answers how many.

    The numbers are nowhere but in the messages that wait, encrypted, and are forgotten once those are sent. Raises
    Refused for a place that wasn't drawn to be asked by text message or has answered, and where none can be sent.
    """
    locked = locked_survey(survey, Survey.State.OPEN)
    if not settings.SMS_URL or locked.is_demo:
        raise Refused(_NO_TEXTS)
    waiting = locked.codes.select_for_update(no_key=True).filter(channel=Code.Channel.SMS, used=False)
    codes = {code.place: code for code in waiting}
    strangers = sorted(set(numbers) - set(codes))
    if strangers or not numbers:
        places = ", ".join(map(str, strangers[:20])) or "—"
        raise Refused(
            Text(
                f"Бұл орындар SMS арқылы сұралмайды немесе жауап беріп қойған: {places}.",
                f"Эти места не опрашиваются по СМС или уже ответили: {places}.",
                f"These places aren't asked by text message, or have answered: {places}.",
            )
        )
    messages = {}
    for place, number in sorted(numbers.items()):
        code = new_code()
        codes[place].code_hash = code_hash(code)
        messages[f"{place}-{secrets.token_hex(4)}"] = (number, text_message(settings.BASE_URL, code))
    Code.objects.bulk_update([codes[place] for place in numbers], ["code_hash"], batch_size=500)
    queue_text_messages(purpose=texts_of(locked), messages=messages, language=locked.about.language, at=at)
    data = {"channel": "sms", "codes": len(messages)}
    record_event(record=locked.about, code="survey_codes", by=by, at=at, data=data)
    return len(messages)


def texts_of(survey: Survey) -> str:
    """Under which purpose the text messages of a survey wait."""
    return f"survey-{survey.pk}"


@transaction.atomic
def publish_comment(*, response: Response, text: str, by: Actor, at: datetime) -> None:
    """What everybody may read of a comment, without what tells who wrote it; empty takes it back."""
    locked = Response.objects.select_for_update().get(pk=response.pk)
    locked.public_comment = text.strip()
    locked.save(update_fields=["public_comment"])
    record_event(record=locked.survey.about, code="survey_comment", by=by, at=at, data={"shown": bool(text.strip())})


def code_hash(code: str) -> bytes:
    """What a code is kept as, however it was typed."""
    return lookup_hash("survey", tidy(code))


def locked_survey(survey: Survey, state: str) -> Survey:
    """The survey, locked, in the state where it has to be. Raises Refused."""
    locked = Survey.objects.select_for_update(of=("self",)).select_related("about").get(pk=survey.pk)
    if locked.state != state:
        raise Refused(NOT_SO)
    return locked


def _is_open(survey: Survey, day: date) -> bool:
    return survey.state == Survey.State.OPEN and survey.opens_on <= day <= survey.closes_on


def check_marks(marks: Mapping[str, int | None]) -> None:
    """Raises Refused for marks that can't be, and where there is none."""
    wrong = [mark for mark in marks.values() if mark is not None and not LOWEST <= mark <= HIGHEST]
    if wrong or not set(marks) <= set(QUESTIONS) or all(mark is None for mark in marks.values()):
        raise Refused(
            Text(
                "Кемінде бір сұраққа 1-ден 5-ке дейін баға қойыңыз.",
                "Ответьте хотя бы на один вопрос оценкой от 1 до 5.",
                "Answer at least one question with a mark from 1 to 5.",
            )
        )
