"""Progress that is told beside a long transaction: seen before it ends, and never in its way."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction

from ortaq.kernel.interchange.actions import told_beside
from ortaq.kernel.interchange.models import ExportJob

NOW = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def job() -> ExportJob:
    from ortaq.kernel.accounts.models import User

    user = User.objects.create_user("officer@example.test")
    return ExportJob.objects.create(
        user=user, code="numbers", format="csv", language="kk", personal=False, state="running", asked_at=NOW, beat_at=NOW
    )  # fmt: skip


def elsewhere(ask: Any) -> Any:
    """What another connection sees."""
    found = []

    def run() -> None:
        try:
            found.append(ask())
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(10)
    return found[0]


def test_others_read_how_far_it_is_before_the_transaction_ends(job: ExportJob) -> None:
    with told_beside(ExportJob, job.pk, "written") as tell, transaction.atomic():
        ExportJob.objects.create(
            user_id=job.user_id, code="other", format="csv", language="kk", personal=False, state="sent",
            asked_at=NOW, beat_at=NOW,
        )  # fmt: skip
        tell(7)
        assert elsewhere(lambda: ExportJob.objects.get(pk=job.pk).written) == 7
        assert elsewhere(ExportJob.objects.count) == 1, "the work itself shows when it is done"
    assert ExportJob.objects.count() == 2


def test_a_row_that_somebody_holds_stops_no_work(job: ExportJob) -> None:
    with told_beside(ExportJob, job.pk, "written") as tell, transaction.atomic():
        ExportJob.objects.select_for_update().get(pk=job.pk)
        begun = time.monotonic()
        tell(7)
        assert time.monotonic() - begun < 5
    job.refresh_from_db()
    assert job.written == 0
