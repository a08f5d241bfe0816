"""What everybody may see of a vote: what it asks, by which rule it is counted, who came, and what came out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from ortaq.kernel.language.queries import current_language, shown
from ortaq.kernel.lifecycle.queries import told_publicly
from ortaq.kernel.money.rules import number_text
from ortaq.procedures.ballots.forms.marks import instruction_of
from ortaq.procedures.ballots.lifecycle import ELECTION
from ortaq.procedures.ballots.queries.elections import papers_with_options, public_elections
from ortaq.procedures.ballots.queries.turnout import together, turnout
from ortaq.procedures.ballots.rules.citizens import TITLES, document
from ortaq.procedures.ballots.rules.picture import picture
from ortaq.procedures.ballots.rules.specification import rule_from_json
from ortaq.procedures.ballots.rules.ways import NOT_PROMISED, PROMISED, STRENGTHS, WAYS, strength
from ortaq.procedures.ballots.views.doors import seen_or_absent

if TYPE_CHECKING:
    from ortaq.procedures.ballots.models import Election, Paper


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Votes that are announced, open or over."""
    after = request.GET.get("after", "")
    rows, following = public_elections(int(after) if after.isascii() and after.isdigit() and len(after) < 12 else None)
    context = {"rows": [(election, ELECTION.states[election.state]) for election in rows], "next": following}
    return render(request, "ballots/list.html", context)


@require_GET
def election(request: HttpRequest, number: str) -> HttpResponse:
    """One vote: the papers, the rule in words, turnout; never a running tally."""
    found = seen_or_absent(request, number)
    rows = turnout(found) if found.opened_at is not None else []
    modes = [WAYS[mode] for mode in WAYS if mode in found.modes]
    context = {
        "election": found,
        "state": ELECTION.states[found.state],
        "papers": [_asked(paper) for paper in papers_with_options(found)],
        "turnout": rows,
        "turnout_all": together(rows),
        "bars": [
            {
                "label": row.name,
                "value": 100 * row.voted / row.roll if row.roll else 0,
                "shown": number_text(row.voted, current_language()),
                "note": f"/ {number_text(row.roll, current_language())}",
            }
            for row in rows
        ],
        "modes": [(way, shown(way.name), shown(way.hint)) for way in modes],
        "strength": shown(STRENGTHS[strength(found.modes)]),
        "promised": [shown(words) for words in PROMISED],
        "not_promised": [shown(words) for words in NOT_PROMISED],
        "trustees": list(found.trustees.all()),
        "withdrawal_stated": '"withdrawal"' in found.terms,
        "events": _timeline(found),
        "votable": found.state == "open" and found.opens_at <= timezone.now() < found.closes_at,
    }
    return render(request, "ballots/election.html", context)


def _asked(paper: Paper) -> dict[str, Any]:
    rule = rule_from_json(paper.rule)
    options = list(paper.options.all())
    most = min(paper.maximum or len(options), len(options))
    return {
        "paper": paper,
        "options": options,
        "instruction": instruction_of(paper.form, paper.minimum, most, paper.points),
        "method": shown(TITLES[rule.method]),
        "words": [shown(words) for words in document(rule)],
        "hash": bytes(paper.document_hash).hex(),
    }


def _timeline(found: Election) -> list[dict[str, Any]]:
    items = []
    for event in told_publicly(found):
        transition = ELECTION.transitions.get(event.code)
        if transition is not None and transition.done is not None:
            items.append({"title": shown(transition.done), "at": event.at, "text": event.reason})
    return items


@require_GET
def results(request: HttpRequest, number: str) -> HttpResponse:
    """What came out: of every project in words why it won or lost, and a picture of where the money went."""
    found = seen_or_absent(request, number)
    papers = papers_with_options(found)
    if found.state not in {"counted", "certified"} or any(paper.result is None for paper in papers):
        raise Http404
    language = current_language()
    context = {
        "election": found,
        "state": ELECTION.states[found.state],
        "papers": [_result(paper, language) for paper in papers],
    }
    return render(request, "ballots/results.html", context)


def _result(paper: Paper, language: str) -> dict[str, Any]:
    result = paper.result or {}
    options = {str(option.number): option for option in paper.options.all()}
    rows = [
        {
            "option": options[row["project"]],
            "won": row["won"],
            "votes": row["votes"],
            "score": row["score"],
            "step": row["step"],
            "words": row["words"].get(language) or row["words"]["ru"],
        }
        for row in result["projects"]
        if row["project"] in options
    ]
    rows.sort(key=lambda row: (not row["won"], row["step"] if row["step"] is not None else 0, -row["votes"]))
    return {
        "paper": paper,
        "result": result,
        "rows": rows,
        "left": int(result["budget"]) - int(result["spent"]),
        "percent": 100 * result["represented"] / result["voters"] if result["voters"] else 0,
        "picture": picture(result),
        "winners": [row["option"] for row in rows if row["won"]],
        "method": shown(TITLES[rule_from_json(paper.rule).method]),
    }
