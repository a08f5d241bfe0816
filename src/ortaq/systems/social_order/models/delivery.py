"""How an agreement is carried out: reports, payments, money returned, visits."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ortaq.kernel.documents.models import Document
from ortaq.kernel.keys.models import EncryptedText
from ortaq.kernel.records.models import Record
from ortaq.systems.social_order.models.agreements import Agreement, EstimateLine, Indicator, Milestone


class Report(Record):
    """A supplier's report on one milestone. ``draft`` is what was typed and not sent: JSON, encrypted, the supplier's alone.

    ``summary`` becomes public when the report is accepted; ``text`` is for both sides. ``people``: reached by this report.
    """

    class Stage(models.TextChoices):
        INTERIM = "interim"
        FINAL = "final"

    regime = models.CharField(max_length=30)
    milestone = models.OneToOneField(Milestone, models.PROTECT, related_name="report")
    stage = models.CharField(max_length=10, choices=Stage)
    summary = models.TextField(blank=True)
    text = models.TextField(blank=True)
    people = models.PositiveIntegerField(null=True, blank=True)
    draft = EncryptedText()
    draft_changed_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    remarks = models.TextField(blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(submitted_at__isnull=False, accepted_by__isnull=False),
                name="report_accepted_after_submitted",
            ),
        ]


class Expense(models.Model):
    """What was spent: from which line, when, by which paper. The payee may be a person and is encrypted."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="expenses")
    number = models.PositiveSmallIntegerField()
    line = models.ForeignKey(EstimateLine, models.PROTECT, related_name="expenses")
    payee = EncryptedText()
    spent_on = models.DateField()
    paper = models.CharField(max_length=120)
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    evidence = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="expense_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="expense_amount_positive"),
        ]


class IndicatorFact(models.Model):
    """What of an indicator was reached by one report."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="facts")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="facts")
    fact = models.DecimalField(max_digits=18, decimal_places=2)

    class Meta:
        ordering = ["indicator__number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "indicator"], name="indicator_fact_once"),
            models.CheckConstraint(condition=Q(fact__gte=0), name="indicator_fact_not_negative"),
        ]


class Payment(models.Model):
    """Money that the customer's accountant paid for one tranche, and whether it came.

    A trigger lets it in only when the tranche allows it: an advance, or an accepted report that somebody else accepted;
    not more than the tranche, nor than the agreement. Number, day and sum never change afterwards.
    """

    class Receipt(models.TextChoices):
        AWAITED = "awaited"
        CONFIRMED = "confirmed"
        NOT_RECEIVED = "not_received"

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="payments")
    milestone = models.OneToOneField(Milestone, models.PROTECT, related_name="payment")
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    order_number = models.CharField(max_length=60)
    paid_on = models.DateField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    receipt = models.CharField(max_length=12, choices=Receipt, default=Receipt.AWAITED)
    receipt_at = models.DateTimeField(null=True, blank=True)
    receipt_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    receipt_note = models.TextField(blank=True)

    class Meta:
        ordering = ["paid_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "order_number"], name="payment_order_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_amount_positive"),
            models.CheckConstraint(
                condition=Q(receipt="awaited", receipt_at__isnull=True)
                | (~Q(receipt="awaited") & Q(receipt_at__isnull=False)),
                name="payment_receipt_has_a_date",
            ),
        ]


class MoneyReturn(models.Model):
    """Money that came back to the budget. It never changes; together not more than was paid (a trigger)."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="money_returns")
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    returned_on = models.DateField()
    paper = models.CharField(max_length=120)
    reason = models.TextField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["returned_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "paper"], name="money_return_paper_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="money_return_positive"),
        ]


class Visit(models.Model):
    """A monitoring visit of the customer: planned, then done. ``findings`` are public once done; the place as typed or located.

    Coordinates in degrees (WGS 84). ``people``: how many were met; no names.
    """

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="visits")
    planned_on = models.DateField()
    purpose = models.CharField(max_length=300, blank=True)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=300, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    people = models.PositiveIntegerField(null=True, blank=True)
    findings = models.TextField(blank=True)
    act = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["planned_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(withdrawn_at__isnull=True), name="visit_made_or_withdrawn"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True)
                | (Q(done_on__isnull=False, done_by__isnull=False) & ~Q(findings="") & ~Q(place="")),
                name="visit_done_says_what_was_found",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="visit_place_on_earth",
            ),
        ]


class VisitPhoto(models.Model):
    """A photo that was taken on a visit; public while ``decided_at`` is set. The log keeps each decision and its reason.

    ``document``: the official copy, which stays the office's; the public sees its public copy. ``alt_kk`` and ``alt_ru``:
    what is seen on it, for who can't see it (WCAG 1.1.1).
    """

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="photos")
    document = models.OneToOneField(Document, models.CASCADE, related_name="+")
    alt_kk = models.CharField(max_length=300, blank=True)
    alt_ru = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["document_id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, alt_kk="", alt_ru="")
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(alt_kk="") & ~Q(alt_ru="")),
                name="visit_photo_says_what_is_seen",
            ),
        ]
