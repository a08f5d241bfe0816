"""The pages of figures: what everybody sees, what the office does, and who is kept out."""

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from ortaq.kernel.parties.roles import ROLES
from ortaq.kernel.parties.rules import SYSTEM
from ortaq.systems.budget import queries
from ortaq.systems.budget.imports import SHIPPED, import_figures
from ortaq.systems.budget.models import Dataset, SentFile

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ARTICLE = (SHIPPED / "zhambyl-2018.csv").read_bytes()
LANGUAGES = ["kk", "ru", "en"]


@pytest.fixture(autouse=True)
def without_second_factor(settings: Any) -> None:
    """The second factor has its own tests."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("SecondFactorMiddleware")]


def words(response: Any) -> str:
    """The text of a page without tags, no-break spaces as spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\xa0", " "))


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def content(response: Any) -> bytes:
    return b"".join(response)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_budget_page_says_what_was_printed_and_what_is_true(language: str, client: Client, shipped: None) -> None:
    page = words(client.get(f"/{language}/budget/"))
    mark = "%" if language == "en" else " %"
    point = "." if language == "en" else ","
    for part in (f"70{point}0{mark}", f"66{point}3{mark}", f"6{point}2{mark}", f"6{point}1{mark}", f"34{point}9{mark}"):
        assert part in page
    for amount in ("814.8", "262.8", "552.0", "540.0", "224.8", "771.4", "806.5", "588.7", "718.6"):
        assert amount.replace(".", point) in page, amount
    for growth in (f"+22{point}1{mark}", f"+13{point}4{mark}"):
        assert growth in page


def test_the_page_shows_source_notes_and_what_the_figures_are(client: Client, shipped: None) -> None:
    page = words(client.get("/en/budget/"))
    assert "Makpal Dosymbekova" in page and "autumn 2018" in page
    assert "not an official report" in page
    assert "opened this year, 2018, for the first time" in page
    assert "The words name another measure" in page
    trend = words(client.get("/en/budget/zhambyl-2016-2017/"))
    assert "are inferred" in trend and "without a date" in trend


def test_pages_without_figures_still_open(client: Client, db: None) -> None:
    for path in ("", "datasets/"):
        assert client.get(f"/kk/budget/{path}").status_code == 200
    assert client.get("/kk/budget/figures.csv").status_code == 404


def test_the_pages_have_no_inline_style_script_or_handler(client: Client, shipped: None) -> None:
    for path in ("/kk/budget/", "/kk/budget/datasets/", "/ru/budget/zhambyl-2016-2017/"):
        page = client.get(path).content.decode()
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page), path
        assert len(page) < 60_000


def more_figures(number: int) -> bytes:
    """The article's file under another code with *number* more rows."""
    rows = list(csv.reader(io.StringIO(ARTICLE.decode("utf-8-sig"), newline="")))
    extra = ["figure", "", "total", "sphere", "2018", "", "", "а", "б", "c", "1", "", "", "", "", "", "", "", ""]
    for index in range(number):
        rows.append([extra[0], f"extra-{index}", *extra[2:]])
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


@pytest.mark.parametrize("path", ["budget/", "budget/zhambyl-2018/1/", "budget/datasets/"])
def test_queries_are_few_and_constant(path: str, client: Client, shipped: None) -> None:
    client.get(f"/kk/{path}")
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert client.get(f"/kk/{path}").status_code == 200
    report = import_figures(more_figures(200), by=SYSTEM, at=NOW)
    assert report.dataset is not None
    Dataset.objects.filter(state="published", code="zhambyl-2018").update(state="superseded")
    Dataset.objects.filter(pk=report.dataset.pk).update(state="published", published_at=NOW)
    with CaptureQueriesContext(connection) as many:
        assert client.get(f"/kk/{path.replace('/1/', '/2/')}").status_code == 200
    assert len(few) == len(many) <= 8, [query["sql"][:90] for query in many.captured_queries]


def test_tables_have_one_permanent_address_in_both_formats(client: Client, shipped: None) -> None:
    table = content(client.get("/data/budget/zhambyl-2018.csv"))
    assert (
        content(client.get("/data/budget/zhambyl-2018/1.csv")) == table == content(client.get("/kk/budget/figures.csv"))
    )
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline="")))
    total = next(row for row in rows if row["key"] == "total")
    assert (total["amount"], total["projects"]) == ("814800000.00", "232")
    assert not any("66.3" in value for row in rows for value in row.values() if value), "no share is ever stored"
    book = load_workbook(io.BytesIO(content(client.get("/data/budget/zhambyl-2018/1.xlsx"))))
    assert book.active["A1"].value == "row"


@pytest.mark.parametrize(
    "path",
    [
        "/data/budget/none.csv",
        "/kk/budget/none/",
        "/kk/budget/zhambyl-2018/9/",
        "/kk/budget/zhambyl-2018/99999999999999999999/",
        "/data/budget/../x.csv",
    ],
)
def test_what_is_not_there_is_404(path: str, client: Client, shipped: None) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("role", [None, *ROLES])
def test_a_draft_is_invisible_but_to_the_office(role: str | None, person: Callable[..., Any]) -> None:
    dataset = import_figures(ARTICLE, by=SYSTEM, at=NOW).dataset
    assert dataset is not None
    client = signed_in(person(role)) if role else Client()
    expected = 200 if role in {"statistician", "head", "coordinator"} else 404
    assert client.get("/kk/budget/zhambyl-2018/1/").status_code == expected
    assert client.get("/data/budget/zhambyl-2018/1.csv").status_code == expected
    assert b"zhambyl-2018" not in client.get("/kk/budget/datasets/").content
    assert queries.headline() is None


