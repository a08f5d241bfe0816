"""Agreements of the test region: an approved plan line, an agreement in each state, by the actions that people use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ortaq.systems.social_order.models import Agreement, PlanLine, Report

MONDAY = datetime(2026, 2, 2, 5, 0, tzinfo=UTC)
BIN = "990240003124"


def later(days: float) -> datetime:
    return MONDAY + timedelta(days=days)


@pytest.fixture(autouse=True)
def demonstration(settings: Any, tmp_path: Path) -> None:
    """Test signatures count, as in a demonstration."""
    settings.DEMO = True
    settings.TEST_AUTHORITY = str(tmp_path / "test-authority")
    settings.TRUSTED_AUTHORITIES = str(tmp_path / "trust")
    settings.SIGNATURE_SERVICE = ""
    settings.MEDIA_ROOT = str(tmp_path / "files")


@pytest.fixture
def staff(house: Any) -> Any:
    """The house with accountants, and with people who stand on both sides."""
    from ortaq.kernel.accounts.models import User
    from ortaq.kernel.parties.actions import assign_role

    def hire(key: str, *posts: tuple[str, Any]) -> None:
        house.people[key] = house.people.get(key) or User.objects.create_user(f"{key}@example.test", language="kk")
        for role, organisation in posts:
            assign_role(
                user_id=house.people[key].pk, organisation_id=organisation.pk, role=role, first_day=date(2018, 1, 1)
            )

    hire("accountant", ("accountant", house.department))
    hire("accountant_two", ("accountant", house.department))
    hire("officer_and_accountant", ("customer", house.department), ("accountant", house.department))
    hire("head_and_ngo", ("head", house.department), ("representative", house.ngo))
    hire("other_accountant", ("accountant", house.division))
    house.ngo.bin = BIN
    house.ngo.save()
    return house


@pytest.fixture
def line(staff: Any) -> PlanLine:
    from ortaq.kernel.lifecycle.actions import open_record
    from ortaq.kernel.parties.rules import SYSTEM
    from ortaq.systems.social_order.models import Plan, PlanLine

    plan = Plan.objects.create(year=2026, level="region", body=staff.department, created_at=MONDAY, approved_at=MONDAY)
    made = PlanLine(
        kind="plan_line",
        state="approved",
        plan=plan,
        position=1,
        sphere=staff.sphere,
        title_kk="Ымдау тілі курсы",
        title_ru="Курсы жестового языка",
        since=2026,
        until=2026,
        amount=Decimal("1000000.00"),
        funding="regional",
        body=staff.department,
        territory=staff.city,
        published_at=MONDAY,
        public_title="Ымдау тілі курсы",
    )
    return open_record(made, by=SYSTEM, at=MONDAY, code="draw_up", year=2026)


@pytest.fixture
def terms() -> Any:
    from ortaq.systems.social_order.actions import Terms
    from ortaq.systems.social_order.rules import Line, Measure, Schedule, Step

    return Terms(
        title_kk="Ымдау тілі курсы",
        title_ru="Курсы жестового языка",
        amount=Decimal("900000.00"),
        starts_on=date(2026, 2, 1),
        ends_on=date(2026, 11, 30),
        schedule=Schedule(
            (
                Step(1, "Аванс", date(2026, 2, 20), Decimal("300000.00"), advance=True),
                Step(2, "30 ата-ана оқыды", date(2026, 6, 1), Decimal("400000.00")),
                Step(3, "60 ата-ана оқыды", date(2026, 11, 20), Decimal("200000.00")),
            ),
            (
                Line(1, "pay", "Мұғалім", Decimal("600000.00")),
                Line(2, "goods", "Оқулық", Decimal("300000.00"), Decimal("50000.00")),
            ),
            (Measure(1, "Оқыған ата-ана", "адам", Decimal(60)),),
        ),
        contract_number="ДОГ-155-26",
        contract_on=date(2026, 2, 2),
        contract_sum=Decimal("900000.00"),
        bank_details="KZ86125KZT5004100100, «Сынақ Банк»",
    )


@pytest.fixture
def draft(staff: Any, line: PlanLine, terms: Any) -> Callable[..., Agreement]:
    from dataclasses import replace

    from ortaq.systems.social_order.actions import draw_up_agreement

    def make(**changes: Any) -> Agreement:
        return draw_up_agreement(
            line=line, supplier=staff.ngo, terms=replace(terms, **changes), by=staff["customer"], at=MONDAY
        )

    return make


@pytest.fixture
def signed(staff: Any, draft: Callable[..., Agreement]) -> Callable[..., Agreement]:
    from ortaq.systems.social_order.actions import send_for_signing, sign_agreement

    def make(**changes: Any) -> Agreement:
        made = draft(**changes)
        send_for_signing(agreement=made, by=staff["customer"], at=MONDAY)
        sign_agreement(
            agreement=made, code="sign_supplier", by=staff["representative"], at=MONDAY, trial=True, name="Сынақ Өкіл"
        )
        sign_agreement(
            agreement=made, code="sign_customer", by=staff["head"], at=MONDAY, trial=True, name="Сынақ Басшы"
        )
        made.refresh_from_db()
        return made

    return make


@pytest.fixture
def pdf() -> Any:
    from ortaq.kernel.documents.pdf import render
    from ortaq.kernel.documents.rules import check_file

    content = render("notice", {"sender": "Дүкен", "number": "1", "heading": "Чек", "text": "1"}, language="kk")
    return check_file("чек.pdf", content)


@pytest.fixture
def reported(staff: Any, pdf: Any) -> Callable[..., Report]:
    from ortaq.systems.social_order.actions import Account, Spent, add_evidence, begin_report, submit_report
    from ortaq.systems.social_order.models import Milestone

    def make(agreement: Agreement, number: int, spent: str, people: int = 30, line: int = 1) -> Report:
        milestone = Milestone.objects.get(agreement=agreement, number=number)
        at = later(60 + number)
        report = begin_report(milestone=milestone, by=staff["representative"], at=at)
        paper = add_evidence(report=report, files=[pdf], by=staff["representative"], at=at)[0]
        submit_report(
            report=report,
            account=Account(
                "Курс өтті.",
                "Тізім мен сабақ кестесі тіркелді.",
                people,
                [Spent(line, "Құпия Төлемалушы", date(2026, 3, 1), "АВР 1", Decimal(spent), paper.pk)],
                {1: Decimal(people)},
            ),
            by=staff["representative"],
            at=at,
        )
        return report

    return make
