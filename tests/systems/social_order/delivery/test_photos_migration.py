"""The step of migration 0012 that ties photos to their visits, over rows as they were before it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from tests.systems.social_order.delivery.conftest import later
from tests.systems.social_order.delivery.test_visit_photos import photo, visited  # noqa: F401

from ortaq.kernel.documents.models import Document
from ortaq.systems.social_order import actions
from ortaq.systems.social_order.models import Visit, VisitPhoto

BEFORE, AFTER = "0011_visit_photos", "0012_photos_of_visits"


def migrate(name: str) -> None:
    """Takes the tables of the room to a migration, within the transaction of the test."""
    connection.check_constraints()  # a table with checks that still wait can't be altered
    MigrationExecutor(connection).migrate([("social_order", name)])


def ties() -> dict[str, int]:
    """Which photo belongs to which visit."""
    return {row.document.name: row.visit_id for row in VisitPhoto.objects.select_related("document")}


@pytest.fixture
def agreement(signed: Any) -> Any:
    return signed()


def test_photos_of_old_visits_are_tied_to_the_visit_of_their_moment(
    staff: Any,
    agreement: Any,
    visited: Any,  # noqa: F811
    pdf: Any,
) -> None:
    first = visited(agreement, day=58, photos=(photo(1), photo(2), pdf))
    second = visited(agreement, day=90, photos=(photo(3),))
    twin = visited(agreement, day=95, photos=(photo(4),))
    visited(agreement, day=95, photos=(photo(5),))
    public = Document.objects.get(name="Асан 2.png")
    actions.publish_visit_photo(
        visit=first, document=public, alt_kk="Сынып", alt_ru="Класс", looked=True, reason="Ешкім көрінбейді",
        by=staff["customer"], at=later(91),
    )  # fmt: skip
    expected = {"Асан 1.png": first.pk, "Асан 2.png": first.pk, "Асан 3.png": second.pk, "Асан 4.png": twin.pk}
    assert ties().items() >= expected.items()

    migrate(BEFORE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT document_id, alt_ru FROM social_order_visitphoto")
        assert cursor.fetchall() == [(public.pk, "Класс")], "until then only public photos had a row"
    migrate(AFTER)

    # Two visits of one moment can't be told apart by it: the first gets both.
    expected["Асан 5.png"] = twin.pk
    assert ties() == expected, "a paper is no photo, and what was tied stays"
    assert Visit.objects.filter(agreement=agreement).count() == 4
    kept = VisitPhoto.objects.get(document=public)
    assert (kept.alt_kk, kept.alt_ru, kept.decided_at) == ("Сынып", "Класс", later(91))
    waiting = VisitPhoto.objects.exclude(document=public)
    assert {(row.alt_kk, row.decided_at, row.decided_by_id) for row in waiting} == {("", None, None)}
