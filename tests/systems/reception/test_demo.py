"""Demonstration data: whatever the moment, every story comes to its end, and nobody made up is written to."""

from datetime import UTC, datetime

import pytest

from ortaq.kernel.events.queries import verify_log
from ortaq.kernel.notices.models import Notice
from ortaq.kernel.parties.rules import SYSTEM
from ortaq.portal.imports import load_region
from ortaq.systems.reception.demo import demo_accounts, make_demo
from ortaq.systems.reception.models import Appeal, DayCount

MOMENTS = [datetime(2026, 11, 24, 3, 0, tzinfo=UTC), datetime(2027, 2, 14, 20, 30, tzinfo=UTC)]


@pytest.mark.django_db
@pytest.mark.parametrize("moment", MOMENTS)
def test_demonstration_data_can_be_made_at_any_moment(moment: datetime) -> None:
    load_region("zhambyl")
    made = make_demo(by=SYSTEM, at=moment, progress=lambda _text: None, size=110)
    assert Appeal.objects.filter(is_demo=True).count() == made >= 110
    assert not Appeal.objects.filter(is_demo=False).exists()
    assert set(Appeal.objects.values_list("regime", flat=True)) == {"law221-2018", "appc-2021", "appc-2026"}
    assert Appeal.objects.order_by("-received_at")[0].received_at <= moment
    assert not Notice.objects.exists()
    assert sum(DayCount.objects.filter(is_demo=True).values_list("received", flat=True)) == made
    assert list(verify_log()) == []
    assert make_demo(by=SYSTEM, at=moment, progress=lambda _text: None) == 0, "a second time makes nothing"
    assert len(demo_accounts()) >= 12
