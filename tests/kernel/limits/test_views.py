"""The page that asks to wait: in the reader's language, with everything that was typed.

Covers reliability items 43 and 47 (bots are slowed, people lose nothing) and ASVS V2.4.1, V15.3.4.
"""

from html.parser import HTMLParser

import pytest
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from ortaq.config import urls as ortaq_urls
from ortaq.kernel.limits.queries import client_address, sender_of
from ortaq.kernel.limits.views import limited


@limited("code.send")
def send_code(request: HttpRequest) -> HttpResponse:
    return HttpResponse("sent")


@limited("search", methods=("GET",))
def search(request: HttpRequest) -> HttpResponse:
    return HttpResponse("found")


urlpatterns = [path("code/", send_code), path("search/", search), *ortaq_urls.urlpatterns]

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]

WORDS = {"kk": "Сәл күте тұрыңыз", "ru": "Подождите немного", "en": "Please wait a little"}


class _Hidden(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("type") == "hidden":
            self.fields[given["name"]] = given["value"]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_who_goes_beyond_the_limit_gets_429_with_the_time_to_wait_and_loses_nothing_typed(language):
    client = Client(headers={"Accept-Language": language})
    typed = {"text": 'Шұңқыр\n"<b>терең</b>"', "once": "k" * 30, "password": "secret"}
    for _ in range(5):
        assert client.post("/code/", typed).status_code == 200
    answer = client.post("/code/", typed)
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 600
    assert answer["Cache-Control"] == "no-store"
    page = answer.content.decode()
    assert WORDS[language] in page
    assert "<b>" not in page
    assert "secret" not in page
    parser = _Hidden()
    parser.feed(page)
    assert parser.fields["text"] == typed["text"]
    assert parser.fields["once"] == typed["once"]


def test_other_methods_are_not_counted():
    client = Client()
    assert {client.get("/code/").status_code for _ in range(10)} == {200}
    statuses = [client.get("/search/").status_code for _ in range(61)]
    assert statuses == [200] * 60 + [429]


def test_a_machine_that_asks_for_json_gets_json():
    client = Client(headers={"Accept": "application/json"})
    for _ in range(6):
        answer = client.post("/code/")
    assert answer.status_code == 429
    assert answer.json()["retry_after"] > 0


def test_a_forged_header_does_not_make_another_sender(settings):
    settings.PROXIES = 0
    client = Client()
    statuses = [client.post("/code/", headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code for n in range(6)]
    assert statuses[-1] == 429


def test_behind_our_proxy_clients_are_told_apart_and_can_not_pretend(settings):
    settings.PROXIES = 1
    client = Client()
    for n in range(6):
        answer = client.post("/code/", headers={"X-Forwarded-For": f"192.0.2.{n}, 203.0.113.5"})
    assert answer.status_code == 429
    assert client.post("/code/", headers={"X-Forwarded-For": "203.0.113.6"}).status_code == 200


def test_an_account_is_counted_wherever_it_comes_from():
    user = get_user_model().objects.create_user("one@example.org")
    request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.5")
    request.user = user
    assert sender_of(request) == f"user:{user.pk}"
    assert client_address(request) == "203.0.113.5"
