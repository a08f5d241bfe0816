"""Roll-ups and the public page of figures."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ortaq.kernel.parties.rules import Actor
from ortaq.systems.reception import actions
from ortaq.systems.reception.actions.clockwork import silence
from ortaq.systems.reception.actions.statistics import refresh_day_counts
from ortaq.systems.reception.models import Appeal, DayAnswers, DayCount
from ortaq.systems.reception.queries import statistics

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
DAY = date(2026, 11, 2)
SPAN = (date(2026, 1, 1), date(2026, 12, 31))


def _answer(office: Any, appeal: Appeal, at: datetime) -> None:
    actions.register_appeal(appeal=appeal, by=office["registrar"], at=at)
    actions.assign(appeal=appeal, text="Қараңыз", lead_id=office["executor"].user_id, by=office["head"], at=at)
    actions.start_work(appeal=appeal, by=office["executor"], at=at)
    actions.draft_answer(appeal=appeal, outcome="explained", text="Түсіндірме", by=office["executor"], at=at)
    actions.propose_answer(appeal=appeal, by=office["executor"], at=at)
    actions.sign_answer(appeal=appeal, by=office["head"], at=at)


def test_an_answered_appeal_is_counted_with_its_days_and_its_rating(office: Any, file: Callable[..., Any]) -> None:
    appeal = file().appeal
    _answer(office, appeal, MONDAY + timedelta(days=3))
    citizen = Actor(kind="guest", person_id=appeal.author_id)
    actions.rate_answer(appeal=appeal, rating=4, solved="yes", comment="", by=citizen, at=MONDAY + timedelta(days=4))
    assert refresh_day_counts(*SPAN, today=DAY) == 1
    count = DayCount.objects.get()
    assert (count.day, count.body_id, count.type) == (DAY, office.body.pk, "message")
    assert (count.received, count.answered, count.in_time, count.late) == (1, 1, 1, 0)
    assert (count.rated, count.rating_sum, count.solved, count.days_to_answer) == (1, 4, 1, 3)
    assert DayAnswers.objects.get().days == 3


def test_an_open_appeal_is_late_from_the_day_after_its_term(office: Any, file: Callable[..., Any]) -> None:
    appeal = file().appeal
    actions.register_appeal(appeal=appeal, by=office["registrar"], at=MONDAY)
    due = appeal.clocks.get(code="appeal.answer").due_on
    refresh_day_counts(*SPAN, today=due)
    assert DayCount.objects.get().late == 0
    refresh_day_counts(*SPAN, today=due + timedelta(days=1))
    count = DayCount.objects.get()
    assert (count.late, count.in_time, count.answered) == (1, 0, 0)


def test_an_answer_after_the_term_is_late(office: Any, file: Callable[..., Any]) -> None:
    appeal = file().appeal
    actions.register_appeal(appeal=appeal, by=office["registrar"], at=MONDAY)
    later = MONDAY + timedelta(days=60)
    silence(appeal=appeal, at=later)
    refresh_day_counts(*SPAN, today=DAY)
    assert DayCount.objects.get().late == 1


def test_what_another_body_missed_before_it_forwarded_is_not_laid_on_this_one(
    office: Any, file: Callable[..., Any]
) -> None:
    appeal = file().appeal
    actions.register_appeal(appeal=appeal, by=office["registrar"], at=MONDAY)
    actions.forward_appeal(
        appeal=appeal, body=office.other, reason="Құзыреті", by=office["registrar"], at=MONDAY + timedelta(days=90)
    )
    refresh_day_counts(*SPAN, today=DAY + timedelta(days=90))
    count = DayCount.objects.get()
    assert (count.body_id, count.forwarded, count.late) == (office.other.pk, 1, 0)


def test_counting_again_changes_nothing_and_leaves_other_days_alone(office: Any, file: Callable[..., Any]) -> None:
    file()
    file(at=MONDAY - timedelta(days=40))
    refresh_day_counts(*SPAN)
    before = list(DayCount.objects.order_by("day").values("day", "received"))
    refresh_day_counts(DAY, DAY)
    assert list(DayCount.objects.order_by("day").values("day", "received")) == before
    assert [row["received"] for row in before] == [1, 1]
    with pytest.raises(ValueError):
        refresh_day_counts(DAY, DAY - timedelta(days=1))


def test_a_day_is_a_day_in_kazakhstan(file: Callable[..., Any]) -> None:
    file(at=datetime(2026, 11, 1, 20, 0, tzinfo=UTC))  # one in the morning of the second
    refresh_day_counts(*SPAN)
    assert DayCount.objects.get().day == DAY


def test_demo_and_real_appeals_are_never_counted_together(file: Callable[..., Any], settings: Any) -> None:
    for _ in range(6):
        file(is_demo=True)
    for _ in range(7):
        file()
    refresh_day_counts(*SPAN)
    settings.DEMO = False
    assert statistics.headline(2026).received == 7
    settings.DEMO = True
    assert (statistics.headline(2026).received, statistics.headline(2026).is_demo) == (6, True)


def test_a_demonstration_says_that_its_figures_are_made_up(
    client: Client, file: Callable[..., Any], settings: Any
) -> None:
    file(is_demo=True)
    refresh_day_counts(*SPAN)
    settings.DEMO = True
    assert "demonstration" in client.get("/en/appeals/statistics/").content.decode()
    settings.DEMO = False
    assert "made-up" not in client.get("/en/appeals/statistics/").content.decode()


def test_the_median_is_exact(office: Any, settings: Any) -> None:
    settings.DEMO = False
    DayAnswers.objects.bulk_create(
        DayAnswers(day=DAY, days=days, answered=answered) for days, answered in [(1, 1), (3, 2), (9, 3), (40, 1)]
    )
    assert statistics.median_days(2026) == 9
    assert statistics.median_days(2025) is None
    assert statistics.headline(2026).median_days == 9


def _count(office: Any, **changes: Any) -> DayCount:
    values = {
        "day": DAY,
        "body": office.body,
        "territory": office.territory,
        "category": office.category,
        "type": "message",
    }
    return DayCount.objects.create(**{**values, **changes})


@pytest.fixture
def counted(office: Any, settings: Any) -> None:
    settings.DEMO = False
    _count(office, received=40, answered=30, in_time=25, late=5, rated=10, rating_sum=43, solved=7, extended=6)
    _count(office, type="complaint", received=3, answered=3, in_time=3)
    _count(office, type="proposal", received=20, answered=20, in_time=20, rated=2, rating_sum=10, solved=2)
    _count(office, body=office.other, type="request", received=9, answered=8, in_time=8, day=date(2026, 3, 5))


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_shows_figures_with_base_and_definition(client: Client, counted: None, language: str) -> None:
    page = client.get(f"/{language}/appeals/statistics/?year=2026")
    assert page.status_code == 200
    text = page.content.decode()
    assert ">72<" in text
    assert "statistics.csv?year=2026" in text and "statistics.json?year=2026" in text
    assert len(page.content) < 60_000


def test_the_figures_of_a_place_and_of_a_body_stand_on_their_pages(
    office: Any, client: Client, counted: None, frozen: Callable[..., Any]
) -> None:
    frozen(MONDAY)
    page = client.get(f"/en/organisations/{office.other.slug}/").content.decode()
    assert re.findall(r'statistic__value">([^<]+)<', page)[:2] == ["9", "8"]
    assert f"?only=body:{office.other.slug}" in page
    page = client.get(f"/en/territories/{office.body.territory.slug}/").content.decode()
    assert re.findall(r'statistic__value">([^<]+)<', page)[:2] == ["72", "61"]


def test_what_became_of_them_is_one_picture(client: Client, counted: None) -> None:
    page = client.get("/en/appeals/statistics/?year=2026").content.decode()
    key = page[page.index('class="ortaq-share__key"') :]
    assert re.findall(r"<strong>(\d+)</strong>", key)[:2] == ["61", "11"]


def test_small_numbers_and_those_that_give_them_away_are_hidden(client: Client, counted: None) -> None:
    body = json.loads(client.get("/en/appeals/statistics.json?year=2026").content)
    kinds = {row["key"]: row for row in body["rows"] if row["by"] == "type"}
    assert kinds["complaint"]["received"] is None
    assert "received" in kinds["complaint"]["hidden"]
    assert kinds["request"]["received"] is None, "else 72 − 40 − 20 − 9 = 3"
    assert kinds["message"]["received"] == 40
    assert kinds["proposal"]["rated"] is None and kinds["proposal"]["mean_rating"] is None
    total = next(row for row in body["rows"] if row["by"] == "total")
    assert (total["received"], total["in_time"], total["due"]) == (72, 56, 61)


def test_page_csv_and_json_hide_the_same(client: Client, counted: None) -> None:
    for only in ("", "&only=body:one", "&only=type:complaint", "&only=month:11"):
        text = b"".join(client.get(f"/en/appeals/statistics.csv?year=2026{only}").streaming_content).decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        parsed = json.loads(client.get(f"/en/appeals/statistics.json?year=2026{only}").content)["rows"]
        assert [(row["by"], row["key"], row["received"]) for row in rows] == [
            (row["by"], row["key"], "" if row["received"] is None else str(row["received"])) for row in parsed
        ]
        assert all(
            not 0 < row[figure] < 5
            for row in parsed
            for figure in ("received", "answered", "rated", "due")
            if row[figure] is not None
        )


@pytest.mark.parametrize(
    "query", ["year=1999", "year=x", "year=2026&only=body:nobody", "year=2026&only=x", "only=type:"]
)
def test_what_is_not_counted_is_not_found(client: Client, counted: None, query: str) -> None:
    for name in ("statistics", "statistics_csv", "statistics_json"):
        assert client.get(f"{reverse('reception:' + name)}?{query}").status_code == 404


def test_the_page_reads_roll_ups_alone_with_few_queries_however_much_is_counted(
    client: Client, office: Any, counted: None
) -> None:
    address = "/en/appeals/statistics/?year=2026&only=type:message"
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for day in range(1, 28):
        for kind in ("message", "request", "response"):
            _count(office, day=date(2026, 5, day), type=kind, received=day)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few) <= 8
    assert not any("reception_appeal" in query["sql"] for query in many.captured_queries)


def test_the_worker_counts_recent_days_and_everything_at_night(file: Callable[..., Any], settings: Any) -> None:
    from django.utils import timezone

    from ortaq.systems.reception import tasks

    settings.DEMO = False
    now = timezone.now()
    file(at=now)
    file(at=now - timedelta(days=800))
    tasks.reception_statistics(0)
    assert DayCount.objects.count() == 1
    tasks.reception_statistics_whole(0)
    assert DayCount.objects.count() == 2


def test_the_home_page_shows_the_region_alive(
    office: Any, file: Callable[..., Any], client: Client, frozen: Callable[..., Any]
) -> None:
    """Appeals, terms kept, money, and what has changed this week."""
    from ortaq.systems.budget.imports import load_shipped

    load_shipped(at=MONDAY)
    appeals = [file().appeal for _ in range(3)]
    for appeal in appeals[:2]:
        _answer(office, appeal, MONDAY + timedelta(days=2))
    actions.publish_appeal(
        appeal=appeals[0], title="Жабылған шұңқыр", text="Бар", by=office["moderator"], at=MONDAY + timedelta(days=2)
    )
    frozen(MONDAY + timedelta(days=3))
    refresh_day_counts(*SPAN, today=DAY + timedelta(days=3))
    page = client.get("/en/").content.decode()
    figures = dict(
        reversed(pair)
        for pair in re.findall(r'statistic__value">([^<]+)</span> <span class="ortaq-statistic__label">([^<]+)', page)
    )
    assert (figures["received"], figures["answered"]) == ("3", "2")
    assert figures["answered within the law's term"].startswith("100")
    assert figures["planned"].replace("\xa0", " ").startswith("₸814.8") or "814.8" in figures["planned"]
    week = page[page.index('id="week"') : page.index('id="newest"')]
    assert week.count("Жабылған шұңқыр") == 1, "of each record the last happening alone"
    assert "Жабылған шұңқыр" in week and "5 November 2026" not in week and "4 November 2026" in week
