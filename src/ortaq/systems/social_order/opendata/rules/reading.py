"""Reading packages that strangers made, item by item: a file may be larger than the memory that it is read with. Pure.

Strict where it matters (UTF-8, one JSON object, bounded depth, size and numbers), patient where real files differ (a
byte order mark, white space, members before and after the list).
"""

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from ortaq.kernel.language.rules import Text

DEEPEST = 40
"""No package of the standards nests deeper than half of this."""
LONGEST_ITEM = 4_000_000
"""Characters of one release or grant."""
LONGEST_AROUND = 1_000_000
"""Characters of everything around the list."""
_MARKS = re.compile(r'["{}\[\],:]')
_STRING_END = re.compile(r'["\\]')
_SPACE = " \t\r\n"


class Unreadable(ValueError):
    """The file can't be read. ``reason`` says why and where, in three languages."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


def _unreadable(kk: str, ru: str, en: str) -> Unreadable:
    return Unreadable(Text(kk, ru, en))


class Package:
    """A package read from pieces of bytes: iterate :meth:`items`; ``around`` is whole once they are through."""

    def __init__(self, pieces: Iterable[bytes], *keys: str) -> None:
        """*keys*: how the list may be called; ``key`` is then what it is called."""
        self.around: dict[str, Any] = {}
        self.keys = keys
        self.key = keys[0]
        self._pieces = _decoded(pieces)
        self._text = ""
        self._at = 0

    def items(self) -> Iterator[Any]:
        """The items of the list *key*. Raises Unreadable at the place that is wrong."""
        self._expect("{")
        found = False
        around = 0
        first = True
        while True:
            mark = self._peek()
            if mark == "}" and first:
                self._at += 1
                break
            name = self._value(LONGEST_AROUND, "")
            if not isinstance(name, str):
                raise self._broken()
            self._expect(":")
            if name in self.keys and not found:
                found, self.key = True, name
                yield from self._list()
            else:
                start = self._peek()
                value = self._value(LONGEST_AROUND - around, name)
                around += 100 if start in "{[" else len(str(value))
                self.around[name] = value
            first = False
            mark = self._peek()
            self._at += 1
            if mark == "}":
                break
            if mark != ",":
                raise self._broken()
        if self._peek(end_allowed=True):
            raise self._broken()
        if not found:
            raise _unreadable(
                f"Файлда «{self.key}» тізімі жоқ.",
                f"В файле нет списка «{self.key}».",
                f"The file has no list “{self.key}”.",
            )

    def _list(self) -> Iterator[Any]:
        self._expect("[")
        if self._peek() == "]":
            self._at += 1
            return
        index = 0
        while True:
            yield self._value(LONGEST_ITEM, f"{self.key}/{index}")
            index += 1
            mark = self._peek()
            self._at += 1
            if mark == "]":
                return
            if mark != ",":
                raise self._broken()

    def _more(self) -> bool:
        piece = next(self._pieces, None)
        if piece is None:
            return False
        self._text = self._text[self._at :] + piece
        self._at = 0
        return True

    def _peek(self, *, end_allowed: bool = False) -> str:
        """The next character that is no white space."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in _SPACE:
                    return self._text[self._at]
                self._at += 1
            if not self._more():
                if end_allowed:
                    return ""
                raise _unreadable(
                    "Файл аяқталмаған: соңы жоқ.",
                    "Файл обрывается: конца нет.",
                    "The file breaks off: its end is missing.",
                )

    def _expect(self, mark: str) -> None:
        if self._peek() != mark:
            raise self._broken()
        self._at += 1

    def _broken(self) -> Unreadable:
        near = self._text[max(0, self._at - 30) : self._at + 30].replace("\n", " ")
        return _unreadable(
            f"Файл JSON емес немесе бүлінген: «{near}» маңында.",
            f"Это не JSON, или файл повреждён: около «{near}».",
            f"The file is no JSON, or is broken near “{near}”.",
        )

    def _value(self, longest: int, where: str) -> Any:
        """The next value, whole. It is found by its brackets first, so that no depth or size is taken on trust."""
        self._peek()
        depth, position, in_string = 0, 0, False
        while True:
            found = (_STRING_END if in_string else _MARKS).search(self._text, self._at + position)
            if found is None:
                position = len(self._text) - self._at
                if position > longest:
                    raise _too_large(where)
                if not self._more():
                    self._at = len(self._text)
                    self._peek()
                continue
            mark, place = found.group(), found.start() - self._at
            if in_string:
                if mark == "\\":
                    if self._at + place + 1 >= len(self._text) and not self._more():
                        raise self._broken()
                    position = place + 2
                    continue
                in_string = False
                position = place + 1
                if depth == 0:
                    break
                continue
            if mark == '"':
                in_string = True
            elif mark in "{[":
                depth += 1
                if depth > DEEPEST:
                    raise _too_deep(where)
            elif mark in "}]":
                if depth == 0:
                    position = place
                    break
                depth -= 1
                if depth == 0:
                    position = place + 1
                    break
            elif depth == 0:
                position = place
                break
            position = place + 1
        if position > longest:
            raise _too_large(where)
        text = self._text[self._at : self._at + position]
        value = parsed(text, where)
        self._at += position
        return value


def parsed(text: str, where: str) -> Any:
    """JSON with exact decimals. Raises Unreadable for what is broken, infinite or absurdly long."""
    try:
        return json.loads(text, parse_float=_decimal, parse_int=_whole, parse_constant=_constant)
    except (ValueError, InvalidOperation, RecursionError) as error:
        raise _unreadable(
            f"{where or 'JSON'}: оқылмайды ({error}).",
            f"{where or 'JSON'}: не читается ({error}).",
            f"{where or 'JSON'}: can't be read ({error}).",
        ) from error


def _decimal(text: str) -> Decimal:
    value = Decimal(text)
    if len(text) > 40 or not -30 < value.adjusted() < 30:
        raise ValueError("a number out of all bounds")
    return value


def _whole(text: str) -> int:
    if len(text) > 30:
        raise ValueError("a number out of all bounds")
    return int(text)


def _constant(text: str) -> None:
    raise ValueError(f"{text} is no number")


def _decoded(pieces: Iterable[bytes]) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        for piece in pieces:
            if text := decoder.decode(piece):
                yield text
        if text := decoder.decode(b"", final=True):
            yield text
    except UnicodeDecodeError as error:
        raise _unreadable(
            "Файл UTF-8 кодында емес. Оны UTF-8 етіп сақтаңыз.",
            "Файл не в кодировке UTF-8. Сохраните его в UTF-8.",
            "The file isn't in UTF-8. Save it as UTF-8.",
        ) from error


def _too_large(where: str) -> Unreadable:
    name = where or "JSON"
    return _unreadable(
        f"{name}: тым үлкен, {LONGEST_ITEM} таңбадан асады.",
        f"{name}: слишком велико, больше {LONGEST_ITEM} знаков.",
        f"{name}: too large, more than {LONGEST_ITEM} characters.",
    )


def _too_deep(where: str) -> Unreadable:
    name = where or "JSON"
    return _unreadable(
        f"{name}: {DEEPEST} деңгейден терең.",
        f"{name}: вложенность больше {DEEPEST}.",
        f"{name}: nested deeper than {DEEPEST}.",
    )
