"""What an NGO asks of a sponsor: to talk about a project."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ortaq.kernel.keys.models import EncryptedText
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.records.models import Record
from ortaq.systems.fairs.models.fairs import ShowcaseProject
from ortaq.systems.fairs.models.sponsors import Pledge


class TalkRequest(Record):
    """An NGO asks a checked sponsor to talk about its project on show. The two sides alone ever read it.

    ``text`` and ``reason`` (why the sponsor declines) are encrypted. ``pledge``: the offer that answered it.
    """

    record_ptr = models.OneToOneField(
        Record, models.CASCADE, parent_link=True, primary_key=True, serialize=False, related_name="as_talk_request"
    )
    project = models.ForeignKey(ShowcaseProject, models.PROTECT, related_name="talk_requests")
    sponsor = models.ForeignKey(Organisation, models.PROTECT, related_name="talk_requests")
    text = EncryptedText()
    reason = EncryptedText()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    live = models.BooleanField(default=True)
    pledge = models.OneToOneField(Pledge, models.PROTECT, null=True, blank=True, related_name="answers")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "sponsor"], condition=Q(live=True), name="talk_request_one_open"
            ),
            models.CheckConstraint(
                condition=Q(live=False) | Q(pledge__isnull=True), name="talk_request_answered_is_closed"
            ),
        ]
        indexes = [
            models.Index(fields=["sponsor", "-record_ptr"], name="talk_request_sponsor"),
        ]
