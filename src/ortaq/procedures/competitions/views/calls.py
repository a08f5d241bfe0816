"""Calls as everybody sees them: the list, one call with its terms, questions, and the way in."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ortaq.kernel.language.queries import current_language, shown
from ortaq.kernel.language.rules import guess_language
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.limits.views import limited
from ortaq.kernel.money.rules import money_text, percent_text
from ortaq.kernel.web.templatetags.formats import moment
from ortaq.procedures.competitions import actions
from ortaq.procedures.competitions.forms.calls import ApplyForm, QuestionForm
from ortaq.procedures.competitions.lifecycle import CALL
from ortaq.procedures.competitions.permissions import represented
from ortaq.procedures.competitions.queries import calls
from ortaq.procedures.competitions.queries.applications import own_in_call
from ortaq.procedures.competitions.registry import profile_of, profiles
from ortaq.procedures.competitions.rules.budget import LINE_TYPES
from ortaq.procedures.competitions.rules.eligibility import CONDITIONS
from ortaq.procedures.competitions.rules.ranking import Tie
from ortaq.procedures.competitions.views.doors import acting, signed_in

if TYPE_CHECKING:
    from ortaq.procedures.competitions.models import Call


def state_of(call: Call) -> str:
    """The state of a call by the clock: what the sweep will write within the minute is shown at once."""
    now = timezone.now()
    if call.is_reference or call.opens_at is None or call.deadline is None:
        return call.state
    if call.state == "announced" and call.opens_at <= now:
        return "closed" if call.deadline <= now else "accepting"
    return "closed" if call.state == "accepting" and call.deadline <= now else call.state


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every announced call, the newest first."""
    profile = request.GET.get("profile", "")
    known = {each.code: each for each in profiles()}
    only_open = request.GET.get("state") == "open"
    after = request.GET.get("after", "")
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 18 else None
    page = calls.public_calls(
        profile=profile if profile in known else "", state="open" if only_open else "", after=start
    )
    rows = [
        {"call": call, "state": CALL.states[state_of(call)], "profile": profile_of(call.profile)} for call in page.calls
    ]
    context = {
        "rows": rows,
        "after": page.after,
        "profiles": list(known.values()),
        "profile": profile if profile in known else "",
        "only_open": only_open,
    }
    return render(request, "competitions/calls/list.html", context)


@require_GET
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One call: what it asks, how it judges, until when, questions with answers."""
    return _page(request, _found(number))


@require_POST
@limited("call.question")
@signed_in
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """A question to the call; it shows with its answer."""
    call = _found(number)
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _page(request, call, form, status=422)
    text = form.cleaned_data["text"]
    language = guess_language(text, default=current_language())
    try:
        actions.ask_question(call=call, text=text, language=language, by=acting(request), at=timezone.now())
    except Refused as refusal:
        form.add_error(None, shown(refusal.reason))
        return _page(request, call, form, status=422)
    messages.success(request, _("Your question was sent. It will stand here with the answer, without your name."))
    return redirect("competitions:call", number)


@require_POST
@signed_in
def apply(request: HttpRequest, number: str) -> HttpResponse:
    """Begins an application of one of the asker's organisations, or goes on with the one begun."""
    call = _found(number)
    form = ApplyForm(request.POST, organisations=represented(acting(request)))
    if not form.is_valid():
        return _page(request, call, apply_form=form, status=422)
    try:
        application = actions.start_application(
            call=call, organisation_id=int(form.cleaned_data["organisation"]), by=acting(request), at=timezone.now()
        )
    except Refused as refusal:
        messages.error(request, shown(refusal.reason))
        return redirect("competitions:call", number)
    return redirect("competitions:application", application.number)


def _found(number: str) -> Call:
    call = calls.public_call(number)
    if call is None:
        raise Http404
    return call


def _page(
    request: HttpRequest,
    call: Call,
    form: QuestionForm | None = None,
    apply_form: ApplyForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = acting(request)
    state = state_of(call)
    mine = list(own_in_call(call, actor)) if actor.offices("representative") else []
    own = represented(actor) if actor.offices("representative") else []
    is_open = state == "accepting" and not call.is_reference
    context = {
        "call": call,
        "state": CALL.states[state],
        "profile": profile_of(call.profile),
        "is_open": is_open,
        "takes_questions": state in {"announced", "accepting"} and not call.is_reference,
        "form": form or QuestionForm(),
        "apply_form": (apply_form or ApplyForm(organisations=own)) if own and is_open else None,
        "mine": mine,
        "may_represent": bool(own),
        "has_admission": calls.shows_admission(call),
        **described(call),
    }
    return render(request, "competitions/calls/detail.html", context, status=status)


def described(call: Call) -> dict[str, Any]:
    """The terms of a call as the page shows them. At most seven SQL queries."""
    criteria = list(call.criteria_set.criteria.all()) if call.criteria_set else []
    names = {each.code: each.name for each in criteria}
    ties = {
        Tie.SMALLER_REQUEST: _("the smaller request"),
        Tie.EARLIER: _("the earlier application"),
        Tie.LOTTERY: _("a lottery with a public seed"),
    }
    language = current_language()
    return {
        "criteria": criteria,
        "bands": [
            {"band": band, "weights": [(names.get(code, code), weight) for code, weight in band.weights.items()]}
            for band in calls.bands_of(call)
        ],
        "caps": [
            (
                shown(LINE_TYPES[cap.line_type]),
                percent_text(cap.percent, language, 0 if cap.percent == int(cap.percent) else 2),
            )
            for cap in call.caps.all()
            if cap.line_type in LINE_TYPES
        ],
        "conditions": [CONDITIONS[code] for code in call.eligibility if code in CONDITIONS],
        "documents": list(call.asked_documents.all()),
        "lots": list(call.lots.all()),
        "questions": list(calls.answered_questions(call)),
        "ties": [names.get(key) or ties.get(key, key) for key in call.tie_order],
        "facts": _facts(call, language),
    }


def _facts(call: Call, language: str) -> list[dict[str, str]]:
    cut = {
        "stop": _("the list ends at the first that doesn't fit"),
        "skip": _("what doesn't fit is passed over"),
        "reduce": _("the first that doesn't fit is offered what is left"),
    }
    asked = ""
    if call.request_min is not None and call.request_max is not None:
        asked = f"{money_text(call.request_min, language)} – {money_text(call.request_max, language)}"
    elif call.request_max is not None:
        asked = _("at most %(sum)s") % {"sum": money_text(call.request_max, language)}
    elif call.request_min is not None:
        asked = _("at least %(sum)s") % {"sum": money_text(call.request_min, language)}
    here = not call.is_reference
    rows = [
        (_("Body"), call.body.name if call.body else ""),
        (_("Applications from"), moment(call.opens_at) if here else ""),
        (_("Deadline"), moment(call.deadline) if here else ""),
        (_("Budget"), money_text(call.budget, language)),
        (_("One request"), asked),
        (_("Number on the procurement portal"), call.external_number),
        (_("Experts for each application"), str(call.reviewers_per_application) if here else ""),
        (_("When the money runs out"), cut[call.cut_rule] if here else ""),
        (_("Quorum"), percent_text(Decimal(call.quorum_percent), language, 0) if here else ""),
        (_("Until the deadline"), _("applications are sealed: nobody can read them") if here and call.sealed else ""),
        (_("Experts see"), _("applications without the organisation's name") if here and call.blind else ""),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]
