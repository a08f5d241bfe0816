"""Office pages of evaluations: the customer's, the head's, and the expert's scoring page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.actions import Refused, open_transitions
from ortaq.kernel.parties.queries import officer_called
from ortaq.kernel.web.views import acting, officers_only, version_of
from ortaq.systems.social_order import actions
from ortaq.systems.social_order.forms.evaluation import (
    ConclusionForm,
    ExpertForm,
    InterestForm,
    PointsForm,
    ReleaseForm,
    ScheduleForm,
)
from ortaq.systems.social_order.lifecycle import EVALUATION
from ortaq.systems.social_order.permissions import PLANNERS, may_schedule
from ortaq.systems.social_order.queries import evaluation as queries
from ortaq.systems.social_order.rules import CRITERIA, STAGES
from ortaq.systems.social_order.views.evaluation import paper_of, shown_numbers, title_of

if TYPE_CHECKING:
    from ortaq.systems.social_order.models import Evaluation, Seat


@require_GET
@officers_only(*PLANNERS)
def work(request: HttpRequest) -> HttpResponse:
    """The evaluations of the bodies where one works."""
    rows = [
        (each, title_of(each), shown(STAGES[each.stage]), EVALUATION.states[each.state])
        for each in queries.office_evaluations(acting(request))[: queries.PAGE]
    ]
    return render(request, "social_order/evaluation/work.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@officers_only("customer")
def schedule(request: HttpRequest, number: str) -> HttpResponse:
    """Schedules an evaluation of an agreement."""
    agreement = queries.agreement_by_number(number)
    if agreement is None or not may_schedule(acting(request), agreement):
        raise Http404
    form = ScheduleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.schedule_evaluation(
                agreement=agreement, stage=form.cleaned_data["stage"], by=acting(request), at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, shown(refusal.reason))
        else:
            return redirect("social_order:evaluation_case", made.number)
    context = {"form": form, "agreement": agreement}
    return render(request, "social_order/evaluation/new.html", context, status=422 if form.errors else 200)


@require_GET
@officers_only(*PLANNERS)
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One evaluation with what may be done with it."""
    return _case(request, _office(request, number))


def _case(request: HttpRequest, evaluation: Evaluation, **wrong: Any) -> HttpResponse:
    numbers = queries.seats_of(evaluation)
    names = queries.names_of(row.seat.expert_id for row in numbers)
    signed, waiting = evaluation.signed_at is not None, queries.pending(evaluation)
    initial = {"outcome": evaluation.outcome, "kk": evaluation.conclusion_kk, "ru": evaluation.conclusion_ru}
    context = {
        **shown_numbers(evaluation),
        "seats": [
            (
                row.seat,
                officer_called(names.get(row.seat.expert_id, ""), role="expert", account=row.seat.expert_id),
                _standing(row.seat),
            )
            for row in numbers
        ],
        "may": {each.code for each in open_transitions(evaluation, acting(request))},
        "expert_form": ExpertForm(candidates=queries.candidates(evaluation)),
        "release_form": ReleaseForm(),
        "conclusion_form": ConclusionForm(initial=initial),
        "open_survey": queries.open_survey_about(evaluation.agreement),
        "signed": signed,
        "pending": waiting,
        "countable": signed or (evaluation.state == "scoring" and not waiting),
        **wrong,
    }
    return render(request, "social_order/evaluation/case.html", context, status=422 if wrong else 200)


def _standing(seat: Seat) -> str:
    if seat.released_at:
        return _("released")
    if seat.conflict:
        return _("conflict of interest: doesn't score")
    if seat.submitted_at:
        return _("has handed in")
    return _("is scoring") if seat.declared_at else _("hasn't declared their interests yet")


