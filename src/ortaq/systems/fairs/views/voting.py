"""The vote of a fair: made by the organiser; its result for everybody, with a picture and with why each won or lost."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ortaq.kernel.language.queries import current_language, shown
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.lifecycle.registry import kind_of
from ortaq.kernel.money.rules import money_text, number_text
from ortaq.kernel.web.views import acting, officers_only
from ortaq.systems.fairs import actions
from ortaq.systems.fairs.forms.voting import VoteForm
from ortaq.systems.fairs.permissions import ORGANISERS
from ortaq.systems.fairs.queries import showcase
from ortaq.systems.fairs.queries import voting as queries

OPENS, CLOSES = time(9), time(20)


@require_http_methods(["GET", "POST"])
@officers_only(*ORGANISERS)
def make(request: HttpRequest, number: str) -> HttpResponse:
    """Makes the election of a fair from the projects on show."""
    actor = acting(request)
    fair = showcase.office_fair(number, actor, *ORGANISERS)
    if fair is None or fair.state != "exhibition" or queries.election_of(fair) is not None:
        raise Http404
    rows = queries.candidates(fair)
    initial = {"budget": sum((row.cost for row in rows), Decimal(0)), "rule": "greedy-skip"}
    form = VoteForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        cleaned = form.cleaned_data
        terms = actions.VoteTerms(
            opens_at=timezone.make_aware(datetime.combine(cleaned["opens_on"], OPENS)),
            closes_at=timezone.make_aware(datetime.combine(cleaned["closes_on"], CLOSES)),
            budget=int(cleaned["budget"]),
            most=cleaned["most"],
            rule=cleaned["rule"],
        )
        try:
            actions.make_vote(fair=fair, terms=terms, by=actor, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, shown(refusal.reason))
        else:
            messages.success(
                request,
                _(
                    "The vote was drafted from the projects on show. Go on in it: who may vote, the key, the announcement."
                ),
            )
            return redirect("fairs:office_fair", fair.number)
    context = {"form": form, "fair": fair, "candidates": rows}
    return render(request, "fairs/office/vote.html", context, status=422 if form.errors else 200)


def vote_of(fair: Any, *, public_only: bool) -> dict[str, Any] | None:
    """The election of a fair as its pages show it: number, state, address. One SQL query."""
    found = queries.public_election_of(fair) if public_only else queries.election_of(fair)
    if found is None:
        return None
    kind = kind_of(found)
    return {
        "election": found,
        "state": kind.lifecycle.states[found.state],
        "href": f"/{current_language()}/{kind.address(found)}",
        "counted": found.counted_at is not None,
    }


@require_GET
def results(request: HttpRequest, number: str) -> HttpResponse:
    """The result of a fair's vote. Four SQL queries."""
    fair = showcase.public_fair(number)
    found = queries.result_of(fair) if fair is not None else None
    if fair is None or found is None:
        raise Http404
    language = current_language()
    rows: list[dict[str, Any]] = [
        {
            "verdict": row,
            "title": row.title_kk if language == "kk" else row.title_ru,
            "cost": money_text(Decimal(row.cost), language),
            "words": row.words.get(language) or row.words["ru"],
            "href": f"/{language}/fairs/projects/{row.number}/",
        }
        for row in found.verdicts
    ]
    context = {
        "fair": fair,
        "vote": vote_of(fair, public_only=True),
        "result": found,
        "budget": money_text(Decimal(found.budget), language),
        "spent": money_text(Decimal(found.spent), language),
        "rows": rows,
        "bars": [
            {
                "label": each["title"],
                "value": each["verdict"].votes,
                "shown": number_text(each["verdict"].votes, language),
                "tone": "green" if each["verdict"].won else "grey",
                "note": _("chosen") if each["verdict"].won else _("not chosen"),
                "href": each["href"],
            }
            for each in rows
        ],
    }
    return render(request, "fairs/results.html", context)
