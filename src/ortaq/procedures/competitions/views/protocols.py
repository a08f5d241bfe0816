"""The protocol of the results as a text to start from, and as a PDF in Kazakh and Russian."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET

from ortaq.kernel.documents.pdf import render as render_pdf
from ortaq.kernel.limits.views import limited
from ortaq.kernel.money.rules import money_text, number_text
from ortaq.procedures.competitions.permissions import call_capacities
from ortaq.procedures.competitions.queries import office, results
from ortaq.procedures.competitions.queries.calls import public_call
from ortaq.procedures.competitions.queries.judging import outcome_of
from ortaq.procedures.competitions.views.doors import acting

if TYPE_CHECKING:
    from ortaq.procedures.competitions.models import Call, Protocol


def texts_of(call: Call) -> dict[str, str]:
    """The text that the secretary starts from, in both languages: quorum and vote are counted, never typed."""
    session = office.sessions_of(call).first()
    if session is None:
        return {"kk": "", "ru": ""}
    outcome = outcome_of(session)
    votes = outcome.votes
    return {
        "kk": (
            f"Комиссия мүшесі: {outcome.members}, қатысқаны: {outcome.present}. Кворум бар.\n"
            f"Дауыс беру: жақтап — {votes.yes}, қарсы — {votes.no}, қалыс — {votes.abstained}.\n\n{session.discussion_kk}"
        ),
        "ru": (
            f"Членов комиссии: {outcome.members}, присутствовало: {outcome.present}. Кворум есть.\n"
            f"Голосование: за — {votes.yes}, против — {votes.no}, воздержалось — {votes.abstained}.\n\n{session.discussion_ru}"
        ),
    }


def outcome_names() -> dict[str, str]:
    """What the results say of an application."""
    return {
        "winner": _("Winner"),
        "reserve": _("In reserve"),
        "not_selected": _("Not selected"),
        "not_admitted": _("Not admitted"),
        "rejected": _("Not admitted"),
        "contracted": _("Agreement concluded"),
        "refused": _("Agreement declined"),
    }


@require_GET
@limited("pdf", methods=("GET",))
def pdf(request: HttpRequest, number: str, language: str) -> HttpResponse:
    """The protocol: for everybody once it is published, before that for those who run and make the decision."""
    call = public_call(number)
    if call is None or language not in {"kk", "ru"}:
        raise Http404
    protocol = results.published_protocol(call)
    if protocol is None and call_capacities(acting(request), call) & {"secretary", "customer", "commission"}:
        protocol = office.last_protocol(call)
    if protocol is None:
        raise Http404
    response = HttpResponse(protocol_pdf(call, protocol, language), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{call.number}-protocol-{language}.pdf"'
    return response


def protocol_pdf(call: Call, protocol: Protocol, language: str) -> bytes:
    """The PDF of a protocol in *language* ("kk" or "ru")."""
    with override(language):
        names = outcome_names()
        body = getattr(call.body, f"name_{language}") if call.body else ""
        rows = []
        for row in protocol.rows.select_related("application__applicant").order_by("rank", "pk"):
            ground = row.ground_kk if language == "kk" else row.ground_ru
            rows.append(
                [
                    str(row.rank or "—"),
                    f"{row.application.number}. {getattr(row.application.applicant, f'name_{language}')}. {row.application.title}",
                    "—" if row.points is None else _points(row.points, language),
                    names[row.outcome] + (f". {ground}" if ground else ""),
                    "—" if row.amount is None else money_text(row.amount, language),
                ]
            )
        members = [each for each in office.seats_of(call) if each.seat != "expert"]
        data: dict[str, Any] = {
            "sender": body,
            "number": f"{call.number}/{protocol.version}",
            "heading": _("Protocol of the results of the competition"),
            "subtitle": call.title_kk if language == "kk" else call.title_ru,
            "facts": [
                {"label": _("Competition"), "value": call.number},
                {"label": _("Session"), "value": protocol.session.held_at if protocol.session else ""},
                {"label": _("Signed"), "value": protocol.signed_at or _("not signed yet")},
                {"label": _("Digest (SHA-256)"), "value": protocol.sha256 or "—"},
            ],
            "text": protocol.text_kk if language == "kk" else protocol.text_ru,
            "tables": [
                {
                    "title": _("Decision"),
                    "columns": [_("Place"), _("Application"), _("Points"), _("Decision"), _("Sum")],
                    "widths": [1, 6, 2, 4, 3],
                    "rows": rows,
                }
            ],
            "signatures": [f"{each.name}, {each.position}" if each.position else each.name for each in members],
            "is_demo": call.is_demo,
        }
    return render_pdf("protocol", data, language=language)


def _points(value: Decimal, language: str) -> str:
    return number_text(value, language, 2)
