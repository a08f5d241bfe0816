"""The letter about the decision on an application: what was decided, why, how to complain. It goes with the mail that tells so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from ortaq.kernel.documents.pdf import render
from ortaq.kernel.language.queries import shown
from ortaq.kernel.money.rules import money_text
from ortaq.kernel.notices.rules import Enclosure
from ortaq.procedures.competitions.lifecycle import APPLICATION
from ortaq.procedures.competitions.queries.applications import application_to_tell

if TYPE_CHECKING:
    from ortaq.kernel.events.models import Event
    from ortaq.procedures.competitions.models import Application

TOLD = ("win", "reserve", "pass_over", "promote", "reject")
"""The events of an application whose mail carries the letter."""
_DECIDED = ("winner", "reserve", "not_selected", "contracted")


def has_letter(application: Application) -> bool:
    """Is there a decision that a letter can tell of: not admitted, or published results?"""
    if application.state == "rejected":
        return True
    return application.state in _DECIDED and application.call.results_at is not None


def letter_pdf(application: Application, language: str) -> bytes:
    """The letter as PDF in *language*."""
    with override(language):
        call = application.call
        ground = application.ground_kk if language == "kk" else application.ground_ru
        facts = [
            {"label": _("Competition"), "value": f"{call.number} · {call.title}"},
            {"label": _("Project"), "value": application.title},
            {"label": _("Decision"), "value": shown(APPLICATION.states[application.state].label)},
        ]
        if application.awarded is not None:
            facts.append({"label": _("Sum"), "value": money_text(application.awarded, language)})
        data: dict[str, Any] = {
            "sender": getattr(call.body, f"name_{language}") if call.body else "",
            "number": application.number,
            "heading": _("About the decision on your application"),
            "date": timezone.localtime(call.results_at or application.changed_at).date(),
            "addressee": application.applicant.name,
            "text": ground
            or _("The commission has decided. The protocol with the points of all is on the competition's page."),
            "facts": facts,
            "complaint": _(
                "The results can be complained about on the application's page while the term for complaints runs."
            ),
            "is_demo": application.is_demo,
        }
        return render("notice", data, language=language)


def letter_with(event: Event, language: str) -> tuple[Enclosure, ...]:
    """The letter as an enclosure of the mail about *event*; none when the decision was taken back meanwhile."""
    application = application_to_tell(event.record_id)
    if not has_letter(application):
        return ()
    return (Enclosure(f"{application.number}-letter-{language}.pdf", letter_pdf(application, language)),)
