"""The whole way by pages: a call is written and announced, applications are opened, admitted, scored, decided, published."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ortaq.procedures.competitions import actions
from ortaq.procedures.competitions.models import Application, Call, Check, Review

if TYPE_CHECKING:
    from .conftest import Region

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
DEADLINE = MONDAY + timedelta(days=20)
AFTER = DEADLINE + timedelta(hours=1)
OFFICE = "/ru/competitions/office/"


@pytest.fixture(autouse=True)
def without_second_factor(settings: Any) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("SecondFactorMiddleware")]


@pytest.fixture
def visit(region: Region) -> Callable[[str], Client]:
    """A signed-in browser of somebody."""

    def enter(key: str) -> Client:
        client = Client()
        client.force_login(region.people[key])
        return client

    return enter


def form(region: Region, **changes: str) -> dict[str, Any]:
    """A call as the form sends it."""
    return {
        "body": str(region.body.pk), "profile": "small_grant", "title_kk": "Шағын гранттар", "title_ru": "Малые гранты",
        "text_kk": "Сипаттама", "text_ru": "Описание", "year": "2026", "level": "region", "budget": "3 000 000",
        "opens_at": "2026-11-02T10:00", "deadline": "2026-11-22T10:00", "criteria_set": str(region.criteria.pk),
        "tie_order": ["relevance", "smaller_request"], "cut_rule": "stop", "eligibility": ["ngo", "no_debts", "no_interest"],
        "reviewers_per_application": "2", "quorum_percent": "67", "sealed": "on",
        "documents-0-kk": "Жарғы", "documents-0-ru": "Устав", "documents-0-optional": "on",
        "caps-0-type": "institutional", "caps-0-percent": "10", **changes,
    }  # fmt: skip


def test_a_call_goes_from_the_first_form_to_the_published_results_by_pages_alone(
    region: Region, visit: Callable[[str], Client], submitted: Callable[..., Application], frozen: Any
) -> None:
    clock = frozen(MONDAY)
    secretary = visit("secretary")
    assert visit("citizen").get(OFFICE).status_code == 403
    wrong = secretary.post(f"{OFFICE}new/", form(region, budget="көп"))
    assert wrong.status_code == 422 and "көп" in wrong.content.decode()
    made = secretary.post(f"{OFFICE}new/", form(region, title_ru="Малые гранты", text_ru=""))
    call = Call.objects.get()
    board = f"{OFFICE}{call.number}/"
    assert made["Location"] == board
    assert "Напишите описание" in secretary.get(board).content.decode()
    refused = secretary.post(f"{board}deeds/announce/", {"version": "1"})
    assert refused.status_code == 422 and call.state == "draft"
    assert secretary.post(f"{board}edit/", form(region, version="1")).status_code == 302
    assert visit("other_secretary").get(board).status_code == 404
    stale = secretary.post(f"{board}edit/", form(region, version="1"))
    assert stale.status_code == 422 and "другой человек" in stale.content.decode()
    assert secretary.post(f"{board}deeds/announce/", {"version": "2"}).status_code == 302
    call.refresh_from_db()
    assert call.state == "accepting" and call.asked_documents.count() == 1

    visit("citizen").post(f"/ru/competitions/{call.number}/ask/", {"text": "Можно ли купить ноутбук?"})
    question = call.questions.get()
    assert "ноутбук" in secretary.get(board).content.decode()
    secretary.post(f"{board}questions/{question.pk}/", {"answer-kk": "Иә", "answer-ru": "Да"})
    assert "ноутбук" in Client().get(f"/ru/competitions/{call.number}/").content.decode()

    for who in ("ngo", "ngo2"):
        submitted(call, who, title=f"Жоба {who}")
    sealed = secretary.get(board).content.decode()
    assert "запечатаны" in sealed and "AN-2026" not in sealed and "Жоба" not in sealed
    clock.move_to(AFTER)
    secretary = visit("secretary")
    assert secretary.post(f"{board}deeds/start_admission/", {}).status_code == 302
    first, second = Application.objects.order_by("pk")
    opened = secretary.get(board).content.decode()
    assert first.number in opened and "Фонд «Үміт 1»" in opened
    page = f"{OFFICE}applications/{first.number}/"
    hint = secretary.get(page).content.decode()
    assert "Почти тот же текст" in hint, "two applications of the same text are shown to the office"
    checked = {"deed": "check", "check-code": "no_debts", "check-result": "ok", "check-source": "eGov"}
    assert secretary.post(page, checked).status_code == 302
    assert Check.objects.filter(application=first, code="no_debts").exists()
    nothing = secretary.post(page, {"deed": "reject", "version": str(first.version)})
    assert nothing.status_code == 422
    for each in (first, second):
        each.refresh_from_db()
        here = f"{OFFICE}applications/{each.number}/"
        assert secretary.post(here, {"deed": "admit", "version": str(each.version)}).status_code == 302
    for n in (1, 2, 3):
        for key, seat in ((f"expert{n}", "expert"), (f"member{n}", "member")):
            sent = {"seat-user": str(region.people[key].pk), "seat-seat": seat, "seat-position": "маман"}
            assert secretary.post(f"{board}deeds/seat/", sent).status_code == 302, key
    said = {"start_scoring-kk": "Екі өтінім жіберілді", "start_scoring-ru": "Допущены две заявки"}
    for deed in ("start_scoring", "draw"):
        assert secretary.post(f"{board}deeds/{deed}/", said).status_code == 302, deed
    admission = f"/ru/competitions/{call.number}/admission-ru.pdf"
    assert Client().get(admission).content.startswith(b"%PDF"), "public at once: this call isn't blind"
    assert admission in Client().get(f"/ru/competitions/{call.number}/").content.decode()

    # Experts: declaration, drafts, closing; all without JavaScript.
    people = {user.pk: key for key, user in region.people.items()}
    for review in Review.objects.order_by("pk"):
        expert = visit(people[review.reviewer_id])
        here = f"/ru/competitions/reviews/{review.pk}/"
        before = expert.get(here).content.decode()
        assert "Конфликт интересов" in before and review.application.title not in before
        assert expert.post(f"{here}declare/", {"conflict": "no"})["Location"] == here
        assert review.application.title in expert.get(here).content.decode()
        points = "9" if review.application_id == first.pk else "4"
        sheet = {f"value_{code}": points for code in ("relevance", "plan", "effect")}
        saved = expert.post(f"{here}marks/", {**sheet, "then": "stay"}, headers={"accept": "application/json"})
        assert "Сохранено" in saved.json()["message"]
        early = expert.post(f"{here}marks/", {**sheet, "then": "close"})
        assert early.status_code == 422, "reasons are missing"
        reasons = {f"reason_{code}": "Негіздеме" for code in ("relevance", "plan", "effect")}
        assert expert.post(f"{here}marks/", {**sheet, **reasons, "then": "close"}).status_code == 302
        assert expert.post(f"{here}marks/", {**sheet, **reasons, "then": "stay"}).status_code == 422
        for stranger in ("ngo", "secretary", "expert1", "expert2", "expert3"):
            if stranger != people[review.reviewer_id]:
                assert visit(stranger).get(here).status_code in (403, 404), stranger
    assert secretary.post(f"{board}deeds/close_scoring/", {}).status_code == 302
    ranking = secretary.get(board).content.decode()
    assert "36" in ranking and "16" in ranking
    table = ranking.partition('aria-label="Рейтинг')[2].partition("</table>")[0]
    assert "Место после поправки" in table
    rows = [re.findall(r"<td[^>]*>([^<]*)", row) for row in table.split("<tr")[2:]]
    assert [(place, points, corrected) for place, points, _spread, corrected, *_ in rows] == [
        ("1", "36", "1"), ("2", "16", "2"),
    ], "official place and points, and the corrected place beside them"  # fmt: skip
    assert ranking.count("α = 1") == 3, "how far the experts agree, on each criterion"

    # The commission.
    members = [str(m.pk) for m in call.members.exclude(seat="expert")]
    sit = {"sit-held_at": "2026-11-22T11:00", "sit-place": "Тараз", "sit-present": members}
    assert secretary.post(f"{board}deeds/sit/", sit).status_code == 302
    for n in (1, 2):
        member = visit(f"member{n}")
        here = f"/ru/competitions/commission/{call.number}/"
        assert first.number in member.get(here).content.decode()
        assert member.post(f"{here}vote/", {"choice": "for"}).status_code == 302
    assert visit("expert1").get(f"/ru/competitions/commission/{call.number}/").status_code == 403
    ended = {"close_session-kk": "Талқыланды", "close_session-ru": "Обсудили"}
    assert secretary.post(f"{board}deeds/close_session/", ended).status_code == 302
    written = {
        "protocol-kk": "Хаттама мәтіні", "protocol-ru": "Текст протокола",
        **{f"row-{first.pk}-{name}": value for name, value in (("outcome", "winner"), ("amount", str(first.requested)))},
        f"row-{second.pk}-outcome": "winner", f"row-{second.pk}-amount": str(second.requested),
    }  # fmt: skip
    sheet = secretary.get(f"{board}protocol/").content.decode()
    assert "По рейтингу" in sheet and "Отступить от рейтинга" in sheet and second.number in sheet
    assert secretary.post(f"{board}protocol/", written).status_code == 302
    pdf = f"/ru/competitions/{call.number}/protocol-kk.pdf"
    assert secretary.get(pdf).content.startswith(b"%PDF")
    assert Client().get(pdf).status_code == visit("ngo").get(pdf).status_code == 404, "not before it is published"
    assert Client().get(f"/ru/competitions/{call.number}/results/").status_code == 404
    mine = visit("ngo").get(f"/ru/competitions/applications/{first.number}/").content.decode()
    assert "Негіздеме" not in mine and "Победитель" not in mine, "the applicant sees nothing before the protocol"
    assert secretary.post(f"{board}deeds/decide/", {}).status_code == 302
    assert secretary.post(f"{board}deeds/publish/", {}).status_code == 302
    results = Client().get(f"/ru/competitions/{call.number}/results/").content.decode()
    for words in ("Фонд «Үміт 1»", "Фонд «Үміт 2»", "36", "16", "Победитель"):
        assert words in results, words
    assert Client().get(pdf).content.startswith(b"%PDF")
    mine = visit("ngo").get(f"/ru/competitions/applications/{first.number}/").content.decode()
    assert "Негіздеме" in mine and "expert1" not in mine
    complaint = visit("ngo2").post(f"/ru/competitions/applications/{second.number}/complain/", {"text": "Балл аз"})
    assert complaint.status_code == 302
    objection = call.objections.get()
    answer = {"objection-decision": "dismissed", "objection-kk": "Негізсіз", "objection-ru": "Не обоснована"}
    assert secretary.post(f"{board}complaints/{objection.pk}/", answer).status_code == 302
    objection.refresh_from_db()
    assert objection.decision == "dismissed"


def test_a_blind_call_leaks_no_name_to_a_reviewer_in_any_part_of_the_page(
    region: Region,
    visit: Callable[[str], Client],
    announced: Callable[..., Call],
    submitted: Callable[..., Application],
    frozen: Any,
) -> None:
    from ortaq.kernel.documents.actions import keep_made
    from ortaq.kernel.documents.models import Document

    frozen(AFTER)
    call = announced(blind=True, documents=[("charter", "Жарғы", "Устав", "Charter", True)])
    draft = actions.start_application(call=call, organisation_id=region.ngo.pk, by=region["ngo"], at=MONDAY)
    keep_made(
        record=draft,
        name="Жарғы Үміт 1.pdf",
        content=b"%PDF-1.4 x",
        purpose="asked:charter",
        by=region["ngo"],
        at=MONDAY,
    )
    mine = submitted(call, summary="«Үміт 1» қоры курс өткізеді. ФОНД «ҮМІТ 1» бар. 180540000012", title="Үміт 1 курсы")
    actions.open_applications(call=call, by=region["secretary"], at=AFTER)
    actions.admit_application(application=mine, by=region["secretary"], at=AFTER)
    for n in (1, 2):
        actions.seat_member(
            call=call,
            user_id=region.people[f"expert{n}"].pk,
            seat="expert",
            name="x",
            position="",
            by=region["secretary"],
            at=AFTER,
        )
    actions.start_scoring(call=call, by=region["secretary"], at=AFTER)
    actions.draw_reviewers(call=call, by=region["secretary"], at=AFTER)
    review = Review.objects.filter(reviewer=region.people["expert1"]).get()
    expert = visit("expert1")
    here = f"/ru/competitions/reviews/{review.pk}/"
    document = Document.objects.get(record=mine)
    secrets = ("Үміт 1", "ҮМІТ 1", "ngo1", region.ngo.bin, "Сынақ Жетекші", "Ауыл мектебі", "Жарғы Үміт")
    pages = [expert.get("/ru/competitions/reviews/"), expert.get(here)]
    expert.post(f"{here}declare/", {"conflict": "no"})
    pages += [expert.get(here), expert.get("/ru/competitions/reviews/"), expert.get(f"/documents/{document.uuid}/"),
              expert.get(f"/ru/competitions/office/applications/{mine.number}/"),
              expert.get(f"/ru/competitions/applications/{mine.number}/")]  # fmt: skip
    assert "█████" in pages[2].content.decode() and "курс өткізеді" in pages[2].content.decode()
    for page in pages:
        for secret in secrets:
            assert secret not in page.content.decode(errors="replace"), (page.request["PATH_INFO"], secret)
    assert pages[4].status_code in (403, 404)


def test_a_recused_reviewer_and_one_who_has_not_declared_open_the_file_by_no_door(
    region: Region,
    visit: Callable[[str], Client],
    announced: Callable[..., Call],
    submitted: Callable[..., Application],
    frozen: Any,
) -> None:
    frozen(AFTER)
    call = announced()
    mine = submitted(call)
    actions.open_applications(call=call, by=region["secretary"], at=AFTER)
    actions.admit_application(application=mine, by=region["secretary"], at=AFTER)
    for n in (1, 2):
        actions.seat_member(
            call=call,
            user_id=region.people[f"expert{n}"].pk,
            seat="expert",
            name="x",
            position="",
            by=region["secretary"],
            at=AFTER,
        )
    actions.start_scoring(call=call, by=region["secretary"], at=AFTER)
    actions.draw_reviewers(call=call, by=region["secretary"], at=AFTER)
    review = Review.objects.get(reviewer=region.people["expert1"])
    expert = visit("expert1")
    here = f"/ru/competitions/reviews/{review.pk}/"
    doors = [
        here,
        f"{OFFICE}applications/{mine.number}/",
        f"/ru/competitions/applications/{mine.number}/",
        f"/r/{mine.number}",
    ]

    def closed() -> None:
        for door in doors:
            assert mine.summary not in expert.get(door, follow=True).content.decode(), door
        assert expert.post(f"{here}marks/", {"value_plan": "3", "then": "stay"}).status_code == 422

    closed()
    assert expert.post(f"{here}declare/", {"conflict": "yes"}).status_code == 422
    expert.post(f"{here}declare/", {"conflict": "yes", "reason": "Туысым"})
    closed()
    review.refresh_from_db()
    assert review.recused_at is not None and not review.marks.exists()


def test_lists_and_the_portals_result_come_from_tables(
    region: Region, visit: Callable[[str], Client], frozen: Any
) -> None:
    frozen(MONDAY)
    customer = visit("customer")
    table = f"БИН;Наименование;Номер;Дата решения;Действует до\n{region.ngo.bin};Фонд;№ 1;10.01.2026;10.01.2028\n"
    sent = {
        "register": "not_unfair", "as_of": "01.11.2026", "source": "Министерство финансов",
        "file": SimpleUploadedFile("list.csv", table.encode()),
    }  # fmt: skip
    assert customer.post(f"{OFFICE}registers/", sent).status_code == 302
    wrong = customer.post(
        f"{OFFICE}registers/", {**sent, "file": SimpleUploadedFile("list.csv", "БИН\n123\n".encode())}
    )
    assert wrong.status_code == 422 and "Строка 2" in wrong.content.decode()
    made = customer.post(
        f"{OFFICE}new/",
        form(region, is_reference="on", external_number="555-1", opens_at="", deadline="", criteria_set="")
        | {"lots-0-code": "1", "lots-0-kk": "Лот", "lots-0-ru": "Лот", "lots-0-budget": "2000000"},
    )
    board = made["Location"]
    assert customer.post(f"{board}deeds/announce/", {}).status_code == 302
    result = f"Лот;БИН;Поставщик;Победитель;Сумма\n1;{region.ngo.bin};Фонд;да;1 900 000,00\n1;{region.ngo2.bin};Фонд 2;нет;\n"
    file = SimpleUploadedFile("result.csv", result.encode("cp1251"))
    bad = SimpleUploadedFile("result.csv", result.replace("1 900 000,00", "9 900 000,00").encode())
    refused = customer.post(
        f"{board}deeds/record_result/", {"record_result-external_number": "555-1", "record_result-file": bad}
    )
    assert refused.status_code == 422 and "Строка 1" in refused.content.decode()
    done = customer.post(
        f"{board}deeds/record_result/", {"record_result-external_number": "555-1", "record_result-file": file}
    )
    assert done.status_code == 302
    call = Call.objects.get()
    assert call.state == "published"
    results = Client().get(f"/ru/competitions/{call.number}/results/").content.decode()
    assert "Победитель" in results and "1\u00a0900\u00a0000\u00a0₸" in results
