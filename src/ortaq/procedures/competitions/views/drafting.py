"""The office writes a call, its criteria, and loads lists."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ortaq.kernel.interchange.rules import TableRefused
from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.procedures.competitions import actions, imports
from ortaq.procedures.competitions.actions import CriterionTerms
from ortaq.procedures.competitions.forms import office as forms
from ortaq.procedures.competitions.forms import terms as call_forms
from ortaq.procedures.competitions.forms.applications import Table, with_more_rows
from ortaq.procedures.competitions.lifecycle import CALL
from ortaq.procedures.competitions.permissions import OFFICE
from ortaq.procedures.competitions.queries import calls
from ortaq.procedures.competitions.views.calls import state_of
from ortaq.procedures.competitions.views.doors import acting, holding, office_or_absent, officers_only, version_of

if TYPE_CHECKING:
    from ortaq.procedures.competitions.models import Call


@require_GET
@officers_only
def index(request: HttpRequest) -> HttpResponse:
    """The competitions of the reader's bodies."""
    after = version_of(request.GET.get("after"))
    page = calls.office_calls(acting(request), after)
    rows = [{"call": call, "state": CALL.states[state_of(call)]} for call in page.calls]
    return render(request, "competitions/secretary/list.html", {"rows": rows, "after": page.after})


@require_http_methods(["GET", "POST"])
@officers_only
def new(request: HttpRequest) -> HttpResponse:
    """A new call."""
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
@officers_only
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """A call that isn't announced yet."""
    call = office_or_absent(request, number)
    if call.state != "draft":
        return redirect("competitions:board", number)
    return _edit(request, call)


def _edit(request: HttpRequest, call: Call | None) -> HttpResponse:
    actor = acting(request)
    bodies = list(calls.organisations(actor.offices(*OFFICE)))
    sets = list(calls.criteria_sets([body.pk for body in bodies]))
    rows = call_forms.call_rows(call) if call else {}
    adding = request.POST.get("add", "") if request.method == "POST" else ""
    data: Any = request.POST.copy() if request.method == "POST" else None
    if adding:
        data.update({f"{adding}-TOTAL_FORMS": with_more_rows(data, adding)[f"{adding}-TOTAL_FORMS"]})
        data.setlist(f"{adding}-TOTAL_FORMS", data.getlist(f"{adding}-TOTAL_FORMS")[-1:])
    if data is not None:
        for name, _title, _made in call_forms.CALL_TABLES:
            data.setdefault(f"{name}-TOTAL_FORMS", "3")
            data[f"{name}-INITIAL_FORMS"] = "0"
    initial = call_forms.call_initial(call) if call else {"year": timezone.localdate().year}
    form = call_forms.CallForm(data, initial=initial, bodies=bodies, sets=sets)
    chosen = data.get("criteria_set", "") if data is not None else str(call.criteria_set_id or "") if call else ""
    weighed = [c for each in sets if str(each.pk) == chosen for c in each.criteria.all()]
    tables: dict[str, Table] = {
        name: made(
            data,
            prefix=name,
            initial=None if data is not None else rows.get(name, []),
            form_kwargs={"criteria": weighed} if name == "bands" else {},
        )
        for name, _title, made in call_forms.CALL_TABLES
    }
    valid = data is not None and not adding and all([form.is_valid(), *(t.is_valid() for t in tables.values())])
    if valid:
        terms = call_forms.terms_from(form, tables, call)
        try:
            if call is None:
                call = actions.draft_call(
                    body_id=int(form.cleaned_data["body"]), terms=terms, by=actor, at=timezone.now()
                )
            else:
                actions.change_call(
                    call=call, terms=terms, by=actor, at=timezone.now(), version=version_of(request.POST.get("version"))
                )
        except Refused as refusal:
            form.add_error(None, shown(refusal.reason))
        else:
            messages.success(request, _("Saved."))
            return redirect("competitions:board", call.number)
    context = {
        "call": call,
        "form": form,
        "tables": [(name, title, tables[name]) for name, title, _made in call_forms.CALL_TABLES],
        "has_sets": bool(sets),
        "may_weigh": bool(weighed),
    }
    status = 422 if data is not None and not adding else 200
    return render(request, "competitions/secretary/edit.html", context, status=status)


@require_http_methods(["GET", "POST"])
@officers_only
def criteria(request: HttpRequest) -> HttpResponse:
    """A set of criteria: new, or a new version of one that was used."""
    actor = acting(request)
    bodies = list(calls.organisations(actor.offices(*OFFICE)))
    data: Any = request.POST.copy() if request.method == "POST" else None
    adding = bool(data and data.get("add"))
    if data is not None:
        if adding:
            data["criteria-TOTAL_FORMS"] = with_more_rows(data, "criteria")["criteria-TOTAL_FORMS"]
        data.setdefault("criteria-TOTAL_FORMS", "3")
        data["criteria-INITIAL_FORMS"] = "0"
    form = forms.CriteriaForm(data, bodies=bodies)
    table = forms.CRITERIA_TABLE(data, prefix="criteria")
    if data is not None and not adding and all([form.is_valid(), table.is_valid()]):
        rows = [
            CriterionTerms(
                code=f"c{n}",
                names=(row["kk"], row["ru"], row["en"] or row["ru"]),
                weight=row["weight"],
                maximum=row["maximum"],
            )
            for n, row in enumerate(table.rows(), 1)
        ]
        try:
            actions.save_criteria(
                body_id=int(form.cleaned_data["body"]),
                code=form.cleaned_data["code"],
                titles=(form.cleaned_data["title_kk"], form.cleaned_data["title_ru"]),
                criteria=rows,
                by=actor,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, shown(refusal.reason))
        else:
            messages.success(request, _("Saved."))
            return redirect("competitions:criteria")
    context = {
        "form": form,
        "tables": [("criteria", _("Criteria"), table)],
        "sets": list(calls.criteria_sets([body.pk for body in bodies])),
    }
    status = 422 if data is not None and not adding else 200
    return render(request, "competitions/secretary/criteria.html", context, status=status)


@require_http_methods(["GET", "POST"])
@holding(*OFFICE, "coordinator")
def registers(request: HttpRequest) -> HttpResponse:
    """Loads a list of another authority from a CSV or XLSX."""
    form = forms.RegisterForm(request.POST or None, request.FILES or None)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            rows, problems = imports.register_rows(content)
            if not problems:
                load = actions.load_register(
                    register=form.cleaned_data["register"],
                    as_of=form.cleaned_data["as_of"],
                    source=form.cleaned_data["source"],
                    rows=rows,
                    sha256=sha256(content).hexdigest(),
                    by=acting(request),
                    at=timezone.now(),
                )
                messages.success(request, _("Loaded: %(rows)s") % {"rows": load.rows})
                return redirect("competitions:registers")
        except TableRefused as error:
            form.add_error("file", shown(error.message))
        except Refused as refusal:
            form.add_error(None, shown(refusal.reason))
    context = {"form": form, "problems": problems[:50], "loads": calls.register_loads()}
    return render(
        request, "competitions/secretary/registers.html", context, status=422 if request.method == "POST" else 200
    )
