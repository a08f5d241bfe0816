"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from ortaq.kernel.web import navigation
from ortaq.kernel.web.queries import region_name
from ortaq.kernel.web.rules import view_from_cookie


def web(request: HttpRequest) -> dict[str, object]:
    """The region's name, menus, display settings and the demo mark. Lazy: a page that shows none of it pays nothing."""
    actor = getattr(request, "actor", None)

    def entries(place: navigation.Place) -> object:
        return SimpleLazyObject(lambda: navigation.entries(place, actor=actor, path=request.path))

    return {
        "region_name": SimpleLazyObject(region_name),
        "navigation": entries("main"),
        "account_navigation": entries("account"),
        "office_navigation": entries("office"),
        "footer_navigation": entries("footer"),
        "is_demo": settings.DEMO,
        "view": view_from_cookie(request.COOKIES.get("view", "")),
    }
