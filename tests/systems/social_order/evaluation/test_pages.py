"""Pages and papers of evaluations: nothing before the signature leaks, sums are equal everywhere, axe, statements."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document
from playwright.sync_api import expect
from pypdf import PdfReader

from ortaq.kernel.parties.rules import GUEST
from ortaq.procedures.surveys import actions as surveys
from ortaq.systems.social_order import actions
from ortaq.systems.social_order.actions.evaluation_form import form_docx, form_pdf
from ortaq.systems.social_order.models import Evaluation, Seat

from .conftest import EXPERTS, NOVEMBER, later, marks

Make = Callable[..., Evaluation]
ROOT = "/kk/social-order"
TYPED = {
    f"{code}_{part}": value
    for code in ("relevance", "plan", "result", "continuing", "effect")
    for part, value in (("points", "4"), ("reason", "Сабақ кестесі мен тізімді көрдім."))
}


def signed_in(house: Any, key: str) -> Client:
    client = Client()
    client.force_login(house.people[key])
    session = client.session
    now = int(time.time())
    session.update({"second_factor_until": now + 10**8, "session_started": now, "session_seen": now})
    session.save()
    return client


def test_pdf_and_word_read_back_say_the_same_sums(published: Make) -> None:
    evaluation = published()
    for language, word in (("kk", "Барлығы"), ("ru", "Всего")):
        paper = Document(BytesIO(form_docx(evaluation, language)))
        table = [[cell.text for cell in row.cells] for row in paper.tables[0].rows]
        assert [row[-1] for row in table[1:]] == ["14", "11", "13", "8", "13", "59"]
        assert table[-1] == [word, "20", "19", "20", "59"]
        text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(form_pdf(evaluation, language))).pages)
        squeezed = re.sub(r"\s+", " ", text)
        assert f"{word} 20 19 20 59" in squeezed and "75" in squeezed and evaluation.number in squeezed
        words = "\n".join(each.text for each in paper.paragraphs)
        for said in ("Жоба нәтиже берді.", "Проект дал результат.", "Есеп пен сабақ кестесін көрдім. plan"):
            assert said in words and said in squeezed


def test_nothing_leaks_before_publication(council: Any, concluded: Make) -> None:
    evaluation = concluded()
    secrets = ("Есеп пен сабақ кестесін көрдім", "Жоба нәтиже берді", "59", evaluation.number)

    def look(client: Client) -> None:
        for path in (f"{ROOT}/evaluations/", f"{ROOT}/projects/{evaluation.agreement.number}/"):
            text = client.get(path).content.decode()
            assert not any(secret in text for secret in secrets if secret != "59"), path
        for path in (
            f"{ROOT}/evaluations/{evaluation.number}/",
            f"{ROOT}/evaluations/{evaluation.number}/form.pdf",
            f"/api/v1/records/{evaluation.number}",
            f"/feeds/records/{evaluation.number}.atom",
        ):
            assert client.get(path).status_code == 404, path

    for key in ("citizen", "representative", "expert_two", "auditor"):
        look(signed_in(council, key))
    look(Client())
    other = signed_in(council, "other_customer")
    for path in ("", "form.pdf", "sign/"):
        assert other.get(f"{ROOT}/office/evaluations/{evaluation.number}/{path}").status_code in {404, 405}
    own = signed_in(council, "customer")
    assert own.get(f"{ROOT}/office/evaluations/{evaluation.number}/form.pdf").status_code == 404  # not signed
    actions.sign_evaluation(evaluation=evaluation, by=council["head"], at=later(4))
    look(Client())
    assert own.get(f"{ROOT}/office/evaluations/{evaluation.number}/form.docx").status_code == 200


def test_an_expert_sees_no_other_points_and_the_customer_none_before_all_are_in(council: Any, scoring: Make) -> None:
    evaluation = scoring()
    for key, reason in (("expert", "Құпия бірінші пікір"), ("expert_two", "Құпия екінші пікір")):
        actions.submit_points(
            evaluation=evaluation, marks=marks(5, 4, 3, 2, 1, reason=reason), by=council[key], at=later(1)
        )
    mine = signed_in(council, "expert").get(f"{ROOT}/office/scoring/{evaluation.number}/").content.decode()
    assert "Құпия бірінші" in mine and "Құпия екінші" not in mine
    third = signed_in(council, "expert_three").get(f"{ROOT}/office/scoring/{evaluation.number}/").content.decode()
    assert "Құпия" not in third
    office = signed_in(council, "customer").get(f"{ROOT}/office/evaluations/{evaluation.number}/").content.decode()
    assert "Құпия" not in office
    for stranger in ("expert_of_akimat", "expert_and_ngo"):
        assert signed_in(council, stranger).get(f"{ROOT}/office/scoring/{evaluation.number}/").status_code == 404


def test_the_office_and_the_experts_go_the_whole_way_by_pages(council: Any, signed: Any, frozen: Any) -> None:
    frozen(NOVEMBER)
    agreement = signed()
    customer, head = signed_in(council, "customer"), signed_in(council, "head")
    assert (
        signed_in(council, "other_customer").get(f"{ROOT}/office/evaluations/new/{agreement.number}/").status_code
        == 404
    )
    place = customer.post(f"{ROOT}/office/evaluations/new/{agreement.number}/", {"stage": "final"})["Location"]
    number = place.rstrip("/").rpartition("/")[2]

    def deed(client: Client, code: str, **typed: Any) -> Any:
        typed["version"] = Evaluation.objects.get(number=number).version
        return client.post(f"{place}{code}/", typed)

    for key in EXPERTS[:2]:
        assert deed(customer, "name", expert=council.people[key].pk).status_code == 302
    assert deed(customer, "name", expert=council.people["expert_and_ngo"].pk).status_code == 302  # told why not
    assert Seat.objects.count() == 2
    deed(customer, "open")
    for key in EXPERTS[:2]:
        expert = signed_in(council, key)
        score = f"{ROOT}/office/scoring/{number}/"
        assert "бағаламаймын" in expert.get(score).content.decode()
        expert.post(score, {"conflict": "no"})
        assert "міндетті емес" not in expert.get(score).content.decode(), (
            "what has to be there in the end isn't optional"
        )
        expert.post(score, {**TYPED, "plan_points": "", "keep": "1"})
        early = expert.post(score, {**TYPED, "plan_points": "", "hand_in": "1"})
        assert early.status_code == 422 and "Сабақ кестесі" in early.content.decode()
        assert expert.post(score, {**TYPED, "hand_in": "1"}).status_code == 302
        assert expert.post(score, {**TYPED, "plan_points": "0", "hand_in": "1"}).status_code == 422
    half = deed(customer, "conclude", outcome="positive", kk="Тек қазақша")
    assert half.status_code == 422 and "Тек қазақша" in half.content.decode()
    deed(customer, "conclude", outcome="positive", kk="Жақсы.", ru="Хорошо.")
    assert customer.post(f"{place}sign/", {"version": "1"}).status_code == 302
    assert Evaluation.objects.get(number=number).signed_at is None
    head.post(f"{place}publish/", {"version": "1"})
    deed(head, "sign")
    deed(customer, "publish")
    page = Client().get(f"{ROOT}/evaluations/{number}/")
    text = page.content.decode()
    assert page.status_code == 200 and "40" in text and "Хорошо." in text and len(page.content) < 100_000
    assert "@example.test" not in text
    assert Client().get(f"{ROOT}/evaluations/{number}/form.other").status_code == 404


def test_public_pages_ask_a_constant_number_of_statements(published: Make, council: Any) -> None:
    evaluation = published()
    client = Client()
    client.get("/kk/")
    for path, most in ((f"{ROOT}/evaluations/", 8), (f"{ROOT}/evaluations/{evaluation.number}/", 8)):
        client.get(path)
        with CaptureQueriesContext(connection) as statements:
            assert client.get(path).status_code == 200
        assert len(statements) <= most, [each["sql"][:90] for each in statements]


@pytest.mark.django_db(transaction=True)
def test_the_public_page_in_a_browser(
    council: Any, published: Make, signed: Any, new_page: Any, assert_accessible: Any
) -> None:
    agreement = signed()
    survey = surveys.draw_survey(
        about=agreement, recipients=60, sample=40, opens_on=NOVEMBER.date(), closes_on=later(9).date(),
        by=council["customer"], at=NOVEMBER,
    )  # fmt: skip
    handed = surveys.open_survey(survey=survey, channels={"paper": 40}, by=council["customer"], at=NOVEMBER)
    for number, each in enumerate(handed[:38]):
        given = dict.fromkeys(("quality", "access", "attitude", "usefulness", "overall"), 5 if number < 30 else 2)
        surveys.answer_survey(code=each.code, marks=given, comment="", language="kk", device="", by=GUEST, at=NOVEMBER)
    surveys.close_survey(survey=survey, by=council["customer"], at=NOVEMBER)
    evaluation = published(agreement=agreement)
    page = new_page(width=360, locale="ru-RU")
    page.goto(f"/ru/social-order/evaluations/{evaluation.number}/")
    expect(page.locator("#points")).to_be_visible()
    expect(page.locator(".ortaq-statistics li")).to_have_count(3)
    assert_accessible(page)
    page.goto(f"/ru/social-order/projects/{agreement.number}/")
    expect(page.get_by_role("link", name=re.compile(evaluation.number)).first).to_be_visible()
    page.goto("/en/social-order/evaluations/")
    assert_accessible(page)


@pytest.mark.django_db(transaction=True)
def test_an_expert_scores_by_the_keyboard_and_office_pages_are_accessible(
    council: Any, scheduled: Make, new_page: Any, assert_accessible: Any
) -> None:
    evaluation = scheduled()
    for key in EXPERTS[:2]:
        actions.name_expert(evaluation=evaluation, expert=council.people[key], by=council["customer"], at=NOVEMBER)
    actions.open_scoring(evaluation=evaluation, by=council["customer"], at=NOVEMBER)

    def enter(page: Any, key: str) -> Any:
        from django.conf import settings

        name = settings.SESSION_COOKIE_NAME
        value = signed_in(council, key).cookies[name].value
        page.goto("/kk/")
        page.context.add_cookies([{"name": name, "value": value, "url": page.url}])
        return page

    page = enter(new_page(width=1280, locale="kk-KZ"), "expert")
    page.goto(f"/kk/social-order/office/scoring/{evaluation.number}/")
    page.locator("input[name=conflict]").first.focus()
    page.keyboard.press("Space")
    with page.expect_navigation():
        page.get_by_role("button", name="Мәлімдеу").press("Enter")
    expect(page.locator("fieldset")).to_have_count(5)
    assert_accessible(page)
    for code in ("relevance", "plan", "result", "continuing", "effect"):
        page.locator(f"input[name={code}_points]").first.focus()
        page.keyboard.press("Space")
        for _ in range(4):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Tab")
        page.keyboard.type("Тізім мен кестені көрдім.")
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("^Тапсыру")).press("Enter")
    assert {point.points for point in Seat.objects.get(expert=council.people["expert"]).points.all()} == {4}
    office = enter(new_page(width=1280, locale="ru-RU"), "customer")
    office.goto(f"/ru/social-order/office/evaluations/{evaluation.number}/")
    expect(office.locator("h1")).to_be_visible()
    assert_accessible(office)
