"""A body that holds a vote with two papers, its people, its keys, and voters with codes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ortaq.kernel.accounts.models import User
    from ortaq.kernel.parties.models import Organisation, Territory
    from ortaq.kernel.parties.rules import Actor
    from ortaq.procedures.ballots.actions import Handed
    from ortaq.procedures.ballots.models import Election

NOON = datetime(2026, 5, 4, 7, tzinfo=UTC)
OPENS, CLOSES = NOON + timedelta(days=7), NOON + timedelta(days=21)
DURING = NOON + timedelta(days=8)
AFTER = CLOSES + timedelta(minutes=1)
ROLES = ("secretary", "customer", "operator", "registrar", "head")


@dataclass
class Hall:
    """Who works where, and which territories there are."""

    body: Organisation
    other: Organisation
    region: Territory
    district: Territory
    village: Territory
    city: Territory
    users: dict[str, User]

    def __getitem__(self, key: str) -> Actor:
        from ortaq.kernel.parties.queries import actor_of

        user = self.users[key]
        user.__dict__.pop("_actor", None)
        return actor_of(user)


@pytest.fixture(autouse=True)
def nothing_kept(settings: Any) -> None:
    """What a process keeps of announced elections would be old after half a minute; here a vote is over by then."""
    from ortaq.kernel.statements.queries import KeptAnswers

    KeptAnswers.forget_all()  # what the tests of other rooms have asked for
    settings.REFERENCE_SECONDS = 0


@pytest.fixture(autouse=True)
def links(settings: Any, tmp_path: Any) -> None:
    """Link keys of each test lie in a folder of its own, and text messages in a file."""
    settings.LINKS = tmp_path / "links"
    settings.SMS_URL = f"file://{tmp_path}/sms.jsonl"


@pytest.fixture
def hall(db: None) -> Hall:
    from ortaq.kernel.accounts.models import User
    from ortaq.kernel.parties.actions import assign_role
    from ortaq.kernel.parties.models import Organisation, Territory

    def place(slug: str, kind: str, parent: Territory | None) -> Territory:
        return Territory.objects.create(slug=slug, kind=kind, parent=parent, name_kk=slug, name_ru=slug, name_en=slug)

    region = place("oblast", "region", None)
    district = place("audan", "district", region)
    village = place("auyl", "rural_district", district)
    city = place("qala", "city", region)
    bodies = [
        Organisation.objects.create(
            slug=slug, kind="state_body", body_kind="department", territory=region, name_kk=slug, name_ru=slug, name_en=slug
        )
        for slug in ("one", "two")
    ]  # fmt: skip
    users = {}
    for key, role, body in (*((role, role, bodies[0]) for role in ROLES), ("stranger", "secretary", bodies[1])):
        users[key] = User.objects.create_user(f"{key}@example.test", language="ru")
        assign_role(user_id=users[key].pk, organisation_id=body.pk, role=role, first_day=date(2018, 1, 1))
    users["second"] = User.objects.create_user("second@example.test", language="ru")
    assign_role(user_id=users["second"].pk, organisation_id=bodies[0].pk, role="operator", first_day=date(2018, 1, 1))
    return Hall(bodies[0], bodies[1], region, district, village, city, users)


@dataclass
class Vote:
    """An open election, its private key, and the codes that were handed out."""

    election: Election
    private: bytes
    codes: list[Handed]
    hall: Hall
    iins: list[str] = field(default_factory=list)


def iin(serial: int) -> str:
    """A made-up IIN with a right check digit."""
    from ortaq.kernel.parties.rules import check_digit

    for year in range(90, 60, -1):
        eleven = f"{year}01013{serial:04}"
        digit = check_digit(eleven)
        if digit is not None:
            return f"{eleven}{digit}"
    raise AssertionError(serial)


@pytest.fixture
def drafted(hall: Hall) -> Callable[..., Election]:
    from ortaq.procedures.ballots import actions
    from ortaq.procedures.ballots.actions.papers import name_trustees
    from ortaq.procedures.ballots.rules.catalogue import RULES

    def make(**more: Any) -> Election:
        by = hall["secretary"]
        terms = actions.ElectionTerms(
            **{
                "title_kk": "Әлеуметтік жобалар", "title_ru": "Социальные проекты", "title_en": "Social projects",
                "who_kk": "Облыс тұрғындары", "who_ru": "Жители области", "modes": ("code", "sms", "desk", "paper", "account"),
                "opens_at": OPENS, "closes_at": CLOSES, "trustees_needed": 2,
                **more,
            }
        )  # fmt: skip
        election = actions.draft_election(body_id=hall.body.pk, terms=terms, by=by, at=NOON)
        for order, (key, territory, form, extra) in enumerate(
            (
                ("region", None, "approval", {"minimum": 1, "maximum": 3}),
                ("district", hall.district, "knapsack", {"minimum": 0, "maximum": 0}),
            )
        ):
            options = [
                actions.OptionTerms(
                    number=number, title_kk=f"{key} жоба {number}", title_ru=f"{key} проект {number}", cost=number * 1_000_000
                )
                for number in range(1, 7)
            ]  # fmt: skip
            actions.put_paper(
                election=election, by=by, at=NOON,
                terms=actions.PaperTerms(
                    key=key, title_kk=f"{key} kk", title_ru=f"{key} ru", order=order, form=form, budget=9_000_000,
                    territory_id=territory.pk if territory else None, rule=RULES["greedy-skip"], options=options, **extra,
                ),
            )  # fmt: skip
        actions.add_place(
            election=election, name_kk="Мектеп", name_ru="Школа", name_en="School", address="1", territory_id=hall.village.pk,
            by=by, at=NOON,
        )  # fmt: skip
        name_trustees(election=election, trustees=[("А", "ҮЕҰ"), ("Б", "Кеңес"), ("В", "БАҚ")], by=by, at=NOON)
        return election

    return make


@pytest.fixture
def opened(hall: Hall, drafted: Callable[..., Election]) -> Callable[..., Vote]:
    from ortaq.procedures.ballots import actions
    from ortaq.procedures.ballots.models import Election
    from ortaq.procedures.ballots.rules.sealing import new_keys

    def make(voters: int = 6, **more: Any) -> Vote:
        by = hall["secretary"]
        election = drafted(**more)
        actions.announce_election(election=election, by=by, at=NOON)
        private, public = new_keys()
        Election.objects.filter(pk=election.pk).update(public_key=public)
        election.refresh_from_db()
        iins = [iin(serial) for serial in range(voters)]
        rows = [
            actions.RollRow(
                territory_id=(hall.village if n % 2 == 0 else hall.city).pk, iin=number, phone=f"+7700000{n:04}"
            )
            for n, number in enumerate(iins)
        ]
        actions.load_roll(election=election, rows=rows, by=by, at=NOON)
        codes = list(actions.print_codes(election=election, by=by, at=NOON))
        actions.open_election(election=election, at=OPENS)
        election.refresh_from_db()
        return Vote(election, private, codes, hall, iins)

    return make
