"""Reads for the frame of a page."""

from django.conf import settings

from ortaq.kernel.language.queries import current_language
from ortaq.kernel.language.rules import LANGUAGES
from ortaq.kernel.parties.models import Territory
from ortaq.kernel.statements.queries import KeptAnswers

_names = KeptAnswers[str, dict[str, str]]()


def region_name() -> str:
    """The region's name in the language of the page, "" before the region is loaded. Every page shows it."""
    return _names.get(settings.REGION, _read_names).get(current_language(), "")


def _read_names() -> dict[str, str]:
    region = Territory.objects.filter(slug=settings.REGION, kind=Territory.Kind.REGION).first()
    return {language: getattr(region, f"name_{language}") for language in LANGUAGES} if region else {}
