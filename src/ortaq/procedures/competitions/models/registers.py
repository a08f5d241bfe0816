"""Lists that others keep, imported with their date: unfair participants, the NGO database."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class RegisterLoad(models.Model):
    """One imported list: which register (the code of a condition), as of which day, from where, by whom."""

    register = models.CharField(max_length=30)
    as_of = models.DateField()
    source = models.CharField(max_length=300)
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    rows = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["register", "-as_of", "-id"], name="register_newest")]


class RegisterRow(models.Model):
    """One organisation in an imported list."""

    load = models.ForeignKey(RegisterLoad, models.CASCADE, related_name="entries")
    bin = models.CharField(max_length=12)
    name = models.CharField(max_length=300, blank=True)
    number = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True) | Q(expires_on__isnull=True) | Q(expires_on__gte=F("decided_on")),
                name="register_row_dates_in_order",
            ),
        ]
        indexes = [models.Index(fields=["load", "bin"], name="register_row_bin")]
