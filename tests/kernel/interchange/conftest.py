"""A small export of numbered rows, declared for the tests alone, and two people who may ask for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ortaq.kernel.accounts.models import User
    from ortaq.kernel.parties.models import Organisation

NOW = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> Path:
    """Files of exports in a folder of the test's own; plain names of static files; no second factor asked."""
    settings.STORAGES = {
        **settings.STORAGES,
        "exports": {
            **settings.STORAGES["exports"],
            "OPTIONS": {**settings.STORAGES["exports"]["OPTIONS"], "location": tmp_path / "exports"},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if not each.endswith("SecondFactorMiddleware")]
    return tmp_path / "exports"


class Numbers:
    """What the export of the tests has: how many rows, and what happens while they are read."""

    def __init__(self) -> None:
        self.amount = 3_000
        self.at: dict[int, Callable[[], object]] = {}


@pytest.fixture
def numbers() -> Iterator[Numbers]:
    """Declares the export "test.numbers": registrars may have it, and heads have people's names in it."""
    from ortaq.kernel.interchange import registry
    from ortaq.kernel.interchange.rules import Cell, Column
    from ortaq.kernel.language.rules import Text
    from ortaq.kernel.lifecycle.rules import ALLOWED, Decision
    from ortaq.kernel.parties.rules import Actor

    made = Numbers()

    def rows(actor: Actor, parameters: registry.Parameters, now: datetime) -> Iterator[list[Cell]]:
        for number in range(made.amount):
            if number in made.at:
                made.at[number]()
            yield [f"=row {number}", f"Азамат {number}" if actor.holds("head") else ""]

    export = registry.Export(
        code="test.numbers",
        title=Text("Сандар", "Числа", "Numbers"),
        filename="numbers",
        clean=lambda typed: {"parity": typed["parity"]} if typed.get("parity") in {"odd", "even"} else {},
        may=lambda actor: ALLOWED if actor.offices("registrar", "head") else Decision(False),
        personal=lambda actor: actor.holds("head"),
        columns=lambda actor, parameters: (Column("Row"), Column("Name")),
        rows=rows,
        count=lambda actor, parameters, most: min(made.amount, most),
    )
    registry._declared[export.code] = export
    yield made
    del registry._declared[export.code]


@pytest.fixture
def body(db: None) -> Organisation:
    from ortaq.kernel.parties.imports import load_bodies, load_territories

    territories = load_territories([{"slug": "r", "kind": "region", "kk": "Облыс", "ru": "Область", "en": "Region"}])
    names = {"kk": "Әкімдік", "ru": "Акимат", "en": "Akimat"}
    return load_bodies([{"slug": "one", "body_kind": "akimat", "territory": "r", **names}], territories)["one"]


@pytest.fixture
def person(body: Organisation) -> Callable[..., User]:
    """Makes an account with roles in the body: ``person("registrar")``."""
    from ortaq.kernel.accounts.models import User
    from ortaq.kernel.parties.actions import assign_role

    def make(*roles: str) -> User:
        user = User.objects.create(email=f"{'-'.join(roles) or 'citizen'}-{User.objects.count()}@example.test")
        for role in roles:
            assign_role(user_id=user.pk, organisation_id=body.pk, role=role, first_day=date(2018, 1, 1))
        return user

    return make
