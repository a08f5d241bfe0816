"""Memoranda, their versions, and what was given by them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ortaq.kernel.documents.models import Document
from ortaq.kernel.language.queries import closest
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.records.models import Record
from ortaq.systems.fairs.models.sponsors import Pledge, PledgeLine


class Memorandum(Record):
    """A memorandum of a sponsor and an NGO on a pledge. ``title_*`` and ``ends_on`` are those of the version in force."""

    record_ptr = models.OneToOneField(
        Record, models.CASCADE, parent_link=True, primary_key=True, serialize=False, related_name="as_memorandum"
    )
    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="memoranda")
    sponsor = models.ForeignKey(Organisation, models.PROTECT, related_name="memoranda_as_sponsor")
    ngo = models.ForeignKey(Organisation, models.PROTECT, related_name="memoranda_as_ngo")
    title_kk = models.CharField(max_length=300)
    title_ru = models.CharField(max_length=300)
    ends_on = models.DateField()
    live = models.BooleanField(default=True)
    effective_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pledge"], condition=Q(live=True), name="memorandum_one_live_a_pledge"),
            models.CheckConstraint(condition=~Q(sponsor=F("ngo")), name="memorandum_of_two"),
        ]
        indexes = [
            models.Index(fields=["sponsor", "-record_ptr"], name="memorandum_sponsor"),
            models.Index(fields=["ngo", "-record_ptr"], name="memorandum_ngo"),
        ]

    @property
    def title(self) -> str:
        """The title in Kazakh on a Kazakh page, else in Russian."""
        return closest(kk=self.title_kk, ru=self.title_ru)


class MemorandumVersion(models.Model):
    """The original (number 1) or an amendment, as it was signed. It never changes once it is in force (a trigger).

    ``terms``: see ``rules.memoranda.Terms``. ``document``: the PDF in Kazakh and Russian that both sides sign.
    """

    memorandum = models.ForeignKey(Memorandum, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    reason = models.TextField(blank=True)
    terms = models.JSONField(default=dict)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    drawn_at = models.DateTimeField()
    effective_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["memorandum", "number"], name="memorandum_version_once"),
            models.UniqueConstraint(
                fields=["memorandum"],
                condition=Q(effective_at__isnull=True, withdrawn_at__isnull=True),
                name="memorandum_version_one_open",
            ),
            models.CheckConstraint(
                condition=Q(effective_at__isnull=True) | Q(document__isnull=False, withdrawn_at__isnull=True),
                name="memorandum_version_in_force_is_signed",
            ),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="memorandum_amendment_has_a_reason"),
        ]


class Delivery(models.Model):
    """Something that the sponsor says it gave, and what the NGO says of it.

    A trigger holds given ≤ pledged; a constraint, that who confirms is not who reported, and that there is a proof. Public
    are amount, day and state; papers and words are the two sides' alone.
    """

    class State(models.TextChoices):
        AWAITED = "awaited"
        CONFIRMED = "confirmed"
        DISPUTED = "disputed"
        TAKEN_BACK = "taken_back"

    memorandum = models.ForeignKey(Memorandum, models.PROTECT, related_name="deliveries")
    line = models.ForeignKey(PledgeLine, models.PROTECT, related_name="deliveries")
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    given_on = models.DateField()
    note = models.TextField(blank=True)
    paper = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.AWAITED)
    answer = models.TextField(blank=True)
    proof = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="delivery_positive"),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | Q(answered_by__isnull=False, answered_at__isnull=False, proof__isnull=False),
                name="delivery_confirmed_with_proof",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("confirmed", "disputed"))
                | (Q(answered_by__isnull=False) & ~Q(answered_by=F("reported_by"))),
                name="delivery_answered_by_another",
            ),
            models.CheckConstraint(condition=~Q(state="disputed") | ~Q(answer=""), name="delivery_disputed_in_words"),
        ]
        indexes = [models.Index(fields=["memorandum"], name="delivery_memorandum")]
