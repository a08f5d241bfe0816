"""The clocks of records, and the table of the business calendar that they are counted by."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ortaq.kernel.language.models import TrilingualName
from ortaq.kernel.records.models import Record


class CalendarDay(TrilingualName):
    """A day that differs from its week: a holiday, a day moved there, or a Saturday that works."""

    day = models.DateField(unique=True)
    works = models.BooleanField()
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["day"]


class CalendarChange(models.Model):
    """One change of one day, never altered or removed. The newest id is the version of the calendar.

    ``works``: what the day became; ``worked``: what it was before.
    """

    day = models.DateField()
    worked = models.BooleanField()
    works = models.BooleanField()
    reason = models.CharField(max_length=200)
    by_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="calendar_change_has_reason")]


class Clock(models.Model):
    """One legal term of one record. ``ticks`` is its whole history; the other columns are counted from it.

    ``due_on`` is counted by the calendar of ``calendar_version``; while the clock is paused it is the day as it stood
    before. That a running clock has expired is never stored: it is ``due_on`` before today.
    """

    class State(models.TextChoices):
        RUNNING = "running"
        PAUSED = "paused"
        STOPPED = "stopped"

    record = models.ForeignKey(Record, models.PROTECT, related_name="clocks")
    code = models.CharField(max_length=40)
    regime = models.CharField(max_length=40)
    on_expiry = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    ticks = models.JSONField(default=list)
    started_at = models.DateTimeField()
    started_on = models.DateField()
    due_on = models.DateField()
    paused_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    kept = models.BooleanField(null=True, blank=True)
    extended = models.BooleanField(default=False)
    extended_times = models.PositiveSmallIntegerField(default=0)
    calendar_version = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["record", "code"], condition=~Q(state="stopped"), name="clock_runs_once"),
            models.CheckConstraint(
                condition=(Q(state="stopped") & Q(stopped_at__isnull=False) & Q(kept__isnull=False))
                | (~Q(state="stopped") & Q(stopped_at__isnull=True) & Q(kept__isnull=True)),
                name="clock_stopped_is_complete",
            ),
            models.CheckConstraint(
                condition=(Q(extended=True) & Q(extended_times__gt=0)) | (Q(extended=False) & Q(extended_times=0)),
                name="clock_extended_is_counted",
            ),
        ]
        indexes = [
            models.Index(fields=["record", "id"], name="clock_of_record"),
            models.Index(fields=["state", "due_on", "record"], condition=~Q(state="stopped"), name="clock_work_list"),
            models.Index(
                fields=["on_expiry", "due_on", "id"],
                condition=Q(state="running") & ~Q(on_expiry=""),
                name="clock_silence",
            ),
            models.Index(F("started_on"), F("due_on"), condition=~Q(state="stopped"), name="clock_open_span"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.due_on}"
