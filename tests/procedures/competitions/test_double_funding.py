"""Hints that a project may be paid for twice: what is hinted, what isn't, and that no sealed file shows through them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from ortaq.procedures.competitions import actions
from ortaq.procedures.competitions.models import Application, Call
from ortaq.procedures.competitions.queries.office import hints_of_double_funding

if TYPE_CHECKING:
    from .conftest import Region

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
AFTER = MONDAY + timedelta(days=20, hours=1)
LAKE = {
    "title": "Көл жағалауын тазарту",
    "summary": "Еріктілер қоқыс жинайды",
    "goal": "Жағалау таза болады",
    "problem": "Қоқыс көп",
}
"""A project that has nothing in common with that of ``content``."""
LATER = {
    "starts_on": date(2027, 7, 1),
    "ends_on": date(2027, 12, 1),
    "milestones": ({"title": "Жинау", "due_on": date(2027, 8, 1), "result": "1 км"},),
}


def kinds(application: Application) -> list[tuple[str, str]]:
    """What is hinted, with the number of the other application."""
    return [(hint.kind, hint.application.number) for hint in hints_of_double_funding(application) if hint.application]


@pytest.fixture
def opened_one(
    region: Region, announced: Callable[..., Call], submitted: Callable[..., Application]
) -> Callable[..., Application]:
    """An application of the first NGO in a call of its own that was opened."""

    def make(who: str = "ngo", **changes: Any) -> Application:
        call = announced()
        application = submitted(call, who, **changes)
        actions.open_applications(call=call, by=region["secretary"], at=AFTER)
        return application

    return make


@pytest.mark.parametrize(
    ("who", "changes", "hinted"),
    [
        ("ngo2", {}, "same_text"),
        ("ngo2", {"title": "Ауыл жастарына арналған IT-курстар"}, "same_text"),
        ("ngo2", LAKE, ""),
        ("ngo", {**LAKE, "territory": True}, "same_applicant"),
        ("ngo", {**LAKE, "sphere": "culture"}, "same_applicant"),
        ("ngo", {**LAKE, "sphere": "education"}, ""),
        ("ngo", {**LAKE, **LATER, "territory": True}, ""),
        ("ngo2", {**LAKE, "territory": True}, ""),
    ],
    ids=[
        "another NGO with the same text",
        "another NGO with nearly the same text",
        "another NGO with another project",
        "the same NGO at the same time and place",
        "the same NGO at the same time in the same sphere",
        "the same NGO in another sphere and elsewhere",
        "the same NGO half a year later",
        "another NGO at the same time and place",
    ],
)
def test_what_may_be_paid_for_twice_is_hinted_and_nothing_else(
    region: Region, opened_one: Callable[..., Application], who: str, changes: dict[str, Any], hinted: str
) -> None:
    place = region.territory.pk
    more = dict(changes)
    if more.pop("territory", False):
        more["territory_id"] = place
    other = opened_one(who, **more)
    mine = opened_one(territory_id=place, sphere="culture")
    assert kinds(mine) == ([(hinted, other.number)] if hinted else [])
    assert [kind for kind, _ in kinds(other)] == ([hinted] if hinted else []), "the other way round too"


def test_what_was_withdrawn_or_turned_away_is_no_second_money(
    region: Region, opened_one: Callable[..., Application]
) -> None:
    gone, refused, mine = opened_one("ngo2"), opened_one("ngo2"), opened_one()
    assert {number for _, number in kinds(mine)} == {gone.number, refused.number}
    actions.withdraw_application(application=gone, reason="Басқа ұйым береді", by=region["ngo2"], at=AFTER)
    actions.reject_application(
        application=refused, ground="documents", facts_kk="Құжат жоқ", facts_ru="Нет документа",
        by=region["secretary"], at=AFTER,
    )  # fmt: skip
    assert kinds(mine) == []


def test_an_application_that_is_still_sealed_shows_through_no_hint(
    region: Region,
    announced: Callable[..., Call],
    submitted: Callable[..., Application],
    opened_one: Callable[..., Application],
) -> None:
    mine = opened_one()
    sealed_call = announced(at=AFTER, opens_at=AFTER, deadline=AFTER + timedelta(days=20))
    sealed = submitted(sealed_call, "ngo2", at=AFTER + timedelta(days=1))
    assert kinds(mine) == [], "the call takes applications: nobody reads what came in, not even by its likeness"
    at = AFTER + timedelta(days=21)
    actions.open_applications(call=sealed_call, by=region["secretary"], at=at)
    assert kinds(mine) == [("same_text", sealed.number)]


@pytest.mark.parametrize(
    ("language", "words"),
    [("kk", "Екі рет қаржыландырылуы мүмкін"), ("ru", "Возможно, двойное финансирование"), ("en", "Perhaps paid for")],
)
def test_the_secretary_reads_the_hint_on_the_page_and_the_applicant_does_not(
    region: Region, opened_one: Callable[..., Application], settings: Any, frozen: Any, language: str, words: str
) -> None:
    frozen(AFTER)
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("SecondFactorMiddleware")]
    other, mine = opened_one("ngo2"), opened_one()

    def page(who: str, path: str) -> str:
        client = Client()
        client.force_login(region.people[who])
        return client.get(f"/{language}/competitions/{path}{mine.number}/").content.decode()

    office = page("secretary", "office/applications/")
    assert words in office and other.number in office
    own = page("ngo", "applications/")
    assert mine.title in own and words not in own and other.number not in own
