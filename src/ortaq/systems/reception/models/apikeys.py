"""Keys of programs that file appeals, and what each of them filed."""

from django.db import models

from ortaq.kernel.parties.models import Organisation
from ortaq.systems.reception.models.appeals import Appeal


class ApiKey(models.Model):
    """The key of an app or an organisation that files by Open311. Only its keyed hash is stored.

    ``body``: the one body that it may file to; without one, every body.
    """

    key_hash = models.BinaryField(max_length=32, unique=True)
    holder = models.CharField(max_length=200)
    body = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.holder


class Open311Request(models.Model):
    """Which key filed an appeal, and the token that was answered with."""

    appeal = models.OneToOneField(Appeal, models.CASCADE, related_name="open311_request")
    key = models.ForeignKey(ApiKey, models.PROTECT, related_name="+")
    token_hash = models.BinaryField(max_length=32, unique=True)
