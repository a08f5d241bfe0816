"""Awards and grants by Law No 36 as competitions: what the law sets holds at the announcement, the application, the protocol."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from ortaq.kernel.lifecycle.actions import Refused
from ortaq.procedures.competitions import actions
from ortaq.procedures.competitions.models import Application, Call, Check
from ortaq.procedures.competitions.queries.judging import usual_promotion
from ortaq.procedures.competitions.rules.budget import Line
from ortaq.procedures.competitions.rules.eligibility import CONDITIONS, TRUTH
from ortaq.procedures.competitions.rules.submitting import BudgetRow, Submission

if TYPE_CHECKING:
    from .conftest import Region

JUNE = datetime(2026, 6, 1, 5, 0, tzinfo=UTC)
LAST_DAY = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
AFTER = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
AWARD = {
    "profile": "award",
    "opens_at": JUNE,
    "deadline": LAST_DAY,
    "budget": Decimal("10000000.01"),
    "caps": {},
    "spheres": ("youth", "culture"),
}
ALL = frozenset({TRUTH, *CONDITIONS})


@pytest.fixture
def submitted(submitted: Callable[..., Application]) -> Callable[..., Application]:
    """The same, in summer and for a sphere."""

    def make(call: Call, who: str = "ngo", at: datetime = JUNE + timedelta(days=1), **changes: Any) -> Application:
        return submitted(call, who, at=at, **{"sphere": "youth", "declarations": ALL, **changes})

    return make


@pytest.fixture
def award(announced: Callable[..., Call]) -> Callable[..., Call]:
    return lambda **changes: announced(**{"at": JUNE, **AWARD, **changes})


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"deadline": LAST_DAY + timedelta(days=1)}, "1 сентября"),
        ({"budget": Decimal("8649999.99")}, "2000 МРП"),
    ],
)
def test_an_award_closes_on_the_first_of_september_and_is_worth_two_thousand_indices(
    region: Region, award: Callable[..., Call], changes: dict[str, Any], word: str
) -> None:
    with pytest.raises(Refused) as refusal:
        award(**changes)
    assert word in refusal.value.reason.ru and "6-3" in refusal.value.reason.ru
    assert award(budget=Decimal(8_650_000)).state == "accepting"


def test_an_organisation_applies_in_one_sphere_a_year(
    region: Region, award: Callable[..., Call], submitted: Callable[..., Application]
) -> None:
    first, second = award(), award(title_ru="Вторая премия")
    with pytest.raises(Refused):
        submitted(first, sphere="")
    submitted(first)
    with pytest.raises(Refused) as refusal:
        submitted(second, sphere="culture")
    assert "одной сфере" in refusal.value.reason.ru
    submitted(second, "ngo2", sphere="culture")
    submitted(second)


def test_who_received_an_award_waits_three_years(
    region: Region, award: Callable[..., Call], submitted: Callable[..., Application]
) -> None:
    earlier, now = award(title_ru="Прошлая премия"), award()
    won = submitted(earlier)
    Application.objects.filter(pk=won.pk).update(state="winner")
    day = JUNE + timedelta(days=1)
    Call.objects.filter(pk=earlier.pk).update(results_at=day.replace(year=2023) + timedelta(days=1))
    with pytest.raises(Refused) as refusal:
        submitted(now)
    assert "три года" in refusal.value.reason.ru
    submitted(now, "ngo2")
    Call.objects.filter(pk=earlier.pk).update(results_at=day.replace(year=2023))
    submitted(now)


def test_winners_of_an_award_share_it_equally_whatever_the_commission_writes(
    region: Region, decided: Callable[..., Call]
) -> None:
    call = decided(at=JUNE, **AWARD)
    usual = actions.proposed(call)
    assert [(row.outcome, row.amount) for row in usual] == [
        ("winner", Decimal("5000000.01")), ("winner", Decimal("5000000.00")),
    ]  # fmt: skip
    session, by = call.sessions.get(), region["secretary"]

    def draft(*rows: actions.DecisionTerms) -> object:
        return actions.draft_protocol(session=session, rows=rows, text_kk="Х", text_ru="П", by=by, at=AFTER)

    why = {"ground_kk": "Себебі бар", "ground_ru": "Есть причина"}
    unequal = [
        replace(row, amount=Decimal(part), **why) for row, part in zip(usual, (6_000_000, 4_000_000), strict=True)
    ]
    with pytest.raises(Refused) as refusal:
        draft(*unequal)
    assert "поровну" in refusal.value.reason.ru
    draft(*usual)
    alone = replace(usual[0], amount=Decimal("10000000.01"), **why)
    draft(alone, replace(usual[1], outcome="not_selected", amount=None, **why))


def test_who_is_promoted_from_the_reserve_of_an_award_gets_the_part_of_the_others(
    region: Region, decided: Callable[..., Call]
) -> None:
    call = decided(at=JUNE, **AWARD)
    first, second = call.applications.order_by("pk")
    Call.objects.filter(pk=call.pk).update(state="final")
    Application.objects.filter(pk=first.pk).update(state="winner", awarded=Decimal("5000000.01"))
    Application.objects.filter(pk=second.pk).update(state="reserve", awarded=None)
    second.refresh_from_db()
    assert second.requested < Decimal(5_000_000) == usual_promotion(second)

    def promote(amount: str) -> Application:
        return actions.promote_application(
            application=second, amount=Decimal(amount), reason="Бас тартты", by=region["secretary"], at=AFTER
        )

    with pytest.raises(Refused) as refusal:
        promote("800000")
    assert "поровну" in refusal.value.reason.ru
    with pytest.raises(Refused) as refusal:
        promote("5000000.01")
    assert "Денег не хватает" in refusal.value.reason.ru
    assert promote("5000000.00").awarded == Decimal(5_000_000)


@pytest.mark.parametrize(
    ("requested", "institutional", "word"),
    [("2162499.99", "0", "6-1"), ("2162500.00", "216250.01", "10 %"), ("2162500.00", "216250.00", "")],
)
def test_a_grant_is_asked_for_within_the_sums_of_its_length(
    region: Region, announced: Callable[..., Call], content: Submission, requested: str, institutional: str, word: str
) -> None:
    call = announced(
        at=JUNE, profile="grant", opens_at=JUNE, budget=Decimal(200_000_000), request_max=Decimal(100_000_000), caps={}
    )
    at = JUNE + timedelta(days=1)
    mine = actions.start_application(call=call, organisation_id=region.ngo.pk, by=region["ngo"], at=at)
    rest = Decimal(requested) - Decimal(institutional)
    rows = [BudgetRow("Мұғалім", "ай", Line("pay", Decimal(1), rest))]
    if Decimal(institutional):
        rows.append(BudgetRow("Оқу", "", Line("institutional", Decimal(1), Decimal(institutional))))
    asked = replace(content, budget=tuple(rows), declarations=ALL)

    def submit() -> Application:
        return actions.submit_application(application=mine, content=asked, by=region["ngo"], at=at)

    if not word:
        assert submit().requested == Decimal(requested)
        return
    with pytest.raises(Refused) as refusal:
        submit()
    assert word in refusal.value.reason.ru


def test_the_database_of_ngos_answers_the_other_way_round(
    region: Region, award: Callable[..., Call], submitted: Callable[..., Application]
) -> None:
    actions.load_register(
        register="ngo_database", as_of=date(2026, 5, 1), source="Министерство",
        rows=[actions.ListedRow(region.ngo.bin, "Фонд", "№ 1", date(2026, 1, 10), None)], sha256="0" * 64,
        by=region["secretary"], at=JUNE,
    )  # fmt: skip
    call = award(eligibility=("ngo", "ngo_database"))
    for who, expected in (("ngo", "ok"), ("ngo2", "failed")):
        assert Check.objects.get(application=submitted(call, who), code="ngo_database").result == expected, who
