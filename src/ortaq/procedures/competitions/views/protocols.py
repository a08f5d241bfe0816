"""The protocols of admission and of the results as texts to start from, and as PDFs in Kazakh and Russian."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET

from ortaq.kernel.documents.pdf import render as render_pdf
from ortaq.kernel.limits.views import limited
from ortaq.kernel.money.rules import money_text, number_text
from ortaq.kernel.web.templatetags.formats import moment
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


def admission_texts(call: Call) -> dict[str, str]:
    """The same for the protocol of admission."""
    admitted, rejected = office.admission_counts(call)
    return {
        "kk": f"Түскен өтінім: {admitted + rejected}. Жіберілгені: {admitted}, жіберілмегені: {rejected}.",
        "ru": f"Поступило заявок: {admitted + rejected}. Допущено: {admitted}, не допущено: {rejected}.",
    }


def outcome_names() -> dict[str, str]:
    """What the results say of an application."""
    return {
        "winner": _("Winner"),
        "reserve": _("In reserve"),
        "not_selected": _("Not selected"),
        "admitted": _("Admitted"),
        "not_admitted": _("Not admitted"),
        "rejected": _("Not admitted"),
        "contracted": _("Agreement concluded"),
        "refused": _("Agreement declined"),
    }


@require_GET
@limited("pdf", methods=("GET",))
def pdf(request: HttpRequest, number: str, language: str) -> HttpResponse:
    """The protocol of the results: for everybody once it is published, before that for those who run and make the decision."""
    return _sent(request, number, language, results.published_protocol, office.last_protocol, "protocol")


@require_GET
@limited("pdf", methods=("GET",))
def admission(request: HttpRequest, number: str, language: str) -> HttpResponse:
    """The protocol of admission. That of a blind call stays with those who run it until the results."""
    return _sent(request, number, language, results.published_admission, office.admission_protocol, "admission")


def _sent(
    request: HttpRequest,
    number: str,
    language: str,
    published: Callable[[Call], Protocol | None],
    any_of: Callable[[Call], Protocol | None],
    name: str,
) -> HttpResponse:
    call = public_call(number)
    if call is None or language not in {"kk", "ru"}:
        raise Http404
    protocol = published(call)
    if protocol is None and call_capacities(acting(request), call) & {"secretary", "customer", "commission"}:
        protocol = any_of(call)
    if protocol is None:
        raise Http404
    made = (admission_pdf if name == "admission" else protocol_pdf)(call, protocol, language)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{call.number}-{name}-{language}.pdf"'
    return response


def protocol_pdf(call: Call, protocol: Protocol, language: str) -> bytes:
    """The PDF of the protocol of the results in *language* ("kk" or "ru")."""
    with override(language):
        names = outcome_names()
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
        table = {
            "title": _("Decision"),
            "columns": [_("Place"), _("Application"), _("Points"), _("Decision"), _("Sum")],
            "widths": [2, 7, 2, 4, 4],
            "numbers": [0, 2, 4],
            "rows": rows,
        }
        session = protocol.session
        sat = [{"label": _("Session"), "value": moment(session.held_at)}] if session else []
        if session and session.place:
            sat.append({"label": _("Where"), "value": session.place})
        members = [each for each in office.seats_of(call) if each.seat != "expert"]
        signatures = [f"{each.name}, {each.position}" if each.position else each.name for each in members]
        title = _("Protocol of the results of the competition")
        return _made(call, protocol, language, title, [table], sat, signatures)


def admission_pdf(call: Call, protocol: Protocol, language: str) -> bytes:
    """The PDF of the protocol of admission in *language*."""
    with override(language):
        names = outcome_names()
        rows = []
        for row in protocol.rows.select_related("application__applicant").order_by("application__number"):
            ground = row.ground_kk if language == "kk" else row.ground_ru
            rows.append(
                [
                    row.application.number,
                    f"{getattr(row.application.applicant, f'name_{language}')}. {row.application.title}",
                    names[row.outcome],
                    ground or "—",
                ]
            )
        table = {
            "title": _("Decision on each application"),
            "columns": [_("Number"), _("Application"), _("Decision"), _("Ground")],
            "widths": [3, 6, 3, 5],
            "rows": rows,
        }
        opened = [{"label": _("Applications opened"), "value": moment(call.opened_at)}]
        return _made(call, protocol, language, _("Protocol of admission to the competition"), [table], opened, [])


def _made(
    call: Call,
    protocol: Protocol,
    language: str,
    heading: str,
    tables: list[dict[str, Any]],
    facts: list[dict[str, str]],
    signatures: list[str],
) -> bytes:
    """A protocol as PDF, in the language that is on. Its secretary signs under the others."""
    person = getattr(protocol.made_by, "person", None)
    secretary = _("Secretary of the commission")
    data: dict[str, Any] = {
        "sender": getattr(call.body, f"name_{language}") if call.body else "",
        "number": f"{call.number}/{protocol.version}",
        "heading": heading,
        "subtitle": call.title_kk if language == "kk" else call.title_ru,
        "facts": [
            {"label": _("Competition"), "value": call.number},
            *facts,
            {"label": _("Signed"), "value": moment(protocol.signed_at) if protocol.signed_at else _("not signed yet")},
            {"label": _("Digest (SHA-256)"), "value": protocol.sha256 or "—"},
        ],
        "text": protocol.text_kk if language == "kk" else protocol.text_ru,
        "tables": tables,
        "signatures": [*signatures, f"{person.name}, {secretary}" if person else secretary],
        "is_demo": call.is_demo,
    }
    return render_pdf("protocol", data, language=language)


def _points(value: Decimal, language: str) -> str:
    return number_text(value, language, 2)
