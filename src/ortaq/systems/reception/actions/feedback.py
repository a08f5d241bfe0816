"""What the citizen says of the answer, and what the head does about it. "Closed" must not mean "lost"."""

from datetime import datetime

from django.db import transaction

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, advance
from ortaq.kernel.parties.rules import Actor
from ortaq.systems.reception.models import Appeal, Feedback, Statement


@transaction.atomic
def rate_answer(*, appeal: Appeal, rating: int, solved: str, comment: str, by: Actor, at: datetime) -> Feedback:
    """Rates the newest signed answer, once a person; a second rating replaces the first.

    Raises Refused, and ValueError for a rating outside 1–5.
    """
    if not 1 <= rating <= 5:
        raise ValueError("a rating is from 1 to 5")
    answer = appeal.answers.filter(signed_at__isnull=False).order_by("-pk").first()
    if answer is None or by.person_id is None:
        raise Refused(Text("Бағалайтын жауап жоқ.", "Оценивать пока нечего.", "There is no answer to rate."))
    advance(appeal, "rate", by=by, at=at, regime=appeal.regime, data={"rating": rating, "solved": solved})
    feedback, _ = Feedback.objects.update_or_create(
        answer=answer,
        person_id=by.person_id,
        defaults={"rating": rating, "solved": solved, "comment": comment, "given_at": at},
    )
    return feedback


def confirm_solved(*, appeal: Appeal, by: Actor, at: datetime) -> None:
    """The appellant confirms that the problem is solved: the appeal closes."""
    advance(appeal, "confirm", by=by, at=at, regime=appeal.regime)


@transaction.atomic
def dispute_answer(*, appeal: Appeal, text: str, by: Actor, at: datetime) -> None:
    """The appellant disputes the answer; the head must say what follows. Raises Refused when nothing is said."""
    if not text.strip():
        raise Refused(
            Text("Немен келіспейтініңізді жазыңыз.", "Напишите, с чем вы не согласны.", "Say what you disagree with.")
        )
    advance(appeal, "dispute", by=by, at=at, regime=appeal.regime)
    Statement.objects.create(appeal=appeal, about="dispute", person_id=by.person_id, text=text, made_at=at)


def reopen(*, appeal: Appeal, reason: str, by: Actor, at: datetime, version: int | None = None) -> None:
    """The head resumes the work on a disputed appeal: a new answer term starts."""
    advance(
        appeal,
        "reopen",
        by=by,
        at=at,
        regime=appeal.regime,
        reason=reason,
        version=version,
        changes={"answered_at": None},
    )


def uphold_answer(*, appeal: Appeal, reason: str, by: Actor, at: datetime, version: int | None = None) -> None:
    """The head keeps the answer and explains why; the way to complain stays open by law."""
    advance(appeal, "uphold_answer", by=by, at=at, regime=appeal.regime, reason=reason, version=version)
