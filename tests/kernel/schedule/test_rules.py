"""What is done once a day is done by the region's clock."""

from datetime import time, timedelta

import pytest
from django.test import override_settings

from ortaq.kernel.schedule.queries import daily
from ortaq.kernel.schedule.rules import in_utc


@pytest.mark.parametrize(
    ("hours", "line"),
    [(5, "40 21 * * *"), (6, "40 20 * * *"), (0, "40 2 * * *"), (-4, "40 6 * * *"), (5.75, "55 20 * * *")],
)
def test_a_local_time_is_told_in_utc(hours: float, line: str) -> None:
    assert in_utc(time(2, 40), timedelta(hours=hours)) == line


@pytest.mark.parametrize(("zone", "line"), [("Asia/Almaty", "20 19 * * *"), ("Asia/Tokyo", "20 15 * * *")])
def test_the_zone_is_the_one_of_the_settings(zone: str, line: str) -> None:
    with override_settings(TIME_ZONE=zone):
        assert daily(0, 20) == line
