"""Surveys, the one-time codes of their samples, answers, and paper batches that are typed in twice.

Who answered and what was answered stand apart: a code knows that it was used and not when, an answer knows neither its
code nor, once the survey is closed, its hour or its device. Nothing joins them; closing also rewrites the rows of both
in the order of their own keys, so that not even the database's hidden columns (transaction, place in the file) do.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ortaq.kernel.records.models import Record


class Survey(models.Model):
    """A satisfaction survey about one record (an agreement, a service). The register of recipients is known by count alone.

    ``seed``: recorded before the sample is drawn, so that anybody may draw it again. ``sample``: how many places of
    the register get a code. Terms of an open survey never change (trigger). ``hints``: what smelled of stuffing at the
    end, kept because what it was computed from is forgotten.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        OPEN = "open"
        CLOSED = "closed"

    about = models.ForeignKey(Record, models.PROTECT, related_name="surveys")
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    recipients = models.PositiveIntegerField(null=True, blank=True)
    sample = models.PositiveIntegerField()
    seed = models.CharField(max_length=64)
    opens_on = models.DateField()
    closes_on = models.DateField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    hints = models.JSONField(default=list)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["about"], condition=~Q(state="closed"), name="survey_one_at_a_time"),
            models.CheckConstraint(condition=Q(sample__gte=1), name="survey_asks_somebody"),
            models.CheckConstraint(
                condition=Q(recipients__isnull=True) | Q(sample__lte=F("recipients")), name="survey_sample_in_register"
            ),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="survey_period_in_order"),
        ]


class Code(models.Model):
    """The right to answer once: of one place of the register. The code itself is kept nowhere, only its keyed hash."""

    class Channel(models.TextChoices):
        PAPER = "paper"
        SMS = "sms"
        PHONE = "phone"

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="codes")
    place = models.PositiveIntegerField()
    code_hash = models.BinaryField(max_length=32, unique=True)
    channel = models.CharField(max_length=8, choices=Channel)
    used = models.BooleanField(default=False)

    class Meta:
        ordering = ["survey", "place"]
        constraints = [models.UniqueConstraint(fields=["survey", "place"], name="survey_code_once_a_place")]


class Response(models.Model):
    """One answered form, under a random key. ``day`` is all that stays known of when.

    ``hour`` (UTC) and ``device`` (a keyed hash of the day's address) serve the hints against stuffing while the survey
    is open; closing empties both.
    ``comment`` is seen by the customer's officer; the public sees it only as ``public_comment``.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="responses")
    channel = models.CharField(max_length=8, choices=Code.Channel)
    quality = models.PositiveSmallIntegerField(null=True)
    access = models.PositiveSmallIntegerField(null=True)
    attitude = models.PositiveSmallIntegerField(null=True)
    usefulness = models.PositiveSmallIntegerField(null=True)
    overall = models.PositiveSmallIntegerField(null=True)
    comment = models.TextField(blank=True)
    public_comment = models.TextField(blank=True)
    language = models.CharField(max_length=2)
    day = models.DateField()
    hour = models.PositiveSmallIntegerField(null=True)
    device = models.BinaryField(max_length=32, default=b"")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{question}__isnull": True}) | Q(**{f"{question}__range": (1, 5)}),
                name=f"response_{question}_from_1_to_5",
            )
            for question in ("quality", "access", "attitude", "usefulness", "overall")
        ]


class Batch(models.Model):
    """Paper forms that were handed in together; each is typed in, one in ten by a second person again."""

    class State(models.TextChoices):
        TYPING = "typing"
        CHECKING = "checking"
        COUNTED = "counted"

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="batches")
    state = models.CharField(max_length=10, choices=State, default=State.TYPING)
    sheets = models.PositiveIntegerField()
    seed = models.CharField(max_length=64)
    typed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    counted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(sheets__gte=1), name="batch_has_sheets"),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("typed_by")),
                name="batch_checked_by_a_second_person",
            ),
        ]


class Sheet(models.Model):
    """One paper form as one person read it: by its code and marks. ``second``: the reading of the person who checks."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="readings")
    number = models.PositiveIntegerField()
    second = models.BooleanField(default=False)
    code_hash = models.BinaryField(max_length=32)
    marks = models.JSONField()

    class Meta:
        ordering = ["number", "second"]
        constraints = [models.UniqueConstraint(fields=["batch", "number", "second"], name="sheet_read_once")]
