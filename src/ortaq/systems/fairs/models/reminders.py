"""Which reminders of promised gifts went out."""

from django.db import models
from django.db.models import Q

from ortaq.systems.fairs.models.sponsors import PledgeLine
from ortaq.systems.fairs.rules.reminders import STEPS


class Reminder(models.Model):
    """Both sides were reminded of a gift: once for each step before and after ``due_on``. A day that was moved by an
    amendment is another day, and reminded of anew. ``step``: see ``rules.reminders``.
    """

    line = models.ForeignKey(PledgeLine, models.CASCADE, related_name="reminders")
    due_on = models.DateField()
    step = models.SmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "due_on", "step"], name="reminder_once"),
            models.CheckConstraint(condition=Q(step__in=sorted(STEPS)), name="reminder_step_known"),
        ]
