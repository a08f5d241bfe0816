"""Names that lists and forms show: spheres, places, bodies."""

from ortaq.kernel.language.rules import Text
from ortaq.kernel.parties.models import Organisation, Territory
from ortaq.kernel.parties.queries import organisation_reference, territory_reference
from ortaq.kernel.parties.rules import Actor
from ortaq.procedures.competitions.registry import spheres

__all__ = ["inside", "own_bodies", "place_by_slug", "places", "represented", "sphere_name", "spheres"]


def sphere_name(code: str) -> Text | str:
    """The name of a sphere; its code when this installation doesn't know it."""
    return spheres().get(code, code)


def places() -> list[Territory]:
    """Territories, the region last."""
    return sorted(territory_reference.rows().values(), key=lambda each: (each.parent_id is None, each.order))


def place_by_slug(slug: str) -> Territory | None:
    """A territory by its slug."""
    return next((row for row in territory_reference.rows().values() if row.slug == slug), None)


def inside(slug: str) -> set[int]:
    """The ids of a territory and of all that lies in it; nothing for an unknown slug."""
    rows = territory_reference.rows()
    ids = {pk for pk, row in rows.items() if row.slug == slug}
    while more := {pk for pk, row in rows.items() if row.parent_id in ids} - ids:
        ids |= more
    return ids


def own_bodies(actor: Actor, *roles: str) -> list[Organisation]:
    """The bodies where *actor* holds one of *roles*."""
    rows = organisation_reference.rows()
    return [rows[pk] for pk in sorted(actor.offices(*roles)) if pk in rows]


def represented(actor: Actor, kind: str) -> list[Organisation]:
    """The organisations of a kind that *actor* represents. One SQL query."""
    offices = actor.offices("representative")
    return list(Organisation.objects.filter(pk__in=offices, kind=kind).order_by("slug")) if offices else []
