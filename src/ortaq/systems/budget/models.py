"""Datasets of published figures, with their source, and the printed claims that are checked against them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ortaq.kernel.language.models import TrilingualName
from ortaq.kernel.language.rules import Text
from ortaq.kernel.parties.models import Territory


class Dataset(TrilingualName):
    """One version of a set of figures from one source. Its rows never change: a correction is a new version."""

    class State(models.TextChoices):
        DRAFT = "draft"
        CHECKED = "checked"
        PUBLISHED = "published"
        SUPERSEDED = "superseded"

    code = models.SlugField(max_length=60)
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    url = models.URLField(max_length=500, blank=True)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, unique=True)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    imported_at = models.DateTimeField()
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="dataset_version_once"),
            models.UniqueConstraint(fields=["code"], condition=Q(state="published"), name="dataset_one_published"),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True)
                | ~Q(published_by=models.F("imported_by"))
                | Q(imported_by__isnull=True),
                name="dataset_published_by_a_second_person",
            ),
        ]


class DatasetText(models.Model):
    """A sentence of a dataset in three languages: about its source, a note of reading, a correction."""

    class Kind(models.TextChoices):
        SOURCE = "source"
        PUBLISHER = "publisher"
        AUTHOR = "author"
        WHEN = "when"
        LEGAL = "legal"
        NOTE = "note"
        CORRECTION = "correction"

    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="texts")
    kind = models.CharField(max_length=12, choices=Kind)
    position = models.PositiveIntegerField()
    kk = models.TextField()
    ru = models.TextField()
    en = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "pk"]

    @property
    def words(self) -> Text:
        return Text(self.kk, self.ru, self.en)


class FigureRow(TrilingualName):
    """One figure of a dataset: a whole, or a part of another figure by one breakdown. Amounts in tenge."""

    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="figures")
    position = models.PositiveIntegerField()
    key = models.SlugField(max_length=60, db_index=False)
    of = models.ForeignKey("self", models.CASCADE, null=True, related_name="parts")
    breakdown = models.CharField(max_length=12, blank=True)
    year = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=12, blank=True)
    territory = models.ForeignKey(Territory, models.PROTECT, null=True, related_name="+")
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    projects = models.PositiveIntegerField(null=True)
    since = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["dataset", "key"], name="figure_key_once"),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0), name="figure_amount_not_negative"
            ),
            models.CheckConstraint(
                condition=(Q(of__isnull=True) & Q(breakdown="")) | (Q(of__isnull=False) & ~Q(breakdown="")),
                name="figure_breakdown_of_parts",
            ),
        ]


class ClaimRow(models.Model):
    """What the source printed about its figures. What is true is computed, never stored."""

    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="claims")
    position = models.PositiveIntegerField()
    key = models.SlugField(max_length=60, db_index=False)
    kind = models.CharField(max_length=12)
    kk = models.TextField()
    ru = models.TextField()
    en = models.TextField()
    printed = models.DecimalField(max_digits=22, decimal_places=4)
    places = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=12)
    says = models.CharField(max_length=12, blank=True)
    part = models.ForeignKey(FigureRow, models.CASCADE, null=True, related_name="+")
    of = models.ForeignKey(FigureRow, models.CASCADE, null=True, related_name="+")
    breakdown = models.CharField(max_length=12, blank=True)
    years = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["dataset", "key"], name="claim_key_once")]


class SentFile(models.Model):
    """A file that a statistician sent for preview: kept as it came, so that what was shown is what is imported."""

    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    dataset = models.ForeignKey(Dataset, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sha256", "sent_by"], name="sent_file_once")]
