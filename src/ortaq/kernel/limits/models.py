"""What a stranger may send: once, and how often."""

from django.db import models

from ortaq.kernel.keys.models import EncryptedText


class OnceKey(models.Model):
    """An idempotency key that came with a POST, and the answer that its first use gave.

    ``key``: keyed hash (hexadecimal) of sender, path and the key that was sent: nobody can ask for another's.
    ``fingerprint``: hash of what was sent, to notice a second, different form under the same key.
    ``answer``: what a program was answered, byte by byte as letters of Latin-1; encrypted, for it may hold a PIN.
    ``session``: the guest's session that the first use began, so that a guest whose answer was lost gets it again.
    """

    key = models.CharField(max_length=64, primary_key=True)
    fingerprint = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(default=0)
    location = models.CharField(max_length=2000, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    answer = EncryptedText(db_default=b"")
    session = EncryptedText()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="once_created")]


class Allowance(models.Model):
    """How often one hashed sender did one thing within one window of time (seconds since 1970 at its start)."""

    rule = models.CharField(max_length=40)
    sender = models.BinaryField(max_length=32)
    window = models.BigIntegerField()
    used = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "sender", "window"], name="allowance_once")]
        indexes = [models.Index(fields=["window"], name="allowance_window")]
