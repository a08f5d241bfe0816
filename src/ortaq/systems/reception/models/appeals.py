"""The appeal itself, and how it finds its body."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import MD5

from ortaq.kernel.keys.models import EncryptedText
from ortaq.kernel.language.models import TrilingualName
from ortaq.kernel.parties.models import Organisation, Person, Territory
from ortaq.kernel.records.models import Record


class Category(TrilingualName):
    """What an appeal is about: roads, water, kindergartens… Bodies open some of them to Open311."""

    slug = models.SlugField(unique=True)
    hint_kk = models.CharField(max_length=300, blank=True)
    hint_ru = models.CharField(max_length=300, blank=True)
    hint_en = models.CharField(max_length=300, blank=True)
    keywords = models.TextField(
        blank=True, help_text="Words in kk and ru, separated by spaces, that suggest the category."
    )
    order = models.PositiveSmallIntegerField(default=0)
    open311 = models.BooleanField(default=False)
    attributes = models.JSONField(default=list, blank=True, help_text="Open311 attribute definitions.")

    class Meta:
        ordering = ["order", "slug"]

    @property
    def hint(self) -> str:
        from ortaq.kernel.language.queries import current_language

        return str(getattr(self, f"hint_{current_language()}"))


class Route(models.Model):
    """Which body is competent for a category in a territory; without a territory, everywhere."""

    category = models.ForeignKey(Category, models.CASCADE, related_name="routes")
    territory = models.ForeignKey(Territory, models.CASCADE, null=True, blank=True, related_name="+")
    body = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["category", "territory"], name="route_once", nulls_distinct=False),
        ]


class Appeal(Record):
    """A citizen's appeal. ``subject`` and ``text`` are the official copy: a database trigger refuses their change.

    What the public sees is ``public_title`` and ``public_text`` of the record, made by a person, never these.
    """

    class Type(models.TextChoices):
        APPLICATION = "application"
        COMPLAINT = "complaint"
        MESSAGE = "message"
        PROPOSAL = "proposal"
        RESPONSE = "response"
        REQUEST = "request"

    class Channel(models.TextChoices):
        WEB = "web"
        PAPER = "paper"
        PHONE = "phone"
        PERSONAL = "personal"
        OPEN311 = "open311"

    class Delivery(models.TextChoices):
        EMAIL = "email"
        SMS = "sms"
        PORTAL = "portal"
        POST = "post"
        IN_PERSON = "in_person"

    type = models.CharField(max_length=20, choices=Type)
    channel = models.CharField(max_length=20, choices=Channel)
    regime = models.CharField(max_length=30)
    category = models.ForeignKey(Category, models.PROTECT, related_name="+")
    subject = models.CharField(max_length=200)
    text = models.TextField()
    place = EncryptedText()
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    representative = EncryptedText()
    delivery = models.CharField(max_length=20, choices=Delivery)
    pin_hash = models.BinaryField(max_length=32)
    consent_to_publish = models.BooleanField(default=False)
    consent_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    registered_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    hops = models.PositiveSmallIntegerField(default=0)
    extended = models.BooleanField(default=False)
    repeated = models.BooleanField(default=False)
    sensitive = models.BooleanField(default=False)
    external_number = models.CharField(max_length=60, blank=True)
    forwarded_to = models.CharField(max_length=300, blank=True)
    attributes = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="appeal_coordinates_in_pairs",
            ),
            models.CheckConstraint(
                condition=Q(consent_to_publish=False) | Q(consent_at__isnull=False), name="appeal_consent_has_a_date"
            ),
        ]
        indexes = [
            models.Index(fields=["category", "-record_ptr"], name="appeal_category"),
            models.Index(fields=["lead", "-record_ptr"], name="appeal_lead"),
            models.Index(fields=["received_at"], name="appeal_received"),
            models.Index(MD5("text"), name="appeal_same_text"),
            models.Index(fields=["-answered_at"], name="appeal_answered", condition=Q(answered_at__isnull=False)),
        ]


class AppealDraft(models.Model):
    """What somebody has typed and not sent. The key is in the browser's session or the account; the text is encrypted."""

    key_hash = models.BinaryField(max_length=32, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+")
    content = EncryptedText()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["changed_at"], name="draft_changed"),
            models.Index(fields=["user", "-changed_at"], name="draft_user"),
        ]


class Joiner(models.Model):
    """A person who joined a public appeal ("the same problem here"): gets the same notices and answer."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="joiners")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    contact_hash = models.BinaryField(max_length=32)
    pin_hash = models.BinaryField(max_length=32)
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["appeal", "contact_hash"], name="joiner_once")]
