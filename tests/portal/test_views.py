"""The portal: home, search, territories, bodies, help, one's own page."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from ortaq.kernel.events.actions import make_checkpoint, record_event, record_rights_event
from ortaq.kernel.parties.rules import SYSTEM
from ortaq.kernel.records.models import Record
from ortaq.portal.rules import PAGES


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("slug", ["", *(f"{slug}/" for slug in PAGES)])
def test_every_page_of_the_help_is_there_in_three_languages(db: None, client: Client, language: str, slug: str) -> None:
    answer = client.get(f"/{language}/help/{slug}")
    assert answer.status_code == 200 and answer.content.decode().count("<h1") == 1


def test_the_page_of_open_data_names_what_can_be_had(db: None, client: Client) -> None:
    page = client.get("/en/help/data/").content.decode()
    for address in ("/feeds/records.atom", "/en/appeals/statistics/", "/en/appeals/published.csv", "/en/digest/"):
        assert f'href="{address}"' in page
    assert "discovery.json" in page


def test_a_digest_that_is_published_can_be_checked_elsewhere(db: None, client: Client) -> None:
    """With what the pages show and nothing else: the key, the text that is signed, the signature; also once roles are given."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    at = datetime(2026, 11, 2, 5, tzinfo=UTC)
    record = Record.objects.create(kind="test", number="TT-2026-000001", state="a", created_at=at, changed_at=at)
    record_event(record=record, code="one", by=SYSTEM, at=at)
    make_checkpoint(day=date(2026, 11, 2), at=at)
    record_event(record=record, code="two", by=SYSTEM, at=at)
    record_rights_event(code="given", subject_id=1, role="registrar", by=SYSTEM, at=at)
    make_checkpoint(day=date(2026, 11, 3), at=at)
    page, said = client.get("/en/digest/").content.decode(), client.get("/api/v1/digest").json()
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(said["public_key"]))
    assert said["public_key"] in page and 'href="/api/v1/digest"' in page and len(said["checkpoints"]) == 2
    for each in said["checkpoints"]:
        key.verify(bytes.fromhex(each["signature"]), each["signed"].encode())
        assert json.loads(each["signed"])["root"] == each["root"] and each["root"] in page
        with pytest.raises(InvalidSignature):
            key.verify(bytes.fromhex(each["signature"]), each["signed"].replace('"size":1', '"size":2').encode())


def test_who_enters_a_number_is_led_to_it(db: None, client: Client) -> None:
    assert client.get("/kk/search/", {"q": " ap-2026-000123 "}).headers["Location"] == "/r/AP-2026-000123"
    assert client.get("/kk/search/", {"q": "ZZ-2026-000123"}).status_code == 200
    assert client.get("/kk/search/").status_code == 200


@pytest.mark.parametrize("path", ["territories/nowhere/", "organisations/nobody/", "help/nothing/", "territories/%00/"])
def test_what_is_not_there_is_not_found(db: None, client: Client, path: str) -> None:
    assert client.get(f"/kk/{path}").status_code == 404


def test_my_page_is_for_the_signed_in(db: None, client: Client) -> None:
    from ortaq.kernel.accounts.models import User
    from ortaq.kernel.parties.actions import save_person

    assert "login" in client.get("/kk/me/").headers["Location"]
    user = User.objects.create_user("citizen@example.test", "correct horse battery", language="kk")
    client.force_login(user)
    assert client.get("/kk/me/").status_code == 200
    save_person(name="Сынақ Азамат", email="citizen@example.test", user_id=user.pk)
    answer = client.get("/kk/me/")
    assert answer.status_code == 200 and "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_empty_home_page_is_whole(db: None, client: Client, language: str, settings: Any) -> None:
    page = client.get(f"/{language}/").content.decode()
    assert page.count("<h1") == 1 and 'role="search"' in page


@pytest.mark.parametrize(
    ("number", "page"),
    [
        ("AP-2026-000123", "/kk/appeals/status/?number=AP-2026-000123"),
        ("TP-2026-000123", "/kk/social-order/topics/TP-2026-000123/"),
        ("AN-2026-000123", "/kk/competitions/applications/AN-2026-000123/"),
        ("AG-2026-000123", "/kk/social-order/projects/AG-2026-000123/"),
    ],
)
def test_a_number_that_isnt_public_leads_to_the_page_that_decides_and_tells_nothing(
    db: None, client: Client, number: str, page: str
) -> None:
    answer = client.get(f"/r/{number}", headers={"Accept-Language": "kk"})
    assert answer.headers["Location"] == page
    assert client.get("/r/ZZ-2026-000123").status_code == 404


def test_the_home_page_asks_eight_questions_though_figures_are_published(
    db: None, client: Client, django_assert_max_num_queries: Any
) -> None:
    from ortaq.systems.budget.imports import load_shipped

    load_shipped(at=datetime(2026, 11, 2, 5, tzinfo=UTC))
    assert "814" in client.get("/kk/").content.decode()  # what is worked out of a published version is kept
    with django_assert_max_num_queries(8):
        client.get("/kk/")
