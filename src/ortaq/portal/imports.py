"""Loading a whole region from its file."""

import json
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from ortaq.kernel.clocks.actions import seed_calendar
from ortaq.kernel.parties.imports import load_bodies, load_territories
from ortaq.kernel.parties.rules import SYSTEM
from ortaq.systems.reception.imports import load_categories
from ortaq.systems.social_order.imports import load_spheres

REGIONS = Path(__file__).parent / "regions"


class NoSuchRegion(Exception):
    """There is no file of this region."""


@transaction.atomic
def load_region(name: str) -> dict[str, int]:
    """Loads territories, bodies, categories, routes, spheres and the business calendar of a region; safe to do again.

    *name*: a region that comes with Ortaq ("zhambyl"), or the path of a file of the same shape.
    Returns how many of each there are. Raises NoSuchRegion.
    """
    path = Path(name) if name.endswith(".json") else REGIONS / f"{name}.json"
    if not path.is_file():
        raise NoSuchRegion(f"{path}: no such file. Regions that come with Ortaq: {', '.join(known_regions())}.")
    region = json.loads(path.read_text(encoding="utf-8"))
    territories = load_territories(region["territories"])
    bodies = load_bodies(region["organisations"], territories)
    categories = load_categories(region["categories"], region["routes"], territories=territories, bodies=bodies)
    spheres = load_spheres()
    seed_calendar(by=SYSTEM, years=range(2018, 2028), at=timezone.now())
    return {"territories": len(territories), "bodies": len(bodies), "categories": categories, "spheres": spheres}


def known_regions() -> list[str]:
    """The regions that come with Ortaq."""
    return sorted(path.stem for path in REGIONS.glob("*.json"))
