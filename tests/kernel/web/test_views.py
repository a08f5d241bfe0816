"""Pages of the frame, headers of every answer, fields and components."""

import gzip
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from django.utils import translation

from ortaq.kernel.parties.rules import Actor, Grant
from ortaq.kernel.web import navigation, speech, views
from ortaq.kernel.web.forms import HintedRadios, SampleForm
from ortaq.kernel.web.middleware import CONTENT_SECURITY_POLICY

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings: Any) -> None:
    settings.DEMO = True


@pytest.mark.parametrize(
    "path", ["/healthz", "/robots.txt", "/kk/view/", "/kk/nothing", "/speech/", "/static/nothing.css"]
)
def test_every_answer_carries_the_security_headers(client: Client, path: str) -> None:
    response = client.get(path)
    assert response["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Request-ID"]


def test_a_page_is_packed_for_a_stranger_and_never_beside_a_secret(client: Client, settings: Any) -> None:
    asks = {"Accept-Encoding": "gzip"}
    plain, packed = client.get("/kk/help/"), client.get("/kk/help/", headers=asks)
    assert packed["Content-Encoding"] == "gzip" and "Accept-Encoding" in packed["Vary"]
    assert "Content-Encoding" not in plain and len(packed.content) * 2 < len(plain.content)
    assert b"<h1" in gzip.decompress(packed.content)
    assert "Content-Encoding" not in client.get("/kk/appeals/new/what/", headers=asks), "it sets the form's token"
    client.cookies[settings.SESSION_COOKIE_NAME] = "any"
    assert "Content-Encoding" not in client.get("/kk/help/", headers=asks)
    assert "Content-Encoding" not in Client().get("/robots.txt", headers=asks)


def test_a_wellformed_request_id_of_a_proxy_is_kept_and_any_other_replaced(client: Client) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "abc-123456"})["X-Request-ID"] == "abc-123456"
    assert client.get("/healthz", headers={"X-Request-ID": "bad id\x7f;"})["X-Request-ID"] != "bad id\x7f;"


