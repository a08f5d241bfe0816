"""Addresses of open data: pages under a language, files under ``/data/`` for all languages."""

from django.urls import path, re_path

from ortaq.systems.social_order.opendata.views import data, hints, money, pages

app_name = "opendata"
urlpatterns = [
    path("money/", money.index, name="money"),
    re_path(
        r"^money/(?P<year>20[0-9]{2})/(?P<figure>level|body|territory|sphere|supplier)\.csv$",
        money.table,
        name="money_table",
    ),
    re_path(r"^money/(?P<year>20[0-9]{2})/hints/$", hints.page, name="hints"),
    re_path(r"^money/(?P<year>20[0-9]{2})/hints\.csv$", hints.table, name="hints_table"),
    path("open-data/", pages.index, name="index"),
    path("open-data/imported/<int:package_id>/", pages.package, name="package"),
    path("office/open-data/", pages.office, name="office"),
    path("office/open-data/files/<int:file_id>/", pages.loading, name="loading"),
    re_path(r"^office/open-data/(?P<package_id>[0-9]{1,15})/(?P<verb>show|throw-away)/$", pages.decide, name="decide"),
]
"""To be included under a language, at ``social-order/``."""

YEAR = r"(?P<year>20[0-9]{2})"
data_patterns = (
    [
        re_path(rf"^ocds/{YEAR}/(?P<file>releases|records)\.json$", data.yearly, name="ocds"),
        re_path(r"^ocds/releases/(?P<ocid>[A-Za-z0-9-]{1,80})\.json$", data.one, name="process"),
        re_path(rf"^360giving/{YEAR}\.json$", data.yearly, {"file": "360giving"}, name="giving"),
        re_path(rf"^social-order/{YEAR}/figures\.csv$", data.yearly, {"file": "figures"}, name="figures"),
        re_path(rf"^social-order/{YEAR}/datapackage\.json$", data.yearly, {"file": "datapackage"}, name="datapackage"),
    ],
    "opendata_data",
)
"""To be included outside the languages, at ``data/``."""
