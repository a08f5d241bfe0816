"""Evaluations of what agreements came to, the experts named for them, and their marks."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ortaq.kernel.records.models import Record
from ortaq.procedures.surveys.models import Survey
from ortaq.systems.social_order.models.agreements import Agreement


class Evaluation(Record):
    """One evaluation of one agreement. Sums are computed and never stored.

    ``survey`` and ``measures`` are fixed with the signature: the newest closed survey about the agreement, and its
    indicators as ``[{title, unit, plan, fact}]`` (decimals as text, fact None where it wasn't reported). What is signed
    never changes (trigger).
    """

    class Stage(models.TextChoices):
        PRELIMINARY = "preliminary"
        FINAL = "final"

    class Outcome(models.TextChoices):
        POSITIVE = "positive"
        REMARKS = "remarks"
        NEGATIVE = "negative"

    regime = models.CharField(max_length=30)
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="evaluations")
    stage = models.CharField(max_length=12, choices=Stage)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    conclusion_kk = models.TextField(blank=True)
    conclusion_ru = models.TextField(blank=True)
    concluded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    survey = models.ForeignKey(Survey, models.PROTECT, null=True, blank=True, related_name="+")
    measures = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "stage"], name="evaluation_once_a_stage"),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True)
                | (Q(signed_by__isnull=False) & ~Q(outcome="") & ~Q(conclusion_kk="") & ~Q(conclusion_ru="")),
                name="evaluation_signed_whole",
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("concluded_by")),
                name="evaluation_signed_by_a_second_person",
            ),
        ]


class Seat(models.Model):
    """An expert of the expert council, named for one evaluation.

    ``conflict``: what they declared, None while they haven't. ``submitted_at``: when they handed their points in;
    ``released_at``: taken off, for the reason in the event.
    """

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="seats")
    expert = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    conflict = models.BooleanField(null=True)
    interest = models.TextField(blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "expert"], name="evaluation_seat_once"),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True) | Q(conflict=False), name="evaluation_scored_without_conflict"
            ),
            models.CheckConstraint(condition=~Q(conflict=True) | ~Q(interest=""), name="evaluation_conflict_is_named"),
        ]


class Point(models.Model):
    """The points of one expert by one criterion, with the reason. They never change once handed in or signed (trigger)."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="points")
    criterion = models.CharField(max_length=12)
    points = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["seat", "criterion"], name="evaluation_point_once"),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__range=(0, 5)), name="evaluation_points_from_0_to_5"
            ),
        ]
