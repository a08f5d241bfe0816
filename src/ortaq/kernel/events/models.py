"""The append-only log. A database trigger refuses UPDATE, DELETE and TRUNCATE on its tables."""

from django.db import models

from ortaq.kernel.events.rules import DOORS, canonical
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.records.models import Record


class Event(models.Model):
    """What happened to a record: when, by whom (role, office), why. Written with the change it tells of.

    ``data`` holds facts without personal data, since it can never be taken out again. Texts that may name people
    live in the system's own tables; the event carries their SHA-256 where they must not change unseen.
    """

    record = models.ForeignKey(Record, models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    code = models.CharField(max_length=50)
    state = models.CharField(max_length=40)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=40, blank=True)
    office = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    is_public = models.BooleanField(default=False)
    previous_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "sequence"], name="event_sequence_once")]
        indexes = [
            models.Index(fields=["at"], name="event_at"),
            models.Index(fields=["actor_id", "id"], name="event_actor", condition=models.Q(actor_id__isnull=False)),
        ]

    def content(self) -> dict[str, object]:
        """What the hash covers: every column but the hashes themselves."""
        return {
            "record": self.record_id,
            "sequence": self.sequence,
            "code": self.code,
            "state": self.state,
            "at": self.at,
            "actor_kind": self.actor_kind,
            "actor_id": self.actor_id,
            "role": self.role,
            "office": self.office_id,
            "reason": self.reason,
            "data": self.data,
            "is_public": self.is_public,
        }


class RightsEvent(models.Model):
    """What happened to somebody's rights: a role given, changed or ended, or used for more readings in a day than is
    usual. It belongs to no record; one chain for all.

    ``actor_id`` is the account that did it (None: the system, or a command on the server), ``subject_id`` the account
    that it was done to. Numbers, no names: it can never be taken out again.
    """

    sequence = models.PositiveBigIntegerField(unique=True)
    code = models.CharField(max_length=50)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    subject_id = models.BigIntegerField()
    role = models.CharField(max_length=40, blank=True)
    office = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    previous_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        indexes = [models.Index(fields=["subject_id"], name="rights_event_subject")]

    def content(self) -> dict[str, object]:
        """What the hash covers: every column but the hashes themselves."""
        return {
            "sequence": self.sequence,
            "code": self.code,
            "at": self.at,
            "actor_kind": self.actor_kind,
            "actor_id": self.actor_id,
            "subject_id": self.subject_id,
            "role": self.role,
            "office": self.office_id,
            "reason": self.reason,
            "data": self.data,
        }


class Reading(models.Model):
    """An officer was shown a record with personal data: who, in which role and office, when, by which door.

    Not what was shown. One row for a reader, a record and a door within :data:`rules.READING_SLOT` seconds, so that
    reloading a page swells nothing. A trigger refuses changes, and removal before :data:`rules.READINGS_KEPT`.
    """

    record = models.ForeignKey(Record, models.PROTECT, related_name="readings")
    reader_id = models.BigIntegerField()
    roles = models.CharField(max_length=100)
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    door = models.CharField(max_length=10)
    at = models.DateTimeField()
    slot = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "reader_id", "door", "slot"], name="reading_once"),
            models.CheckConstraint(condition=models.Q(door__in=DOORS), name="reading_door"),
        ]
        indexes = [
            models.Index(fields=["reader_id", "at"], name="reading_reader"),
            models.Index(fields=["at"], name="reading_at"),
        ]


class Checkpoint(models.Model):
    """A signed Merkle head over the events that came since the checkpoint before it, daily.

    ``first_event`` … ``last_event`` are event ids; ``size`` counts the leaves; the signature (Ed25519) is over the
    canonical JSON of :meth:`content`.
    """

    day = models.DateField(unique=True)
    first_event = models.BigIntegerField()
    last_event = models.BigIntegerField()
    size = models.PositiveBigIntegerField()
    root = models.BinaryField(max_length=32)
    previous_root = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)
    made_at = models.DateTimeField()
    rights_size = models.PositiveBigIntegerField(default=0)
    rights_head = models.BinaryField(max_length=32, default=b"")
    """Length and last hash of the chain of :class:`RightsEvent` at that moment; 0 and "" while it is empty."""

    class Meta:
        ordering = ["day"]

    def content(self) -> dict[str, object]:
        """What the signature covers. An empty chain of rights isn't named: older checkpoints didn't know of one."""
        rights = {"rights_size": self.rights_size, "rights_head": bytes(self.rights_head).hex()}
        return {
            **(rights if self.rights_size else {}),
            "day": self.day,
            "first_event": self.first_event,
            "last_event": self.last_event,
            "size": self.size,
            "root": bytes(self.root).hex(),
            "previous_root": bytes(self.previous_root).hex(),
        }

    @property
    def signed(self) -> str:
        """The very text that the signature covers, for whoever checks it elsewhere: canonical JSON."""
        return canonical(self.content()).decode()

    @property
    def root_hex(self) -> str:
        """The tree head as people write it down."""
        return bytes(self.root).hex()
