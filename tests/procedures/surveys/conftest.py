"""A body that ordered something, its people, and a record to ask about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ortaq.kernel.accounts.models import User
    from ortaq.kernel.parties.models import Organisation
    from ortaq.kernel.parties.rules import Actor
    from ortaq.kernel.records.models import Record
    from ortaq.procedures.surveys.models import Survey

NOON = datetime(2026, 5, 4, 7, tzinfo=UTC)
MARKS = {"quality": 5, "access": 4, "attitude": 5, "usefulness": 4, "overall": 5}


@dataclass
class Office:
    """Who works in the body, and in another one."""

    body: Organisation
    other: Organisation
    users: dict[str, User]

    def __getitem__(self, key: str) -> Actor:
        from ortaq.kernel.parties.queries import actor_of

        user = self.users[key]
        user.__dict__.pop("_actor", None)
        return actor_of(user)


@pytest.fixture
def office(db: None) -> Office:
    from ortaq.kernel.accounts.models import User
    from ortaq.kernel.parties.actions import assign_role
    from ortaq.kernel.parties.models import Organisation, Territory

    place = Territory.objects.create(slug="x", kind="region", name_kk="Х", name_ru="Х", name_en="X")
    bodies = [
        Organisation.objects.create(
            slug=slug,
            kind="state_body",
            body_kind="department",
            territory=place,
            name_kk=slug,
            name_ru=slug,
            name_en=slug,
        )
        for slug in ("one", "two")
    ]
    users = {}
    for key, role, body in (
        ("customer", "customer", bodies[0]),
        ("operator", "operator", bodies[0]),
        ("head", "head", bodies[0]),
        ("stranger", "customer", bodies[1]),
    ):
        users[key] = User.objects.create_user(f"{key}@example.test", language="ru")
        assign_role(user_id=users[key].pk, organisation_id=body.pk, role=role, first_day=date(2018, 1, 1))
    return Office(bodies[0], bodies[1], users)


@pytest.fixture
def about(office: Office) -> Record:
    from ortaq.kernel.records.models import Record

    return Record.objects.create(
        kind="appeal", number="AP-2026-000001", state="answered", body=office.body, created_at=NOON, changed_at=NOON,
        published_at=NOON, public_title="Ымдау тілі курсы",
    )  # fmt: skip


@pytest.fixture
def opened(office: Office, about: Record) -> Callable[..., tuple[Survey, list[Any]]]:
    from ortaq.procedures.surveys import actions

    def make(sample: int = 12, recipients: int | None = 40, channel: str = "paper") -> tuple[Survey, list[Any]]:
        survey = actions.draw_survey(
            about=about, recipients=recipients, sample=sample, opens_on=NOON.date(), closes_on=date(2026, 6, 4),
            by=office["customer"], at=NOON,
        )  # fmt: skip
        return survey, actions.open_survey(survey=survey, channels={channel: sample}, by=office["customer"], at=NOON)

    return make
