"""Who words a notice. The room of lifecycles lies above this one, so it makes itself known here."""

from collections.abc import Callable

from django.utils.translation import gettext, override

from ortaq.kernel.events.models import Event
from ortaq.kernel.notices.rules import Wording

WordingOf = Callable[[Event, str, str], Wording]
"""(event, language, capacity of the reader) → the words, in that language."""


def _plain(event: Event, language: str, because: str) -> Wording:
    """What can be said without knowing the record's kind."""
    with override(language):
        return Wording(gettext("There is news about %(number)s") % {"number": event.record.number}, ())


_wording: WordingOf = _plain


def declare_wording(wording: WordingOf) -> None:
    """Makes *wording* the source of all words; called once, from ``apps.py`` (``ready``) of the room that knows them."""
    global _wording
    _wording = wording


def wording_of(event: Event, language: str, because: str = "") -> Wording:
    """What *event* is called for a reader in *language* who stands in the capacity *because* ("": the public)."""
    return _wording(event, language, because)
