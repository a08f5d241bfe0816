"""Sign-up, sign-in, second factors, reset, sessions: through HTTP, as a browser does it."""

import logging
import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from ortaq.kernel.accounts import actions
from ortaq.kernel.accounts.models import User
from ortaq.kernel.accounts.queries import has_second_factor
from ortaq.kernel.parties.models import Person
from ortaq.kernel.parties.queries import actor_of

from .conftest import PASSWORD, code_of

pytestmark = pytest.mark.django_db


def test_signing_up_asks_for_a_code_and_then_signs_in(client: Client) -> None:
    answer = client.post("/ru/accounts/signup/", {"email": "New@Example.kz", "password1": PASSWORD})
    assert answer.status_code == 302
    (letter,) = mail.outbox
    assert "Вы получили это письмо, потому что" in letter.body
    code = re.search(r"^([0-9A-Z-]{6,9})$", letter.body, re.M).group(1)  # type: ignore[union-attr]
    answer = client.post(answer["Location"], {"code": code}, follow=True)
    assert answer.context["user"].email == "new@example.kz"
    assert User.objects.get().language == "ru"


def test_an_unconfirmed_account_is_not_signed_in(client: Client) -> None:
    client.post("/kk/accounts/signup/", {"email": "new@example.kz", "password1": PASSWORD})
    assert client.get("/kk/accounts/profile/").status_code == 302


@pytest.mark.parametrize("password", ["short", "password1234", "Zhambyl-2026!", "ортақ-жамбыл-26", "aigul@example.kz"])
def test_a_weak_password_is_refused(client: Client, office: Any, password: str) -> None:
    answer = client.post("/en/accounts/signup/", {"email": "aigul@example.kz", "password1": password})
    assert answer.status_code == 200 and answer.context["form"].errors["password1"]
    assert not User.objects.exists()


def test_a_long_password_of_any_letters_is_taken_whole(
    client: Client, account: Callable[..., User], sign_in: Any
) -> None:
    long = "өте ұзын құпиясөз 🐎 " * 6
    account(password=long)
    assert sign_in(password=long[:-2]).status_code == 200
    assert sign_in(password=long).status_code == 302


def test_extra_fields_of_a_sign_up_are_ignored(client: Client) -> None:
    client.post(
        "/en/accounts/signup/",
        {"email": "new@example.kz", "password1": PASSWORD, "level": "2", "is_demo": "on", "is_active": "on"},
    )
    user = User.objects.get()
    assert (user.level, user.is_demo) == (0, False)


def test_passwords_are_kept_as_argon2(account: Callable[..., User], settings: Any) -> None:
    settings.PASSWORD_HASHERS = settings.PASSWORD_HASHERS[1:]  # the first is the quick one of the tests
    assert account().password.startswith("argon2$")


def _page(answer: Any) -> tuple[int, str, str]:
    body = re.sub(rb'value="[^"]*"|[\w.]+@example\.kz|once=\S+', b"", answer.content).decode()
    return answer.status_code, answer.get("Location", ""), body


def test_sign_in_answers_alike_for_known_and_unknown_addresses(account: Callable[..., User], sign_in: Any) -> None:
    account()
    known = _page(sign_in("aigul@example.kz", "wrong password here"))
    unknown = _page(sign_in("nobody@example.kz", "wrong password here"))
    assert known == unknown


def test_reset_and_sign_up_answer_alike_for_known_and_unknown_addresses(account: Callable[..., User]) -> None:
    account()
    for url, field in [("/en/accounts/password/reset/", {}), ("/en/accounts/signup/", {"password1": PASSWORD})]:
        known = Client().post(url, {"email": "aigul@example.kz", **field})
        unknown = Client().post(url, {"email": "nobody@example.kz", **field})
        assert _page(known) == _page(unknown)
        assert known.status_code == 302
    assert len(mail.outbox) == 4
    assert all("You got this letter because" in letter.body for letter in mail.outbox)


