"""Packages from elsewhere: read piece by piece, checked against the standards' schemas, loaded whole or not at all.

Published 360Giving files and OCDS packages of releases or records are read as they occur: with a byte order mark, without optional
members, with several recipients, larger than the memory. Most published files break their schema somewhere: what is
taken has to be right; what isn't taken anyway is a remark, told once for its kind with the number of its cases.
Nothing in them is executed and no address is fetched.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from ortaq.kernel.language.rules import Text
from ortaq.kernel.parties.rules import Actor
from ortaq.systems.social_order.models import ImportedPackage
from ortaq.systems.social_order.opendata.actions import Described, load_package
from ortaq.systems.social_order.opendata.imports import schemas
from ortaq.systems.social_order.opendata.rules.imported import (
    MOST_ITEMS,
    Days,
    Ledger,
    Taken,
    Trouble,
    bounded,
    checked_money,
    day_of,
    grant_taken,
    to_cents,
)
from ortaq.systems.social_order.opendata.rules.reading import Package, Unreadable

STANDARDS = {"ocds": ("releases", "records"), "360giving": ("grants",)}
"""What can be imported, and the list that holds it: OCDS comes as releases or as records."""
MOST_TROUBLES = 100
"""After so many the rest isn't looked for: the file is refused anyway."""
MOST_REMARKS = 100


@dataclass
class Judged:
    """A package as it was read: what it holds, what is wrong, what is odd. With troubles nothing is to be loaded."""

    standard: str
    sha256: str = ""
    rows: list[Taken] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    remarks: list[Trouble] = field(default_factory=list)
    publisher: str = ""
    license: str = ""
    url: str = ""
    published_on: date | None = None
    kinds: dict[tuple[str, str], tuple[Trouble, int]] = field(default_factory=dict)
    read: int = 0
    """Entries of the list that were looked at so far."""

    def odd(self, breach: schemas.Breach) -> None:
        """Notes a breach that hinders nothing."""
        first, count = self.kinds.get((breach.shape, breach.kind), (breach.trouble, 0))
        self.kinds[breach.shape, breach.kind] = (first, count + 1)

    def told(self) -> Iterator[Trouble]:
        """One remark for each kind of breach: its first case, and how many there are."""
        for first, count in self.kinds.values():
            reason = first.reason
            if count > 1:
                reason = Text(
                    f"{reason.kk} Мұндайы барлығы: {count}.",
                    f"{reason.ru} Таких мест всего: {count}.",
                    f"{reason.en} Such places in all: {count}.",
                )
            yield Trouble(first.where, reason)


def judged(
    pieces: Iterable[bytes], standard: str, tell: Callable[[int, int], None] = lambda _bytes, _entries: None
) -> Judged:
    """Reads a package of *standard* ("ocds", "360giving") from *pieces*; never raises for what is in it.

    *tell*: is told with each piece how many bytes were taken and how many entries were read.
    """
    digest = hashlib.sha256()
    found = Judged(standard)
    package = Package(_watched(pieces, digest, found, tell), *STANDARDS[standard])
    try:
        placed = list(_grants(package, found) if standard == "360giving" else _processes(package, found))
    except Unreadable as error:
        found.troubles.append(Trouble("/", error.reason))
        placed = []
    around = schemas.release_package_validator() if standard == "ocds" else schemas.grant_package_validator()
    for each in schemas.breaches(around, package.around, "", frozenset()):
        found.odd(each)
    found.remarks[:0] = found.told()
    _describe(found, package.around)
    for where, taken in placed:
        found.remarks += to_cents(taken, where)
        found.troubles += checked_money(taken, where)
        found.rows.append(bounded(taken))
    if not found.rows and not found.troubles:
        found.troubles.append(Trouble("/", Text("Тізім бос.", "Список пуст.", "The list is empty.")))
    del found.troubles[MOST_TROUBLES:], found.remarks[MOST_REMARKS:]
    found.sha256 = digest.hexdigest()
    return found


def _watched(pieces: Iterable[bytes], digest: Any, found: Judged, tell: Callable[[int, int], None]) -> Iterator[bytes]:
    taken = 0
    for piece in pieces:
        digest.update(piece)
        taken += len(piece)
        yield piece
        tell(taken, found.read)


