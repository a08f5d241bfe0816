"""What became of the appeals: figures for everybody, each with its definition and base, as page, CSV and JSON."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ortaq.kernel.interchange.exports import csv_response
from ortaq.kernel.language.queries import current_language, shown
from ortaq.kernel.limits.views import limited
from ortaq.kernel.money.rules import number_text, percent_text
from ortaq.systems.reception.exports import OPEN_DATA, STATISTICS, open_data_rows, statistics_json, statistics_rows
from ortaq.systems.reception.queries.statistics import Picture, Row, picture, years
from ortaq.systems.reception.rules.statistics import DEFINITIONS, LABELS

COLUMNS = ("received", "answered", "in_time", "extended", "repeated", "rating", "solved")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The figures of a year, narrowed to one body, territory, category, kind or month."""
    known = years()
    found = _picture(request, known)
    titles = {
        "body": _("By body"),
        "territory": _("By city and district"),
        "category": _("By category"),
        "type": _("By kind"),
        "month": _("By month"),
    }
    names = {
        "body": _("Body"),
        "territory": _("City or district"),
        "category": _("Category"),
        "type": _("Kind"),
        "month": _("Month"),
    }
    groups = [{"label": titles[by], "choices": choices} for by, choices in found.choices.items()]
    context = {
        "picture": found,
        "years": known,
        "groups": groups,
        "headline": _cards(found),
        "today": timezone.localdate(),
        "fates": _fates(found),
        "tables": [
            _drawn(table.by, table.rows, titles[table.by], names[table.by]) for table in found.tables if table.rows
        ],
        "definitions": [{"label": LABELS[code], "text": text} for code, text in DEFINITIONS.items()],
        "query": f"year={found.year}" + (f"&only={found.chosen.key}" if found.chosen else ""),
    }
    return render(request, "reception/statistics/index.html", context)


@require_safe
@limited("api.read", methods=("GET",))
def csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same figures as CSV."""
    found = _picture(request, years())
    return csv_response(statistics_rows(found), STATISTICS, f"appeals-statistics-{found.year}.csv")


@require_safe
@limited("api.read", methods=("GET",))
def json(request: HttpRequest) -> JsonResponse:
    """The same figures as JSON, with definitions."""
    return JsonResponse(statistics_json(_picture(request, years())), json_dumps_params={"ensure_ascii": False})


@require_safe
@limited("export", methods=("GET",))
def open_data(request: HttpRequest) -> StreamingHttpResponse:
    """Every published appeal as CSV: public fields alone, row by row."""
    return csv_response(open_data_rows(), OPEN_DATA, f"appeals-{timezone.localdate().isoformat()}.csv")


def figures_of(only: str) -> list[dict[str, str]]:
    """How many were received this year, how many answered and within the term, for the page of one body or place."""
    found = picture(timezone.localdate().year, only)
    return _cards(found)[:3] if found and found.total["received"] != 0 else []


def _picture(request: HttpRequest, known: list[int]) -> Picture:
    asked = request.GET.get("year", "")
    if asked and asked not in map(str, known):
        raise Http404
    found = picture(int(asked) if asked else known[0], request.GET.get("only", "")[:80])
    if found is None:
        raise Http404
    return found


def _cards(found: Picture) -> list[dict[str, str]]:
    total, language = found.total, current_language()
    of = _("of %(base)s")
    cards = [
        {"value": _number(total["received"]), "label": shown(LABELS["received"])},
        {"value": _number(total["answered"]), "label": shown(LABELS["answered"])},
    ]
    for share, code, base in (
        (total.in_time_share, "in_time", "due"),
        (total.extended_share, "extended", "received"),
        (total.repeated_share, "repeated", "received"),
        (total.solved_share, "solved", "rated"),
    ):
        if share is not None:
            note = of % {"base": _number(total[base])}
            cards.append({"value": percent_text(share, language), "label": shown(LABELS[code]), "note": note})
    if total.rating is not None:
        cards.append(
            {
                "value": number_text(total.rating, language, 1),
                "label": shown(LABELS["rating"]),
                "note": _("%(number)s ratings") % {"number": _number(total["rated"])},
            }
        )
    return cards


def _fates(found: Picture) -> list[dict[str, Any]]:
    """What became of them, as parts of one whole; nothing where one of the parts is not shown."""
    received, answered = found.total["received"], found.total["answered"]
    if not received or answered is None:
        return []
    parts = ((_("answered"), answered, "green"), (_("not answered yet"), max(0, received - answered), "gold"))
    return [{"label": label, "value": value, "shown": _number(value), "tone": tone} for label, value, tone in parts]


def _drawn(by: str, rows: list[Row], title: str, name: str) -> dict[str, Any]:
    """One table and its picture. *title*: what they are by; *name*: what each row is."""
    bars = [  # "few" has no length: those rows stand in the table alone
        {"label": shown(row.name), "value": row.shown["received"], "shown": _number(row.shown["received"])}
        for row in rows
        if row.shown["received"] is not None
    ]
    columns = [{"label": name}, *({"label": shown(LABELS[code]), "number": True} for code in COLUMNS)]
    captions = {"chart": f"{title}: {shown(LABELS['received'])}", "caption": f"{title}: {_('What became of them')}"}
    return {
        "by": by,
        "title": title,
        "name": name,
        **captions,
        "bars": bars,
        "columns": columns,
        "rows": [{"cells": _cells(row)} for row in rows],
    }


def _cells(row: Row) -> list[str]:
    numbers, language = row.shown, current_language()
    rating = _hidden() if numbers["rated"] is None else "–"
    if numbers.rating is not None:
        rating = f"{number_text(numbers.rating, language, 1)} ({_number(numbers['rated'])})"
    kept = _number(numbers["in_time"])
    if numbers.in_time_share is not None:
        kept = f"{percent_text(numbers.in_time_share, language, 0)} ({kept}/{_number(numbers['due'])})"
    return [
        shown(row.name),
        _number(numbers["received"]),
        _number(numbers["answered"]),
        kept,
        _number(numbers["extended"]),
        _number(numbers["repeated"]),
        rating,
        _number(numbers["solved"]),
    ]


def _number(number: int | None) -> str:
    return _hidden() if number is None else number_text(number, current_language())


def _hidden() -> str:
    return str(_("few"))
