"""Backups."""

from pathlib import Path

from ortaq.program.trouble import Trouble


def back_up(target: Path, *, with_keys: bool) -> int:
    raise Trouble("Not yet.")


def restore(archive: Path, *, replace: bool) -> int:
    raise Trouble("Not yet.")
