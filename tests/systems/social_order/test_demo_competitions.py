"""The demonstration's competitions: one whole, one open; labelled, the same each time, made once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ortaq.kernel.accounts.demo import address
from ortaq.kernel.events.queries import verify_log
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.rules import SYSTEM
from ortaq.procedures.competitions.models import Application, Call, Mark
from ortaq.procedures.competitions.queries.calls import open_calls
from ortaq.systems.social_order.demo import demo_accounts, make_demo_competitions
from ortaq.systems.social_order.models import Agreement

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client


def test_demo_competitions_are_labelled_whole_and_open(
    house: Any, settings: Any, tmp_path: Path, client: Client, worked_by_day: Any
) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "files")
    house.department.slug, house.akimat.slug = "internal-policy", "akimat-zhambyl"
    house.department.save()
    house.akimat.save()
    at = datetime(2026, 11, 21, 20, tzinfo=UTC)  # in the night to a Sunday
    assert make_demo_competitions(by=SYSTEM, at=at, progress=lambda _: None) == 2
    assert make_demo_competitions(by=SYSTEM, at=at, progress=lambda _: None) == 0
    whole, waiting = Call.objects.order_by("pk")
    assert (whole.state, waiting.state) == ("final", "accepting")
    assert [call.pk for call in open_calls(at)] == [waiting.pk]
    assert waiting.deadline is not None and timedelta(weeks=3) < waiting.deadline - at < timedelta(weeks=5)
    states = sorted(Application.objects.filter(call=whole).values_list("state", flat=True))
    assert len(states) == 6 and states.count("contracted") == 2
    assert sum(value or 0 for value in Mark.objects.values_list("value", flat=True)) == 243, "points of the fixed seed"
    won = Application.objects.filter(call=whole, state="contracted").order_by("pk")
    assert [each.applicant.slug for each in won] == ["demo-ngo-umit", "demo-ngo-bastau"]
    agreements = list(Agreement.objects.all())
    assert [each.state for each in agreements] == ["active", "active"]
    assert sum((each.amount for each in agreements), Decimal(0)) <= whole.budget
    for record in (whole, waiting, *Application.objects.all(), *agreements):
        assert record.is_demo and record.changed_at <= at
    assert all("(демо)" in each.title for each in Application.objects.all())
    assert set(Organisation.objects.filter(is_demo=True).values_list("bin", flat=True)) == {""}
    printed = {login for _, login, _ in demo_accounts()}
    assert {address(name) for name in ("ngo", "secretary", "expert", "commission", "customer", "accountant")} <= printed
    assert len(printed) == len(demo_accounts())
    page = client.get(f"/kk/competitions/{whole.number}/results/").content.decode()
    assert "демо" in page and page.count("(демо)") >= 12
    worked_by_day()
    assert list(verify_log()) == []
