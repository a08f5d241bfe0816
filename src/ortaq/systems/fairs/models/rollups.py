"""Roll-ups: what public pages read instead of adding up all pledges and counting all projects.

Every action that changes a figure changes its roll-up in the same transaction (``actions.rollups``).
"""

from django.db import models
from django.db.models import Q

from ortaq.kernel.parties.models import Organisation, Territory
from ortaq.systems.fairs.models.fairs import Fair, ShowcaseProject
from ortaq.systems.fairs.models.sponsors import PledgeLine


class OnShow(models.Model):
    """A project on show, with what lists are narrowed by; ``money``, ``goods``, ``hours``: is it still missing some?

    The newest are found here without a walk over records of every kind.
    """

    project = models.OneToOneField(ShowcaseProject, models.CASCADE, primary_key=True, related_name="+")
    fair = models.ForeignKey(Fair, models.CASCADE, related_name="+", db_index=False)
    project_kind = models.CharField(max_length=20)
    sphere = models.CharField(max_length=40, blank=True)
    territory = models.ForeignKey(Territory, models.CASCADE, null=True, related_name="+", db_index=False)
    money = models.BooleanField()
    goods = models.BooleanField()
    hours = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["fair", "-project"], name="on_show_fair")]


class FairCount(models.Model):
    """How many projects of a fair are on show."""

    fair = models.OneToOneField(Fair, models.CASCADE, primary_key=True, related_name="count")
    shown = models.PositiveIntegerField(default=0)


class LedgerLine(models.Model):
    """What one line of a signed memorandum adds to the ledger: money in tenge, hours; of things each line is one.

    ``memoranda``: 1 in the first line of a memorandum, else 0. ``late``: what is overdue once ``due_on`` is over.
    """

    line = models.OneToOneField(PledgeLine, models.CASCADE, primary_key=True, related_name="+")
    project = models.ForeignKey(ShowcaseProject, models.CASCADE, related_name="+")
    sponsor = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    ngo = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    territory = models.ForeignKey(Territory, models.CASCADE, null=True, related_name="+", db_index=False)
    sphere = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=10)
    memoranda = models.PositiveSmallIntegerField()
    promised = models.DecimalField(max_digits=18, decimal_places=2)
    fulfilled = models.DecimalField(max_digits=18, decimal_places=2)
    late = models.DecimalField(max_digits=18, decimal_places=2)
    dropped = models.DecimalField(max_digits=18, decimal_places=2)
    due_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["due_on"], condition=Q(late__gt=0), name="ledger_line_late")]


class LedgerSum(models.Model):
    """The ledger of one part: of all, of a year, a place, a sphere, a business. ``overdue``: on the day of ``LedgerDay``."""

    part = models.CharField(max_length=10)
    key = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=10)
    memoranda = models.PositiveIntegerField()
    lines = models.PositiveIntegerField()
    promised = models.DecimalField(max_digits=20, decimal_places=2)
    fulfilled = models.DecimalField(max_digits=20, decimal_places=2)
    overdue = models.DecimalField(max_digits=20, decimal_places=2)
    dropped = models.DecimalField(max_digits=20, decimal_places=2)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["part", "key", "kind"], name="ledger_sum_once")]


class LedgerDay(models.Model):
    """The one day on which overdue sums were added up; for another day what fell due between the two is added."""

    counted_on = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="ledger_day_is_one")]
