"""The complaint about a decision or about silence: a record of its own, with clocks of its own."""

from django.conf import settings
from django.db import models

from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.records.models import Record
from ortaq.systems.reception.models.appeals import Appeal


class Complaint(Record):
    """A complaint to the superior body. ``Record.body`` is the body complained of; *superior* decides."""

    about = models.ForeignKey(Appeal, models.PROTECT, related_name="complaints")
    superior = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    regime = models.CharField(max_length=30)
    about_silence = models.BooleanField(default=False)
    grounds = models.TextField()
    decision = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
