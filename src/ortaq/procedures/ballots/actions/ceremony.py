"""The key of a vote: its public half is written down once, with the fingerprints of the parts that were handed out."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from ortaq.kernel.events.actions import record_event
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.procedures.ballots.models import Election
from ortaq.procedures.ballots.rules.wording import sentence


@transaction.atomic
def set_key(*, election: Election, public_key: bytes, fingerprints: Sequence[str], by: Actor, at: datetime) -> Election:
    """Writes the public key of *election* and the fingerprints of its keepers' parts, in the keepers' order, once.

    Called when every keeper has shown that they can read their part. Raises Refused.
    """
    locked = lock_record(Election, election.pk)
    if locked.state not in {"draft", "announced"} or locked.public_key:
        raise Refused(
            Text(
                "Кілт бір рет, дауыс беру ашылғанға дейін жасалады.",
                "Ключ создаётся один раз, до открытия голосования.",
                "The key is made once, before voting opens.",
            )
        )
    trustees = list(locked.trustees.all())
    if len(fingerprints) != len(trustees) or len(public_key) != 32:
        raise Refused(
            sentence(
                "Кілт сақтаушылар {there}, ал бөлік {given}: сандары тең болуы керек.",
                "Хранителей {there}, а частей {given}: их должно быть поровну.",
                "There are {there} keepers and {given} parts: as many parts as keepers are needed.",
                there=len(trustees),
                given=len(fingerprints),
            )
        )
    for trustee, mark in zip(trustees, fingerprints, strict=True):
        trustee.fingerprint, trustee.confirmed_at = mark, at
        trustee.save(update_fields=["fingerprint", "confirmed_at"])
    locked.public_key = public_key
    locked.save(update_fields=["public_key"])
    record_event(
        record=locked,
        code="make_key",
        by=by,
        at=at,
        data={"public_key": public_key.hex(), "needed": locked.trustees_needed, "fingerprints": list(fingerprints)},
        public=True,
    )
    election.refresh_from_db()
    return election
