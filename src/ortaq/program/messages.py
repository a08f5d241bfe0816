"""Translations: compiles every .po of the rooms to .mo without gettext."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parents[1]


def compile_all() -> int:
    """Compiles each .po that is newer than its .mo; returns how many were compiled."""
    compiled = 0
    for po in SOURCE.rglob("locale/*/LC_MESSAGES/*.po"):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with po.open("rb") as source:
            catalog = read_po(source, locale=po.parents[1].name)
        fresh = mo.with_suffix(".new")
        with fresh.open("wb") as target:
            write_mo(target, catalog)
        fresh.replace(mo)
        compiled += 1
    return compiled
