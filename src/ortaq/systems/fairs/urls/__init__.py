"""Addresses of fairs."""

from ortaq.systems.fairs.urls.showcase import showcase_patterns
from ortaq.systems.fairs.urls.sponsors import sponsor_patterns

app_name = "fairs"
urlpatterns = [*sponsor_patterns, *showcase_patterns]
