"""Demonstration votes: one counted with its proofs, one open with codes to try. Projects, voters and keepers are made up."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from fractions import Fraction

from django.db import transaction

from ortaq.kernel.accounts.demo import PASSWORD, address, demo_account
from ortaq.kernel.clocks.queries import office_moment
from ortaq.kernel.parties.actions import assign_role
from ortaq.kernel.parties.models import Organisation, Territory
from ortaq.kernel.parties.queries import actor_of
from ortaq.kernel.parties.rules import Actor
from ortaq.procedures.ballots import actions
from ortaq.procedures.ballots.actions.ceremony import set_key
from ortaq.procedures.ballots.actions.closing import count_election
from ortaq.procedures.ballots.actions.heads import make_head
from ortaq.procedures.ballots.actions.papers import name_trustees
from ortaq.procedures.ballots.models import Election
from ortaq.procedures.ballots.queries.voting import holder_of, setup_of, voter_by_code
from ortaq.procedures.ballots.rules.catalogue import RULES
from ortaq.procedures.ballots.rules.ceremony import Ceremony, begin
from ortaq.procedures.ballots.rules.codes import written
from ortaq.procedures.ballots.rules.specification import Rule

FIRST_DAY = date(2018, 1, 1)
ACCOUNTS = (
    ("votes", "Organiser of votes, internal policy", "secretary"),
    ("votes.desk", "Desk and paper ballots, first", "operator"),
    ("votes.desk.two", "Desk and paper ballots, second", "operator"),
)
KEEPERS = (
    ("Демо сақтаушы 1", "«Үміт» қоры (демо)"),
    ("Демо сақтаушы 2", "Қоғамдық кеңес (демо)"),
    ("Демо сақтаушы 3", "Аудандық газет (демо)"),
)
REGION = (
    (
        "Балалар кітапханасын кештерге ашу",
        "Детская библиотека открыта вечерами",
        "Children’s library open in the evening",
        3_200_000,
        34,
    ),
    ("Ауыл мектебіне шеберхана", "Мастерская в сельской школе", "A workshop in a village school", 5_400_000, 41),
    (
        "Мүгедектігі бар жандарға такси",
        "Такси для людей с инвалидностью",
        "Taxi for people with disabilities",
        8_100_000,
        47,
    ),
    ("Аулада жүгіру жолы", "Беговая дорожка во дворе", "A running track in the yard", 2_600_000, 22),
    ("Қариялар клубы", "Клуб пожилых", "A club for the elderly", 1_900_000, 29),
    ("Жас музыканттар студиясы", "Студия молодых музыкантов", "A studio for young musicians", 4_700_000, 18),
    ("Қоқыс бөлектеу жәшіктері", "Контейнеры для раздельного сбора", "Bins for sorted waste", 3_900_000, 26),
    ("Ескі фото мұрағаты", "Архив старых фотографий", "An archive of old photographs", 900_000, 9),
)
DISTRICT = (
    ("Ауыл саябағы", "Сельский сквер", "A village garden", 2_400_000, 38),
    ("Футбол алаңы", "Футбольная площадка", "A football pitch", 3_100_000, 44),
    ("Судың дәмін тексеретін зертхана", "Лаборатория качества воды", "A laboratory for drinking water", 1_700_000, 31),
    ("Көше шамдары", "Уличные фонари", "Street lamps", 2_900_000, 36),
)


@dataclass(slots=True)
class DemoVotes:
    """What was made, and what somebody who tries it needs: codes of the open vote, the parts of its key."""

    made: int = 0
    notes: list[str] = field(default_factory=list)


@transaction.atomic
def make_demo(*, by: Actor, at: datetime, progress: Callable[[str], None] = print) -> DemoVotes:
    """Makes the two votes up to *at*; nothing when there are any, or the region isn't loaded."""
    found = DemoVotes()
    body = Organisation.objects.filter(slug="internal-policy").first()
    district = Territory.objects.filter(kind=Territory.Kind.DISTRICT).order_by("order", "slug").first()
    city = Territory.objects.filter(kind=Territory.Kind.CITY).order_by("order", "slug").first()
    if body is None or district is None or city is None or Election.objects.filter(is_demo=True).exists():
        return found
    staff = _people(body)
    chance = random.Random(2026)  # noqa: S311 -- made-up voters, the same in every demonstration
    counted = _Stage(body, staff, office_moment(at, -45), (district, city), chance)
    shares = counted.held(
        ("Әлеуметтік жобалар, бірінші тур", "Социальные проекты, первый тур", "Social projects, first round"),
        RULES["greedy-skip"],
        voters=180,
    )
    counted.voted(150)
    closing = counted.begins + timedelta(days=21, hours=1)
    actions.close_election(election=counted.election, at=closing)
    count_election(election=counted.election, shares=shares.shares[:2], at=closing + timedelta(hours=2))
    progress("1 / 2")
    shares_rule = replace(RULES["equal-shares-add1"], increment=Fraction(1_000))
    still_open = _Stage(body, staff, office_moment(at, -12), (district, city), chance)
    ceremony = still_open.held(
        ("Әлеуметтік жобалар, екінші тур", "Социальные проекты, второй тур", "Social projects, second round"),
        shares_rule,
        voters=120,
    )
    still_open.voted(40)
    make_head(election=still_open.election, at=at)
    progress("2 / 2")
    found.made = 2
    found.notes = _notes(still_open, ceremony)
    return found


def demo_accounts() -> list[tuple[str, str, str]]:
    """What to print: (role, address, password)."""
    return [(label, address(name), PASSWORD) for name, label, _role in ACCOUNTS]


