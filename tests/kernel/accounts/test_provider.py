"""An OpenID Connect provider: off when it isn't configured; a whole sign-in against a provider that the test plays."""

import base64
import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from cryptography.hazmat.primitives.asymmetric import rsa
from django.db import connection
from django.test import Client
from django.utils import timezone

from ortaq.config import env
from ortaq.config import settings as settings_module
from ortaq.kernel.accounts.actions import verify_iin
from ortaq.kernel.accounts.actions.identity import IinTaken, prove_identity
from ortaq.kernel.accounts.adapters import use_identity
from ortaq.kernel.accounts.models import ProvedIin, User
from ortaq.kernel.accounts.rules import proved_level, read_levels
from ortaq.kernel.events.models import RightsEvent
from ortaq.kernel.keys import actions as keys
from ortaq.kernel.keys.queries import forget_ring, lookup_hash, unseal
from ortaq.kernel.parties.models import Person
from ortaq.kernel.parties.queries import actor_of

pytestmark = pytest.mark.django_db


KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
"""Made once: finding the primes takes a while."""


class FakeProvider:
    """Answers as a provider does; ``claims`` is who signs in there."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {"sub": "person-1", "email": "new@example.kz", "email_verified": True}
        self.audience = "ortaq"
        self.challenge = ""
        self.user_info: dict[str, Any] = {}
        self.end_address = True
        self.key = KEY
        self.signed_by = self.key
        self.token = ""
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
                        **({"end_session_endpoint": f"{base}/end?tenant=1"} if outer.end_address else {}),
                    })  # fmt: skip
                elif self.path == "/jwks":
                    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(outer.key.public_key()))
                    self._say({"keys": [{**public, "kid": "one", "alg": "RS256", "use": "sig"}]})
                else:
                    self._say({**outer.claims, **outer.user_info})

            def do_POST(self) -> None:
                sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                digest = hashlib.sha256(sent["code_verifier"][0].encode()).digest()
                proven = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == outer.challenge
                if sent["code"] != ["good"] or not proven:
                    self._say({"error": "invalid_grant"}, 400)
                    return
                claims = {**outer.claims, "iss": outer.url, "aud": outer.audience, "exp": 4102444800, "iat": 1700000000}
                token = jwt.encode(claims, outer.signed_by, algorithm="RS256", headers={"kid": "one"})
                outer.token = token
                self._say({"access_token": "secret-token", "token_type": "Bearer", "id_token": token})

            def log_message(self, *args: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()


@pytest.fixture
def provider(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeProvider]:
    fake = FakeProvider()
    monkeypatch.setenv("ORTAQ_OIDC_ISSUER", fake.url)
    monkeypatch.setenv("ORTAQ_OIDC_CLIENT_ID", "ortaq")
    monkeypatch.setenv("ORTAQ_OIDC_CLIENT_SECRET", "secret")
    monkeypatch.setenv("ORTAQ_OIDC_NAME", "National identity")
    monkeypatch.setenv("ORTAQ_OIDC_LEVELS", "acr=urn:example:eds:2, acr=urn:example:sms:1, amr=otp:1")
    monkeypatch.setenv("ORTAQ_OIDC_IIN_CLAIM", "iin")
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


@pytest.mark.parametrize("broken", ["code", "audience", "signature"])
def test_a_wrong_code_or_audience_signs_nobody_in(client: Client, provider: FakeProvider, broken: str) -> None:
    state = _start(client, provider)
    if broken == "audience":
        provider.audience = "another client"
    if broken == "signature":
        provider.signed_by = rsa.generate_private_key(public_exponent=65537, key_size=2048)
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


IIN, OTHER_IIN = "900101300126", "850505400127"
WHERE = "/accounts/oidc/oidc/login/callback/"


def _come_in(client: Client, provider: FakeProvider, **claims: Any) -> Any:
    provider.claims = {"sub": "person-1", "email": "new@example.kz", "email_verified": True, **claims}
    state = _start(client, provider)
    return client.get(WHERE, {"code": "good", "state": state}, HTTP_ACCEPT_LANGUAGE="en")


def test_the_words_of_a_provider_and_the_levels_they_prove() -> None:
    levels = read_levels("acr=urn:example:eds:2, amr=otp:1,amr=hwk:2")
    assert levels == {("acr", "urn:example:eds"): 2, ("amr", "otp"): 1, ("amr", "hwk"): 2}
    assert read_levels("") == {}
    for claims, level in (
        ({}, 0), ({"acr": "unknown"}, 0), ({"acr": "urn:example:eds"}, 2), ({"amr": ["pwd", "otp"]}, 1),
        ({"amr": ["otp", "hwk"]}, 2), ({"acr": 5, "amr": {"otp": 1}}, 0), ({"acr": "otp", "amr": "otp"}, 1),
    ):  # fmt: skip
        assert proved_level(claims, levels) == level, claims


@pytest.mark.parametrize("wrong", ["acr=x", "x:2", "loa=x:2", "acr=x:3", "acr=:2", "acr=x:0"])
def test_levels_that_can_not_be_are_refused_at_the_start(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("ORTAQ_OIDC_ISSUER", "https://identity.example")
    monkeypatch.setenv("ORTAQ_OIDC_CLIENT_ID", "ortaq")
    monkeypatch.setenv("ORTAQ_OIDC_LEVELS", wrong)
    with pytest.raises(env.SettingError, match="ORTAQ_OIDC_LEVELS"):
        settings_module._identity_providers()


def test_a_proof_raises_the_level_and_keeps_the_iin_sealed(client: Client, provider: FakeProvider) -> None:
    _come_in(client, provider, acr="urn:example:eds", iin=IIN, name="Құпия Есім")
    user = User.objects.get()
    assert user.level == User.Level.SIGNATURE
    person = Person.objects.get(user=user)
    assert person.iin == IIN and bytes(person.iin_hash or b"") == lookup_hash("iin", IIN)
    assert bytes(ProvedIin.objects.get().iin_hash) == lookup_hash("iin", IIN)
    assert SocialAccount.objects.get().extra_data == {}, "the provider's claims lie nowhere in the open"
    event = RightsEvent.objects.get()
    assert (event.code, event.subject_id, event.data) == (
        "level_raised", user.pk, {"level": 2, "provider": "oidc", "iin_proved": True},
    )  # fmt: skip
    kept = client.session["identity_told"]
    assert IIN not in unseal(bytes.fromhex(kept)).replace(provider.token, ""), "used once, then forgotten"
    client.post("/en/accounts/logout/")
    _come_in(client, provider, acr="urn:example:eds", iin=IIN)
    assert RightsEvent.objects.count() == 1, "the same proof again changes nothing"


@pytest.mark.parametrize("claims", [{}, {"acr": "urn:example:password"}, {"amr": ["pwd"]}, {"loa": "urn:example:eds"}])
def test_unknown_words_raise_nothing(client: Client, provider: FakeProvider, claims: dict[str, Any]) -> None:
    _come_in(client, provider, iin=IIN, **claims)
    assert User.objects.get().level == 0
    assert not ProvedIin.objects.exists() and not RightsEvent.objects.exists()
    assert not Person.objects.exclude(iin_hash=None).exists()


def test_what_the_user_info_says_proves_no_level(client: Client, provider: FakeProvider) -> None:
    provider.user_info = {"acr": "urn:example:eds"}
    _come_in(client, provider, iin=IIN)
    assert User.objects.get().level == 0


def test_a_level_is_never_lowered(client: Client, provider: FakeProvider) -> None:
    _come_in(client, provider, acr="urn:example:eds", iin=IIN)
    client.post("/en/accounts/logout/")
    _come_in(client, provider, amr=["otp"], iin=IIN)
    assert User.objects.get().level == 2


def test_one_account_per_proved_iin(client: Client, provider: FakeProvider, account: Callable[..., User]) -> None:
    _come_in(client, provider, acr="urn:example:eds", iin=IIN)
    second = Client()
    answer = _come_in(second, provider, sub="person-2", email="second@example.kz", acr="urn:example:eds", iin=IIN)
    assert answer.status_code == 302
    late = User.objects.get(email="second@example.kz")
    assert late.level == 0 and not hasattr(late, "proved_iin")
    assert "Another account has your IIN" in second.get("/en/accounts/profile/").content.decode()
    # Nor does the first take a second IIN.
    client.post("/en/accounts/logout/")
    _come_in(client, provider, acr="urn:example:eds", iin=OTHER_IIN)
    assert Person.objects.get(user__email="new@example.kz").iin == IIN


def test_a_typed_iin_blocks_nobody_who_proves_it_and_gives_way(
    client: Client, provider: FakeProvider, account: Callable[..., User]
) -> None:
    squatter = account("squatter@example.kz")
    verify_iin(by=actor_of(squatter), iin=IIN, at=timezone.now())
    _come_in(client, provider, acr="urn:example:eds", iin=IIN)
    assert User.objects.get(email="new@example.kz").level == 2
    with pytest.raises(IinTaken):
        prove_identity(user_id=squatter.pk, provider="oidc", level=2, iin=IIN, at=timezone.now())
    squatter.refresh_from_db()
    assert squatter.level == 1


def test_a_wrong_iin_raises_nothing(client: Client, provider: FakeProvider) -> None:
    _come_in(client, provider, acr="urn:example:eds", iin="900101300127")
    assert User.objects.get().level == 0
    assert "The identity service gave an IIN" in client.get("/en/accounts/profile/").content.decode()


def test_the_proof_of_one_who_went_away_is_not_used_for_the_next(
    client: Client, provider: FakeProvider, account: Callable[..., User], rf: Any
) -> None:
    account("new@example.kz")  # an equal address joins nothing: the sign-up stops half-way
    _come_in(client, provider, acr="urn:example:eds", iin=IIN)
    assert "identity_told" in client.session and not SocialAccount.objects.exists()
    request = rf.get("/")
    request.session, request.user = client.session, account()
    use_identity(request)
    assert set(User.objects.values_list("level", flat=True)) == {0}


def test_joining_the_provider_to_an_account_raises_it(
    client: Client, provider: FakeProvider, account: Callable[..., User], sign_in: Any, prove: Any
) -> None:
    user = account()
    sign_in()
    prove()
    provider.claims = {"sub": "person-1", "acr": "urn:example:sms", "iin": IIN}
    page = client.post("/accounts/oidc/oidc/login/?process=connect", {})
    asked = parse_qs(urlsplit(page.context["redirect_to"]).query)
    provider.challenge = asked["code_challenge"][0]
    client.get(WHERE, {"code": "good", "state": asked["state"][0]})
    user.refresh_from_db()
    assert SocialAccount.objects.get().user_id == user.pk and user.level == 1
    assert ProvedIin.objects.get().user_id == user.pk


@pytest.mark.django_db(transaction=True)
def test_two_accounts_that_prove_one_iin_at_the_same_moment(account: Callable[..., User]) -> None:
    users = [User.objects.create_user(f"{name}@example.kz") for name in "ab"]
    start, taken = threading.Barrier(2), []

    def prove(user: User) -> None:
        start.wait()
        try:
            prove_identity(user_id=user.pk, provider="oidc", level=2, iin=IIN, at=timezone.now())
        except IinTaken as refusal:
            taken.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=prove, args=(user,)) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 1 and ProvedIin.objects.count() == 1
    assert sorted(User.objects.values_list("level", flat=True)) == [0, 2]


def test_signing_out_ends_the_session_at_the_provider_too(client: Client, provider: FakeProvider) -> None:
    _come_in(client, provider)
    answer = client.post("/ru/accounts/logout/")
    assert answer.status_code == 200, "a page that goes on by itself: form-action allows no redirect"
    leads = urlsplit(answer.context["redirect_to"])
    asked = parse_qs(leads.query)
    assert f"{leads.scheme}://{leads.netloc}{leads.path}" == f"{provider.url}/end"
    assert asked["tenant"] == ["1"] and asked["id_token_hint"] == [provider.token] and asked["ui_locales"] == ["ru"]
    assert asked["post_logout_redirect_uri"] == ["http://localhost:8000/"]
    assert client.get("/en/accounts/profile/").status_code == 302, "here it is over, whatever the provider does"
    assert answer["Clear-Site-Data"]


def test_without_an_end_address_or_a_provider_one_signs_out_here(
    client: Client, provider: FakeProvider, account: Callable[..., User], sign_in: Any
) -> None:
    provider.end_address = False
    _come_in(client, provider)
    assert client.post("/en/accounts/logout/")["Location"] == "/en/"
    account()
    sign_in()
    assert client.post("/en/accounts/logout/")["Location"] == "/en/"


def test_a_session_by_password_does_not_sign_out_elsewhere(
    client: Client, provider: FakeProvider, account: Callable[..., User], sign_in: Any
) -> None:
    account("new@example.kz")
    _come_in(client, provider)  # stops half-way
    account()
    sign_in()
    assert client.post("/en/accounts/logout/")["Location"] == "/en/"


def test_a_new_field_key_reaches_proved_iins(
    client: Client, provider: FakeProvider, tmp_path: Path, settings: Any
) -> None:
    settings.FIELD_KEY_FILE = tmp_path / "field_key"
    settings.FIELD_KEY_FILE.write_text("1" * 64)
    forget_ring()
    try:
        _come_in(client, provider, acr="urn:example:eds", iin=IIN)
        keys.add_key()
        second = User.objects.create_user("second@example.kz")
        for _ in range(2):  # in the middle of the rotation, and after it
            with pytest.raises(IinTaken):
                prove_identity(user_id=second.pk, provider="oidc", level=2, iin=IIN, at=timezone.now())
            keys.rotate()
        assert bytes(ProvedIin.objects.get().iin_hash) == lookup_hash("iin", IIN)
    finally:
        forget_ring()
