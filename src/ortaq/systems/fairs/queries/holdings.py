"""What this room holds that a person wrote: for "download my data"."""

from typing import Any

from ortaq.kernel.parties.rules import Actor
from ortaq.systems.fairs.models import Question, SponsorProfile, Talk, TalkRequest


def holdings_of(actor: Actor) -> dict[str, Any]:
    """Questions, messages, requests for talks and profiles that the account wrote; in values that JSON can carry. Four
    SQL queries.
    """
    if actor.user_id is None:
        return {}
    questions = Question.objects.filter(asked_by_id=actor.user_id).select_related("project")
    talks = Talk.objects.filter(by_id=actor.user_id).select_related("pledge")
    asked = TalkRequest.objects.filter(asked_by_id=actor.user_id)
    profiles = SponsorProfile.objects.filter(entered_by_id=actor.user_id)
    return {
        "questions": [
            {"project": row.project.number, "at": row.asked_at.isoformat(), "text": row.text, "answer": row.answer}
            for row in questions
        ],
        "messages": [{"pledge": row.pledge.number, "at": row.at.isoformat(), "text": row.text} for row in talks],
        "requests": [
            {"number": row.number, "at": row.created_at.isoformat(), "text": row.text, "state": row.state}
            for row in asked
        ],
        "sponsors": [
            {"number": row.number, "bin": row.bin, "name": row.name_kk, "state": row.state} for row in profiles
        ],
    }
