"""Every hour what came in enters the public log, sorted, under a signed head."""

from datetime import UTC, datetime

from django.db import connection, transaction

from ortaq.kernel.keys.queries import signing_key
from ortaq.procedures.ballots.actions.box import hold_box, stir_box
from ortaq.procedures.ballots.actions.rounds import for_each
from ortaq.procedures.ballots.models import Commitment, Election, Head
from ortaq.procedures.ballots.rules.log import TILE, Tree, batch, tile_roots
from ortaq.procedures.ballots.rules.log import Head as Said

LIVE = ("open", "suspended", "closed")


@transaction.atomic
def make_head(*, election: Election, at: datetime) -> Head:
    """Takes what waits into the log of *election*, in sorted order, and signs the head over all of it.

    What came since the last head is written anew, box and log alike, in an order that tells nothing: until then hidden
    columns of the database could pair it with the roll. Nobody can cast a ballot meanwhile (milliseconds).
    """
    moment = at.astimezone(UTC).replace(microsecond=0)
    hold_box(election)
    stir_box(election)
    before = Head.objects.filter(election=election).order_by("-number").first()
    waiting = Commitment.objects.filter(election=election, head__isnull=True)
    fresh = batch(bytes(value) for value in waiting.values_list("value", flat=True))
    known = b"".join(bytes(each) for each in Head.objects.filter(election=election).values_list("tiles", flat=True))
    old = before.size if before else 0
    base = len(known) // 32 * TILE
    kept = Commitment.objects.filter(election=election, position__gte=base).order_by("position")
    leaves = [bytes(value) for value in kept.values_list("value", flat=True)] + fresh
    more = tile_roots(leaves)
    tiles = [known[at : at + 32] for at in range(0, len(known), 32)] + more
    tree = Tree(old + len(fresh), tiles, leaves, base)
    said = Said(election.number, before.number + 1 if before else 1, tree.size, tree.root(), moment.isoformat())
    head = Head.objects.create(
        election=election,
        number=said.number,
        size=said.size,
        root=said.root,
        signature=signing_key().sign(said.signed()),
        proof=b"".join(tree.consistency_proof(old)) if old else b"",
        tiles=b"".join(more),
        made_at=moment,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH gone AS (DELETE FROM ballots_commitment WHERE election_id = %s AND head_id IS NULL RETURNING value)
               INSERT INTO ballots_commitment (value, election_id, head_id, position)
               SELECT value, %s, %s, %s + row_number() OVER (ORDER BY value) - 1 FROM gone ORDER BY value""",
            [election.pk, election.pk, head.pk, old],
        )
    return head


def make_heads(*, at: datetime) -> int:
    """A head for every vote that is going on, and a last one for those that have closed; returns how many.

    Each is a transaction of its own.
    """

    def act(election: Election) -> bool:
        if election.state == "closed" and not is_waiting(election):
            return False
        make_head(election=election, at=at)
        return True

    return for_each(Election.objects.filter(state__in=LIVE).order_by("pk"), act)


def is_waiting(election: Election) -> bool:
    """Is there anything that no head covers, or no head at all?"""
    waiting = Commitment.objects.filter(election=election, head__isnull=True).exists()
    return waiting or not Head.objects.filter(election=election).exists()
