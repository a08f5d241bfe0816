"""What the moderator of a body reads: appeals that wait for publication, those that are public, and one of them whole."""

from dataclasses import dataclass

from django.db.models import QuerySet

from ortaq.kernel.parties.rules import Actor
from ortaq.systems.reception.models import Answer, Appeal

PAGE = 30
LISTED = (
    "id",
    "number",
    "state",
    "subject",
    "language",
    "received_at",
    "answered_at",
    "published_at",
    "public_title",
    "is_demo",
    "body__name_kk",
    "body__name_ru",
    "body__name_en",
    "category__name_kk",
    "category__name_ru",
    "category__name_en",
)


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of the moderator's list, and the key of the next one (None at the end)."""

    appeals: list[Appeal]
    after: str | None


def moderated(actor: Actor) -> QuerySet[Appeal]:
    """The appeals that *actor* may publish or take down: of the bodies whose moderator they are; sensitive ones never."""
    return Appeal.objects.filter(body_id__in=actor.offices("moderator"), sensitive=False)


def publication_queue(actor: Actor, *, published: bool = False, after: str = "") -> Queue:
    """Answered appeals whose authors agreed to publication, not public yet; or those that are. One SQL query."""
    found = moderated(actor).select_related("body", "category").only(*LISTED).order_by("-pk")
    if published:
        found = found.filter(published_at__isnull=False)
    else:
        found = found.filter(published_at=None, consent_to_publish=True, state__in=("answered", "closed"))
    if after.isascii() and after.isdigit() and len(after) <= 18:
        found = found.filter(pk__lt=int(after))
    rows = list(found[: PAGE + 1])
    return Queue(rows[:PAGE], str(rows[PAGE - 1].pk) if len(rows) > PAGE else None)


def moderated_appeal(number: str, actor: Actor) -> Appeal | None:
    """One appeal for its moderator; None for anybody else's, as if it didn't exist."""
    return moderated(actor).filter(number=number).select_related("body", "territory", "category", "author").first()


def signed_answer(appeal: Appeal) -> Answer | None:
    """The newest signed answer."""
    return Answer.objects.filter(appeal=appeal, signed_at__isnull=False).order_by("-pk").first()


def known_names(appeal: Appeal) -> list[str]:
    """Names that must not show: of the appellant, their representative, those who joined."""
    names = [appeal.author.name if appeal.author else "", appeal.representative]
    names += [joiner.person.name for joiner in appeal.joiners.select_related("person").order_by("pk")[:50]]
    return [name for name in names if name]
