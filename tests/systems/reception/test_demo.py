"""Demonstration data: whatever the moment, every story comes to its end, and nobody made up is written to."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.test import Client

from ortaq.kernel.clocks.models import Clock
from ortaq.kernel.clocks.queries import calendar
from ortaq.kernel.clocks.rules import local_day
from ortaq.kernel.events.models import Event
from ortaq.kernel.events.queries import verify_log
from ortaq.kernel.notices.models import Notice
from ortaq.kernel.parties.rules import SYSTEM
from ortaq.portal.imports import load_region
from ortaq.systems.reception.actions.clockwork import run_expired_clocks
from ortaq.systems.reception.demo import SEED, _moments, demo_accounts, make_demo
from ortaq.systems.reception.lifecycle import APPEAL, COMPLAINT
from ortaq.systems.reception.models import Appeal, Complaint, DayCount
from ortaq.systems.reception.queries.office import DUE_CODES

MOMENTS = [datetime(2026, 11, 24, 3, 0, tzinfo=UTC), datetime(2027, 3, 24, 20, 30, tzinfo=UTC)]
"""A working morning, and a night after four days of rest."""


@pytest.mark.django_db
@pytest.mark.parametrize("moment", MOMENTS)
def test_demonstration_data_can_be_made_at_any_moment(moment: datetime, worked_by_day: Callable[[], None]) -> None:
    load_region("zhambyl")
    made = make_demo(by=SYSTEM, at=moment, progress=lambda _text: None, size=80)
    assert Appeal.objects.filter(is_demo=True).count() == made >= 80
    assert not Appeal.objects.filter(is_demo=False).exists()
    assert set(Appeal.objects.values_list("regime", flat=True)) == {"law221-2018", "appc-2021", "appc-2026"}
    assert set(Appeal.objects.values_list("language", flat=True)) == {"kk", "ru"}
    long_ago = moment - timedelta(days=400)
    assert (
        not Clock.objects.filter(code__in=DUE_CODES, due_on__lt=long_ago).exclude(state=Clock.State.STOPPED).exists()
    ), "years overdue"
    days = [appeal.received_at for appeal in Appeal.objects.order_by("received_at") if appeal.regime == "appc-2026"]
    assert days[-1] <= moment and (days[-1] - days[0]).days > 250, "spread over a year"
    twice = [_moments(Random(SEED), moment, 80, calendar()) for _ in range(2)]
    assert twice[0] == twice[1], "the same seed, the same data"
    worked_by_day()
    assert any(not calendar().in_office_hours(at) for at in days), "citizens write at any hour"
    assert calendar().days_off, "holidays are known"
    shown = Appeal.objects.filter(published_at__isnull=False).latest("published_at")
    for path in (f"/en/appeals/{shown.number}/", "/en/appeals/", f"/en/records/{shown.number}/"):
        assert re.search(r">\s*demo\s*<|· demo\b", Client().get(path).content.decode()), path
    assert not Notice.objects.exists()
    assert sum(DayCount.objects.filter(is_demo=True).values_list("received", flat=True)) == made
    assert list(verify_log()) == []
    assert make_demo(by=SYSTEM, at=moment, progress=lambda _text: None) == 0, "a second time makes nothing"
    for kind, lifecycle in (("appeal", APPEAL), ("complaint", COMPLAINT)):
        done = set(Event.objects.filter(record__kind=kind).values_list("code", flat=True))
        assert set(lifecycle.transitions) - done == set(), f"{kind}: never done"
    run_expired_clocks(today=local_day(moment), at=moment)
    assert set(Appeal.objects.values_list("state", flat=True)) == set(APPEAL.states), "after the first sweep too"
    assert set(Complaint.objects.values_list("state", flat=True)) == set(COMPLAINT.states), "after the first sweep too"
    assert len(demo_accounts()) >= 12
