"""Signing in by an identity provider, and signing out there too."""

from typing import Any

from allauth.account.views import LogoutView
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from ortaq.kernel.accounts.adapters import IdentityProviderAdapter, keep_told, told_of, use_identity
from ortaq.kernel.accounts.queries import is_connected


def provider_sign_in(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Asks once more, then leads to the identity provider.

    A form may only lead to our own pages (content security policy, ``form-action``), so the way out is a page that
    goes on by itself, not a redirect.
    """
    answer = _by(OAuth2LoginView, request, provider_id)
    if request.method == "POST" and answer.status_code == 302 and not answer["Location"].startswith("/"):
        return _lead_out(request, answer["Location"])
    return answer


def provider_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The provider's answer: signs in, joins it to an account, or begins a sign-up."""
    answer = _by(OAuth2CallbackView, request, provider_id)
    use_identity(request)
    keep_told(request)
    return answer


class SignOutView(LogoutView):  # type: ignore[misc]
    """Signs out here, and at the provider by which the session began (OpenID Connect RP-Initiated Logout 1.0)."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ends our session first: it is over even if the provider isn't reached."""
        told = told_of(self.request)
        mine = told is not None and is_connected(self.request.user.pk or 0, told.provider, told.uid)
        answer: HttpResponse = super().post(*args, **kwargs)
        if told is None or not mine or not told.id_token or not _may_lead_to(told.end_address):
            return answer
        asked = {
            "id_token_hint": told.id_token,
            "post_logout_redirect_uri": f"{settings.BASE_URL}/",
            "ui_locales": self.request.LANGUAGE_CODE,
        }
        sign = "&" if "?" in told.end_address else "?"
        return _lead_out(self.request, f"{told.end_address}{sign}{urlencode(asked)}")


def _may_lead_to(address: str) -> bool:
    return address.startswith("https://") or (not settings.SECURE and address.startswith("http://"))


def _lead_out(request: HttpRequest, address: str) -> HttpResponse:
    return render(request, "socialaccount/login_redirect.html", {"redirect_to": address})


def _by(kind: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        answer: HttpResponse = kind.adapter_view(IdentityProviderAdapter(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    return answer
