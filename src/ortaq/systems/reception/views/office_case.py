"""One appeal as the office sees it, and the things that an officer may do with it now."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ortaq.kernel.clocks.queries import clock_lines
from ortaq.kernel.clocks.rules import ClockError, local_day
from ortaq.kernel.documents.queries import listed_for
from ortaq.kernel.events.actions import record_readings
from ortaq.kernel.language.queries import shown
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, Stale, decide, open_transitions
from ortaq.kernel.lifecycle.queries import told_in_office
from ortaq.kernel.lifecycle.rules import Lifecycle
from ortaq.kernel.parties.rules import Actor, masked_iin
from ortaq.kernel.web.views import acting, officers_only, version_of
from ortaq.systems.reception.forms.filing import DELIVERY_NAMES
from ortaq.systems.reception.forms.office import HEARING_FORMS, OUTCOMES
from ortaq.systems.reception.lifecycle import ANSWERING, APPEAL, CAPACITIES, COMPLAINT
from ortaq.systems.reception.permissions import OFFICE, appeal_capacities, may_see_contact
from ortaq.systems.reception.queries import office
from ortaq.systems.reception.queries.hearings import first_day_to_sign, protocol_due
from ortaq.systems.reception.queries.repeating import same_text
from ortaq.systems.reception.queries.terms import last_days
from ortaq.systems.reception.queries.ties import office_ties
from ortaq.systems.reception.rules import FEW_HOPS, TYPES, draft_mark
from ortaq.systems.reception.views.office import clock_of
from ortaq.systems.reception.views.office_deeds import DEEDS, DRAFT, Case, Doing, done_words, label_of, norm_words
from ortaq.systems.reception.views.own import happenings, tied, title_of
from ortaq.systems.reception.views.proof import hidden, keep_receipt, revealed

if TYPE_CHECKING:
    from ortaq.kernel.notices.models import Notice
    from ortaq.systems.reception.models import Appeal

EXPLAINED = ("register", "assign", "start", "extend", "propose_answer", "sign", "deliver", "return", "forward")
"""The main deeds: where one isn't possible, the page says why."""
EXPECTED = {
    "submitted": ("register",),
    "clarification": ("clarify",),
    "registered": ("assign",),
    "assigned": ("start",),
    "awaiting": ("receive_information",),
    "preliminary": ("hear",),
    "hearing": ("record_hearing",),
    "on_signature": ("sign",),
    "signed": ("deliver",),
    "disputed": ("reopen",),
    "deemed_refused": ("assign",),
}
"""What each state waits for."""
PARTS = "office_parts"
"""In the session: numbers and (encrypted) PINs of the appeals that a split has just made, shown once."""


@require_GET
@officers_only(*OFFICE)
def case(request: HttpRequest, number: str) -> HttpResponse:
    """The case page."""
    appeal = _found(number, acting(request))
    context = _context(request, appeal)
    parts = request.session.get(PARTS)
    if parts and parts["of"] == number:
        del request.session[PARTS]
        context["parts"] = [{**part, "pin": revealed(part["pin"])} for part in parts["made"]]
    return render(request, "reception/office/case.html", context)


