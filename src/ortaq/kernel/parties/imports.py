"""Loading a region's reference data: territories and state bodies."""

import csv
import re
from collections.abc import Iterable, Mapping
from datetime import date
from io import StringIO
from typing import Any

from django.db import transaction

from ortaq.kernel.parties.models import Organisation, Population, Territory

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@transaction.atomic
def load_territories(rows: Iterable[Mapping[str, Any]]) -> dict[str, Territory]:
    """Writes territories (parents first); what exists is brought up to date by its slug. Returns them by slug."""
    found: dict[str, Territory] = {}
    for order, row in enumerate(rows):
        found[row["slug"]], _ = Territory.objects.update_or_create(
            slug=row["slug"],
            defaults={
                "kind": row["kind"],
                "parent": found.get(row.get("parent") or ""),
                "order": order,
                "name_kk": row["kk"],
                "name_ru": row["ru"],
                "name_en": row["en"],
                **({"kato": row["kato"]} if row.get("kato") else {}),
            },
        )
    return found


@transaction.atomic
def load_bodies(rows: Iterable[Mapping[str, Any]], territories: Mapping[str, Territory]) -> dict[str, Organisation]:
    """Writes state bodies (superiors first); what exists is brought up to date by its slug. Returns them by slug."""
    found: dict[str, Organisation] = {}
    for row in rows:
        found[row["slug"]], _ = Organisation.objects.update_or_create(
            slug=row["slug"],
            defaults={
                "kind": Organisation.Kind.STATE_BODY,
                "body_kind": row["body_kind"],
                "territory": territories[row["territory"]],
                "superior": found.get(row.get("superior") or ""),
                "name_kk": row["kk"],
                "name_ru": row["ru"],
                "name_en": row["en"],
            },
        )
    return found


@transaction.atomic
def load_kato(content: str) -> int:
    """Sets codes of the KATO classifier from CSV text with the columns ``slug`` and ``kato``.

    Returns how many were set. Raises ValueError naming the line, and then nothing is set: a code is never guessed.
    """
    changed = 0
    for number, row in enumerate(csv.DictReader(StringIO(content)), start=2):
        slug, kato = (row.get("slug") or "").strip(), (row.get("kato") or "").strip()
        if not (kato.isascii() and kato.isdigit() and len(kato) == 9):
            raise ValueError(f"line {number}: a KATO code has nine digits, not {kato!r}")
        if not Territory.objects.filter(slug=slug).update(kato=kato):
            raise ValueError(f"line {number}: there is no territory {slug!r}")
        changed += 1
    return changed


@transaction.atomic
def load_population(content: str) -> int:
    """Sets figures of population from CSV text with the columns ``slug``, ``counted_on``, ``people``, ``source``, ``url``.

    A figure of the same place and day is written over. Returns how many were set. Raises ValueError naming the line, and
    then nothing is set: a figure has its day and its source, and is never guessed.
    """
    places = dict(Territory.objects.values_list("slug", "pk"))
    rows = []
    for number, row in enumerate(csv.DictReader(StringIO(content)), start=2):
        slug, people, day, source, url = (
            (row.get(name) or "").strip() for name in ("slug", "people", "counted_on", "source", "url")
        )
        if slug not in places:
            raise ValueError(f"line {number}: there is no territory {slug!r}")
        if not (people.isascii() and people.isdigit() and 0 < int(people) < 10**9):
            raise ValueError(f"line {number}: a whole number of people is needed, not {people!r}")
        if not source:
            raise ValueError(f"line {number}: who says so? The source is missing")
        if url and not url.startswith(("https://", "http://")):
            raise ValueError(f"line {number}: {url!r} is no address")
        try:
            counted_on = date.fromisoformat(day if _DAY.fullmatch(day) else "")
        except ValueError:
            raise ValueError(f"line {number}: a day like 2026-01-01 is needed, not {day!r}") from None
        if not 1900 <= counted_on.year <= 2100:
            raise ValueError(f"line {number}: {day} is no day that people were counted on")
        rows.append(
            Population(territory_id=places[slug], counted_on=counted_on, people=int(people), source=source, url=url)
        )
    Population.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["territory", "counted_on"],
        update_fields=["people", "source", "url"],
    )
    return len(rows)
