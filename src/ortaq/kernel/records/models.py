"""The record: what everything that state and society exchange has in common (multi-table inheritance)."""

from django.db import models
from django.db.models import F, Q

from ortaq.kernel.parties.models import Organisation, Person, Territory


class Record(models.Model):
    """One row for every appeal, proposal, call, agreement… A system's model inherits from it: ``class Appeal(Record)``.

    ``state`` is a state of the record's declared lifecycle and changes only through ``lifecycle.actions.advance``.
    ``version`` grows by one with each change; a form sends back the version that it was drawn from.
    ``published_at`` is set while a public rendition exists: every public exit asks it, through the visibility
    function of the record's system.
    """

    kind = models.CharField(max_length=30)
    number = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=40)
    version = models.PositiveIntegerField(default=1)
    body = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    territory = models.ForeignKey(Territory, models.PROTECT, null=True, blank=True, related_name="+")
    author = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=2, default="kk")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    public_title = models.CharField(max_length=300, blank=True)
    public_text = models.TextField(blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | ~Q(public_title=""), name="record_published_has_title"
            ),
        ]
        indexes = [
            models.Index(
                F("published_at").desc(),
                F("id").desc(),
                condition=Q(published_at__isnull=False),
                name="record_newest_public",
            ),
            models.Index(fields=["kind", "state", "body"], name="record_kind_state_body"),
            models.Index(fields=["author", "-id"], name="record_author"),
        ]

    def __str__(self) -> str:
        return self.number


class Link(models.Model):
    """A directed tie between two records: *source* is ``raised_by`` / ``answers`` / ``funded_by`` … *target*."""

    class Kind(models.TextChoices):
        RAISED_BY = "raised_by"
        ANSWERS = "answers"
        FUNDED_BY = "funded_by"
        RESULTS_IN = "results_in"
        MERGED_INTO = "merged_into"
        SPLIT_FROM = "split_from"
        COMPLAINS_OF = "complains_of"
        JOINS = "joins"
        FOLLOWS = "follows"

    source = models.ForeignKey(Record, models.PROTECT, related_name="links_out")
    kind = models.CharField(max_length=20, choices=Kind)
    target = models.ForeignKey(Record, models.PROTECT, related_name="links_in")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "kind", "target"], name="link_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="link_not_to_itself"),
        ]
