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


class PackageFile(models.Model):
    """A long package that was sent by the web: read and loaded in the background. Its content goes when that is over.

    ``size`` and ``read_bytes`` are bytes, ``read``, ``total`` and ``written`` entries. ``troubles``: why it was refused, as
    [{"where", "kk", "ru", "en"}].
    """

    class Job(models.TextChoices):
        QUEUED = "queued"
        READING = "reading"
        WRITING = "writing"
        LOADED = "loaded"
        FAILED = "failed"

    standard = models.CharField(max_length=10, choices=ImportedPackage.Standard)
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    job = models.CharField(max_length=10, choices=Job, default=Job.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    size = models.PositiveIntegerField()
    read_bytes = models.PositiveIntegerField(default=0)
    read = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True, blank=True)
    written = models.PositiveIntegerField(default=0)
    troubles = models.JSONField(default=list, blank=True)
    package = models.ForeignKey(ImportedPackage, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(job__in=["loaded", "failed"]) | Q(content=b""), name="package_file_content_goes"
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
