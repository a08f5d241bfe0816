"""Reference data: spheres, customers, levels."""

from datetime import date

from ortaq.kernel.language.rules import Text
from ortaq.kernel.parties.models import Organisation, Territory
from ortaq.kernel.parties.queries import Reference, organisation_reference, territory_reference
from ortaq.systems.social_order.models import Sphere

sphere_reference = Reference(lambda: Sphere.objects.order_by("order", "code"))


def spheres(on: date | None = None) -> list[Sphere]:
    """The spheres in force on day *on*; every one that ever was when none is named."""
    return [
        row
        for row in sphere_reference.rows().values()
        if on is None
        or ((row.valid_from is None or row.valid_from <= on) and (row.valid_to is None or on <= row.valid_to))
    ]


def sphere_by_code(code: str) -> Sphere | None:
    """A sphere by its code."""
    return next((row for row in sphere_reference.rows().values() if row.code == code), None)


def sphere_names() -> dict[str, Text]:
    """The names of the spheres in three languages, by code."""
    return {row.code: Text(row.name_kk, row.name_ru, row.name_en) for row in sphere_reference.rows().values()}


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


def customers() -> list[Organisation]:
    """The state bodies, by territory, akimats first; a maslikhat orders nothing."""
    order = {pk: n for n, pk in enumerate(place.pk for place in places())}
    rows = [row for row in organisation_reference.rows().values() if row.body_kind != Organisation.BodyKind.MASLIKHAT]
    return sorted(rows, key=lambda row: (order.get(row.territory_id, 0), row.body_kind != "akimat", row.slug))


def body_by_slug(slug: str) -> Organisation | None:
    """A state body by its slug."""
    return next((row for row in organisation_reference.rows().values() if row.slug == slug), None)


def akimat_of(territory_id: int) -> Organisation | None:
    """The akimat of a territory, or of the one that it lies in: who gets a proposal whose author knows no body."""
    place = territory_reference.rows().get(territory_id)
    while place is not None:
        for row in organisation_reference.rows().values():
            if row.territory_id == place.pk and row.body_kind == Organisation.BodyKind.AKIMAT:
                return row
        place = territory_reference.rows().get(place.parent_id or 0)
    return None