def test_a_mail_server_that_is_gone_does_not_take_the_page_with_it(
    client: Client, account: Callable[..., User], settings: Any
) -> None:
    account()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert client.post("/en/accounts/password/reset/", {"email": "aigul@example.kz"}).status_code == 302


def test_guessing_is_slowed_down_and_the_owner_on_a_known_device_gets_in(
    account: Callable[..., User], sign_in: Any
) -> None:
    account()
    mine, stranger = Client(), Client(REMOTE_ADDR="203.0.113.7")
    assert sign_in(browser=mine).status_code == 302
    mine.post("/en/accounts/logout/")
    answers = [sign_in(password="a wrong password", browser=stranger) for _ in range(8)]
    assert "Too many failed" in answers[-1].content.decode()
    assert sign_in(browser=stranger).status_code == 200, "even the right password waits"
    assert sign_in(browser=mine).status_code == 302


def test_too_many_requests_are_answered_in_the_readers_language(client: Client) -> None:
    answers = [client.post("/kk/accounts/password/reset/", {"email": f"a{n}@example.kz"}) for n in range(21)]
    assert {answer.status_code for answer in answers[:20]} == {302}
    assert answers[-1].status_code == 429
    assert "Сәл күте тұрыңыз" in answers[-1].content.decode()


def test_the_session_gets_a_new_key_at_sign_in(client: Client, account: Callable[..., User], sign_in: Any) -> None:
    account()
    session = client.session
    session["planted"] = True
    session.save()
    before = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = before
    assert sign_in().status_code == 302
    assert client.session.session_key != before
    victim = Client()
    victim.cookies[settings.SESSION_COOKIE_NAME] = before
    assert victim.get("/en/accounts/profile/").status_code == 302


def test_a_copied_cookie_is_dead_after_sign_out(client: Client, account: Callable[..., User], sign_in: Any) -> None:
    account()
    sign_in()
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = client.session.session_key
    assert thief.get("/en/accounts/profile/").status_code == 200
    answer = client.post("/en/accounts/logout/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert answer["Location"] == "/en/"
    assert thief.get("/en/accounts/profile/").status_code == 302


def test_signing_out_needs_a_post(client: Client, account: Callable[..., User], sign_in: Any) -> None:
    account()
    sign_in()
    client.get("/en/accounts/logout/")
    assert client.get("/en/accounts/profile/").status_code == 200


def test_other_sessions_are_dead_after_a_change_of_password(account: Callable[..., User], sign_in: Any) -> None:
    account()
    mine, other = Client(), Client()
    sign_in(browser=mine)
    sign_in(browser=other)
    new = "another horse battery staple"
    answer = mine.post("/en/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.status_code == 302
    assert mine.get("/en/accounts/profile/").status_code == 200
    assert other.get("/en/accounts/profile/").status_code == 302
    assert "If it wasn't you" in mail.outbox[-1].body


@pytest.mark.parametrize("end", ["shut", "gone"])
def test_a_session_is_dead_at_once_when_its_account_is_shut_or_gone(
    client: Client, account: Callable[..., User], end: str
) -> None:
    user = account()
    client.force_login(user)
    assert client.get("/kk/me/").status_code == 200
    if end == "shut":
        User.objects.filter(pk=user.pk).update(is_active=False)
    else:
        User.objects.filter(pk=user.pk).delete()
    assert "/accounts/login/" in client.get("/kk/me/").headers["Location"]


def test_sessions_elsewhere_are_listed_and_ended(account: Callable[..., User], sign_in: Any) -> None:
    account()
    mine, other = Client(), Client(HTTP_USER_AGENT="A phone")
    sign_in(browser=mine)
    sign_in(browser=other)
    assert "A phone" in mine.get("/en/accounts/sessions/").content.decode()
    assert mine.post("/en/accounts/sessions/").status_code == 302
    assert other.get("/en/accounts/profile/").status_code == 302
    assert mine.get("/en/accounts/profile/").status_code == 200


def _reset_link(client: Client) -> str:
    client.post("/kk/accounts/password/reset/", {"email": "aigul@example.kz"})
    return re.search(r"http\S+", mail.outbox[-1].body.split("--")[0]).group()  # type: ignore[union-attr]


def _use(link: str, new: str) -> Any:
    browser = Client()
    page = browser.get(link.removeprefix(settings.BASE_URL), follow=True)
    if not page.redirect_chain:
        return page
    return browser.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})


