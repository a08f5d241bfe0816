"""Events for the development of social entrepreneurship."""

from django.db import models
from django.db.models import F, Q

from ortaq.kernel.language.queries import closest
from ortaq.kernel.records.models import Record
from ortaq.systems.fairs.models.fairs import Fair


class Occasion(Record):
    """A seminar, a training, a meeting… that ``body`` organises, by itself or at a fair. ``outcome``: what came of it."""

    record_ptr = models.OneToOneField(
        Record, models.CASCADE, parent_link=True, primary_key=True, serialize=False, related_name="as_occasion"
    )
    occasion_kind = models.CharField(max_length=20)
    fair = models.ForeignKey(Fair, models.PROTECT, null=True, blank=True, related_name="occasions")
    title_kk = models.CharField(max_length=300)
    title_ru = models.CharField(max_length=300)
    about_kk = models.TextField()
    about_ru = models.TextField()
    place = models.CharField(max_length=300)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    people = models.PositiveIntegerField(null=True, blank=True)
    outcome = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="occasion_period_in_order"),
        ]
        indexes = [models.Index(fields=["starts_at"], name="occasion_starts_at")]

    @property
    def title(self) -> str:
        """The title in Kazakh on a Kazakh page, else in Russian."""
        return closest(kk=self.title_kk, ru=self.title_ru)

    @property
    def about(self) -> str:
        """What it is about, in Kazakh on a Kazakh page, else in Russian."""
        return closest(kk=self.about_kk, ru=self.about_ru)
