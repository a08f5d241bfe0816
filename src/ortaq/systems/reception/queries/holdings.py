"""What this room holds that a person wrote: for "download my data"."""

from typing import Any

from ortaq.kernel.parties.rules import Actor
from ortaq.systems.reception.models import Appeal, AppealDraft, Complaint, Feedback, Joiner


def holdings_of(actor: Actor) -> dict[str, Any]:
    """Appeals with all that their author said on the way, complaints, ratings, what they joined, what they haven't sent.

    In values that JSON can carry. Seven SQL queries.
    """
    if actor.user_id is None:
        return {}
    drafts = AppealDraft.objects.filter(user_id=actor.user_id).order_by("pk")
    return {
        **(_of_person(actor.person_id) if actor.person_id is not None else {}),
        "drafts": [{"changed": row.changed_at.isoformat(), "content": row.content} for row in drafts],
    }


def _of_person(person_id: int) -> dict[str, Any]:
    appeals = Appeal.objects.filter(author_id=person_id).order_by("pk").prefetch_related("statements", "hearings")
    complaints = Complaint.objects.filter(author_id=person_id).order_by("pk")
    ratings = Feedback.objects.filter(person_id=person_id).select_related("answer__appeal").order_by("pk")
    joined = Joiner.objects.filter(person_id=person_id).select_related("appeal").order_by("pk")
    return {
        "appeals": [_appeal(row) for row in appeals],
        "complaints": [{"number": row.number, "grounds": row.grounds} for row in complaints],
        "ratings": [
            {
                "number": row.answer.appeal.number,
                "rating": row.rating,
                "solved": row.solved,
                "comment": row.comment,
                "given": row.given_at.isoformat(),
            }
            for row in ratings
        ],
        "joined": [{"number": row.appeal.number, "at": row.joined_at.isoformat()} for row in joined],
    }


def _appeal(appeal: Appeal) -> dict[str, Any]:
    return {
        "number": appeal.number,
        "received": appeal.received_at.isoformat(),
        "subject": appeal.subject,
        "text": appeal.text,
        "place": appeal.place,
        "representative": appeal.representative,
        "consent_to_publish": appeal.consent_to_publish,
        "statements": [
            {"about": row.about, "at": row.made_at.isoformat(), "text": row.text} for row in appeal.statements.all()
        ],
        "objections": [row.objection for row in appeal.hearings.all() if row.objection],
    }
