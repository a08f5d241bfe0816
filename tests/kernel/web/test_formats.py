"""Filters and components as templates use them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.utils import translation

from ortaq.kernel.money.rules import Share


def _drawn(source: str, language: str = "kk", **context: Any) -> str:
    with translation.override(language):
        return Template("{% load web formats %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("kk", "814\xa0800\xa0000\xa0₸|814,8\xa0млн\xa0₸|66,3\xa0%"),
        ("ru", "814\xa0800\xa0000\xa0₸|814,8\xa0млн\xa0₸|66,3\xa0%"),
        ("en", "814,800,000\xa0₸|814.8\xa0million\xa0₸|66.3%"),
    ],
)
def test_money_and_shares_are_written_as_each_language_does(language: str, expected: str) -> None:
    share = Share(Decimal("540000000"), Decimal("814800000"))
    assert _drawn("{{ a|money }}|{{ a|money_short }}|{{ s|percent }}", language, a=814_800_000, s=share) == expected


@pytest.mark.parametrize("nothing", [None, "", "abc"])
def test_what_is_no_number_is_shown_as_nothing(nothing: object) -> None:
    assert _drawn("{{ x|money }}{{ x|money_short }}{{ x|number }}{{ x|percent }}", x=nothing) == ""


def test_dates_are_shown_in_local_time() -> None:
    at = datetime(2018, 8, 21, 20, 30, tzinfo=UTC)
    assert _drawn("{{ x|moment }}", x=at) == "2018\xa0ж. 22 тамыз, 02:30"
    assert _drawn("{{ x|day_short }} {{ x|machine }}", x=at) == "22.08.2018 2018-08-22T02:30+06:00"
    assert _drawn("{{ x|day }}|{{ x|machine }}", "ru", x=date(2018, 8, 22)) == "22 августа 2018\xa0г.|2018-08-22"
    assert _drawn("{{ x|day }}{{ x|moment }}{{ x|machine }}{{ x|period }}", x=None) == ""


@pytest.mark.parametrize(
    ("left", "state", "unit", "language", "words"),
    [
        (8, "", "", "kk", "8 жұмыс күні қалды"),
        (0, "", "", "kk", "Бүгін — соңғы күн"),
        (-3, "", "calendar", "kk", "Мерзімінен 3 күнтізбелік күн өтті"),
        (2, "", "", "ru", "Осталось 2 рабочих дня"),
        (-1, "", "", "ru", "Просрочено на 1 рабочий день"),
        (5, "paused", "", "ru", "Приостановлено"),
        (5, "done", "", "en", "Finished"),
    ],
)
def test_a_clock_says_how_many_days_are_left(left: int, state: str, unit: str, language: str, words: str) -> None:
    page = _drawn(
        '{% include "web/components/clock.html" with days_left=left total=15 state=state unit=unit only %}',
        language, left=left, state=state, unit=unit,
    )  # fmt: skip
    assert words in page


def test_what_people_wrote_is_escaped_in_every_component() -> None:
    evil = '<script>alert("1")</script>'
    page = "".join(
        _drawn(f'{{% include "web/components/{name}.html" with {arguments} only %}}', e=evil, at=date(2018, 8, 22), l=[evil], rows=[{"key": evil, "value": evil, "label": evil, "cells": [evil, {"text": evil, "href": evil}]}], items=[{"title": evil, "text": evil, "at": date(2018, 8, 22), "by": evil, "hint": evil, "status": evil, "href": evil}])
        for name, arguments in (
            ("button", "text=e href=e"), ("tag", "text=e"), ("summary-list", "rows=rows title=e"), ("task-list", "items=items"),
            ("notification-banner", "text=e title=e"), ("panel", "title=e text=e code=e"), ("details", "summary=e text=e"),
            ("table", "caption=e columns=rows rows=rows"), ("timeline", "items=items"), ("steps", "items=items"),
            ("statistic", "value=e label=e note=e"), ("card", "title=e href=e text=e tag=e meta=e"), ("search", "value=e label=e hint=e"),
            ("inset", "text=e"), ("warning", "text=e"), ("error-summary", "errors=l"),
        )
    )  # fmt: skip
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 30


def test_a_pager_keeps_the_filters_and_drops_the_other_cursor(rf: RequestFactory) -> None:
    request = rf.get("/kk/list/?q=%D1%81%D1%83&before=1")
    template = Template('{% include "web/components/pager.html" with next="7" only %}')
    page = template.render(RequestContext(request, {}))
    assert 'href="/kk/list/?q=%D1%81%D1%83&amp;after=7"' in page
    assert 'rel="prev"' not in page


def test_tables_on_one_page_have_captions_of_their_own(rf: RequestFactory) -> None:
    table = '{% include "web/components/table.html" with caption="c" columns=c rows=r only %}'
    page = Template(table * 2).render(RequestContext(rf.get("/"), {"c": [{"label": "a"}], "r": [["x"]]}))
    assert 'id="table-1"' in page and 'id="table-2"' in page


def test_a_table_written_by_hand_is_named_cell_by_cell_and_stays_a_table() -> None:
    page = _drawn(
        '{% stacked %}<table class="govuk-table"><thead><tr><th scope="col">Бағыт <b>1</b></th><th scope="col">{{ name }}</th>'
        '<th scope="col">Барлығы</th></tr></thead><tbody><tr><th scope="row">а</th><td>1</td><td class="n">2</td></tr>'
        '<tr><td>б</td><td colspan="2">жоқ</td></tr></tbody></table>{% endstacked %}',
        name='"A" & <B>',
    )  # fmt: skip
    assert page == (
        '<table class="ortaq-stack govuk-table" role="table"><thead role="rowgroup"><tr role="row">'
        '<th scope="col" role="columnheader">Бағыт <b>1</b></th><th scope="col" role="columnheader">&quot;A&quot; &amp; &lt;B&gt;</th>'
        '<th scope="col" role="columnheader">Барлығы</th></tr></thead><tbody role="rowgroup"><tr role="row">'
        '<th scope="row" role="rowheader">а</th><td role="cell" data-label="&quot;A&quot; &amp; &lt;B&gt;">1</td>'
        '<td class="n" role="cell" data-label="Барлығы">2</td></tr><tr role="row"><td role="cell" data-label="Бағыт 1">б</td>'
        '<td colspan="2" role="cell">жоқ</td></tr></tbody></table>'
    )  # fmt: skip


def test_the_component_s_tables_are_stacked_by_the_same_tag(rf: RequestFactory) -> None:
    table = '{% include "web/components/table.html" with caption="c" columns=columns rows=rows foot=foot only %}'
    columns = [{"label": "Бағыт"}, {"label": '"Сома"', "number": True}]
    page = Template(table).render(
        RequestContext(rf.get("/"), {"columns": columns, "rows": [["а", "1"]], "foot": ["Барлығы", "2"]})
    )
    assert '<table class="ortaq-stack govuk-table" role="table">' in page
    assert '<th scope="row" class="govuk-table__header" role="rowheader">а</th>' in page
    numeric = '<td class="govuk-table__cell govuk-table__cell--numeric" role="cell" data-label="&quot;Сома&quot;">'
    assert f"{numeric}1</td>" in page and f"{numeric}2</td>" in page
    assert '<tfoot class="ortaq-table__foot" role="rowgroup">' in page and 'aria-labelledby="table-1"' in page


def test_a_number_kept_whole_is_escaped_like_any_other_text() -> None:
    assert _drawn("{{ name|whole }}", name="<b>AP-2026-000123</b>") == (
        '&lt;b&gt;<span class="ortaq-whole">AP-2026-000123</span>&lt;/b&gt;'
    )
    assert _drawn("{{ name|whole }}", name=None) == ""
