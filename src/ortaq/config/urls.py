"""Every address of Ortaq. Pages live under /kk/, /ru/ and /en/; machine addresses carry no language."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from ortaq.kernel.accounts import urls as accounts
from ortaq.kernel.notices import urls as notices
from ortaq.kernel.web import views
from ortaq.portal import views as portal_views
from ortaq.portal.api import api
from ortaq.procedures.ballots import urls as ballots
from ortaq.procedures.surveys import urls as surveys
from ortaq.systems.budget import urls as budget
from ortaq.systems.fairs import urls as fairs
from ortaq.systems.social_order.opendata import urls as opendata

urlpatterns = [
    # One address for an identity provider to come back to, whatever the language.
    path("accounts/", include(accounts.providers)),
    path("api/v1/", api.urls),
    path("data/budget/", include(budget.data_patterns)),
    path("data/", include(opendata.data_patterns)),
    path("data/", include(fairs.data_patterns)),
    path("documents/", include("ortaq.kernel.documents.urls")),
    path("feeds/", include(notices.feeds)),
    path("open311/", include("ortaq.systems.reception.open311.urls")),
    path("", portal_views.front, name="front"),
    path("r/<str:number>", portal_views.number, name="number"),
    path("s/", include(surveys.short_patterns)),
    path("v/", include(ballots.short_patterns)),
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", views.robots, name="robots"),
    path("speech/", views.speech, name="speech"),
    *i18n_patterns(
        path("", include("ortaq.kernel.web.urls")),
        path("accounts/", include("ortaq.kernel.accounts.urls")),
        path("calendar/", include("ortaq.kernel.clocks.urls")),
        path("exports/", include("ortaq.kernel.interchange.urls")),
        path("notices/", include(notices.pages)),
        path("budget/", include(budget)),
        path("competitions/", include("ortaq.procedures.competitions.urls")),
        path("fairs/", include("ortaq.systems.fairs.urls")),
        path("surveys/", include(surveys)),
        path("votes/", include(ballots)),
        path("duties/", include("ortaq.procedures.publication.urls")),
        path("social-order/", include(opendata)),
        path("social-order/", include("ortaq.systems.social_order.urls")),
        path("", include("ortaq.systems.reception.urls")),
        path("", include("ortaq.portal.urls")),
    ),
]

handler400 = "ortaq.kernel.web.views.bad_request"
handler403 = "ortaq.kernel.web.views.not_allowed"
handler404 = "ortaq.kernel.web.views.not_found"
handler500 = "ortaq.kernel.web.views.server_error"
