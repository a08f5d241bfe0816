"""The official evaluation report on paper: PDF and DOCX of one and the same content, so that their sums are equal."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from ortaq.kernel.clocks.rules import local_day
from ortaq.kernel.documents.pdf import render, written_date
from ortaq.kernel.money.rules import number_text, percent_text
from ortaq.systems.social_order.models import Evaluation
from ortaq.systems.social_order.queries.evaluation import Numbers, numbers_of
from ortaq.systems.social_order.rules import CRITERIA, OUTCOMES, STAGES

MISSING = "—"


def form_of(evaluation: Evaluation, language: str, numbers: Numbers | None = None) -> dict[str, Any]:
    """Everything that the report says, as text in *language* ("kk", "ru", "en"); experts stand in it by number."""
    with override(language):
        return _form(evaluation, numbers or numbers_of(evaluation), language)


def _form(evaluation: Evaluation, numbers: Numbers, language: str) -> dict[str, Any]:
    agreement, tally, counted = evaluation.agreement, numbers.tally, numbers.counted
    title = agreement.title_ru if language == "ru" else agreement.title_kk
    body = evaluation.body
    day = local_day(evaluation.signed_at) if evaluation.signed_at else None
    return {
        "sender": body.name if body else "",
        "number": evaluation.number,
        "is_demo": evaluation.is_demo,
        "heading": STAGES[evaluation.stage].in_language(language),
        "date": written_date(day, language) if day else _("not signed yet"),
        "facts": [
            {"label": _("Project"), "value": title},
            {"label": _("Supplier"), "value": agreement.supplier.name},
            {"label": _("Agreement"), "value": agreement.number},
        ],
        "experts": [str(place) for place, _row in enumerate(counted, start=1)],
        "rows": [
            {
                "name": CRITERIA[row.criterion].in_language(language),
                "points": [MISSING if each is None else str(each) for each in row.points],
                "total": str(row.total),
                "reasons": [
                    f"{place}. {seat.points[row.criterion].reason}"
                    for place, seat in enumerate(counted, start=1)
                    if seat.seat.submitted_at and row.criterion in seat.points
                ],
            }
            for row in tally.rows
        ],
        "sums": [_sum([row.points[place] for row in tally.rows]) for place in range(len(counted))],
        "total": str(tally.total),
        "base": _("%(total)s of %(most)s points that could be given; missing marks: %(missing)s")
        % {"total": tally.total, "most": tally.most, "missing": tally.missing},
        "spread": spread_text(numbers, language),
        "measures": [
            {
                "title": f"{each.title}, {each.unit}",
                "plan": number_text(each.plan, language),
                "fact": MISSING if each.fact is None else number_text(each.fact, language),
                "share": MISSING if each.share is None else _percent(each.share, language),
            }
            for each in numbers.fulfilment.measured
        ],
        "fulfilment": fulfilment_text(numbers, language),
        "satisfaction": satisfaction_text(numbers, language),
        "outcome": OUTCOMES[evaluation.outcome].in_language(language) if evaluation.outcome else "",
        "conclusion_kk": evaluation.conclusion_kk,
        "conclusion_ru": evaluation.conclusion_ru,
        "words": {
            "points": _("Experts' points"),
            "criterion": _("Criterion"),
            "sum": _("Sum"),
            "total": _("In all"),
            "reasons": _("Experts' reasons"),
            "indicators": _("Plan and fact"),
            "indicator": _("Indicator"),
            "plan": _("Plan"),
            "fact": _("Fact"),
            "satisfaction": _("Satisfaction of the recipients"),
            "conclusion": _("Conclusion of the expert council"),
        },
    }


def _sum(points: Sequence[int | None]) -> str:
    given = [each for each in points if each is not None]
    return str(sum(given)) if given else MISSING


def _percent(share: Fraction, language: str) -> str:
    return percent_text(Decimal(100 * share.numerator) / Decimal(share.denominator), language, 0)


def spread_text(numbers: Numbers, language: str) -> str:
    """How far the experts are apart, in words."""
    within = numbers.tally.within_one
    if within is None:
        return _("One expert: nothing can be compared.")
    return _("Within one point of each other: %(share)s of %(pairs)s pairs of marks.") % {
        "share": _percent(within, language),
        "pairs": numbers.tally.pairs,
    }


def fulfilment_text(numbers: Numbers, language: str) -> str:
    """The second number in words: with its base, and what is missing by name."""
    found = numbers.fulfilment
    if found.mean is None:
        said = _("No indicator can be computed.")
    else:
        said = _("Mean of %(count)s indicators: %(share)s (each counts up to 120 per cent).") % {
            "count": len(found.shares),
            "share": _percent(found.mean, language),
        }
    missing = _("Missing: %(names)s.") % {"names": "; ".join(found.missing)} if found.missing else ""
    return f"{said} {missing}".strip()


def satisfaction_text(numbers: Numbers, language: str) -> str:
    """The third number in words: with its base and interval, no more than may be shown."""
    found = numbers.satisfaction
    if found is None:
        return _("No survey of the recipients was held.")
    summary = found.summary
    if summary.share is None or summary.interval is None:
        if summary.answers is None:
            return _("Too few people answered: nothing is shown, so that nobody can be recognised.")
        return _("%(answers)s of %(asked)s who were asked answered: too few for a share.") % {
            "answers": summary.answers,
            "asked": found.asked,
        }
    share, low, high = (
        _percent(each, language) for each in (summary.share, summary.interval.low, summary.interval.high)
    )
    return _(
        "%(satisfied)s of %(answers)s who answered are satisfied: %(share)s; of all recipients from %(low)s to %(high)s. Asked: %(asked)s."
    ) % {
        "satisfied": summary.satisfied,
        "answers": summary.answers,
        "share": share,
        "low": low,
        "high": high,
        "asked": found.asked,
    }


def form_pdf(evaluation: Evaluation, language: str) -> bytes:
    """The report as PDF/UA."""
    return render("evaluation", form_of(evaluation, language), language=language)


def form_docx(evaluation: Evaluation, language: str) -> bytes:
    """The same report as a Word file."""
    from docx import Document as Docx  # imported where it is used: each start of a program would wait for it

    data = form_of(evaluation, language)
    words = data["words"]
    paper = Docx()
    paper.core_properties.title = f"{data['heading']} {data['number']}"
    paper.core_properties.author = data["sender"]
    paper.add_paragraph(data["sender"])
    paper.add_heading(data["heading"], level=1)
    paper.add_paragraph(f"№ {data['number']} · {data['date']}")
    for row in data["facts"]:
        paper.add_paragraph(f"{row['label']}: {row['value']}")
    paper.add_heading(words["points"], level=2)
    rows = [[row["name"], *row["points"], row["total"]] for row in data["rows"]]
    _table(
        paper,
        [words["criterion"], *data["experts"], words["sum"]],
        [*rows, [words["total"], *data["sums"], data["total"]]],
    )
    paper.add_paragraph(data["base"])
    paper.add_paragraph(data["spread"])
    paper.add_heading(words["reasons"], level=2)
    for row in data["rows"]:
        paper.add_heading(row["name"], level=3)
        for reason in row["reasons"]:
            paper.add_paragraph(reason)
    paper.add_heading(words["indicators"], level=2)
    if data["measures"]:
        _table(
            paper,
            [words["indicator"], words["plan"], words["fact"], "%"],
            [[row["title"], row["plan"], row["fact"], row["share"]] for row in data["measures"]],
        )
    paper.add_paragraph(data["fulfilment"])
    paper.add_heading(words["satisfaction"], level=2)
    paper.add_paragraph(data["satisfaction"])
    paper.add_heading(words["conclusion"], level=2)
    for text in (data["outcome"], data["conclusion_kk"], data["conclusion_ru"]):
        paper.add_paragraph(text)
    made = BytesIO()
    paper.save(made)
    return made.getvalue()


def _table(paper: Any, head: list[str], rows: list[list[str]]) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    table = paper.add_table(rows=0, cols=len(head))
    table.style = "Table Grid"
    for row in [head, *rows]:
        for place, (cell, text) in enumerate(zip(table.add_row().cells, row, strict=True)):
            cell.text = text
            if place:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
