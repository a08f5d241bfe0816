"""Spheres of the law, proposals of topics, who supports them, and what the council says."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ortaq.kernel.keys.models import EncryptedText
from ortaq.kernel.language.models import TrilingualName
from ortaq.kernel.parties.models import Organisation, Person
from ortaq.kernel.records.models import Record


class Sphere(TrilingualName):
    """A sphere in which topics are formed (Law No 36 of 12.04.2005, article 5), valid for a period.

    ``basis`` names article and item. A law that renames a sphere ends the row and adds another: old topics keep theirs.
    """

    code = models.SlugField(max_length=40, unique=True)
    order = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=120)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["order", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="sphere_period_in_order",
            ),
        ]


class TopicProposal(Record):
    """A topic that somebody proposes for the state social order: what is needed, for whom, where, why, what comes of it.

    The texts are the official copy and never change; what everybody reads is ``public_title`` and ``public_parts``,
    made by the customer's officer. ``title_kk``/``title_ru`` are the topic's official wording, set when it is accepted.
    ``supports`` counts the rows of :class:`Supporter` and changes with them in one step.
    """

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted"
        REJECTED = "rejected"
        MERGED = "merged"

    regime = models.CharField(max_length=30)
    sphere = models.ForeignKey(Sphere, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    """The NGO or the council in whose name it was proposed; None when a person speaks for themselves."""
    title = models.CharField(max_length=200)
    need = models.TextField()
    target_group = models.TextField()
    place = models.CharField(max_length=300, blank=True)
    why = models.TextField()
    result = models.TextField()
    months = models.PositiveSmallIntegerField()
    estimate = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    name_public = models.BooleanField(default=False)
    name_consent_at = models.DateTimeField(null=True, blank=True)
    public_parts = models.JSONField(default=dict, blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    hops = models.PositiveSmallIntegerField(default=0)
    supports = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    title_kk = models.CharField(max_length=300, blank=True)
    title_ru = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(months__gte=1, months__lte=36), name="topic_lasts_one_to_thirty_six_months"
            ),
            models.CheckConstraint(
                condition=Q(estimate__isnull=True) | Q(estimate__gt=0), name="topic_estimate_positive"
            ),
            models.CheckConstraint(
                condition=Q(name_public=False) | Q(name_consent_at__isnull=False), name="topic_name_consent_has_a_date"
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="topic_answer_with_reasons",
            ),
        ]
        indexes = [
            models.Index(fields=["sphere", "-record_ptr"], name="topic_sphere"),
            models.Index(fields=["organisation", "-record_ptr"], name="topic_organisation"),
        ]


class TopicDraft(models.Model):
    """What somebody has typed and not sent yet, in their account; encrypted."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    content = EncryptedText()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "-changed_at"], name="topicdraft_user")]


class Supporter(models.Model):
    """A person who supports a topic, once."""

    topic = models.ForeignKey(TopicProposal, models.CASCADE, related_name="supporters")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    supported_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "person"], name="supporter_once")]


class Opinion(models.Model):
    """What the council for cooperation with NGOs says of a topic. Never changed: a later opinion is another row."""

    class View(models.TextChoices):
        FOR = "for"
        REMARKS = "remarks"
        AGAINST = "against"

    topic = models.ForeignKey(TopicProposal, models.CASCADE, related_name="opinions")
    council = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    view = models.CharField(max_length=10, choices=View)
    text = models.TextField()
    session = models.CharField(max_length=200, blank=True)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["given_at", "pk"]
