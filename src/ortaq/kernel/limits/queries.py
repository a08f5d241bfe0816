"""Who sends a request."""

from django.conf import settings
from django.http import HttpRequest

from ortaq.kernel.limits.rules import address_behind, sender_network


def client_address(request: HttpRequest) -> str:
    """The client's IP address, right behind ``settings.PROXIES`` proxies of our own; "unknown" when there is none."""
    meta = request.META
    return address_behind(settings.PROXIES, meta.get("HTTP_X_FORWARDED_FOR", ""), meta.get("REMOTE_ADDR", ""))


def sender_of(request: HttpRequest) -> str:
    """Who is counted: the account of a signed-in person, else the network that the request comes from."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return f"user:{user.pk}"
    return place_of(request)


def place_of(request: HttpRequest) -> str:
    """The network that a request comes from, whoever sends it."""
    return f"address:{sender_network(client_address(request))}"
