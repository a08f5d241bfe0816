"""A small region that orders social projects: who works where, and a way to propose a topic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # conftest files are read before Django is set up
    from ortaq.kernel.accounts.models import User
    from ortaq.kernel.parties.models import Organisation, Territory
    from ortaq.kernel.parties.rules import Actor
    from ortaq.systems.social_order.actions import Proposal
    from ortaq.systems.social_order.models import Sphere, TopicProposal

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
"""A Monday morning in Taraz."""
PASSWORD = "correct horse battery"


@dataclass
class House:
    """Bodies, an NGO and people of a test region."""

    department: Organisation
    division: Organisation
    akimat: Organisation
    ngo: Organisation
    region: Territory
    city: Territory
    sphere: Sphere
    people: dict[str, User]

    def __getitem__(self, key: str) -> Actor:
        from ortaq.kernel.parties.queries import actor_of

        user = self.people[key]
        user.__dict__.pop("_actor", None)
        return actor_of(user)


@cache
def _password() -> str:
    from django.contrib.auth.hashers import make_password

    return make_password(PASSWORD)


def _account(email: str, language: str) -> User:
    from allauth.account.models import EmailAddress

    from ortaq.kernel.accounts.models import User

    user = User.objects.create_user(email, language=language)
    user.password = _password()
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


@pytest.fixture
def house(db: None) -> House:
    from ortaq.kernel.parties.actions import assign_role, save_person
    from ortaq.kernel.parties.imports import load_bodies, load_territories
    from ortaq.kernel.parties.models import Organisation
    from ortaq.systems.social_order.imports import load_spheres
    from ortaq.systems.social_order.models import Sphere

    territories = load_territories(
        [
            {"slug": "r", "kind": "region", "kk": "Облыс", "ru": "Область", "en": "Region"},
            {"slug": "c", "kind": "city", "parent": "r", "kk": "Қала", "ru": "Город", "en": "City"},
            {
                "slug": "d",
                "kind": "district",
                "parent": "r",
                "kk": "Көл ауданы",
                "ru": "Озёрный район",
                "en": "Lake district",
            },
        ]
    )

    def body(slug: str, kind: str, territory: str, superior: str | None, kk: str, ru: str, en: str) -> dict[str, Any]:
        return {
            "slug": slug, "body_kind": kind, "territory": territory, "superior": superior, "kk": kk, "ru": ru, "en": en,
        }  # fmt: skip

    bodies = load_bodies(
        [
            body("up", "akimat", "r", None, "Облыс әкімдігі", "Акимат области", "Regional akimat"),
            body("one", "department", "r", "up", "Басқарма", "Управление", "Department"),
            body("city", "akimat", "c", "up", "Қала әкімдігі", "Акимат города", "City akimat"),
            body("two", "division", "c", "city", "Бөлім", "Отдел", "Division"),
        ],
        territories,
    )
    load_spheres()
    ngo = Organisation.objects.create(
        slug="ngo",
        kind="ngo",
        territory=territories["c"],
        name_kk="«Үміт» қоры",
        name_ru="Фонд «Үміт»",
        name_en="Ümit fund",
    )
    people: dict[str, User] = {}

    def hire(key: str, role: str, organisation: Organisation) -> None:
        people[key] = people.get(key) or _account(f"{key}@example.test", "ru")
        assign_role(user_id=people[key].pk, organisation_id=organisation.pk, role=role, first_day=date(2018, 1, 1))

    for role in ("customer", "head", "auditor"):
        hire(role, role, bodies["one"])
    hire("customer_two", "customer", bodies["one"])
    hire("head_two", "head", bodies["one"])
    hire("both", "customer", bodies["one"])
    hire("both", "head", bodies["one"])
    hire("council", "council", bodies["up"])
    hire("city_council", "council", bodies["city"])
    for role in ("customer", "head"):
        hire(f"other_{role}", role, bodies["two"])
    hire("representative", "representative", ngo)
    for key in ("citizen", "neighbour", "third"):
        people[key] = _account(f"{key}@example.test", "kk")
        save_person(name=f"Сынақ {key}", email=f"{key}@example.test", user_id=people[key].pk)
    return House(
        bodies["one"], bodies["two"], bodies["up"], ngo, territories["r"], territories["c"],
        Sphere.objects.get(code="vulnerable"), people,
    )  # fmt: skip


@pytest.fixture
def proposal(house: House) -> Proposal:
    from ortaq.systems.social_order.actions import Proposal

    return Proposal(
        sphere_id=house.sphere.pk,
        territory_id=house.city.pk,
        body_id=house.department.pk,
        title="Естімейтін балалардың ата-аналарына ымдау тілі",
        need="Ата-аналар өз балаларымен сөйлесе алмайды, телефоным 8 701 000 00 00.",
        target_group="Естімейтін балалары бар 60 отбасы",
        why="Мектепте мұндай курс жоқ.",
        result="60 ата-ана ымдау тілін үйренеді.",
        months=9,
        language="kk",
        name_public=False,
    )


@pytest.fixture
def propose(house: House, proposal: Proposal) -> Callable[..., TopicProposal]:
    from ortaq.systems.social_order.actions import propose_topic

    def make(by: Any = None, at: datetime = MONDAY, **changes: Any) -> TopicProposal:
        return propose_topic(proposal=replace(proposal, **changes), by=by or house["citizen"], at=at)

    return make


@pytest.fixture
def publish(house: House, propose: Callable[..., TopicProposal]) -> Callable[..., TopicProposal]:
    from ortaq.systems.social_order.actions import publish_topic

    def make(at: datetime = MONDAY, **changes: Any) -> TopicProposal:
        topic = propose(at=at, **changes)
        parts = {
            "need": "Ата-аналар өз балаларымен сөйлесе алмайды.",
            "target_group": topic.target_group,
            "place": topic.place,
            "why": topic.why,
            "result": topic.result,
        }
        publish_topic(topic=topic, title=topic.title, parts=parts, by=house["customer"], at=at)
        return topic

    return make
