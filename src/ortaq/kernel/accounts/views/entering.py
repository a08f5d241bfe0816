"""Signing up and asking for a new password: allauth's pages, with limits of ours before them.

allauth counts by the minute. Over a day that is thousands of accounts from one place, and thousands of letters to
somebody who never asked for one.
"""

from allauth.account import views as allauth
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from ortaq.kernel.language.rules import UnusableText, clean_identifier
from ortaq.kernel.limits.actions import take
from ortaq.kernel.limits.views import limited, too_many


@limited("sign_up")
def sign_up(request: HttpRequest) -> HttpResponseBase:
    """Makes an account; so many from one network in an hour and a day."""
    answer: HttpResponseBase = allauth.signup(request)
    return answer


def reset_password(request: HttpRequest) -> HttpResponseBase:
    """Sends the letter for a new password; so many to one address, whether it has an account or not."""
    if request.method == "POST":
        use = take("code.send", f"email:{_address(request.POST.get('email', ''))}", timezone.now())
        if not use:
            return too_many(request, use.wait)
    answer: HttpResponseBase = allauth.password_reset(request)
    return answer


def _address(typed: str) -> str:
    """One form for all ways to write an address. What no address can be is one address: the form refuses it anyway."""
    try:
        return clean_identifier(typed[:400])
    except UnusableText:
        return ""
