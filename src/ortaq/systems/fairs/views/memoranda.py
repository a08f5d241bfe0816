"""Memoranda: the public list and page; for the two sides the text, signing, what was given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ortaq.kernel.documents.forms import field_errors
from ortaq.kernel.documents.queries import listed_for
from ortaq.kernel.documents.rules import FileRefused
from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.actions import Refused, decide, open_transitions
from ortaq.kernel.lifecycle.queries import told_publicly, told_to
from ortaq.kernel.limits.views import limited
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.signatures.rules import METHODS, SignatureRefused
from ortaq.kernel.web.views import acting
from ortaq.systems.fairs import actions
from ortaq.systems.fairs.forms.sponsors import ConfirmForm, DisputeForm, MemorandumForm, ReportForm, SignForm
from ortaq.systems.fairs.lifecycle import MEMORANDUM
from ortaq.systems.fairs.permissions import memorandum_capacities
from ortaq.systems.fairs.queries import memoranda as queries
from ortaq.systems.fairs.queries.pledges import line_rows
from ortaq.systems.fairs.queries.told import told_memoranda
from ortaq.systems.fairs.views.deeds import Deed, Doing, deeds_of, do, happenings, kept, plain, reasoned, there
from ortaq.systems.fairs.views.pledging import measured

if TYPE_CHECKING:
    from ortaq.systems.fairs.models import Delivery, Memorandum


def _sign(code: str) -> Deed:
    def act(memorandum: Any, doing: Any) -> None:
        cleaned = doing.form.cleaned_data
        upload = cleaned["upload"].read() if cleaned["upload"] else None
        try:
            actions.sign_memorandum(
                memorandum=memorandum, code=code, upload=upload, name=cleaned["name"], **doing.common
            )
        except SignatureRefused as refusal:
            raise Refused(refusal.reason) from refusal

    return Deed(lambda memorandum, data, files: SignForm(data, files, prefix=code), act)


def _report(memorandum: Any, doing: Any) -> None:
    typed = doing.typed
    number = typed.pop("line")
    line = next(row.line for row in line_rows(memorandum.pledge, timezone.localdate()) if row.need.number == number)
    try:
        actions.report_delivery(memorandum=memorandum, line=line, **typed, **doing.common)
    except FileRefused as refusal:
        doing.form.add_error("paper", field_errors(refusal))
        raise Refused(refusal.refusals[0].message) from refusal


def _report_form(memorandum: Any, data: Any, files: Any) -> ReportForm:
    lines = [
        (
            row.need.number,
            f"{row.need.title}: {measured(row.need.kind, row.line.bound - row.standing.given, row.need.unit)}",
        )
        for row in line_rows(memorandum.pledge, timezone.localdate())
        if row.standing.given < row.line.bound
    ]
    return ReportForm(data, files, prefix="report", lines=lines, today=timezone.localdate())


DEEDS: dict[str, Deed] = {
    "send": plain("send", lambda memorandum, doing: actions.send_memorandum(memorandum=memorandum, **doing.common)),
    "sign_sponsor": _sign("sign_sponsor"),
    "sign_ngo": _sign("sign_ngo"),
    "report": Deed(_report_form, _report),
    "complete": plain(
        "complete", lambda memorandum, doing: actions.complete_memorandum(memorandum=memorandum, **doing.common)
    ),
    **{
        code: reasoned(
            code,
            lambda memorandum, doing, action=action: action(memorandum=memorandum, **doing.typed, **doing.common),  # type: ignore[misc]
        )
        for code, action in (
            ("recall", actions.recall_memorandum),
            ("withdraw_amendment", actions.withdraw_amendment),
            ("refuse", actions.refuse_memorandum),
            ("terminate", actions.terminate_memorandum),
        )
    },
}
FIRST = {"draft": "send", "active": "report"}


def state_words(state: str) -> tuple[str, str]:
    """How a gift stands, in words, and the tone of its tag."""
    return {
        "awaited": (_("reported, not confirmed yet"), "gold"),
        "confirmed": (pgettext("gift", "received"), "green"),
        "disputed": (_("disputed by the NGO"), "red"),
        "taken_back": (_("taken back by the sponsor"), "grey"),
    }[state]


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Public memoranda, the newest first. One SQL query."""
    rows, after = queries.memoranda_page(request.GET.get("after", "")[:20])
    context = {"rows": [(row, MEMORANDUM.states[row.state]) for row in rows], "after": after, "told": told_memoranda()}
    return render(request, "fairs/memoranda/index.html", context)


