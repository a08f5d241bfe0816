"""Exports that people asked for: the work itself while it lasts, and afterwards the log of who took what out."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class ExportJob(models.Model):
    """One export by one account. The row stays when the file is gone: it says who took which data out of the platform.

    ``parameters`` narrow the export (codes of filters, never names of people); ``rights`` is a digest of the roles
    that its rows were chosen by; ``attempt`` counts how often a worker took it up, and names the file of that attempt.
    A database trigger keeps what was asked from being changed, and the row from being deleted.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        READY = "ready"
        SENT = "sent"
        CANCELLED = "cancelled"
        FAILED = "failed"
        EXPIRED = "expired"

    class Format(models.TextChoices):
        CSV = "csv"
        XLSX = "xlsx"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    parameters = models.JSONField(default=dict)
    format = models.CharField(max_length=4, choices=Format)
    language = models.CharField(max_length=2)
    personal = models.BooleanField()
    state = models.CharField(max_length=9, choices=State)
    why = models.CharField(max_length=20, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    rights = models.CharField(max_length=64, blank=True)
    total = models.PositiveIntegerField(null=True, blank=True)
    written = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    downloads = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(state__in=["queued", "running"]), name="export_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(expires_at__isnull=False, ended_at__isnull=False),
                name="export_ready_expires",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="export_of_user"),
            models.Index(fields=["-id"], condition=Q(personal=True), name="export_personal"),
            models.Index(
                fields=["id"], condition=Q(state__in=["queued", "running", "ready"]), name="export_unfinished"
            ),
        ]

    @property
    def file(self) -> str:
        """The name of the present attempt's file in the storage of exports."""
        return self.file_of(self.attempt)

    def file_of(self, attempt: int) -> str:
        """The name of the file of one attempt."""
        return f"{self.uuid.hex}-{attempt}.{self.format}"
