"""The reviewer's pages: the list, the declaration before a file opens, the scoring sheet beside the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.limits.views import limited
from ortaq.procedures.competitions import actions
from ortaq.procedures.competitions.forms.reviewing import InterestForm, SheetForm
from ortaq.procedures.competitions.queries import reviewing
from ortaq.procedures.competitions.queries.judging import hints_of_conflict, reviews_of
from ortaq.procedures.competitions.views.doors import acting, holding

if TYPE_CHECKING:
    from ortaq.procedures.competitions.models import Review

experts_only = holding("expert")


def text_names() -> dict[str, str]:
    """The texts of an application by field, as pages call them."""
    return {
        "summary": _("Summary"),
        "problem": _("Which problem does it solve"),
        "goal": _("Goal"),
        "tasks": _("Tasks"),
        "target_group": _("For whom"),
        "experience": _("What the organisation has done before"),
    }


def state_of_review(review: Review) -> tuple[str, str]:
    """How far a review is, and the colour of its tag."""
    if review.recused_at is not None:
        return _("Recused"), "grey"
    if review.closed_at is not None:
        return _("Closed"), "green"
    if review.conflict is None:
        return _("To be declared"), "gold"
    return _("Being scored"), "sky"


@require_GET
@experts_only
def mine(request: HttpRequest) -> HttpResponse:
    """What the reader has to score."""
    rows: list[dict[str, Any]] = []
    waiting = 0
    for review in reviews_of(acting(request))[:300]:
        waiting += review.closed_at is None and review.recused_at is None
        words, tone = state_of_review(review)
        opened = review.conflict is False and review.recused_at is None
        application = review.application
        shown = opened and not application.call.blind
        rows.append(
            {
                "review": review,
                "call": application.call,
                "title": application.title if shown else application.number,
                "number": application.number if shown else "",
                "state": words,
                "tone": tone,
            }
        )
    return render(request, "competitions/reviewing/mine.html", {"rows": rows, "waiting": waiting})


def _own(request: HttpRequest, review_id: int) -> Review:
    review = reviewing.review_for(review_id, acting(request))
    if review is None:
        raise Http404
    return review


@require_GET
@experts_only
def detail(request: HttpRequest, review_id: int) -> HttpResponse:
    """One review: the declaration first, then file and sheet side by side."""
    return _page(request, _own(request, review_id))


def _page(
    request: HttpRequest,
    review: Review,
    interest: InterestForm | None = None,
    sheet: SheetForm | None = None,
    status: int = 200,
) -> HttpResponse:
    words, tone = state_of_review(review)
    call = review.application.call
    before, after = reviewing.neighbours(review)
    context: dict[str, Any] = {
        "review": review,
        "call": call,
        "number": review.application.number,
        "state": words,
        "tone": tone,
        "before": before,
        "after": after,
    }
    if review.conflict is None and review.recused_at is None:
        form = interest or InterestForm()
        # Before the declaration the reviewer learns who applied (to know of a conflict), unless the call is blind.
        applicant = "" if call.blind else review.application.applicant.name
        context |= {"form": form, "applicant": applicant, "hints": hints_of_conflict(review)}
        return render(request, "competitions/reviewing/declare.html", context, status=status)
    if review.recused_at is not None:
        return render(request, "competitions/reviewing/recused.html", context, status=status)
    form_ = sheet or _sheet(review, None)
    context |= {
        "form": form_,
        "file": reviewing.file_of(review, acting(request)),
        "is_open": review.closed_at is None and call.state == "scoring",
    }
    if context["file"] is not None:
        names = text_names()
        context["texts"] = [(names[name], text) for name, text in context["file"].texts if text]
    return render(request, "competitions/reviewing/sheet.html", context, status=status)


def _sheet(review: Review, data: Any) -> SheetForm:
    criteria_set = review.application.call.criteria_set
    criteria = list(criteria_set.criteria.all()) if criteria_set else []
    return SheetForm(data, criteria=criteria, marks=reviewing.marks_of(review), initial={"comment": review.comment})


@require_POST
@experts_only
def declare(request: HttpRequest, review_id: int) -> HttpResponse:
    """The declaration of interests: it opens the file, or recuses."""
    review = _own(request, review_id)
    form = InterestForm(request.POST)
    if not form.is_valid():
        return _page(request, review, form, status=422)
    conflict = form.cleaned_data["conflict"] == "yes"
    try:
        actions.declare_interest(
            review=review, conflict=conflict, reason=form.cleaned_data["reason"], by=acting(request), at=timezone.now()
        )
    except Refused as refusal:
        messages.error(request, shown(refusal.reason))
    return redirect("competitions:reviews") if conflict else redirect("competitions:review", review_id)


@require_POST
@limited("application.save")
@experts_only
def marks(request: HttpRequest, review_id: int) -> HttpResponse:
    """Keeps the sheet as a draft, goes on, or closes it. A script that saves gets JSON."""
    review = _own(request, review_id)
    form = _sheet(review, request.POST)
    by, at = acting(request), timezone.now()
    wants_json = request.headers.get("Accept", "").startswith("application/json")
    if not form.is_valid():
        if wants_json:
            return JsonResponse({"message": _("Not saved: look at what is marked.")}, status=422)
        return _page(request, review, sheet=form, status=422)
    then = request.POST.get("then", "")
    try:
        actions.save_marks(review=review, marks=form.marks(), comment=form.cleaned_data["comment"], by=by, at=at)
        if then == "close":
            actions.close_review(review=review, by=by, at=at)
    except Refused as refusal:
        if wants_json:
            return JsonResponse({"message": shown(refusal.reason)}, status=422)
        form.add_error(None, shown(refusal.reason))
        return _page(request, _own(request, review_id), sheet=form, status=422)
    if wants_json:
        return JsonResponse({"message": _("Saved at %(time)s") % {"time": f"{timezone.localtime():%H:%M:%S}"}})
    messages.success(request, _("Closed: these marks don't change any more.") if then == "close" else _("Saved."))
    _before, after = reviewing.neighbours(review)
    if then in {"next", "close"} and after is not None:
        return redirect("competitions:review", after)
    return redirect("competitions:reviews") if then == "close" else redirect("competitions:review", review_id)
