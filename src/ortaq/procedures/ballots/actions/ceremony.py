"""The key of a vote: made once, in parts that are handed out and kept nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from ortaq.kernel.events.actions import record_event
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.procedures.ballots.models import Election
from ortaq.procedures.ballots.rules.sealing import new_keys
from ortaq.procedures.ballots.rules.trustees import fingerprint, split
from ortaq.procedures.ballots.rules.wording import sentence


@dataclass(frozen=True, slots=True)
class Ceremony:
    """A fresh key. *shares* are shown once, each to one keeper, and forgotten; the private key is gone already."""

    public_key: bytes
    shares: tuple[str, ...]

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """What may be published of the parts."""
        return tuple(fingerprint(share) for share in self.shares)


def begin_ceremony(*, needed: int, shares: int) -> Ceremony:
    """Makes a key and splits it. Nothing is stored; it can be done on a machine without a network.

    Raises ValueError when the numbers make no sense.
    """
    private, public = new_keys()
    return Ceremony(public, tuple(split(private, needed=needed, shares=shares)))


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
