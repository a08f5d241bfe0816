"""Places where people vote in person, and the paper ballots that two people type in independently."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ortaq.kernel.keys.models import EncryptedText
from ortaq.kernel.language.models import TrilingualName
from ortaq.kernel.parties.models import Territory
from ortaq.procedures.ballots.models.elections import Election


class Place(TrilingualName):
    """A place with a desk: paper ballots are handed out here against a signature, and counted here.

    ``territory``: whose papers are handed out here.
    """

    election = models.ForeignKey(Election, models.CASCADE, related_name="places")
    address = models.CharField(max_length=300, blank=True)
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]


class PaperBatch(models.Model):
    """Paper ballots taken out of one urn together. ``accepted``: both readings agree, the ballots lie sealed in the box; ``dropped``: begun
    by mistake, its sheets go into another batch.
    """

    class State(models.TextChoices):
        TYPING = "typing"
        SETTLING = "settling"
        ACCEPTED = "accepted"
        DROPPED = "dropped"

    election = models.ForeignKey(Election, models.PROTECT, related_name="batches")
    place = models.ForeignKey(Place, models.PROTECT, related_name="batches")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.TYPING)
    sheets = models.PositiveIntegerField()
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    second_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    valid = models.PositiveIntegerField(default=0)
    spoiled = models.PositiveIntegerField(default=0)
    differed = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["election", "number"], name="paper_batch_once"),
            models.CheckConstraint(condition=Q(sheets__gte=1), name="paper_batch_has_sheets"),
            models.CheckConstraint(
                condition=Q(second_by__isnull=True) | ~Q(second_by=F("first_by")), name="paper_batch_two_people"
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(sheets=F("valid") + F("spoiled")), name="paper_batch_adds_up"
            ),
        ]


class Reading(models.Model):
    """One sheet as somebody read it: by the first person, the second, or both together where they differed.

    ``marks``: JSON of the marks, sealed, so that whoever has the database learns no tally while the vote is open; deleted when the batch is accepted.
    """

    class Turn(models.IntegerChoices):
        FIRST = 1
        SECOND = 2
        SETTLED = 3

    batch = models.ForeignKey(PaperBatch, models.CASCADE, related_name="readings")
    sheet = models.PositiveIntegerField()
    turn = models.PositiveSmallIntegerField(choices=Turn)
    marks = EncryptedText()

    class Meta:
        ordering = ["sheet", "turn"]
        constraints = [models.UniqueConstraint(fields=["batch", "sheet", "turn"], name="reading_of_a_sheet_once")]
