"""The private key in parts: each trustee keeps one as words on paper; some of them together open the box, fewer can't.

SLIP-39 (Shamir's secret sharing over GF(256), words with a checksum), by Trezor's library ``shamir-mnemonic``.
"""

from collections.abc import Sequence
from hashlib import sha256

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.share import Share
from shamir_mnemonic.wordlist import WORDLIST

FEWEST, MOST = 2, 16
"""How many must come together at least, and how many trustees there can be (SLIP-39)."""
_LABEL = b"ortaq share\x00"


class BadShare(ValueError):
    """A part of the key is no good. *place*: which of them, from 0, or None: all of them together. *word*: the first
    word that is in no list ("" when the words are known, but not in this order)."""

    def __init__(self, reason: str, place: int | None = None, word: str = "") -> None:
        super().__init__(reason)
        self.place = place
        self.word = word


def split(secret: bytes, *, needed: int, shares: int) -> list[str]:
    """*secret* (32 bytes) in *shares* parts of 33 words, of which any *needed* give it back.

    Raises ValueError when the numbers make no sense: one person alone never holds the key.
    """
    if len(secret) != 32:
        raise ValueError("the key has 32 bytes")
    if not FEWEST <= needed <= shares <= MOST:
        raise ValueError(f"of at most {MOST} parts at least {FEWEST} are needed, and not more than there are")
    parts: list[str] = generate_mnemonics(1, [(needed, shares)], secret)[0]
    return parts


def combined(shares: Sequence[str]) -> bytes:
    """The secret. Parts too many are checked like the others.

    Raises BadShare when a part is misspelled, comes from another election, is there twice, or when there are too few.
    """
    read = [_read(text, place) for place, text in enumerate(shares)]
    if not read:
        raise BadShare("there is no part of the key")
    needed = read[0].member_threshold
    seen: dict[int, Share] = {}
    for place, share in enumerate(read):
        if share.common_parameters() != read[0].common_parameters() or share.member_threshold != needed:
            raise BadShare("this part belongs to another key", place)
        if share.index in seen:
            raise BadShare("this part is here twice", place)
        seen[share.index] = share
    if len(read) < needed:
        raise BadShare(f"{needed} parts are needed, and there are {len(read)}")
    try:
        secrets: set[bytes] = {
            combine_mnemonics([tidy(shares[place]) for place in (*range(needed - 1), last)])
            for last in range(needed - 1, len(read))
        }
    except MnemonicError as error:
        raise BadShare("these parts don't belong together") from error
    if len(secrets) != 1:
        raise BadShare("these parts don't belong together")
    return secrets.pop()


def fingerprint(share: str) -> str:
    """What may be published of a part: shows later that the same one was brought, and betrays no word of it."""
    digits = sha256(_LABEL + tidy(share).encode()).hexdigest()[:32]
    return " ".join(digits[at : at + 4] for at in range(0, 32, 4))


def tidy(share: str) -> str:
    """A part as it is compared: small letters, one blank between words; numbers before the words are left out."""
    words = share.lower().replace(",", " ").split()
    return " ".join(word for word in words if not word.rstrip(".)").isdigit())


def _read(share: str, place: int) -> Share:
    text = tidy(share)
    for word in text.split():
        if word not in _KNOWN:
            raise BadShare("this word is in no list", place, word)
    try:
        return Share.from_mnemonic(text)
    except MnemonicError as error:
        raise BadShare("a word is missing or in the wrong place", place) from error


_KNOWN = frozenset(WORDLIST)
