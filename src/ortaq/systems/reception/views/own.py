"""The appellant's own appeal: status by number and PIN or by account, and what they may do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from ortaq.kernel.clocks.queries import clock_lines
from ortaq.kernel.clocks.rules import ClockError
from ortaq.kernel.documents.pdf import render as render_pdf
from ortaq.kernel.documents.queries import listed_for
from ortaq.kernel.events.queries import offices_that_read
from ortaq.kernel.language.queries import current_language, shown
from ortaq.kernel.lifecycle.actions import Refused, decide, open_transitions
from ortaq.kernel.lifecycle.rules import Lifecycle, Transition
from ortaq.kernel.limits.actions import take
from ortaq.kernel.limits.views import limited, too_many
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.rules import parse_number
from ortaq.kernel.web.templatetags.formats import day
from ortaq.systems.reception import actions
from ortaq.systems.reception.forms import RateForm, StatusForm, WordsForm
from ortaq.systems.reception.forms.office import HEARING_FORMS
from ortaq.systems.reception.lifecycle import APPEAL, COMPLAINT
from ortaq.systems.reception.permissions import OFFICE
from ortaq.systems.reception.queries import own
from ortaq.systems.reception.queries.complaints import office_complaint
from ortaq.systems.reception.queries.office import office_appeal, page_key
from ortaq.systems.reception.queries.public import public_happenings
from ortaq.systems.reception.queries.ties import Tie, own_ties, public_ties
from ortaq.systems.reception.rules import TYPES, law_named
from ortaq.systems.reception.views.proof import for_the_own, has_proofs, own_of, prove, receipt_of

if TYPE_CHECKING:
    from ortaq.kernel.lifecycle.queries import Happening
    from ortaq.systems.reception.models import Appeal

SHOWN_CLOCKS = (
    "appeal.register",
    "appeal.answer",
    "appeal.clarification",
    "hearing.objection",
    "hearing.remarks",
    "complaint.file",
    "appeal.feedback",
)
_ANSWERED = ("answered", "closed", "disputed", "complained")
"""The states in which the way from receipt to answer has been gone."""
MINE = 50
"""Rows of a page of one's own appeals."""
WITHDRAW_COMPLAINT = "withdraw_complaint"
"""The code of the deed that isn't done to the appeal but to the complaint about it."""


@require_http_methods(["GET", "POST"])
@never_cache
@limited("status.lookup")
def status(request: HttpRequest) -> HttpResponse:
    """Number and PIN. A wrong PIN and an absent number give the same answer.

    Links in letters and on papers lead here: whom this browser knows goes on to the page of the record.
    """
    known = _page_of(request) if request.method == "GET" and request.GET.get("number") else ""
    if known:
        return redirect(known)
    form = StatusForm(
        request.POST if request.method == "POST" else None,
        initial={"number": request.GET.get("number", "")[:30].replace("\0", "")},
    )
    if request.method == "POST" and form.is_valid():
        number, pin = form.cleaned_data["number"], form.cleaned_data["pin"]
        # One record, one count, however its number is written: in small letters, with a Cyrillic А, full-width…
        use = take("status.number", str(parse_number(number) or number), timezone.now())
        if not use:
            return too_many(request, use.wait)
        found = own.person_by_pin(number, pin)
        if found:
            appeal, person_id = found
            prove(request, appeal, person_id)
            return redirect("reception:own", appeal.number)
        form.add_error(None, _("No appeal has this number and this PIN. Check both on the receipt."))
    return render(request, "reception/status.html", {"form": form}, status=422 if form.errors else 200)


