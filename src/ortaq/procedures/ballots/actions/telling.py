"""After a head, whoever voted for the first time is told by text message that their right was used; a later ballot is told to nobody."""

import secrets
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from ortaq.kernel.keys.queries import unseal
from ortaq.kernel.notices.actions import queue_text_messages
from ortaq.kernel.records.actions import lock_record
from ortaq.procedures.ballots.actions.heads import LIVE
from ortaq.procedures.ballots.actions.rounds import for_each
from ortaq.procedures.ballots.models import Election, Voter
from ortaq.procedures.ballots.rules.telling import is_due, purpose_of, word


@transaction.atomic
def tell_voters(*, election: Election, at: datetime) -> int:
    """Queues the word for everybody who has voted since the last time, in an order by chance; returns for how many.

    Marked at once, in one transaction that is none of the box's: roll, outbox and log have neither an order nor a time
    in common. Whoever left no number is marked with the others. In a demonstration nobody is told: its numbers are made up.
    """
    locked = lock_record(Election, election.pk)
    if locked.state not in LIVE or locked.is_demo or not settings.SMS_URL:
        return 0
    waiting = Voter.objects.filter(election=locked, voted=True, told=False).count()
    if not is_due(waiting, timezone.localtime(at).hour, closed=locked.state == "closed"):
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ballots_voter SET told = true WHERE election_id = %s AND voted AND NOT told RETURNING phone",
            [locked.pk],
        )
        reached = [unseal(bytes(phone)) for (phone,) in cursor.fetchall() if phone]
    secrets.SystemRandom().shuffle(reached)
    said = word(locked.number)
    messages = {secrets.token_hex(8): (number, said) for number in reached}
    return queue_text_messages(purpose=purpose_of(locked.pk), messages=messages, language="kk", at=at)


def tell_all(*, at: datetime) -> int:
    """The same for every vote that goes on or has just closed; each is a transaction of its own."""
    return for_each(
        Election.objects.filter(state__in=LIVE).order_by("pk"), lambda each: tell_voters(election=each, at=at)
    )
