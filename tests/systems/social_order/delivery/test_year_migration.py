"""The step of migration 0014 that writes the year of the plan into agreements, and the trigger that keeps it."""

from __future__ import annotations

from typing import Any

from tests.systems.social_order.delivery.test_photos_migration import migrate

from ortaq.systems.social_order.models import Agreement


def test_agreements_of_before_get_the_year_of_their_plan_and_keep_it(signed: Any) -> None:
    agreement = signed()

    def year() -> int:
        return Agreement.objects.values_list("plan_year", flat=True).get(pk=agreement.pk)

    assert year() == 2026, "the database writes it itself"
    migrate("0013_long_packages")
    migrate("0014_year_of_agreements")
    assert year() == 2026
    Agreement.objects.filter(pk=agreement.pk).update(plan_year=1999)
    assert year() == 2026