def _page_of(request: HttpRequest) -> str:
    """The page of the record that is asked for, where this request opens it: the appellant's, or the office's; else ""."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    asked = parse_number(request.GET["number"])
    if asked is None or (actor.user_id is None and not has_proofs(request)):
        return ""
    number = own.number_of_appeal(str(asked))
    if number and own_of(request, number):
        return reverse("reception:own", args=[number])
    if actor.offices("registrar", "head") and office_complaint(str(asked), actor):
        return reverse("reception:complaint", args=[str(asked)])
    if number and actor.offices(*OFFICE) and office_appeal(number, actor):
        return reverse("reception:case", args=[number])
    return ""


@require_GET
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """A signed-in citizen's appeals."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.person_id is None:
        return redirect("reception:status")
    _day, before = page_key(f"_{request.GET.get('after', '')[:20]}")
    found = list(own.own_appeals(actor.person_id, before)[: MINE + 1])
    rows = [
        {"appeal": appeal, "state": APPEAL.states[appeal.state], "href": reverse("reception:own", args=[appeal.number])}
        for appeal in found[:MINE]
    ]
    after = found[MINE - 1].pk if len(found) > MINE else None
    return render(request, "reception/mine.html", {"rows": rows, "after": after})


@require_GET
@for_the_own
def detail(request: HttpRequest, appeal: Appeal, actor: Actor) -> HttpResponse:
    """The appellant's page: where it stands, by when, what was answered, what they may do."""
    return render(request, "reception/own.html", _context(appeal, actor))


@require_http_methods(["POST"])
@limited("feedback")
@for_the_own
def act(request: HttpRequest, appeal: Appeal, actor: Actor, code: str) -> HttpResponse:
    """One thing that the appellant does; the lifecycle says whether it is open now. A refusal loses nothing that was typed."""
    if code not in _DEEDS:
        raise Http404
    form = _form(code, request)
    if form is not None and not form.is_valid():
        return render(request, "reception/own.html", _context(appeal, actor, code, form), status=422)
    data = form.cleaned_data if form is not None else {}
    try:
        _DEEDS[code](appeal, actor, timezone.now(), data)
    except (Refused, ClockError) as refusal:
        appeal.refresh_from_db()
        if form is not None:
            form.add_error(None, shown(refusal.reason))
            return render(request, "reception/own.html", _context(appeal, actor, code, form), status=422)
        messages.error(request, shown(refusal.reason))
        return redirect("reception:own", appeal.number)
    declared = _declared(code)
    messages.success(request, shown(declared.done or declared.label))
    return redirect("reception:own", appeal.number)


def _declared(code: str) -> Transition:
    return COMPLAINT.transitions["withdraw"] if code == WITHDRAW_COMPLAINT else APPEAL.transitions[code]


@require_GET
@limited("pdf", methods=("GET",))
def coupon(request: HttpRequest, number: str) -> HttpResponse:
    """The PDF coupon: number, date, time, receiver; with the PIN only in the session that has just filed it."""
    receipt = receipt_of(request)
    if receipt is None or receipt.number != number:
        return _own_coupon(request, number)
    response = _coupon(own.received_appeal(number), receipt.pin)
    response["Cache-Control"] = "no-store, private"
    return response


@for_the_own
def _own_coupon(request: HttpRequest, appeal: Appeal, _actor: Actor) -> HttpResponse:
    return _coupon(appeal, "")


