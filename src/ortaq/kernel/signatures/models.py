"""Signatures on documents, as they were verified when they came."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ortaq.kernel.documents.models import Document
from ortaq.kernel.keys.models import EncryptedText
from ortaq.kernel.parties.models import Organisation


class Signature(models.Model):
    """One signature of one side under one document. It never changes (database trigger); a document that changes is another.

    ``sha256`` is of the content that was signed. ``content`` is the signature itself (DER), empty for paper. The
    holder's name is public as in any signed paper; the IIN of the certificate is encrypted.
    """

    class Method(models.TextChoices):
        CMS = "cms"
        PADES = "pades"
        PAPER = "paper"

    document = models.ForeignKey(Document, models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=20)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    method = models.CharField(max_length=10, choices=Method)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(default=b"")
    name = models.CharField(max_length=200)
    iin = EncryptedText()
    bin = models.CharField(max_length=12, blank=True)
    serial = models.CharField(max_length=80, blank=True)
    issuer = models.CharField(max_length=300, blank=True)
    algorithm = models.CharField(max_length=80, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    provider = models.CharField(max_length=40, blank=True)
    is_test = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "side"], name="signature_once_a_side"),
            models.CheckConstraint(condition=Q(method="paper") | ~Q(content=b""), name="signature_has_content"),
            models.CheckConstraint(condition=~Q(name=""), name="signature_has_a_name"),
        ]