def _valid(
    package: Package, validator: Any, read: frozenset[str], found: Judged
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The items in which nothing that is taken (*read*) is wrong, with their paths."""
    for index, (where, item) in enumerate(_told(package)):
        if index >= MOST_ITEMS:
            reason = Text(
                f"{MOST_ITEMS} жолдан көп.", f"Больше {MOST_ITEMS} строк.", f"There are more than {MOST_ITEMS} items."
            )
            raise Unreadable(reason)
        found.read = index + 1
        wrong = []
        for each in schemas.breaches(validator, item, where, read):
            if each.hinders:
                wrong.append(each.trouble)
            else:
                found.odd(each)
        found.troubles += wrong
        if len(found.troubles) >= MOST_TROUBLES:
            return
        if not wrong and isinstance(item, dict):
            yield where, item
        elif not wrong:
            reason = Text("Мұнда нысан күтілген.", "Здесь ожидается объект.", "An object is expected here.")
            found.troubles.append(Trouble(where, reason))


def _told(package: Package) -> Iterator[tuple[str, Any]]:
    """The items with their paths. Of a record what it says together (``compiledRelease``), else the releases that it holds
    whole; a record that only names addresses is passed on as it is, and refused: nothing is fetched.
    """
    for index, item in enumerate(package.items()):
        where = f"{package.key}/{index}"
        if package.key != "records" or not isinstance(item, dict):
            yield where, item
            continue
        held = item.get("releases")
        whole = [each for each in held if isinstance(each, dict) and "ocid" in each] if isinstance(held, list) else []
        if isinstance(item.get("compiledRelease"), dict):
            yield f"{where}/compiledRelease", item["compiledRelease"]
        elif whole:
            yield from ((f"{where}/releases/{place}", each) for place, each in enumerate(whole))
        else:
            yield where, item


def _grants(package: Package, found: Judged) -> Iterator[tuple[str, Taken]]:
    seen: dict[str, str] = {}
    days = Days()
    for where, grant in _valid(package, schemas.grant_validator(), schemas.GRANT_READ, found):
        taken = grant_taken(grant)
        if taken.decided_on is None:
            days.add(taken, f"{where}/awardDate", str(grant["awardDate"]))
        if taken.identifier in seen:
            found.troubles.append(Trouble(f"{where}/id", _twice(taken.identifier, seen[taken.identifier])))
        seen[taken.identifier] = where
        yield where, taken
    found.remarks += days.settled()


def _processes(package: Package, found: Judged) -> Iterator[tuple[str, Taken]]:
    ledger = Ledger()
    seen: dict[tuple[str, str], str] = {}
    waiting: list[tuple[str, int, str, dict[str, Any]]] = []
    for where, release in _valid(package, schemas.release_validator(), schemas.RELEASE_READ, found):
        key = (str(release["ocid"]), str(release["id"]))
        if key in seen:
            found.troubles.append(Trouble(f"{where}/id", _twice(key[1], seen[key])))
        seen[key] = where
        # Releases of one process may stand in any order.
        waiting.append((str(release["date"]), len(waiting), where, ledger.reduced(release)))
    for _at, _n, where, release in sorted(waiting, key=lambda each: each[:2]):
        ledger.add(release, where)
    found.remarks += ledger.troubles()
    yield from ledger.taken()


def _twice(identifier: str, before: str) -> Text:
    return Text(
        f"«{identifier}» бұрын да бар: {before}.",
        f"«{identifier}» уже есть: {before}.",
        f"“{identifier}” stands before already: {before}.",
    )


def _describe(found: Judged, around: dict[str, Any]) -> None:
    """Who published the package, when and under which licence, as it says itself."""
    publisher = around.get("publisher")
    name = publisher.get("name") if isinstance(publisher, dict) else None
    found.publisher = str(name or "")[:300]
    found.license = str(around.get("license") or "")[:300]
    found.url = str(around.get("uri") or around.get("downloadURL") or "")[:500]
    for key in ("publishedDate", "modified", "issued"):
        found.published_on = found.published_on or day_of(around.get(key))


def import_package(
    pieces: Iterable[bytes], standard: str, *, name: str, by: Actor, at: datetime
) -> tuple[Judged, ImportedPackage | None]:
    """Reads, checks and loads a package; None instead of it when anything is wrong: then nothing was loaded.

    Raises Refused for who may not, and for a file that was loaded before.
    """
    found = judged(pieces, standard)
    if found.troubles:
        return found, None
    return found, load_package(by=by, described=described(found, name), at=at)


def described(found: Judged, name: str) -> Described:
    """A sound package as it is loaded; *name*: of the file."""
    return Described(
        standard=found.standard,
        file_name=name,
        sha256=found.sha256,
        publisher=found.publisher or name[:300],
        source=found.url if found.url.startswith(("https://", "http://")) else "",
        license=found.license,
        published_on=found.published_on,
        rows=found.rows,
        remarks=found.remarks,
    )
