"""The public table of duties met and late, and a body's own calendar of what it has to publish."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.web.templatetags.formats import day_short, number, percent
from ortaq.kernel.web.views import acting, officers_only
from ortaq.procedures.publication import actions, queries
from ortaq.procedures.publication.forms import MeetForm
from ortaq.procedures.publication.permissions import KEEPERS, may_meet
from ortaq.procedures.publication.rules import STANDINGS, TONES, Standing


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What bodies have to publish in a year, what they published in time, and what they didn't."""
    today = timezone.localdate()
    years = queries.years() or [today.year]
    year = _whole(request.GET.get("year"), default=today.year if today.year in years else years[0])
    body = request.GET.get("body", "")[:50]
    rows, after = queries.public_lines(year, today, body, _whole(request.GET.get("after"), default=0))
    scores = queries.scores(year, today)
    context = {
        "year": year,
        "years": years,
        "body": body,
        "bodies": [score.body for score in scores],
        "score_rows": [_score_row(score) for score in scores if score.due],
        "rows": [_row(line) for line in rows],
        "after": after,
    }
    return render(request, "publication/index.html", context)


def _score_row(score: queries.Score) -> dict[str, Any]:
    share = percent(100 * score.met / score.due, 0)
    return {
        "cells": [
            {"text": score.body.name, "href": f"?body={score.body.slug}"},
            number(score.due),
            number(score.met),
            share,
            number(score.late),
            number(score.overdue),
        ]
    }


def _row(line: queries.Line) -> dict[str, Any]:
    duty = line.duty
    proof: dict[str, str] | str = duty.proof
    if duty.proof.startswith(("https://", "http://", "/")):
        proof = {"text": _("See it"), "href": duty.proof}
    what = {"text": shown(line.kind.name)}
    if duty.record is not None and duty.record.published_at is not None:
        what = {"text": f"{shown(line.kind.name)}: {duty.record.public_title}", "href": f"/r/{duty.record.number}"}
    return {
        "cells": [
            what,
            duty.body.name,
            day_short(duty.due_on),
            {"text": shown(STANDINGS[line.standing]), "tone": TONES[line.standing]},
            day_short(duty.done_on) if duty.done_on else "—",
            proof or "—",
            shown(line.kind.basis),
        ]
    }


@require_GET
@officers_only(*KEEPERS)
def work(request: HttpRequest) -> HttpResponse:
    """What the bodies of an officer still have to publish, the most pressing first."""
    open_ = queries.open_duties(acting(request).offices(*KEEPERS), timezone.localdate())
    return render(request, "publication/work.html", {"lines": [_work_line(line) for line in open_]})


def _work_line(line: queries.Line) -> dict[str, Any]:
    days = (line.duty.due_on - timezone.localdate()).days
    return {
        "line": line,
        "label": shown(STANDINGS[line.standing]),
        "tone": TONES[line.standing],
        "days": abs(days),
        "overdue": line.standing is Standing.OVERDUE,
        "href": reverse("publication:meet", args=[line.duty.pk]),
    }


@require_http_methods(["GET", "POST"])
@officers_only(*KEEPERS)
def meet(request: HttpRequest, pk: int) -> HttpResponse:
    """Says that a duty was met, and where that can be seen."""
    duty = queries.duty(pk)
    actor = acting(request)
    if duty is None or not may_meet(actor, duty.body_id):
        raise Http404
    form = MeetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.meet_duty(duty=duty, proof=form.cleaned_data["proof"], by=actor, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, shown(refusal.reason))
        else:
            messages.success(request, _("It is recorded that this was published."))
            return redirect("publication:work")
    line = queries.lines([duty], timezone.localdate())[0]
    status = 422 if form.errors else 200
    return render(request, "publication/meet.html", {"line": line, "form": form}, status=status)


def _whole(typed: str | None, *, default: int) -> int:
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) <= 9 else default
