"""The spheres of the law, from the file that comes with the program."""

import json
from datetime import date
from pathlib import Path

from django.db import transaction

from ortaq.systems.social_order.models import Sphere

SPHERES = Path(__file__).parents[1] / "data" / "spheres.json"


@transaction.atomic
def load_spheres(path: Path = SPHERES) -> int:
    """Writes the spheres; what exists is brought up to date by its code. Returns how many there are in the file."""
    rows = json.loads(path.read_text(encoding="utf-8"))["spheres"]
    for order, row in enumerate(rows):
        Sphere.objects.update_or_create(
            code=row["code"],
            defaults={
                "order": order,
                "basis": row["basis"],
                "name_kk": row["kk"],
                "name_ru": row["ru"],
                "name_en": row["en"],
                **{name: date.fromisoformat(row[name]) for name in ("valid_from", "valid_to") if row.get(name)},
            },
        )
    return len(rows)
