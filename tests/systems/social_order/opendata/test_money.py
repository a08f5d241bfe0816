"""Public figures of money: each with its base, computed from rows, never guessed."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from ortaq.kernel.parties.imports import load_population
from ortaq.systems.social_order.actions import pay_tranche
from ortaq.systems.social_order.models import Milestone, Plan
from ortaq.systems.social_order.opendata.rules import money
from ortaq.systems.social_order.opendata.rules.processes import ProjectRow

NOW = datetime(2026, 2, 2, 5, 0, tzinfo=UTC)
PLANNED = ProjectRow(2026, "PL-1", "Planned", "region", "one", "r", "", "culture", Decimal(1000))
FIRST = replace(
    PLANNED, number="PL-2", planned=Decimal(500), supplier="A", supplier_id="KZ-BIN-1", agreed=Decimal(300),
    paid=Decimal(150), starts_on=date(2026, 3, 31), ends_on=date(2026, 6, 1), territory="d", applications=1,
)  # fmt: skip
SECOND = replace(FIRST, planned=Decimal(0), supplier="B", supplier_id="KZ-BIN-2", agreed=Decimal(100), paid=Decimal(0))
CITY = replace(FIRST, number="PL-3", territory="c", planned=Decimal(1500), starts_on=date(2026, 4, 1), applications=2)
ROWS = [PLANNED, FIRST, SECOND, CITY]


def test_plan_beside_fact_counts_each_line_once_by_every_breakdown() -> None:
    whole = money.total(ROWS)
    assert (whole.planned, whole.agreed, whole.paid, whole.lines, whole.projects) == (3000, 700, 300, 3, 3)
    assert whole.paid_share and whole.paid_share.rounded() == Decimal("42.9")
    for by in ("level", "body", "territory", "sphere"):
        assert sum(each.planned for each in money.plan_to_fact(ROWS, by)) == 3000
    assert [(each.key, each.agreed) for each in money.plan_to_fact(ROWS, "supplier")] == [
        ("KZ-BIN-1", 600), ("KZ-BIN-2", 100),
    ]  # fmt: skip
    assert money.total([]).agreed_share is None
    with pytest.raises(ValueError, match="title"):
        money.plan_to_fact(ROWS, "title")


def test_concentration_has_known_answers() -> None:
    assert money.concentration([PLANNED]) is None
    assert money.concentration([FIRST]) == 10_000
    equal = [replace(FIRST, supplier_id=str(n)) for n in range(4)]
    assert money.concentration(equal) == 2_500


@given(st.lists(st.integers(1, 10**12), min_size=1, max_size=30))
def test_concentration_lies_between_equal_parts_and_one_recipient(amounts: list[int]) -> None:
    rows = [replace(FIRST, supplier_id=str(n), agreed=Decimal(each)) for n, each in enumerate(amounts)]
    found = money.concentration(rows)
    assert found is not None
    assert Decimal(10_000) / len(amounts) - Decimal("0.001") <= found <= Decimal("10000.001")


def test_recipients_rural_share_and_late_starts_have_their_bases() -> None:
    found = money.recipients(ROWS, frozenset({"KZ-BIN-2", "KZ-BIN-9"}))
    assert (found.new, found.again) == (1, 1) and found.again_share and found.again_share.percent == 50
    share = money.rural_share(ROWS, frozenset({"d"}), frozenset({"r"}))
    assert share and (share.part, share.base) == (500, 2000)
    assert money.rural_share([PLANNED], frozenset({"d"}), frozenset({"r"})) is None
    assert money.late_starts(ROWS) == (1, 3)


def test_money_per_inhabitant_is_exact_to_the_tiyn() -> None:
    assert money.per_inhabitant(Decimal("814800000"), 1_215_373) == Decimal("670.41")
    with pytest.raises(ValueError, match="0 inhabitants"):
        money.per_inhabitant(Decimal(1), 0)


@pytest.mark.django_db
def test_money_per_inhabitant_shows_once_a_figure_near_the_year_is_loaded(
    staff: Any, signed: Any, client: Client
) -> None:
    signed()
    page = "/ru/social-order/money/?year=2026"
    assert "не загружены" in client.get(page).content.decode()
    load_population("slug,counted_on,people,source,url\nr,2026-01-01,1000,Бюро статистики,https://example.test/1\n")
    text = client.get(page).content.decode().replace("\xa0", " ")
    assert "1 000 ₸" in text and "Бюро статистики" in text and "https://example.test/1" in text
    territories = client.get("/ru/social-order/money/2026/territory.csv").getvalue().decode("utf-8-sig")
    assert "planned_per_inhabitant" in territories.splitlines()[0]


@pytest.mark.django_db
def test_the_page_opens_on_the_newest_year_in_which_anything_is_agreed(staff: Any, signed: Any, client: Client) -> None:
    page = "/ru/social-order/money/"
    for year in (2025, 2027):
        Plan.objects.create(year=year, level="region", body=staff.department, created_at=NOW, approved_at=NOW)
    assert client.get(page).context["year"] == 2027, "nothing is agreed anywhere: the newest plan"
    signed()
    assert client.get(page).context["year"] == 2026
    assert client.get(f"{page}?year=2027").context["year"] == 2027


@pytest.mark.django_db
def test_the_page_shows_tables_and_gives_each_as_csv(
    staff: Any, signed: Any, client: Client, django_assert_max_num_queries: Any
) -> None:
    agreement = signed()
    with django_assert_max_num_queries(12):
        client.get("/ru/social-order/money/")
    with django_assert_max_num_queries(4):  # nothing has happened since
        answer = client.get("/ru/social-order/money/")
    text = answer.content.decode()
    assert answer.status_code == 200 and len(answer.content) < 100_000
    assert agreement.supplier.name_kk in text and "10" in text
    assert client.get("/ru/social-order/money/?year=1999").status_code == 404
    table = client.get("/ru/social-order/money/2026/body.csv")
    assert b"1000000.00,900000.00" in table.getvalue()
    assert answer.context["total"].paid == 0
    pay_tranche(
        agreement=agreement, milestone=Milestone.objects.get(agreement=agreement, number=1), amount=Decimal(300_000),
        order_number="1", paid_on=date(2026, 2, 20), by=staff["accountant"], at=NOW,
    )  # fmt: skip
    assert client.get("/ru/social-order/money/").context["total"].paid == 300_000, "what is paid shows at once"
    assert client.get("/ru/social-order/money/2026/secret.csv").status_code == 404
    assert "/ru/social-order/money/2026/hints/" in text
