"""What everybody sees: the list of evaluations, one of them with its three numbers, the official form as PDF and DOCX."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ortaq.kernel.language.queries import closest, current_language, shown
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.queries import told_publicly
from ortaq.kernel.limits.views import limited
from ortaq.systems.social_order.actions.evaluation_form import (
    form_docx,
    form_of,
    form_pdf,
    fulfilment_text,
    satisfaction_text,
    spread_text,
)
from ortaq.systems.social_order.lifecycle import EVALUATION
from ortaq.systems.social_order.queries import evaluation as queries
from ortaq.systems.social_order.rules import CRITERIA, OUTCOMES, STAGES

if TYPE_CHECKING:
    from ortaq.kernel.lifecycle.queries import Happening
    from ortaq.systems.social_order.models import Evaluation

_EVENTS = {
    "duty_met": Text("Жариялау міндеті орындалды", "Обязанность публикации исполнена", "The duty to publish was met")
}
TONES = {"positive": "green", "remarks": "gold", "negative": "red"}
PAPERS = {
    "pdf": (form_pdf, "application/pdf"),
    "docx": (form_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Published evaluations, the newest first."""
    rows, after = queries.public_page(request.GET.get("after", ""))
    cards = [
        {
            "title": title_of(each),
            "href": reverse("social_order:evaluation", args=[each.number]),
            "text": each.agreement.supplier.name,
            "tag": shown(OUTCOMES[each.outcome]),
            "tone": TONES[each.outcome],
            "meta": f"{shown(STAGES[each.stage])} · {each.number}" + (f" · {_('demo')}" if each.is_demo else ""),
        }
        for each in rows
    ]
    return render(request, "social_order/evaluation/list.html", {"cards": cards, "after": after})


def title_of(evaluation: Evaluation) -> str:
    """The project's official title, in the reader's language where there is one."""
    agreement = evaluation.agreement
    return closest(kk=agreement.title_kk, ru=agreement.title_ru)


@require_GET
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One published evaluation; an unpublished one and an absent one give the same 404."""
    evaluation = _published(number)
    context = {
        **shown_numbers(evaluation),
        "happenings": [
            _happening(event)
            for event in told_publicly(evaluation)
            if event.code in EVALUATION.transitions or event.code in _EVENTS
        ],
    }
    return render(request, "social_order/evaluation/detail.html", context)


def shown_numbers(evaluation: Evaluation) -> dict[str, Any]:
    """The three numbers as pages show them: each with its base, its picture and its words."""
    numbers = queries.numbers_of(evaluation)
    language = current_language()
    tally = numbers.tally
    return {
        "evaluation": evaluation,
        "title": title_of(evaluation),
        "stage": shown(STAGES[evaluation.stage]),
        "state": EVALUATION.states[evaluation.state],
        "tone": TONES.get(evaluation.outcome, "grey"),
        "outcome": shown(OUTCOMES[evaluation.outcome]) if evaluation.outcome else "",
        "form": form_of(evaluation, language, numbers),
        "tally": tally,
        "spread": spread_text(numbers, language),
        "fulfilment": numbers.fulfilment,
        "fulfilment_text": fulfilment_text(numbers, language),
        "satisfaction": numbers.satisfaction,
        "satisfaction_text": satisfaction_text(numbers, language),
        "bars": [
            {
                "label": shown(CRITERIA[row.criterion]),
                "value": float(row.mean) if row.mean is not None else 0,
                "shown": f"{row.total} / {row.most}" if row.given else "—",
                "note": _range(row.given),
            }
            for row in tally.rows
        ],
    }


def _range(given: tuple[int, ...]) -> str:
    """The lowest and the highest points, where experts differ."""
    return f"{min(given)}–{max(given)}" if given and min(given) != max(given) else ""


def evaluations_shown(agreement_id: int) -> list[dict[str, str]]:
    """The published evaluations of a project, for its page. One SQL query."""
    return [
        {
            "number": each.number,
            "stage": shown(STAGES[each.stage]),
            "outcome": shown(OUTCOMES[each.outcome]),
            "tone": TONES[each.outcome],
        }
        for each in queries.evaluations_of(agreement_id)
    ]


@require_GET
@limited("pdf", methods=("GET",))
def paper(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """The official form of a published evaluation."""
    return paper_of(_published(number), kind)


def paper_of(evaluation: Evaluation, kind: str) -> HttpResponse:
    """The official form, as PDF or DOCX in the language of the page."""
    if kind not in PAPERS:
        raise Http404
    make, content_type = PAPERS[kind]
    response = HttpResponse(make(evaluation, current_language()), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{evaluation.number}.{kind}"'
    return response


def _happening(event: Happening) -> dict[str, Any]:
    declared = EVALUATION.transitions.get(event.code)
    return {
        "title": shown((declared.done if declared else None) or _EVENTS["duty_met"]),
        "at": event.at,
        "by": event.office.name if event.office else "",
    }


def _published(number: str) -> Evaluation:
    found = queries.public_evaluation(number)
    if found is None:
        raise Http404
    return found
