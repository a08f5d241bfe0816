"""Appeals that say the same, word for word: one person who sends it again and again, or many who were given one text."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Value
from django.db.models.functions import MD5

from ortaq.kernel.parties.rules import Actor
from ortaq.systems.reception.models import Appeal
from ortaq.systems.reception.queries.office import workable

SPAN = timedelta(days=30)
"""So far apart two appeals may have come and still be told of."""

MOST = 20
"""No more numbers than this are named."""


@dataclass(frozen=True, slots=True)
class SameText:
    """Other appeals with the very text of one: their numbers, and how many different people left their contact."""

    numbers: list[str]
    senders: int


def same_text(appeal: Appeal, actor: Actor) -> SameText:
    """The appeals that *actor* works with and that have the text of this one, the newest first. One SQL query."""
    span = (appeal.received_at - SPAN, appeal.received_at + SPAN)
    found = (
        workable(actor)
        .alias(digest=MD5("text"))  # by the index: texts are long
        .filter(digest=MD5(Value(appeal.text)), text=appeal.text, received_at__range=span)
        .order_by("-pk")
        .values_list("number", "author__contact_hash", "author_id")[: MOST + 1]
    )
    rows = [(number, bytes(contact) if contact else author) for number, contact, author in found]
    return SameText([number for number, _ in rows if number != appeal.number][:MOST], len({who for _, who in rows}))
