"""People with roles, and the figures that come with the program.

Rooms are imported inside the fixtures: this file is read before Django is set up.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def person(db: None, django_user_model: Any) -> Callable[..., Any]:
    """Makes an account that holds the named roles in one state body."""
    from ortaq.kernel.parties.models import Assignment, Organisation, Territory

    def make(*roles: str, email: str = "") -> Any:
        region, _ = Territory.objects.get_or_create(
            slug="zhambyl", defaults={"kind": "region", "name_kk": "Жамбыл", "name_ru": "Жамбыл", "name_en": "Zhambyl"}
        )
        office, _ = Organisation.objects.get_or_create(
            slug="statistics",
            defaults={
                "kind": "state_body", "body_kind": "department", "territory": region, "name_kk": "Басқарма",
                "name_ru": "Управление", "name_en": "Department",
            },
        )  # fmt: skip
        user = django_user_model.objects.create_user(email or f"{'-'.join(roles) or 'nobody'}@example.kz", None)
        for role in roles:
            Assignment.objects.create(user=user, organisation=office, role=role, valid_from=date(2018, 1, 1))
        return user

    return make


@pytest.fixture
def actor(person: Callable[..., Any]) -> Callable[..., Any]:
    """Makes an actor who holds the named roles."""
    from ortaq.kernel.parties.queries import actor_of

    return lambda *roles, email="": actor_of(person(*roles, email=email))


@pytest.fixture
def shipped(db: None) -> None:
    """The article's figures, loaded and published."""
    from ortaq.systems.budget.imports import load_shipped

    load_shipped(at=NOW)