@require_POST
@officers_only(*PLANNERS)
def act(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Does one deed of the customer or the head; a refusal draws the page again with what was typed."""
    evaluation = _office(request, number)
    common: dict[str, Any] = {
        "evaluation": evaluation,
        "by": acting(request),
        "at": timezone.now(),
        "version": version_of(request.POST.get("version")),
    }
    try:
        if code == "name":
            form: Any = ExpertForm(request.POST, candidates=queries.candidates(evaluation))
            if not form.is_valid():
                return _case(request, evaluation, expert_form=form)
            expert = queries.account(form.cleaned_data["expert"])
            if expert is None:
                raise Http404
            actions.name_expert(expert=expert, **common)
        elif code == "release":
            form = ReleaseForm(request.POST)
            seat = next(
                (row.seat for row in queries.seats_of(evaluation) if str(row.seat.pk) == request.POST.get("seat")), None
            )
            if seat is None:
                raise Http404
            if not form.is_valid():
                return _case(request, evaluation, release_form=form)
            actions.release_expert(seat=seat, reason=form.cleaned_data["reason"], **common)
        elif code == "conclude":
            form = ConclusionForm(request.POST)
            if not form.is_valid():
                return _case(request, evaluation, conclusion_form=form)
            actions.conclude_evaluation(**form.cleaned_data, **common)
        elif code in _PLAIN:
            _PLAIN[code](**common)
        else:
            raise Http404
    except Refused as refusal:
        messages.error(request, shown(refusal.reason))
        if code == "conclude":
            return _case(request, evaluation, conclusion_form=form)
    else:
        done = EVALUATION.transitions[code].done
        if done:
            messages.success(request, shown(done))
    return redirect("social_order:evaluation_case", number)


_PLAIN: dict[str, Any] = {
    "open": actions.open_scoring,
    "sign": actions.sign_evaluation,
    "publish": actions.publish_evaluation,
}


@require_GET
@officers_only(*PLANNERS)
def paper(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """The official form before publication, for the body alone; not before it is signed."""
    evaluation = _office(request, number)
    if evaluation.signed_at is None:
        raise Http404
    return paper_of(evaluation, kind)


@require_GET
@officers_only("expert")
def seats(request: HttpRequest) -> HttpResponse:
    """The evaluations that one was named for."""
    rows = [
        (seat, title_of(seat.evaluation), shown(STAGES[seat.evaluation.stage]), _standing(seat))
        for seat in queries.seats_for(acting(request))
    ]
    return render(request, "social_order/evaluation/seats.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@officers_only("expert")
def score(request: HttpRequest, number: str) -> HttpResponse:
    """An expert declares their interests, gives points by the keyboard, keeps them, hands them in."""
    seat = next((each for each in queries.seats_for(acting(request)) if each.evaluation.number == number), None)
    if seat is None:
        raise Http404
    evaluation, by, at = seat.evaluation, acting(request), timezone.now()
    own = next(row for row in queries.seats_of(evaluation) if row.seat.pk == seat.pk).points
    initial = {
        key: value
        for code, point in own.items()
        for key, value in ((f"{code}_points", point.points), (f"{code}_reason", point.reason))
    }
    declaring = seat.declared_at is None
    form: Any = InterestForm(request.POST or None) if declaring else PointsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            if declaring:
                actions.declare_interest(evaluation=evaluation, **data, by=by, at=at)
            else:
                marks = {code: actions.Mark(data[f"{code}_points"], data[f"{code}_reason"]) for code in CRITERIA}
                hand_in = "hand_in" in request.POST
                deed = actions.submit_points if hand_in else actions.keep_points
                deed(evaluation=evaluation, marks=marks, by=by, at=at)
                messages.success(
                    request, _("Your points are handed in.") if hand_in else _("Kept. Hand them in when you are ready.")
                )
            return redirect("social_order:evaluation_score", number)
        except Refused as refusal:
            form.add_error(None, shown(refusal.reason))
    context = {
        "evaluation": evaluation,
        "seat": seat,
        "title": title_of(evaluation),
        "stage": shown(STAGES[evaluation.stage]),
        "form": form,
        "declaring": declaring,
        "open": evaluation.state == "scoring" and seat.submitted_at is None and not seat.conflict,
        "standing": _standing(seat),
        "criteria": [(form[f"{code}_points"], form[f"{code}_reason"]) for code in CRITERIA if not declaring],
        "points": [(shown(CRITERIA[code]), own[code]) for code in CRITERIA if code in own],
        "measures": queries.measures_of(evaluation).measured,
    }
    return render(request, "social_order/evaluation/score.html", context, status=422 if form.errors else 200)


def _office(request: HttpRequest, number: str) -> Evaluation:
    found = queries.office_evaluation(number, acting(request))
    if found is None:
        raise Http404
    return found
