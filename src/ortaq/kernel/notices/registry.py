"""Who words a notice, and what goes with it. The rooms that know lie above this one, so they make themselves known here."""

from collections.abc import Callable, Iterable, Mapping

from django.utils.translation import gettext, override

from ortaq.kernel.events.models import Event
from ortaq.kernel.notices.rules import Enclosure, Wording

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


_words: dict[tuple[str, str], WordingOf] = {}


def declare_words(kind: str, words: Mapping[str, WordingOf]) -> None:
    """Events of these codes of a record of *kind* have words of their own, made when the notice is sent."""
    _words.update({(kind, code): make for code, make in words.items()})


def wording_of(event: Event, language: str, because: str = "") -> Wording:
    """What *event* is called for a reader in *language* who stands in the capacity *because* ("": the public)."""
    words = _words.get((event.record.kind, event.code), _wording)
    return words(event, language, because)


EnclosuresOf = Callable[[Event, str], tuple[Enclosure, ...]]
"""(event, language) → the files that its mail carries."""
_enclosures: dict[tuple[str, str], EnclosuresOf] = {}


def declare_enclosures(kind: str, codes: Iterable[str], make: EnclosuresOf) -> None:
    """The mail that tells of an event *codes* of a record of *kind* carries what *make* gives, made when it is sent."""
    _enclosures.update({(kind, code): make for code in codes})


def enclosures_of(event: Event, language: str) -> tuple[Enclosure, ...]:
    """What goes with the mail about *event*."""
    make = _enclosures.get((event.record.kind, event.code))
    return make(event, language) if make else ()