def _coupon(appeal: Appeal, pin: str) -> HttpResponse:
    language = appeal.language if appeal.language in {"kk", "ru"} else current_language()
    address = f"{settings.BASE_URL}{reverse('reception:status')}?number={appeal.number}"
    data = {
        "sender": getattr(appeal.body, f"name_{language}"),
        "number": appeal.number,
        "received_at": appeal.received_at,
        "receiver": getattr(appeal.body, f"name_{language}"),
        "kind": TYPES[appeal.type][0].in_language(language),
        "address": address,
        "law": law_named(appeal.regime).in_language(language),
        "qr": qr_code(address),
        **({"pin": pin} if pin else {}),
    }
    response = HttpResponse(render_pdf("coupon", data, language=language), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{appeal.number}.pdf"'
    return response


@require_GET
def qr(request: HttpRequest, number: str) -> HttpResponse:
    """The QR code of the status page with the number filled in; it holds no secret."""
    parsed = parse_number(number)
    if parsed is None:
        raise Http404
    address = f"{settings.BASE_URL}{reverse('reception:status')}?number={parsed}"
    return HttpResponse(qr_code(address), content_type="image/svg+xml; charset=utf-8")


def qr_code(address: str) -> str:
    """An SVG picture of *address*."""
    picture = BytesIO()
    segno.make(address, error="m").save(picture, kind="svg", scale=4, border=2, xmldecl=False)
    return picture.getvalue().decode()


def happenings(events: Iterable[Happening], of: Lifecycle = APPEAL) -> list[dict[str, Any]]:
    """Events as the timeline component shows them: what was done, when, by which office, why.

    *of*: whose events they are; an appeal and a complaint are both forwarded and withdrawn, and it is called otherwise.
    """
    return [
        {
            "title": title_of(event.code, of),
            "at": event.at,
            "by": event.office.name if event.office else "",
            "text": event.reason,
        }
        for event in events
    ]


def title_of(code: str, of: Lifecycle = APPEAL) -> str:
    """What the event *code* is called: by its transition, or for what is none."""
    declared = of.transitions.get(code)
    if declared:
        return shown(declared.done or declared.label)
    others = {
        "join": _("Another person joined"),
        "ask_join": _("Somebody who wants to join was sent a link"),
        "ask_pin": _("A link to a new PIN was sent"),
        "take_pin": _("A new PIN was taken"),
    }
    return others.get(code, _("Received"))


def tied(tie: Tie, href: str) -> dict[str, Any]:
    """A tie as ``reception/ties.html`` shows it; without *href* the number alone."""
    return {"how": tie.how, "number": tie.other.number, "href": href}


def readers(appeal: Appeal) -> list[dict[str, Any]]:
    """Which offices opened the appeal, and on which days; the people there aren't named."""
    return [{"day": on, "office": shown(office)} for on, office in offices_that_read(appeal.pk)]


def progress(appeal: Appeal) -> list[dict[str, Any]]:
    """The steps that everybody understands, as the steps component shows them, with the day on which each was done.

    An appeal that ended without an answer shows how it ended, and no step that it never took.
    """
    state = APPEAL.states[appeal.state]
    label = shown(state.label)
    received = {"title": _("Received"), "state": "done", "text": day(appeal.received_at)}
    registered = {
        "title": _("Registered"),
        "state": "done",
        "text": day(appeal.registered_at) if appeal.registered_at else "",
    }
    if appeal.state in _ANSWERED or state.final:
        ending = (
            {"title": _("Answered"), "state": "done", "text": day(appeal.answered_at)}
            if appeal.answered_at
            else {"title": label, "state": "done"}
        )
        considered = [{"title": pgettext("step", "Considered"), "state": "done"}] if appeal.answered_at else []
        return [received, *([registered] if appeal.registered_at else []), *considered, ending]
    working = appeal.state != "submitted"
    return [
        received,
        registered if working else {"title": pgettext("step", "Registration"), "state": "current", "text": ""},
        {
            "title": pgettext("step", "Considered"),
            "state": "current" if working else "",
            "text": label if working else "",
        },
        {"title": _("Answer"), "state": "", "text": ""},
    ]


def _context(appeal: Appeal, actor: Actor, failed: str = "", form: Any = None) -> dict[str, Any]:
    opened = {transition.code for transition in open_transitions(appeal, actor)} & set(_DEEDS)
    is_author = appeal.author_id == actor.person_id
    forms = {code: form if code == failed else _form(code, None) for code in opened | ({failed} - {""})}
    return {
        "appeal": appeal,
        "state": APPEAL.states[appeal.state],
        "is_author": is_author,
        "type": TYPES[appeal.type][0],
        "clocks": [
            line
            for line in clock_lines(appeal, timezone.now())
            if line.clock.code in SHOWN_CLOCKS and line.clock.state != "stopped"
        ],
        "answers": own.delivered_answers(appeal),
        "hearing": own.last_hearing(appeal),
        "hearing_forms": HEARING_FORMS,
        "ties": [
            tied(
                tie,
                reverse("reception:own" if is_author else "reception:public", args=[tie.other.number])
                if tie.opens
                else "",
            )
            for tie in (own_ties if is_author else public_ties)(appeal)
        ],
        "complaints": [
            (each, COMPLAINT.states[each.state], is_author and bool(decide(each, "withdraw", actor)))
            for each in own.complaints_about(appeal)
        ],
        "documents": listed_for(actor, appeal) if is_author else [],
        "happenings": happenings(own.own_happenings(appeal) if is_author else public_happenings(appeal)),
        "steps": progress(appeal),
        "readers": readers(appeal) if is_author else [],
        "is_asked": bool(set(forms) - _AT_ANY_TIME),
        "deeds": [(APPEAL.transitions[code], forms[code], code in opened) for code in _DEEDS if code in forms],
        "form": form,
    }


def _form(code: str, request: HttpRequest | None) -> Any:
    """The form that belongs to a deed; None where a button is enough. A prefix keeps several on one page apart."""
    data = request.POST if request else None
    labels = {
        "clarify": _("Your clarification"),
        "object": _("Your objection"),
        "remark": _("Your remarks on the protocol"),
        "dispute": _("What do you disagree with?"),
        "complain": _("What do you complain of?"),
        "take_down": _("Why, if you wish to say"),
        "withdraw": _("Why, if you wish to say"),
    }
    if code == "rate":
        return RateForm(data, prefix=code)
    if code in labels:
        return WordsForm(data, prefix=code, label=labels[code], required=code not in {"withdraw", "take_down"})
    return None


def _withdraw_complaint(appeal: Appeal, by: Actor, at: datetime) -> None:
    newest = next(iter(own.complaints_about(appeal)), None)
    if newest is None:
        raise Http404
    actions.withdraw_complaint(complaint=newest, by=by, at=at)


_AT_ANY_TIME = {"withdraw", "withdraw_consent", "take_down"}
"""What nobody waits for. Everything else stands right under what it answers."""
_DEEDS: dict[str, Callable[[Appeal, Actor, datetime, dict[str, Any]], object]] = {
    "clarify": lambda appeal, by, at, data: actions.clarify(appeal=appeal, text=data["text"], by=by, at=at),
    "object": lambda appeal, by, at, data: actions.object_to_preliminary(
        appeal=appeal, text=data["text"], by=by, at=at
    ),
    "remark": lambda appeal, by, at, data: actions.remark_on_protocol(appeal=appeal, text=data["text"], by=by, at=at),
    "confirm": lambda appeal, by, at, data: actions.confirm_solved(appeal=appeal, by=by, at=at),
    "dispute": lambda appeal, by, at, data: actions.dispute_answer(appeal=appeal, text=data["text"], by=by, at=at),
    "rate": lambda appeal, by, at, data: actions.rate_answer(appeal=appeal, by=by, at=at, **data),
    "complain": lambda appeal, by, at, data: actions.file_complaint(appeal=appeal, grounds=data["text"], by=by, at=at),
    "take_down": lambda appeal, by, at, data: actions.take_down_appeal(
        appeal=appeal, reason=data["text"], by=by, at=at
    ),
    "withdraw_consent": lambda appeal, by, at, data: actions.withdraw_consent(appeal=appeal, by=by, at=at),
    "withdraw": lambda appeal, by, at, data: actions.withdraw_appeal(appeal=appeal, text=data["text"], by=by, at=at),
    WITHDRAW_COMPLAINT: lambda appeal, by, at, data: _withdraw_complaint(appeal, by, at),
}
