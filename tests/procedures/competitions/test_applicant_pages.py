"""The applicant's way by pages: read a call, fill in the steps, see what is missing, submit, keep the receipt."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from ortaq.procedures.competitions import actions
from ortaq.procedures.competitions.models import Application, Call
from ortaq.procedures.competitions.queries.applications import draft_of

if TYPE_CHECKING:
    from .conftest import Region

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
DEADLINE = MONDAY + timedelta(days=20)

PROJECT = {
    "title": "Ауыл жастарына арналған курс",
    "starts_on": "11.01.2027",
    "ends_on": "30.06.2027",
    "summary": "Қысқаша мазмұны",
    "problem": "Ауылда курс жоқ",
    "goal": "Үйрету",
    "tasks": "Сабақ өткізу",
    "target_group": "Жастар",
    "reach": "60",
}
BUDGET = {
    "budget-TOTAL_FORMS": "3",
    "budget-0-type": "pay",
    "budget-0-title": "Оқытушы",
    "budget-0-quantity": "5",
    "budget-0-price": "120 000",
    "budget-1-type": "institutional",
    "budget-1-title": "Оқу",
    "budget-1-quantity": "1",
    "budget-1-price": "100000,50",
}
PLAN = {
    "milestones-0-title": "Топ жинау",
    "milestones-0-due_on": "01.02.2027",
    "indicators-0-title": "Бітіргендер",
    "indicators-0-unit": "адам",
    "indicators-0-target": "50",
}


@pytest.fixture
def sign_in(region: Region, client: Client) -> Callable[[str], Client]:
    def enter(key: str) -> Client:
        client.force_login(region.people[key])
        return client

    return enter


def _draft() -> Application:
    return Application.objects.order_by("-pk")[0]


def test_everybody_reads_a_call_and_nobody_a_draft_of_one(
    region: Region,
    client: Client,
    announced: Callable[..., Call],
    terms: Any,
    frozen: Any,
    django_assert_max_num_queries: Any,
) -> None:
    frozen(MONDAY + timedelta(days=1))
    call = announced()
    draft = actions.draft_call(body_id=region.body.pk, terms=terms, by=region["customer"], at=MONDAY)
    question = actions.ask_question(call=call, text="Жарғы керек пе?", language="kk", by=region["citizen"], at=MONDAY)
    for language, title in (("kk", call.title_kk), ("ru", call.title_ru), ("en", call.title_ru)):
        with django_assert_max_num_queries(8):
            page = client.get(f"/{language}/competitions/{call.number}/")
        text = page.content.decode()
        assert page.status_code == 200 and title in text and len(page.content) < 100_000
        assert "Жарғы керек пе?" not in text, "a question shows with its answer"
        with django_assert_max_num_queries(8):
            listed = client.get(f"/{language}/competitions/").content.decode()
        assert call.number in listed and draft.number not in listed
    actions.answer_question(question=question, answer_kk="Иә", answer_ru="Да", by=region["secretary"], at=MONDAY)
    assert "Жарғы керек пе?" in client.get(f"/kk/competitions/{call.number}/").content.decode()
    assert client.get(f"/kk/competitions/{draft.number}/").status_code == 404
    assert client.get("/kk/competitions/CL-2026-999999/").status_code == 404
    assert client.post(f"/kk/competitions/{call.number}/apply/").status_code == 302, "strangers are asked to sign in"


def test_an_application_is_written_step_by_step_and_nothing_typed_is_lost(
    region: Region, sign_in: Callable[[str], Client], announced: Callable[..., Call], frozen: Any
) -> None:
    clock = frozen(MONDAY + timedelta(days=1))
    call = announced()
    client = sign_in("ngo")
    page = client.get(f"/ru/competitions/{call.number}/").content.decode()
    assert "Фонд «Үміт 1»" in page and "Фонд «Үміт 2»" not in page
    begun = client.post(f"/ru/competitions/{call.number}/apply/", {"organisation": region.ngo.pk})
    mine = _draft()
    here = f"/ru/competitions/applications/{mine.number}/"
    assert begun["Location"] == here
    assert client.post(f"/ru/competitions/{call.number}/apply/", {"organisation": region.ngo2.pk}).status_code == 422
    overview = client.get(here).content.decode()
    assert "Не заполнено" in overview and "готово 0 из 4" in overview
    assert re.findall(r'task-list__status">(?:<[^>]*>)?([^<]+)<', overview)[:5] == [
        "Не начато", "Необязательно", "Не начато", "Не начато", "Не начато",
    ]  # fmt: skip

    # A bad line is kept and told; the step isn't passed.
    bad = {**PROJECT, "reach": "алпыс", "revision": "0", "then": "next"}
    answer = client.post(f"{here}steps/project/", bad)
    assert answer.status_code == 422 and "алпыс" in answer.content.decode()
    assert draft_of(mine).content["project"]["reach"] == "алпыс"
    again = client.get(f"{here}steps/project/").content.decode()
    assert again.count("Например, 27.03.2026") == 2, "both days say how they are typed"
    assert "алпыс" in again and "govuk-error-message" not in again, "errors show once they are asked for"
    assert "govuk-error-message" in client.get(f"{here}steps/project/?check=1").content.decode()

    # Two tabs: the second is told and loses nothing.
    answer = client.post(f"{here}steps/project/", {**PROJECT, "title": "Екінші бет", "revision": "0", "then": "next"})
    assert answer.status_code == 409 and "Екінші бет" in answer.content.decode()
    auto = client.post(f"{here}save/project/", {**PROJECT, "revision": "0"})
    assert auto.status_code == 409 and "вкладке" in auto.json()["message"]
    auto = client.post(f"{here}save/project/", {**PROJECT, "revision": "1"})
    assert auto.json()["revision"] == 2

    assert client.post(f"{here}steps/project/", {**PROJECT, "revision": "2", "then": "next"})["Location"].endswith(
        "/team/"
    )
    more = client.post(f"{here}steps/team/", {"experience": "Үш жоба", "revision": "2", "add": "team"})
    assert more["Location"].endswith("#team-last")
    assert client.get(f"{here}steps/team/").content.decode().count('name="team-5-name"') == 1
    ahead = client.get(f"{here}steps/plan/").content.decode()
    marks = re.findall(r'<li class="ortaq-steps__item(?: ortaq-steps__item--(\w+))?"', ahead)
    assert marks == ["done", "done", "", "current", ""], "a step that was passed over isn't done"
    assert ahead.count("(выполнено)") == 2 and ahead.count("(ещё не выполнено)") == 2

    # The server counts, and decides on caps.
    auto = client.post(f"{here}save/budget/", {**BUDGET, "revision": "3"}).json()
    assert auto["sums"]["requested"] == "700\u00a0000,50\u00a0₸"
    assert any("Институциональное" in words for words in auto["sums"]["problems"])
    clean = {**BUDGET, "budget-1-price": "50 000"}
    assert client.post(f"{here}steps/budget/", {**clean, "revision": "4", "then": "next"})["Location"].endswith(
        "/plan/"
    )
    assert client.post(f"{here}steps/plan/", {**PLAN, "revision": "5", "then": "next"})["Location"].endswith(
        "/documents/"
    )
    early = client.post(f"{here}submit/", {"revision": "6"})
    assert early.status_code == 422 and "Подтвердите все заявления" in early.content.decode()
    declared = {"truth": "on", "no_debts": "on", "no_interest": "on"}
    assert client.post(f"{here}steps/documents/", {**declared, "revision": "6", "then": "next"})["Location"] == here
    ready = client.get(here).content.decode()
    assert "Всё на месте" in ready and "готово 4 из 4" in ready

    # The deadline, to the second.
    clock.move_to(DEADLINE)
    client = sign_in("ngo")  # the session of the first day is over
    late = client.post(f"{here}submit/", {"revision": "7"})
    assert late.status_code == 422 and "Приём заявок завершён" in late.content.decode()
    clock.move_to(DEADLINE - timedelta(seconds=1))
    sent = client.post(f"{here}submit/", {"revision": "7"})
    assert sent.status_code == 302, sent.content.decode()[:3000]
    mine.refresh_from_db()
    assert (mine.state, str(mine.requested), mine.submitted_at) == (
        "submitted",
        "650000.00",
        DEADLINE - timedelta(seconds=1),
    )
    assert mine.budget_lines.count() == 2 and mine.language == "kk"
    after = client.get(here).content.decode()
    assert mine.receipt_sha256 in after
    pdf = client.get(f"{here}receipt.pdf")
    assert pdf["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF")
    assert client.post(f"{here}save/project/", {**PROJECT, "revision": "7"}).status_code == 422
    assert client.post(f"{here}withdraw/", {"version": mine.version}).status_code == 302
    mine.refresh_from_db()
    assert mine.state == "withdrawn"


def test_somebody_elses_application_is_as_absent(
    region: Region,
    sign_in: Callable[[str], Client],
    announced: Callable[..., Call],
    submitted: Callable[..., Application],
    frozen: Any,
    tell_all: Any,
) -> None:
    from ortaq.kernel.documents.actions import keep_made

    frozen(MONDAY + timedelta(days=2))
    call = announced()
    mine = submitted(call)
    draft = actions.start_application(call=call, organisation_id=region.ngo2.pk, by=region["ngo2"], at=MONDAY)
    paper = keep_made(
        record=mine, name="жарғы.pdf", content=b"%PDF-1.4 x", purpose="asked:charter", by=region["ngo"], at=MONDAY
    )
    doors = [f"/ru/documents/{paper.uuid}/", f"/documents/{paper.uuid}/"]
    for number in (mine.number, draft.number):
        here = f"/ru/competitions/applications/{number}/"
        doors += [here, f"{here}receipt.pdf", f"{here}steps/project/", f"/ru/r/{number}", f"/r/{number}", f"/ru/records/{number}/",
                  f"/feeds/records/{number}.atom", f"/api/v1/records/{number}"]  # fmt: skip
    for key in sorted(set(region.people) - {"ngo", "ngo2"}):
        client = sign_in(key)
        for door in doors:
            answer = client.get(door, follow=True)
            text = answer.content.decode(errors="replace")
            assert mine.title not in text and "Фонд «Үміт 1»" not in text and mine.receipt_sha256 not in text, (
                key,
                door,
            )
        for exit_ in ("/api/v1/records", f"/ru/search/?q={mine.title}", "/feeds/records.atom", f"/ru/competitions/{call.number}/",
                      f"/ru/records/{call.number}/"):  # fmt: skip
            assert mine.number not in client.get(exit_, follow=True).content.decode(errors="replace"), (key, exit_)
        for deed in ("submit/", "withdraw/", "save/project/", "steps/project/"):
            assert client.post(f"/ru/competitions/applications/{draft.number}/{deed}").status_code in (302, 403, 404)
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert sign_in("ngo2").get(f"/ru/competitions/applications/{mine.number}/").status_code == 404
    said = tell_all(mine)
    assert said.heard(sign_in("ngo").get(f"/ru/competitions/applications/{mine.number}/")) == said.meant(
        "representative"
    )
