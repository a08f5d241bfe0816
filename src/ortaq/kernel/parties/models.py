"""Territories, organisations, people and the roles that people hold in organisations."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ortaq.kernel.keys.models import EncryptedText
from ortaq.kernel.language.models import TrilingualName


class Territory(TrilingualName):
    """A region, a city or a district. Keyed by our own slug: the code of the KATO classifier is loaded, never guessed."""

    class Kind(models.TextChoices):
        REGION = "region"
        CITY = "city"
        DISTRICT = "district"
        RURAL_DISTRICT = "rural_district"

    slug = models.SlugField(unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    kato = models.CharField(max_length=9, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "slug"]


class Population(models.Model):
    """How many people lived in a territory on a day, and who says so. Loaded from a file, never guessed."""

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="population")
    counted_on = models.DateField()
    people = models.PositiveIntegerField()
    source = models.CharField(max_length=300)
    url = models.URLField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["territory", "counted_on"], name="population_once_a_day"),
            models.CheckConstraint(condition=Q(people__gt=0) & ~Q(source=""), name="population_counted_by_somebody"),
        ]


class Organisation(TrilingualName):
    """A legal person or body that can be a party: a state body, an NGO, a business, a council, a newspaper…"""

    class Kind(models.TextChoices):
        STATE_BODY = "state_body"
        NGO = "ngo"
        BUSINESS = "business"
        COUNCIL = "council"
        MEDIA = "media"
        UNION = "union"
        PARTY = "party"

    class BodyKind(models.TextChoices):
        AKIMAT = "akimat"
        MASLIKHAT = "maslikhat"
        DEPARTMENT = "department"
        DIVISION = "division"
        TERRITORIAL_DEPARTMENT = "territorial_department"

    slug = models.SlugField(unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    body_kind = models.CharField(max_length=30, choices=BodyKind, blank=True)
    bin = models.CharField(max_length=12, blank=True)
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="organisations")
    superior = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="subordinates")
    is_demo = models.BooleanField(default=False)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.UniqueConstraint(fields=["bin"], condition=~Q(bin=""), name="organisation_bin_once"),
            models.CheckConstraint(
                condition=(Q(kind="state_body") & ~Q(body_kind="")) | (~Q(kind="state_body") & Q(body_kind="")),
                name="organisation_body_kind_of_state_bodies",
            ),
        ]


class Person(models.Model):
    """A natural person. All that identifies them is encrypted; the IIN is found by its keyed hash alone."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="person")
    name = EncryptedText()
    iin = EncryptedText()
    iin_hash = models.BinaryField(max_length=32, null=True, blank=True, editable=False)
    contact_hash = models.BinaryField(max_length=32, null=True, blank=True, editable=False)
    email = EncryptedText()
    phone = EncryptedText()
    address = EncryptedText()
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["iin_hash"], name="person_iin_hash", condition=Q(iin_hash__isnull=False)),
            models.Index(fields=["contact_hash"], name="person_contact_hash", condition=Q(contact_hash__isnull=False)),
        ]


class Assignment(models.Model):
    """A role that a person's account holds in an organisation for a period. Roles are declared in ``roles.py``."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role", "valid_from"], name="assignment_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="assignment_period_in_order"
            ),
        ]
