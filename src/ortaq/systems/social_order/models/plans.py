"""The plan of a body for a year, its lines, what was changed in them, and the files that plans come from."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.records.models import Record
from ortaq.systems.social_order.models.topics import Sphere


class Plan(models.Model):
    """The plan of one customer for one year. ``version`` grows with each approved change; its sums are never typed.

    ``note_*``: where the figures come from, for plans whose lines don't come from the customer itself.
    """

    class Level(models.TextChoices):
        REGION = "region"
        CITY = "city"
        DISTRICT = "district"

    year = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=10, choices=Level)
    body = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=0)
    approved_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    note_kk = models.TextField(blank=True)
    note_ru = models.TextField(blank=True)
    note_en = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "body"], name="plan_once_a_year"),
            models.CheckConstraint(condition=Q(year__range=(2005, 2100)), name="plan_year"),
        ]


class PlanLine(Record):
    """One line of a plan: a topic for which money is planned. ``amount`` is the money of the plan's own year.

    What a project of several years gets in other years stands in :class:`PlanShare`. ``body`` and the plan's body are
    the same; a composite of the two is checked by the action that writes it.
    """

    class Funding(models.TextChoices):
        REGIONAL = "regional"
        LOCAL = "local"
        REPUBLICAN = "republican"
        OTHER = "other"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    sphere = models.ForeignKey(Sphere, models.PROTECT, related_name="+")
    title_kk = models.CharField(max_length=300, blank=True)
    title_ru = models.CharField(max_length=300, blank=True)
    title_en = models.CharField(max_length=300, blank=True)
    since = models.PositiveSmallIntegerField()
    until = models.PositiveSmallIntegerField()
    projects = models.PositiveIntegerField(default=1)
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    funding = models.CharField(max_length=12, choices=Funding)
    procurement = models.CharField(max_length=120, blank=True)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="plan_line_position_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="plan_line_amount_not_negative"),
            models.CheckConstraint(condition=Q(projects__gte=1), name="plan_line_has_projects"),
            models.CheckConstraint(
                condition=Q(until__gte=F("since"), until__lte=F("since") + 2), name="plan_line_up_to_three_years"
            ),
            models.CheckConstraint(condition=~Q(title_kk="") | ~Q(title_ru=""), name="plan_line_has_a_title"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | Q(drawn_by__isnull=True) | ~Q(approved_by=F("drawn_by")),
                name="plan_line_approved_by_a_second_person",
            ),
        ]
        indexes = [models.Index(fields=["sphere", "plan"], name="plan_line_sphere")]


class PlanShare(models.Model):
    """The money of a line of several years in a year other than the plan's own."""

    line = models.ForeignKey(PlanLine, models.CASCADE, related_name="shares")
    year = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=18, decimal_places=2)

    class Meta:
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(fields=["line", "year"], name="plan_share_once_a_year"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="plan_share_not_negative"),
        ]


class PlanSum(models.Model):
    """Money, projects and lines of a plan by sphere and state, kept by the database itself in the transaction that moves a line.

    Each move of a line appends what it takes away and what it adds (triggers of ``migrations/0003_sums.py``), so
    that writers never wait for each other; readers add up. ``actions.fold_sums`` makes one row of what belongs together.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="sums")
    sphere = models.ForeignKey(Sphere, models.PROTECT, related_name="+")
    state = models.CharField(max_length=40)
    is_public = models.BooleanField()
    is_demo = models.BooleanField()
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    projects = models.IntegerField()
    lines = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["plan"], include=["lines"], name="plan_sum_of_plan")]


class PlanChange(models.Model):
    """A change of an approved line: proposed with a reason, decided by another person. What was before is kept for good.

    ``before`` and ``after`` hold the changed fields; money as a decimal text. ``version`` is the version of the plan
    that the change made.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed"
        APPROVED = "approved"
        REFUSED = "refused"

    line = models.ForeignKey(PlanLine, models.PROTECT, related_name="changes")
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    reason = models.TextField()
    before = models.JSONField()
    after = models.JSONField()
    version = models.PositiveIntegerField(null=True, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    refusal = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["line"], condition=Q(state="proposed"), name="plan_change_one_open"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(proposed_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="plan_change_decided_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(version__isnull=False, decided_at__isnull=False),
                name="plan_change_approved_has_a_version",
            ),
        ]


class PlanFile(models.Model):
    """A body's plan as a file, kept as it came. Once it is loaded, the very same file is never loaded again."""

    class Job(models.TextChoices):
        QUEUED = "queued"
        READING = "reading"
        WRITING = "writing"
        FAILED = "failed"

    body = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    choices = models.JSONField(default=dict, blank=True)
    """Which column is what, the unit, the sphere of rows that name none: as the officer corrected it."""
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField()
    loaded_at = models.DateTimeField(null=True, blank=True)
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="files")
    job = models.CharField(max_length=10, choices=Job, blank=True)
    """A long file is loaded in the background: how far that is."""
    job_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    job_at = models.DateTimeField(null=True, blank=True)
    job_lines = models.PositiveIntegerField(null=True, blank=True)
    """How many lines were read; None while the file is being read."""
    job_written = models.PositiveIntegerField(default=0)
    """How many of them are written so far; told beside the transaction that writes them."""
    job_attempt = models.PositiveSmallIntegerField(default=0)
    job_despite_totals = models.BooleanField(default=False)
    job_why = models.JSONField(default=dict, blank=True)
    """Why it failed, by language."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(job="") | Q(job_at__isnull=False), name="plan_file_job_has_time"),
            models.UniqueConstraint(
                fields=["sha256"], condition=Q(loaded_at__isnull=False), name="plan_file_loaded_once"
            ),
            models.CheckConstraint(
                condition=Q(loaded_at__isnull=True) | Q(plan__isnull=False), name="plan_file_loaded_into_a_plan"
            ),
        ]


class PlanMapping(models.Model):
    """How a body's files are read: what was chosen for these headings the last time."""

    body = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    headings = models.CharField(max_length=64)
    """SHA-256 of the headings."""
    choices = models.JSONField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "headings"], name="plan_mapping_once")]
