"""One small town for all tests that break things: tables, static files and the region are made once and copied."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .place import Place, made


@pytest.fixture(scope="session")
def town(with_tables: Callable[[Path], None]) -> Iterator[Path]:
    """A data directory that ``Place`` is copied from; its database doesn't run."""
    root = Path(tempfile.mkdtemp(prefix="ortaq-town-"))
    root.chmod(0o711)
    with_tables(root / "var")
    made(root / "var")
    yield root / "var"
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(scope="session")
def place(free_port: Callable[[], int], town: Path) -> Iterator[Place]:
    """The server and the database that these tests share; each leaves them running or dead as it likes."""
    shared = Place(free_port(), town)
    yield shared
    shared.close()
