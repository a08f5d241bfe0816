"""A call for applications: what it asks, how it judges, and the questions put to it in public."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ortaq.kernel.language.models import TrilingualName
from ortaq.kernel.parties.models import Organisation, Territory
from ortaq.kernel.records.models import Record


class CriteriaSet(models.Model):
    """A version of criteria. Frozen by the first call that is announced with it: a trigger refuses any change after."""

    body = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    code = models.SlugField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    title_kk = models.CharField(max_length=200)
    title_ru = models.CharField(max_length=200)
    frozen_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["code", "version"]
        constraints = [models.UniqueConstraint(fields=["body", "code", "version"], name="criteria_version_once")]


class Criterion(TrilingualName):
    """One criterion: points from ``minimum`` to ``maximum``, counted ``weight`` times."""

    criteria_set = models.ForeignKey(CriteriaSet, models.CASCADE, related_name="criteria")
    code = models.SlugField(max_length=40)
    order = models.PositiveSmallIntegerField(default=0)
    hint_kk = models.CharField(max_length=500, blank=True)
    hint_ru = models.CharField(max_length=500, blank=True)
    hint_en = models.CharField(max_length=500, blank=True)
    weight = models.DecimalField(max_digits=6, decimal_places=2, default=1)
    minimum = models.PositiveSmallIntegerField(default=0)
    maximum = models.PositiveSmallIntegerField(default=5)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["criteria_set", "code"], name="criterion_once"),
            models.CheckConstraint(condition=Q(maximum__gt=F("minimum")), name="criterion_scale_in_order"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="criterion_weighs"),
        ]

    @property
    def hint(self) -> str:
        """What the criterion means, in the language of the page."""
        from ortaq.kernel.language.queries import current_language

        return str(getattr(self, f"hint_{current_language()}"))


class Call(Record):
    """A call (announcement) of a competition. ``profile``: the declared kind of competition whose rules hold.

    ``is_reference``: the tender itself runs on the state procurement portal, as the law wants it for the social order;
    here stand its number, its lots and its result. What was announced never changes but for the deadline, which may
    only be put off (a trigger).
    """

    class Level(models.TextChoices):
        REGION = "region"
        CITY = "city"
        DISTRICT = "district"

    class CutRule(models.TextChoices):
        STOP = "stop"
        SKIP = "skip"
        REDUCE = "reduce"

    # Hidden from the record's side: an application has a field of the name that Django would take there.
    record_ptr = models.OneToOneField(Record, models.CASCADE, parent_link=True, primary_key=True, related_name="+")
    profile = models.CharField(max_length=30)
    regime = models.CharField(max_length=30)
    title_kk = models.CharField(max_length=300)
    title_ru = models.CharField(max_length=300)
    text_kk = models.TextField(blank=True)
    text_ru = models.TextField(blank=True)
    year = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=10, choices=Level)
    budget = models.DecimalField(max_digits=18, decimal_places=2)
    request_min = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    request_max = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    criteria_set = models.ForeignKey(CriteriaSet, models.PROTECT, null=True, blank=True, related_name="calls")
    eligibility = models.JSONField(default=list)
    spheres = models.JSONField(default=list)
    sealed = models.BooleanField(default=True)
    blind = models.BooleanField(default=False)
    opens_at = models.DateTimeField(null=True, blank=True)
    deadline = models.DateTimeField(null=True, blank=True)
    reviewers_per_application = models.PositiveSmallIntegerField(default=2)
    cut_rule = models.CharField(max_length=10, choices=CutRule, default=CutRule.STOP)
    tie_order = models.JSONField(default=list)
    lottery_seed = models.CharField(max_length=64, blank=True)
    quorum_percent = models.PositiveSmallIntegerField(default=67)
    is_reference = models.BooleanField(default=False)
    external_number = models.CharField(max_length=60, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    scoring_closed_at = models.DateTimeField(null=True, blank=True)
    results_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(budget__gt=0), name="call_has_budget"),
            models.CheckConstraint(
                condition=Q(request_min__isnull=True)
                | Q(request_max__isnull=True)
                | Q(request_max__gte=F("request_min")),
                name="call_requests_in_order",
            ),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True) | Q(deadline__isnull=True) | Q(deadline__gt=F("opens_at")),
                name="call_times_in_order",
            ),
            models.CheckConstraint(condition=Q(quorum_percent__gte=1, quorum_percent__lte=100), name="call_quorum"),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True) | Q(opened_at__gte=F("deadline")), name="call_opened_after_deadline"
            ),
        ]
        indexes = [models.Index(fields=["deadline"], name="call_deadline")]

    @property
    def title(self) -> str:
        """The title in the language of the page; English readers get the Russian one."""
        from ortaq.kernel.language.queries import closest

        return closest(kk=self.title_kk, ru=self.title_ru)

    @property
    def text(self) -> str:
        """The description in the language of the page."""
        from ortaq.kernel.language.queries import closest

        return closest(kk=self.text_kk, ru=self.text_ru)


class Lot(models.Model):
    """A part of a call with money of its own: a lot of a tender, a nomination of an award, a direction of grants."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="lots")
    order = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=60)
    title_kk = models.CharField(max_length=300)
    title_ru = models.CharField(max_length=300)
    sphere = models.CharField(max_length=40, blank=True)
    territory = models.ForeignKey(Territory, models.PROTECT, null=True, blank=True, related_name="+")
    budget = models.DecimalField(max_digits=18, decimal_places=2)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["call", "code"], name="lot_once"),
            models.CheckConstraint(condition=Q(budget__gt=0), name="lot_has_budget"),
        ]

    @property
    def title(self) -> str:
        """The title in the language of the page."""
        from ortaq.kernel.language.queries import closest

        return closest(kk=self.title_kk, ru=self.title_ru)


