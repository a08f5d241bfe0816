"""Open data on the command line: a year's file out, a package from elsewhere in. Both in constant memory or nearly so."""

import sys
from collections.abc import Iterator
from pathlib import Path

from ortaq.program.commands import django, step
from ortaq.program.trouble import Trouble

PIECE = 1 << 20


def export(kind: str, year: int, target: Path | None) -> int:
    """Writes the file *kind* of *year*. Raises Trouble when nothing is published of that year."""
    with django(f"ortaq export {kind}"):
        from ortaq.kernel.events.queries import last_change
        from ortaq.systems.social_order.opendata import exports

        at = last_change()[1]
        make = {"ocds": exports.releases, "360giving": exports.giving, "figures": exports.figures}[kind]
        pieces = make(year, at)
        if pieces is None:
            raise Trouble(f"Nothing is published of {year}: there is no file to write.")
        if target is None:
            sys.stdout.writelines(pieces)
            return 0
        with step(f"Writing {target}") as note:
            unfinished = target.with_name(f"{target.name}.part")
            with unfinished.open("w", encoding="utf-8", newline="") as file:
                file.writelines(pieces)
            unfinished.replace(target)
            note(f"{target.stat().st_size / 1e6:.1f} MB")
        if kind == "figures":
            described = exports.datapackage(year, at, target.name)
            target.with_name(f"{target.stem}.datapackage.json").write_text(described + "\n", encoding="utf-8")
    return 0


def import_package(standard: str, file: Path) -> int:
    """Loads a package; prints everything that is wrong. Raises Trouble then, and nothing was loaded."""
    with django(f"ortaq import {standard}"):
        from django.utils import timezone

        from ortaq.kernel.lifecycle.actions import Refused
        from ortaq.kernel.parties.rules import SYSTEM
        from ortaq.systems.social_order.opendata.imports import import_package as load

        if not file.is_file():
            raise Trouble(f"{file} isn't there, or isn't a file.")
        try:
            judged, made = load(_pieces(file), standard, name=file.name, by=SYSTEM, at=timezone.now())
        except Refused as refusal:
            raise Trouble(f"{file}: {refusal.reason.en}") from refusal
        for each in judged.troubles:
            print(f"{each.where}: {each.reason.en}", file=sys.stderr)
        if made is None:
            raise Trouble(f"{file}: {len(judged.troubles)} things are wrong; nothing was loaded.")
        for each in judged.remarks:
            print(f"odd: {each.where}: {each.reason.en}")
        print(
            f"{made.projects_count} entries loaded from {file}. They are shown when somebody of the office lets them be."
        )
    return 0


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as source:
        while piece := source.read(PIECE):
            yield piece
