"""What the office does with an appeal on the way to its answer."""

from django.conf import settings
from django.db import models

from ortaq.kernel.parties.models import Organisation
from ortaq.systems.reception.models.appeals import Appeal


class Resolution(models.Model):
    """A head's instruction on an appeal: who works on it and what is to be done."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="resolutions")
    head = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]


class Executor(models.Model):
    """Who works on an appeal now: one lead and any number of co-executors."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="executors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_lead = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appeal", "user"], name="executor_once"),
            models.UniqueConstraint(fields=["appeal"], condition=models.Q(is_lead=True), name="executor_one_lead"),
        ]


class Transfer(models.Model):
    """One hop of an appeal from a body to another."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="transfers")
    source = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    target = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    target_name = models.CharField(max_length=300, blank=True)
    reason = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]


class Extension(models.Model):
    """One decision to extend the term of answer."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="extensions")
    head = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField()
    until = models.DateField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]


class Note(models.Model):
    """A note of the office's own; never public, never shown to the appellant."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="notes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]


class Statement(models.Model):
    """What the appellant said on the way: a clarification, why they dispute or withdraw.

    Kept here and not in the log, which can never forget.
    """

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="statements")
    about = models.CharField(max_length=30)
    person_id = models.BigIntegerField(null=True)
    text = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]


class SavedFilter(models.Model):
    """A filter of the work list that an officer keeps under a name."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=500)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="saved_filter_once")]
