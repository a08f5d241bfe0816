"""Money of agreements, whatever the numbers: tranches and estimate make the sum, the end waits for what is owed."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ortaq.systems.social_order.rules import (
    Line,
    Measure,
    Schedule,
    Standing,
    Step,
    amendment_faults,
    completion_fault,
    is_overdue,
    over_plan,
    period_fault,
    schedule_faults,
    termination_fault,
)

DAY = date(2026, 2, 1)
money = st.decimals(0, 10**9, places=2)
some_money = st.decimals("0.01", 10**9, places=2)


def schedule(tranches: list[Decimal], lines: list[Decimal]) -> Schedule:
    return Schedule(
        tuple(Step(n, "Кезең", DAY + timedelta(days=n), amount) for n, amount in enumerate(tranches, 1)),
        tuple(Line(n, "other", "Жол", amount, Decimal("1.00")) for n, amount in enumerate(lines, 1)),
        (Measure(1, "Адам", "адам", Decimal(1)),),
    )


@given(st.lists(money, min_size=1, max_size=9), st.lists(money, min_size=1, max_size=9))
def test_a_schedule_is_right_exactly_when_tranches_and_estimate_make_the_sum(
    tranches: list[Decimal], lines: list[Decimal]
) -> None:
    made, amount = schedule(tranches, lines), sum(tranches, Decimal(0))
    faults = schedule_faults(made, amount, DAY, DAY + timedelta(days=90))
    assert bool(faults) == (amount != sum(lines, Decimal(0)))
    assert schedule_faults(made, amount + Decimal("0.01"), DAY, DAY + timedelta(days=90))
    assert Schedule.from_json(made.as_json()) == made


@given(money, money, money)
def test_what_exceeds_the_plan_is_never_negative_and_exact(agreed: Decimal, others: Decimal, planned: Decimal) -> None:
    over = over_plan(agreed, others, planned)
    assert over >= 0 and (over == 0) == (agreed + others <= planned)


@given(some_money, money, money, st.integers(0, 3), st.integers(0, 3), st.integers(0, 3))
def test_an_agreement_ends_only_when_nothing_is_owed(
    paid: Decimal, returned: Decimal, spent: Decimal, reports: int, unpaid: int, refused: int
) -> None:
    standing = Standing(paid, paid, returned, spent, reports, unpaid, refused)
    settled = paid - returned - spent <= 0 and refused == 0
    assert (termination_fault(standing) is None) == settled
    assert (completion_fault(standing) is None) == (settled and reports == 0 and unpaid == 0)


def test_what_an_amendment_may_not_undo() -> None:
    made = schedule([Decimal(10), Decimal(20)], [Decimal(30)])
    assert amendment_faults(made, begun=[1], paid={1: Decimal(10)}, used=[1]) == []
    assert len(amendment_faults(made, begun=[3], paid={2: Decimal(19)}, used=[2])) == 3


def test_time_and_shape_of_a_schedule() -> None:
    assert period_fault(DAY, DAY) is None and period_fault(DAY, DAY - timedelta(days=1)) is not None
    assert period_fault(DAY, DAY + timedelta(days=1096)) is None
    assert period_fault(DAY, DAY + timedelta(days=1200)) is not None
    end = DAY + timedelta(days=9)
    advance = Schedule((Step(1, "А", DAY, Decimal(5), advance=True),), (Line(1, "pay", "Ж", Decimal(5)),), ())
    assert len(schedule_faults(advance, Decimal(5), DAY, end)) == 2
    late = schedule([Decimal(5)], [Decimal(5)])
    assert len(schedule_faults(late, Decimal(5), DAY - timedelta(days=9), DAY)) == 1
    assert not is_overdue(DAY, DAY, advance=False, submitted=False)
    assert is_overdue(DAY, end, advance=False, submitted=False) and not is_overdue(
        DAY, end, advance=True, submitted=False
    )
