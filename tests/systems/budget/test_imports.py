"""Figures from files: row by row, whole or not at all, and round again."""

import contextlib
import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ortaq.kernel.interchange.exports import write_xlsx
from ortaq.kernel.interchange.rules import cleaned, csv_lines
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.parties.rules import GUEST, SYSTEM, Actor
from ortaq.systems.budget import queries
from ortaq.systems.budget.exports import COLUMNS, rows_of, template_rows
from ortaq.systems.budget.imports import SHIPPED, import_figures, judged, load_shipped
from ortaq.systems.budget.imports.reading import HEADINGS
from ortaq.systems.budget.models import Dataset, FigureRow
from ortaq.systems.budget.queries import Whole
from ortaq.systems.budget.rules import Claim, Figure

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ARTICLE = SHIPPED / "zhambyl-2018.csv"


def changed(**cells: tuple[int, str]) -> bytes:
    """The article's file with single cells changed: column=(row number, value)."""
    rows = list(csv.reader(io.StringIO(ARTICLE.read_text("utf-8-sig"), newline="")))
    for column, (number, value) in cells.items():
        rows[number - 1][rows[0].index(column)] = value
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def test_every_column_of_the_export_is_one_that_the_import_knows() -> None:
    assert [column.title for column in COLUMNS] == list(HEADINGS)


@pytest.mark.django_db
def test_the_article_s_figures_are_loaded_and_published_once() -> None:
    assert {dataset.state for dataset in load_shipped(at=NOW)} == {"published"}
    assert load_shipped(at=NOW) == []
    headline = queries.headline()
    assert headline is not None and headline.levels is not None
    assert (headline.total.amount, headline.total.projects, headline.differing) == (Decimal("814800000"), 232, 2)
    assert [part.figure.projects for part in headline.levels.parts] == [74, 158]


@pytest.mark.django_db
def test_a_dry_run_reports_and_stores_nothing() -> None:
    report = import_figures(ARTICLE, by=SYSTEM, at=NOW, dry_run=True)
    assert report.is_sound and [check.verdict for check in report.checks].count("differs") == 2
    assert Dataset.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "row", "value"),
    [
        ("amount", 9, "262,8 млн"),
        ("amount", 9, "2.628E+08"),
        ("amount", 9, "-1"),
        ("amount", 9, "0.001"),
        ("amount", 9, "1e308"),
        ("amount", 9, "NaN"),
        ("amount", 8, "100"),
        ("projects", 9, "7.5"),
        ("projects", 9, "233"),
        ("year", 9, "1018"),
        ("year", 9, ""),
        ("year", 9, "2017"),
        ("key", 9, "total"),
        ("key", 9, "Облыс"),
        ("of", 9, "nothing"),
        ("breakdown", 9, "colour"),
        ("breakdown", 9, ""),
        ("level", 9, "moon"),
        ("territory", 9, "atlantis"),
        ("kk", 9, ""),
        ("kk", 9, "м?лік"),
        ("ru", 9, "x" * 400),
        ("row", 9, "total"),
        ("claim", 21, "guess"),
        ("printed", 21, "seventy"),
        ("printed", 21, ""),
        ("part", 21, "nobody"),
        ("measure", 21, "horses"),
    ],
)
def test_every_wrong_cell_is_named_with_its_row_and_column_and_nothing_is_loaded(
    column: str, row: int, value: str
) -> None:
    report = import_figures(changed(**{column: (row, value)}), by=SYSTEM, at=NOW)
    assert report.dataset is None and not report.is_sound
    assert any(problem.row in {row, 8, 9} for problem in report.problems), report.problems
    assert all(problem.message.kk and problem.advice.ru for problem in report.problems)
    assert Dataset.objects.count() == FigureRow.objects.count() == 0


@pytest.mark.django_db
def test_all_wrong_rows_are_reported_at_once() -> None:
    report = judged(changed(amount=(9, "x"), projects=(10, "y"), kk=(11, "")), "f.csv")
    assert [(problem.row, problem.column) for problem in report.problems] == [
        (9, "amount"),
        (10, "projects"),
        (11, "kk"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"a;b\n1;2\n", b"row,key,kk,ru,en\nabout,code,x,x,x\n"])
def test_what_is_no_file_of_figures_is_refused_with_words(data: bytes) -> None:
    report = import_figures(data, by=SYSTEM, at=NOW, name="x.csv")
    assert report.problems and report.dataset is None


@pytest.mark.django_db
def test_headings_in_kazakh_and_russian_are_understood_and_the_mapping_is_shown() -> None:
    data = ARTICLE.read_bytes().decode("utf-8-sig")
    first, rest = data.split("\r\n", 1)
    for language in ("kk", "ru"):
        heading = ",".join(f'"{HEADINGS[code].in_language(language)}"' for code in first.split(","))
        report = judged(f"{heading}\r\n{rest}".encode(), "f.csv")
        assert report.is_sound and report.mapping[0] == (HEADINGS["row"].in_language(language), "row")


@pytest.mark.django_db
def test_the_same_file_twice_is_recognised() -> None:
    first = import_figures(ARTICLE, by=SYSTEM, at=NOW)
    second = import_figures(ARTICLE, by=SYSTEM, at=NOW)
    assert second.dataset is None and second.already == first.dataset
    assert (first.count, second.count) == (11, 0)
    assert Dataset.objects.count() == 1


