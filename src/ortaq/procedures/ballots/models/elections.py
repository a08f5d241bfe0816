"""An election, its papers with their options, and the trustees who hold the key together."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ortaq.kernel.language.queries import closest
from ortaq.kernel.parties.models import Organisation, Territory
from ortaq.kernel.records.models import Record


class InThreeLanguages(models.Model):
    """A title in Kazakh, Russian and English; ``title`` is the one of the page. English may be left out."""

    title_kk = models.CharField(max_length=300)
    title_ru = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True

    @property
    def title(self) -> str:
        """The title in the language of the page, Russian where English is missing."""
        return closest(kk=self.title_kk, ru=self.title_ru, en=self.title_en)


class Election(InThreeLanguages, Record):
    """A vote on projects: when, who, by which ways, under which rules.

    ``modes``: the ways to vote that are open (rules/ways.py). ``closes_at`` moves by the rule of extension alone, which is stated before:
    when the vote couldn't be reached for ``outage_minutes``, by ``extension_hours``, at most ``extensions_most`` times.
    ``terms``: the canonical JSON of everything that was announced, ``terms_hash`` its SHA-256; both freeze with the papers (trigger).
    ``public_key``: X25519, ballots are sealed to it; the private key exists only in the trustees' parts. ``sealed_size``: the one
    size (bytes) that every ballot is padded to.
    """

    text_kk = models.TextField(blank=True)
    text_ru = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    who_kk = models.CharField(max_length=500, blank=True)
    who_ru = models.CharField(max_length=500, blank=True)
    who_en = models.CharField(max_length=500, blank=True)
    modes = models.JSONField(default=list)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    outage_minutes = models.PositiveSmallIntegerField(default=60)
    extension_hours = models.PositiveSmallIntegerField(default=24)
    extensions_most = models.PositiveSmallIntegerField(default=1)
    extensions_used = models.PositiveSmallIntegerField(default=0)
    complaint_days = models.PositiveSmallIntegerField(default=10)
    trustees_needed = models.PositiveSmallIntegerField(default=3)
    suppress_below = models.PositiveSmallIntegerField(default=50)
    result_owner = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    terms = models.TextField(blank=True)
    terms_hash = models.BinaryField(max_length=32, default=b"")
    public_key = models.BinaryField(max_length=32, default=b"")
    sealed_size = models.PositiveIntegerField(default=0)
    announced_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="election_period_in_order"),
            models.CheckConstraint(
                condition=Q(extensions_used__lte=F("extensions_most")), name="election_extended_as_stated"
            ),
            models.CheckConstraint(condition=Q(trustees_needed__gte=2), name="election_has_trustees"),
        ]

    @property
    def text(self) -> str:
        """What the election is about, in the language of the page."""
        return closest(kk=self.text_kk, ru=self.text_ru, en=self.text_en)

    @property
    def who(self) -> str:
        """Who may vote, in the language of the page."""
        return closest(kk=self.who_kk, ru=self.who_ru, en=self.who_en)


class Paper(InThreeLanguages):
    """One question of an election: for everybody, or for the voters of one territory (and of those within it).

    ``rule``: canonical JSON of the counting rule. ``document`` and its hash: the paper as it was frozen when the election was announced.
    ``budget`` and costs are whole tenge. ``maximum`` 0: no limit. ``result``: the trace of the count, once there is one.
    """

    class Form(models.TextChoices):
        APPROVAL = "approval"
        POINTS = "points"
        KNAPSACK = "knapsack"

    election = models.ForeignKey(Election, models.CASCADE, related_name="papers")
    key = models.SlugField(max_length=20)
    order = models.PositiveSmallIntegerField(default=0)
    territory = models.ForeignKey(Territory, models.PROTECT, null=True, blank=True, related_name="+")
    form = models.CharField(max_length=10, choices=Form, default=Form.APPROVAL)
    minimum = models.PositiveSmallIntegerField(default=1)
    maximum = models.PositiveSmallIntegerField(default=5)
    points = models.PositiveSmallIntegerField(default=0)
    budget = models.PositiveBigIntegerField()
    rule = models.TextField()
    rule_hash = models.CharField(max_length=64)
    document = models.TextField(blank=True)
    document_hash = models.BinaryField(max_length=32, default=b"")
    result = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["election", "key"], name="paper_key_once"),
            models.CheckConstraint(condition=Q(budget__gt=0), name="paper_has_budget"),
            models.CheckConstraint(condition=Q(maximum=0) | Q(maximum__gte=F("minimum")), name="paper_limits_in_order"),
            models.CheckConstraint(condition=Q(form="points") | Q(points=0), name="paper_points_of_points"),
            models.CheckConstraint(condition=~Q(form="points") | Q(points__gte=1), name="paper_points_to_give"),
        ]


class Option(InThreeLanguages):
    """One project that can be chosen. ``record``: the project's own record, where it has one (a fair's)."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="options")
    number = models.PositiveSmallIntegerField()
    summary_kk = models.CharField(max_length=400, blank=True)
    summary_ru = models.CharField(max_length=400, blank=True)
    summary_en = models.CharField(max_length=400, blank=True)
    cost = models.PositiveBigIntegerField()
    record = models.ForeignKey(Record, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["paper", "number"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="option_number_once"),
            models.UniqueConstraint(
                fields=["paper", "record"], condition=Q(record__isnull=False), name="option_record_once"
            ),
            models.CheckConstraint(condition=Q(cost__gt=0), name="option_costs"),
        ]

    @property
    def summary(self) -> str:
        """The summary in the language of the page."""
        return closest(kk=self.summary_kk, ru=self.summary_ru, en=self.summary_en)


class Withdrawal(models.Model):
    """A decision that takes one option out of a vote that was announced: public, with its reason, and never undone (trigger).

    The paper stays as it was frozen; marks for the option are passed over in the count.
    """

    option = models.OneToOneField(Option, models.PROTECT, related_name="withdrawal")
    reason_kk = models.CharField(max_length=1000)
    reason_ru = models.CharField(max_length=1000)
    reason_en = models.CharField(max_length=1000, blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["decided_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason_kk="") & ~Q(reason_ru=""), name="withdrawal_says_why")
        ]

    @property
    def reason(self) -> str:
        """Why, in the language of the page, Russian where English is missing."""
        return closest(kk=self.reason_kk, ru=self.reason_ru, en=self.reason_en)


class Trustee(models.Model):
    """Somebody who keeps one part of the key. The part itself is nowhere here, only its public fingerprint."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="trustees")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=300)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    fingerprint = models.CharField(max_length=64, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["election", "number"], name="trustee_number_once")]
