"""Fairs, the projects that are shown at them, what the projects are missing, questions and answers."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ortaq.kernel.language.queries import closest, current_language
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.records.models import Record
from ortaq.systems.fairs.rules import GOODS, UNITS


class Fair(Record):
    """A fair of social projects that ``body`` organises. Public from its announcement on."""

    record_ptr = models.OneToOneField(
        Record, models.CASCADE, parent_link=True, primary_key=True, serialize=False, related_name="as_fair"
    )
    title_kk = models.CharField(max_length=300)
    title_ru = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    about_kk = models.TextField()
    about_ru = models.TextField()
    place = models.CharField(max_length=300)
    starts_on = models.DateField()
    ends_on = models.DateField()
    projects_until = models.DateTimeField()
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="fair_period_in_order"),
        ]

    @property
    def title(self) -> str:
        """The title in the language of the page; Russian where it has none of its own."""
        return closest(kk=self.title_kk, ru=self.title_ru, en=self.title_en)

    @property
    def about(self) -> str:
        """What it is about, in Kazakh on a Kazakh page, else in Russian."""
        return closest(kk=self.about_kk, ru=self.about_ru)


class ShowcaseProject(Record):
    """A project of an NGO at a fair. Its texts don't change any more once it was sent (a trigger).

    ``budget`` is what the whole costs, ``own`` what the NGO has of it, in tenge. ``summary_*`` stand on ballot papers.
    """

    record_ptr = models.OneToOneField(
        Record, models.CASCADE, parent_link=True, primary_key=True, serialize=False, related_name="as_showcase"
    )
    fair = models.ForeignKey(Fair, models.PROTECT, related_name="projects")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="showcase_projects")
    project_kind = models.CharField(max_length=20)
    sphere = models.CharField(max_length=40, blank=True)
    title_kk = models.CharField(max_length=200)
    title_ru = models.CharField(max_length=200)
    summary_kk = models.CharField(max_length=300)
    summary_ru = models.CharField(max_length=300)
    need = models.TextField()
    whom = models.TextField()
    people = models.PositiveIntegerField(null=True, blank=True)
    result = models.TextField()
    budget = models.DecimalField(max_digits=18, decimal_places=2)
    own = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    remark = models.TextField(blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(budget__gt=0, own__gte=0), name="showcase_budget_positive"),
            models.CheckConstraint(condition=Q(own__lte=F("budget")), name="showcase_own_in_budget"),
            models.CheckConstraint(
                condition=Q(checked_at__isnull=True) | Q(checked_by__isnull=False), name="showcase_checked_by_somebody"
            ),
        ]
        indexes = [
            models.Index(fields=["fair", "-record_ptr"], name="showcase_fair"),
            models.Index(fields=["organisation", "-record_ptr"], name="showcase_organisation"),
        ]

    @property
    def title(self) -> str:
        """The title in Kazakh on a Kazakh page, else in Russian."""
        return closest(kk=self.title_kk, ru=self.title_ru)

    @property
    def summary(self) -> str:
        """The short text in Kazakh on a Kazakh page, else in Russian."""
        return closest(kk=self.summary_kk, ru=self.summary_ru)


class Need(models.Model):
    """One thing that a project is missing: so much money, so many things, so many hours."""

    class Kind(models.TextChoices):
        MONEY = "money"
        GOODS = "goods"
        HOURS = "hours"

    project = models.ForeignKey(ShowcaseProject, models.PROTECT, related_name="needs")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=200)
    unit = models.CharField(max_length=40, blank=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="need_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="need_amount_positive"),
            models.CheckConstraint(condition=~Q(kind=GOODS) | ~Q(unit=""), name="need_goods_have_a_unit"),
        ]

    @property
    def measure(self) -> str:
        """The unit in the language of the page."""
        own = UNITS.get(self.kind)
        return own.in_language(current_language()) if own else self.unit


class Question(models.Model):
    """A question about a project. It and its answer are public once it is answered; who asked never is.

    ``hidden_at``: the organiser took it down, with a reason.
    """

    project = models.ForeignKey(ShowcaseProject, models.CASCADE, related_name="questions")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField()
    language = models.CharField(max_length=2, default="kk")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_because = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | (~Q(answer="") & Q(answered_by__isnull=False)),
                name="showcase_question_answered_in_words",
            ),
            models.CheckConstraint(
                condition=Q(hidden_at__isnull=True) | ~Q(hidden_because=""), name="showcase_question_hidden_with_reason"
            ),
        ]
        indexes = [models.Index(fields=["project"], name="showcase_question_project")]
