"""Pages that show several systems at once."""

from django.urls import path

from ortaq.portal import views
from ortaq.portal.views import log, me

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("records/<str:number>/", views.thread, name="thread"),
    path("search/", views.search, name="search"),
    path("territories/<slug:slug>/", views.territory, name="territory"),
    path("organisations/<slug:slug>/", views.organisation, name="organisation"),
    path("me/", me.me, name="me"),
    path("help/", views.help_page, name="help_index"),
    # Names of their own for the menu at the foot, which knows addresses without arguments.
    path("help/accessibility/", views.help_page, {"slug": "accessibility"}, name="accessibility"),
    path("help/privacy/", views.help_page, {"slug": "privacy"}, name="privacy"),
    path("help/data/", views.help_page, {"slug": "data"}, name="data"),
    path("help/<slug:slug>/", views.help_page, name="help"),
    path("log/", log.log, name="log"),
    path("log/<slug:kind>/", log.log, name="log_of"),
    path("log/<slug:kind>.csv", log.log_csv, name="log_csv"),
    path("digest/", views.digest, name="digest"),
]
