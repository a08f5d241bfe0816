"""What the worker does once a day is done when the docs say: at night in Kazakhstan, not at night in Greenwich."""

from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from zoneinfo import ZoneInfo

from croniter import croniter
from procrastinate.contrib.django import app

ROOT = Path(__file__).resolve().parents[2] / "src"


def test_heavy_work_is_done_at_night_and_reminders_come_in_the_morning() -> None:
    for path in ROOT.rglob("tasks.py"):
        import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    daily = [each for each in app.periodic_registry.periodic_tasks.values() if each.cron.split()[1].isdigit()]
    assert len(daily) >= 14
    for each in daily:
        # As procrastinate asks: from a moment in seconds, which croniter takes for UTC.
        timer = croniter(each.cron)
        timer.set_current(start_time=datetime(2026, 11, 27, tzinfo=UTC).timestamp())
        moment = datetime.fromtimestamp(timer.get_next(ret_type=float), ZoneInfo("Asia/Almaty"))
        morning = "morning" in (each.task.func.__doc__ or "")
        assert moment.hour in (range(8, 12) if morning else range(5)), (each.task.name, moment.time())
