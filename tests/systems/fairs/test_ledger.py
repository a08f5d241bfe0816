"""The ledger: its sums against a plain definition, on the page, in CSV, 360Giving and the API; pages of lines; its weight."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.systems.fairs.conftest import NOON

from ortaq.systems.fairs import actions, exports
from ortaq.systems.fairs.models import Memorandum, PledgeLine
from ortaq.systems.fairs.queries import ledger, pledges
from ortaq.systems.fairs.rules import ZERO
from ortaq.systems.fairs.rules.ledger import Account, Entry, Sums
from ortaq.systems.social_order.opendata.imports.schemas import grant_package_validator, grant_validator

LATER = date(2026, 7, 2)
"""A day after that by which everything was promised."""


@pytest.fixture(autouse=True)
def in_june(frozen: Any) -> None:
    """The clock stands in the days of the fair."""
    frozen(NOON)


def text_of(answer: Any) -> str:
    return answer.content.decode().replace("\xa0", " ")


@pytest.fixture
def give(ground: Any, paper: Any) -> Callable[..., None]:
    """Reports and confirms a gift: ``give(memorandum, "money", 60000, by="sponsor_two", to="ngo_two")``."""

    def make(memorandum: Memorandum, kind: str, amount: int, *, by: str = "sponsor", to: str = "ngo") -> None:
        line = PledgeLine.objects.get(pledge=memorandum.pledge, need__kind=kind)
        delivery = actions.report_delivery(
            memorandum=memorandum,
            line=line,
            amount=Decimal(amount),
            given_on=NOON.date(),
            by=ground[by],
            at=NOON,
        )
        actions.confirm_delivery(delivery=delivery, proof=paper, by=ground[to], at=NOON)
        memorandum.refresh_from_db()

    return make


@pytest.fixture
def signed(ground: Any, shown: Any, in_force: Any, give: Callable[..., None]) -> list[Memorandum]:
    """Memoranda of every kind: part given, all given, ended early, of matching money; two businesses, two NGOs."""
    project, elsewhere = shown(), shown(by="ngo_two", sphere="youth", territory_id=ground.city.parent_id)
    mixed = in_force(project, money="400000", goods="2", hours="10")
    whole = in_force(elsewhere, goods="3", by="sponsor_two")
    matching = in_force(project, money="100000", by="sponsor_two", match=50)
    dropped = in_force(elsewhere, money="300000", hours="5", goods="1")
    give(mixed, "money", 60000)
    give(mixed, "hours", 4)
    give(whole, "goods", 3, by="sponsor_two", to="ngo_two")
    give(matching, "money", 20000, by="sponsor_two")
    give(dropped, "money", 100000, to="ngo_two")
    actions.terminate_memorandum(memorandum=dropped, reason="Зауыт жабылды", by=ground["sponsor"], at=NOON)
    return [mixed, whole, matching, dropped]


def added_up(rows: Iterable[Entry], today: date) -> Account:
    """The definitions of the ledger, written as plainly as can be."""
    found = list(rows)

    def sums(kind: str) -> Sums:
        lines = [row for row in found if row.kind == kind]
        if kind == "goods":
            told = (
                len(lines),
                sum(not row.left for row in lines),
                sum(bool(row.overdue(today)) for row in lines),
                sum(bool(row.dropped) for row in lines),
            )
            return Sums(*map(Decimal, told), lines=len(lines))
        return Sums(
            sum((row.promised for row in lines), ZERO),
            sum((row.confirmed for row in lines), ZERO),
            sum((row.overdue(today) for row in lines), ZERO),
            sum((row.dropped for row in lines), ZERO),
            len(lines),
        )

    return Account(sums("money"), sums("hours"), sums("goods"), len({row.memorandum for row in found}))


def test_the_database_adds_up_what_the_definitions_say(ground: Any, signed: list[Memorandum]) -> None:
    rows = [row for piece in ledger.all_entries() for row in piece]
    assert len(rows) == 8
    keys: dict[str, Callable[[Entry], Any]] = {
        "year": lambda row: row.year, "place": lambda row: row.territory_id, "sphere": lambda row: row.sphere,
        "business": lambda row: row.sponsor_id,
    }  # fmt: skip
    for today in (NOON.date(), date(2026, 7, 1), LATER):
        found = ledger.accounts(*keys, today=today)
        assert found[ledger.WHOLE] == {ledger.WHOLE: added_up(rows, today)}
        for name, key in keys.items():
            groups = {key(row) for row in rows}
            assert found[name] == {
                group: added_up([row for row in rows if key(row) == group], today) for group in groups
            }, name
    for firm in (ground.firm, ground.other_firm):
        own = ledger.accounts("place", today=LATER, sponsor_id=firm.pk)
        assert own[ledger.WHOLE][ledger.WHOLE] == added_up([row for row in rows if row.sponsor_id == firm.pk], LATER)
    for ngo in (ground.ngo, ground.other_ngo):
        own = ledger.accounts(today=LATER, ngo_id=ngo.pk)
        assert own[ledger.WHOLE][ledger.WHOLE] == added_up([row for row in rows if row.ngo_id == ngo.pk], LATER)
    money = ledger.accounts(today=LATER)[ledger.WHOLE][ledger.WHOLE].money
    assert money == Sums(Decimal(730000), Decimal(180000), Decimal(350000), Decimal(200000), 3)


def test_nothing_is_signed_and_nothing_is_added_up(ground: Any, shown: Any, offered: Any) -> None:
    offered(shown(), money="5000")
    found = ledger.accounts("year", "business", today=LATER)
    assert found[ledger.WHOLE][ledger.WHOLE] == Account(Sums(), Sums(), Sums(), 0)
    assert found["year"] == found["business"] == {} and ledger.businesses_page() == ([], None)


def test_matching_money_owes_what_others_had_given_when_its_memorandum_ended(
    ground: Any, shown: Any, in_force: Any, give: Callable[..., None], paper: Any
) -> None:
    project = shown()
    fulfilled = in_force(project, money="100000", by="sponsor_two", match=100)
    gift = in_force(project, money="400000")
    give(gift, "money", 30000)
    give(fulfilled, "money", 30000, by="sponsor_two")
    actions.complete_memorandum(memorandum=fulfilled, by=ground["ngo"], at=NOON)
    ended = in_force(project, money="100000", by="sponsor_two", match=100)
    actions.terminate_memorandum(memorandum=ended, reason="Қаражат жоқ", by=ground["sponsor_two"], at=NOON)
    line = PledgeLine.objects.get(pledge=gift.pledge)
    later = NOON + timedelta(hours=1)
    actions.confirm_delivery(
        delivery=actions.report_delivery(
            memorandum=gift, line=line, amount=Decimal(50000), given_on=NOON.date(), by=ground["sponsor"], at=later
        ),
        proof=paper, by=ground["ngo"], at=later,
    )  # fmt: skip
    own = ledger.accounts(today=LATER, sponsor_id=ground.other_firm.pk)[ledger.WHOLE][ledger.WHOLE]
    assert (own.money.promised, own.money.fulfilled, own.money.dropped) == (60000, 30000, 30000), (
        "what came later isn't owed"
    )
    assert pledges.standing_lines(fulfilled.pledge)[0].standing.left == 0
    assert {row.memorandum: row.promised for piece in ledger.all_entries(sponsor_id=ground.other_firm.pk) for row in piece} == {
        fulfilled.number: 30000, ended.number: 30000,
    }  # fmt: skip


def test_page_csv_api_and_360giving_have_the_same_sums(
    ground: Any, signed: list[Memorandum], signed_in: Any, frozen: Any
) -> None:
    frozen("2026-07-02 09:00")
    guest, today = signed_in(None), LATER
    page = ledger.accounts(today=today)[ledger.WHOLE][ledger.WHOLE]
    text = text_of(guest.get("/kk/fairs/sponsors/"))
    table = b"".join(guest.get("/kk/fairs/sponsors/ledger.csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(table.splitlines()))
    api, lines = guest.get("/api/v1/ledger").json(), guest.get("/api/v1/ledger/lines").json()["items"]

    def csv_sum(kind: str, column: str) -> Decimal:
        return sum((Decimal(row[column]) for row in rows if row["kind"] == kind), Decimal(0))

    def api_sum(kind: str, column: str) -> Decimal:
        return sum((Decimal(row[column]) for row in lines if row["kind"] == kind), Decimal(0))

    file = b"".join(guest.get("/data/360giving/sponsorships/2026.json").streaming_content)
    package = json.loads(file, parse_float=Decimal)
    assert list(grant_package_validator().iter_errors(package)) == []
    grants = {grant["id"].removeprefix("360G-ortaq-"): grant for grant in package["grants"]}
    assert set(grants) == {row.number for row in signed}
    for grant in grants.values():
        assert list(grant_validator().iter_errors(grant)) == []
    given = [row for grant in grants.values() for row in grant.get("inKind", [])]

    def told(kind: str, field: str) -> Decimal:
        return sum((Decimal(row[field]) for row in given if row["kind"] == kind), Decimal(0))

    awarded = sum(Decimal(grant["amountAwarded"]) for grant in grants.values())
    paid = sum(Decimal(grant["amountDisbursed"]) for grant in grants.values())
    assert page.money.promised == csv_sum("money", "promised") == api_sum("money", "promised") == awarded == 730000
    assert page.money.fulfilled == csv_sum("money", "fulfilled") == api_sum("money", "fulfilled") == paid == 180000
    for kind, sums in (("money", page.money), ("hours", page.hours)):
        for column in ("promised", "fulfilled", "overdue", "dropped"):
            assert getattr(sums, column) == csv_sum(kind, column) == api_sum(kind, column), (kind, column)
            assert getattr(sums, column) == Decimal(api["whole"][kind][column]), (kind, column)
            assert f"{getattr(sums, column):,.0f}".replace(",", " ") in text, (kind, column)
    assert page.hours.promised == told("hours", "amountPromised") and page.hours.fulfilled == told(
        "hours", "amountGiven"
    )
    assert csv_sum("goods", "promised") == told("goods", "amountPromised") == api_sum("goods", "promised") == 6
    assert csv_sum("goods", "fulfilled") == told("goods", "amountGiven") == 3
    assert (
        page.goods.lines == len([row for row in given if row["kind"] == "goods"]) == api["whole"]["goods"]["lines"] == 3
    )
    assert (page.memoranda, api["whole"]["memoranda"]) == (4, 4)
    for part in ("years", "places", "spheres"):
        assert sum(each["memoranda"] for each in api[part]) == 4
        assert sum(Decimal(each["money"]["promised"]) for each in api[part]) == page.money.promised
    assert [each["key"] for each in api["years"]] == ["2026"] and {"c", "r"} == {each["key"] for each in api["places"]}
    alone = grants[signed[1].number]
    assert [row["code"] for row in alone["fundingType"]] == ["sponsorship", "in-kind"]
    assert (alone["amountAwarded"], alone["inKind"][0]["unit"]) == (0, "дана")
    assert "Ноутбук: 3 дана" in alone["description"]
    own = guest.get("/api/v1/ledger", {"sponsor": ground.other_firm.slug}).json()
    assert (own["whole"]["memoranda"], own["whole"]["money"]["promised"]) == (2, "30000.00")
    assert guest.get("/api/v1/ledger", {"sponsor": ground.ngo.slug}).status_code == 404


def test_lines_and_businesses_come_page_by_page_and_none_twice(
    ground: Any, signed: list[Memorandum], signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, end = ledger.entries_page()
    assert len(whole) == 8 and end is None
    read: list[Entry] = []
    after: str | None = ""
    while after is not None:
        rows, after = ledger.entries_page(after, size=3)
        read += rows
    assert read == whole
    for nonsense in ("x", "-", "1-x", "٣-1", "9" * 30 + "-1", "-1-1"):
        assert ledger.entries_page(nonsense)[0] == whole, nonsense
    monkeypatch.setattr(ledger, "CHUNK", 3)
    assert [row for piece in ledger.all_entries() for row in piece] == whole
    table = b"".join(signed_in(None).get("/kk/fairs/sponsors/ledger.csv").streaming_content).decode("utf-8-sig")
    assert len(table.splitlines()) == 1 + len(whole) and table.startswith(
        ",".join(each.title for each in exports.COLUMNS)
    )
    monkeypatch.setattr(ledger, "BUSINESSES", 1)
    first, after = ledger.businesses_page()
    second, end = ledger.businesses_page(after or "")
    assert [*first, *second] == [ground.other_firm, ground.firm] and end is None
    page = text_of(signed_in(None).get("/kk/fairs/sponsors/"))
    assert f"?businesses={after}" in page
    other = text_of(signed_in(None).get(f"/kk/fairs/sponsors/?businesses={after}"))
    assert ground.firm.name_kk in other


def test_an_ngo_s_page_tells_who_helps_it(ground: Any, signed: list[Memorandum], signed_in: Any) -> None:
    page = text_of(signed_in(None).get(f"/en/organisations/{ground.other_ngo.slug}/"))
    assert f'data-label="With whom">{ground.firm.name_en}' in page
    assert f'data-label="With whom">{ground.other_ngo.name_en}' not in page


def test_more_lines_cost_no_statement(
    ground: Any, shown: Any, in_force: Any, signed: list[Memorandum], signed_in: Any
) -> None:
    guest = signed_in(None)
    paths = (
        "/kk/fairs/sponsors/", f"/kk/fairs/sponsors/{ground.firm.slug}/", "/kk/fairs/sponsors/ledger.csv",
        f"/kk/organisations/{ground.ngo.slug}/", "/api/v1/ledger", "/api/v1/ledger/lines",
    )  # fmt: skip

    def counted(path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            answer = guest.get(path)
            b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200
        return len([each for each in seen if "pg_xact_status" not in each["sql"]])  # files settled behind the scenes

    for path in paths:
        counted(path)
    before = [counted(path) for path in paths]
    project = shown(by="ngo_two", sphere="health", title_kk="Үшінші жоба")
    for _number in range(3):
        in_force(project, money="50000", hours="3", by="sponsor_two")
    assert [counted(path) for path in paths] == before
