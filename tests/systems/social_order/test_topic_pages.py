"""Pages of topics: what strangers may see, drafts, support, the office; their weight and statements."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ortaq.systems.social_order import actions
from ortaq.systems.social_order.actions import LineInput
from ortaq.systems.social_order.models import TopicDraft, TopicProposal

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
Make = Callable[..., TopicProposal]
TYPED = {
    "title": "Ауыл жастарына кәсіп үйрету",
    "need": "Ауылда жастар жұмыссыз отыр, кәсіп үйренетін жер жоқ.",
    "target_group": "18–25 жастағы 40 жас",
    "territory": "d",
    "why": "Жастар қалаға кетіп жатыр.",
    "result": "40 жас мамандық алады.",
    "months": "10",
    "estimate": "4500000",
    "sphere": "employment",
    "body": "one",
}


def signed_in(house: Any, key: str) -> Client:
    client = Client()
    client.force_login(house.people[key])
    session = client.session
    now = int(time.time())
    session.update({"second_factor_until": now + 10**7, "session_started": now, "session_seen": now})
    session.save()
    return client


@pytest.fixture
def citizen(house: Any) -> Client:
    return signed_in(house, "citizen")


def test_what_officers_write_with_a_deed_reaches_the_author_or_stays_in_the_office(
    house: Any, publish: Make, citizen: Client, tell_all: Any
) -> None:
    topic = publish()
    said = tell_all(topic)
    assert said.heard(citizen.get(f"/kk/social-order/topics/{topic.number}/own/")) == said.meant("author")
    office = signed_in(house, "customer").get(f"/kk/social-order/office/topics/{topic.number}/")
    assert said.heard(office) > said.meant("author")
    for path in (f"social-order/topics/{topic.number}/", f"records/{topic.number}/"):
        page = Client().get(f"/kk/{path}")
        assert page.status_code == 200 and said.heard(page) == said.meant() == set(), path
    assert said.heard(Client().get(f"/feeds/records/{topic.number}.atom")) == set()


def test_nothing_unmoderated_and_no_name_leaves_by_a_public_page(house: Any, propose: Make, publish: Make) -> None:
    hidden, shown = propose(title="Құпия тақырып 7701"), publish()
    client = Client()
    for path in (
        "/kk/social-order/topics/",
        "/ru/social-order/topics/?q=тақырып",
        f"/en/social-order/topics/{shown.number}/",
    ):
        text = client.get(path).content.decode()
        for secret in ("7701", "8 701 000", "Сынақ citizen", "citizen@example.test", hidden.number):
            assert secret not in text, (path, secret)
    assert client.get(f"/kk/social-order/topics/{hidden.number}/").status_code == 404
    assert client.get("/kk/social-order/topics/TP-2026-999999/").status_code == 404
    for path in (
        f"/feeds/records/{hidden.number}.atom",
        f"/kk/records/{hidden.number}/",
        f"/api/v1/records/{hidden.number}",
    ):
        assert client.get(path).status_code == 404, path
    actions.set_name_consent(topic=shown, public=True, by=house["citizen"], at=MONDAY)
    assert "Сынақ citizen" in client.get(f"/kk/social-order/topics/{shown.number}/").content.decode()


def test_a_topic_is_written_kept_checked_and_sent_once(house: Any, citizen: Client, publish: Make) -> None:
    other = publish(title="Ауыл жастарына кәсіп үйрету курсы", need="Ауылда жастар жұмыссыз, кәсіп үйренетін жер жоқ.")
    answer = citizen.post("/kk/social-order/topics/new/", {"title": "Ауыл", "save": "1"})
    draft = TopicDraft.objects.get()
    assert answer.status_code == 302 and answer["Location"].endswith(f"/drafts/{draft.pk}/")
    assert 'value="Ауыл"' in citizen.get(answer["Location"]).content.decode()
    wrong = citizen.post(answer["Location"], {**TYPED, "months": "99"})
    assert wrong.status_code == 422 and "40 жас мамандық алады." in wrong.content.decode()
    checked = citizen.post(answer["Location"], TYPED)
    page = citizen.get(checked["Location"]).content.decode()
    assert other.number in page and "Ауыл жастарына кәсіп үйрету" in page
    once = "a" * 32
    first = citizen.post(checked["Location"], {"once": once})
    again = citizen.post(checked["Location"], {"once": once})
    late = citizen.post(checked["Location"], {"once": "b" * 32})
    assert first["Location"] == again["Location"] and late.status_code == 302
    topic = TopicProposal.objects.exclude(pk=other.pk).get()
    assert (topic.body, topic.months, str(topic.estimate), topic.language) == (house.department, 10, "4500000.00", "kk")
    assert citizen.get(first["Location"]).status_code == 200
    assert signed_in(house, "neighbour").get(f"/kk/social-order/topics/{topic.number}/own/").status_code == 404


@pytest.mark.parametrize(
    ("title", "need"),
    [
        (TYPED["title"], TYPED["need"]),
        ("Ауыл жастарын кәсіпке үйретеміз", "Ауылдағы жастарға кәсіп үйрететін орын керек"),
        ("Ауыл жастарына касип уйрету", "Ауылда жастар жумыссыз, касип уйренетин жер жок"),
    ],
    ids=["same_words", "other_endings", "without_a_kazakh_keyboard"],
)
def test_similar_topics_and_plan_lines_are_shown_before_a_topic_is_sent(
    house: Any, citizen: Client, propose: Make, publish: Make, title: str, need: str
) -> None:
    need_of_others = "Ауылда жастар жұмыссыз, кәсіп үйренетін жер жоқ."
    same = publish(title="Ауыл жастарына кәсіп үйрету курсы", need=need_of_others)
    unmoderated = propose(title="Ауыл жастарына кәсіп үйрету орталығы", need=need_of_others)
    other = publish(title="Қала аулаларын жарықтандыру")
    plan = actions.open_plan(year=2027, body=house.department, by=house["customer"], at=MONDAY)
    row = {"sphere_id": house.sphere.pk, "territory_id": house.city.pk, "amount": Decimal("1000000.00")}
    planned = actions.add_line(
        plan=plan, line=LineInput(title_kk="Ауыл жастарына кәсіп үйрету", **row), by=house["customer"], at=MONDAY
    )
    actions.submit_plan(plan=plan, by=house["customer"], at=MONDAY)
    actions.approve_plan(plan=plan, by=house["head"], at=MONDAY)
    draft = actions.add_line(
        plan=plan, line=LineInput(title_kk="Ауыл жастарына кәсіп үйрету жобасы", **row), by=house["customer"], at=MONDAY
    )
    written = citizen.post("/kk/social-order/topics/new/", {**TYPED, "title": title, "need": need})
    page = citizen.get(written["Location"]).content.decode()
    assert "Осыған ұқсас бұрыннан бар" in page
    for record, path in ((same, "topics"), (planned, "plan/lines")):
        assert f'href="/kk/social-order/{path}/{record.number}/"' in page, record.number
    for hidden in (unmoderated, other, draft):
        assert hidden.number not in page, hidden.number


def test_a_plan_line_is_found_by_its_new_title_once_it_was_changed(house: Any) -> None:
    from ortaq.systems.social_order.queries.topics import alike

    plan = actions.open_plan(year=2027, body=house.department, by=house["customer"], at=MONDAY)
    row = {"sphere_id": house.sphere.pk, "territory_id": house.city.pk, "amount": Decimal("1000000.00")}
    line = actions.add_line(
        plan=plan, line=LineInput(title_kk="Аулаларды жарықтандыру", **row), by=house["customer"], at=MONDAY
    )
    actions.submit_plan(plan=plan, by=house["customer"], at=MONDAY)
    actions.approve_plan(plan=plan, by=house["head"], at=MONDAY)
    assert [each.record.pk for each in alike("Аулаларды жарықтандыру", "kk")] == [line.pk]
    change = actions.propose_change(
        line=line, changes=LineInput(title_kk="Ауыл жастарына кәсіп үйрету", **row), reason="Тақырып нақтыланды",
        by=house["customer"], at=MONDAY,
    )  # fmt: skip
    actions.decide_change(change=change, approve=True, by=house["head"], at=MONDAY)
    assert [each.record.pk for each in alike("Ауыл жастарына кәсіп үйрету", "kk")] == [line.pk]
    assert alike("Аулаларды жарықтандыру", "kk") == []
    line.refresh_from_db()
    assert "кәсіп" in line.public_text and "жарықтандыру" not in line.public_text


def test_a_proposal_without_a_body_goes_to_the_akimat_of_its_place(house: Any, citizen: Client) -> None:
    draft = citizen.post("/kk/social-order/topics/new/", {**TYPED, "body": "", "territory": "c"})["Location"]
    citizen.post(draft)
    assert TopicProposal.objects.get().body.slug == "city"


def test_one_click_from_a_public_record_and_support_by_a_button(house: Any, citizen: Client, publish: Make) -> None:
    topic = publish()
    path = f"/kk/social-order/topics/{topic.number}/"
    guest = Client()
    assert "/accounts/login/" in guest.post(f"{path}support/")["Location"]
    neighbour = signed_in(house, "neighbour")
    assert neighbour.post(f"{path}support/").status_code == 302
    text = neighbour.get(path).content.decode()
    assert "Қолдауымды қайтарып алу" in text and "1 адам қолдайды" in text
    neighbour.post(f"{path}support/", {"stop": "1"})
    topic.refresh_from_db()
    assert topic.supports == 0
    assert "Өз ұсынысыңызды" in citizen.get(path).content.decode()


def test_the_office_publishes_by_clock_and_an_old_form_loses_nothing(house: Any, propose: Make, frozen: Any) -> None:
    late, early = propose(at=MONDAY), propose(at=MONDAY - timedelta(days=4))
    frozen(MONDAY + timedelta(days=1))
    client = signed_in(house, "customer")
    text = client.get("/ru/social-order/office/topics/").content.decode()
    assert text.index(early.number) < text.index(late.number)
    path = f"/ru/social-order/office/topics/{late.number}/"
    assert "citizen@example.test" in client.get(path).content.decode()
    assert signed_in(house, "other_customer").get(path).status_code == 404
    form = {"publish-title": "Ымдау тілі", "publish-need": "Керек.", "publish-target_group": "60", "publish-why": "Иә",
            "publish-result": "Болады", "version": late.version}  # fmt: skip
    refused = client.post(f"{path}publish/", form)
    assert refused.status_code == 422 and "Ымдау тілі" in refused.content.decode()
    assert client.post(f"{path}publish/", {**form, "publish-checked": "on"}).status_code == 302
    stale = client.post(f"{path}reject/", {"reject-answer": "Менің ұзақ жауабым", "version": late.version})
    assert stale.status_code == 409 and "Менің ұзақ жауабым" in stale.content.decode()
    late.refresh_from_db()
    assert late.state == "under_review"
    actions.ask_council(topic=late, by=house["customer"], at=MONDAY + timedelta(days=1))
    council = signed_in(house, "council")
    assert late.number in council.get("/kk/social-order/office/council/").content.decode()
    page = f"/kk/social-order/office/council/{late.number}/"
    assert "8 701 000" not in council.get(page).content.decode()
    assert council.post(page, {"view": "for", "text": "Қажет", "version": late.version}).status_code == 302
    assert signed_in(house, "city_council").get(page).status_code == 404


def test_public_pages_are_light_and_ask_little_however_much_there_is(house: Any, publish: Make) -> None:
    client = Client()
    counts = {}
    for size in (2, 24):
        while TopicProposal.objects.count() < size:
            topic = publish(title=f"Тақырып нөмірі {TopicProposal.objects.count()} туралы")
        for path in (
            "/kk/social-order/topics/",
            "/kk/social-order/topics/?sphere=vulnerable&territory=r",
            f"/kk/social-order/topics/{topic.number}/",
        ):
            client.get(path)
            with CaptureQueriesContext(connection) as seen:
                answer = client.get(path)
            assert answer.status_code == 200 and len(answer.content) < 100_000
            assert len(seen) <= 8, "\n".join(query["sql"][:150] for query in seen)
            counts.setdefault(path[:32], set()).add(len(seen))
    assert all(len(found) <= 2 for found in counts.values()), counts
    first = client.get("/kk/social-order/topics/").content.decode()
    after = first.split("after=")[1].split('"')[0]
    second = client.get(f"/kk/social-order/topics/?after={after}".replace("&amp;", "&")).content.decode()
    assert "Тақырып нөмірі 0 туралы" in second and "Тақырып нөмірі 23 туралы" in first
