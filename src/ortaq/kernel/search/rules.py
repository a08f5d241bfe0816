"""What is kept of a text, what is sought for a query, how two texts are compared, what is shown as a hit. Pure.

Each word gives two terms: its stem, and the first five letters of the word folded to a Russian keyboard. The stem is
exact, the prefix forgives: verb forms, misspelt endings, Kazakh typed without Kazakh letters.
"""

import math
import unicodedata
from collections import Counter
from dataclasses import dataclass
from hashlib import blake2b

from ortaq.kernel.language.rules import Word, folded, stems, words

QUERY_LENGTH = 200
QUERY_WORDS = 12
TITLE_WEIGHT = 3
"""A word of the title counts as this many of the text."""
MANY = 100
"""Terms in fewer records are counted when they are asked for; the recount keeps the count of the others (``Term``)."""
STEM_WEIGHT, PREFIX_WEIGHT = 1.0, 0.6
_PREFIX = 5
_LONGEST_WORD = 40
_MOST = 32_767
_GRAM = 4

_STOP_WORDS = (
    "және мен бен пен үшін туралы бойынша да де та те бұл сол осы ол біз сіз олар бар жоқ не немесе ма ме ба бе "
    "па пе өте тек ғана кейін дейін арқылы сияқты болып болады болды еді екен керек қалай қандай неге қашан и в "
    "во на но о об от до по под при про с со к ко у за из а или что как это эта этот эти так же бы ли то мы вы он "
    "она они я нас вас их его её для без над между через уже еще ещё есть нет был была были быть где когда почему "
    "the a an of to in on at by for and or is are was were be not no with from this that it as how what when "
    "where why"
)
_STOP = frozenset(_STOP_WORDS.split())


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index keeps of a text: how often each term stands in it (by term id), and its length in words."""

    times: dict[int, int]
    length: int


def term_id(term: str) -> int:
    """The 64-bit signed number that stands for *term*. Two of 10 million terms share one with odds of 1 in 370,000."""
    return int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), signed=True)


def _worth_keeping(word: Word) -> bool:
    return (len(word.text) > 1 or word.text.isdigit()) and word.text.casefold() not in _STOP


def word_terms(word: str, language: str | None) -> dict[str, float]:
    """The terms of one *word* with their weights; *language* None: of a query, whose language nobody knows."""
    short = word[:_LONGEST_WORD]
    terms = {f"s:{stem}": STEM_WEIGHT for stem in stems(short, language)}
    return terms | {f"p:{folded(short)[:_PREFIX]}": PREFIX_WEIGHT}


def entry(title: str, text: str, language: str) -> Entry:
    """What the index keeps of a record with *title* and *text* in *language*."""
    times: Counter[str] = Counter()
    length = 0
    for part, weight in ((title, TITLE_WEIGHT), (text, 1)):
        for word in filter(_worth_keeping, words(part)):
            length += 1
            for term in word_terms(word.text, language):
                times[term] += weight
    return Entry({term_id(term): min(count, _MOST) for term, count in times.items()}, min(length, _MOST))


def query_terms(text: str) -> dict[int, float]:
    """The terms that a typed query asks for, with their weights: its first 12 words of its first 200 characters.

    Signs other than letters and digits separate words and mean nothing. Words that the index doesn't
    keep ("және", "для") aren't sought.
    """
    sought = [word for word in words(text[:QUERY_LENGTH]) if _worth_keeping(word)]
    found: dict[int, float] = {}
    for word in sought[:QUERY_WORDS]:
        for term, weight in word_terms(word.text, None).items():
            found[term_id(term)] = weight
    return found


def text_terms(text: str, language: str, *, most: int = 80) -> dict[int, float]:
    """The terms of the first *most* different words of a whole *text*, for finding texts like it."""
    found: dict[int, float] = {}
    different: set[str] = set()
    for word in filter(_worth_keeping, words(text[:5_000])):
        key = word.text.casefold()
        if key in different or len(different) >= most:
            continue
        different.add(key)
        for term, weight in word_terms(key, language).items():
            found[term_id(term)] = weight
    return found


def grams(text: str) -> Counter[str]:
    """The four-letter pieces of the folded words of *text*, blanks at word ends counted as letters."""
    pieces: Counter[str] = Counter()
    for word in filter(_worth_keeping, words(text)):
        padded = f" {folded(word.text[:_LONGEST_WORD])} "
        pieces.update(padded[start : start + _GRAM] for start in range(max(1, len(padded) - _GRAM + 1)))
    return pieces


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """The cosine of two counts of pieces: 0 (nothing in common) to 1 (the same pieces)."""
    product = sum(count * other[piece] for piece, count in one.items())
    if not product:
        return 0.0
    return product / math.sqrt(sum(n * n for n in one.values()) * sum(n * n for n in other.values()))


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a text; ``is_hit``: it is a word that the query asked for. The template escapes and marks it."""

    text: str
    is_hit: bool


def highlighted(text: str, query: str, *, language: str | None = None, length: int = 240) -> list[Fragment]:
    """About *length* characters of *text* around its first hit for *query*, cut at words.

    "…" stands where text was left out. Without a hit it is the beginning of the text. *language* is the text's.
    """
    text = unicodedata.normalize("NFC", text)  # the form in which words know their places
    sought = set(query_terms(query))
    found = words(text)
    hits = [
        word
        for word in found
        if _worth_keeping(word) and any(term_id(term) in sought for term in word_terms(word.text, language))
    ]
    start = 0
    if hits and hits[0].end > length:
        start = min(word.start for word in found if word.start >= hits[0].start - length // 3)
    end = len(text)
    if end - start > length:
        end = max((word.end for word in found if start < word.end <= start + length), default=start + length)
    fragments = [Fragment("…", False)] if start else []
    place = start
    for hit in hits:
        if hit.start < start or hit.end > end:
            continue
        if hit.start > place:
            fragments.append(Fragment(text[place : hit.start], False))
        fragments.append(Fragment(text[hit.start : hit.end], True))
        place = hit.end
    if place < end:
        fragments.append(Fragment(text[place:end], False))
    if end < len(text):
        fragments.append(Fragment("…", False))
    return fragments


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found. ``score`` orders the hits of one query; it means nothing between queries."""

    record_id: int
    score: float

    @property
    def cursor(self) -> str:
        """Where the next page starts: the ``after`` of the next search."""
        return f"{round(self.score * SCORE_STEPS)}-{self.record_id}"


SCORE_STEPS = 10_000
"""Scores are compared in ten-thousandths, so that sums in another order page the same."""


def parse_cursor(text: str) -> tuple[int, int] | None:
    """(score in steps, record id) of a cursor; None when *text* isn't one (then the first page is shown)."""
    score, _, record = text.partition("-")
    if not (score.isascii() and score.isdigit() and record.isascii() and record.isdigit()):
        return None
    if len(score) > 9 or len(record) > 18:
        return None
    return int(score), int(record)
