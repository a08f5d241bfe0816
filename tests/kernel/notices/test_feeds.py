"""Atom feeds: what is public, and nothing else."""

from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

ATOM = "{http://www.w3.org/2005/Atom}"


def _feed(address):
    answer = Client().get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert not answer.cookies
    return ElementTree.fromstring(answer.content)  # noqa: S314 (our own answer)


@pytest.fixture
def news(make_record, make_event):
    """A published record with a public and a private event, and an unpublished one with an event marked public."""
    published, hidden = make_record(public=True, title="Pothole in Abai street <b>\x0b"), make_record()
    events = make_event(published, public=True), make_event(published), make_event(hidden, public=True)
    return published, hidden, events


def test_the_regions_feed_holds_public_events_of_published_records_only(news):
    published, hidden, _ = news
    feed = _feed("/feeds/records.atom")
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 1
    assert published.number in entries[0].find(f"{ATOM}title").text
    assert "Pothole in Abai street <b>" in entries[0].find(f"{ATOM}summary").text
    assert entries[0].find(f"{ATOM}link").get("href").endswith(f"/r/{published.number}")
    assert hidden.number not in ElementTree.tostring(feed, encoding="unicode")


def test_a_feed_has_what_atom_asks_for_and_is_the_same_when_asked_again(news):
    feed = _feed("/feeds/records.atom?language=ru")
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "ru"
    for part in ("id", "title", "updated", "author"):
        assert feed.find(f"{ATOM}{part}") is not None
    entry = feed.find(f"{ATOM}entry")
    assert entry.find(f"{ATOM}id").text.endswith(f"/r/{news[0].number}#event-1")
    assert feed.find(f"{ATOM}updated").text == entry.find(f"{ATOM}updated").text
    assert Client().get("/feeds/records.atom").content == Client().get("/feeds/records.atom").content


def test_a_records_feed_is_404_for_an_unpublished_as_for_an_absent_record(news):
    published, hidden, _ = news
    assert len(_feed(f"/feeds/records/{published.number}.atom").findall(f"{ATOM}entry")) == 1
    answers = [
        Client().get(f"/feeds/records/{number}.atom") for number in (hidden.number, "AP-2026-999999", "x' OR 1=1")
    ]
    assert {answer.status_code for answer in answers} == {404}


def test_an_empty_feed_is_a_feed(db):
    assert _feed("/feeds/records.atom").findall(f"{ATOM}entry") == []


def test_a_feed_takes_one_query_however_long_it_is(make_record, make_event):
    for _ in range(5):
        make_event(make_record(public=True), public=True)
    with CaptureQueriesContext(connection) as queries:
        Client().get("/feeds/records.atom")
    assert len(queries) == 1


def test_caches_may_keep_a_feed_and_other_sites_may_read_it(news):
    answer = Client().get("/feeds/records.atom")
    assert "max-age=300" in answer["Cache-Control"]
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert Client().post("/feeds/records.atom").status_code == 405
