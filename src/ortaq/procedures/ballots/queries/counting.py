"""What the count and its publication are made of, beside the box."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.conf import settings
from django.db.models import Count, Q, Sum
from django.utils import timezone

from ortaq.kernel.events.models import Event
from ortaq.kernel.notices.queries import text_counts
from ortaq.kernel.parties.queries import territory_reference
from ortaq.procedures.ballots.models import Commitment, Election, Head, PaperBatch, Voter, Withdrawal
from ortaq.procedures.ballots.queries.voting import GUESSED
from ortaq.procedures.ballots.rules.log import Head as Said
from ortaq.procedures.ballots.rules.publishing import SignedHead, Withdrawn
from ortaq.procedures.ballots.rules.telling import LONGEST_WAIT, purpose_of


def log_of(election: Election) -> list[bytes]:
    """The whole log in its order. One SQL query."""
    placed = Commitment.objects.filter(election=election, position__isnull=False).order_by("position")
    return [bytes(value) for value in placed.values_list("value", flat=True)]


def said_of(election: Election, head: Head) -> SignedHead:
    """A stored head as it was signed."""
    proof = bytes(head.proof)
    said = Said(election.number, head.number, head.size, bytes(head.root), head.made_at.isoformat())
    return SignedHead(said, bytes(head.signature), tuple(proof[at : at + 32] for at in range(0, len(proof), 32)))


def signed_heads(election: Election) -> list[SignedHead]:
    """Every head, the first first. One SQL query."""
    return [
        said_of(election, head) for head in Head.objects.filter(election=election).order_by("number").defer("tiles")
    ]


def hours_of(election: Election) -> list[tuple[str, int, int]]:
    """How many ballots came under each head: its local time, the hour of the day that ended then, how many. One SQL query."""
    found, before = [], 0
    for made_at, size in Head.objects.filter(election=election).order_by("number").values_list("made_at", "size"):
        local = timezone.localtime(made_at)
        found.append((f"{local:%d.%m %H:%M}", (local.hour + 23) % 24, size - before))
        before = size
    return found


def hours_of_guessing(election: Election) -> int:
    """In how many hours codes by text message were guessed. One SQL query."""
    return Event.objects.filter(record_id=election.pk, code=GUESSED).count()


def turnout_by_slug(election: Election) -> dict[str, dict[str, int]]:
    """Of every territory on the roll: how many could vote and how many did. One SQL query."""
    rows = Voter.objects.filter(election=election).values("territory").order_by()
    found = {
        territory_reference.row(row["territory"]).slug: {"roll": row["roll"], "voted": row["come"]}
        for row in rows.annotate(roll=Count("pk"), come=Count("pk", filter=Q(voted=True)))
    }
    return dict(sorted(found.items()))


def spoilt_sheets(election: Election) -> int:
    """Paper ballots that were typed in as spoilt. One SQL query."""
    return PaperBatch.objects.filter(election=election).aggregate(found=Sum("spoiled"))["found"] or 0


def valid_sheets(election: Election) -> Sequence[int]:
    """How many good ballots each batch of paper has. One SQL query."""
    return list(PaperBatch.objects.filter(election=election, state="accepted").values_list("valid", flat=True))


def withdrawals_of(election: Election) -> list[Withdrawn]:
    """Every option that was withdrawn while people voted, as it is published. One SQL query."""
    rows = Withdrawal.objects.filter(option__paper__election=election).select_related("option__paper")
    return [
        Withdrawn(
            row.option.paper.key,
            str(row.option.number),
            {"kk": row.reason_kk, "ru": row.reason_ru, "en": row.reason_en},
            row.decided_at.astimezone(UTC).replace(microsecond=0).isoformat(),
        )
        for row in rows
    ]


def is_destroyed(election: Election) -> bool:
    """Has it been put down that what joined voters and ballots is gone? One SQL query."""
    return Event.objects.filter(record_id=election.pk, code="destroy").exists()


def untold(election: Election) -> int | None:
    """How many who have voted the word that their right was used hasn't reached: nobody has told them yet, the gateway
    hasn't taken the message, or never will. None where nobody is told. Two SQL queries.
    """
    if election.is_demo or not settings.SMS_URL:
        return None
    counts = text_counts(purpose_of(election.pk))
    unasked = Voter.objects.filter(election=election, voted=True, told=False).count()
    return unasked + counts.get("waiting", 0) + counts.get("dead", 0)


def is_awaited(election: Election, at: datetime) -> bool:
    """Has the count to wait until whoever voted last is told? The roll that it writes anew knows no telephone.

    In the morning at the latest they are; where text messages fail for longer than a night the count waits no more. One SQL query.
    """
    if election.is_demo or not settings.SMS_URL or at >= election.closes_at + LONGEST_WAIT:
        return False
    return Voter.objects.filter(election=election, voted=True, told=False).exists()
