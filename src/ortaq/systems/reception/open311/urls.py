"""Addresses of Open311, to be included outside the languages at ``open311/``."""

from django.urls import path, re_path

from ortaq.systems.reception.open311 import views

app_name = "open311"
KIND = r"\.(?P<kind>xml|json)$"
urlpatterns = [
    re_path(rf"^discovery{KIND}", views.discovery, name="discovery"),
    # Clients that know only the endpoint look for it there.
    re_path(rf"^v2/discovery{KIND}", views.discovery, name="discovery_v2"),
    re_path(rf"^v2/services{KIND}", views.services, name="services"),
    re_path(rf"^v2/services/(?P<code>[^/]+){KIND}", views.definition, name="definition"),
    re_path(rf"^v2/requests{KIND}", views.requests, name="requests"),
    re_path(rf"^v2/requests/(?P<number>[^/]+){KIND}", views.request_one, name="request"),
    re_path(rf"^v2/tokens/(?P<token>[^/]+){KIND}", views.token, name="token"),
    re_path(rf"^v2/servicerequestupdates{KIND}", views.updates, name="updates"),
    path("", views.nowhere, name="base"),
    path("<path:rest>", views.nowhere, name="nowhere"),
]
