"""A body's plan from its file: sent, its columns corrected, every error shown beside its cell, then loaded whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ortaq.kernel.interchange.rules import MAX_BYTES
from ortaq.kernel.language.queries import current_language, shown
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.money.rules import money_text, number_text
from ortaq.kernel.parties.queries import territory_reference
from ortaq.kernel.web.views import acting, officers_only
from ortaq.systems.social_order import imports
from ortaq.systems.social_order.forms.plans import PlanFileForm, SheetForm
from ortaq.systems.social_order.queries import plans as queries
from ortaq.systems.social_order.queries.reference import sphere_reference

if TYPE_CHECKING:
    from ortaq.systems.social_order.imports.plans import Judged, Sheet
    from ortaq.systems.social_order.models import PlanFile

SHOWN_ROWS = 25
SHOWN_PROBLEMS = 100


@require_http_methods(["GET", "POST"])
@officers_only("customer")
def send(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Keeps a file for the preview."""
    plan = queries.own_plan(plan_id, acting(request))
    if plan is None:
        raise Http404
    form = PlanFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = imports.keep_plan_file(
                data=file.read(MAX_BYTES + 1),
                name=file.name,
                body=plan.body,
                year=plan.year,
                by=acting(request),
                at=timezone.now(),
            )
            return redirect("social_order:plan_file", kept.pk)
        except Refused as refusal:
            form.add_error(None, shown(refusal.reason))
    return render(
        request, "social_order/plans/office/send.html", {"form": form, "plan": plan}, status=422 if form.errors else 200
    )


@require_GET
@officers_only("customer")
def preview(request: HttpRequest, file_id: int) -> HttpResponse:
    """What the file holds, before anything is loaded."""
    file = _file(request, file_id)
    if file.job in imports.UNDER_WAY or (file.loaded_at and file.job_by_id):
        return _progress(request, file)
    return _page(request, file, _judged(file), {})


def _progress(request: HttpRequest, file: PlanFile) -> HttpResponse:
    """How far the loading in the background is; read without opening the file."""
    response = render(request, "social_order/plans/office/loading.html", {"file": file, "open": not file.loaded_at})
    if request.headers.get("HX-Request") and file.loaded_at:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@officers_only("customer")
def columns(request: HttpRequest, file_id: int) -> HttpResponse:
    """Keeps what each column is, and shows the file anew."""
    file = _file(request, file_id)
    judged = _judged(file)
    forms = _forms(judged, file, request.POST)
    if not all(form.is_valid() for form in forms.values()):
        return _page(request, file, judged, forms, status=422)
    kept = {str(index): form.choices() for index, form in forms.items()}
    imports.choose_columns(file=file, choices=kept, by=acting(request), at=timezone.now())
    return redirect("social_order:plan_file", file.pk)


@require_POST
@officers_only("customer")
def load(request: HttpRequest, file_id: int) -> HttpResponse:
    """Loads the file, whole or not at all."""
    file = _file(request, file_id)
    by, at, despite = acting(request), timezone.now(), bool(request.POST.get("despite_totals"))
    judged = _judged(file)
    try:
        if judged.is_sound and len(judged.lines) > imports.AT_ONCE and (despite or not judged.contradictions):
            imports.ask_load(file=file, despite_totals=despite, by=by, at=at)
            return redirect("social_order:plan_file", file.pk)
        plan = imports.load_plan_file(file=file, by=by, at=at, despite_totals=despite, judged=judged)
    except Refused as refusal:
        messages.error(request, shown(refusal.reason))
        return _page(request, file, _judged(file), {}, status=422)
    messages.success(request, _("The file is loaded as draft lines. Send them for approval when they are right."))
    return redirect("social_order:plan_office", plan.pk)


def _file(request: HttpRequest, file_id: int) -> PlanFile:
    file = queries.own_file(file_id, acting(request))
    if file is None:
        raise Http404
    return file


def _judged(file: PlanFile) -> Judged:
    return imports.judge_kept(file)


def _forms(judged: Judged, file: PlanFile, data: Any = None) -> dict[int, SheetForm]:
    return {
        sheet.index: SheetForm(
            data,
            prefix=f"sheet{sheet.index}",
            headings=sheet.head.headings,
            year=file.year,
            initial={
                "unit": sheet.choices.unit,
                "sphere": str(sheet.choices.sphere_id or ""),
                **{f"column_{column}": role for column, role in enumerate(sheet.choices.roles)},
            },
        )
        for sheet in judged.sheets
    }


def _page(
    request: HttpRequest, file: PlanFile, judged: Judged, forms: dict[int, SheetForm], status: int = 200
) -> HttpResponse:
    forms = forms or _forms(judged, file)
    context = {
        "file": file,
        "judged": judged,
        "refused": judged.refused,
        "sheets": [_sheet(sheet, forms[sheet.index]) for sheet in judged.sheets],
        "problem_count": len(judged.problems),
        "line_count": len(judged.lines),
        "sum": sum((line.amount for line in judged.lines), start=0),
        "may_load": judged.is_sound and file.loaded_at is None,
        "contradictions": len(judged.contradictions),
        "has_errors": bool(judged.problems),
        "why": file.job_why.get(current_language(), "") if file.job == "failed" else "",
    }
    return render(request, "social_order/plans/office/preview.html", context, status=status)


def _sheet(sheet: Sheet, form: SheetForm) -> dict[str, Any]:
    language = current_language()
    cells = {row.number: row.cells for row in sheet.grid.rows}
    problems = []
    for problem in sheet.reading.problems[:SHOWN_PROBLEMS]:
        row = cells.get(problem.row, ())
        value = row[problem.column] if problem.column is not None and problem.column < len(row) else None
        problems.append(
            {
                "row": problem.row,
                "column": sheet.head.headings[problem.column] if problem.column is not None else "—",
                "cell": "" if value is None else str(value)[:200],
                "message": problem.message,
                "advice": problem.advice,
            }
        )
    return {
        "name": sheet.grid.name,
        "form": form,
        "problems": problems,
        "more_problems": max(0, len(sheet.reading.problems) - SHOWN_PROBLEMS),
        "totals": [
            {
                "check": check,
                "printed": number_text(check.printed, language)
                if check.projects
                else money_text(check.printed, language),
                "computed": number_text(check.computed, language)
                if check.projects
                else money_text(check.computed, language),
            }
            for check in sheet.reading.totals
        ],
        "lines": [
            {
                "line": line,
                "sphere": sphere_reference.row(line.sphere_id).name,
                "territory": territory_reference.row(line.territory_id).name,
                "amount": money_text(line.amount, language),
            }
            for line in sheet.reading.lines[:SHOWN_ROWS]
        ],
        "more_lines": max(0, len(sheet.reading.lines) - SHOWN_ROWS),
    }
