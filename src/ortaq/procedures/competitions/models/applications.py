"""An application: the draft as it is typed, and the official copy that submission makes of it."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round

from ortaq.kernel.keys.models import EncryptedText
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.records.models import Record
from ortaq.procedures.competitions.models.calls import Call, Lot


class Application(Record):
    """An NGO's application. Its content is empty until it is submitted, and never changes after (a trigger).

    ``reach``: people whom the project reaches. ``requested``, ``own`` and ``total`` are the sums of its lines.
    ``receipt_sha256``: digest of all that was submitted, which the receipt shows.
    """

    call = models.ForeignKey(Call, models.PROTECT, related_name="applications")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, blank=True, related_name="applications")
    applicant = models.ForeignKey(Organisation, models.PROTECT, related_name="applications")
    sphere = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=300, blank=True)
    summary = models.TextField(blank=True)
    problem = models.TextField(blank=True)
    goal = models.TextField(blank=True)
    tasks = models.TextField(blank=True)
    target_group = models.TextField(blank=True)
    reach = models.PositiveIntegerField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    experience = models.TextField(blank=True)
    declarations = models.JSONField(default=list)
    requested = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    own = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    receipt_sha256 = models.CharField(max_length=64, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    ground = models.CharField(max_length=20, blank=True)
    ground_kk = models.TextField(blank=True)
    ground_ru = models.TextField(blank=True)
    awarded = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    external_supplier = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["call", "lot", "applicant"],
                condition=Q(withdrawn_at__isnull=True),
                nulls_distinct=False,
                name="application_one_for_each_lot",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="application_period_in_order",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True) | ~Q(receipt_sha256=""), name="application_submitted_has_receipt"
            ),
            models.CheckConstraint(condition=Q(requested__gte=0, own__gte=0), name="application_sums_not_negative"),
            models.CheckConstraint(
                condition=Q(awarded__isnull=True) | Q(awarded__gt=0), name="application_awarded_sum"
            ),
        ]
        indexes = [models.Index(fields=["applicant", "-record_ptr"], name="application_applicant")]

    @property
    def total(self) -> Decimal:
        """What the project costs in all, in tenge."""
        return self.requested + self.own


class Draft(models.Model):
    """What was typed so far, good and bad lines alike: JSON by step, encrypted, and the applicant's alone.

    ``revision`` grows with each save: a form of an older one is told that another tab has saved meanwhile.
    """

    application = models.OneToOneField(Application, models.CASCADE, related_name="draft")
    content = EncryptedText()
    revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")


class TeamMember(models.Model):
    """Somebody who will work on the project. Their name and their experience are personal data."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="team")
    order = models.PositiveSmallIntegerField()
    name = EncryptedText()
    role = models.CharField(max_length=200)
    experience = EncryptedText()

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["application", "order"], name="team_member_once")]


class Partner(models.Model):
    """An organisation that helps, and with what."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="partners")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=300)
    contribution = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["application", "order"], name="partner_once")]


class BudgetLine(models.Model):
    """One line of the budget estimate. The database holds the arithmetic too."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="budget_lines")
    order = models.PositiveSmallIntegerField()
    type = models.CharField(max_length=20)
    title = models.CharField(max_length=300)
    unit = models.CharField(max_length=60, blank=True)
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    price = models.DecimalField(max_digits=18, decimal_places=2)
    total = models.DecimalField(max_digits=18, decimal_places=2)
    own = models.DecimalField(max_digits=18, decimal_places=2, default=0)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["application", "order"], name="budget_line_once"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, price__gte=0, own__gte=0) & Q(own__lte=F("total")),
                name="budget_line_amounts",
            ),
            models.CheckConstraint(
                condition=Q(total=Round(F("quantity") * F("price"), precision=2)), name="budget_line_adds_up"
            ),
        ]

    @property
    def requested(self) -> Decimal:
        """What is asked for, in tenge."""
        return self.total - self.own


class PlannedMilestone(models.Model):
    """A step of the calendar plan: what is done by when."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="milestones")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    due_on = models.DateField()
    result = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["application", "order"], name="planned_milestone_once")]


class PlannedIndicator(models.Model):
    """A measure of the result: from ``baseline`` to ``target`` of ``unit``."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="indicators")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    unit = models.CharField(max_length=60)
    baseline = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    target = models.DecimalField(max_digits=18, decimal_places=2)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["application", "order"], name="planned_indicator_once")]


class Check(models.Model):
    """One look at whether an applicant may take part: result, source, its date, evidence. The newest of a code counts."""

    class Result(models.TextChoices):
        OK = "ok"
        WARNING = "warning"
        FAILED = "failed"
        UNKNOWN = "unknown"

    application = models.ForeignKey(Application, models.CASCADE, related_name="checks")
    code = models.CharField(max_length=30)
    result = models.CharField(max_length=10, choices=Result)
    source = models.CharField(max_length=200)
    source_date = models.DateField(null=True, blank=True)
    evidence = models.TextField(blank=True)
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["application", "code", "-id"], name="check_newest")]
