"""Roll-ups: what the statistics pages read instead of counting appeals."""

from django.db import models

from ortaq.kernel.parties.models import Organisation, Territory
from ortaq.systems.reception.models.appeals import Category


class DayCount(models.Model):
    """Appeals received on one day by body, territory, category and type, with what has become of them since."""

    day = models.DateField()
    body = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    territory = models.ForeignKey(Territory, models.CASCADE, related_name="+")
    category = models.ForeignKey(Category, models.CASCADE, related_name="+")
    type = models.CharField(max_length=20)
    is_demo = models.BooleanField(default=False)
    received = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    in_time = models.PositiveIntegerField(default=0)
    late = models.PositiveIntegerField(default=0)
    extended = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    forwarded = models.PositiveIntegerField(default=0)
    disputed = models.PositiveIntegerField(default=0)
    rated = models.PositiveIntegerField(default=0)
    rating_sum = models.PositiveIntegerField(default=0)
    solved = models.PositiveIntegerField(default=0)
    days_to_answer = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "body", "territory", "category", "type", "is_demo"], name="day_count_once"
            )
        ]
        indexes = [models.Index(fields=["body", "day"], name="day_count_body")]


class DayAnswers(models.Model):
    """How many of the appeals received on one day were answered after so many calendar days: for the median."""

    day = models.DateField()
    is_demo = models.BooleanField(default=False)
    days = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "is_demo", "days"], name="day_answers_once")]
