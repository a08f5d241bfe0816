"""Addresses of fairs."""

from django.urls import re_path

from ortaq.systems.fairs.urls.showcase import showcase_patterns
from ortaq.systems.fairs.urls.sponsors import sponsor_patterns
from ortaq.systems.fairs.views import data

app_name = "fairs"
urlpatterns = [*sponsor_patterns, *showcase_patterns]
data_patterns = (
    [re_path(r"^360giving/sponsorships/(?P<year>20[0-9]{2})\.json$", data.giving, name="giving")],
    "fairs_data",
)
"""To be included outside the languages, at ``data/``."""