def test_health_is_ok_while_the_database_answers(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_health_is_red_while_the_database_is_away(client: Client) -> None:
    def gone(*args: object) -> None:
        raise OperationalError("gone")

    with connection.execute_wrapper(gone):
        response = client.get("/healthz")
    assert (response.status_code, response["Cache-Control"].split(",")[0]) == (503, "max-age=0")


def test_public_frame_sets_no_cookie_and_asks_the_database_once(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(1):
        response = client.get("/kk/nothing")
    assert not response.cookies


@pytest.mark.parametrize(
    ("language", "words"), [("kk", "Мұндай бет жоқ"), ("ru", "Такой страницы нет"), ("en", "There is no such page")]
)
def test_an_unknown_address_is_explained_in_the_language_of_the_page(client: Client, language: str, words: str) -> None:
    response = client.get(f"/{language}/nothing/?q=1")
    assert response.status_code == 404
    page = response.content.decode()
    assert words in page
    assert f'<html lang="{language}"' in page


def test_the_language_switch_stays_on_the_page_and_keeps_the_query(client: Client, demo: None) -> None:
    page = client.get("/kk/design/?q=%D1%81%D1%83&after=7").content.decode()
    for language in ("ru", "en"):
        assert f'href="/{language}/design/?q=%D1%81%D1%83&amp;after=7" lang="{language}" hreflang="{language}"' in page


def test_pages_for_builders_are_not_shown_outside_a_demo(client: Client, settings: Any) -> None:
    settings.DEMO = settings.DEBUG = False
    assert client.get("/kk/design/").status_code == 404


def test_a_demo_says_so_on_every_page(client: Client, demo: None, settings: Any) -> None:
    assert "ortaq-demo" in client.get("/kk/nothing").content.decode()
    settings.DEMO = False
    assert "ortaq-demo" not in client.get("/kk/nothing").content.decode()


def test_errors_prefix_the_title_and_stand_in_the_summary_and_beside_the_field(client: Client, demo: None) -> None:
    page = client.post("/kk/design/", {"text": "мәтін сақталады"}).content.decode()
    assert "<title>Қате: " in page
    assert 'href="#id_name"' in page
    assert 'href="#id_kind_0"' in page
    assert 'id="id_name_error"' in page
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert "мәтін сақталады</textarea>" in page
    assert "<title>Қате" not in client.get("/kk/design/").content.decode()


def test_display_settings_are_kept_in_a_cookie_without_javascript(client: Client) -> None:
    response = client.post("/kk/view/", {"size": "150", "contrast": "more", "next": "/kk/nothing?x=1"})
    assert (response.status_code, response["Location"]) == (302, "/kk/nothing?x=1")
    assert '<html lang="kk" class="text-150 contrast">' in client.get("/kk/nothing").content.decode()


@pytest.mark.parametrize("target", ["//evil.test", "https://evil.test/", "/\\evil.test", "javascript:alert(1)", ""])
def test_display_settings_never_lead_off_the_site(client: Client, target: str) -> None:
    response = client.post("/kk/view/", {"size": "100", "contrast": "normal", "next": target})
    assert response["Location"] == "/kk/"


def test_error_pages_without_database_speak_three_languages(rf: RequestFactory) -> None:
    for view, status in ((views.server_error, 500), (views.unavailable, 503)):
        response = view(rf.get("/"))
        page = response.content.decode()
        assert response.status_code == status
        assert 'lang="kk"' in page and 'lang="ru"' in page and 'lang="en"' in page
    assert views.unavailable(rf.get("/"))["Retry-After"]


def test_a_lost_database_is_said_to_be_temporary(rf: RequestFactory) -> None:
    try:
        raise OperationalError("gone")
    except OperationalError:
        assert views.server_error(rf.get("/")).status_code == 503


def test_what_is_too_large_gets_its_own_page(rf: RequestFactory) -> None:
    request = rf.post("/kk/view/")
    request.LANGUAGE_CODE = "kk"  # type: ignore[attr-defined]
    assert views.bad_request(request, RequestDataTooBig()).status_code == 413
    assert views.bad_request(request).status_code == 400


def test_a_missing_csrf_token_is_explained(settings: Any) -> None:
    response = Client(enforce_csrf_checks=True).post("/kk/view/", {"size": "100"})
    assert response.status_code == 403
    assert "Пішіннің уақыты өтіп кетті" in response.content.decode()


class _Every(forms.Form):
    name = forms.CharField(help_text="<b>hint</b>")
    hidden = forms.CharField(widget=forms.HiddenInput, required=False)
    number = forms.IntegerField(required=False)
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=HintedRadios(hints={"a": "why <a>"}))
    many = forms.MultipleChoiceField(choices=[("a", "A")], widget=forms.CheckboxSelectMultiple)
    agree = forms.BooleanField()
    text = forms.CharField(widget=forms.Textarea(attrs={"maxlength": 9}))


def test_fields_escape_hints_and_mark_what_is_optional() -> None:
    with translation.override("en"):
        page = str(_Every())
    assert "&lt;b&gt;hint&lt;/b&gt;" in page
    assert "why &lt;a&gt;" in page and "<b>" not in page
    assert page.count("(optional)") == 1
    assert 'type="hidden" name="hidden"' in page
    assert 'aria-describedby="id_kind_0_hint"' in page
    assert 'data-limit="9"' in page and "maxlength" not in page


def test_radio_buttons_carry_no_aria_invalid_which_they_may_not_have() -> None:
    page = str(_Every({}))
    radios = [line for line in page.split("<") if line.startswith('input type="radio"')]
    assert len(radios) == 2
    assert all("aria-invalid" not in radio for radio in radios)
    assert 'aria-describedby="id_kind_error"' in page


def test_a_field_alone_and_the_whole_form_give_the_same_markup() -> None:
    form = SampleForm()
    for field in form.visible_fields():
        assert str(field.as_field_group()).strip() in str(form)


@pytest.fixture
def bare_menus(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Menus in which there is nothing yet; what they showed is forgotten afterwards."""
    monkeypatch.setattr(navigation, "_items", {})
    monkeypatch.setattr(navigation, "_groups", [])
    yield
    monkeypatch.undo()
    navigation.register()


def test_items_of_a_group_stand_under_one_word_and_follow_where_they_belong(bare_menus: None) -> None:
    navigation.register(navigation.Item("Look", "view", 20), navigation.Item("Parts", "design", 30))
    navigation.register_groups(navigation.Group("Both", ("design", "view", "no-such-address"), order=10))
    with translation.override("kk"):
        away = navigation.entries("main", actor=None, path="/kk/elsewhere/")
        assert [(entry.label, entry.url, entry.is_current) for entry in away] == [("Both", "/kk/design/", False)]
        assert away.within == ()
        there = navigation.entries("main", actor=None, path="/kk/view/")
        assert [(entry.is_current, entry.is_group) for entry in there] == [(True, True)]
        assert [(entry.label, entry.is_current) for entry in there.within] == [("Parts", False), ("Look", True)]
        assert there.key != away.key


def test_menus_show_officers_what_is_theirs_and_nobody_else(bare_menus: None) -> None:
    navigation.register(
        navigation.Item("Look", "view", 20),
        navigation.Item("Gone", "no-such-address", 10),
        navigation.Item("Work", "design", 10, place="office", roles=frozenset({"registrar"})),
    )
    with translation.override("kk"):
        assert [entry.label for entry in navigation.entries("main", actor=None, path="/kk/view/")] == ["Look"]
        assert navigation.entries("main", actor=None, path="/kk/view/")[0].is_current
        assert navigation.entries("office", actor=None, path="/") == ()
        assert navigation.entries("office", actor=Actor(kind="user", grants=(Grant("auditor", 1),)), path="/") == ()
        navigation.register(navigation.Item("Deeper", "design", 30))
        current = [entry.is_current for entry in navigation.entries("main", actor=None, path="/kk/design/x/")]
        assert current == [False, True]
        registrar = Actor(kind="user", grants=(Grant("registrar", 1),))
        assert [entry.url for entry in navigation.entries("office", actor=registrar, path="/")] == ["/kk/design/"]


class _Voice:
    name = "test"
    languages = ("kk",)

    def __init__(self) -> None:
        self.heard: list[str] = []

    def speak(self, text: str, language: str) -> bytes:
        self.heard.append(text)
        return b"RIFF" + text.encode()


@pytest.fixture
def voice(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> _Voice:
    engine = _Voice()
    settings.VAR = tmp_path
    monkeypatch.setattr(speech, "engine", lambda: engine)
    monkeypatch.setattr(views, "engine", lambda: engine)
    return engine


def test_speech_of_public_pages_is_made_once(client: Client, voice: _Voice) -> None:
    assert client.get("/speech/").json()["languages"] == ["kk"]
    for _ in range(2):
        response = client.post("/speech/", {"text": "Сәлем", "lang": "kk"})
        assert (response.status_code, response["Content-Type"]) == (200, "audio/wav")
    assert voice.heard == ["Сәлем"]


def test_speech_for_a_visitor_with_a_session_is_not_kept(
    client: Client, voice: _Voice, settings: Any, tmp_path: Any
) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "some-session"
    client.post("/speech/", {"text": "жеке мәтін", "lang": "kk"})
    assert not list(tmp_path.rglob("*.*"))


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"text": "", "lang": "kk"}, 400),
        ({"text": "а" * 2001, "lang": "kk"}, 400),
        ({"text": "bonjour", "lang": "fr"}, 404),
        ({"text": "hello", "lang": "../../etc"}, 404),
    ],
)
def test_speech_refuses_what_it_does_not_speak(
    client: Client, voice: _Voice, sent: dict[str, str], status: int
) -> None:
    assert client.post("/speech/", sent).status_code == status


def test_speech_is_limited_and_needs_a_csrf_token(client: Client, voice: _Voice) -> None:
    assert Client(enforce_csrf_checks=True).post("/speech/", {"text": "a", "lang": "kk"}).status_code == 403
    answers = [client.post("/speech/", {"text": f"сөз {n}", "lang": "kk"}).status_code for n in range(61)]
    assert answers[-1] == 429


def test_cleaned_text_has_no_control_characters() -> None:
    assert speech.cleaned("а\x00б\x1b[0m\n\u202eв [[x]]") == "а б [0m в x"
