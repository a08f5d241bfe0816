"""The ledger as a table (its columns are an interface, the same in every language; new ones are added at the end), and
sponsorships in the 360Giving Data Standard.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import chain

from ortaq.kernel.interchange.queries.publishing import publisher
from ortaq.kernel.interchange.rules import Cell, Column, giving360
from ortaq.kernel.interchange.rules.writing import package
from ortaq.kernel.parties.queries import territory_reference
from ortaq.systems.fairs.queries.giving import sponsorships
from ortaq.systems.fairs.rules.ledger import Entry

COLUMNS = (
    Column("memorandum"), Column("project"), Column("sponsor"), Column("sponsor_bin"), Column("ngo"), Column("ngo_bin"),
    Column("year", "plain"), Column("territory"), Column("sphere"), Column("kind"), Column("title"), Column("unit"),
    Column("promised", "number"), Column("fulfilled", "number"), Column("overdue", "number"), Column("dropped", "number"),
    Column("due_on", "date"), Column("is_demo"),
)  # fmt: skip


def rows(entries: Iterable[Entry], parties: Mapping[int, tuple[str, str]], today: date) -> Iterator[list[Cell]]:
    """The entries as rows of ``COLUMNS``. *parties*: (name, BIN) of each organisation by its id."""
    for entry in entries:
        place = territory_reference.get(entry.territory_id)
        yield [
            entry.memorandum,
            entry.project,
            *parties.get(entry.sponsor_id, ("", "")),
            *parties.get(entry.ngo_id, ("", "")),
            str(entry.year),
            place.slug if place else "",
            entry.sphere,
            entry.kind,
            entry.title,
            "₸" if entry.kind == "money" else entry.unit or "hour",
            entry.promised,
            entry.confirmed,
            entry.overdue(today),
            entry.dropped,
            entry.due_on,
            "true" if entry.is_demo else "false",
        ]


def giving(year: int, at: datetime) -> Iterator[str] | None:
    """The 360Giving package of the sponsorships of *year*; None while there are none: a package is never empty."""
    by = publisher()
    around = giving360.package_of(f"{by.base}/data/360giving/sponsorships/{year}.json", year, at, by)
    around |= {
        "identifier": f"{by.giving_prefix}-sponsorships-{year}",
        "title": f"{by.name}: демеушілік, {year}",
        "accessURL": f"{by.base}/en/fairs/sponsors/",
    }
    told = (giving360.grant_of(each, by) for each in sponsorships(year))
    first = next(told, None)
    return None if first is None else package(around, "grants", chain([first], told))