@pytest.mark.parametrize("role", [None, *ROLES])
def test_who_may_open_and_do_what_in_the_office(role: str | None, person: Callable[..., Any]) -> None:
    dataset = import_figures(ARTICLE, by=SYSTEM, at=NOW).dataset
    assert dataset is not None
    client = signed_in(person(role)) if role else Client()
    sees = role in {"statistician", "head", "coordinator"}
    refused = 403 if role else 302
    file = SimpleUploadedFile("f.csv", b"x")
    assert client.get("/kk/budget/office/").status_code == (200 if sees else refused)
    assert client.get("/kk/budget/office/template.csv").status_code == (200 if sees else refused)
    if role != "statistician":
        assert client.post("/kk/budget/office/send/", {"file": file}).status_code == refused
        assert client.post("/kk/budget/office/files/1/load/").status_code == refused
        assert (
            client.post(f"/kk/budget/office/{dataset.pk}/correction/", {"kk": "а", "ru": "б", "en": "c"}).status_code
            == refused
        )
        assert client.post(f"/kk/budget/office/{dataset.pk}/check/").status_code == refused
    assert client.post(f"/kk/budget/office/{dataset.pk}/publish/").status_code in {403, 302}
    dataset.refresh_from_db()
    assert (
        dataset.state == "draft"
        and SentFile.objects.count() == 0
        and dataset.texts.filter(kind="correction").count() == 0
    )


def test_a_file_goes_from_preview_to_publication_by_two_people(person: Callable[..., Any]) -> None:
    statistician, head = signed_in(person("statistician")), signed_in(person("head"))
    sent = statistician.post("/en/budget/office/send/", {"file": SimpleUploadedFile("Жоспар.csv", ARTICLE)})
    preview = statistician.get(sent["Location"])
    assert "nothing has been loaded yet" in words(preview) and "66.3%" in words(preview)
    assert Dataset.objects.count() == 0
    assert head.get(sent["Location"]).status_code == 403
    loaded = statistician.post(f"{sent['Location']}load/")
    dataset = Dataset.objects.get()
    assert loaded["Location"] == "/en/budget/zhambyl-2018/1/" and dataset.file_name == "Жоспар.csv"
    assert "loaded before" in words(statistician.get(sent["Location"]))
    assert statistician.post(f"/en/budget/office/{dataset.pk}/check/").status_code == 302
    refusal = statistician.post(f"/en/budget/office/{dataset.pk}/publish/")
    assert refusal.status_code == 403 and "who didn't load the dataset" in words(refusal).replace("&#x27;", "'")
    assert head.post(f"/en/budget/office/{dataset.pk}/publish/").status_code == 302
    assert "814.8" in words(Client().get("/en/budget/"))


def test_a_wrong_file_is_explained_row_by_row_and_can_not_be_loaded(person: Callable[..., Any]) -> None:
    client = signed_in(person("statistician"))
    wrong = ARTICLE.replace(b"262800000", "262,8 млн <b>".encode())
    sent = client.post("/ru/budget/office/send/", {"file": SimpleUploadedFile("=x.csv", wrong)})
    page = client.get(sent["Location"])
    assert "не число" in words(page) and "&lt;b&gt;" in page.content.decode()
    assert "load/" not in page.content.decode()
    assert client.post(f"{sent['Location']}load/").status_code == 422
    assert Dataset.objects.count() == 0


@pytest.mark.parametrize(
    "file", [None, SimpleUploadedFile("e.csv", b""), SimpleUploadedFile("b.csv", b"a" * 5_000_001)]
)
def test_a_missing_empty_or_huge_file_is_a_form_error(file: Any, person: Callable[..., Any]) -> None:
    client = signed_in(person("statistician"))
    response = client.post("/kk/budget/office/send/", {"file": file} if file else {})
    assert response.status_code in {413, 422}
    assert SentFile.objects.count() == 0


def test_another_statistician_s_file_is_not_found(person: Callable[..., Any]) -> None:
    sent = signed_in(person("statistician")).post(
        "/kk/budget/office/send/", {"file": SimpleUploadedFile("f.csv", ARTICLE)}
    )
    other = signed_in(person("statistician", email="other@example.kz"))
    assert other.get(sent["Location"]).status_code == 404
    assert other.post(f"{sent['Location']}load/").status_code == 404


def test_a_correction_note_stands_beside_the_figures(person: Callable[..., Any], shipped: None) -> None:
    client = signed_in(person("statistician"))
    dataset = Dataset.objects.get(code="zhambyl-2018")
    assert client.post(f"/en/budget/office/{dataset.pk}/correction/", {"kk": "a"}).status_code == 422
    client.post(f"/en/budget/office/{dataset.pk}/correction/", {"kk": "түзету", "ru": "поправка", "en": "<i>note</i>"})
    assert "&lt;i&gt;note" in Client().get("/en/budget/").content.decode()


def test_a_get_changes_nothing(person: Callable[..., Any], shipped: None) -> None:
    client = signed_in(person("statistician"))
    pk = Dataset.objects.get(code="zhambyl-2018").pk
    for path in ("send/", f"{pk}/check/", f"{pk}/publish/", f"{pk}/correction/", "files/1/load/"):
        assert client.get(f"/kk/budget/office/{path}").status_code == 405


def test_the_headline_is_for_the_asked_year_or_the_latest(shipped: None) -> None:
    latest, older = queries.headline(), queries.headline(2017)
    assert latest is not None and latest.total.year == 2018
    assert older is not None and older.total.amount == Decimal("718600000") and older.levels is None
    assert queries.headline(1999) is None
