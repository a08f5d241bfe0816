"""Questions about a project: asked, answered by its NGO, taken down by the organiser."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ortaq.kernel.events.actions import record_event
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, Stale
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.systems.fairs.models import Question, ShowcaseProject
from ortaq.systems.fairs.permissions import may_ask, project_capacities

_NGO_ANSWERS = Text(
    "Сұраққа жобаны ұсынған ұйымның өкілі жауап береді.",
    "На вопрос отвечает представитель организации, предложившей проект.",
    "Questions are answered by the representative of the organisation that offers the project.",
)
_ORGANISER_HIDES = Text(
    "Сұрақты тек ұйымдастырушы алып тастайды.",
    "Вопрос снимает только организатор.",
    "Only the organiser takes it down.",
)


@transaction.atomic
def ask_question(*, project: ShowcaseProject, text: str, language: str, by: Actor, at: datetime) -> Question:
    """Asks about a project on show. The NGO and the organiser see it; it is public once it is answered."""
    locked = lock_record(ShowcaseProject, project.pk)
    decision = may_ask(by, locked)
    if not decision:
        raise Refused.by(decision)
    question = Question.objects.create(
        project=locked, asked_by_id=by.account, text=text.strip(), language=language, asked_at=at
    )
    record_event(record=locked, code="ask", by=by, at=at, data={"question": question.pk})
    return question


@transaction.atomic
def answer_question(*, question: Question, answer: str, by: Actor, at: datetime) -> None:
    """The NGO answers: question and answer are public from now on, who asked is not."""
    project = lock_record(ShowcaseProject, question.project_id)
    if "ngo" not in project_capacities(by, project):
        raise Refused(_NGO_ANSWERS)
    locked = Question.objects.select_for_update().get(pk=question.pk)
    if locked.answered_at is not None or locked.hidden_at is not None:
        raise Stale
    locked.answer, locked.answered_by_id, locked.answered_at = answer.strip(), by.account, at
    locked.save()
    record_event(record=project, code="answer", by=by, at=at, public=True, data={"question": locked.pk})


@transaction.atomic
def hide_question(*, question: Question, reason: str, by: Actor, at: datetime) -> None:
    """The organiser takes a question down: an insult, somebody's personal data. The reason is kept."""
    project = lock_record(ShowcaseProject, question.project_id)
    if "organiser" not in project_capacities(by, project):
        raise Refused(_ORGANISER_HIDES)
    if not reason.strip():
        raise Refused(Text("Себебін жазыңыз.", "Укажите причину.", "Say why."))
    locked = Question.objects.select_for_update().get(pk=question.pk)
    if locked.hidden_at is not None:
        raise Stale
    locked.hidden_at, locked.hidden_because = at, reason.strip()
    locked.save()
    record_event(record=project, code="hide_question", by=by, at=at, data={"question": locked.pk})
