"""What observers look at: a receipt in the log with its proof, the heads, and the files of a count."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BinaryField, Case, F, Func, IntegerField, When

from ortaq.kernel.events.models import Event
from ortaq.kernel.events.rules import inclusion_proof
from ortaq.procedures.ballots.models import Commitment, Election, Head, Published
from ortaq.procedures.ballots.queries.counting import said_of
from ortaq.procedures.ballots.rules.log import TILE, Tree
from ortaq.procedures.ballots.rules.publishing import SignedHead
from ortaq.procedures.ballots.rules.receipts import prefix

SIGNS = "signs.json"
SHOWN = 12
"""So many heads stand on the page; all of them are in the file."""


@dataclass(frozen=True, slots=True)
class Found:
    """A receipt that was looked up. *head* is None while it waits for the next one; *counted* is None before the count."""

    commitment: bytes
    counted: bool | None
    head: Head | None = None
    position: int = 0
    last: SignedHead | None = None
    proof: tuple[bytes, ...] = ()


def find_receipt(election: Election, code: str, heads: Sequence[Head]) -> Found | None:
    """The entry with this receipt, and its proof under the last of *heads* (all of them); *code* as ``read_code`` gives it.

    One SQL query when there is none, at most three else.
    """
    first, last = prefix(code)
    entry = (
        Commitment.objects.filter(election=election, value__gte=first, value__lte=last).select_related("head").first()
    )
    if entry is None:
        return None
    value = bytes(entry.value)
    if entry.head is None or entry.position is None or entry.position >= heads[-1].size:
        return Found(value, entry.counted)
    size = heads[-1].size
    joined = b"".join(bytes(head.tiles) for head in heads)
    tiles = [joined[at : at + 32] for at in range(0, len(joined), 32)]
    tile, tail = entry.position // TILE, len(tiles) * TILE
    own = _leaves(election, tile * TILE, size)
    rest = own if tile >= len(tiles) else _leaves(election, tail, size)
    tree = Tree(size, tiles, rest, tail)
    proof = tuple(inclusion_proof(entry.position - tile * TILE, own)) + tuple(tree.proof_of_tile(tile))
    return Found(value, entry.counted, entry.head, entry.position, said_of(election, heads[-1]), proof)


def _leaves(election: Election, start: int, size: int) -> list[bytes]:
    part = Commitment.objects.filter(election=election, position__gte=start, position__lt=min(start + TILE, size))
    return [bytes(value) for value in part.order_by("position").values_list("value", flat=True)]


def all_heads(election: Election) -> list[Head]:
    """Every head, the first first: some hundreds. One SQL query."""
    return list(Head.objects.filter(election=election).order_by("number"))


def head_of(election: Election, number: int) -> SignedHead | None:
    """One head as it was signed. One SQL query."""
    found = Head.objects.filter(election=election, number=number).defer("tiles").first()
    return said_of(election, found) if found else None


def files_of(election: Election) -> list[Published]:
    """The files of a count with their ``bytes``; what is in them only of that with the ``signs``. One SQL query."""
    size = Func("content", function="octet_length", output_field=IntegerField())
    signs = Case(When(name=SIGNS, then=F("content")), default=None, output_field=BinaryField())
    return list(Published.objects.filter(election=election).defer("content").annotate(bytes=size, signs=signs))


def file_of(election: Election, name: str) -> Published | None:
    """One file. One SQL query."""
    return Published.objects.filter(election=election, name=name).first()


def destroyed(election: Election) -> Event | None:
    """That and when it was destroyed what tied voters to ballots. One SQL query."""
    return Event.objects.filter(record_id=election.pk, code="destroy").first()
