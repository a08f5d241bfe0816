"""Reads for the frame of a page."""

from time import monotonic

from django.conf import settings

from ortaq.kernel.language.queries import current_language
from ortaq.kernel.language.rules import LANGUAGES
from ortaq.kernel.parties.models import Territory

_KEPT_SECONDS = 300
_kept: dict[str, tuple[float, dict[str, str]]] = {}


def region_name() -> str:
    """The region's name in the language of the page, "" before the region is loaded.

    Every page shows it, so each process keeps it for five minutes.
    """
    until, names = _kept.get(settings.REGION, (0.0, {}))
    if until < monotonic():
        region = Territory.objects.filter(slug=settings.REGION, kind=Territory.Kind.REGION).first()
        if region is None:
            return ""
        names = {language: getattr(region, f"name_{language}") for language in LANGUAGES}
        _kept[settings.REGION] = (monotonic() + _KEPT_SECONDS, names)
    return names[current_language()]
