"""A publication that is taken back is gone from every public exit at the same moment."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

EXITS = (
    "/kk/", "/kk/appeals/", "/kk/appeals/{}/", "/kk/records/{}/", "/kk/search/?q=шам", "/kk/territories/c/", "/kk/organisations/one/",
    "/feeds/records.atom", "/feeds/records/{}.atom", "/api/v1/appeals", "/api/v1/appeals/{}", "/api/v1/records/{}",
    "/open311/v2/requests.json", "/open311/v2/requests.xml", "/open311/v2/requests/{}.json", "/kk/appeals/published.csv",
)  # fmt: skip
SECRETS = ("Шам сөнді", "Көшедегі шам жанбайды", "Шам ауыстырылды")


def read(path: str) -> str:
    response: Any = Client().get(path)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return str(
        content.decode().encode().decode("unicode_escape", "ignore")
        if path.endswith("json") and b"\\u" in content
        else content.decode()
    )


@pytest.mark.django_db
def test_item_64_what_is_taken_down_leaves_every_exit_at_once(world: Any) -> None:
    from ortaq.systems.reception import actions

    paths = [path.format(world.shown.number) for path in EXITS]
    showing = [path for path in paths if any(secret in read(path) for secret in SECRETS)]
    assert len(showing) >= 10, showing
    actions.take_down_appeal(
        appeal=world.shown,
        reason="Өтініш бойынша",
        by=world.office["moderator"],
        at=datetime(2026, 11, 3, 5, tzinfo=UTC),
    )
    left = [path for path in paths if any(secret in read(path) for secret in SECRETS)]
    assert not left, left