def test_a_reset_link_works_once_and_does_not_sign_in(
    client: Client, account: Callable[..., User], sign_in: Any
) -> None:
    account()
    link = _reset_link(client)
    new = "another horse battery staple"
    assert _use(link, new).status_code == 302
    assert client.get("/kk/accounts/profile/").status_code == 302
    assert sign_in(password=new).status_code == 302
    assert _use(link, "a third horse battery staple").status_code == 200
    assert sign_in(password="a third horse battery staple", browser=Client()).status_code == 200


def test_a_reset_link_expires_after_an_hour(
    client: Client, account: Callable[..., User], sign_in: Any, frozen: Callable[..., Any]
) -> None:
    clock = frozen("2026-03-02 10:00")
    account()
    link = _reset_link(client)
    clock.shift(3601)
    assert _use(link, "another horse battery staple").status_code == 200
    assert sign_in().status_code == 302


def test_links_in_letters_do_not_believe_the_host_of_a_request(client: Client, account: Callable[..., User]) -> None:
    account()
    assert (
        client.post("/en/accounts/password/reset/", {"email": "aigul@example.kz"}, HTTP_HOST="evil.test").status_code
        == 400
    )
    client.post(
        "/en/accounts/password/reset/",
        {"email": "aigul@example.kz"},
        HTTP_HOST="127.0.0.1",
        HTTP_X_FORWARDED_HOST="evil.test",
    )
    assert "evil" not in mail.outbox[-1].body and settings.BASE_URL in mail.outbox[-1].body


@pytest.mark.parametrize(
    "evil",
    ["//evil.test", "/\\evil.test", "https:evil.test", "https://evil.test/", "%2f%2fevil.test", "javascript:alert(1)",
     "///evil.test", "\\\\evil.test", "http:///evil.test", "https://testserver@evil.test/", "\x01//evil.test"],
)  # fmt: skip
def test_next_never_leads_away(account: Callable[..., User], sign_in: Any, evil: str) -> None:
    account()
    target = sign_in(next=evil)["Location"]
    assert target.startswith("/") and not target.startswith(("//", "/\\")), target


def test_next_leads_to_a_page_of_ours(account: Callable[..., User], sign_in: Any) -> None:
    account()
    assert sign_in(next="/kk/accounts/sessions/")["Location"] == "/kk/accounts/sessions/"


