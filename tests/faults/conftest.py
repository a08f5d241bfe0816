"""One server and one database for the tests that break things."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .place import Place


@pytest.fixture(scope="session")
def place(free_port: Callable[[], int], town: Path) -> Iterator[Place]:
    """The server and the database that these tests share; each leaves them running or dead as it likes."""
    shared = Place(free_port(), town)
    yield shared
    shared.close()
