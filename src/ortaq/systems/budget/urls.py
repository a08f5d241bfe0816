"""Addresses of figures. Pages live under a language; tables have one permanent address for all languages."""

from django.urls import path, re_path

from ortaq.systems.budget import views

app_name = "budget"

urlpatterns = [
    path("", views.index, name="index"),
    re_path(r"^figures\.(?P<kind>csv|xlsx)$", views.table, name="latest_table"),
    path("datasets/", views.datasets, name="datasets"),
    path("office/", views.office, name="office"),
    path("office/send/", views.send, name="send"),
    re_path(r"^office/template\.(?P<kind>csv|xlsx)$", views.template, name="template"),
    path("office/files/<int:pk>/", views.sent, name="sent"),
    path("office/files/<int:pk>/load/", views.load, name="load"),
    path("office/<int:pk>/correction/", views.correct, name="correct"),
    path("office/<int:pk>/<slug:code>/", views.advance, name="advance"),
    path("<slug:code>/", views.dataset, name="dataset"),
    path("<slug:code>/<int:version>/", views.dataset, name="version"),
]

data_patterns = (
    [
        re_path(r"^(?P<code>[a-z0-9-]{1,60})\.(?P<kind>csv|xlsx)$", views.table, name="latest"),
        re_path(
            r"^(?P<code>[a-z0-9-]{1,60})/(?P<version>[0-9]{1,5})\.(?P<kind>csv|xlsx)$", views.table, name="version"
        ),
    ],
    "budget_data",
)
"""To be included outside the languages, at ``data/budget/``."""
