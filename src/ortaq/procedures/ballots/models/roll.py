"""The roll: who may vote, and that somebody has voted; never when, and never how."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from ortaq.kernel.keys.models import EncryptedText
from ortaq.kernel.parties.models import Territory
from ortaq.procedures.ballots.models.batches import Place
from ortaq.procedures.ballots.models.elections import Election


class Voter(models.Model):
    """One right to vote in one election.

    ``number``: the place on the list that the organiser keeps; names aren't known here. ``person_hash``: keyed hash of the IIN, of
    this election alone; none where codes go to people whom no list names. ``turn`` grows when the right is given anew (another code): what was entered
    before no longer opens the ballot. ``told``: the word that this right was used went out (``actions/telling.py``), with that of all who
    had voted by then; it is taken back when the roll is written anew. ``channel``: how the ballot that counts came; ``place``: where a paper ballot was handed out.
    """

    class Channel(models.TextChoices):
        ONLINE = "online"
        KIOSK = "kiosk"
        PAPER = "paper"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    election = models.ForeignKey(Election, models.PROTECT, related_name="roll")
    number = models.PositiveIntegerField()
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    person_hash = models.BinaryField(max_length=32, null=True)
    phone = EncryptedText()
    turn = models.PositiveSmallIntegerField(default=0)
    voted = models.BooleanField(default=False)
    told = models.BooleanField(default=False, db_default=False)
    channel = models.CharField(max_length=6, choices=Channel, blank=True)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["election", "number"]
        constraints = [
            models.UniqueConstraint(fields=["election", "number"], name="voter_number_once"),
            models.UniqueConstraint(
                fields=["election", "person_hash"], condition=Q(person_hash__isnull=False), name="voter_person_once"
            ),
            models.CheckConstraint(
                condition=Q(voted=False, channel="") | (Q(voted=True) & ~Q(channel="")), name="voter_voted_by_a_channel"
            ),
            models.CheckConstraint(
                condition=Q(channel="paper", place__isnull=False) | (~Q(channel="paper") & Q(place__isnull=True)),
                name="voter_paper_at_a_place",
            ),
            models.CheckConstraint(condition=Q(told=False) | Q(voted=True), name="voter_told_when_voted"),
        ]
        indexes = [
            models.Index(fields=["election", "territory"], condition=Q(voted=True), name="voter_turnout"),
        ]


class CodeBatch(models.Model):
    """Codes that were printed together: how many, by whom. The codes themselves are nowhere."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="code_batches")
    number = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["election", "number"], name="code_batch_once")]


class VotingCode(models.Model):
    """What opens the ballot of one voter. Kept as a keyed hash alone.

    ``print`` and ``desk``: a long personal code, good until the election closes or a new one is given. ``sms``: six digits for five minutes
    and five tries.
    """

    class Kind(models.TextChoices):
        PRINT = "print"
        DESK = "desk"
        SMS = "sms"

    voter = models.ForeignKey(Voter, models.CASCADE, related_name="codes")
    kind = models.CharField(max_length=5, choices=Kind)
    code_hash = models.BinaryField(max_length=32, unique=True)
    batch = models.ForeignKey(CodeBatch, models.PROTECT, null=True, related_name="codes")
    expires_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["voter", "kind"], name="voting_code_one_of_a_kind"),
            models.CheckConstraint(condition=~Q(kind="sms") | Q(expires_at__isnull=False), name="voting_code_sms_ends"),
        ]
