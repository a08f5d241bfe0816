"""The menu: each room declares its own items in ``AppConfig.ready()``; pages draw what the visitor may use."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Literal

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import override

from ortaq.kernel.language.queries import current_language
from ortaq.kernel.parties.rules import Actor

Place = Literal["main", "account", "office", "footer"]


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a menu.

    ``label``: ``gettext_lazy``; ``url_name``: for ``reverse``; ``order``: small comes first; ``place``: "main" (under the
    header), "account" (signed-in people), "office" (the row of officers), "footer"; ``roles``: who holds none of these
    roles doesn't see the entry (seeing an entry permits nothing: views check for themselves).
    """

    label: Promise | str
    url_name: str
    order: int = 100
    place: Place = "main"
    roles: frozenset[str] = field(default=frozenset())


@dataclass(frozen=True, slots=True)
class Group:
    """Items of a menu that stand under one word: it leads to the first of them, and they follow in a row below.

    Of whom one item alone is shown, it stands by itself; so do all in a menu of officers that is short anyhow.
    """

    label: Promise | str
    url_names: tuple[str, ...]
    order: int = 100
    place: Place = "main"


SHORT = 7
"""Entries that an officer overlooks at once: a menu of so many isn't grouped."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An item, or a group of them, as one page shows it."""

    label: Promise | str
    url: str
    is_current: bool
    is_group: bool = False


class Menu(tuple[Entry, ...]):
    """The entries of one menu. Menus with the same ``key`` look the same in one language.

    ``within``: the entries of the group that the page belongs to, if any.
    """

    key: str
    within: tuple[Entry, ...]


_items: dict[tuple[str, str], Item] = {}
_groups: list[Group] = []


def register(*items: Item) -> None:
    """Adds items to the menus; an item with the same place and url name replaces the earlier one."""
    for item in items:
        _items[item.place, item.url_name] = item
    _shown.cache_clear()
    _menu.cache_clear()


def register_groups(*groups: Group) -> None:
    """Puts items of a menu under common words. An item that no room has registered is left out."""
    _groups.extend(groups)
    _menu.cache_clear()


def registered() -> Iterable[Item]:
    """All items in the order that they are shown in."""
    return sorted(_items.values(), key=lambda item: (item.order, item.url_name))


@cache
def _address(url_name: str, language: str) -> str:
    """The address of a menu item in *language*, "" when it doesn't exist: addresses don't change while the program runs."""
    try:
        with override(language):
            return reverse(url_name)
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=500)
def _shown(place: Place, language: str, roles: frozenset[str]) -> tuple[tuple[Item, str], ...]:
    """The items that somebody with *roles* sees, and their addresses: worked out once, as neither changes meanwhile."""
    seen = (item for item in registered() if item.place == place and (not item.roles or item.roles & roles))
    return tuple((item, url) for item in seen if (url := _address(item.url_name, language)))


@lru_cache(maxsize=2000)
def _menu(place: Place, language: str, roles: frozenset[str], here: str) -> Menu:
    shown = [(item, Entry(item.label, url, url == here)) for item, url in _shown(place, language, roles)]
    ordered = [(item.order, item.url_name, entry) for item, entry in shown]
    within: tuple[Entry, ...] = ()
    grouped = place == "main" or len(shown) > SHORT
    for group in (each for each in _groups if grouped and each.place == place):
        mine = tuple(entry for name in group.url_names for item, entry in shown if item.url_name == name)
        if len(mine) > 1:
            ordered = [row for row in ordered if row[1] not in group.url_names]
            is_current = any(entry.is_current for entry in mine)
            ordered.append((group.order, "", Entry(group.label, mine[0].url, is_current, is_group=True)))
            within = mine if is_current else within
    menu = Menu(entry for _, _, entry in sorted(ordered, key=lambda row: row[:2]))
    menu.within = within
    menu.key = " ".join((here, *(entry.url for entry in (*menu, *within))))
    return menu


def entries(place: Place, *, actor: Actor | None, path: str) -> Menu:
    """The entries of one menu for *actor* on the page *path*. An item whose address doesn't exist is left out."""
    roles = frozenset(grant.role for grant in actor.grants) if actor else frozenset()
    language = current_language()
    # The home page is current by itself alone; of nested addresses the deepest is current.
    here = max(
        (
            url
            for _, url in _shown(place, language, roles)
            if path == url or (url.count("/") > 2 and path.startswith(url))
        ),
        key=len,
        default="",
    )
    return _menu(place, language, roles, here)
