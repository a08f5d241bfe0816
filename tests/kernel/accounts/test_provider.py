"""An OpenID Connect provider: off when it isn't configured; a whole sign-in against a provider that the test plays."""

import base64
import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client

from ortaq.config import env
from ortaq.config import settings as settings_module
from ortaq.kernel.accounts.models import User

pytestmark = pytest.mark.django_db


class FakeProvider:
    """Answers as a provider does; ``claims`` is who signs in there."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {"sub": "person-1", "email": "new@example.kz", "email_verified": True}
        self.audience = "ortaq"
        self.challenge = ""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def _say(self, body: dict[str, Any], status: int = 200) -> None:
                raw = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def do_GET(self) -> None:
                base = outer.url
                if self.path.startswith("/.well-known/"):
                    self._say({
                        "issuer": base, "authorization_endpoint": f"{base}/authorize", "token_endpoint": f"{base}/token",
                        "userinfo_endpoint": f"{base}/userinfo", "jwks_uri": f"{base}/jwks",
                        "token_endpoint_auth_methods_supported": ["client_secret_post"],
                    })  # fmt: skip
                else:
                    self._say(outer.claims)

            def do_POST(self) -> None:
                sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                digest = hashlib.sha256(sent["code_verifier"][0].encode()).digest()
                proven = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == outer.challenge
                if sent["code"] != ["good"] or not proven:
                    self._say({"error": "invalid_grant"}, 400)
                    return
                claims = {**outer.claims, "iss": outer.url, "aud": outer.audience, "exp": 4102444800, "iat": 1700000000}
                token = jwt.encode(claims, "a key that is long enough for HS256", algorithm="HS256")
                self._say({"access_token": "secret-token", "token_type": "Bearer", "id_token": token})

            def log_message(self, *args: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def provider(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeProvider]:
    fake = FakeProvider()
    monkeypatch.setenv("ORTAQ_OIDC_ISSUER", fake.url)
    monkeypatch.setenv("ORTAQ_OIDC_CLIENT_ID", "ortaq")
    monkeypatch.setenv("ORTAQ_OIDC_CLIENT_SECRET", "secret")
    monkeypatch.setenv("ORTAQ_OIDC_NAME", "National identity")
    settings.SOCIALACCOUNT_PROVIDERS = settings_module._identity_providers()
    yield fake
    fake.server.shutdown()
    fake.server.server_close()


def _start(client: Client, provider: FakeProvider) -> str:
    page = client.post("/accounts/oidc/oidc/login/", {}, HTTP_ACCEPT_LANGUAGE="en")
    assert page.status_code == 200, "a page that goes on by itself: form-action allows no redirect"
    asked = parse_qs(urlsplit(page.context["redirect_to"]).query)
    assert asked["redirect_uri"] == ["http://testserver/accounts/oidc/oidc/login/callback/"]
    assert asked["code_challenge_method"] == ["S256"]
    provider.challenge = asked["code_challenge"][0]
    return asked["state"][0]


def test_without_configuration_there_is_no_provider(client: Client) -> None:
    assert settings_module._identity_providers() == {}
    assert client.get("/accounts/oidc/oidc/login/").status_code == 404
    assert "third-party" not in client.get("/en/accounts/login/").content.decode()


def test_half_a_configuration_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORTAQ_OIDC_ISSUER", "https://identity.example")
    with pytest.raises(env.SettingError):
        settings_module._identity_providers()


def test_a_provider_signs_a_new_person_in(client: Client, provider: FakeProvider) -> None:
    assert "National identity" in client.get("/en/accounts/login/").content.decode()
    assert client.get("/accounts/oidc/oidc/login/").status_code == 200, "asks first: nobody is signed in by a link"
    state = _start(client, provider)
    answer = client.get("/accounts/oidc/oidc/login/callback/", {"code": "good", "state": state})
    assert answer.status_code == 302
    assert SocialAccount.objects.get().uid == "person-1"
    assert not SocialToken.objects.exists()
    assert client.get("/en/accounts/profile/").status_code == 200


def test_a_state_works_once_and_only_in_its_own_browser(client: Client, provider: FakeProvider) -> None:
    state = _start(client, provider)
    where = "/accounts/oidc/oidc/login/callback/"
    assert (
        "failure"
        in Client().get(where, {"code": "good", "state": state}, HTTP_ACCEPT_LANGUAGE="en").content.decode().lower()
    )
    assert client.get(where, {"code": "good", "state": state}).status_code == 302
    client.post("/en/accounts/logout/")
    client.get(where, {"code": "good", "state": state})
    assert client.get("/en/accounts/profile/").status_code == 302


@pytest.mark.parametrize("broken", ["code", "audience"])
def test_a_wrong_code_or_audience_signs_nobody_in(client: Client, provider: FakeProvider, broken: str) -> None:
    state = _start(client, provider)
    if broken == "audience":
        provider.audience = "another client"
    code = "bad" if broken == "code" else "good"
    client.get("/accounts/oidc/oidc/login/callback/", {"code": code, "state": state})
    assert not User.objects.exists()


def test_an_equal_address_does_not_join_accounts(
    client: Client, provider: FakeProvider, account: Callable[..., User]
) -> None:
    account("new@example.kz")
    state = _start(client, provider)
    client.get("/accounts/oidc/oidc/login/callback/", {"code": "good", "state": state})
    assert not SocialAccount.objects.exists()
    assert client.get("/en/accounts/profile/").status_code == 302