def _people(body: Organisation) -> dict[str, Actor]:
    staff = {}
    for name, _label, role in ACCOUNTS:
        user = demo_account(name)
        assign_role(user_id=user.pk, organisation_id=body.pk, role=role, first_day=FIRST_DAY)
        staff[name] = actor_of(user)
    return staff


class _Stage:
    """One demonstration vote on its way."""

    def __init__(
        self,
        body: Organisation,
        staff: dict[str, Actor],
        begins: datetime,
        places: tuple[Territory, Territory],
        chance: random.Random,
    ) -> None:
        self.body, self.staff, self.begins, self.places, self.chance = body, staff, begins, places, chance
        self.codes: list[actions.Handed] = []
        self.election = Election()

    def held(self, title: tuple[str, str, str], rule: Rule, *, voters: int) -> Ceremony:
        """From the draft to the opening; returns the key in its parts."""
        kk, ru, en = title
        by, at = self.staff["votes"], self.begins

        def day(days: int) -> datetime:
            return office_moment(at, days)

        terms = actions.ElectionTerms(
            title_kk=f"{kk} (көрсетілім)",
            title_ru=f"{ru} (демонстрация)",
            title_en=f"{en} (demonstration)",
            text_kk="Жәрмеңкеге шыққан жобалардың қайсысы қаржы алатынын тұрғындар шешеді. Барлық дерек ойдан шығарылған.",
            text_ru="Жители решают, какие проекты ярмарки получат деньги. Все данные выдуманы.",
            text_en="Residents decide which projects of the fair get money. All data are made up.",
            who_kk="Көрсетілім тізіміндегі адамдар",
            who_ru="Люди из демонстрационного списка",
            who_en="People on the list of the demonstration",
            modes=("code", "desk", "paper"),
            opens_at=at + timedelta(days=7),
            closes_at=at + timedelta(days=21),
            trustees_needed=2,
            suppress_below=10,
        )
        election = actions.draft_election(body_id=self.body.pk, terms=terms, by=by, at=at, is_demo=True)
        self._papers(election, rule, at)
        actions.add_place(
            election=election, name_kk="Мәдениет үйі (демо)", name_ru="Дом культуры (демо)", name_en="House of culture (demo)",
            address="", territory_id=self.places[0].pk, by=by, at=at,
        )  # fmt: skip
        name_trustees(election=election, trustees=KEEPERS, by=by, at=at)
        actions.announce_election(election=election, by=by, at=day(1))
        ceremony = begin(needed=2, shares=len(KEEPERS))
        set_key(
            election=election, public_key=ceremony.public_key, fingerprints=ceremony.fingerprints, by=by,
            at=day(2),
        )  # fmt: skip
        rows = [actions.RollRow(self.places[number % 2].pk) for number in range(voters)]
        actions.load_roll(election=election, rows=rows, by=by, at=day(3))
        self.codes = list(actions.print_codes(election=election, by=by, at=day(3)))
        actions.open_election(election=election, at=at + timedelta(days=7))
        self.election = election
        return ceremony

    def _papers(self, election: Election, rule: Rule, at: datetime) -> None:
        for order, (key, kk, ru, en, projects, territory, budget) in enumerate(
            (
                ("region", "Облыстық жобалар", "Проекты области", "Projects of the region", REGION, None, 15_000_000),
                (
                    "district",
                    "Аудан жобалары",
                    "Проекты района",
                    "Projects of the district",
                    DISTRICT,
                    self.places[0].pk,
                    5_500_000,
                ),
            )
        ):
            options = [
                actions.OptionTerms(
                    number=number, title_kk=title_kk, title_ru=title_ru, title_en=title_en, cost=cost,
                    summary_kk="Ойдан шығарылған жоба.", summary_ru="Выдуманный проект.", summary_en="A made-up project.",
                )
                for number, (title_kk, title_ru, title_en, cost, _weight) in enumerate(projects, start=1)
            ]  # fmt: skip
            terms = actions.PaperTerms(
                key=key, title_kk=kk, title_ru=ru, title_en=en, order=order, territory_id=territory, minimum=1, maximum=3, budget=budget,
                rule=rule, options=options,
            )  # fmt: skip
            actions.put_paper(election=election, terms=terms, by=self.staff["votes"], at=at)

    def voted(self, count: int) -> None:
        """So many of the voters vote, by their codes."""
        setup = setup_of(self.election.pk)
        assert setup is not None
        at = self.begins + timedelta(days=8)
        for place, handed in enumerate(self.codes[:count]):
            voter = voter_by_code(handed.code)
            assert voter is not None
            choices = {
                sheet.key: self._marks(REGION if sheet.key == "region" else DISTRICT)
                for sheet in setup.papers_of(voter.territory_id)
            }
            actions.cast_ballot(setup=setup, holder=holder_of(voter), choices=choices, form=f"demo-{place}", at=at)

    def _marks(self, projects: Sequence[tuple[str, str, str, int, int]]) -> dict[str, int]:
        weights = [each[-1] for each in projects]
        wanted = self.chance.choice((1, 2, 3, 3))
        chosen: set[int] = set()
        while len(chosen) < wanted:
            chosen |= set(self.chance.choices(range(1, len(projects) + 1), weights))
        return {str(number): 1 for number in chosen}


def _notes(stage: _Stage, ceremony: Ceremony) -> list[str]:
    number = stage.election.number
    codes = "  ".join(written(each.code) for each in stage.codes[-10:])
    return [
        f"Codes to vote with in {number}: {codes}",
        f"Parts of the key of {number} (any two open its box, once it has closed):",
        *(f"  {place}. {share}" for place, share in enumerate(ceremony.shares, start=1)),
    ]
