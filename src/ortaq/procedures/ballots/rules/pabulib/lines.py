"""From bytes to rows: parts, headings, quotes and line numbers of a ``.pb`` file."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

LONGEST_LINE = 1 << 20
"""Bytes. The longest line of the 1,746 public files is far below; a longer one isn't such a file."""
_BOM = b"\xef\xbb\xbf"
_OTHER_BOMS = (b"\xff\xfe", b"\xfe\xff")
SECTIONS = (b"META", b"PROJECTS", b"VOTES")


class Unreadable(ValueError):
    """The file isn't a vote that can be counted. The message says the line, what is wrong and what to do."""

    def __init__(self, line: int, trouble: str) -> None:
        super().__init__(f"line {line}: {trouble}")
        self.line = line
        self.trouble = trouble


@dataclass(slots=True)
class Source:
    """The lines of a file, counted. ``number`` is that of the line that was read last, from 1."""

    stream: BinaryIO
    number: int = 0

    def __iter__(self) -> Iterator[bytes]:
        read = self.stream.readline
        while line := read(LONGEST_LINE):
            self.number += 1
            if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                raise Unreadable(self.number, f"longer than {LONGEST_LINE:,} bytes. Is this a .pb file?")
            if self.number == 1:
                if line.startswith(_OTHER_BOMS):
                    raise Unreadable(1, "the file is UTF-16. Save it as UTF-8.")
                line = line.removeprefix(_BOM)
            yield line


def is_section(line: bytes, name: bytes) -> bool:
    """Does *line* begin the part *name*? Case, blanks and empty fields (spreadsheets leave them) don't count."""
    return line.strip().rstrip(b";").strip().upper() == name


def row(line: bytes, rest: Iterator[bytes], source: Source) -> list[str]:
    """The fields of the row that begins with *line*; a quoted field may go on over the lines that follow."""
    first = source.number
    try:
        if b'"' not in line:
            return line.rstrip(b"\r\n").decode("utf-8").split(";")
        texts = (part.decode("utf-8") for part in chain([line], rest))
        fields = next(csv.reader(texts, delimiter=";", strict=True))
    except UnicodeDecodeError:
        raise Unreadable(source.number, "not UTF-8. Save the file as UTF-8.") from None
    except csv.Error:
        raise Unreadable(first, 'a quote is never closed, or text follows a closing quote. Write " inside quotes twice.') from None  # fmt: skip
    return fields


def fitted(fields: list[str], columns: tuple[str, ...], line: int) -> dict[str, str]:
    """The row as heading → field. Empty fields too many at the end are left out; any other number is an error."""
    while len(fields) > len(columns) and not fields[-1].strip():
        fields.pop()
    if len(fields) != len(columns):
        raise Unreadable(
            line,
            f"{len(fields)} fields under {len(columns)} headings. A field with a semicolon must stand in quotes.",
        )
    return dict(zip(columns, fields, strict=True))


def headings(fields: list[str], needed: tuple[str, ...], line: int, section: str) -> tuple[str, ...]:
    """The headings of a part, without blanks around them. Raises Unreadable when one is missing or there twice."""
    names = [name.strip() for name in fields]
    while names and not names[-1]:
        names.pop()
    for name in needed:
        if name not in names:
            raise Unreadable(line, f"the headings of {section} must have {name!r}; they are {';'.join(names)!r}.")
    if len(set(names)) != len(names) or "" in names:
        raise Unreadable(line, f"a heading of {section} is empty or stands there twice.")
    return tuple(names)


@dataclass(slots=True)
class Parts:
    """META and PROJECTS of a file as they stand there, and the lines of VOTES, not read yet."""

    source: Source
    lines: Iterator[bytes]
    meta: dict[str, str]
    meta_lines: dict[str, int]
    project_columns: tuple[str, ...]
    projects: list[tuple[int, dict[str, str]]]
    vote_columns: tuple[str, ...]

    def votes(self) -> Iterator[tuple[int, dict[str, str]]]:
        """The rows of VOTES with the number of the line each begins in."""
        for line in self.lines:
            if line.strip():
                number = self.source.number
                yield number, fitted(row(line, self.lines, self.source), self.vote_columns, number)


def opened(stream: BinaryIO) -> Parts:
    """Reads META, PROJECTS and the headings of VOTES. Raises Unreadable."""
    source = Source(stream)
    lines = iter(source)
    _expect(lines, source, b"META")
    headings(_next_row(lines, source, "META"), ("key", "value"), source.number, "META")
    meta: dict[str, str] = {}
    meta_lines: dict[str, int] = {}
    for number, fields in _rows(lines, source, b"PROJECTS"):
        pair = fitted(fields, ("key", "value"), number)
        key = pair["key"].strip()
        if key in meta:
            raise Unreadable(number, f"META has {key!r} twice (first in line {meta_lines[key]}).")
        meta[key], meta_lines[key] = pair["value"], number
    columns = headings(_next_row(lines, source, "PROJECTS"), ("project_id", "cost"), source.number, "PROJECTS")
    projects = [(number, fitted(fields, columns, number)) for number, fields in _rows(lines, source, b"VOTES")]
    vote_columns = headings(_next_row(lines, source, "VOTES"), ("voter_id", "vote"), source.number, "VOTES")
    return Parts(source, lines, meta, meta_lines, columns, projects, vote_columns)


def _expect(lines: Iterator[bytes], source: Source, name: bytes) -> None:
    for line in lines:
        if line.strip():
            if is_section(line, name):
                return
            break
    raise Unreadable(max(source.number, 1), f"the file must begin with the line {name.decode()}.")


def _next_row(lines: Iterator[bytes], source: Source, section: str) -> list[str]:
    for line in lines:
        if line.strip():
            return row(line, lines, source)
    raise Unreadable(source.number, f"the file ends before the headings of {section}.")


def _rows(lines: Iterator[bytes], source: Source, until: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows up to the line that begins the part *until*."""
    for line in lines:
        if is_section(line, until):
            return
        if any(is_section(line, name) for name in SECTIONS):
            raise Unreadable(source.number, f"{line.strip().decode()} stands here, but {until.decode()} comes next.")
        if line.strip():
            number = source.number
            yield number, row(line, lines, source)
    raise Unreadable(max(source.number, 1), f"the file ends without the part {until.decode()}.")
