"""Every address of Ortaq. Pages live under /kk/, /ru/ and /en/; machine addresses carry no language."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    *i18n_patterns(
        path("", include("ortaq.portal.urls")),
    ),
]
