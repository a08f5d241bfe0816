"""Agreements, their versions, and the schedule that is in force."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ortaq.kernel.documents.models import Document
from ortaq.kernel.keys.models import EncryptedText
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.records.models import Record
from ortaq.systems.social_order.models.plans import PlanLine


class Agreement(Record):
    """An agreement of a customer (``body``) with a supplier on a line of the plan.

    ``amount``, ``starts_on``, ``ends_on`` and the titles are those of the version in force (of the first version while
    none is). ``bound`` is the money that it takes of the plan line: 0 until it is in force, what was paid and not returned
    once it is terminated; triggers hold paid ≤ agreed and bound ≤ planned, unless ``exception`` says why.
    ``contract_*``: the number, the day and the sum on the procurement portal, where the tender itself is held.
    """

    # Named, so that other records (an evaluation) can have a field "agreement": Django gives Record one by itself.
    record_ptr = models.OneToOneField(
        Record, models.CASCADE, parent_link=True, primary_key=True, serialize=False, related_name="as_agreement"
    )
    regime = models.CharField(max_length=30)
    supplier = models.ForeignKey(Organisation, models.PROTECT, related_name="agreements")
    line = models.ForeignKey(PlanLine, models.PROTECT, related_name="agreements")
    title_kk = models.CharField(max_length=300)
    title_ru = models.CharField(max_length=300)
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    bound = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    starts_on = models.DateField()
    ends_on = models.DateField()
    exception = models.TextField(blank=True)
    contract_number = models.CharField(max_length=120, blank=True)
    contract_on = models.DateField(null=True, blank=True)
    contract_sum = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    bank_details = EncryptedText()
    plan_year = models.PositiveSmallIntegerField(default=0, editable=False)
    """The year of the line's plan, kept by the database itself (a trigger): a list of one year walks along an index."""
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    effective_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="agreement_amount_positive"),
            models.CheckConstraint(condition=Q(bound__gte=0, bound__lte=F("amount")), name="agreement_bound_in_amount"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="agreement_period_in_order"),
            models.CheckConstraint(
                condition=Q(contract_sum__isnull=True) | Q(contract_sum__gt=0), name="agreement_contract_sum_positive"
            ),
            models.UniqueConstraint(
                fields=["contract_number"], condition=~Q(contract_number=""), name="agreement_contract_number_once"
            ),
        ]
        indexes = [
            models.Index(fields=["supplier", "-record_ptr"], name="agreement_supplier"),
            models.Index(fields=["line"], name="agreement_line"),
            models.Index(fields=["plan_year", "-record_ptr"], name="agreement_year"),
        ]


class AgreementVersion(models.Model):
    """The original (number 1) or an amendment, as it was signed. It never changes once it is in force (a trigger).

    ``schedule``: see ``rules.agreements.Schedule``. ``document``: the PDF that both sides sign, made when it is sent.
    """

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    reason = models.TextField(blank=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    starts_on = models.DateField()
    ends_on = models.DateField()
    exception = models.TextField(blank=True)
    schedule = models.JSONField(default=dict)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    drawn_at = models.DateTimeField()
    effective_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="agreement_version_once"),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(effective_at__isnull=True, withdrawn_at__isnull=True),
                name="agreement_version_one_open",
            ),
            models.CheckConstraint(
                condition=Q(effective_at__isnull=True) | Q(document__isnull=False, withdrawn_at__isnull=True),
                name="agreement_version_in_force_is_signed",
            ),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="amendment_has_a_reason"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="agreement_version_amount_positive"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="agreement_version_period_in_order"),
        ]


class Milestone(models.Model):
    """A step of the version in force: what is due, and the tranche for it."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="milestones")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    due_on = models.DateField()
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    advance = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="milestone_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="milestone_amount_not_negative"),
        ]


class EstimateLine(models.Model):
    """A line of the budget estimate in force."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="estimate")
    number = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=20)
    title = models.CharField(max_length=300)
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    own = models.DecimalField(max_digits=18, decimal_places=2, default=0)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="estimate_line_once"),
            models.CheckConstraint(condition=Q(amount__gte=0, own__gte=0), name="estimate_line_not_negative"),
        ]


class Indicator(models.Model):
    """A measure of the result in force: what is planned."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="indicators")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    unit = models.CharField(max_length=60)
    plan = models.DecimalField(max_digits=18, decimal_places=2)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="indicator_once"),
            models.CheckConstraint(condition=Q(plan__gte=0), name="indicator_plan_not_negative"),
        ]
