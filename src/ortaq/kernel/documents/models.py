"""Files and the documents that name them. The same content is stored once; a document is one reference to it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from ortaq.kernel.parties.models import Person
from ortaq.kernel.records.models import Record


class StoredFile(models.Model):
    """Content in the private storage, found by its SHA-256. ``storage_name`` is generated and never used again.

    ``state``: *quarantined* waits for the antivirus; *unscanned* passed our own checks where no antivirus is set up;
    *clean* passed everything, or was made by this platform; *refused* holds malware and is served to nobody.
    """

    class State(models.TextChoices):
        QUARANTINED = "quarantined"
        UNSCANNED = "unscanned"
        CLEAN = "clean"
        REFUSED = "refused"

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=100)
    storage_name = models.CharField(max_length=100, unique=True)
    thumbnail_name = models.CharField(max_length=110, blank=True)
    state = models.CharField(max_length=12, choices=State)
    scanner = models.CharField(max_length=40, blank=True)
    finding = models.CharField(max_length=100, blank=True)
    scanned_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="stored_file_not_empty")]
        indexes = [
            models.Index(fields=["id"], condition=Q(state__in=["quarantined", "unscanned"]), name="stored_file_waiting")
        ]


class Document(models.Model):
    """A named file of a record. ``stored`` is the official copy; the public sees ``public_copy``, or nothing.

    ``name`` is as it was sent, cleaned; ``public_name`` is made of the record's number, since people write names and
    addresses into file names.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    record = models.ForeignKey(Record, models.PROTECT, related_name="documents")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="documents")
    name = models.CharField(max_length=150)
    purpose = models.CharField(max_length=40)
    uploaded_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    public_copy = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="public_documents")
    public_name = models.CharField(max_length=60, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | (Q(public_copy__isnull=False) & ~Q(public_name="")),
                name="document_published_has_public_copy",
            ),
        ]

    def __str__(self) -> str:
        return self.name
