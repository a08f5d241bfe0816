"""The plan as a table: a file that can be read back and gives the same lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ortaq.kernel.interchange.rules import Cell, Column
from ortaq.kernel.language.queries import shown
from ortaq.kernel.language.rules import Text
from ortaq.systems.social_order.lifecycle import PLAN_LINE
from ortaq.systems.social_order.queries.plans import exported_lines
from ortaq.systems.social_order.rules import FUNDING, LEVELS
from ortaq.systems.social_order.rules.tables import MEANINGS

if TYPE_CHECKING:
    from ortaq.systems.social_order.models import PlanLine

_READ_BACK = ("name_kk", "name_ru", "name_en", "sphere", "territory", "projects", "amount")
_OWN = {
    "record": Text("Жазба", "Запись", "Record"),
    "level": Text("Деңгейі", "Уровень", "Level"),
    "body": Text("Орган", "Орган", "Body"),
    "state": Text("Күйі", "Состояние", "State"),
    "demo": Text("демо", "демо", "demo"),
}
_OTHER = Text("{} жылдың сомасы", "сумма {} года", "amount of {}")


def columns(year: int) -> list[Column]:
    """The columns of a year's plan: other years are the two after it and the two before."""
    kinds = {"amount": "money", "projects": "number"}
    return [
        Column(shown(_OWN["record"])),
        Column(shown(_OWN["level"])),
        Column(shown(_OWN["body"]), width=40),
        *(Column(shown(MEANINGS[code]), kinds.get(code, "text"), 40 if "name" in code else 18) for code in _READ_BACK),
        *(Column(shown(_OTHER).format(other), "money") for other in _others(year)),
        *(Column(shown(MEANINGS[code])) for code in ("funding", "term", "procurement")),
        Column(shown(_OWN["state"])),
        Column(shown(_OWN["demo"])),
    ]


def _others(year: int) -> tuple[int, ...]:
    return (year - 2, year - 1, year + 1, year + 2)


def rows(year: int, body_id: int | None = None) -> Iterator[list[Cell]]:
    """The public lines of a year as rows of :func:`columns`."""
    for line in exported_lines(year, body_id):
        yield row(line, year)


def row(line: PlanLine, year: int) -> list[Cell]:
    """One line as a row."""
    shares = {share.year: share.amount for share in line.shares.all()}
    return [
        line.number,
        shown(LEVELS[line.plan.level]),
        line.body.name if line.body else "",
        line.title_kk,
        line.title_ru,
        line.title_en,
        line.sphere.name,
        line.territory.name if line.territory else "",
        line.projects,  # type: ignore[list-item]
        line.amount,
        *(shares.get(other) for other in _others(year)),
        shown(FUNDING[line.funding]),
        str(line.since) if line.since == line.until else f"{line.since}–{line.until}",
        line.procurement,
        shown(PLAN_LINE.states[line.state].label),
        shown(_OWN["demo"]) if line.is_demo else "",
    ]
