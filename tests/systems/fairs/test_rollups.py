"""Roll-ups hold at every step what they count: over a walk by chance of every action that changes them."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from tests.systems.fairs.conftest import NOON
from tests.systems.fairs.test_ledger import added_up

from ortaq.kernel.lifecycle.actions import Refused
from ortaq.systems.fairs import actions
from ortaq.systems.fairs.models import FairCount, LedgerLine, LedgerSum, Memorandum, OnShow, PledgeLine
from ortaq.systems.fairs.queries import ledger, showcase
from ortaq.systems.fairs.queries.memoranda import drafted_terms
from ortaq.systems.fairs.queries.rollups import differences

STEPS = 40
DAYS = (NOON.date(), date(2026, 7, 1), date(2026, 7, 2), date(2026, 7, 6), date(2027, 1, 1))


@pytest.fixture(autouse=True)
def in_june(frozen: Any) -> None:
    """The clock stands in the days of the fair."""
    frozen(NOON)


class Walk:
    """A walk by chance; ``taken``: how often each step did something."""

    def __init__(self, seed: int, ground: Any, shown: Any, in_force: Any, paper: Any) -> None:
        self.chance = random.Random(seed)
        self.ground, self.shown, self.in_force, self.paper = ground, shown, in_force, paper
        self.at = NOON
        self.projects: list[Any] = []
        self.memoranda: list[Memorandum] = []
        self.taken: dict[str, int] = {}
        self.steps: list[Callable[[], None]] = [
            self.show, self.sign, self.sign, self.give, self.give, self.give, self.report, self.amend, self.end,
            self.complete, self.withdraw, self.take_back, self.pass_days,
        ]  # fmt: skip

    def step(self) -> None:
        """One step; what is refused changes nothing."""
        self.at += timedelta(minutes=1)
        chosen = self.chance.choice(self.steps)
        try:
            chosen()
        except Refused:
            return
        self.taken[chosen.__name__] = self.taken.get(chosen.__name__, 0) + 1

    def show(self) -> None:
        sphere = self.chance.choice(["youth", "vulnerable", ""])
        place = self.chance.choice([self.ground.city.pk, self.ground.city.parent_id])
        self.projects.append(
            self.shown(by=self.chance.choice(["ngo", "ngo_two"]), sphere=sphere, territory_id=place, title_kk="Жоба")
        )

    def sign(self) -> None:
        project = self.chance.choice(self.projects)
        by, matching = self.chance.choice(["sponsor", "sponsor_two"]), self.chance.random() < 0.4
        due = self.chance.choice([date(2026, 7, 1), date(2026, 7, 5)])
        what = (
            {"money": "90000"} if matching else self.chance.choice([{"money": "120000", "goods": "1"}, {"hours": "6"}])
        )
        self.memoranda.append(self.in_force(project, by=by, due=due, match=50 if matching else None, **what))

    def _picked(self) -> tuple[Memorandum, Any, Any]:
        found = self.chance.choice([each for each in self.memoranda if each.state == "active"] or self.memoranda)
        sponsor = "sponsor_two" if found.sponsor_id == self.ground.other_firm.pk else "sponsor"
        ngo = "ngo_two" if found.ngo_id == self.ground.other_ngo.pk else "ngo"
        return found, self.ground[sponsor], self.ground[ngo]

    def report(self) -> Any:
        memorandum, sponsor, _ngo = self._picked()
        line = self.chance.choice(list(PledgeLine.objects.filter(pledge=memorandum.pledge)))
        amount = line.amount if self.chance.random() < 0.4 else max(Decimal(1), line.amount // 3)
        return actions.report_delivery(
            memorandum=memorandum, line=line, amount=amount, given_on=NOON.date(), by=sponsor, at=self.at
        )

    def give(self) -> None:
        delivery = self.report()
        memorandum = delivery.memorandum
        ngo = self.ground["ngo_two" if memorandum.ngo_id == self.ground.other_ngo.pk else "ngo"]
        actions.confirm_delivery(delivery=delivery, proof=self.paper, by=ngo, at=self.at)
        for each in self.memoranda:
            each.refresh_from_db()

    def amend(self) -> None:
        memorandum, sponsor, ngo = self._picked()
        terms = drafted_terms(memorandum.pledge)
        more = self.chance.choice([1, 2])
        items = tuple(
            replace(item, amount=item.amount + more, due_on=item.due_on + timedelta(days=1)) for item in terms.items
        )
        actions.amend_memorandum(
            memorandum=memorandum, terms=replace(terms, items=items), reason="Көбірек", by=sponsor, at=self.at
        )
        for code, by in (("sign_sponsor", sponsor), ("sign_ngo", ngo)):
            actions.sign_memorandum(
                memorandum=memorandum, code=code, by=by, at=self.at, trial=True, name=f"Сынақ {code}"
            )

    def end(self) -> None:
        self.end_one(self._picked()[0])

    def end_one(self, memorandum: Memorandum) -> None:
        sponsor = self.ground["sponsor_two" if memorandum.sponsor_id == self.ground.other_firm.pk else "sponsor"]
        actions.terminate_memorandum(memorandum=memorandum, reason="Қаражат жоқ", by=sponsor, at=self.at)
        for each in self.memoranda:
            each.refresh_from_db()

    def complete(self) -> None:
        project = self.chance.choice(self.projects)  # matching money of which nothing is owed yet, or no more
        memorandum = self.in_force(project, money="9000", by="sponsor_two", match=10)
        self.memoranda.append(memorandum)
        ngo = self.ground["ngo_two" if memorandum.ngo_id == self.ground.other_ngo.pk else "ngo"]
        actions.complete_memorandum(memorandum=memorandum, by=ngo, at=self.at)

    def withdraw(self) -> None:
        self.show()
        actions.withdraw_project(project=self.projects.pop(), reason="Өтпейді", by=self.ground["organiser"], at=self.at)

    def take_back(self) -> None:
        delivery = self.report()
        if self.chance.random() < 0.5:
            self.end_one(delivery.memorandum)
        sponsor = "sponsor_two" if delivery.memorandum.sponsor_id == self.ground.other_firm.pk else "sponsor"
        actions.take_back_delivery(delivery=delivery, by=self.ground[sponsor], at=self.at)

    def pass_days(self) -> None:
        actions.move_ledger_day(today=self.chance.choice(DAYS))


def agree(today: date) -> None:
    """What pages read from roll-ups is what the definitions say of the lines."""
    rows = [row for piece in ledger.all_entries() for row in piece]
    keys: dict[str, Callable[[Any], Any]] = {
        "year": lambda row: row.year, "place": lambda row: row.territory_id, "sphere": lambda row: row.sphere,
        "business": lambda row: row.sponsor_id,
    }  # fmt: skip
    found = ledger.accounts(*keys, today=today)
    assert found[ledger.WHOLE] == {ledger.WHOLE: added_up(rows, today)}
    for name, key in keys.items():
        groups = {key(row) for row in rows}
        assert found[name] == {each: added_up([row for row in rows if key(row) == each], today) for each in groups}, (
            name
        )
    firms = {row.sponsor_id for row in rows}
    assert ledger.business_accounts(firms, today=today) == found["business"]
    assert {each.pk for each in ledger.businesses_page()[0]} == firms


def shows(fair: Any) -> None:
    """Lists of projects are what needs and memoranda say."""
    projects = {row.pk: row for row in showcase.public_projects().filter(fair=fair).prefetch_related("needs")}
    assert showcase.fairs_page()[0][0].shown == len(projects)
    covers = showcase.covers_of(list(projects.values()))
    for kind in ("money", "goods", "hours"):
        missing = {pk for pk in projects if any(row.need.kind == kind and row.cover.open > 0 for row in covers[pk])}
        found, _after = showcase.projects_page(fair, showcase.Filter(missing=kind))
        assert [row.pk for row in found] == sorted(missing, reverse=True)[: showcase.PAGE], kind


def test_roll_ups_are_what_they_count_after_every_step_of_a_walk_by_chance(
    ground: Any, fair: Any, shown: Any, in_force: Any, paper: Any
) -> None:
    walk = Walk(20261126, ground, shown, in_force, paper)
    walk.show()
    walk.sign()
    for _number in range(STEPS):
        walk.step()
        assert list(differences()) == [], walk.taken
        agree(walk.chance.choice(DAYS))
        shows(fair)
    missed = {each.__name__ for each in walk.steps} - set(walk.taken)
    assert not missed, "every step was taken"

    kept = list(LedgerLine.objects.order_by("pk").values()), showcase.fairs_page()[0][0].shown
    actions.rebuild_rollups(today=DAYS[2])
    assert (list(LedgerLine.objects.order_by("pk").values()), showcase.fairs_page()[0][0].shown) == kept
    assert list(differences()) == []
    for day in DAYS:
        agree(day)


@pytest.mark.django_db(transaction=True)
def test_gifts_that_are_confirmed_at_once_are_all_in_the_sums(
    ground: Any, shown: Any, in_force: Any, paper: Any
) -> None:
    """Of one project, where what one gives makes another owe, and of another project."""
    project = shown()
    gift, matching = in_force(project, money="400000"), in_force(project, money="90000", by="sponsor_two", match=50)
    elsewhere = in_force(shown(by="ngo_two", title_kk="Жоба"), money="50000")
    reported = []
    for memorandum, by, ngo, amount in (
        (gift, "sponsor", "ngo", 60000), (matching, "sponsor_two", "ngo", 20000), (elsewhere, "sponsor", "ngo_two", 10000),
    ):  # fmt: skip
        line = PledgeLine.objects.get(pledge=memorandum.pledge)
        delivery = actions.report_delivery(
            memorandum=memorandum, line=line, amount=Decimal(amount), given_on=NOON.date(), by=ground[by], at=NOON
        )
        reported.append((delivery, ground[ngo]))
    gate, failed = threading.Barrier(len(reported)), []

    def confirm(delivery: Any, by: Any) -> None:
        try:
            gate.wait()
            actions.confirm_delivery(delivery=delivery, proof=paper, by=by, at=NOON)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=confirm, args=each) for each in reported]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == [] and list(differences()) == []
    money = ledger.accounts(today=NOON.date())[ledger.WHOLE][ledger.WHOLE].money
    assert (money.promised, money.fulfilled) == (400000 + 30000 + 50000, 90000)


def test_a_roll_up_that_was_changed_by_hand_is_found_and_made_anew(shown: Any, in_force: Any) -> None:
    in_force(shown(), money="50000")
    assert list(differences()) == []
    LedgerSum.objects.filter(part="whole").update(promised=1)
    LedgerLine.objects.update(late=2)
    FairCount.objects.update(shown=7)
    OnShow.objects.update(hours=False)
    told = "\n".join(differences())
    assert "roll-up of ledger lines, kept: " in told and "roll-up of projects on show, counted: " in told
    assert "roll-up of counts of projects, kept: " in told
    assert "roll-up of ledger sums, kept: whole, whole, money, 1, 1, 1.00" in told
    actions.rebuild_rollups(today=DAYS[0])
    assert list(differences()) == []
