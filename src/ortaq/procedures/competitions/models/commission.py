"""The commission: who sits in it, its sessions, its votes, its protocols."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ortaq.procedures.competitions.models.applications import Application
from ortaq.procedures.competitions.models.calls import Call


class CommissionMember(models.Model):
    """Somebody who decides (chair, member) or scores (expert) in one call. The secretary is none of them."""

    class Seat(models.TextChoices):
        CHAIR = "chair"
        MEMBER = "member"
        EXPERT = "expert"

    call = models.ForeignKey(Call, models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    seat = models.CharField(max_length=10, choices=Seat)
    name = models.CharField(max_length=200)
    position = models.CharField(max_length=300, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["seat", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["call", "user"], name="commission_member_once"),
            models.UniqueConstraint(
                fields=["call"], condition=Q(seat="chair", left_at__isnull=True), name="commission_one_chair"
            ),
        ]


class Session(models.Model):
    """A session of the commission on one question: whom to admit, or the results."""

    class Kind(models.TextChoices):
        ADMISSION = "admission"
        RESULTS = "results"

    call = models.ForeignKey(Call, models.PROTECT, related_name="sessions")
    kind = models.CharField(max_length=10, choices=Kind)
    held_at = models.DateTimeField()
    place = models.CharField(max_length=300, blank=True)
    stream = models.URLField(blank=True)
    discussion_kk = models.TextField(blank=True)
    discussion_ru = models.TextField(blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]


class Attendance(models.Model):
    """A voting member at a session: there or not."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="attendances")
    member = models.ForeignKey(CommissionMember, models.PROTECT, related_name="+")
    is_present = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "member"], name="attendance_once")]


class Vote(models.Model):
    """A member's vote on the list of results as a whole, or on one application. Never changed after the session."""

    class Choice(models.TextChoices):
        FOR = "for"
        AGAINST = "against"
        ABSTAIN = "abstain"

    session = models.ForeignKey(Session, models.PROTECT, related_name="votes")
    member = models.ForeignKey(CommissionMember, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, null=True, blank=True, related_name="+")
    choice = models.CharField(max_length=10, choices=Choice)
    reason = models.TextField(blank=True)
    cast_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "member", "application"], name="vote_once", nulls_distinct=False)
        ]


class Protocol(models.Model):
    """The protocol of a session in Kazakh and Russian. Signed, it never changes (a trigger); a new version follows."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="protocols")
    session = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="protocols")
    kind = models.CharField(max_length=10, choices=Session.Kind)
    version = models.PositiveSmallIntegerField(default=1)
    text_kk = models.TextField(blank=True)
    text_ru = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["call", "kind", "version"], name="protocol_version_once"),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True) | ~Q(sha256=""), name="protocol_signed_has_digest"
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(signed_at__isnull=False), name="protocol_published_is_signed"
            ),
        ]


class DecisionRow(models.Model):
    """What a protocol says of one application: outcome, ground, points, rank, sum."""

    class Outcome(models.TextChoices):
        ADMITTED = "admitted"
        NOT_ADMITTED = "not_admitted"
        WINNER = "winner"
        RESERVE = "reserve"
        NOT_SELECTED = "not_selected"

    protocol = models.ForeignKey(Protocol, models.CASCADE, related_name="rows")
    application = models.ForeignKey(Application, models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=15, choices=Outcome)
    ground_kk = models.TextField(blank=True)
    ground_ru = models.TextField(blank=True)
    points = models.DecimalField(max_digits=10, decimal_places=4, null=True, blank=True)
    rank = models.PositiveIntegerField(null=True, blank=True)
    corrected_rank = models.PositiveIntegerField(null=True, blank=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["rank", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["protocol", "application"], name="decision_once"),
            models.CheckConstraint(
                condition=~Q(outcome__in=["not_admitted"]) | (~Q(ground_kk="") & ~Q(ground_ru="")),
                name="decision_refusal_has_ground",
            ),
            models.CheckConstraint(
                condition=(Q(outcome="winner") & Q(amount__gt=0)) | (~Q(outcome="winner") & Q(amount__isnull=True)),
                name="decision_only_winners_have_sums",
            ),
        ]