@require_GET
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One memorandum as everybody sees it: who, what, by when, what was given, what is late."""
    found = there(queries.public_memorandum(number))
    context = _seen(found, public_only=True)
    context["papers"] = [
        {"name": paper.name, "url": reverse("documents:download", args=[paper.uuid])}
        for row in context["versions"]
        if (paper := row.version.document) is not None
    ]
    return render(request, "fairs/memoranda/memorandum.html", context)


def _seen(memorandum: Memorandum, *, public_only: bool) -> dict[str, Any]:
    versions = queries.versions_of(memorandum, public_only=public_only)
    standing = [row for row in versions if row.version.withdrawn_at is None] or versions
    rows = line_rows(memorandum.pledge, timezone.localdate())
    in_force = [row for row in versions if row.version.effective_at is not None]
    return {
        "memorandum": memorandum,
        "project": memorandum.pledge.project,
        "state": MEMORANDUM.states[memorandum.state],
        "terms": (in_force or standing)[-1].terms if public_only or in_force else standing[-1].terms,
        "versions": versions,
        "signatures": [
            {"signature": signature, "method": shown(METHODS[signature.method])}
            for signature in standing[-1].signatures
        ],
        "columns": [
            {"label": _("For what")},
            {"label": _("Promised"), "number": True},
            {"label": _("Confirmed"), "number": True},
            {"label": _("By which day")},
            {"label": _("How it stands")},
        ],
        "lines": [
            {
                "cells": [
                    row.need.title,
                    measured(row.need.kind, row.standing.promised, row.need.unit),
                    measured(row.need.kind, row.standing.confirmed, row.need.unit),
                    f"{row.line.due_on:%d.%m.%Y}",
                    _standing(row),
                ]
            }
            for row in rows
        ],
        "late": any(row.late for row in rows),
        "cap": next((measured("money", row.line.amount, "") for row in rows), "")
        if memorandum.pledge.match_percent
        else "",
        "deliveries": [
            {
                "delivery": row,
                "amount": measured(row.line.need.kind, row.amount, row.line.need.unit),
                "words": state_words(row.state)[0],
                "tone": state_words(row.state)[1],
            }
            for row in queries.deliveries_of(memorandum, public_only=public_only)
        ],
        "happenings": happenings(
            memorandum, told_publicly(memorandum) if public_only else told_to(memorandum, {"ngo", "sponsor"})
        ),
    }


def _standing(row: Any) -> dict[str, str]:
    if row.late:
        return {"text": _("overdue"), "tone": "red"}
    if not row.standing.left and row.standing.promised:
        return {"text": _("fulfilled"), "tone": "green"}
    return {"text": _("under way"), "tone": "sky"}


# ---- the two sides ----------------------------------------------------------------------------------------------------


@require_GET
@login_required
@never_cache
def own(request: HttpRequest, number: str) -> HttpResponse:
    """One memorandum as its sides see it."""
    actor = acting(request)
    return render(request, "fairs/memoranda/own.html", _context(_found(number, actor), actor))


@require_POST
@login_required
@limited("upload")
def act(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """One deed of a side."""
    return do(
        request,
        _found(number, acting(request)),
        code,
        DEEDS,
        address="fairs:own_memorandum",
        template="fairs/memoranda/own.html",
        context=_context,
    )


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def write(request: HttpRequest, number: str) -> HttpResponse:
    """The text of a draft; or an amendment of a memorandum in force."""
    actor = acting(request)
    memorandum = _found(number, actor)
    amending = memorandum.state == "active"
    if not decide(memorandum, "amend" if amending else "edit", actor):
        raise Http404
    versions = queries.versions_of(memorandum, public_only=amending)
    form = MemorandumForm(
        request.POST if request.method == "POST" else None, terms=versions[-1].terms, amending=amending
    )

    def wrote(doing: Doing) -> None:
        common = {"memorandum": memorandum, "terms": form.written, **doing.common}
        if amending:
            actions.amend_memorandum(reason=doing.typed["reason"], **common)
        else:
            actions.edit_memorandum(**common)

    done = kept(
        request,
        form,
        wrote,
        said=_("Kept."),
        then=lambda _made: redirect("fairs:own_memorandum", memorandum.number),
        record=memorandum,
    )
    if isinstance(done, HttpResponse):
        return done
    context = {"form": form, "memorandum": memorandum, "amending": amending}
    return render(request, "fairs/memoranda/write.html", context, status=done)


@require_POST
@login_required
@limited("upload")
def answer(request: HttpRequest, number: str, delivery_id: int, code: str) -> HttpResponse:
    """The NGO confirms or disputes what was reported, or the sponsor takes its report back."""
    actor, at = acting(request), timezone.now()
    memorandum = _found(number, actor)
    delivery = next(
        (row for row in queries.deliveries_of(memorandum, public_only=False) if row.pk == delivery_id), None
    )
    if delivery is None or code not in {"confirm", "dispute", "take_back"}:
        raise Http404
    forms = _answers(delivery, request.POST, request.FILES, code)
    form, status = forms[code], 422
    if form is None or form.is_valid():
        try:
            _answered(delivery, code, form, actor, at)
        except FileRefused as refusal:
            form.add_error("proof", field_errors(refusal))
        except Refused as refusal:
            messages.error(request, shown(refusal.reason))
            return redirect("fairs:own_memorandum", number)
        else:
            done = MEMORANDUM.transitions[code].done
            messages.success(request, shown(done) if done else "")
            return redirect("fairs:own_memorandum", number)
    context = _context(memorandum, actor, answering=(delivery_id, forms), form=form)
    return render(request, "fairs/memoranda/own.html", context, status=status)


def _answered(delivery: Delivery, code: str, form: Any, actor: Actor, at: Any) -> None:
    if code == "confirm":
        actions.confirm_delivery(delivery=delivery, by=actor, at=at, **form.cleaned_data)
    elif code == "dispute":
        actions.dispute_delivery(delivery=delivery, by=actor, at=at, **form.cleaned_data)
    else:
        actions.take_back_delivery(delivery=delivery, by=actor, at=at)


def _answers(delivery: Delivery, data: Any = None, files: Any = None, code: str = "") -> dict[str, Any]:
    """The forms under one gift; the one that was sent is bound."""
    prefix = f"delivery-{delivery.pk}"
    return {
        "confirm": ConfirmForm(
            data if code == "confirm" else None, files if code == "confirm" else None, prefix=f"{prefix}-confirm"
        ),
        "dispute": DisputeForm(data if code == "dispute" else None, prefix=f"{prefix}-dispute"),
        "take_back": None,
    }


def _found(number: str, actor: Actor) -> Memorandum:
    return there(queries.memorandum_of(number, actor))


def _context(
    memorandum: Memorandum,
    actor: Actor,
    failed: str = "",
    form: Any = None,
    answering: tuple[int, dict[str, Any]] | None = None,
) -> dict[str, Any]:
    seen = _seen(memorandum, public_only=False)
    opened = {step.code for step in open_transitions(memorandum, actor)}
    sides = memorandum_capacities(actor, memorandum)
    for row in seen["deliveries"]:
        delivery = row["delivery"]
        row["answers"] = answering[1] if answering and answering[0] == delivery.pk else _answers(delivery)
        row["may_answer"] = "ngo" in sides and "confirm" in opened and delivery.state in {"awaited", "disputed"}
        row["may_dispute"] = row["may_answer"] and delivery.state == "awaited"
        row["may_take_back"] = (
            "sponsor" in sides and "take_back" in opened and delivery.state in {"awaited", "disputed"}
        )
    signing = f"sign_{min(sides, default='')}"
    first = signing if signing in opened else FIRST.get(memorandum.state, "")
    failed_form = None if answering else form
    return {
        **seen,
        "side": min(sides, default=""),
        "may_edit": bool(opened & {"edit", "amend"}),
        "documents": listed_for(actor, memorandum),
        "deeds": deeds_of(
            memorandum, actor, DEEDS, "fairs:memorandum_deed", first=first, failed=failed, form=failed_form
        ),
        "form": form,
    }
