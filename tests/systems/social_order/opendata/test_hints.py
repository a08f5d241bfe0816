"""Hints: each with its threshold and its evidence; nothing before results are public; the evaluation in the year's table."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ortaq.kernel.parties.rules import SYSTEM
from ortaq.procedures.competitions.models import Call, Mark
from ortaq.systems.social_order.demo import make_demo_competitions
from ortaq.systems.social_order.opendata.queries.figures import contests
from ortaq.systems.social_order.opendata.rules import hints
from ortaq.systems.social_order.opendata.rules.hints import Contest, Request

from .test_money import ROWS

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

PLAIN = Contest(
    "CL-1", "Call", 20, (Request("AN-1", "", Decimal(1000), "won"), Request("AN-2", "", Decimal(500), "lost"))
)


def codes(contest: Contest) -> list[str]:
    return [each.code for each in hints.of_contests([contest])]


def requests(*outcomes: str, amount: int = 1000) -> tuple[Request, ...]:
    return tuple(Request(f"AN-{n}", "", Decimal(amount * (n + 1)), one) for n, one in enumerate(outcomes))


def test_rows_name_what_is_over_and_unpaid() -> None:
    assert [(each.code, each.supplier) for each in hints.of_rows(ROWS, date(2026, 7, 1))] == [("over_and_unpaid", "B")]
    assert hints.of_rows(ROWS, date(2026, 6, 1)) == []


def test_a_plain_competition_gives_no_hint() -> None:
    assert codes(PLAIN) == [] and hints.of_contests([]) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"days": 9}, ["short_time"]),
        ({"days": 10}, []),
        ({"days": None}, []),
        ({"requests": requests("won", "out")}, ["others_out"]),
        ({"requests": requests("won")}, ["one_applicant"]),
        ({"requests": ()}, []),
        ({"requests": requests("won", "out", "out", "lost")}, ["many_out"]),
        ({"requests": requests("won", "out", "lost", "lost")}, []),
        ({"requests": requests("out", "lost", "out")}, []),
        ({"read_by_several": 3, "differing": 0}, ["same_marks"]),
        ({"read_by_several": 3, "differing": 1}, []),
        ({"read_by_several": 2, "differing": 0}, []),
    ],
)
def test_each_threshold_holds_on_both_sides(changes: dict[str, Any], expected: list[str]) -> None:
    assert codes(replace(PLAIN, **changes)) == expected


def test_a_losing_request_near_the_winner_s_is_named_within_its_lot() -> None:
    near = (
        Request("AN-1", "1", Decimal(1000), "won"), Request("AN-2", "1", Decimal(990), "lost"),
        Request("AN-3", "1", Decimal(989), "lost"), Request("AN-4", "2", Decimal(1000), "lost"),
        Request("AN-5", "1", Decimal(1000), "out"),
    )  # fmt: skip
    (found,) = [each for each in hints.of_contests([replace(PLAIN, requests=near)]) if each.code == "near_winner"]
    assert found.evidence == {"won": "AN-1", "near": "AN-2 (990)"} and found.amount == 1000


def test_the_same_winner_three_years_running_and_not_with_a_gap() -> None:
    won = [(year, "one", "culture", "KZ-BIN-1", "A") for year in (2024, 2025, 2026)]
    (found,) = hints.of_winners(won, 2026)
    assert found.supplier == "A" and found.evidence["years"] == "2024, 2025, 2026"
    assert hints.of_winners(won, 2027) == [] == hints.of_winners(won[:1] + won[2:], 2026)
    assert hints.of_winners([*won[:2], (2026, "two", "culture", "KZ-BIN-1", "A")], 2026) == []


@pytest.fixture
def whole(house: Any, settings: Any, tmp_path: Path) -> Call:
    """A made-up competition with public results."""
    settings.MEDIA_ROOT = str(tmp_path / "files")
    house.department.slug, house.akimat.slug = "internal-policy", "akimat-zhambyl"
    house.department.save()
    house.akimat.save()
    make_demo_competitions(by=SYSTEM, at=datetime(2026, 11, 20, 6, tzinfo=UTC), progress=lambda _: None)
    return Call.objects.earliest("pk")


def test_a_competition_counts_once_its_results_are_public(whole: Call, client: Client) -> None:
    (found,) = contests(whole.year)
    assert found.number == whole.number and len(found.requests) == 6
    assert [each.outcome for each in found.requests].count("won") == 2
    assert found.read_by_several == 6 and found.differing > 0
    page = f"/ru/social-order/money/{whole.year}/hints/"
    client.get(page)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(page)
    assert answer.status_code == 200 and len(asked) <= 8 and len(answer.content) < 100_000
    assert client.get("/ru/social-order/money/2001/hints/").status_code == 404
    table = client.get(f"/ru/social-order/money/{whole.year}/hints.csv").getvalue().decode("utf-8-sig")
    assert table.splitlines()[0].endswith("evidence")
    Call.objects.filter(pk=whole.pk).update(results_at=None)
    assert contests(whole.year) == [] and Mark.objects.exists()
