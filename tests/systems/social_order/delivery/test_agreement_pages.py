"""Pages of agreements: what strangers see, both sides' work from the draft to the money, weight and statements."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.systems.social_order.delivery.conftest import BIN, MONDAY, later

from ortaq.kernel.signatures.authority import trial_cms, trial_signer
from ortaq.kernel.signatures.queries import content_to_sign
from ortaq.systems.social_order import actions
from ortaq.systems.social_order.models import Agreement, Milestone, Payment, Report, Visit
from ortaq.systems.social_order.queries.agreements import Filter, organisation_money, projects_page
from ortaq.systems.social_order.queries.delivery import open_version

SECRETS = ("KZ86125", "Сынақ Банк", "Құпия Төлемалушы", "АВР 1", "чек.pdf", "тіркелді", "ПП-1", "Сынақ Өкіл")


def signed_in(house: Any, key: str) -> Client:
    client = Client()
    client.force_login(house.people[key])
    session = client.session
    now = int(time.time())
    session.update({"second_factor_until": now + 10**7, "session_started": now, "session_seen": now})
    session.save()
    return client


@pytest.fixture
def running(staff: Any, signed: Any, reported: Any) -> Agreement:
    """An agreement with an advance that has come, a report accepted, and money that has not come."""
    agreement: Agreement = signed()
    for number, amount in ((1, "300000"), (2, "400000")):
        if number == 2:
            report = reported(agreement, 2, "350000")
            actions.accept_report(report=report, by=staff["customer"], at=later(65))
        payment = actions.pay_tranche(
            agreement=agreement,
            milestone=Milestone.objects.get(agreement=agreement, number=number),
            amount=Decimal(amount),
            order_number=f"ПП-{number}",
            paid_on=date(2026, 4, 9),
            by=staff["accountant"],
            at=later(66),
        )
        actions.answer_for_receipt(
            payment=payment, received=number == 1, note="Шотта жоқ", by=staff["representative"], at=later(67)
        )
    return agreement


def test_the_public_page_shows_the_money_and_no_secret(
    staff: Any, running: Agreement, draft: Any, django_assert_max_num_queries: Any
) -> None:
    hidden = draft(contract_number="", title_kk="Құпия жоба", title_ru="Тайный проект")
    client = Client()
    pages = {
        path: client.get(path).content.decode()
        for path in (
            "/kk/social-order/projects/",
            "/ru/social-order/projects/?year=2026&level=region&sphere=vulnerable&state=active&territory=r&body=one",
            f"/en/social-order/projects/{running.number}/",
            f"/kk/social-order/projects/{running.number}/",
            f"/ru/social-order/suppliers/{BIN}/",
            "/kk/social-order/suppliers/ngo/",
        )
    }
    for path, text in pages.items():
        assert running.number in text, path
        for secret in (*SECRETS, hidden.number, "Құпия жоба", "Тайный проект", "example.test"):
            assert secret not in text, (path, secret)
    english = pages[f"/en/social-order/projects/{running.number}/"]
    assert "paid, but the supplier says it has not come" in english and "paid and received" in english
    assert "Курс өтті." in english and "Fact" in english
    for path in (
        f"/kk/social-order/projects/{hidden.number}/",
        "/kk/social-order/projects/AG-2026-999999/",
        "/kk/social-order/suppliers/one/",
        f"/feeds/records/{hidden.number}.atom",
    ):
        assert client.get(path).status_code == 404, path
    assert not client.get("/ru/social-order/projects/?year=x&state=draft").context["rows"]
    report = Report.objects.get()
    assert client.get(f"/kk/social-order/reports/{report.number}/")["Location"].endswith("#milestone-2")
    with CaptureQueriesContext(
        connection,
    ) as counted:
        weight = len(client.get(f"/kk/social-order/projects/{running.number}/").content)
    assert len(counted) <= 8 and weight < 100_000
    with django_assert_max_num_queries(8):
        client.get("/kk/social-order/projects/")
    with django_assert_max_num_queries(8):
        client.get("/kk/social-order/suppliers/ngo/")


def test_a_second_project_costs_no_further_statement(staff: Any, running: Agreement, signed: Any) -> None:
    client = Client()

    def statements() -> int:
        with CaptureQueriesContext(connection) as counted:
            client.get("/kk/social-order/projects/")
        return len(counted)

    statements()
    before = statements()
    signed(contract_number="2", exception="Екінші топ")
    statements()  # the first request settles the files that were made meanwhile
    assert statements() == before


def test_figures_come_from_records_alone(staff: Any, running: Agreement) -> None:
    (row,), _ = projects_page(Filter(year="2026"))
    assert (row.agreed, row.paid, row.confirmed, row.denied, row.people) == (900_000, 700_000, 300_000, 400_000, 30)
    assert projects_page(Filter(year="2025")) == ([], None)
    for side in (staff.ngo, staff.department):
        money = organisation_money(side.pk)
        assert (money.agreed, money.paid, money.people) == (900_000, 700_000, 30)


def rows(prefix: str, *values: dict[str, str]) -> dict[str, str]:
    typed = {f"{prefix}-TOTAL_FORMS": str(len(values)), f"{prefix}-INITIAL_FORMS": "0"}
    return typed | {f"{prefix}-{n}-{name}": value for n, row in enumerate(values) for name, value in row.items()}


TYPED = {
    "supplier": BIN,
    "title_kk": "Курс",
    "title_ru": "Курс",
    "amount": "500000",
    "starts_on": "2026-02-01",
    "ends_on": "2026-11-30",
    **rows(
        "steps",
        {"title": "Аванс", "due": "2026-02-20", "amount": "200000", "advance": "on"},
        {"title": "Курс", "due": "2026-11-01", "amount": "300000"},
        {"title": ""},
    ),
    **rows("lines", {"category": "pay", "title": "Мұғалім", "amount": "500000", "own": ""}),
    **rows("measures", {"title": "Адам", "unit": "адам", "plan": "20"}),
}


def test_both_sides_work_by_pages_from_the_draft_to_the_money(staff: Any, line: Any, frozen: Any, pdf: Any) -> None:
    frozen(later(1))
    office, ngo, head = (signed_in(staff, key) for key in ("customer", "representative", "head"))
    work = "/kk/social-order/office/agreements/"
    assert line.number in office.get(work).content.decode()
    new = f"{work}new/{line.number}/"
    assert "Ымдау тілі курсы" in office.get(new).content.decode()
    wrong = office.post(new, {**TYPED, "supplier": "123", "steps-0-due": ""})
    assert wrong.status_code == 422 and "Мұғалім" in wrong.content.decode()
    case = office.post(new, TYPED)["Location"]
    agreement = Agreement.objects.get()
    assert case.endswith(f"/{agreement.number}/") and office.get(f"{case}write/").status_code == 200
    changed = office.post(f"{case}write/", {**TYPED, "title_ru": "Курсы", "version": "1"})
    assert changed.status_code == 302
    assert ngo.get("/kk/social-order/agreements/mine/").content.decode().count(agreement.number) == 0
    assert office.post(f"{case}send/", {"version": "1"}).status_code == 409
    assert office.post(f"{case}send/", {"version": "2"}).status_code == 302
    own = f"/kk/social-order/agreements/{agreement.number}/own/"
    version = open_version(agreement)
    assert version is not None and version.document is not None
    signature = trial_cms(content_to_sign(version.document), trial_signer("Сынақ Өкіл", "Қор", BIN))
    refused = ngo.post(f"{own}sign_supplier/", {"sign_supplier-name": "", "version": "3"})
    assert refused.status_code == 422
    answer = ngo.post(
        f"{own}sign_supplier/",
        {"sign_supplier-upload": SimpleUploadedFile("a.p7s", signature), "version": "3"},
    )
    assert answer.status_code == 302
    assert head.post(f"{case}sign_customer/", {"sign_customer-name": "Басшы", "version": "4"}).status_code == 302
    agreement.refresh_from_db()
    assert agreement.state == "active"
    accountant = signed_in(staff, "accountant")
    text = accountant.get(case).content.decode()
    assert "Төлем" in text
    paid = accountant.post(
        f"{case}pay/",
        {"pay-milestone": "1", "pay-amount": "200000", "pay-order_number": "ПП-1", "pay-paid_on": "2026-02-03"},
    )
    assert paid.status_code == 302
    silent = ngo.post(f"{own}milestones/1/receipt/", {"came": "no", "note": ""}, follow=True)
    assert "Не болғанын жазыңыз" in silent.content.decode() and Payment.objects.get().receipt == "awaited"
    ngo.post(f"{own}milestones/1/receipt/", {"came": "yes"})
    assert Payment.objects.get().receipt == "confirmed"

    ngo.post(f"{own}milestones/2/begin/")
    form = f"{own}milestones/2/report/"
    assert ngo.get(form).status_code == 200
    ngo.post(f"{own}milestones/2/papers/", {"files": SimpleUploadedFile("чек.pdf", pdf.content)})
    report = Report.objects.get()
    paper = report.documents.get()
    kept = ngo.post(f"{own}milestones/2/autosave/", {"summary": "Жарты сөз"}, headers={"accept": "application/json"})
    assert kept.status_code == 200 and "Жарты сөз" in ngo.get(form).content.decode()
    typed = {
        "summary": "Курс өтті.",
        "text": "Толық",
        "people": "20",
        "fact_1": "20",
        **rows(
            "spent",
            {
                "line": "1", "payee": "Мұғалім", "spent_on": "2026-02-03", "paper": "АВР", "amount": "500000",
                "evidence": str(paper.pk),
            },
            {"line": ""},
        ),
    }  # fmt: skip
    broken = ngo.post(form, {**typed, "spent-0-payee": ""})
    assert broken.status_code == 422 and "АВР" in broken.content.decode()
    assert ngo.post(form, {**typed, "version": str(report.version)}).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.people) == ("submitted", 20)
    review = f"{case}milestones/2/"
    shown = office.get(review).content.decode()
    assert "АВР" in shown and "Мұғалім" in shown
    assert office.post(review, {"deed": "return", "reason": "", "version": str(report.version)}).status_code == 422
    office.post(review, {"deed": "return", "reason": "Анық емес", "version": str(report.version)})
    assert "Анық емес" in ngo.get(own).content.decode() and "АВР" in ngo.get(form).content.decode()
    report.refresh_from_db()
    ngo.post(form, {**typed, "version": str(report.version)})
    report.refresh_from_db()
    assert office.post(review, {"deed": "accept", "version": str(report.version)}).status_code == 302
    report.refresh_from_db()
    assert report.state == "accepted"

    office.post(f"{case}plan_visit/", {"plan_visit-planned_on": "2026-02-03", "plan_visit-purpose": "Сабақ"})
    page = f"{case}visits/{Visit.objects.get().pk}/"
    answer = office.get(page)
    assert "geolocation=(self)" in answer["Permissions-Policy"] and "camera=()" in answer["Permissions-Policy"]
    found = {"done_on": "2026-02-03", "place": "Тараз", "people": "5", "findings": "Сабақ өтіп жатыр"}
    assert office.post(page, {**found, "latitude": "42.9"}).status_code == 422
    done = office.post(page, {**found, "latitude": "42.901234567", "longitude": "71.366"})
    assert done.status_code == 302
    visit = Visit.objects.get()
    assert visit.act is not None and str(visit.latitude) == "42.90123"
    assert "Сабақ өтіп жатыр" in Client().get(f"/kk/social-order/projects/{agreement.number}/").content.decode()


def test_what_the_office_writes_with_a_deed_reaches_the_supplier_or_stays_there(
    staff: Any, running: Agreement, tell_all: Any
) -> None:
    said = tell_all(running)
    own = signed_in(staff, "representative").get(f"/kk/social-order/agreements/{running.number}/own/")
    assert said.heard(own) == said.meant("supplier") > said.meant()
    case = signed_in(staff, "head").get(f"/kk/social-order/office/agreements/{running.number}/")
    assert said.heard(case) > said.meant("supplier")
    public = Client().get(f"/kk/social-order/projects/{running.number}/")
    assert public.status_code == 200 and not said.heard(public), "it tells of money, not of the course of the paper"


def test_nobody_opens_another_s_agreement(staff: Any, running: Agreement) -> None:
    case = f"/kk/social-order/office/agreements/{running.number}/"
    own = f"/kk/social-order/agreements/{running.number}/own/"
    for key in ("other_customer", "other_accountant"):
        client = signed_in(staff, key)
        for path in (case, f"{case}write/", f"{case}milestones/2/"):
            assert client.get(path).status_code in {403, 404}, (key, path)
        assert running.number not in client.get("/kk/social-order/office/agreements/").content.decode()
    for key in ("citizen", "customer", "head"):
        client = signed_in(staff, key)
        for path in (own, f"{own}milestones/3/report/"):
            assert client.get(path).status_code == 404, (key, path)
        assert client.post(f"{own}milestones/2/receipt/", {"came": "yes"}).status_code == 404
    assert "/login/" in Client().get(own)["Location"]
    assert signed_in(staff, "citizen").get(case).status_code == 403
    assert signed_in(staff, "head_and_ngo").get(case).status_code == 404
    assert running.effective_at == MONDAY
