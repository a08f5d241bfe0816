"""The key of a vote is made: a private key that is split and forgotten at once, and what the keepers are asked.

Pure, so that it can be done on a machine without network and database.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ortaq.procedures.ballots.rules.sealing import new_keys
from ortaq.procedures.ballots.rules.trustees import fingerprint, split

FORMAT = 1
ASKED = 3
"""So many words of the part each keeper reads back: nobody goes home with a part that can't be read."""


@dataclass(frozen=True, slots=True)
class Ceremony:
    """A fresh key. *shares* are shown once, each to one keeper, and forgotten; the private key is gone already."""

    public_key: bytes
    needed: int
    shares: tuple[str, ...]

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """What may be published of the parts."""
        return tuple(fingerprint(share) for share in self.shares)

    def public(self) -> Mapping[str, Any]:
        """What leaves the machine on which the key was made, as JSON values."""
        return {
            "format": FORMAT,
            "public_key": self.public_key.hex(),
            "needed": self.needed,
            "fingerprints": list(self.fingerprints),
        }


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The public half of a key that was made elsewhere."""

    key: bytes
    needed: int
    fingerprints: tuple[str, ...]


def begin(*, needed: int, shares: int) -> Ceremony:
    """Makes a key and splits it. Raises ValueError when the numbers make no sense."""
    private, public = new_keys()
    return Ceremony(public, needed, tuple(split(private, needed=needed, shares=shares)))


def read_public(found: Any) -> PublicKey:
    """What :meth:`Ceremony.public` gave. Raises ValueError for anything else."""
    try:
        if found["format"] != FORMAT:
            raise ValueError(f"a key of the unknown format {found['format']}")
        key = bytes.fromhex(found["public_key"])
        marks = tuple(str(each) for each in found["fingerprints"])
        needed = int(found["needed"])
    except (KeyError, TypeError) as error:
        raise ValueError("this is no file with a public key") from error
    if len(key) != 32 or not marks:
        raise ValueError("this is no file with a public key")
    return PublicKey(key, needed, marks)


def asked_words(share: str) -> list[tuple[int, str]]:
    """Which words a keeper reads back: their places, from 1, and what stands there."""
    words = share.split()
    return [(place + 1, words[place]) for place in sorted(secrets.SystemRandom().sample(range(len(words)), ASKED))]


def in_lines(share: str, width: int = 3) -> list[str]:
    """A part as it is copied by hand: numbered words, *width* in a line."""
    words = [f"{place:2}. {word:<10}" for place, word in enumerate(share.split(), 1)]
    return ["  ".join(words[at : at + width]).rstrip() for at in range(0, len(words), width)]