def _set_up_totp(client: Client) -> str:
    client.post("/en/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/en/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    answer = client.post("/en/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert answer.status_code == 302, answer.content.decode()
    return str(secret)


def test_totp_is_asked_at_sign_in_and_a_recovery_code_works_once(
    client: Client, account: Callable[..., User], sign_in: Any, frozen: Callable[..., Any]
) -> None:
    clock = frozen("2026-03-02 10:00")
    user = account()
    sign_in()
    secret = _set_up_totp(client)
    assert has_second_factor(user.pk)
    stored = Authenticator.objects.get(user=user, type="totp").data["secret"]
    assert secret not in stored, "the secret is sealed in the database"
    codes = client.get("/en/accounts/2fa/recovery-codes/").context["unused_codes"]
    client.post("/en/accounts/logout/")

    clock.shift(60)
    assert sign_in()["Location"].startswith("/en/accounts/2fa/authenticate/")
    assert client.get("/en/accounts/profile/").status_code == 302, "a password alone doesn't do"
    code = code_of(secret)
    assert client.post("/en/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert client.post("/en/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    assert client.get("/en/accounts/profile/").status_code == 200
    client.post("/en/accounts/logout/")

    sign_in()
    assert client.post("/en/accounts/2fa/authenticate/", {"code": code}).status_code == 200, "a code works once"
    assert client.post("/en/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == 302
    client.post("/en/accounts/logout/")
    sign_in()
    assert client.post("/en/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == 200


def test_a_password_reset_does_not_skip_the_second_factor(
    client: Client, account: Callable[..., User], sign_in: Any, frozen: Callable[..., Any]
) -> None:
    frozen("2026-03-02 10:00")  # a code is valid for 30 seconds
    account()
    sign_in()
    _set_up_totp(client)
    client.post("/en/accounts/logout/")
    _use(_reset_link(client), "another horse battery staple")
    assert "/2fa/authenticate/" in sign_in(password="another horse battery staple")["Location"]


def test_sensitive_changes_ask_for_the_password_again(
    client: Client, account: Callable[..., User], sign_in: Any, frozen: Callable[..., Any]
) -> None:
    clock = frozen("2026-03-02 10:00")
    account()
    sign_in()
    clock.shift(601)
    for url in ["email/", "password/change/", "2fa/totp/activate/", "iin/", "my-data/", "erase/"]:
        answer = client.get(f"/en/accounts/{url}")
        if url in {"email/", "password/change/"}:
            answer = client.post(
                f"/en/accounts/{url}", {"email": "x@example.kz", "action_add": "1", "oldpassword": "x"}
            )
            if url == "password/change/":
                assert answer.status_code == 200, "asks for the old password itself"
                continue
        assert answer.status_code == 302 and "reauthenticate" in answer["Location"], url
    assert client.get("/en/accounts/reauthenticate/").status_code == 200


def test_a_citizens_session_lives_for_fourteen_days(
    client: Client, account: Callable[..., User], sign_in: Any, frozen: Callable[..., Any]
) -> None:
    clock = frozen("2026-03-02 10:00")
    account()
    sign_in()
    client.get("/en/accounts/profile/")
    clock.shift(13 * 24 * 3600)
    assert client.get("/en/accounts/profile/").status_code == 200
    clock.shift(24 * 3600 + 10)
    assert client.get("/en/accounts/profile/").status_code == 302


def test_a_new_address_counts_only_after_its_code_and_the_old_one_is_told(
    client: Client, account: Callable[..., User], sign_in: Any, prove: Any
) -> None:
    user = account()
    actions.update_profile(by=actor_of(user), name="Айгүл", phone="", language="kk", at=timezone.now())
    sign_in()
    prove()
    answer = client.post("/en/accounts/email/", {"email": "fresh@example.kz", "action_add": "1"})
    assert User.objects.get().email == "aigul@example.kz"
    code = re.search(r"^([0-9A-Z-]{6,9})$", mail.outbox[-1].body, re.M).group(1)  # type: ignore[union-attr]
    assert mail.outbox[-1].to == ["fresh@example.kz"]
    assert client.post(answer["Location"], {"code": "WRONGCODE"}).status_code == 200
    assert client.post(answer["Location"], {"code": code}).status_code == 302
    assert User.objects.get().email == Person.objects.get().email == "fresh@example.kz"
    told = [letter for letter in mail.outbox if letter.to == ["aigul@example.kz"]]
    assert told and "the account with this address" in told[-1].body
    assert sign_in("aigul@example.kz", browser=Client()).status_code == 200
    assert sign_in("fresh@example.kz", browser=Client()).status_code == 302


def test_the_log_tells_of_sign_ins_without_addresses(
    account: Callable[..., User], sign_in: Any, caplog: pytest.LogCaptureFixture
) -> None:
    account()
    with caplog.at_level(logging.INFO, logger="ortaq"):
        sign_in(password="a wrong password")
        sign_in()
    said = caplog.text
    assert "sign-in failed" in said and "signed in: account" in said
    assert "aigul" not in said and "wrong password" not in said


def test_personal_pages_stay_out_of_caches(client: Client, account: Callable[..., User], sign_in: Any) -> None:
    account()
    sign_in()
    assert "no-store" in client.get("/en/accounts/profile/")["Cache-Control"]
