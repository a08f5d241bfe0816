"""Loading what a region's reception works with: categories, and which body is competent where."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from ortaq.kernel.parties.models import Organisation, Territory
from ortaq.systems.reception.models import Category, Route


@transaction.atomic
def load_categories(
    categories: Iterable[Mapping[str, Any]],
    routes: Iterable[Mapping[str, Any]],
    *,
    territories: Mapping[str, Territory],
    bodies: Mapping[str, Organisation],
) -> int:
    """Writes categories and routes; what exists is brought up to date. Returns the number of categories."""
    found: dict[str, Category] = {}
    for row in categories:
        found[row["slug"]], _ = Category.objects.update_or_create(
            slug=row["slug"],
            defaults={
                "name_kk": row["kk"],
                "name_ru": row["ru"],
                "name_en": row["en"],
                "hint_kk": row["hint_kk"],
                "hint_ru": row["hint_ru"],
                "hint_en": row["hint_en"],
                "keywords": row["keywords"],
                "open311": row["open311"],
                "order": row["order"],
                "attributes": row.get("attributes", []),
            },
        )
    for row in routes:
        Route.objects.update_or_create(
            category=found[row["category"]],
            territory=territories[row["territory"]] if row["territory"] else None,
            defaults={"body": bodies[row["body"]]},
        )
    return len(found)
