"""The secretary writes the protocol of the results: what the ranking gives, and where the commission departs from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.procedures.competitions import actions
from ortaq.procedures.competitions.actions import DecisionTerms
from ortaq.procedures.competitions.forms.office import BothLanguagesForm, DecisionForm
from ortaq.procedures.competitions.queries import office
from ortaq.procedures.competitions.queries.judging import outcome_of, standings
from ortaq.procedures.competitions.views.doors import acting, office_or_absent, officers_only
from ortaq.procedures.competitions.views.protocols import texts_of

if TYPE_CHECKING:
    from ortaq.procedures.competitions.models import Call, Session


@require_http_methods(["GET", "POST"])
@officers_only
def protocol(request: HttpRequest, number: str) -> HttpResponse:
    """Every application with what ranking and money give; a row that is decided otherwise needs its ground."""
    call = office_or_absent(request, number)
    session = office.sessions_of(call).first()
    if call.state != "scored" or session is None or session.closed_at is None or not outcome_of(session).is_adopted:
        messages.error(request, _("A protocol is made of a session that had a quorum and adopted the list."))
        return redirect("competitions:board", number)
    data = request.POST if request.method == "POST" else None
    form = BothLanguagesForm(data, prefix="protocol", initial=_texts(call))
    rows = _rows(call, data)
    if data is not None and all([form.is_valid(), *(row["form"].is_valid() for row in rows)]):
        decided = [_decided(row) for row in rows]
        unfounded = [row for row, terms in zip(rows, decided, strict=True) if _lacks_ground(row, terms)]
        for row in unfounded:
            row["form"].add_error("ground_kk", _("This departs from the ranking: write the ground in both languages."))
        if not unfounded and _write(request, session, form, decided):
            return redirect("competitions:board", number)
    for row in rows:
        row["is_open"] = bool(row["form"].errors) or row["departed"]
    context = {"call": call, "form": form, "rows": rows, "errors": _told(rows)}
    return render(request, "competitions/secretary/protocol.html", context, status=422 if data is not None else 200)


def _texts(call: Call) -> dict[str, str]:
    """What was written already, else what is counted."""
    last = office.last_protocol(call)
    if last is not None and last.signed_at is None:
        return {"kk": last.text_kk, "ru": last.text_ru}
    return texts_of(call)


def _rows(call: Call, data: Any) -> list[dict[str, Any]]:
    last = office.last_protocol(call)
    kept = office.drafted_rows(last) if last is not None and last.signed_at is None else {}
    usual = {each.application_id: each for each in actions.proposed(call)}
    rows = []
    for table in standings(call):
        for row in table.rows:
            proposal, before = usual[row.application.pk], kept.get(row.application.pk)
            start: Any = before or proposal
            initial = {name: getattr(start, name) for name in ("outcome", "amount", "ground_kk", "ground_ru")}
            rows.append(
                {
                    "row": row,
                    "lot": table.title,
                    "usual": proposal,
                    "departed": (start.outcome, start.amount) != (proposal.outcome, proposal.amount),
                    "form": DecisionForm(data, prefix=f"row-{row.application.pk}", initial=initial),
                }
            )
    return rows


def _told(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    """What is wrong in the rows, for the summary above the form."""
    return [
        {"href": f"#{field.id_for_label}", "text": f"{row['row'].application.number}, {field.label}: {error}"}
        for row in rows
        for field in row["form"]
        for error in field.errors
    ]


def _decided(row: dict[str, Any]) -> DecisionTerms:
    return DecisionTerms(application_id=row["usual"].application_id, **row["form"].cleaned_data)


def _lacks_ground(row: dict[str, Any], terms: DecisionTerms) -> bool:
    return actions.departs(terms, row["usual"]) and not (terms.ground_kk.strip() and terms.ground_ru.strip())


def _write(request: HttpRequest, session: Session, form: BothLanguagesForm, decided: list[DecisionTerms]) -> bool:
    """Drafts the protocol; False with the reason at the form when it is refused."""
    texts = form.cleaned_data
    try:
        actions.draft_protocol(
            session=session,
            rows=decided,
            text_kk=texts["kk"],
            text_ru=texts["ru"],
            by=acting(request),
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, shown(refusal.reason))
        return False
    messages.success(request, _("The protocol is written. Read it as a PDF, then sign it."))
    return True
