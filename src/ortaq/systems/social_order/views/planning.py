"""Office pages of the plan: the editor, the approval, changes of approved lines, the next steps of a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.actions import Refused, open_transitions
from ortaq.kernel.web.views import acting, officers_only, version_of
from ortaq.systems.social_order import actions
from ortaq.systems.social_order.forms.plans import ChangeForm, LineForm, MoveForm, OpenPlanForm
from ortaq.systems.social_order.lifecycle import CHANGEABLE, PLAN_LINE
from ortaq.systems.social_order.permissions import PLANNERS, may_make_call, may_plan
from ortaq.systems.social_order.queries import plans as queries
from ortaq.systems.social_order.queries.calls import calls_on
from ortaq.systems.social_order.queries.considering import acceptable
from ortaq.systems.social_order.queries.reference import body_by_slug, customers
from ortaq.systems.social_order.rules import added
from ortaq.systems.social_order.views.plans import change_rows, line_context, title_of

if TYPE_CHECKING:
    from ortaq.systems.social_order.models import Plan, PlanLine

MOVES = ("announce", "contract", "fail", "close", "cancel", "return", "discard")
"""Transitions that are done with one line; sending and approving are done with the plan, a change has its own form."""


@require_http_methods(["GET", "POST"])
@officers_only(*PLANNERS)
def plans(request: HttpRequest) -> HttpResponse:
    """The plans of one's bodies, and opening a new one."""
    actor = acting(request)
    bodies = [row for row in customers() if row.pk in actor.offices("customer")]
    form = OpenPlanForm(
        request.POST if request.method == "POST" else None,
        bodies=bodies,
        initial={"year": timezone.localdate().year + 1},
    )
    if request.method == "POST" and form.is_valid():
        body = body_by_slug(form.cleaned_data["body"])
        if body is None:
            raise Http404
        plan = actions.open_plan(year=form.cleaned_data["year"], body=body, by=actor, at=timezone.now())
        return redirect("social_order:plan_office", plan.pk)
    context = {"plans": queries.own_plans(actor), "form": form if bodies else None}
    return render(request, "social_order/plans/office/plans.html", context, status=422 if form.errors else 200)


@require_GET
@officers_only(*PLANNERS)
def plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """One plan: its lines, what waits for whom."""
    found = _plan(request, plan_id)
    actor = acting(request)
    page = queries.lines_of(found, public=False, after=request.GET.get("after", "")[:9])
    sums = queries.state_sums(found)
    changes = queries.open_changes(found)
    context = {
        "plan": found,
        "sum": added(each for state, each in sums.items() if state != "cancelled"),
        "rows": [{"line": line, "title": title_of(line), "state": PLAN_LINE.states[line.state]} for line in page.lines],
        "after": page.after,
        "counts": [(state, sums[code].lines) for code, state in PLAN_LINE.states.items() if code in sums],
        "drafts": sums["draft"].lines if "draft" in sums else 0,
        "submitted": sums["submitted"].lines if "submitted" in sums else 0,
        "may_plan": bool(may_plan(actor, found.body_id)),
        "may_approve": "head" in actor.roles_in(found.body_id),
        "changes": [change_rows(change) | {"may": change.proposed_by_id != actor.user_id} for change in changes],
    }
    return render(request, "social_order/plans/office/plan.html", context)


@require_POST
@officers_only(*PLANNERS)
def step(request: HttpRequest, plan_id: int, code: str) -> HttpResponse:
    """Sends the drafts of a plan for approval, or approves what was sent."""
    found = _plan(request, plan_id)
    act = {"submit": actions.submit_plan, "approve": actions.approve_plan}.get(code)
    if act is None:
        raise Http404
    try:
        count = act(plan=found, by=acting(request), at=timezone.now())
        messages.success(request, ngettext("Done with %(n)s line.", "Done with %(n)s lines.", count) % {"n": count})
    except Refused as refusal:
        messages.error(request, shown(refusal.reason))
    return redirect("social_order:plan_office", found.pk)


@require_http_methods(["GET", "POST"])
@officers_only("customer")
def new_line(request: HttpRequest, plan_id: int) -> HttpResponse:
    """A new draft line."""
    found = _plan(request, plan_id)
    actor = acting(request)
    topics = acceptable(actor, found.body_id)
    form = LineForm(request.POST if request.method == "POST" else None, plan=found, topics=topics)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_line(plan=found, line=form.line(), by=actor, at=timezone.now())
            messages.success(request, _("The line is added as a draft."))
            return redirect("social_order:plan_office", found.pk)
        except Refused as refusal:
            form.add_error(None, shown(refusal.reason))
    return _form(request, form, found, _("New line"))