@require_POST
@officers_only(*OFFICE)
def act(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """One deed. What was typed is never lost: an old form and a refusal draw it again, with the new state and the reason."""
    actor, at = acting(request), timezone.now()
    appeal = _found(number, actor)
    if code not in DEEDS:
        raise Http404
    form = DEEDS[code].form(Case(appeal, actor, at), request.POST)
    if not form.is_valid():
        return render(request, "reception/office/case.html", _context(request, appeal, code, form), status=422)
    doing = Doing(actor, at, version_of(request.POST.get("version")), form)
    try:
        made = DEEDS[code].act(appeal, doing)
    except (Refused, ClockError) as refusal:
        return _again(request, appeal, code, refusal)
    if code == "split" and isinstance(made, list):
        shown_once = [{"number": part.number, "pin": hidden(pin)} for part, pin in made]
        request.session[PARTS] = {"of": number, "made": shown_once}
    messages.success(request, shown(done_words(code)))
    if code == "replace_pin":
        keep_receipt(request, number=number, pin=str(made), body_id=appeal.body_id, at=at)
        return redirect("reception:new_pin")
    still_theirs = office.office_appeal(number, actor) is not None
    return redirect("reception:case", number) if still_theirs else redirect("reception:work")


def _again(request: HttpRequest, appeal: Appeal, code: str, refusal: Refused | ClockError) -> HttpResponse:
    """The page once more, with the record as it stands now, what was typed, and why it wasn't done."""
    actor = acting(request)
    fresh = _found(appeal.number, actor)
    typed = request.POST.copy()
    draft = office.answer_draft(fresh)
    typed[f"{DRAFT}-seen"] = draft_mark(draft.drafted_at if draft else None)
    form = DEEDS[code].form(Case(fresh, actor, timezone.now()), typed)
    form.is_valid()
    form.add_error(None, shown(refusal.reason))
    status = 409 if isinstance(refusal, Stale) else 422
    return render(request, "reception/office/case.html", _context(request, fresh, code, form), status=status)


def _found(number: str, actor: Actor) -> Appeal:
    appeal = office.office_appeal(number, actor)
    if appeal is None:
        raise Http404
    return appeal


def _context(request: HttpRequest, appeal: Appeal, failed: str = "", form: Any = None) -> dict[str, Any]:
    actor, now = acting(request), timezone.now()
    record_readings(records=[appeal], door="page", by=actor, at=now)
    held = appeal_capacities(actor, appeal)
    work = office.casework(appeal)
    state = APPEAL.states[appeal.state]
    lines = clock_lines(appeal, now)
    return {
        "appeal": appeal,
        "state": state,
        "type": TYPES[appeal.type][0],
        **work,
        "clocks": [clock_of(line.clock, line.reading, line.term) for line in lines if line.clock.state != "stopped"],
        "today": local_day(now),
        "many_hops": appeal.hops >= FEW_HOPS,
        "same_text": None if state.final else same_text(appeal, actor),
        "facts": _facts(appeal),
        "person": _person(appeal, actor),
        "documents": listed_for(actor, appeal),
        "happenings": happenings(told_in_office(appeal)),
        "hearing_forms": HEARING_FORMS,
        "outcomes": OUTCOMES,
        "complaint_rows": [(each, COMPLAINT.states[each.state]) for each in work["complaints"]],
        "evidence": [evidence(notice) for notice in work["notices"]],
        "ties": [
            tied(tie, reverse("reception:case", args=[tie.other.number]) if tie.opens else "")
            for tie in office_ties(appeal, actor)
        ],
        "deeds": _deeds(request, appeal, held, failed, form, last_days(appeal, lines)),
        "failed": failed,
        "form": form,
        "failed_label": label_of(failed) if failed else None,
        "reasons": _reasons(appeal, actor, held),
        "templates": office.answer_templates(appeal.body_id or 0, appeal.language) if _may_draft(appeal, held) else [],
        "picked": request.GET.get("template", ""),
        "may_publish": "moderator" in held,
        "may_see_complaints": bool(actor.offices("registrar", "head")),
    }


def _may_draft(appeal: Appeal, held: frozenset[str]) -> bool:
    return appeal.state in ANSWERING and bool(held & {"executor", "coexecutor", "head"})


def _deeds(
    request: HttpRequest, appeal: Appeal, held: frozenset[str], failed: str, form: Any, days: dict[str, date]
) -> list[dict[str, Any]]:
    """What may be done now, each with its form. The one that failed comes first, even when it is no longer possible."""
    actor = acting(request)
    opened = {transition.code for transition in open_transitions(appeal, actor)}
    if "forward_out" in opened:
        opened.add("forward")
    if _may_draft(appeal, held):
        opened.add(DRAFT)
    here = Case(appeal, actor, timezone.now(), request.GET.get("template", ""))
    deeds: list[dict[str, Any]] = []
    for code, deed in DEEDS.items():
        if code not in opened and code != failed:
            continue
        drawn = form if code == failed else deed.form(here, None)
        transition = APPEAL.transitions.get(code)
        deeds.append(
            {
                "code": code,
                "label": label_of(code),
                "form": drawn,
                "is_open": code in opened,
                "has_fields": bool(drawn.fields),
                "norm": norm_words(transition.norm if transition else "APPC 80(5)"),
                "is_failed": code == failed,
                "last_day": protocol_due(appeal) if code == "record_hearing" else days.get(code),
                "first_day": first_day_to_sign(appeal, office.answer_draft(appeal)) if code == "sign" else None,
            }
        )
    first = failed or next((code for code in _expected(request, appeal, held) if code in opened), "")
    deeds.sort(key=lambda deed: deed["code"] != first)
    for each in deeds:
        each["is_first"] = each["code"] == first
    return deeds


def _expected(request: HttpRequest, appeal: Appeal, held: frozenset[str]) -> tuple[str, ...]:
    """What the state of the appeal waits for: that form stands first and open."""
    if request.GET.get("template"):
        return (DRAFT,)
    if appeal.state in {"in_progress", "deemed_refused"} and held & {"executor", "coexecutor"}:
        return ("propose_answer", DRAFT)
    return EXPECTED.get(appeal.state, ())


def _reasons(appeal: Appeal, actor: Actor, held: frozenset[str]) -> list[dict[str, Text]]:
    """The main deeds that aren't possible now though the state or the role would allow them, each with the reason."""
    found = []
    for code in EXPLAINED:
        transition = APPEAL.transitions[code]
        if appeal.state in transition.sources or (transition.who & held and not APPEAL.states[appeal.state].final):
            decision = decide(appeal, code, actor)
            if not decision and decision.reason:
                found.append({"label": transition.label, "reason": decision.reason})
    return found


def _facts(appeal: Appeal) -> list[dict[str, Any]]:
    rows = [
        (_("Body"), appeal.body.name if appeal.body else ""),
        (_("Category"), appeal.category.name),
        (_("City or district"), appeal.territory.name if appeal.territory else ""),
        (_("Place"), appeal.place),
        (_("Came by"), channel_names()[appeal.channel]),
        (_("Entered by"), office.called(appeal.entered_by)),
        (_("Number in eOtinish"), appeal.external_number),
        (_("How shall the answer come"), str(DELIVERY_NAMES[appeal.delivery])),
        (_("Publication"), _("Agreed, without personal data") if appeal.consent_to_publish else _("Not agreed")),
        (_("Forwarded to"), appeal.forwarded_to),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def _person(appeal: Appeal, actor: Actor) -> list[dict[str, Any]]:
    """Who wrote and how to reach them; nothing for those whom it doesn't concern."""
    person = appeal.author
    if person is None or not may_see_contact(actor, appeal):
        return []
    rows = [
        (_("From"), person.name),
        (_("IIN"), masked_iin(person.iin)),
        (_("E-mail"), person.email),
        (_("Phone"), person.phone),
        (_("Postal address"), person.address),
        (_("Representative"), appeal.representative),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def evidence(notice: Notice, of: Lifecycle = APPEAL) -> dict[str, Any]:
    """What somebody was told, how, and whether it reached them. *of*: whose events they are, an appeal's or a complaint's."""
    states = {
        "queued": (_("Waiting"), "grey"),
        "sending": (_("Being sent"), "sky"),
        "sent": (_("Sent"), "green"),
        "failed": (_("Will be tried again"), "gold"),
        "dead": (_("Not delivered"), "red"),
        "stopped": (_("Not wanted"), "grey"),
    }
    name, tone = states[notice.state]
    return {
        "what": title_of(notice.event.code, of),
        "whom": shown(CAPACITIES[notice.because]) if notice.because in CAPACITIES else notice.because,
        "channel": notice.get_channel_display(),
        "state": name,
        "tone": tone,
        "at": notice.sent_at or notice.created_at,
        "read_at": notice.read_at,
    }


def channel_names() -> dict[str, str]:
    """How an appeal came."""
    return {
        "web": _("This site"),
        "paper": _("Paper"),
        "phone": _("Phone"),
        "personal": _("Personal reception"),
        "open311": "Open311",
    }
