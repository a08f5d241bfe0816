"""The files of open data, piece by piece: the same for the web and for the command line."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from typing import Any

from ortaq.kernel.interchange.queries.publishing import publisher
from ortaq.kernel.interchange.rules import csv_lines, giving360
from ortaq.kernel.interchange.rules.publishing import Publisher
from ortaq.kernel.interchange.rules.writing import encoded, package
from ortaq.systems.social_order.opendata.queries.figures import project_rows
from ortaq.systems.social_order.opendata.queries.grants import grants
from ortaq.systems.social_order.opendata.queries.processes import process, processes, topic, topics
from ortaq.systems.social_order.opendata.rules import ocds, tabular


def releases(year: int, at: datetime) -> Iterator[str] | None:
    """The OCDS release package of *year*; None while there is nothing to tell: a package is never empty."""
    by = publisher()
    around = ocds.package_of(f"{by.base}/data/ocds/{year}/releases.json", at, by)
    return _unless_empty(around, "releases", chain.from_iterable(_told(year, by)))


def records(year: int, at: datetime) -> Iterator[str] | None:
    """The OCDS record package of *year*: what the releases of each process say together, with their addresses."""
    by = publisher()
    around = ocds.package_of(f"{by.base}/data/ocds/{year}/records.json", at, by)
    return _unless_empty(around, "records", (ocds.record_of(told, _address(told, by)) for told in _told(year, by)))


def process_releases(number: str, at: datetime) -> Iterator[str] | None:
    """The releases of one process by the number of its record; None when nothing of it is published."""
    by = publisher()
    if number.startswith("TP-"):
        proposed = topic(number)
        told = ocds.topic_releases(proposed, by) if proposed else []
    else:
        found = process(number)
        told = ocds.releases(found, by) if found else []
    if not told:
        return None
    return package(ocds.package_of(_address(told, by), at, by), "releases", told)


def _unless_empty(around: dict[str, Any], key: str, items: Iterator[dict[str, Any]]) -> Iterator[str] | None:
    first = next(items, None)
    return None if first is None else package(around, key, chain([first], items))


def _told(year: int, by: Publisher) -> Iterator[list[dict[str, Any]]]:
    yield from (ocds.topic_releases(each, by) for each in topics(year))
    yield from (ocds.releases(each, by) for each in processes(year))


def _address(told: list[dict[str, Any]], by: Publisher) -> str:
    return f"{by.base}/data/ocds/releases/{told[0]['ocid']}.json"


def giving(year: int, at: datetime) -> Iterator[str] | None:
    """The 360Giving package of *year*; None while nothing was granted."""
    by = publisher()
    around = giving360.package_of(f"{by.base}/data/360giving/{year}.json", year, at, by)
    return _unless_empty(around, "grants", (giving360.grant_of(each, by) for each in grants(year)))


def figures(year: int, at: datetime) -> Iterator[str]:
    """The year's table as CSV (UTF-8, no mark before it: the data package says so)."""
    return csv_lines((tabular.cells(row) for row in project_rows(year)), tabular.COLUMNS)


def datapackage(year: int, at: datetime, path: str = "figures.csv") -> str:
    """``datapackage.json`` of the year's table."""
    return encoded(tabular.datapackage(year, path, at, publisher()))
