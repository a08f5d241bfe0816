"""Packages of open data that were published elsewhere: apart from the region's own records and figures."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class ImportedPackage(models.Model):
    """A package as it was read. The same file (by SHA-256) is never loaded twice; another person publishes it.

    ``publisher``, ``license``, ``published_on``: as the package says itself. ``remarks``: what in the file is odd.
    """

    class Standard(models.TextChoices):
        OCDS = "ocds"
        GIVING = "360giving"

    standard = models.CharField(max_length=10, choices=Standard)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, unique=True)
    publisher = models.CharField(max_length=300)
    source = models.URLField(max_length=500, blank=True)
    license = models.CharField(max_length=300, blank=True)
    published_on = models.DateField(null=True, blank=True)
    projects_count = models.PositiveIntegerField()
    remarks = models.JSONField(default=list)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    imported_at = models.DateTimeField()
    shown_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    shown_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(shown_by__isnull=True) | Q(imported_by__isnull=True) | ~Q(shown_by=F("imported_by")),
                name="imported_package_shown_by_a_second_person",
            ),
        ]


class ImportedProject(models.Model):
    """One grant or contracting process of a package. ``amount`` and ``paid`` in ``currency``: never added to others'.

    ``recipients``, ``funders``: organisations as [{"id", "name"}]. A person who got a grant isn't stored.
    """

    package = models.ForeignKey(ImportedPackage, models.CASCADE, related_name="projects")
    position = models.PositiveIntegerField()
    identifier = models.CharField(max_length=200)
    title = models.CharField(max_length=500)
    description = models.TextField(blank=True)
    currency = models.CharField(max_length=3, blank=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    paid = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    decided_on = models.DateField(null=True)
    recipients = models.JSONField(default=list)
    funders = models.JSONField(default=list)
    url = models.URLField(max_length=500, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["package", "position"], name="imported_project_position_once"),
            models.UniqueConstraint(fields=["package", "identifier"], name="imported_project_once"),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | ~Q(currency=""), name="imported_amount_has_a_currency"
            ),
        ]
