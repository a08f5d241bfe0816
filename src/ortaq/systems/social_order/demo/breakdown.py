"""A breakdown of the 2018 plan into 232 lines whose totals are the article's, to the tenge. Made up line by line, and so
labelled wherever it shows; pure: the same each time.

The totals: 814.8 M for 232 projects; 262.8 M (74) at the regional level, 552.0 M (158) in the districts and Taraz;
540.0 M of the employment department and its divisions; 50.0 M of internal policy, 8.9 M of it the Civic Center.
How 540.0 M and the remaining 224.8 M lie between the region and the districts the article doesn't say: here 100.0 and
440.0, 112.8 and 112.0.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ortaq.kernel.language.rules import Text
from ortaq.kernel.money.rules import divided
from ortaq.systems.social_order.demo.titles import (
    AUDIENCES,
    CARE,
    COMMUNITY,
    DEPARTMENTS,
    INTERNAL,
    NAMED,
    Title,
)

YEAR = 2018
STEP = Decimal(100_000)
CIVIC_CENTER = Decimal(8_900_000)
CITY = "taraz"
DISTRICTS = ("baizak", "zhambyl-d", "zhualy", "korday", "ryskulov", "merke", "moiynkum", "sarysu", "talas", "shu")
_PEOPLE = (330, 97, 80, 51, 137, 66, 83, 32, 43, 53, 103)
"""Rough weights of Taraz and the districts, in the order above: more people, more money. Made up."""
_IN_DEPARTMENT = {"education": 8, "health": 8, "nature": 7, "culture": 8, "sport": 7}

NOTE = Text(
    "КӨРСЕТІЛІМ. Жолдар ойдан шығарылған. Қорытындылар «Эфирде «үшінші сектор» мақаласынан (2018): 814,8 млн теңге, 232 жоба; облыстық деңгей 262,8 млн (74), аудандар мен Тараз 552,0 млн (158); жұмыспен қамту 540,0 млн; ішкі саясат 50,0 млн.",
    "ДЕМОНСТРАЦИЯ. Строки придуманы. Итоги — из статьи «Эфирде «үшінші сектор» (2018): 814,8 млн тенге, 232 проекта; областной уровень 262,8 млн (74), районы и Тараз 552,0 млн (158); занятость 540,0 млн; внутренняя политика 50,0 млн.",
    "DEMONSTRATION. The lines are made up. The totals are those of the article “Эфирде «үшінші сектор»” (2018): 814.8 M tenge, 232 projects; regional level 262.8 M (74), districts and Taraz 552.0 M (158); employment 540.0 M; internal policy 50.0 M.",
)


@dataclass(frozen=True, slots=True)
class DemoLine:
    """One made-up line: whose, where, about what, for how much (tenge)."""

    body: str
    territory: str
    title: Title
    sphere: str
    amount: Decimal
    since: int = YEAR


def plan_2018() -> list[DemoLine]:
    """The 232 lines, body by body."""
    lines = [*_internal_policy(), *_of("employment", "zhambyl", _twice(CARE), Decimal(100_000_000))]
    shares = divided(Decimal(112_800_000), [Decimal(count) for count in _IN_DEPARTMENT.values()], STEP)
    for (body, count), money in zip(_IN_DEPARTMENT.items(), shares, strict=True):
        sphere, themes = DEPARTMENTS[body]
        lines += _of(body, "zhambyl", _twice([(theme, sphere) for theme in themes])[:count], money)
    places = (CITY, *DISTRICTS)
    weights = [Decimal(people) for people in _PEOPLE]
    for place, money in zip(places, divided(Decimal(440_000_000), weights, STEP), strict=True):
        lines += _of(f"employment-{place}", place, CARE, money)
    for place, money in zip(places, divided(Decimal(112_000_000), weights, STEP), strict=True):
        lines += _of(f"akimat-{place}", place, COMMUNITY if place == CITY else COMMUNITY[:4], money)
    return lines


def _internal_policy() -> Iterator[DemoLine]:
    money = divided(Decimal(50_000_000) - CIVIC_CENTER, [Decimal(4)] * 5 + [Decimal(2)] * 10, STEP)
    amounts = [*money[:5], CIVIC_CENTER, *money[5:]]
    for number, ((title, sphere), amount) in enumerate(zip((*NAMED, *INTERNAL), amounts, strict=True)):
        line = DemoLine("internal-policy", "zhambyl", title, sphere, amount)
        yield replace(line, since=YEAR - 1) if number < len(NAMED) else line


def _of(body: str, territory: str, titles: Sequence[tuple[Title, str]], money: Decimal) -> list[DemoLine]:
    weights = [Decimal(3 + number * 7 % 5) for number in range(len(titles))]
    return [
        DemoLine(body, territory, title, sphere, amount)
        for (title, sphere), amount in zip(titles, divided(money, weights, STEP), strict=True)
    ]


def _twice(titles: Sequence[tuple[Title, str]]) -> list[tuple[Title, str]]:
    """Each theme for two audiences."""
    return [
        ((f"{kk}: {for_kk}", f"{ru}: {for_ru}", f"{en}: {for_en}"), sphere)
        for (kk, ru, en), sphere in titles
        for for_kk, for_ru, for_en in AUDIENCES
    ]
