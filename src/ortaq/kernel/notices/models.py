"""The outbox: what people are told, and the evidence that it reached them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.events.models import Event
from ortaq.kernel.keys.models import EncryptedText
from ortaq.kernel.parties.models import Person
from ortaq.kernel.records.models import Record


class Notice(models.Model):
    """One event told to one recipient by one channel. Written with the event, rendered and sent later.

    ``key`` (event, recipient, channel) makes queueing idempotent. ``next_try_at``: when a waiting notice is due; for one
    that is being sent, when the worker's lease on it ends. ``evidence``: what the server answered, never an address.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"  # tried, and will be tried again
        DEAD = "dead"  # given up: refused for good, or 72 hours over
        STOPPED = "stopped"  # the recipient doesn't want such notices any more

    class Channel(models.TextChoices):
        EMAIL = "email", _("e-mail")
        SMS = "sms", _("text message")
        INAPP = "inapp", _("in the application")

    event = models.ForeignKey(Event, models.PROTECT, related_name="notices")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    because = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    channel = models.CharField(max_length=10, choices=Channel)
    optional = models.BooleanField(default=False)
    key = models.CharField(max_length=60, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    evidence = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(user__isnull=False), name="notice_has_recipient"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(state__in=["queued", "sending", "failed"]), name="notice_due"
            ),
            models.Index(F("id").desc(), condition=Q(state="dead"), name="notice_dead"),
            models.Index(F("user"), F("id").desc(), condition=Q(channel="inapp"), name="notice_inbox"),
            models.Index(fields=["user"], condition=Q(channel="inapp", read_at__isnull=True), name="notice_unread"),
        ]


class Stop(models.Model):
    """A recipient ("u17", "p23") wants no optional notices: of one record, or (``record`` empty) of any."""

    recipient = models.CharField(max_length=24)
    record = models.ForeignKey(Record, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recipient", "record"], name="notice_stop_once", nulls_distinct=False)
        ]


class ServerPause(models.Model):
    """A channel whose server doesn't answer rests until then; the office sees since when and why."""

    channel = models.CharField(max_length=10, primary_key=True, choices=Notice.Channel)
    since = models.DateTimeField()
    until = models.DateTimeField()
    why = models.CharField(max_length=200)


class TextMessage(models.Model):
    """A text message to a bare number, of which the installation knows nothing else: a code for a survey.

    Number and words are encrypted while they wait, and emptied once the message is sent, given up or dropped.
    ``purpose``: whose it is ("survey-12"), by which its sender counts and drops. ``key`` makes queueing idempotent.
    """

    purpose = models.CharField(max_length=40)
    key = models.CharField(max_length=60, unique=True)
    language = models.CharField(max_length=2)
    number = EncryptedText()
    words = EncryptedText()
    state = models.CharField(max_length=10, choices=Notice.State, default=Notice.State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    evidence = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(state__in=["queued", "sending", "failed"]), name="text_message_due"
            ),
            models.Index(fields=["purpose"], name="text_message_purpose"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "sending", "failed"]) | Q(number=b"", words=b""),
                name="text_message_forgotten_when_done",
            ),
        ]
