"""Plans come as files such as bodies really have: heads over several rows, merged cells, totals, units, encodings."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from ortaq.kernel.interchange.imports import read_grids
from ortaq.kernel.interchange.rules import Cell, CellError, Grid, Merged, Row, csv_lines
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.systems.social_order import actions, exports, imports
from ortaq.systems.social_order.models import PlanFile, PlanLine, PlanMapping
from ortaq.systems.social_order.queries.plans import exported_lines
from ortaq.systems.social_order.rules.tables import (
    Choices,
    Lookup,
    guessed_roles,
    guessed_unit,
    head_of,
    is_total,
    read_sheet,
    sought,
)
from ortaq.systems.social_order.rules.tables.values import money_of

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
LOOKUP = Lookup(
    {sought("Помощь"): 1, sought("Жастар"): 2},
    {sought("Тараз қаласы"): 5, sought("Тараз", place=True): 5, sought("Жуалы ауданы"): 6},
    9,
    2018,
)


def grid(*rows: tuple[Any, ...], merged: tuple[Merged, ...] = ()) -> Grid:
    cells = [tuple(Decimal(cell) if isinstance(cell, int) else cell for cell in row) for row in rows]
    return Grid(
        "", tuple(Row(n, row) for n, row in enumerate(cells, start=1) if any(c is not None for c in row)), merged
    )


def read(sheet: Grid, year: int = 2018, **changes: Any) -> Any:
    head = head_of(sheet, year)
    assert head is not None
    choices = {"roles": guessed_roles(head.headings, year), "unit": guessed_unit(sheet, head)} | changes
    return read_sheet(sheet, head, Choices(**choices), LOOKUP)


REAL = grid(
    ("2018 жылға арналған МӘТ жоспары / План ГСЗ на 2018 год",),
    (None, None, None, None, "тыс. тенге"),
    ("№ п/п", "Тақырып / Тема проекта", "Аумақ", "Сала", "Сумма", None, None, "Жобалар саны"),
    (None, None, None, None, "2018 год", None, "2019 год"),
    ("1", "2", "3", "4", "5", "6", "7", "8"),
    ("Тараз қаласы",),
    ("1", "Мүгедектерге көмек / Помощь инвалидам", None, "Помощь", "8 900,5", None, "100", 2),
    ("2", "Клуб ветеранов", "Жуалы ауданы", "Жастар", 1100, None, None, 1),
    (None, "ИТОГО:", None, None, "10 000,5", None, None, 3),
    (None, "Барлығы", None, None, "10 001", None, None, 3),
    merged=(Merged(3, 0, 4, 0), Merged(3, 4, 3, 6)),
)


def test_a_table_is_read_as_people_draw_it() -> None:
    found = read(REAL)
    assert not found.problems
    first, second = found.lines
    assert (first.title_kk, first.title_ru) == ("Мүгедектерге көмек", "Помощь инвалидам")
    assert (first.amount, first.shares, first.projects) == (Decimal("8900500.00"), ((2019, Decimal("100000.00")),), 2)
    assert (first.territory_id, second.territory_id) == (5, 6) and second.amount == Decimal("1100000.00")
    assert [(check.row, check.projects, check.agrees) for check in found.totals] == [
        (9, False, True),
        (9, True, True),
        (10, False, False),
        (10, True, True),
    ]
    assert found.totals[2].computed == Decimal("10000500.00")


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (("1", "Тема", None, "Помощь", "1,234", None, None, 1), 4, "two ways"),
        (("1", "Тема", None, "Неизвестно что", 5, None, None, 1), 3, "sphere"),
        (("1", "Тема", "Жоқ жер", "Помощь", 5, None, None, 1), 2, "territory"),
        (("1", "Тема", None, "Помощь", "сто", None, None, 1), 4, "not a number"),
        (("1", "Тема", None, "Помощь", -5, None, None, 1), 4, "negative"),
        (("1", "Тема", None, "Помощь", None, None, None, 1), 4, "no amount"),
        (("1", None, None, "Помощь", 5, None, None, 1), 1, "no title"),
        (("1", "Т?ма", None, "Помощь", 5, None, None, 1), 1, "lost letters"),
        (("1", "Тема", None, "Помощь", 5, None, None, "1,5"), 7, "whole number"),
    ],
)
def test_what_is_wrong_stands_beside_its_cell(row: tuple[Any, ...], column: int, words: str) -> None:
    sheet = Grid("", (*REAL.rows[:6], *grid(*[()] * 6, row).rows), REAL.merged)
    problem = read(sheet).problems[0]
    assert (problem.row, problem.column) == (7, column) and words in problem.message.en
    assert all(problem.advice.in_language(language) for language in ("kk", "ru", "en"))


def test_a_merged_amount_is_a_problem_and_a_merged_place_is_not() -> None:
    sheet = grid(
        ("Тема", "Сала", "Аудан", "Сома, теңге"),
        ("Бір", "Помощь", "Жуалы ауданы", 100),
        ("Екі", "Помощь", None, None),
        merged=(Merged(2, 2, 3, 2), Merged(2, 3, 3, 3)),
    )
    found = read(sheet)
    assert "merged" in found.problems[0].message.en and found.problems[0].row == 2
    whole = read(Grid("", (*sheet.rows[:2], Row(3, ("Екі", "Помощь", None, Decimal(5)))), (Merged(2, 2, 3, 2),)))
    assert [line.territory_id for line in whole.lines] == [6, 6]


@pytest.mark.parametrize(
    ("cell", "unit", "tenge"),
    [
        ("262,8", "million", "262800000.00"), ("8 900,5 тыс. тенге", "tenge", "8900500.00"), ("8,9 млн тг", "thousand", "8900000.00"),
        ("1 234 567.89", "tenge", "1234567.89"), ("1.234.567,89", "tenge", "1234567.89"), ("12\xa0000", "thousand", "12000000.00"),
        ("50 мың теңге", "tenge", "50000.00"), ("100 ₸", "tenge", "100.00"), ("–", "tenge", None), ("", "tenge", None),
    ],
)  # fmt: skip
def test_money_is_read_in_its_unit(cell: str, unit: str, tenge: str | None) -> None:
    assert money_of(cell, unit) == (Decimal(tenge) if tenge else None)


@given(st.text(max_size=12), st.sampled_from(["tenge", "thousand", "million"]))
def test_no_text_makes_the_reading_of_money_fail_otherwise_than_with_words(cell: str, unit: str) -> None:
    try:
        amount = money_of(cell, unit)
    except CellError as error:
        assert error.message.kk and error.advice.ru
    else:
        assert amount is None or amount >= 0


def test_totals_are_known_in_both_languages() -> None:
    for word in ("Барлығы", "ЖИЫНЫ:", "Итого по району", "ВСЕГО", "Қорытынды", "total"):
        assert is_total(word), word
    for word in ("Итоговый форум НПО", "Всесторонняя помощь", "Жиынтық зал"):
        assert not is_total(word), word


def workbook(**sheets: list[list[Any]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


HEAD = ["Тақырып атауы", "Сала", "Сумма, мың теңге"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1251", "utf-16", "kz1048"])
def test_a_file_comes_in_any_encoding_and_with_several_sheets(house: Any, encoding: str) -> None:
    kazakh = encoding != "cp1251"
    heads = ";".join(HEAD) if kazakh else "Название темы;Сфера;Сумма, тыс. тенге"
    title = "Қарттарға қамқорлық" if kazakh else "Забота о пожилых"
    data = f"План;;\r\n{heads}\r\n{title};vulnerable;1 500,5\r\n".encode(encoding)
    judged = imports.judge_plan(data, body=house.department, year=2027)
    assert list(judged.errors()) == [] and judged.lines[0].amount == Decimal("1500500.00")
    two = workbook(
        Аудан1=[HEAD, ["Бір", "vulnerable", 10]], Түсіндірме=[["Мәтін ғана"]], Аудан2=[HEAD, ["Екі", "youth", 20.5]]
    )
    judged = imports.judge_plan(two, body=house.department, year=2027)
    assert [line.amount for line in judged.lines] == [Decimal("10000.00"), Decimal("20500.00")]
    assert judged.skipped == ("Түсіндірме",)


def send(house: Any, data: bytes, by: str = "customer") -> PlanFile:
    return imports.keep_plan_file(
        data=data, name="plan.xlsx", body=house.department, year=2027, by=house[by], at=MONDAY
    )


def test_a_file_is_loaded_whole_or_not_at_all_and_once(house: Any) -> None:
    bad = send(house, workbook(A=[HEAD, ["Бір", "vulnerable", 10], ["Екі", "жоқ сала", 20]]))
    with pytest.raises(Refused):
        imports.load_plan_file(file=bad, by=house["customer"], at=MONDAY)
    assert not PlanLine.objects.exists()
    chosen = {"0": {"roles": ["name", "sphere", "amount"], "unit": "tenge", "sphere": house.sphere.pk}}
    imports.choose_columns(file=bad, choices=chosen, by=house["customer"], at=MONDAY)
    plan = imports.load_plan_file(file=bad, by=house["customer"], at=MONDAY)
    assert [line.amount for line in PlanLine.objects.order_by("position")] == [Decimal(10), Decimal(20)]
    assert all(line.state == "draft" and line.published_at is None for line in PlanLine.objects.filter(plan=plan))
    again = send(house, bytes(bad.content))
    with pytest.raises(Refused, match="loaded before"):
        imports.load_plan_file(file=again, by=house["customer"], at=MONDAY)
    assert PlanMapping.objects.count() == 1 and PlanLine.objects.count() == 2
    remembered = imports.judge_plan(workbook(A=[HEAD, ["Үш", "", 7]]), body=house.department, year=2027)
    assert remembered.lines[0].amount == 7
    with pytest.raises(Refused):
        send(house, b"x", by="other_customer")


def test_totals_that_contradict_are_shown_and_need_a_word(house: Any) -> None:
    file = send(house, workbook(A=[HEAD, ["Бір", "vulnerable", 10], ["Барлығы", None, 11]]))
    with pytest.raises(Refused, match="contradict"):
        imports.load_plan_file(file=file, by=house["customer"], at=MONDAY)
    imports.load_plan_file(file=file, by=house["customer"], at=MONDAY, despite_totals=True)
    assert PlanLine.objects.get().amount == Decimal(10_000)


def test_a_damaged_or_foreign_file_is_refused_with_words(house: Any) -> None:
    for data in (b"", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0old", b"a;b\n1;2\n"):
        judged = imports.judge_plan(data, body=house.department, year=2027)
        assert not judged.is_sound and (judged.refused is None or judged.refused.advice.kk)


TITLES = st.text(alphabet="абвгқөұі АБ«»-=+@'0123456789", min_size=3, max_size=40).map(
    lambda text: " ".join(f"Ж{text}".split())
)


@given(
    st.lists(
        st.tuples(TITLES, st.decimals(min_value=0, max_value=10**12, places=2), st.integers(1, 99), st.booleans()),
        min_size=1,
        max_size=6,
    )
)
def test_what_is_exported_is_read_back_the_same(lines: list[tuple[str, Decimal, int, bool]]) -> None:
    columns = ["Запись", "Орган", "название на казахском", "название на русском", "сфера", "территория",
               "количество проектов", "сумма года плана", "сумма 2019 года"]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            "PL",
            "О",
            title,
            f"Р {title}"[:300],
            "Помощь",
            "Жуалы ауданы",
            str(projects),
            amount,
            amount if long else None,
        ]
        for title, amount, projects, long in lines
    ]
    text = "".join(csv_lines(rows, [exports.Column(title) for title in columns]))
    found = read(read_grids(text.encode())[0])
    assert not found.problems
    assert [(line.title_kk, line.amount, line.projects, line.territory_id) for line in found.lines] == [
        (title, amount, projects, 6) for title, amount, projects, _ in lines
    ]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_export_of_a_plan_loads_as_the_same_plan(house: Any, language: str) -> None:
    from django.utils.translation import override

    by = house["customer"]
    plan = actions.open_plan(year=2027, body=house.department, by=by, at=MONDAY)
    common = {"sphere_id": house.sphere.pk, "territory_id": house.city.pk}
    for line in (
        actions.LineInput(amount=Decimal("4500000.55"), title_kk="=Ымдау тілі", title_ru="Жесты", projects=3, **common),
        actions.LineInput(amount=Decimal(0), title_kk="Клуб", shares={2028: Decimal("12.30")}, since=2026, **common),
    ):
        actions.add_line(plan=plan, line=line, by=by, at=MONDAY)
    actions.submit_plan(plan=plan, by=by, at=MONDAY)
    actions.approve_plan(plan=plan, by=house["head"], at=MONDAY)
    with override(language):
        text = "".join(csv_lines(exports.rows(2027), exports.columns(2027)))
        judged = imports.judge_plan(text.encode(), body=house.department, year=2027)
    assert list(judged.errors()) == []

    def told(lines: Any) -> list[tuple[Any, ...]]:
        return [
            (
                line.title_kk,
                line.title_ru,
                line.amount,
                line.projects,
                line.sphere_id,
                line.territory_id,
                line.since,
                line.until,
            )
            for line in lines
        ]

    assert told(judged.lines) == told(exported_lines(2027))
