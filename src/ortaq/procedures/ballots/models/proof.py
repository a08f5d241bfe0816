"""What is published to check by: commitments, signed heads over them, and the files of a count."""

from django.db import models
from django.db.models import Q

from ortaq.procedures.ballots.models.elections import Election


class Head(models.Model):
    """A signed head of the tree of commitments (RFC 6962): ``size`` leaves, in the order of their positions.

    ``proof``: that the head before is its beginning, hash after hash; ``tiles``: the roots of the tiles that are full since then
    (``rules.log.TILE``), so that a proof needs few leaves.
    """

    election = models.ForeignKey(Election, models.PROTECT, related_name="heads")
    number = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    root = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)
    proof = models.BinaryField(default=b"")
    tiles = models.BinaryField(default=b"")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["election", "number"], name="head_number_once")]


class Commitment(models.Model):
    """That some ballot was put into the box: no voter, no time finer than the head that it came under.

    ``position``: its leaf in the tree; none until the next head. ``counted``: known once ballots are counted; no means that a later
    ballot of the same person took its place.
    """

    value = models.BinaryField(primary_key=True, max_length=32)
    election = models.ForeignKey(Election, models.PROTECT, related_name="commitments")
    head = models.ForeignKey(Head, models.PROTECT, null=True, related_name="commitments")
    position = models.PositiveIntegerField(null=True)
    counted = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["election", "position"], condition=Q(position__isnull=False), name="commitment_position_once"
            ),
            models.CheckConstraint(
                condition=Q(head__isnull=True, position__isnull=True) | Q(head__isnull=False, position__isnull=False),
                name="commitment_placed_by_a_head",
            ),
        ]
        indexes = [
            models.Index(fields=["election"], condition=Q(head__isnull=True), name="commitment_waiting"),
        ]


class Published(models.Model):
    """One file of a count, as it was published."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="published")
    name = models.CharField(max_length=60)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["election", "name"], name="published_once")]
