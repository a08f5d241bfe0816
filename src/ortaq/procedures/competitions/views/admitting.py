"""One opened application as those who run or judge the competition see it; the secretary checks and admits it here."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ortaq.kernel.documents.queries import listed_for
from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.parties.rules import Actor
from ortaq.procedures.competitions import actions
from ortaq.procedures.competitions.forms import office as forms
from ortaq.procedures.competitions.lifecycle import APPLICATION
from ortaq.procedures.competitions.permissions import application_capacities
from ortaq.procedures.competitions.queries import office
from ortaq.procedures.competitions.queries.applications import checks_of
from ortaq.procedures.competitions.queries.judging import usual_promotion
from ortaq.procedures.competitions.rules.eligibility import CONDITIONS
from ortaq.procedures.competitions.views.applications import TONES, result_words, summary_rows
from ortaq.procedures.competitions.views.doors import acting, signed_in, version_of
from ortaq.procedures.competitions.views.reviewing import text_names

if TYPE_CHECKING:
    from ortaq.procedures.competitions.models import Application


@require_http_methods(["GET", "POST"])
@signed_in
def application(request: HttpRequest, number: str) -> HttpResponse:
    """One opened application as those who run or judge the competition see it; the secretary admits it here."""
    found = office.application_for_office(number, acting(request))
    if found is None:
        raise Http404
    is_secretary = "secretary" in application_capacities(acting(request), found)
    code = request.POST.get("deed", "") if request.method == "POST" else ""
    reject = forms.RejectForm(request.POST if code == "reject" else None, prefix="reject")
    check = forms.CheckForm(request.POST if code == "check" else None, prefix="check", codes=found.call.eligibility)
    promote = forms.PromoteForm(
        request.POST if code == "promote" else None,
        prefix="promote",
        initial={"amount": usual_promotion(found)} if found.state == "reserve" else None,
    )
    form = {"reject": reject, "check": check, "promote": promote}.get(code)
    if request.method == "POST" and is_secretary and (form is None or form.is_valid()):
        try:
            _judge(
                found,
                code,
                form.cleaned_data if form else {},
                acting(request),
                timezone.now(),
                version_of(request.POST.get("version")),
            )
        except Refused as refusal:
            messages.error(request, shown(refusal.reason))
        else:
            messages.success(request, _("Done."))
            return redirect("competitions:office_application", number)
    context = {
        "application": found,
        "call": found.call,
        "state": APPLICATION.states[found.state],
        "rows": summary_rows(found),
        "texts": [(name, getattr(found, field)) for field, name in text_names().items() if getattr(found, field)],
        "documents": listed_for(acting(request), found),
        "checks": [
            {
                "name": shown(CONDITIONS[each.code].name),
                "check": each,
                "result": result_words(each.result),
                "tone": TONES[each.result],
            }
            for each in checks_of(found)
            if each.code in CONDITIONS
        ],
        "hints": office.hints_of_double_funding(found) if is_secretary else [],
        "is_secretary": is_secretary,
        "in_admission": found.call.state == "admission",
        "reject": reject,
        "check_form": check,
        "promote": promote if is_secretary and found.state == "reserve" else None,
        "form": form,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "competitions/secretary/application.html", context, status=status)


def _judge(found: Application, code: str, data: dict[str, Any], by: Actor, at: datetime, version: int | None) -> None:
    if code == "admit":
        actions.admit_application(application=found, by=by, at=at, version=version)
    elif code == "reject":
        actions.reject_application(
            application=found,
            ground=data["ground"],
            facts_kk=data["kk"],
            facts_ru=data["ru"],
            by=by,
            at=at,
            version=version,
        )
    elif code == "promote":
        actions.promote_application(
            application=found, amount=data["amount"], reason=data["reason"], by=by, at=at, version=version
        )
    elif code == "check":
        actions.record_check(
            application=found, code=data["code"], result=data["result"], source=data["source"],
            source_date=data["source_date"], evidence=data["evidence"], by=by, at=at,
        )  # fmt: skip
    else:
        raise Http404
