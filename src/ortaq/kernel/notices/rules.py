"""Who gets a notice, by which channel, in which words, and when a failed one is tried again. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

GIVE_UP_AFTER = timedelta(hours=72)
"""A notice that couldn't be delivered for so long is dead: the office sees it and reaches the person otherwise."""

LEASE = timedelta(minutes=5)
"""How long one worker has for one notice. When it dies meanwhile, another takes the notice up after this."""

SERVER_PAUSE = timedelta(seconds=60)
"""How long a channel rests after its server didn't answer."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person who is told: by account, or by the contact that a guest left (``parties.Person``).

    ``because``: the capacity in which they are told; the notice says it ("You get this because…").
    ``optional``: they may stop such notices by one click (followers); what the law makes us tell is not optional.
    ``by``: the channel that they asked for ("sms"); "" is: as we think best.
    """

    because: str
    language: str
    person_id: int | None = None
    user_id: int | None = None
    optional: bool = False
    by: str = ""

    @property
    def identity(self) -> str:
        """One recipient is told once, whatever capacities they stand in: "u17" (account) or "p23" (guest)."""
        return f"u{self.user_id}" if self.user_id else f"p{self.person_id}"


@dataclass(frozen=True, slots=True)
class Wording:
    """A notice in one language: what it is about, what happened line by line, and why the reader gets it.

    ``link``: where it leads, when that isn't the page of the record. A notice with a link of its own was asked for.
    """

    subject: str
    lines: tuple[str, ...]
    because: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes with a mail."""

    name: str
    content: bytes
    type: str = "application/pdf"


def channels_for(recipient: Recipient, *, email: bool, phone: bool, sms: bool) -> Iterator[str]:
    """The channels by which *recipient* is told: accounts in the application and by e-mail, guests by what they left; by
    text message whoever asked for it.

    ``email``, ``phone``: is there an address? ``sms``: does this installation send text messages?
    """
    if recipient.user_id:
        yield "inapp"
    texts = phone and sms
    if email and not (texts and recipient.by == "sms"):
        yield "email"
    elif texts:
        yield "sms"


def next_try(attempts: int, now: datetime, since: datetime) -> datetime | None:
    """When to try again after *attempts* failures of a notice queued at *since*: after 1, 2, 4… minutes, at most 4 hours;
    None once 72 hours are over.
    """
    if now - since >= GIVE_UP_AFTER:
        return None
    return min(now + min(timedelta(minutes=2 ** min(attempts - 1, 8)), timedelta(hours=4)), since + GIVE_UP_AFTER)


def one_line(text: str, limit: int = 200) -> str:
    """*text* fit for a mail header: no line breaks or other control characters, spaces collapsed, cut at *limit*."""
    clean = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return clean if len(clean) <= limit else clean[: limit - 1].rstrip() + "…"
