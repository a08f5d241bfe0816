"""What helps somebody to file an appeal: categories, the competent body, drafts."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from ortaq.kernel.keys.queries import lookup_hashes
from ortaq.kernel.language.rules import folded, words
from ortaq.kernel.parties.models import Organisation, Person, Territory
from ortaq.kernel.parties.queries import Reference, organisation_reference, territory_reference
from ortaq.kernel.parties.rules import Actor, Period
from ortaq.kernel.statements.queries import KeptQuery
from ortaq.systems.reception.models import AppealDraft, Category, Route

PREFIX = 5


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A body that may be competent; ``by_route``: because of category and territory, else as the general one."""

    body: Organisation
    by_route: bool


_draft = KeptQuery(
    lambda hashes: AppealDraft.objects.filter(key_hash__any=hashes).values_list("content", flat=True)[:1]
)
category_reference = Reference(lambda: Category.objects.order_by("order", "slug"))
route_reference = Reference(lambda: Route.objects.order_by("category_id", F("territory_id").asc(nulls_last=True)))


def categories() -> list[Category]:
    """Every category, in the region's own order."""
    return list(category_reference.rows().values())


def suggest_categories(text: str, limit: int = 3) -> list[Category]:
    """The categories whose words stand in *text*, the likeliest first. Written without Kazakh letters counts too."""
    typed = {folded(word.text)[:PREFIX] for word in words(text[:5000])}
    scored = []
    for category in categories():
        keys = {folded(key)[:PREFIX] for key in category.keywords.split()}
        hits = len(keys & typed)
        if hits:
            scored.append((-hits, category.order, category))
    return [category for *_, category in sorted(scored, key=lambda each: each[:2])[:limit]]


def suggest_bodies(category_id: int, territory_id: int) -> list[Suggestion]:
    """Who is likely competent: the routed body of the territory, the routed body everywhere, then the akimats.

    Bodies that exist no more, or not yet, are never among them. All from the reference data: no SQL query.
    """
    today = timezone.localdate()
    routes = [
        route
        for route in route_reference.rows().values()
        if route.category_id == category_id and route.territory_id in {territory_id, None}
    ]
    found = {route.body_id: Suggestion(organisation_reference.row(route.body_id), True) for route in routes}
    parent = territory_reference.row(territory_id).parent_id
    akimats = [
        body
        for body in organisation_reference.rows().values()
        if body.body_kind == Organisation.BodyKind.AKIMAT and body.territory_id in {territory_id, parent}
    ]
    for body in sorted(akimats, key=lambda each: each.territory_id != territory_id):
        found.setdefault(body.pk, Suggestion(body, False))
    return [each for each in found.values() if Period(each.body.valid_from, each.body.valid_to).covers(today)]


def territory_choices() -> list[Territory]:
    """Territories that an appeal can be about: all, the region last."""
    return sorted(territory_reference.rows().values(), key=lambda each: (each.parent_id is None, each.order))


def draft_of(key: str) -> dict[str, Any]:
    """What was typed under a draft's key; nothing when there is none."""
    content = _draft.first(lookup_hashes("draft", key)) if key else None
    return dict(json.loads(str(content))) if content else {}


@dataclass(frozen=True, slots=True)
class LeftDraft:
    """A draft that waits: which one, what about, since when; ``here``: it is the one that this session holds."""

    pk: int
    subject: str
    changed_at: datetime
    here: bool


def drafts_of(user_id: int, key: str = "") -> list[LeftDraft]:
    """The drafts that an account left on any device, the newest first; *key* is the one that this session holds."""
    here = lookup_hashes("draft", key) if key else []
    return [
        LeftDraft(
            draft.pk,
            json.loads(draft.content).get("subject", "") if draft.content else "",
            draft.changed_at,
            bytes(draft.key_hash) in here,
        )
        for draft in AppealDraft.objects.filter(user_id=user_id).order_by("-changed_at")[:10]
    ]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a draft names, found in the reference data; None for what it doesn't name or what there is no more."""

    category: Category | None
    territory: Territory | None
    bodies: list[Suggestion]
    body: Organisation | None


def chosen_in(draft: dict[str, Any]) -> Chosen:
    """Category, territory and body that a draft names: the body only if it is one of those suggested for the two."""
    category = next((each for each in categories() if each.slug == draft.get("category")), None)
    territory = next((each for each in territory_choices() if each.slug == draft.get("territory")), None)
    bodies = suggest_bodies(category.pk, territory.pk) if category and territory else []
    body = next((each.body for each in bodies if each.body.slug == draft.get("body")), None)
    return Chosen(category, territory, bodies, body)


def person_of(by: Actor) -> Person | None:
    """The person behind a signed-in citizen."""
    return Person.objects.filter(pk=by.person_id).first() if by.person_id else None
