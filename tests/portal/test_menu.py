"""The menu of officers: what is done every day stands first, and a long one is grouped."""

import pytest
from django.utils.translation import override

from ortaq.kernel.parties.roles import OFFICE_ROLES
from ortaq.kernel.parties.rules import Actor, Grant
from ortaq.kernel.web.navigation import SHORT, Menu, entries, registered


def menu(*roles: str, path: str = "/") -> Menu:
    actor = Actor(kind="user", user_id=1, grants=tuple(Grant(role, 1) for role in roles))
    with override("en"):
        return entries("office", actor=actor, path=path)


def words(found: Menu) -> list[str]:
    with override("en"):
        return [str(entry.label) for entry in found]


def test_a_head_finds_the_days_work_first_and_the_rest_under_few_words() -> None:
    assert words(menu("head")) == [
        "Work list", "Complaints", "The social order", "Fairs and votes", "Figures and data", "Set up",
    ]  # fmt: skip


def test_the_page_of_a_group_shows_what_else_is_in_it() -> None:
    found = menu("head", path="/en/office/templates/")
    assert [str(entry.url) for entry in found.within] == ["/en/office/templates/", "/en/accounts/roles/"]
    assert [entry.is_group for entry in found if entry.is_current] == [True]


@pytest.mark.parametrize("role", sorted(OFFICE_ROLES))
def test_nothing_is_lost_by_grouping(role: str) -> None:
    with override("en"):
        mine = {str(item.label) for item in registered() if item.place == "office" and role in item.roles}
        found, seen = menu(role), set()
        for entry in found:
            inner = menu(role, path=entry.url).within if entry.is_group else (entry,)
            seen |= {str(each.label) for each in inner}
    assert seen == mine
    assert len(found) <= SHORT


def test_a_short_menu_is_not_grouped() -> None:
    assert words(menu("expert")) == ["My evaluations", "To be scored", "Tables as files"]
