"""Addresses of fairs."""

from ortaq.systems.fairs.urls.showcase import showcase_patterns

app_name = "fairs"
urlpatterns = [*showcase_patterns]
