"""How often a stranger may do what, and whose address a request comes from. Pure: no clock, no database.

Norms: ASVS 5.0 V2.1.3 (limits are documented), V2.4.1 (limits against automation), V15.3.4 (client address).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

MINUTE, HOUR, DAY = 60, 3600, 86_400

_KEY = re.compile(r"[A-Za-z0-9_-]{20,60}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Window:
    """At most *amount* times within each fixed window of *seconds*."""

    amount: int
    seconds: int

    def start(self, moment: float) -> int:
        """When the window that *moment* (seconds since 1970) lies in began."""
        return int(moment) // self.seconds * self.seconds


@dataclass(frozen=True, slots=True)
class Rule:
    """What is limited (``code``), and the windows that hold for one sender, all at once."""

    code: str
    windows: tuple[Window, ...]


def _rule(code: str, *windows: tuple[int, int]) -> tuple[str, Rule]:
    return code, Rule(code, tuple(Window(amount, seconds) for amount, seconds in windows))


RULES: dict[str, Rule] = dict(
    (
        _rule("appeal.file", (10, HOUR), (30, DAY)),
        _rule("appeal.place", (60, HOUR), (200, DAY)),
        _rule("appeal.join", (30, HOUR)),
        _rule("topic.propose", (10, HOUR), (30, DAY)),
        _rule("topic.support", (60, HOUR), (300, DAY)),
        _rule("status.lookup", (10, 10 * MINUTE)),
        _rule("status.number", (20, 10 * MINUTE)),
        _rule("pin.ask", (10, HOUR), (30, DAY)),
        _rule("pin.letter", (3, HOUR), (6, DAY)),
        _rule("upload", (60, HOUR), (200, DAY)),
        _rule("search", (60, MINUTE), (1000, HOUR)),
        _rule("sign_up", (30, HOUR), (100, DAY)),
        _rule("code.send", (5, 10 * MINUTE), (20, DAY)),
        _rule("open311.post", (60, HOUR), (600, DAY)),
        _rule("open311.read", (600, MINUTE)),
        _rule("api.read", (600, MINUTE)),
        _rule("export", (20, HOUR)),
        _rule("export.fetch", (60, HOUR)),
        _rule("speech", (60, 10 * MINUTE)),
        _rule("feedback", (20, HOUR)),
        _rule("survey.answer", (60, 10 * MINUTE), (1000, DAY)),
        _rule("comment", (30, HOUR)),
        _rule("application.save", (1500, HOUR)),
        _rule("application.submit", (30, HOUR)),
        _rule("call.question", (20, HOUR), (60, DAY)),
        _rule("pdf", (60, 10 * MINUTE)),
        _rule("vote.code", (3, 10 * MINUTE), (10, DAY)),
        _rule("vote.guess", (200, HOUR)),
        _rule("vote.file", (3000, HOUR)),
    )
)
"""Every limit. ``appeal.file`` counts a person: an account, or the contact that a guest left; ``appeal.place`` the network
that guests file from, for a village or a library shares one. ``status.lookup`` and ``pin.ask`` count the asker,
``status.number`` the record asked for; ``pin.letter`` counts the number whose PIN was lost, or the contact that somebody
wants to join with, whether there is such a one or not; ``code.send`` the e-mail address that a letter for a new password
goes to; ``open311.post`` counts the API key; ``vote.code`` the IIN that a code is asked for, since voters in one hall
share an address; ``vote.guess`` the wrong codes by text message of one vote, whoever sends them: above it nobody is
stopped, but a code is good for fewer tries."""

LONGEST = max(window.seconds for rule in RULES.values() for window in rule.windows)
"""No window is longer (seconds): older rows are of no use."""


def wait_after(windows: Sequence[Window], used: Sequence[int], moment: float) -> int:
    """Seconds until the next try may succeed, when the n-th *windows* now counts the n-th *used*; 0: it is allowed."""
    return max(
        (
            window.start(moment) + window.seconds - int(moment)
            for window, count in zip(windows, used, strict=True)
            if count > window.amount
        ),
        default=0,
    )


def valid_key(sent: str) -> str:
    """The idempotency key in *sent* (a form field, or a header that may stand in quotes); "" when it isn't one.

    20 to 60 letters, digits, hyphens and underscores: long enough that nobody guesses another's.
    """
    bare = sent[1:-1] if len(sent) > 1 and sent[0] == sent[-1] == '"' else sent
    return bare if _KEY.fullmatch(bare) else ""


def address_behind(proxies: int, forwarded: str, remote: str) -> str:
    """The client's address behind *proxies* of our own: the entry that the outermost of them wrote.

    Each proxy of ours appends the address it saw to X-Forwarded-For (*forwarded*), so only the last *proxies*
    entries are true; what stands before them was sent by the client and is never believed. With fewer entries, or
    with one that is no address, the address of the connection (*remote*) holds.
    """
    entries = [entry.strip() for entry in forwarded.split(",")] if forwarded.strip() else []
    candidate = entries[-proxies] if 0 < proxies <= len(entries) else remote
    return _plain(candidate) or _plain(remote) or "unknown"


def _plain(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(parsed)


def sender_network(address: str) -> str:
    """What one sender can't change at will: an IPv4 address, or the /64 that an IPv6 client picks addresses from."""
    if ":" not in address:
        return address
    return str(IPv6Address(int(IPv6Address(address.partition("%")[0])) >> 64 << 64)) + "/64"
