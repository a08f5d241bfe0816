"""A small region with an office: who works where, and a way to file an appeal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # conftest files are read before Django is set up
    from ortaq.kernel.accounts.models import User
    from ortaq.kernel.parties.models import Organisation, Territory
    from ortaq.kernel.parties.rules import Actor
    from ortaq.systems.reception.actions import Filed, Filing
    from ortaq.systems.reception.models import Category

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
"""A Monday morning in Taraz."""

STAFF = {
    **{role: (role, "one") for role in ("registrar", "head", "executor", "operator", "moderator", "auditor")},
    "coexecutor": ("executor", "one"),
    "idle": ("executor", "one"),
    "superior": ("head", "up"),
    **{f"other_{role}": (role, "two") for role in ("registrar", "head", "executor", "moderator")},
}
"""Who works in the office: role and body. They are written in two statements, for hundreds of tests make an office."""


@dataclass
class Office:
    """A body of a test region with one person in each role."""

    body: Organisation
    other: Organisation
    superior: Organisation
    territory: Territory
    category: Category
    people: dict[str, User]

    def __getitem__(self, role: str) -> Actor:
        from ortaq.kernel.parties.queries import actor_of

        return actor_of(self.people[role])


@pytest.fixture
def office(db: None) -> Office:
    from django.contrib.auth.hashers import make_password

    from ortaq.kernel.accounts.models import User
    from ortaq.kernel.parties.actions import save_person
    from ortaq.kernel.parties.imports import load_bodies, load_territories
    from ortaq.kernel.parties.models import Assignment
    from ortaq.systems.reception.imports import load_categories
    from ortaq.systems.reception.models import Category

    territories = load_territories(
        [
            {"slug": "r", "kind": "region", "kk": "Облыс", "ru": "Область", "en": "Region"},
            {"slug": "c", "kind": "city", "parent": "r", "kk": "Қала", "ru": "Город", "en": "City"},
        ]
    )
    bodies = load_bodies(
        [
            {
                "slug": "up",
                "body_kind": "akimat",
                "territory": "r",
                "kk": "Облыс әкімдігі",
                "ru": "Акимат области",
                "en": "Regional akimat",
            },
            {
                "slug": "one",
                "body_kind": "akimat",
                "territory": "c",
                "superior": "up",
                "kk": "Қала әкімдігі",
                "ru": "Акимат города",
                "en": "City akimat",
            },
            {
                "slug": "two",
                "body_kind": "department",
                "territory": "r",
                "superior": "up",
                "kk": "Басқарма",
                "ru": "Управление",
                "en": "Department",
            },
        ],
        territories,
    )
    hint = {"hint_kk": "", "hint_ru": "", "hint_en": ""}
    load_categories(
        [
            {
                "slug": "roads",
                "kk": "Жолдар",
                "ru": "Дороги",
                "en": "Roads",
                "keywords": "жол дорога яма",
                "open311": True,
                "order": 0,
                **hint,
            }
        ],
        [
            {"category": "roads", "territory": None, "body": "two"},
            {"category": "roads", "territory": "c", "body": "one"},
        ],
        territories=territories,
        bodies=bodies,
    )
    password = make_password("correct horse battery")
    people = {name: User(email=f"{name}@example.test", language="ru", password=password) for name in STAFF}
    people["citizen"] = User(email="citizen@example.test", language="kk", password=password)
    User.objects.bulk_create(people.values())
    Assignment.objects.bulk_create(
        Assignment(user=people[name], organisation=bodies[body], role=role, valid_from=date(2018, 1, 1))
        for name, (role, body) in STAFF.items()
    )
    save_person(name="Сынақ Азамат", email="citizen@example.test", user_id=people["citizen"].pk)
    return Office(bodies["one"], bodies["two"], bodies["up"], territories["c"], Category.objects.get(), people)


@pytest.fixture
def filing(office: Office) -> Filing:
    from ortaq.systems.reception.actions import Filing

    return Filing(
        type="message",
        category_id=office.category.pk,
        territory_id=office.territory.pk,
        body_id=office.body.pk,
        subject="Көшедегі шұңқыр",
        text="Мектептің алдындағы жолда терең шұңқыр бар.",
        language="kk",
        delivery="email",
        name="Сынақ Азамат",
        email="guest@example.test",
        consent_to_publish=True,
    )


@pytest.fixture
def file(office: Office, filing: Filing) -> Callable[..., Filed]:
    from ortaq.kernel.parties.rules import GUEST
    from ortaq.systems.reception.actions import file_appeal

    def make(at: datetime = MONDAY, by: Actor = GUEST, **changes: Any) -> Filed:
        return file_appeal(filing=replace(filing, **changes), by=by, at=at)

    return make
