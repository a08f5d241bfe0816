"""Publication duties of bodies."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.records.models import Record


class Duty(models.Model):
    """One duty of one body: for a year (``about``) and a day, or for a record. Once met it never changes (trigger).

    ``proof``: an address where it stands published, or how else it can be seen.
    """

    code = models.CharField(max_length=40)
    body = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    record = models.ForeignKey(Record, models.PROTECT, null=True, blank=True, related_name="duties")
    about = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    proof = models.CharField(max_length=500, blank=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "body", "about", "due_on"], condition=Q(record__isnull=True), name="duty_once_a_day"
            ),
            models.UniqueConstraint(
                fields=["code", "record"], condition=Q(record__isnull=False), name="duty_once_a_record"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_on__isnull=True, proof="")
                | (Q(done_at__isnull=False, done_on__isnull=False) & ~Q(proof="")),
                name="duty_done_has_a_proof",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(done_at__gte=F("created_at")), name="duty_done_after_it_arose"
            ),
        ]
        indexes = [models.Index(fields=["body", "due_on"], name="duty_of_a_body")]