@require_http_methods(["GET", "POST"])
@officers_only(*PLANNERS)
def line(request: HttpRequest, number: str) -> HttpResponse:
    """One line: a draft is edited here, a change of an approved one is proposed, the next step is taken."""
    actor = acting(request)
    found = queries.own_line(number, actor)
    if found is None:
        raise Http404
    steps = [each for each in open_transitions(found, actor) if each.code in MOVES]
    form: LineForm | None = None
    data = request.POST if request.method == "POST" and not request.POST.get("move") else None
    if may_plan(actor, found.body_id) and found.state == "draft":
        form = LineForm(data, plan=found.plan, topics=[], initial=LineForm.of(found))
    elif may_plan(actor, found.body_id) and found.state in CHANGEABLE:
        form = ChangeForm(data, plan=found.plan, initial=LineForm.of(found))
    move = MoveForm(request.POST if request.POST.get("move") else None)
    if request.method == "POST":
        try:
            if request.POST.get("move") and move.is_valid():
                code = request.POST["move"]
                if code not in MOVES:
                    raise Http404
                version = version_of(request.POST.get("version"))
                actions.advance_line(
                    line=found, code=code, by=actor, at=timezone.now(), version=version, **move.cleaned_data
                )
                return _done(request, found)
            if form is not None and data is not None and form.is_valid():
                _write(request, found, form)
                return _done(request, found)
        except Refused as refusal:
            (move if request.POST.get("move") else form or move).add_error(None, shown(refusal.reason))
    failed = form if form is not None and form.errors else move
    context = line_context(found) | {
        "form": form,
        "move": move,
        "failed": failed,
        "steps": [(each.code, shown(each.label), each.norm) for each in steps],
        "is_change": isinstance(form, ChangeForm),
        "may_call": bool(may_make_call(actor, found)),
        "calls": list(calls_on(found)),
    }
    return render(request, "social_order/plans/office/line.html", context, status=422 if failed.errors else 200)


@require_POST
@officers_only("customer")
def call(request: HttpRequest, number: str) -> HttpResponse:
    """Makes the draft of a call from a line, and goes on to its terms."""
    actor = acting(request)
    found = queries.own_line(number, actor)
    if found is None:
        raise Http404
    try:
        made = actions.make_call(line=found, by=actor, at=timezone.now())
    except Refused as refusal:
        messages.error(request, shown(refusal.reason))
        return redirect("social_order:plan_line_office", found.number)
    messages.success(request, _("The draft of the call is made. Fill in what is missing and announce it."))
    return redirect("competitions:edit", made.number)


def _write(request: HttpRequest, found: PlanLine, form: LineForm) -> None:
    by, at = acting(request), timezone.now()
    if isinstance(form, ChangeForm):
        actions.propose_change(line=found, changes=form.line(), reason=form.cleaned_data["reason"], by=by, at=at)
    else:
        version = version_of(request.POST.get("version"))
        actions.edit_line(line=found, changes=form.line(), by=by, at=at, version=version)


def _done(request: HttpRequest, found: PlanLine) -> HttpResponse:
    messages.success(request, _("Done."))
    return redirect("social_order:plan_line_office", found.number)


@require_POST
@officers_only("head")
def decide(request: HttpRequest, change_id: int) -> HttpResponse:
    """The head approves or refuses a change of an approved line."""
    change = queries.open_change(change_id, acting(request))
    if change is None:
        raise Http404
    try:
        actions.decide_change(
            change=change,
            approve=request.POST.get("decision") == "approve",
            refusal=request.POST.get("refusal", "")[:1000],
            by=acting(request),
            at=timezone.now(),
        )
        messages.success(request, _("Done."))
    except Refused as refusal:
        messages.error(request, shown(refusal.reason))
    return redirect("social_order:plan_office", change.line.plan_id)


def _plan(request: HttpRequest, plan_id: int) -> Plan:
    found = queries.own_plan(plan_id, acting(request))
    if found is None:
        raise Http404
    return found


def _form(request: HttpRequest, form: LineForm, found: Plan, title: str) -> HttpResponse:
    context = {"form": form, "plan": found, "title": title}
    return render(request, "social_order/plans/office/new_line.html", context, status=422 if form.errors else 200)
