"""A ``.pb`` file whole, field by field: for writing one, and for changing one without losing what isn't counted."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from ortaq.procedures.ballots.rules.pabulib.lines import opened

_NEEDS_QUOTES = re.compile(r'[;"\r\n]')


@dataclass(frozen=True, slots=True)
class Document:
    """Every field of a file as text, in its order. Fields that the format doesn't know are kept like the others."""

    meta: Mapping[str, str]
    project_columns: tuple[str, ...]
    projects: Sequence[Mapping[str, str]]
    vote_columns: tuple[str, ...]
    votes: Sequence[Mapping[str, str]]


def read_document(stream: BinaryIO) -> Document:
    """The whole file in memory, unchecked but for its form. For counting, ``read_election`` needs far less memory.

    Raises Unreadable.
    """
    parts = opened(stream)
    votes = [fields for _, fields in parts.votes()]
    return Document(
        parts.meta, parts.project_columns, [fields for _, fields in parts.projects], parts.vote_columns, votes
    )


def written(document: Document) -> Iterator[str]:
    """The lines of *document* as a ``.pb`` file, each with its line end, to be encoded as UTF-8.

    What ``read_document`` reads of them is equal to *document*. Raises KeyError when a row lacks a column.
    """
    yield "META\nkey;value\n"
    yield from (_line((key, value)) for key, value in document.meta.items())
    yield "PROJECTS\n" + _line(document.project_columns)
    yield from (_line([fields[name] for name in document.project_columns]) for fields in document.projects)
    yield "VOTES\n" + _line(document.vote_columns)
    yield from (_line([fields[name] for name in document.vote_columns]) for fields in document.votes)


def _line(fields: Sequence[str]) -> str:
    return ";".join(_field(field) for field in fields) + "\n"


def _field(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text
