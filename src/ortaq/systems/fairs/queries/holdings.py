"""What this room holds that a person wrote: for "download my data"."""

from typing import Any

from ortaq.kernel.parties.rules import Actor
from ortaq.systems.fairs.models import Question, SponsorProfile, Talk


def holdings_of(actor: Actor) -> dict[str, Any]:
    """Questions, messages and profiles that the account wrote; in values that JSON can carry. Three SQL queries."""
    if actor.user_id is None:
        return {}
    questions = Question.objects.filter(asked_by_id=actor.user_id).select_related("project")
    talks = Talk.objects.filter(by_id=actor.user_id).select_related("pledge")
    profiles = SponsorProfile.objects.filter(entered_by_id=actor.user_id)
    return {
        "questions": [
            {"project": row.project.number, "at": row.asked_at.isoformat(), "text": row.text, "answer": row.answer}
            for row in questions
        ],
        "messages": [{"pledge": row.pledge.number, "at": row.at.isoformat(), "text": row.text} for row in talks],
        "sponsors": [
            {"number": row.number, "bin": row.bin, "name": row.name_kk, "state": row.state} for row in profiles
        ],
    }
