"""Businesses that help, what they offer, and what both sides write to each other."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ortaq.kernel.keys.models import EncryptedText
from ortaq.kernel.language.queries import closest
from ortaq.kernel.language.rules import Text
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.records.models import Record
from ortaq.systems.fairs.models.fairs import Need, ShowcaseProject


class SponsorProfile(Record):
    """What a business says of itself; public once the coordinator has checked it.

    ``organisation`` is there from the check on: it is found by its BIN, or made. ``areas``: codes of spheres;
    ``gives``: kinds of need that it can help with.
    """

    record_ptr = models.OneToOneField(
        Record, models.CASCADE, parent_link=True, primary_key=True, serialize=False, related_name="as_sponsor"
    )
    organisation = models.OneToOneField(
        Organisation, models.PROTECT, null=True, blank=True, related_name="sponsor_profile"
    )
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    bin = models.CharField(max_length=12)
    name_kk = models.CharField(max_length=300)
    name_ru = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300, blank=True)
    about_kk = models.TextField()
    about_ru = models.TextField()
    areas = models.JSONField(default=list)
    gives = models.JSONField(default=list)
    remark = models.TextField(blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(bin=""), name="sponsor_has_a_bin"),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("entered_by")), name="sponsor_checked_by_another"
            ),
        ]

    @property
    def name(self) -> str:
        """The name in the language of the page; Russian where it has none of its own."""
        return closest(kk=self.name_kk, ru=self.name_ru, en=self.name_en)

    @property
    def about(self) -> str:
        """What it says of itself, in Kazakh on a Kazakh page, else in Russian."""
        return closest(kk=self.about_kk, ru=self.about_ru)


class Pledge(Record):
    """What a business promises to a project. The two sides alone see it until a memorandum is in force.

    ``match_percent``: matching money, so many tenge for each hundred that others give; the amount of its line is the cap
    then. ``conditions`` is private for ever.
    """

    record_ptr = models.OneToOneField(
        Record, models.CASCADE, parent_link=True, primary_key=True, serialize=False, related_name="as_pledge"
    )
    project = models.ForeignKey(ShowcaseProject, models.PROTECT, related_name="pledges")
    sponsor = models.ForeignKey(Organisation, models.PROTECT, related_name="pledges")
    match_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    conditions = EncryptedText()
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(match_percent__isnull=True) | Q(match_percent__gte=1, match_percent__lte=1000),
                name="pledge_match_in_bounds",
            ),
            models.CheckConstraint(
                condition=Q(accepted_by__isnull=True) | ~Q(accepted_by=F("offered_by")), name="pledge_two_people"
            ),
        ]
        indexes = [
            models.Index(fields=["project"], name="pledge_project"),
            models.Index(fields=["sponsor", "-record_ptr"], name="pledge_sponsor"),
        ]


class PledgeLine(models.Model):
    """So much of one need. ``bound``: what it takes of the need, 0 until it is accepted; triggers hold pledged ≤ missing.

    Once a memorandum is in force ``amount`` and ``due_on`` are those of its version in force.
    """

    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="lines")
    need = models.ForeignKey(Need, models.PROTECT, related_name="lines")
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    bound = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    due_on = models.DateField()

    class Meta:
        ordering = ["need__number"]
        constraints = [
            models.UniqueConstraint(fields=["pledge", "need"], name="pledge_line_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="pledge_line_positive"),
            models.CheckConstraint(condition=Q(bound__gte=0, bound__lte=F("amount")), name="pledge_line_bound"),
        ]


class Talk(models.Model):
    """One message of a negotiation. Encrypted; the two sides alone read it, and it never changes (a trigger)."""

    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="talks")
    side = models.CharField(max_length=10)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = EncryptedText()
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]


def named(organisation: Organisation) -> Text:
    """The names of an organisation as one text."""
    return Text(organisation.name_kk, organisation.name_ru, organisation.name_en)
