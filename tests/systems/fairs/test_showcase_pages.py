"""Pages of fairs and projects: what strangers see, the organiser's and the NGO's work by forms, weight and statements."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.systems.fairs.conftest import NOON

from ortaq.systems.fairs import actions
from ortaq.systems.fairs.models import Fair, Question, ShowcaseProject


@pytest.fixture(autouse=True)
def in_june(frozen: Any) -> None:
    """The clock stands in the days of the fair."""
    frozen(NOON)


FAIR = {
    "body": "one",
    "title_kk": "Көктемгі жәрмеңке",
    "title_ru": "Весенняя ярмарка",
    "about_kk": "ҮЕҰ жобалары",
    "about_ru": "Проекты НПО",
    "place": "Мәдениет үйі",
    "territory": "c",
    "starts_on": "01.06.2026",
    "ends_on": "30.06.2026",
    "projects_until": "20.06.2026",
}
PROJECT = {
    "organisation": "ngo",
    "project_kind": "social",
    "title_kk": "Ымдау тілі",
    "title_ru": "Жестовый язык",
    "summary_kk": "60 ата-ана үйренеді.",
    "summary_ru": "60 родителей выучат.",
    "sphere": "youth",
    "territory": "c",
    "need": "Керек",
    "whom": "Ата-аналар",
    "result": "Сөйлеседі",
    "budget": "1 500 000",
    "own": "",
    "needs-TOTAL_FORMS": "2",
    "needs-INITIAL_FORMS": "0",
    "needs-0-kind": "money",
    "needs-0-title": "Оқытушы",
    "needs-0-amount": "1 000 000",
    "needs-1-kind": "goods",
    "needs-1-title": "",
}


def test_a_fair_and_a_project_go_their_way_by_forms(ground: Any, signed_in: Any, tell_all: Any) -> None:
    organiser, ngo, guest = signed_in("organiser"), signed_in("ngo"), signed_in(None)
    answer = organiser.post("/kk/fairs/office/new/", {**FAIR, "ends_on": "30.05.2026"})
    assert answer.status_code == 422 and "Көктемгі жәрмеңке" in answer.content.decode(), "what was typed is kept"
    assert organiser.post("/kk/fairs/office/new/", FAIR).status_code == 302
    fair = Fair.objects.get()
    assert guest.get(f"/kk/fairs/{fair.number}/").status_code == 404
    for code in ("announce", "open"):
        fair.refresh_from_db()
        assert organiser.post(f"/kk/fairs/office/{fair.number}/{code}/", {"version": fair.version}).status_code == 302
    assert organiser.post(f"/kk/fairs/office/{fair.number}/open/", {"version": 1}).status_code == 409
    page = ngo.get(f"/kk/fairs/{fair.number}/").content.decode()
    assert f"/kk/fairs/{fair.number}/projects/new/" in page
    answer = ngo.post(f"/kk/fairs/{fair.number}/projects/new/", {**PROJECT, "needs-0-amount": ""})
    assert answer.status_code == 422 and "Оқытушы" in answer.content.decode()
    assert ngo.post(f"/kk/fairs/{fair.number}/projects/new/", PROJECT).status_code == 302
    project = ShowcaseProject.objects.get()
    own = f"/kk/fairs/projects/{project.number}/own/"
    changed = {**PROJECT, "people": "60", "version": project.version, "needs-0-amount": "900 000"}
    assert ngo.get(f"{own}write/").status_code == 200
    assert ngo.post(f"{own}write/", changed).status_code == 302
    project.refresh_from_db()
    assert ngo.post(f"{own}submit/", {"version": project.version}).status_code == 302
    said = tell_all(project)
    assert said.heard(ngo.get(own)) == said.meant("ngo")
    assert ngo.get(f"{own}write/").status_code == 404, "what was sent isn't written any more"
    office = f"/kk/fairs/office/projects/{project.number}/"
    project.refresh_from_db()
    sent_back = {"version": project.version, "return-reason": ""}
    assert organiser.post(f"{office}return/", sent_back).status_code == 422
    assert organiser.post(f"{office}show/", {"version": project.version}).status_code == 302
    assert "900 000" in guest.get(f"/kk/fairs/projects/{project.number}/").content.decode().replace("\xa0", " ")
    asked = signed_in("citizen").post(f"/kk/fairs/projects/{project.number}/", {"text": "Қашан басталады?"})
    question = Question.objects.get()
    assert asked.status_code == 302
    replied = ngo.post(f"{own}questions/{question.pk}/", {f"answer-{question.pk}-answer": "Қыркүйекте"})
    assert replied.status_code == 302
    page = guest.get(f"/kk/fairs/projects/{project.number}/").content.decode()
    assert "Қашан басталады?" in page and "Қыркүйекте" in page and "citizen" not in page
    for client in (organiser,):
        taken = client.post(f"{office}questions/{question.pk}/", {f"hide-{question.pk}-reason": "Телефон тұр"})
        assert taken.status_code == 302
    assert "Қыркүйекте" not in guest.get(f"/kk/fairs/projects/{project.number}/").content.decode()
    listed = organiser.get("/kk/fairs/office/").content.decode()
    assert fair.number in listed and "900 000" in organiser.get(office).content.decode().replace("\xa0", " ")


def test_a_guest_and_an_account_without_an_ngo_are_told_what_to_do(ground: Any, fair: Any, signed_in: Any) -> None:
    assert signed_in(None).get(f"/kk/fairs/{fair.number}/projects/new/").status_code == 302
    page = signed_in("citizen").get(f"/ru/fairs/{fair.number}/projects/new/").content.decode()
    assert "координатор" in page
    assert signed_in(None).post("/kk/fairs/projects/SH-2026-000001/", {"text": "?"}).status_code == 404


def test_pages_are_light_and_a_second_project_costs_no_statement(
    ground: Any, fair: Any, shown: Any, signed_in: Any
) -> None:
    first = shown()
    guest = signed_in(None)
    question = actions.ask_question(project=first, text="Қашан?", language="kk", by=ground["citizen"], at=NOON)
    actions.answer_question(question=question, answer="Күзде", by=ground["ngo"], at=NOON)
    paths = ("/kk/fairs/", f"/kk/fairs/{fair.number}/", f"/kk/fairs/projects/{first.number}/")

    def counted(path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            answer = guest.get(path)
        assert answer.status_code == 200 and len(answer.content) < 100_000
        return len(seen)

    for path in paths:
        counted(path)
    before = [counted(path) for path in paths]
    assert max(before) <= 8, before
    for number in range(3):
        shown(title_kk=f"Тағы бір жоба {number}", by="ngo_two")
    assert [counted(path) for path in paths] == before


def test_every_page_speaks_three_languages(ground: Any, fair: Any, shown: Any, sent: Any, signed_in: Any) -> None:
    project, waiting = shown(), sent()
    pages = {
        None: ("/fairs/", f"/fairs/{fair.number}/", f"/fairs/projects/{project.number}/"),
        "ngo": ("/fairs/projects/mine/", f"/fairs/projects/{project.number}/own/"),
        "organiser": (
            "/fairs/office/",
            "/fairs/office/new/",
            f"/fairs/office/{fair.number}/",
            f"/fairs/office/{fair.number}/write/",
            f"/fairs/office/projects/{waiting.number}/",
        ),
    }
    for who, paths in pages.items():
        client = signed_in(who)
        for path in paths:
            for language in ("kk", "ru", "en"):
                answer = client.get(f"/{language}{path}")
                assert answer.status_code == 200, (who, path)
                assert f'lang="{language}"' in answer.content.decode()
