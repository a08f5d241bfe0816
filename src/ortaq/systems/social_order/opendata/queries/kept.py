"""What the pages of money and of hints say of a year: added up once, and kept by the process until anything happens.

Whatever changes a figure leaves an event, so the number of the newest event is part of the key. It is kept for
``settings.REFERENCE_SECONDS`` at most: a transaction with a smaller number may end later.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ortaq.kernel.events.queries import last_change
from ortaq.kernel.money.rules import Share
from ortaq.kernel.parties.queries import territory_reference
from ortaq.kernel.statements.queries import KeptAnswers
from ortaq.systems.social_order.opendata.queries.figures import contests, earlier_suppliers, winners_of_years, year_rows
from ortaq.systems.social_order.opendata.rules import hints, money
from ortaq.systems.social_order.opendata.rules.hints import Hint
from ortaq.systems.social_order.opendata.rules.processes import ProjectRow

SHOWN = 30
"""Parts of each breakdown that a page shows; the files have all."""


@dataclass(frozen=True, slots=True)
class YearMoney:
    """The figures of one plan year. ``suppliers``: names of those that are shown, by identifier."""

    total: money.Group
    tables: dict[str, list[money.Group]]
    suppliers: dict[str, str]
    recipients: money.Recipients
    concentration: Decimal | None
    rural: Share | None
    late: int
    started: int
    is_demo: bool


_money: KeptAnswers[tuple[int, int], YearMoney] = KeptAnswers(most=100)
_hints: KeptAnswers[tuple[int, int, date], list[Hint]] = KeptAnswers(most=100)


def year_money(year: int) -> YearMoney:
    """The figures of *year*. One SQL query while nothing happens."""
    return _money.get((year, last_change()[0]), _added_up(year))


def year_hints(year: int, today: date) -> list[Hint]:
    """What deserves a second look in the plan of *year*; empty without published lines. One SQL query while nothing happens."""

    def ask() -> list[Hint]:
        rows = year_rows(year)
        return [
            *hints.of_rows(rows, today),
            *hints.of_contests(contests(year)),
            *hints.of_winners(winners_of_years(year), year),
        ]

    return _hints.get((year, last_change()[0], today), ask)


def supplier_names(rows: Iterable[ProjectRow]) -> dict[str, str]:
    """The name of each supplier by its identifier."""
    return {row.supplier_id: row.supplier for row in rows if row.supplier_id}


def _added_up(year: int) -> Callable[[], YearMoney]:
    def ask() -> YearMoney:
        rows = year_rows(year)
        territories = territory_reference.rows().values()
        tables = {by: money.plan_to_fact(rows, by)[:SHOWN] for by in money.BREAKDOWNS}
        shown = {each.key for each in tables["supplier"]}
        late, started = money.late_starts(rows)
        index = money.concentration(rows)
        return YearMoney(
            total=money.total(rows),
            tables=tables,
            suppliers={key: name for key, name in supplier_names(rows).items() if key in shown},
            recipients=money.recipients(rows, earlier_suppliers(year)),
            concentration=None if index is None else index.quantize(Decimal(1)),
            rural=money.rural_share(
                rows,
                frozenset(each.slug for each in territories if each.kind in {"district", "rural_district"}),
                frozenset(each.slug for each in territories if each.parent_id is None),
            ),
            late=late,
            started=started,
            is_demo=any(row.is_demo for row in rows),
        )

    return ask
