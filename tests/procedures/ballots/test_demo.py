"""The demonstration: one vote counted, with its result in words and a picture; one open, with codes that work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

NOW = datetime(2026, 6, 1, 6, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_one_demonstration_vote_is_counted_and_one_is_open(
    hall: Any,
    frozen: Callable[..., Any],
    assert_accessible: Any,
    new_page: Callable[..., Any],
    live_server: Any,
    worked_by_day: Any,
) -> None:
    import re

    from ortaq.kernel.parties.rules import SYSTEM
    from ortaq.procedures.ballots.demo import make_demo
    from ortaq.procedures.ballots.models import Election

    hall.body.slug = "internal-policy"
    hall.body.save(update_fields=["slug"])
    clock = frozen(NOW)
    made = make_demo(by=SYSTEM, at=NOW, progress=lambda note: None)
    assert made.made == 2
    assert make_demo(by=SYSTEM, at=NOW, progress=lambda note: None).made == 0
    worked_by_day()
    counted, still_open = Election.objects.order_by("pk")
    assert (counted.state, still_open.state) == ("counted", "open")
    assert counted.is_demo and "демонстрация" in counted.title_ru
    page = Client().get(f"/ru/votes/{counted.number}/results/")
    words = page.content.decode()
    assert page.status_code == 200 and words.count("Прошёл") >= 3 and "<svg" in words and "Демонстрация" in words
    assert words.count('data-label="Почему"') == 12, "on a phone a row stands below the other"
    assert len(page.content) < 100_000
    code = re.findall(r"\b(?:[2-9A-Z]{4}-){2}[2-9A-Z]{4}\b", made.notes[0])[-1]
    client = Client()
    assert client.post("/ru/votes/enter/", {"code": code}).status_code == 302
    assert "Демонстрация" in client.get("/ru/votes/ballot/").content.decode()
    clock.shift(1)
    screen = new_page(width=360, locale="ru-KZ")
    for path in (
        f"/ru/votes/{counted.number}/results/",
        f"/kk/votes/{counted.number}/",
        f"/en/votes/{still_open.number}/",
    ):
        screen.goto(path)
        assert_accessible(screen)
