"""Experts and what they give: each mark with its reason, and unchangeable once the review is closed (triggers)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ortaq.kernel.keys.models import EncryptedText
from ortaq.procedures.competitions.models.applications import Application
from ortaq.procedures.competitions.models.calls import Call, Criterion


class Draw(models.Model):
    """One drawing of reviewers by lot: the seed and the numbers of what went in, so that anybody can repeat it."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="draws")
    seed = models.CharField(max_length=64)
    given = models.JSONField(help_text="Applications, experts, barred pairs and the number of reviewers each.")
    drawn = models.JSONField(help_text="Application number → account ids.")
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")


class Review(models.Model):
    """One expert's reading of one application.

    ``conflict``: what the expert declared before the file opened (None: not yet). ``recused_at``: took no part; marks
    given before don't count and are shown as such.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews")
    assigned_at = models.DateTimeField()
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    conflict = models.BooleanField(null=True, blank=True)
    conflict_reason = EncryptedText()
    declared_at = models.DateTimeField(null=True, blank=True)
    recused_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "reviewer"], name="review_once"),
            models.CheckConstraint(
                condition=Q(conflict__isnull=True) | Q(declared_at__isnull=False), name="review_declared_when"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(conflict=False, recused_at__isnull=True),
                name="review_closed_without_conflict",
            ),
            models.CheckConstraint(
                condition=~Q(conflict=True) | Q(recused_at__isnull=False), name="review_conflict_is_recused"
            ),
        ]
        indexes = [models.Index(fields=["reviewer", "application"], name="review_of_reviewer")]


class Mark(models.Model):
    """Points for one criterion with their reason; or missing, with the reason why. Missing is never zero."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="marks")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.TextField(blank=True)
    is_missing = models.BooleanField(default=False)
    marked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="mark_once"),
            models.CheckConstraint(
                condition=Q(is_missing=False) | (Q(value__isnull=True) & ~Q(reason="")), name="mark_missing_has_reason"
            ),
        ]


class Objection(models.Model):
    """A complaint about the results within the term for it; decided by the commission's body, answered in both languages."""

    class Decision(models.TextChoices):
        UPHELD = "upheld"
        DISMISSED = "dismissed"

    call = models.ForeignKey(Call, models.PROTECT, related_name="objections")
    application = models.ForeignKey(Application, models.PROTECT, related_name="objections")
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField()
    filed_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    answer_kk = models.TextField(blank=True)
    answer_ru = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True)
                | (Q(decided_at__isnull=False) & ~Q(decision="") & ~Q(answer_kk="") & ~Q(answer_ru="")),
                name="objection_decided_with_answer",
            ),
        ]
