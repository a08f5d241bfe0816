"""The secretary's board: one call with all that is to be done now, and each deed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ortaq.kernel.clocks.queries import clock_lines
from ortaq.kernel.interchange.rules import TableRefused
from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.actions import Refused, open_transitions
from ortaq.kernel.parties.queries import officer_called
from ortaq.kernel.parties.rules import Actor
from ortaq.procedures.competitions import actions, imports
from ortaq.procedures.competitions.forms import office as forms
from ortaq.procedures.competitions.lifecycle import APPLICATION, CALL
from ortaq.procedures.competitions.permissions import call_capacities
from ortaq.procedures.competitions.queries import office
from ortaq.procedures.competitions.queries.calls import facts_of, open_questions
from ortaq.procedures.competitions.queries.judging import outcome_of, progress_of, standings
from ortaq.procedures.competitions.registry import profile_of
from ortaq.procedures.competitions.rules.announcing import is_short, problems
from ortaq.procedures.competitions.views.calls import state_of
from ortaq.procedures.competitions.views.doors import acting, office_or_absent, officers_only, version_of
from ortaq.procedures.competitions.views.protocols import admission_texts
from ortaq.procedures.competitions.views.reviewing import state_of_review

if TYPE_CHECKING:
    from ortaq.procedures.competitions.models import Call


@require_GET
@officers_only
def board(request: HttpRequest, number: str) -> HttpResponse:
    """The board."""
    return _board(request, office_or_absent(request, number))


def _board(request: HttpRequest, call: Call, failed: str = "", form: Any = None, status: int = 200) -> HttpResponse:
    actor, now = acting(request), timezone.now()
    state = state_of(call)
    held = call_capacities(actor, call)
    judging = state in {"scored", "decided", "published", "final"}
    session = office.open_session_of(call) if judging else None
    seats = list(office.seats_of(call)) if state not in {"draft"} else []
    facts = facts_of(call)
    context: dict[str, Any] = {
        "call": call,
        "state": CALL.states[state],
        "state_code": state,
        "profile": profile_of(call.profile),
        "missing": [*problems(facts, now), *profile_of(call.profile).of_call(facts)] if state == "draft" else [],
        "is_short": state == "draft" and is_short(facts, now),
        "clocks": [line for line in clock_lines(call, now) if line.clock.state != "stopped"],
        "questions": list(open_questions(call)) if state != "draft" else [],
        "applications": [
            {"application": each, "state": APPLICATION.states[each.state]}
            for each in office.applications_for_office(call, actor)
        ],
        "seats": seats,
        "reviews": [
            {"review": each, "name": _name(each.reviewer), "state": words, "tone": tone}
            for each in (progress_of(call) if state in {"scoring", "scored", "decided"} else [])
            for words, tone in [state_of_review(each)]
        ],
        "standings": standings(call) if judging and not call.is_reference else [],
        "session": session,
        "sessions": [{"session": s, "outcome": outcome_of(s)} for s in office.sessions_of(call)] if judging else [],
        "protocol": office.last_protocol(call) if judging else None,
        "admission": office.admission_protocol(call) if call.opened_at else None,
        "objections": list(office.objections_of(call)) if judging else [],
        "deeds": _deeds(call, actor, held, state, failed, form),
        "is_secretary": "secretary" in held,
        "failed": failed,
        "form": form,
        "answer_form": forms.BothLanguagesForm(prefix="answer"),
        "objection_form": forms.ObjectionForm(prefix="objection"),
    }
    return render(request, "competitions/secretary/board.html", context, status=status)


def _name(user: Any) -> str:
    person = getattr(user, "person", None)
    return officer_called(person.name if person else "", role="expert", account=user.pk)


def _deeds(call: Call, actor: Actor, held: frozenset[str], state: str, failed: str, form: Any) -> list[dict[str, Any]]:
    """What may be done now, each with its form or as a button."""
    opened = {transition.code for transition in open_transitions(call, actor)}
    if "secretary" in held:
        opened |= {"draw"} if state == "scoring" else set()
        opened |= (
            {"seat"}
            if state in {"admission", "scoring", "scored", "closed", "accepting", "announced"} and not call.is_reference
            else set()
        )
        opened |= {"start_admission"} if state == "closed" and not call.is_reference else set()
        going = office.open_session_of(call)
        if state == "scored":
            opened |= {"close_session"} if going else {"sit"}
            last = office.sessions_of(call).first()
            if last is not None and last.closed_at is not None and outcome_of(last).is_adopted:
                opened.add("protocol")
    opened.discard("decide")
    if (
        state == "scored"
        and (protocol := office.last_protocol(call))
        and protocol.signed_at is None
        and "secretary" in held
    ):
        opened.add("decide")
    if state in {"failed", "cancelled"} and held & {"secretary", "customer"}:
        opened.add("repeat")
    rows: list[dict[str, Any]] = []
    for code, label in labels().items():
        if code == "protocol" and code in opened:
            rows.append(
                {"code": code, "label": label, "href": reverse("competitions:write_protocol", args=[call.number])}
            )
        elif code in opened or code == failed:
            drawn = form if code == failed else form_for(code, call, None)
            rows.append({"code": code, "label": label, "form": drawn, "is_open": code == failed})
    return rows


def labels() -> dict[str, str]:
    """The deeds in the order of a competition."""
    own = {
        "seat": _("Seat an expert or a member"),
        "draw": _("Draw the experts by lot"),
        "sit": _("Open a session of the commission"),
        "close_session": _("End the session"),
        "protocol": _("Write the protocol of the results"),
        "repeat": _("Announce anew: a draft with the same terms"),
    }
    order = (
        "announce", "start_admission", "start_scoring", "draw", "close_scoring", "sit", "close_session", "protocol",
        "decide", "publish", "record_result", "seat", "prolong", "fail", "cancel", "repeat",
    )  # fmt: skip
    return {code: own.get(code) or shown(CALL.transitions[code].label) for code in order}


def form_for(code: str, call: Call, data: Any, files: Any = None) -> Any:
    """The form of a deed; None where a button is enough."""
    now = timezone.now()
    if code == "prolong":
        return forms.ProlongForm(data, prefix=code)
    if code in {"fail", "cancel"}:
        return forms.ReasonForm(data, prefix=code)
    if code == "seat":
        return forms.SeatForm(data, prefix=code, people=office.people_for_seats(call, now))
    if code == "sit":
        members = [each for each in office.seats_of(call) if each.seat != "expert"]
        return forms.SessionForm(data, prefix=code, members=members, initial={"held_at": timezone.localtime(now)})
    if code == "close_session":
        return forms.BothLanguagesForm(data, prefix=code)
    if code == "start_scoring":
        return forms.BothLanguagesForm(data, prefix=code, initial=admission_texts(call))
    if code == "record_result":
        return forms.ResultForm(data, files, prefix=code)
    return None


@require_POST
@officers_only
def act(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """One deed; a refusal draws the board again with the reason and what was typed."""
    call = office_or_absent(request, number)
    if code not in _DEEDS:
        raise Http404
    form = form_for(code, call, request.POST, request.FILES)
    if form is not None and not form.is_valid():
        return _board(request, call, code, form, status=422)
    data = form.cleaned_data if form is not None else {}
    try:
        made = _DEEDS[code](call, acting(request), timezone.now(), data, version_of(request.POST.get("version")))
    except Refused as refusal:
        return _refused(request, number, code, form, shown(refusal.reason))
    except TableRefused as error:
        return _refused(request, number, code, form, shown(error.message))
    except imports.WrongRows as error:
        return _refused(request, number, code, form, " ".join(error.problems[:10]))
    messages.success(request, _("Done."))
    return redirect("competitions:board", made if isinstance(made, str) else number)


def _refused(request: HttpRequest, number: str, code: str, form: Any, why: str) -> HttpResponse:
    fresh = office_or_absent(request, number)
    if form is None:
        messages.error(request, why)
    else:
        form.add_error(None, why)
    return _board(request, fresh, code if form is not None else "", form, status=422)


def _seat(call: Call, by: Actor, at: datetime, data: dict[str, Any], _version: int | None) -> None:
    people = dict(office.people_for_seats(call, at))
    user_id = int(data["user"])
    actions.seat_member(
        call=call,
        user_id=user_id,
        seat=data["seat"],
        name=people.get(user_id, ""),
        position=data["position"],
        by=by,
        at=at,
    )


def _sit(call: Call, by: Actor, at: datetime, data: dict[str, Any], _version: int | None) -> None:
    present = [int(each) for each in data["present"]]
    actions.open_session(
        call=call, held_at=data["held_at"], place=data["place"], stream=data["stream"], present=present, by=by, at=at
    )


def _close_session(call: Call, by: Actor, at: datetime, data: dict[str, Any], _version: int | None) -> None:
    session = office.open_session_of(call)
    if session is not None:
        actions.close_session(session=session, discussion_kk=data["kk"], discussion_ru=data["ru"], by=by, at=at)


def _sign(call: Call, by: Actor, at: datetime, _data: dict[str, Any], version: int | None) -> None:
    protocol = office.last_protocol(call)
    if protocol is not None:
        actions.sign_protocol(protocol=protocol, by=by, at=at, version=version)


def _record(call: Call, by: Actor, at: datetime, data: dict[str, Any], version: int | None) -> None:
    rows = imports.checked_results(data["file"].read())
    actions.record_result(call=call, external_number=data["external_number"], rows=rows, by=by, at=at, version=version)


_Deed = Callable[["Call", Actor, datetime, dict[str, Any], int | None], object]
_DEEDS: dict[str, _Deed] = {
    "announce": lambda call, by, at, _d, version: actions.announce_call(call=call, by=by, at=at, version=version),
    "prolong": lambda call, by, at, d, v: actions.prolong_call(
        call=call, deadline=d["deadline"], reason=d["reason"], by=by, at=at, version=v
    ),
    "cancel": lambda call, by, at, d, v: actions.cancel_call(call=call, reason=d["reason"], by=by, at=at, version=v),
    "fail": lambda call, by, at, d, v: actions.fail_call(call=call, reason=d["reason"], by=by, at=at, version=v),
    "start_admission": lambda call, by, at, _d, _v: actions.open_applications(call=call, by=by, at=at),
    "start_scoring": lambda call, by, at, d, v: actions.start_scoring(
        call=call, texts=(d["kk"], d["ru"]), by=by, at=at, version=v
    ),
    "seat": _seat,
    "draw": lambda call, by, at, _d, _v: actions.draw_reviewers(call=call, by=by, at=at),
    "close_scoring": lambda call, by, at, _d, v: actions.close_scoring(call=call, by=by, at=at, version=v),
    "sit": _sit,
    "close_session": _close_session,
    "decide": _sign,
    "publish": lambda call, by, at, _d, v: actions.publish_results(call=call, by=by, at=at, version=v),
    "record_result": _record,
    "repeat": lambda call, by, at, _d, _v: actions.repeat_call(call=call, by=by, at=at).number,
}


@require_POST
@officers_only
def answer(request: HttpRequest, number: str, question_id: int) -> HttpResponse:
    """Answers a question in both languages."""
    call = office_or_absent(request, number)
    question = office.question_of(call, question_id)
    form = forms.BothLanguagesForm(request.POST, prefix="answer")
    if question is None:
        raise Http404
    if not form.is_valid():
        messages.error(request, _("Answer in both languages."))
        return redirect("competitions:board", number)
    try:
        actions.answer_question(
            question=question,
            answer_kk=form.cleaned_data["kk"],
            answer_ru=form.cleaned_data["ru"],
            by=acting(request),
            at=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, shown(refusal.reason))
    return redirect("competitions:board", number)


@require_POST
@officers_only
def decide_complaint(request: HttpRequest, number: str, objection_id: int) -> HttpResponse:
    """Answers a complaint about the results."""
    call = office_or_absent(request, number)
    objection = office.objections_of(call).filter(pk=objection_id).first()
    form = forms.ObjectionForm(request.POST, prefix="objection")
    if objection is None:
        raise Http404
    if not form.is_valid():
        messages.error(request, _("Answer in both languages."))
        return redirect("competitions:board", number)
    try:
        actions.decide_objection(
            objection=objection, decision=form.cleaned_data["decision"], answer_kk=form.cleaned_data["kk"],
            answer_ru=form.cleaned_data["ru"], by=acting(request), at=timezone.now(),
        )  # fmt: skip
    except Refused as refusal:
        messages.error(request, shown(refusal.reason))
    return redirect("competitions:board", number)


@require_POST
@officers_only
def release(request: HttpRequest, number: str, review_id: int) -> HttpResponse:
    """Takes a reviewer who doesn't answer off an application."""
    call = office_or_absent(request, number)
    review = progress_of(call).filter(pk=review_id).first()
    if review is None:
        raise Http404
    reason = request.POST.get("reason", "")[:500].replace("\0", "")
    try:
        actions.release_reviewer(review=review, by=acting(request), at=timezone.now(), reason=reason)
    except Refused as refusal:
        messages.error(request, shown(refusal.reason))
    else:
        messages.success(request, _("Done."))
    return redirect("competitions:board", number)
