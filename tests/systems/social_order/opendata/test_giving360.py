"""360Giving: grants go out by the standard's schema, and packages of others come in as they really occur."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ortaq.kernel.interchange.rules import giving360
from ortaq.kernel.interchange.rules.publishing import Grant, Paid, Paper, Party
from ortaq.kernel.interchange.rules.writing import package
from ortaq.systems.social_order.opendata.imports import Judged, judged

NOW = datetime(2026, 12, 31, 9, tzinfo=UTC)
GRANT = Grant(
    number="AN-2026-000001",
    kind="state-grant",
    kind_title="State grant",
    title="Consultations for village NGOs",
    description="Advice and training",
    applied=Decimal("3000000.00"),
    awarded=Decimal("2500000.50"),
    awarded_on=date(2026, 3, 1),
    recipient=Party("ngo", "Made-up NGO", "000000000002", "Taraz", "Zhambyl"),
    funder=Party("department", "Department", "000000000001"),
    changed_at=NOW,
    url="https://ortaq.example/r/AN-2026-000001",
    paid=Decimal("1250000.25"),
    starts_on=date(2026, 3, 5),
    ends_on=date(2026, 12, 15),
    programme=("grants-2026", "Grants of 2026"),
    sphere=("development", "Development of civil society"),
    place=("Baizak district", "313600000"),
    payments=(Paid("P1", date(2026, 4, 1), Decimal("1250000.25")),),
    papers=(Paper("protocol", "evaluationReports", "Protocol", "https://ortaq.example/d/1", NOW),),
)


def content_of(synthetic: ModuleType, grants: list[Grant]) -> bytes:
    around = giving360.package_of("https://ortaq.example/data/360giving/2026.json", 2026, NOW, synthetic.PUBLISHER)
    rows = (giving360.grant_of(each, synthetic.PUBLISHER) for each in grants)
    return "".join(package(around, "grants", rows)).encode()


def read(content: bytes) -> Judged:
    return judged((content[at : at + 64] for at in range(0, len(content), 64)), "360giving")


def outside(**changes: Any) -> dict[str, Any]:
    """A grant as a foundation elsewhere publishes it; None takes a member away."""
    found = {
        "id": "360G-example-1",
        "title": "Core costs",
        "description": "Three years of core costs",
        "currency": "GBP",
        "amountAwarded": 12000,
        "awardDate": "2018-05-01T00:00:00+00:00",
        "recipientOrganization": [{"id": "GB-CHC-1", "name": "First"}, {"id": "GB-CHC-2", "name": "Second"}],
        "fundingOrganization": [{"id": "GB-CHC-9", "name": "Foundation"}],
        "additional_data": {"recipientRegion": "not of the standard"},
    } | changes
    return {key: part for key, part in found.items() if part is not None}


def loaded(*grants: Any, before: bytes = b"", **around: Any) -> Judged:
    return read(before + json.dumps({**around, "grants": list(grants)}, ensure_ascii=False).encode())


def test_a_grant_with_everything_and_one_with_the_least_suit_the_schema(synthetic: ModuleType) -> None:
    least = Grant(
        "AN-2026-000002", "award", "Award", "Same", "Same", None, Decimal(10), date(2026, 9, 1), Party("x", "No BIN"),
        GRANT.funder, NOW,
    )  # fmt: skip
    found = read(content_of(synthetic, [GRANT, least]))
    assert found.troubles == [] and found.remarks == []
    assert [row.identifier for row in found.rows] == ["360G-ortaq-AN-2026-000001", "360G-ortaq-AN-2026-000002"]
    assert found.rows[1].description == "Award: Same"
    assert [each.id for each in found.rows[1].recipients] == ["360G-ortaq-org-x"]
    assert (found.publisher, found.license) == ("Made-up department", "https://creativecommons.org/licenses/by/4.0/")


def test_place_direction_and_money_stand_where_the_standard_has_them(synthetic: ModuleType) -> None:
    found = giving360.grant_of(replace(GRANT, is_demo=True), synthetic.PUBLISHER)
    assert found["beneficiaryLocation"][0] == {
        "name": "Baizak district", "countryCode": "KZ", "geoCode": "313600000", "geoCodeType": "KATO",
    }  # fmt: skip
    assert found["classifications"][0]["code"] == "development" and found["fromOpenCall"] == "Yes"
    assert found["disbursementTransaction"][0]["value"] == Decimal("1250000.25")
    assert found["id"].startswith("360G-ortaq-demo-") and found["title"].startswith("DEMO")
    assert (
        "geoCodeType"
        not in giving360.grant_of(replace(GRANT, place=("x", "")), synthetic.PUBLISHER)["beneficiaryLocation"][0]
    )


@settings(max_examples=30, deadline=None)
@given(
    amount=st.decimals("0.01", "9999999999999999.99", places=2, allow_nan=False, allow_infinity=False),
    text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80).filter(str.strip),
    day=st.dates(date(1992, 1, 1), date(2099, 12, 31)),
)
def test_importing_an_export_gives_the_same_data(amount: Decimal, text: str, day: date) -> None:
    from benchmark_opendata import PUBLISHER  # loaded by the fixture of the session

    grant = replace(GRANT, awarded=amount, paid=amount, title=text, awarded_on=day, payments=())
    around = giving360.package_of("https://ortaq.example/x.json", 2026, NOW, PUBLISHER)
    found = read("".join(package(around, "grants", [giving360.grant_of(grant, PUBLISHER)])).encode())
    assert found.troubles == [] and found.remarks == []
    [row] = found.rows
    assert (row.title, row.amount, row.paid, row.decided_on) == (text, amount, amount, day)
    assert (row.currency, row.url) == ("KZT", GRANT.url)


def test_files_are_read_as_they_are_published(synthetic: ModuleType) -> None:
    found = loaded(
        outside(), outside(id="360G-example-2", amountAwarded=0.1 + 0.2), before=b"\xef\xbb\xbf  \n", title="T"
    )
    assert found.troubles == []
    assert [each.name for each in found.rows[0].recipients] == ["First", "Second"]
    assert (found.rows[0].currency, found.rows[0].amount, found.rows[0].decided_on) == ("GBP", 12000, date(2018, 5, 1))
    assert found.rows[1].amount == Decimal("0.30")
    assert [each.where for each in found.remarks] == ["grants/1"]


def test_a_person_who_got_a_grant_is_not_taken_over() -> None:
    found = loaded(outside(recipientOrganization=None, recipientIndividual={"id": "x", "name": "Somebody"}))
    assert found.troubles == [] and found.rows[0].recipients == []


@pytest.mark.parametrize(
    ("grant", "where", "word"),
    [
        (outside(awardDate=None), "grants/0", "awardDate"),
        (outside(fundingOrganization=None, recipientOrganization=None), "grants/0", "fundingOrganization, recipient"),
        (outside(amountAwarded="12000"), "grants/0/amountAwarded", "number"),
        (outside(currency="TENGE"), "grants/0/currency", "TENGE"),
        (outside(recipientOrganization=[{"name": "x"}]), "grants/0/recipientOrganization/0", "id"),
        (outside(title=["x"]), "grants/0/title", "string"),
        (outside(description=7), "grants/0/description", "string"),
        ("a text", "grants/0", "object"),
        (outside(amountAwarded=10**17), "grants/0", "too large"),
    ],
)
def test_what_is_wrong_is_named_with_its_path_and_reason(grant: Any, where: str, word: str) -> None:
    found = loaded(grant)
    assert [each.where for each in found.troubles][:1] == [where]
    assert word in found.troubles[0].reason.en
    assert found.troubles[0].reason.kk and found.troubles[0].reason.ru


def test_a_file_that_breaks_its_schema_where_nothing_is_taken_is_loaded_with_remarks() -> None:
    found = loaded(
        *(outside(id=f"360G-example-{n}", fromOpenCall="Y", dateModified="17/08/2015 00:00") for n in range(40)),
        outside(id="360G-example-40", description=None, plannedDates=[{"duration": "12 months"}]),
    )
    assert found.troubles == [] and len(found.rows) == 41 and found.rows[40].description == ""
    told = {each.where: each.reason for each in found.remarks}
    assert set(told) == {
        "grants/0/fromOpenCall", "grants/0/dateModified", "grants/40", "grants/40/plannedDates/0/duration",
    }  # fmt: skip
    assert told["grants/0/fromOpenCall"].en.endswith("Such places in all: 40.")
    assert "Таких мест всего: 40" in told["grants/0/fromOpenCall"].ru and "40" in told["grants/0/fromOpenCall"].kk
    assert "description" in told["grants/40"].en and "in all" not in told["grants/40"].en


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (["05/06/2014", "17/08/2015 00:00", "1.5.2018"], [date(2014, 6, 5), date(2015, 8, 17), date(2018, 5, 1)]),
        # One day that can only be month first: nobody knows what the others mean.
        (["05/06/2014", "08/17/2015"], [None, None]),
        (["08/2013", "31/02/2018", "2018", "2018-05-01"], [None, None, None, date(2018, 5, 1)]),
    ],
)
def test_days_of_older_files_are_read_or_left_out_but_never_guessed(
    written: list[str], read: list[date | None]
) -> None:
    found = loaded(*(outside(id=f"360G-example-{n}", awardDate=each) for n, each in enumerate(written)))
    assert found.troubles == [] and [row.decided_on for row in found.rows] == read
    told = " ".join(each.reason.en for each in found.remarks)
    assert ("day first" in told) == (read[0] is not None) and ("without a date" in told) == (None in read)


def test_an_identifier_stands_once() -> None:
    assert [each.where for each in loaded(outside(), outside(title="Other")).troubles] == ["grants/1/id"]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "breaks off"),
        (b"[]", "no JSON"),
        (b"{}", "no list"),
        (b'{"grants": []}', "empty"),
        (b'{"grants": [1, 2', "breaks off"),
        (b'{"grants": [{"a": "', "breaks off"),
        (b'{"grants": [{}]} x', "no JSON"),
        (b'{"grants": [{"a": NaN}]}', "NaN"),
        (b'{"grants": [{"a": 1e999999999}]}', "bounds"),
        (b'{"grants": [' + b"[" * 100 + b"]" * 100 + b"]}", "deeper"),
        ('{"grants": [{"a": "ә"}]}'.encode("utf-16"), "UTF-8"),
        (b'{"grants": [{"a" 1}]}', "can't be read"),
        (b'{"grants": [' + b"1" * 5000 + b"]}", "bounds"),
    ],
)
def test_what_is_no_package_is_refused_with_a_reason(content: bytes, word: str) -> None:
    found = read(content)
    assert found.rows == [] and found.troubles
    assert any(word in each.reason.en for each in found.troubles), found.troubles


def test_addresses_in_a_package_are_never_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def refuse(*_args: Any, **_kwargs: Any) -> Any:
        raise AssertionError("something was fetched")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    release = {
        "ocid": "ocds-1",
        "id": "1",
        "date": "2018-01-01T00:00:00Z",
        "tag": ["tender"],
        "initiationType": "tender",
    }
    around = {
        "uri": "http://169.254.169.254/x", "version": "1.1", "publishedDate": "2018-01-01T00:00:00Z",
        "publisher": {"name": "x"}, "extensions": ["http://169.254.169.254/extension.json", "file:///etc/passwd"],
    }  # fmt: skip
    found = judged([json.dumps(around | {"releases": [release]}).encode()], "ocds")
    assert found.troubles == [] and len(found.rows) == 1
    assert loaded(outside(url="javascript:alert(1)")).rows[0].url == ""


def test_odd_references_and_sums_of_others_are_remarks() -> None:
    release = {
        "ocid": "ocds-1", "id": "1", "date": "2018-01-01T00:00:00Z", "tag": ["contract"], "initiationType": "tender",
        "buyer": {"id": "b", "name": "B"}, "parties": [{"id": "s", "name": "S"}],
        "awards": [{"id": "a", "value": {"amount": 5, "currency": "UAH"}, "suppliers": [{"id": "s", "name": "S"}]}],
        "contracts": [
            {
                "id": "c", "awardID": "other", "value": {"amount": 5, "currency": "UAH"},
                "implementation": {"transactions": [{"id": "t", "value": {"amount": 7, "currency": "UAH"}}]},
            }
        ],
    }  # fmt: skip
    around = {"uri": "x:y", "version": "1.1", "publishedDate": "2018-01-01T00:00:00Z", "publisher": {"name": "x"}}
    found = judged([json.dumps(around | {"releases": [release]}).encode()], "ocds")
    assert found.troubles == []
    assert ["among the parties" in found.remarks[0].reason.en, "rests on" in found.remarks[1].reason.en] == [True, True]
    assert "more than agreed" in found.remarks[2].reason.en
    assert (found.rows[0].currency, found.rows[0].amount, found.rows[0].paid) == ("UAH", 5, 7)


def test_releases_of_others_break_their_schema_too_and_what_adds_up_does_not() -> None:
    release: dict[str, Any] = {
        "ocid": "ocds-1", "id": "1", "date": "2018-01-01T00:00:00", "tag": ["award"],
        "tender": {"title": "Roads", "status": "no such status"},
        "awards": [{"id": "a", "date": "2018-02-03", "value": {"amount": 5, "currency": "KGS"}}],
    }  # fmt: skip
    around = {"uri": "x:y", "version": "1.1", "publishedDate": "2018-01-01", "publisher": {"name": "x"}}

    def read_package(**changes: Any) -> Judged:
        return judged([json.dumps(around | {"releases": [release | changes]}).encode()], "ocds")

    found = read_package()
    assert found.troubles == [] and len(found.remarks) >= 4  # two days, a status, no initiation type, the package's day
    assert (found.rows[0].amount, found.rows[0].decided_on) == (5, date(2018, 2, 3))
    for wrong in (
        {"ocid": None}, {"awards": {}}, {"awards": [{"value": {"amount": 5}}]}, {"tender": [1]}, {"buyer": "x"},
        {"awards": [{"id": "a", "value": {"amount": "5"}}]}, {"awards": [{"id": "a", "suppliers": ["x"]}]},
        {"contracts": [{"id": "c", "awardID": "a", "implementation": {"transactions": [{"id": "t", "payee": 1}]}}]},
        {"parties": [1]}, {"planning": {"budget": 5}},
    ):  # fmt: skip
        assert read_package(**wrong).troubles, wrong


def test_a_broken_list_stops_early_however_long_it_is() -> None:
    def pieces() -> Iterator[bytes]:
        yield b'{"grants": ['
        for _ in range(10_000):
            yield b'{"id": 1},'

    assert 100 <= len(judged(pieces(), "360giving").troubles) <= 100


@pytest.fixture(autouse=True)
def _the_maker_is_loaded(synthetic: ModuleType) -> Callable[..., Any]:
    return lambda: synthetic
