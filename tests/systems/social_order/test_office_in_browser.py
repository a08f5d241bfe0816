"""Office pages of plans and the pages of money and hints in a real browser: axe at 360 and 1280 px."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from ortaq.kernel.parties.actions import assign_role
from ortaq.systems.social_order import actions, imports
from ortaq.systems.social_order.actions import LineInput
from ortaq.systems.social_order.models import PackageFile, PlanFile, PlanLine
from ortaq.systems.social_order.opendata.imports import jobs

from .test_plan_pages import signed_in

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_office_pages_of_plans_are_for_everybody_s_eyes_and_thumbs(
    house: Any, new_page: Callable[..., Page], live_server: Any, assert_accessible: Callable[[Page], None]
) -> None:
    customer = house["customer"]
    plan = actions.open_plan(year=2027, body=house.department, by=customer, at=MONDAY)

    def line(n: int) -> LineInput:
        return LineInput(
            sphere_id=house.sphere.pk, territory_id=house.city.pk, amount=Decimal(5_000_000 + n), title_kk=f"Клуб {n}"
        )

    actions.add_lines(plan=plan, lines=[line(n) for n in range(4)], by=customer, at=MONDAY)
    actions.submit_plan(plan=plan, by=customer, at=MONDAY)
    actions.approve_plan(plan=plan, by=house["head"], at=MONDAY)
    approved = PlanLine.objects.earliest("pk")
    actions.propose_change(line=approved, changes=line(90), reason="Бюджет нақтыланды", by=customer, at=MONDAY)
    actions.add_lines(plan=plan, lines=[line(n) for n in range(10, 13)], by=customer, at=MONDAY)
    book = Workbook()
    for row in (["Атауы", "Сала", "Сома"], ["Бірінші", "vulnerable", 5], ["Екінші", "vulnerable", "бес"]):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    kept = imports.keep_plan_file(
        data=content.getvalue(), name="plan.xlsx", body=house.department, year=2027, by=customer, at=MONDAY
    )
    waiting = imports.keep_plan_file(
        data=content.getvalue(), name="ұзын жоспар.xlsx", body=house.department, year=2028, by=customer, at=MONDAY
    )
    imports.ask_load(file=waiting, despite_totals=False, by=customer, at=MONDAY)
    assign_role(
        user_id=house.people["both"].pk,
        organisation_id=house.department.pk,
        role="statistician",
        first_day=date(2018, 1, 1),
    )
    page = new_page(width=360, locale="ru-RU")
    cookie = signed_in(house, "both").cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    PlanFile.objects.filter(pk=waiting.pk).update(job="writing", job_lines=1_500, job_written=500)
    package = jobs.keep_package(content=b"{}", standard="360giving", name="grants.json", by=house["both"], at=MONDAY)
    PackageFile.objects.filter(pk=package.pk).update(job="writing", read=1_500, total=1_500, written=500)
    words = {
        "kk": ("Жазылған жол: 500, барлығы: 1 500.", "Жазылған жазба: 500, барлығы: 1 500."),
        "ru": ("Записано строк: 500 из 1 500.", "Записано: 500 из 1 500."),
        "en": ("500 of 1,500 lines are written.", "500 of 1,500 entries are written."),
    }
    progress = (f"office/plans/files/{waiting.pk}/", f"office/open-data/files/{package.pk}/")
    for language, said in words.items():
        for path, sentence in zip(progress, said, strict=True):
            page.goto(f"/{language}/social-order/{path}")
            expect(page.get_by_role("progressbar", name=sentence)).to_have_attribute("value", "500")
            assert_accessible(page)
    page.goto(f"/en/social-order/{progress[0]}")
    PlanFile.objects.filter(pk=waiting.pk).update(job_written=1_250)
    expect(page.get_by_role("progressbar", name="1,250 of 1,500")).to_be_visible()  # by itself
    for path in (
        "office/plans/", f"office/plans/{plan.pk}/", f"office/plans/lines/{approved.number}/",
        f"office/plans/{plan.pk}/lines/new/", f"office/plans/{plan.pk}/import/", f"office/plans/files/{kept.pk}/",
        f"office/plans/files/{waiting.pk}/", "money/", "money/2027/hints/", "open-data/",
    ):  # fmt: skip
        page.goto(f"/ru/social-order/{path}")
        expect(page.locator("h1")).to_have_count(1)
        assert_accessible(page)
