"""What a stranger may send: once, and how often."""

from django.db import models


class OnceKey(models.Model):
    """An idempotency key that came with a POST, and the answer that its first use gave."""

    key = models.CharField(max_length=80, primary_key=True)
    location = models.CharField(max_length=500)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="once_created")]


class Allowance(models.Model):
    """How often one hashed sender did one thing within one window of time."""

    rule = models.CharField(max_length=40)
    sender = models.BinaryField(max_length=32)
    window = models.BigIntegerField()
    used = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "sender", "window"], name="allowance_once")]
        indexes = [models.Index(fields=["window"], name="allowance_window")]
