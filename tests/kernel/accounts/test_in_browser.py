"""Accounts in a real browser: passkeys under the strict policy, pages that axe finds nothing in, no JavaScript."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import expect

from ortaq.kernel.accounts.models import User

from .conftest import PASSWORD, code_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def _sign_in(page: "Page", language: str = "en", email: str = "aigul@example.kz") -> None:
    page.goto(f"/{language}/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    with page.expect_navigation():
        page.click("main form button:not([type=button]) >> nth=0")


def _prove(page: "Page", language: str = "en") -> None:
    page.goto(f"/{language}/accounts/reauthenticate/")
    page.fill("input[name=password]", PASSWORD)
    with page.expect_navigation():
        page.click("main form button:not([type=button])")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_axe_finds_nothing(
    phone: "Page", assert_accessible: Callable[["Page"], None], account: Callable[..., User], language: str
) -> None:
    account()
    page = phone
    for path in ("login", "signup", "password/reset", "password/reset/done"):
        page.goto(f"/{language}/accounts/{path}/")
        assert_accessible(page)
    page.goto(f"/{language}/accounts/signup/")
    page.fill("input[name=email]", "not an address")
    page.click("main form button:not([type=button])")
    expect(page.locator(".govuk-error-summary")).to_have_count(1)
    assert_accessible(page)
    _sign_in(page, language)
    _prove(page, language)
    for path in (
        "profile", "profile/change", "iin", "erase", "sessions", "email", "password/change", "2fa", "2fa/totp/activate",
        "2fa/webauthn", "2fa/webauthn/add", "second-factor", "3rdparty", "logout", "reauthenticate",
    ):  # fmt: skip
        answer = page.goto(f"/{language}/accounts/{path}/")
        assert answer and answer.status == 200, path
        assert_accessible(page)


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_pages_of_the_second_factor_are_accessible(
    desktop: "Page",
    assert_accessible: Callable[["Page"], None],
    account: Callable[..., User],
    settings: Any,
    language: str,
) -> None:
    settings.MFA_TOTP_TOLERANCE = 4  # two minutes, for a browser that is slow
    account()
    page = desktop
    _sign_in(page, language)
    _prove(page, language)
    page.goto(f"/{language}/accounts/2fa/totp/activate/")
    secret = page.inner_text("main code")
    page.fill("input[name=code]", code_of(secret))
    page.click("main form button:not([type=button])")
    page.wait_for_url("**/recovery-codes/**")
    assert_accessible(page)
    for path in ("generate", "../totp/deactivate"):
        page.goto(f"/{language}/accounts/2fa/recovery-codes/{path}/")
        assert_accessible(page)
    page.goto(f"/{language}/accounts/logout/")
    with page.expect_navigation():
        page.click("main form button:not([type=button])")
    _sign_in(page, language)
    page.wait_for_url("**/2fa/authenticate/**")
    assert_accessible(page)


def test_a_passkey_is_made_and_signs_in_under_the_strict_policy(desktop: "Page", account: Callable[..., User]) -> None:
    user = account()
    page = desktop
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    _sign_in(page)
    _prove(page)
    page.goto("/en/accounts/2fa/webauthn/add/")
    page.fill("input[name=name]", "My phone")
    page.check("input[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/**")
    assert Authenticator.objects.filter(user=user, type="webauthn").count() == 1
    page.goto("/en/accounts/2fa/webauthn/")
    assert "My phone" in page.inner_text("main") and "Passkey" in page.inner_text("main")

    page.goto("/en/accounts/logout/")
    with page.expect_navigation():
        page.click("main form button:not([type=button])")
    page.goto("/en/accounts/login/")
    page.click("#passkey_login")
    page.wait_for_url("**/accounts/profile/")
    assert "aigul@example.kz" in page.inner_text("main")


def test_signing_in_needs_no_javascript(new_page: Callable[..., "Page"], account: Callable[..., User]) -> None:
    account()
    page = new_page(javascript=False)
    _sign_in(page)
    expect(page).to_have_url(re.compile("/en/accounts/profile/$"))


def test_pages_are_light(client: Any, account: Callable[..., User], sign_in: Any) -> None:
    account()
    sign_in()
    for path in ("profile", "sessions", "2fa"):
        assert len(client.get(f"/kk/accounts/{path}/").content) < 30_000
