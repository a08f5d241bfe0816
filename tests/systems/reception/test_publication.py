"""The moderator's pages: who may not, what a person must read before it becomes public, and that nothing leaks."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from ortaq.kernel.documents.actions import attach_files, publish_document
from ortaq.kernel.documents.queries import documents_of, public_documents_of
from ortaq.kernel.events.models import Event
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.parties.rules import GUEST, Actor
from ortaq.kernel.search.queries import search
from ortaq.systems.reception import actions
from ortaq.systems.reception.actions import Filed
from ortaq.systems.reception.actions.statistics import refresh_day_counts
from ortaq.systems.reception.models import Appeal
from ortaq.systems.reception.queries.public import public_answer

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
LATER = MONDAY + timedelta(days=2)
QUEUE = "/en/office/publication/"


@pytest.fixture
def signed_in(office: Any, client: Client, settings: Any) -> Callable[[str], Client]:
    """A client signed in as one of the office; the second factor has tests of its own."""
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if not each.endswith("SecondFactorMiddleware")]

    def enter(role: str) -> Client:
        client.force_login(office.people[role])
        return client

    return enter


@pytest.fixture
def answered(office: Any, file: Callable[..., Any]) -> Callable[..., Appeal]:
    def make(**changes: Any) -> Appeal:
        appeal: Appeal = file(**changes).appeal
        actions.register_appeal(appeal=appeal, by=office["registrar"], at=MONDAY)
        actions.assign(appeal=appeal, text="Қараңыз", lead_id=office["executor"].user_id, by=office["head"], at=MONDAY)
        actions.start_work(appeal=appeal, by=office["executor"], at=MONDAY)
        text = "Құрметті Сынақ Азамат! Жол жөнделеді. Маман Мысалов Қ.Т., тел. 45-00-11."
        actions.draft_answer(appeal=appeal, outcome="satisfied", text=text, by=office["executor"], at=MONDAY)
        actions.propose_answer(appeal=appeal, by=office["executor"], at=MONDAY)
        actions.sign_answer(appeal=appeal, by=office["head"], at=MONDAY)
        appeal.refresh_from_db()
        return appeal

    return make


def _typed(appeal: Appeal, **changes: Any) -> dict[str, Any]:
    return {
        "title": "Көшедегі шұңқыр",
        "text": "Жолда шұңқыр бар.",
        "answer": "Жол жөнделеді.",
        "version": appeal.version,
        **changes,
    }


@pytest.mark.parametrize("role", ["registrar", "head", "executor", "operator", "auditor", "citizen"])
def test_who_is_no_moderator_gets_nothing_of_the_moderators_pages(
    signed_in: Callable[[str], Client], answered: Callable[..., Appeal], role: str
) -> None:
    appeal = answered()
    client = signed_in(role)
    for address in (QUEUE, f"{QUEUE}{appeal.number}/"):
        assert client.get(address).status_code == 403
    for deed in ("publish", "take-down"):
        assert client.post(f"{QUEUE}{appeal.number}/{deed}/", _typed(appeal)).status_code == 403
    appeal.refresh_from_db()
    assert appeal.published_at is None


def test_the_moderator_of_another_body_finds_nothing(
    signed_in: Callable[[str], Client], answered: Callable[..., Appeal]
) -> None:
    appeal = answered()
    client = signed_in("other_moderator")
    assert appeal.number not in client.get(QUEUE).content.decode()
    assert client.get(f"{QUEUE}{appeal.number}/").status_code == 404
    assert client.post(f"{QUEUE}{appeal.number}/publish/", _typed(appeal)).status_code == 404


def test_a_stranger_is_asked_to_sign_in(client: Client, answered: Callable[..., Appeal]) -> None:
    appeal = answered()
    for address in (QUEUE, f"{QUEUE}{appeal.number}/"):
        assert client.get(address).status_code == 302


def test_the_queue_holds_what_is_answered_and_agreed_alone(
    signed_in: Callable[[str], Client], answered: Callable[..., Appeal], file: Callable[..., Any]
) -> None:
    waits = answered(subject="Күтіп тұрған")
    answered(subject="Келісімсіз", consent_to_publish=False)
    file(subject="Жауапсыз")
    hidden = answered(subject="Құпия")
    Appeal.objects.filter(pk=hidden.pk).update(sensitive=True)
    page = signed_in("moderator").get(QUEUE).content.decode()
    assert waits.number in page
    for subject in ("Келісімсіз", "Жауапсыз", "Құпия"):
        assert subject not in page


def test_the_queue_asks_the_same_number_of_queries_however_long_it_is(
    signed_in: Callable[[str], Client], answered: Callable[..., Appeal]
) -> None:
    answered()
    client = signed_in("moderator")
    client.get(QUEUE)
    with CaptureQueriesContext(connection) as few:
        client.get(QUEUE)
    for _ in range(4):
        answered()
    with CaptureQueriesContext(connection) as many:
        client.get(QUEUE)
    assert len(many) == len(few)


def test_the_page_starts_from_texts_with_the_suggestions_applied(
    signed_in: Callable[[str], Client], answered: Callable[..., Appeal]
) -> None:
    appeal = answered(text="Мен Сынақ Азамат, Үлгі көшесі, 15-үй, 20-пәтерде тұрамын. Тел: 8 701 000 11 22.")
    page = signed_in("moderator").get(f"{QUEUE}{appeal.number}/")
    form = page.context["publish"]
    assert form.initial["text"] == "Мен [аты-жөні алынды], [мекенжайы алынды] тұрамын. [телефоны алынды]." or (
        "701" not in form.initial["text"]
        and "Азамат" not in form.initial["text"]
        and "пәтер" not in form.initial["text"]
    )
    assert "45-00-11" not in form.initial["answer"] and "Мысалов" not in form.initial["answer"]
    assert '<mark class="redaction-sure">' in page.content.decode()


def test_a_person_publishes_and_everybody_reads_it(
    signed_in: Callable[[str], Client], answered: Callable[..., Appeal], client: Client
) -> None:
    appeal = answered()
    response = signed_in("moderator").post(f"{QUEUE}{appeal.number}/publish/", _typed(appeal))
    assert response.status_code == 302, response.content.decode()[:3000]
    client.logout()
    page = client.get(f"/kk/appeals/{appeal.number}/").content.decode()
    assert "Жолда шұңқыр бар." in page and "Жол жөнделеді." in page
    assert "Мысалов" not in page and "45-00-11" not in page


def test_what_still_looks_personal_must_be_ticked_as_read(
    signed_in: Callable[[str], Client], answered: Callable[..., Appeal]
) -> None:
    appeal = answered()
    client = signed_in("moderator")
    typed = _typed(appeal, text="Хабарласыңыз: 8 701 000 11 22. Жолда шұңқыр бар.")
    response = client.post(f"{QUEUE}{appeal.number}/publish/", typed)
    assert response.status_code == 422
    assert "8 701 000 11 22" in response.content.decode()
    appeal.refresh_from_db()
    assert appeal.published_at is None
    assert client.post(f"{QUEUE}{appeal.number}/publish/", {**typed, "read": "something else"}).status_code == 422
    assert client.post(f"{QUEUE}{appeal.number}/publish/", {**typed, "read": "8 701 000 11 22"}).status_code == 302


def test_publication_without_consent_is_refused_with_the_reason(
    signed_in: Callable[[str], Client], answered: Callable[..., Appeal]
) -> None:
    appeal = answered(consent_to_publish=False)
    client = signed_in("moderator")
    assert "consent" in (text := client.get(f"{QUEUE}{appeal.number}/").content.decode()) or "agreed" in text
    response = client.post(f"{QUEUE}{appeal.number}/publish/", _typed(appeal))
    assert response.status_code == 422
    appeal.refresh_from_db()
    assert appeal.published_at is None


def test_two_moderators_never_overwrite_each_other_silently(
    signed_in: Callable[[str], Client], answered: Callable[..., Appeal], office: Any
) -> None:
    appeal = answered()
    seen = _typed(appeal, title="Екінші")
    actions.publish_appeal(appeal=appeal, title="Бірінші", text="Мәтін", by=office["moderator"], at=LATER)
    response = signed_in("moderator").post(f"{QUEUE}{appeal.number}/publish/", seen)
    assert response.status_code == 409
    assert "Екінші" in response.content.decode(), "what was typed is kept"
    appeal.refresh_from_db()
    assert appeal.public_title == "Бірінші"


def test_taking_down_needs_a_reason_and_takes_everything(
    signed_in: Callable[[str], Client], answered: Callable[..., Appeal], office: Any
) -> None:
    appeal = answered()
    actions.publish_appeal(appeal=appeal, title="Тақырып", text="Мәтін", by=office["moderator"], at=LATER)
    client = signed_in("moderator")
    address = f"{QUEUE}{appeal.number}/take-down/"
    assert client.post(address, {"down-version": appeal.version, "down-reason": ""}).status_code == 422
    assert client.post(address, {"down-version": appeal.version, "down-reason": "Қате жарияланды"}).status_code == 302
    client.logout()
    assert client.get(f"/kk/appeals/{appeal.number}/").status_code == 404


def _me(appeal: Appeal) -> Actor:
    return replace(GUEST, person_id=appeal.author_id)


def test_the_consent_is_withdrawn_before_anything_was_published_too(
    client: Client, office: Any, file: Callable[..., Filed]
) -> None:
    filed = file()
    client.post("/ru/appeals/status/", {"number": filed.appeal.number, "pin": filed.pin})
    page = f"/ru/appeals/{filed.appeal.number}/own/"
    assert "Отозвать согласие" in client.get(page).content.decode()
    assert "Отозвать согласие" not in client.post(f"{page}withdraw_consent/", follow=True).content.decode()
    filed.appeal.refresh_from_db()
    assert filed.appeal.consent_to_publish is False
    with pytest.raises(Refused):
        actions.publish_appeal(appeal=filed.appeal, title="Т", text="М", by=office["moderator"], at=LATER)


def test_what_an_appellant_says_while_taking_it_down_is_not_kept_in_the_log_for_good(
    office: Any, answered: Callable[..., Appeal]
) -> None:
    appeal = answered()
    actions.publish_appeal(appeal=appeal, title="Тақырып", text="Мәтін", by=office["moderator"], at=LATER)
    actions.take_down_appeal(appeal=appeal, reason="Көршім Ахметов таныды", by=_me(appeal), at=LATER)
    assert appeal.consent_to_publish is False and appeal.published_at is None
    assert appeal.statements.get().text == "Көршім Ахметов таныды"
    assert not Event.objects.filter(record=appeal, reason__contains="Ахметов").exists()


def test_an_answer_that_the_moderator_has_not_read_anew_shows_no_more(
    office: Any, answered: Callable[..., Appeal]
) -> None:
    appeal = answered()
    by, me = office["moderator"], _me(appeal)
    actions.publish_appeal(appeal=appeal, title="Т", text="М", answer_text="Бірінші жауап", by=by, at=LATER)
    actions.dispute_answer(appeal=appeal, text="Жоқ", by=me, at=LATER)
    actions.reopen(appeal=appeal, reason="Қайта", by=office["head"], at=LATER)
    actions.start_work(appeal=appeal, by=office["executor"], at=LATER)
    actions.draft_answer(appeal=appeal, outcome="satisfied", text="Екінші", by=office["executor"], at=LATER)
    actions.propose_answer(appeal=appeal, by=office["executor"], at=LATER)
    actions.sign_answer(appeal=appeal, by=office["head"], at=LATER)
    actions.publish_appeal(appeal=appeal, title="Т", text="М", answer_text="", by=by, at=LATER)
    assert public_answer(appeal) is None


def _picture(name: str) -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), "image/png")


def test_an_attachment_becomes_public_by_a_copy_or_a_tick_and_goes_with_the_appeal(
    signed_in: Callable[[str], Client], answered: Callable[..., Appeal], office: Any
) -> None:
    appeal = answered()
    author = Actor(kind="guest", person_id=appeal.author_id)
    (document,) = attach_files(record=appeal, uploads=[_picture("үй.png")], purpose="attachment", by=author, at=MONDAY)
    actions.publish_appeal(appeal=appeal, title="Тақырып", text="Мәтін", by=office["moderator"], at=LATER)
    client = signed_in("moderator")
    address = f"{QUEUE}{appeal.number}/files/{document.uuid}/"
    assert client.post(address, {"do": "publish"}).status_code == 422, "neither a copy nor a tick"
    assert public_documents_of(appeal) == []
    prefix = f"{document.pk}-"
    assert client.post(address, {"do": "publish", f"{prefix}as_it_is": "on"}).status_code == 302
    assert len(public_documents_of(appeal)) == 1
    assert client.post(address, {"do": "take_down"}).status_code == 302
    assert public_documents_of(appeal) == []
    assert client.post(address, {"do": "publish", f"{prefix}copies": _picture("көшірме.png")}).status_code == 302
    appeal.refresh_from_db()
    actions.take_down_appeal(appeal=appeal, reason="Себебі", by=office["moderator"], at=LATER)
    assert all(each.public_copy_id is None for each in documents_of(appeal))
    assert (
        client.post(f"{QUEUE}{appeal.number}/files/{document.uuid.__class__(int=1)}/", {"do": "publish"}).status_code
        == 404
    )


CANARY = "Канарейказ"


@pytest.fixture
def leaky(office: Any, answered: Callable[..., Appeal], file: Callable[..., Any]) -> Iterator[Appeal]:
    """One public appeal beside those that could leak: unpublished, consent withdrawn, sensitive, taken down."""
    secret = {
        "subject": f"{CANARY} тақырып",
        "text": f"{CANARY} мәтін",
        "name": f"{CANARY} Аты",
        "place": f"{CANARY} көшесі",
    }
    public = answered(**secret)
    actions.publish_appeal(
        appeal=public,
        title="Ашық тақырып",
        text="Ашық мәтін",
        answer_text="Ашық жауап",
        by=office["moderator"],
        at=LATER,
    )
    unpublished = answered(**secret)
    (document,) = attach_files(
        record=unpublished,
        uploads=[_picture(f"{CANARY}.png")],
        purpose="attachment",
        by=Actor(kind="guest", person_id=unpublished.author_id),
        at=MONDAY,
    )
    publish_document(document=document, by=office["moderator"], at=LATER)
    withdrawn = answered(**secret)
    actions.publish_appeal(
        appeal=withdrawn,
        title=f"{CANARY} ашық",
        text=f"{CANARY} ашық",
        answer_text=f"{CANARY} жауап",
        by=office["moderator"],
        at=LATER,
    )
    actions.take_down_appeal(
        appeal=withdrawn,
        reason="Келісімімді қайтарамын",
        by=Actor(kind="guest", person_id=withdrawn.author_id),
        at=LATER,
    )
    sensitive = answered(**secret)
    Appeal.objects.filter(pk=sensitive.pk).update(sensitive=True)
    taken = answered(**secret)
    actions.publish_appeal(
        appeal=taken, title=f"{CANARY} алынған", text=f"{CANARY} алынған", by=office["moderator"], at=LATER
    )
    actions.take_down_appeal(appeal=taken, reason="Қате", by=office["moderator"], at=LATER)
    refresh_day_counts(MONDAY.date(), MONDAY.date())
    yield public


EXITS = (
    "/kk/",
    "/kk/appeals/",
    "/ru/appeals/",
    "/kk/appeals/?q=" + CANARY,
    "/kk/appeals/?territory=c&category=roads",
    "/kk/appeals/statistics/",
    "/kk/appeals/statistics.csv",
    "/kk/appeals/statistics.json",
    "/kk/appeals/published.csv",
    "/feeds/records.atom",
    "/open311/v2/requests.json",
    "/open311/v2/requests.xml",
    "/kk/digest/",
)


def test_no_public_exit_shows_what_is_not_public(leaky: Appeal) -> None:
    hidden = Appeal.objects.exclude(pk=leaky.pk).values_list("number", flat=True)
    for address in EXITS:
        response = Client().get(address)
        assert response.status_code in {200, 301, 302}, address
        content = b"".join(response.streaming_content) if response.streaming else response.content
        assert CANARY.encode() not in content.replace(f'value="{CANARY}"'.encode(), b""), address
        assert not [number for number in hidden if number.encode() in content], address


def test_pages_of_what_is_not_public_look_like_pages_of_nothing(leaky: Appeal, client: Client) -> None:
    for number in Appeal.objects.exclude(pk=leaky.pk).values_list("number", flat=True):
        for address in (f"/kk/appeals/{number}/", f"/feeds/records/{number}.atom", f"/kk/appeals/{number}/join/"):
            assert client.get(address).status_code == 404
    page = client.get(f"/kk/appeals/{leaky.number}/").content.decode()
    assert "Ашық мәтін" in page and CANARY not in page


def test_the_search_finds_public_texts_alone(leaky: Appeal) -> None:
    assert [hit.record_id for hit in search("ашық мәтін")] == [leaky.pk]
    assert list(search(CANARY)) == []
