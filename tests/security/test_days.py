"""Days at the ends of the calendar, days that aren't, and the hour that Kazakhstan had twice."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from ortaq.kernel.language.forms import YEARS, DayField, MomentField

SOURCE = Path(__file__).resolve().parents[2] / "src" / "ortaq"
WRONG = ("01.01.0001", "31.12.9999", "01.01.0026", "31.02.2026", "29.02.2023", "0001-01-01", "9999-12-31", "31.12.1899")
RIGHT = {"29.02.2024": date(2024, 2, 29), "2026-02-01": date(2026, 2, 1), "01.02.2026": date(2026, 2, 1)}


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_item_29_days_at_the_ends_of_the_calendar_are_a_form_error(language: str) -> None:
    from django.utils.translation import override

    with override(language):
        for typed in WRONG:
            with pytest.raises(ValidationError) as caught:
                DayField().clean(typed)
            assert caught.value.messages[0]
            with pytest.raises(ValidationError):
                MomentField(input_formats=["%d.%m.%Y %H:%M", "%Y-%m-%d %H:%M"]).clean(f"{typed} 23:59")
        for typed, day in RIGHT.items():
            assert DayField().clean(typed) == day


def test_item_29_the_year_and_the_zone_may_be_taken_from_every_day_that_a_form_takes() -> None:
    for day in (date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)):
        midnight = timezone.make_aware(datetime.combine(day, datetime.min.time()))
        for much in (timedelta(days=-366), timedelta(days=366)):
            assert timezone.localtime((midnight + much).astimezone(UTC)).date() == day + much


def test_item_29_no_form_takes_days_without_bounds() -> None:
    plain = re.compile(r"\bforms\.(?:DateField|DateTimeField|SplitDateTimeField|ModelForm)\(")
    found = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if path.relative_to(SOURCE).as_posix() != "kernel/language/forms.py"
        and plain.search(path.read_text(encoding="utf-8"))
    ]
    assert not found, "use kernel.language.forms"


def test_item_29_pages_answer_days_at_the_ends_of_the_calendar(world: Any, clients: dict[str, Client]) -> None:
    wrong = []
    for typed in WRONG:
        for path, name, who in (
            ("/kk/log/", "first", "auditor"),
            ("/kk/log/", "last", "auditor"),
            ("/kk/roles/", "on", "coordinator"),
            ("/kk/office/", "after", "officer"),
            ("/open311/v2/requests.json", "end_date", "guest"),
        ):
            client = clients.get(who) or Client()
            if who == "auditor":
                client.force_login(world.office.people["auditor"])
            client.raise_request_exception = False
            for value in (typed, f"{typed}T00:00:00Z"):
                status = client.get(path, {name: value}).status_code
                if status >= 500:
                    wrong.append(f"{path}?{name}={value}: {status}")
        for path, name in (("/kk/office/new/", "received_at"), ("/kk/calendar/change/", "day")):
            client = clients["officer" if "office" in path else "coordinator"]
            client.raise_request_exception = False
            status = client.post(path, {name: typed}).status_code
            if status >= 500:
                wrong.append(f"{path} {name}={typed}: {status}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_item_29_the_database_knows_the_change_of_zone() -> None:
    """Until 1 March 2024 the zone was UTC+6, since then it is UTC+5: program and database give a moment the same day."""
    moments = [datetime(2024, 2, 29, hour, minute, tzinfo=UTC) for hour in range(16, 24) for minute in (0, 30, 59)]
    moments += [datetime(2024, 3, 1, hour, tzinfo=UTC) for hour in range(24)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (at AT TIME ZONE %s)::date FROM unnest(%s::timestamptz[]) WITH ORDINALITY AS told(at, place) ORDER BY place",
            [timezone.get_default_timezone_name(), moments],
        )
        days = [row[0] for row in cursor.fetchall()]
    assert days == [timezone.localtime(moment).date() for moment in moments]
    assert set(days) == {date(2024, 2, 29), date(2024, 3, 1), date(2024, 3, 2)}
