"""Who may read the documents of a kind of record. Each system declares it in ``apps.py``; unknown kinds are closed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.http import HttpRequest

from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.models import Record

if TYPE_CHECKING:
    from ortaq.kernel.documents.models import Document


class Answer(Protocol):
    """What a declared function answers: ``lifecycle.rules.Decision``, which stands in a higher room, fits."""

    @property
    def allowed(self) -> bool: ...


Access = Callable[[Actor, "Document", Record], Answer]
Reader = Callable[[HttpRequest, Record], Actor]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a kind of record declared."""

    access: Access
    reader: Reader | None = None


_declared: dict[str, Rule] = {}


def declare_access(kind_code: str, access: Access, reader: Reader | None = None) -> None:
    """Says who may read the official copies of the documents of records of kind *kind_code*.

    *reader* says as whom a request comes towards a record, where the account alone does not tell (somebody without an
    account who proved a number and its PIN in this session).
    """
    _declared[kind_code] = Rule(access, reader)


def rule_of(kind_code: str) -> Rule | None:
    """What was declared, or None: then nobody may."""
    return _declared.get(kind_code)