@pytest.mark.django_db
def test_a_changed_file_of_the_same_code_becomes_a_new_version() -> None:
    import_figures(ARTICLE, by=SYSTEM, at=NOW)
    report = import_figures(changed(ru=(9, "Область")), by=SYSTEM, at=NOW)
    assert report.dataset is not None and report.dataset.version == 2


@pytest.mark.parametrize("role", ["registrar", "head", "executor", "operator", "moderator", "coordinator", "auditor"])
def test_only_a_statistician_may_import(role: str, actor: Callable[..., Actor]) -> None:
    with pytest.raises(Refused):
        import_figures(ARTICLE, by=actor(role), at=NOW, dry_run=True)
    with pytest.raises(Refused):
        import_figures(ARTICLE, by=GUEST, at=NOW)
    assert Dataset.objects.count() == 0


@pytest.mark.django_db
def test_the_template_is_a_sound_file_in_both_formats(tmp_path: Path) -> None:
    lines = "".join(csv_lines(template_rows(), COLUMNS)).encode("utf-8-sig")
    assert judged(lines, "t.csv").problems == ()
    with (tmp_path / "t.xlsx").open("wb") as file:
        write_xlsx(file, template_rows(), COLUMNS)
    assert import_figures(tmp_path / "t.xlsx", by=SYSTEM, at=NOW, dry_run=True).problems == ()


words = st.text(
    st.characters(categories=["L", "N", "P", "Zs"], exclude_characters="?\ufffd", max_codepoint=0x5FF), min_size=1, max_size=30
).map(cleaned)  # fmt: skip
texts = st.builds(Text, *[words.filter(bool)] * 3)
amounts = st.none() | st.decimals(min_value=0, max_value=10**11, places=2, allow_nan=False, allow_infinity=False)
counts = st.none() | st.integers(0, 10**6)


@st.composite
def wholes(draw: st.DrawFn) -> Whole:
    title = draw(texts)
    figures = [
        Figure("total", draw(texts), 2018, amount=None, projects=None, since=draw(st.none() | st.integers(1991, 2100)))
    ]
    for index in range(draw(st.integers(0, 5))):
        of = draw(st.sampled_from([figure.key for figure in figures]))
        by, level = (
            draw(st.sampled_from(["level", "body", "project"])),
            draw(st.sampled_from(["", "region", "districts"])),
        )
        figures.append(Figure(f"f-{index}", draw(texts), 2018, of, by, level))
    figures = [*figures, Figure("other", draw(texts), 2017, amount=draw(amounts), projects=draw(counts))]
    claims = [
        Claim(
            "c",
            "share",
            draw(texts),
            draw(st.sampled_from([Decimal("70.0"), Decimal("6"), Decimal("0.25")])),
            places,
            part="other",
            of="other",
        )
        for places in [0]
    ]
    claims = [
        Claim(c.key, c.kind, c.text, c.printed, max(0, -int(c.printed.as_tuple().exponent)), part=c.part, of=c.of)
        for c in claims
    ]
    dataset = Dataset(code="round", version=1, name_kk=title.kk, name_ru=title.ru, name_en=title.en)
    return Whole(dataset, tuple(figures), tuple(claims), ())


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wholes())
def test_what_is_exported_and_imported_again_is_the_same_in_both_formats(whole: Whole) -> None:
    lines = "".join(csv_lines(rows_of(whole), COLUMNS)).encode("utf-8-sig")
    file = io.BytesIO()
    write_xlsx(file, rows_of(whole), COLUMNS)
    for data in (lines, file.getvalue()):
        parsed = judged(data, "f").parsed
        assert parsed is not None, judged(data, "f").problems
        assert parsed.figures == whole.figures
        assert parsed.claims == whole.claims
        assert (parsed.title.kk, parsed.title.ru) == (whole.dataset.name_kk, whole.dataset.name_ru)


@pytest.mark.django_db
def test_the_stored_article_goes_round_too() -> None:
    load_shipped(at=NOW)
    stored = queries.whole("zhambyl-2018")
    assert stored is not None
    again = judged("".join(csv_lines(rows_of(stored), COLUMNS)).encode(), "f.csv")
    first = judged(ARTICLE.read_bytes(), "f.csv")
    assert again.parsed is not None and first.parsed is not None
    assert (again.parsed.figures, again.parsed.claims) == (first.parsed.figures, first.parsed.claims)
    assert sorted(again.parsed.texts, key=str) == sorted(first.parsed.texts, key=str)


@pytest.mark.django_db
def test_the_command_loads_a_file_and_names_every_wrong_row(
    tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ortaq.program import cli, commands

    monkeypatch.setattr(commands, "django", lambda _purpose: contextlib.nullcontext())
    file = tmp_path / "figures.csv"
    file.write_bytes(changed(amount=(9, "x"), projects=(10, "y")))
    assert cli.main(["import", "figures", str(file)]) == 1
    said = capsys.readouterr().err
    assert "9" in said and "10" in said and "nothing was loaded" in said and not Dataset.objects.exists()
    assert not [letter for letter in said if "а" <= letter.lower() <= "я"], "commands speak English"
    file.write_bytes(ARTICLE.read_bytes())
    assert cli.main(["import", "figures", str(file)]) == 0
    assert "figures loaded" in capsys.readouterr().out and Dataset.objects.count() == 1
    assert cli.main(["import", "figures", str(file)]) == 0
    assert "was loaded before" in capsys.readouterr().out and Dataset.objects.count() == 1
    assert cli.main(["import", "figures", str(tmp_path / "none.csv")]) == 1
    assert "isn't there" in capsys.readouterr().err
