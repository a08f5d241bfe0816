"""Records that clocks run for, and the calendar that they are counted by.

Models are imported inside the fixtures: this file is read before Django is set up.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ortaq.kernel.clocks.rules import Calendar
    from ortaq.kernel.records.models import Record


def _record(number: str) -> Record:
    from ortaq.kernel.records.models import Record

    moment = datetime(2026, 9, 1, tzinfo=UTC)
    return Record.objects.create(kind="appeal", number=number, state="registered", created_at=moment, changed_at=moment)


@pytest.fixture
def record(db: None) -> Record:
    return _record("AP-2026-000001")


@pytest.fixture
def other_record(db: None) -> Record:
    return _record("AP-2026-000002")


@pytest.fixture(scope="session")
def kazakhstan() -> Calendar:
    """The business calendar 2018–2027 as it is seeded, without a database."""
    from ortaq.kernel.clocks.rules import Calendar
    from ortaq.kernel.clocks.rules.national import national_days

    days = national_days(range(2018, 2028))
    return Calendar(frozenset(d.day for d in days if not d.works), frozenset(d.day for d in days if d.works), 1)
