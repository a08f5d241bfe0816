"""Records that clocks run for."""

from datetime import UTC, datetime

import pytest

from ortaq.kernel.records.models import Record


def make_record(number: str) -> Record:
    moment = datetime(2026, 9, 1, tzinfo=UTC)
    return Record.objects.create(kind="appeal", number=number, state="registered", created_at=moment, changed_at=moment)


@pytest.fixture
def record(db: None) -> Record:
    return make_record("AP-2026-000001")


@pytest.fixture
def other_record(db: None) -> Record:
    return make_record("AP-2026-000002")