class SizeBand(models.Model):
    """Requests up to ``up_to`` tenge (empty: any larger one) are judged by this pass mark and these weights."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="bands")
    up_to = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    pass_mark = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = [F("up_to").asc(nulls_last=True)]
        constraints = [
            models.UniqueConstraint(fields=["call", "up_to"], name="band_once", nulls_distinct=False),
            models.CheckConstraint(condition=Q(up_to__isnull=True) | Q(up_to__gt=0), name="band_has_size"),
        ]


class BandWeight(models.Model):
    """What a criterion weighs in a size band, where it differs from the set's own weight."""

    band = models.ForeignKey(SizeBand, models.CASCADE, related_name="weights")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    weight = models.DecimalField(max_digits=6, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["band", "criterion"], name="band_weight_once"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="band_weight_weighs"),
        ]


class BudgetCap(models.Model):
    """The most that a type of spending may take of what is requested, in per cent."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="caps")
    line_type = models.CharField(max_length=20)
    percent = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        ordering = ["line_type"]
        constraints = [
            models.UniqueConstraint(fields=["call", "line_type"], name="cap_once"),
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=100), name="cap_is_a_share"),
        ]


class AskedDocument(TrilingualName):
    """A document that applicants attach."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="asked_documents")
    code = models.SlugField(max_length=30)
    order = models.PositiveSmallIntegerField(default=0)
    required = models.BooleanField(default=True)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["call", "code"], name="asked_document_once")]


class Question(models.Model):
    """A question about a call. It and its answer are public once it is answered; who asked never is."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="questions")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField()
    language = models.CharField(max_length=2, default="kk")
    asked_at = models.DateTimeField()
    answer_kk = models.TextField(blank=True)
    answer_ru = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | (~Q(answer_kk="") & ~Q(answer_ru="")),
                name="question_answered_in_both_languages",
            ),
        ]

    @property
    def answer(self) -> str:
        """The answer in the language of the page."""
        from ortaq.kernel.language.queries import closest

        return closest(kk=self.answer_kk, ru=self.answer_ru)
