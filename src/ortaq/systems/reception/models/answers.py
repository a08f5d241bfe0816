"""Answers, hearings before them, and what the citizen says of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ortaq.kernel.parties.models import Organisation
from ortaq.systems.reception.models.appeals import Appeal


class AnswerTemplate(models.Model):
    """A text to start an answer from; ``{number}``, ``{date}``, ``{body}`` are filled in, nothing else is code."""

    body = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2)
    text = models.TextField()

    class Meta:
        ordering = ["name"]


class Answer(models.Model):
    """A drafted or signed answer. A signed one never changes (database trigger); a new one follows a reopening."""

    class Outcome(models.TextChoices):
        SATISFIED = "satisfied"
        PARTLY = "partly"
        REFUSED = "refused"
        EXPLAINED = "explained"
        NOTED = "noted"

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="answers")
    outcome = models.CharField(max_length=20, choices=Outcome)
    language = models.CharField(max_length=2)
    text = models.TextField()
    law = models.CharField(max_length=500)
    how_to_complain = models.TextField()
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    delivered_by = models.CharField(max_length=20, blank=True)
    public_text = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, signed_by__isnull=True, sha256="")
                | (Q(signed_at__isnull=False, signed_by__isnull=False) & ~Q(sha256="")),
                name="answer_signature_whole",
            ),
            models.UniqueConstraint(fields=["appeal"], condition=Q(signed_at__isnull=True), name="answer_one_draft"),
        ]


class Hearing(models.Model):
    """The preliminary decision, the objection to it, and the hearing with its protocol (APPC 73, 74)."""

    class Form(models.TextChoices):
        WRITTEN = "written"
        ORAL = "oral"
        VIDEO = "video"

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="hearings")
    preliminary = models.TextField()
    shown_at = models.DateTimeField()
    objection = models.TextField(blank=True)
    objected_at = models.DateTimeField(null=True, blank=True)
    form = models.CharField(max_length=10, choices=Form, blank=True)
    set_for = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=300, blank=True)
    protocol = models.TextField(blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]


class HearingWaiver(models.Model):
    """Why the law needs no preliminary decision and no hearing before the act that follows (APPC 73): ground and words."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="hearing_waivers")
    ground = models.CharField(max_length=20)
    words = models.TextField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]


class Feedback(models.Model):
    """What one person said of one answer: a rating from 1 to 5, and whether the problem is solved."""

    class Solved(models.TextChoices):
        YES = "yes"
        PARTLY = "partly"
        NO = "no"

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="feedback")
    person_id = models.BigIntegerField()
    rating = models.PositiveSmallIntegerField()
    solved = models.CharField(max_length=10, choices=Solved)
    comment = models.TextField(blank=True)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "person_id"], name="feedback_once"),
            models.CheckConstraint(condition=Q(rating__range=(1, 5)), name="feedback_rating_1_to_5"),
        ]
