"""How Ortaq uses django-allauth: addresses in mails, limits that can't lock an owner out, sealed secrets."""

import json
import logging
import secrets
from dataclasses import asdict, dataclass, replace
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.models import EmailAddress
from allauth.core import context as request_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core import signing
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from ortaq.kernel.accounts.actions import IinRefused, follow_email
from ortaq.kernel.accounts.actions.identity import IinTaken, prove_identity
from ortaq.kernel.accounts.models import User
from ortaq.kernel.accounts.queries import account_now, holds_office, is_connected
from ortaq.kernel.accounts.rules import proved_level, read_levels
from ortaq.kernel.keys.queries import lookup_hash, seal, unseal
from ortaq.kernel.language.queries import current_language
from ortaq.kernel.parties.queries import actor_of

logger = logging.getLogger(__name__)


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's sign-in; each request of somebody signed in asks for the account by a query that is written out."""

    def get_user(self, user_id: int) -> User | None:
        """The account of a session; None when it is gone or shut."""
        user = account_now(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None


@dataclass(frozen=True, slots=True)
class Told:
    """What an identity provider told in one sign-in."""

    provider: str
    uid: str
    level: int
    iin: str
    id_token: str
    end_address: str


DEVICE_COOKIE = "__Host-device" if settings.SECURE else "device"
_DEVICE_SALT = "ortaq.accounts.device"
_DEVICE_SECONDS = 180 * 24 * 3600


def _email_mark(email: str) -> str:
    return lookup_hash("device", email.strip().lower()).hex()


TOLD = "identity_told"
"""In the session, sealed: what the provider told. It is used for the account that its identity belongs to, and no other."""


def told_of(request: HttpRequest) -> Told | None:
    """What a provider told in this request or session."""
    told: Told | None = getattr(request, "identity_told", None)
    kept = None if told else request.session.get(TOLD)
    return Told(**json.loads(unseal(bytes.fromhex(kept)))) if kept else told


def keep_told(request: HttpRequest) -> None:
    """Keeps what the provider told in this request for the session: a sign-up may need further pages."""
    told: Told | None = getattr(request, "identity_told", None)
    if told is not None:
        request.session[TOLD] = seal(json.dumps(asdict(told))).hex()


def use_identity(request: HttpRequest) -> None:
    """Raises the signed-in account by what its provider told in this session; once.

    What was told of somebody else (who went away in the middle of a sign-up, say) is never used.
    """
    told, user_id = told_of(request), request.user.pk
    if told is None or user_id is None or not told.level or not is_connected(user_id, told.provider, told.uid):
        return
    try:
        prove_identity(user_id=user_id, provider=told.provider, level=told.level, iin=told.iin, at=timezone.now())
    except IinTaken:
        messages.warning(
            request, _("Another account has your IIN already. Sign in with that one: one person has one account.")
        )
    except IinRefused:
        messages.warning(request, _("The identity service gave an IIN that can't be yours. Your level was not raised."))
    # The IIN isn't needed any more; the rest is for signing out.
    request.identity_told = replace(told, level=0, iin="")  # type: ignore[attr-defined]
    keep_told(request)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts with an e-mail address and no user name."""

    def new_user(self, request: HttpRequest) -> AbstractBaseUser:
        """A new account speaks the language of the page on which it was made."""
        return User(language=current_language())

    def clean_email(self, email: str) -> str:
        """Addresses are kept in lower case."""
        return email.strip().lower()

    def _address(self, name: str, **kwargs: str) -> str:
        return settings.BASE_URL + reverse(name, kwargs=kwargs or None)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link of a reset mail: built from ORTAQ_BASE_URL, never from the Host that a request names."""
        user, _, rest = key.partition("-")
        return self._address("account_reset_password_from_key", uidb36=user, key=rest)

    def send_account_already_exists_mail(self, email: str) -> None:
        """Tells the owner of an address that somebody tried to sign up with it."""
        self.send_mail(
            "account/email/account_already_exists",
            email,
            {
                "signup_url": self._address("account_signup"),
                "password_reset_url": self._address("account_reset_password"),
            },
        )

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Plain text in the language of the page, with the address of this installation."""
        body_context = {
            **context,
            "site_address": settings.BASE_URL,
            "signup_url": self._address("account_signup"),
            "security_url": self._address("account_reset_password"),
        }
        subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", body_context).split())
        body = render_to_string(f"{template_prefix}_message.txt", body_context, request_context.request).strip() + "\n"
        to = [email] if isinstance(email, str) else email
        return EmailMessage(subject, body, self.get_from_email(), to, headers=headers)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Sends at once: codes live for minutes. A mail server that is gone doesn't take the page with it."""
        message = self.render_mail(
            template_prefix, email, {"request": request_context.request, "email": email, **context}
        )
        try:
            message.send()
        except (OSError, SMTPException) as error:
            logger.error("account mail %s was not sent: %s", template_prefix, type(error).__name__)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Takes a confirmed address over, for the account and for the person behind it."""
        confirmed = bool(super().confirm_email(request, email_address))
        if confirmed:
            follow_email(user_id=email_address.user_id, at=timezone.now())
        return confirmed

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Says so in the log: which address, only as far as equal ones can be told (ASVS 5.0, 16.3.1)."""
        logger.warning("sign-in failed: address %s", _email_mark(credentials.get("email", ""))[:12])

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where a sign-in without a ``next`` leads."""
        return reverse(settings.LOGIN_REDIRECT_URL)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """The first page, in the language of the page that was left."""
        return f"/{current_language()}/"

    def is_safe_url(self, url: str | None) -> bool:
        """Only addresses on this host, so that ``next`` can't lead away; a relative one starts with a slash."""
        if url and not url.startswith(("/", "http://", "https://")):
            return False
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request_context.request.get_host()}, require_https=settings.SECURE
        )

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # A browser that signed in to this very account before has attempts of its own: a stranger who uses up the
        # attempts on an address doesn't lock its owner out (OWASP ASVS 5.0, 6.3.1).
        mark = _email_mark(credentials.get("email", ""))
        return f"{mark}:{self._known_device(request, mark)}"

    @staticmethod
    def _known_device(request: HttpRequest, mark: str) -> str:
        try:
            device = signing.loads(request.COOKIES.get(DEVICE_COOKIE, ""), salt=_DEVICE_SALT, max_age=_DEVICE_SECONDS)
        except signing.BadSignature:
            return ""
        return str(device["id"]) if device.get("for") == mark else ""

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Remembers that this browser belongs to the account's owner: a mark for limits, it opens nothing."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        use_identity(request)
        logger.info("signed in: account %s", user.pk)
        value = signing.dumps({"id": secrets.token_hex(8), "for": _email_mark(user.email)}, salt=_DEVICE_SALT)
        response.set_cookie(
            DEVICE_COOKIE, value, max_age=_DEVICE_SECONDS, httponly=True, samesite="Lax", secure=settings.SECURE
        )
        return response


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: secrets are sealed, and an office role keeps at least one."""

    def encrypt(self, text: str) -> str:
        """Seals a TOTP secret or the seed of recovery codes with the installation's field key."""
        return seal(text).hex()

    def decrypt(self, encrypted_text: str) -> str:
        """The text that ``encrypt`` sealed."""
        return unseal(bytes.fromhex(encrypted_text))

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """An account with an office role can't remove its last app or passkey."""
        if authenticator.type == Authenticator.Type.RECOVERY_CODES or not holds_office(actor_of(authenticator.user)):
            return True
        others = Authenticator.objects.filter(
            user_id=authenticator.user_id, type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        ).exclude(pk=authenticator.pk)
        return bool(others.exists())

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys are bound to the host that people see."""
        return {"id": request_context.request.get_host().partition(":")[0], "name": settings.MFA_TOTP_ISSUER}


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """An OpenID Connect provider: an identity is (issuer, subject); an equal e-mail address alone joins nothing."""

    def new_user(self, request: HttpRequest, sociallogin: SocialLogin) -> AbstractBaseUser:
        """A new account speaks the language of the page on which it was made."""
        return User(language=current_language())


class IdentityProviderAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Takes from the provider's answer what we need, and keeps nothing else of it.

    The claims (name, IIN, …) would else lie unencrypted in the library's table. They go through the request alone.
    """

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> SocialLogin:
        """Signs in by the ID token and the user info; leaves :class:`Told` on the request."""
        login = super().complete_login(request, app, token, **kwargs)
        data: dict[str, Any] = login.account.extra_data
        statement = data.get("id_token") or {}
        claim = app.settings.get("iin_claim", "")
        iin = statement.get(claim) or data.get("userinfo", {}).get(claim) or "" if claim else ""
        request.identity_told = Told(  # type: ignore[attr-defined]
            provider=login.account.provider,
            uid=login.account.uid,
            level=proved_level(statement, read_levels(app.settings.get("levels", ""))),
            iin=str(iin),
            id_token=kwargs["response"].get("id_token", ""),
            end_address=self.openid_config.get("end_session_endpoint", ""),
        )
        login.account.extra_data = {}
        return login

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        # The library trusts the connection to the provider; we check the signature too (OpenID Connect Core 1.0, 3.1.3.7).
        claims: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
            verify_signature=True,
        )
        return claims
