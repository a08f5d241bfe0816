"""The organiser, the desk and paper by pages: from the draft to an accepted batch."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.procedures.ballots.conftest import DURING, NOON, iin
from tests.procedures.ballots.test_casting import cast, envelopes, read
from tests.procedures.ballots.test_voter_pages import walk

OFFICE = "/ru/votes/office"
TERMS = {
    "title_kk": "Жобалар", "title_ru": "Проекты", "who_kk": "Тұрғындар", "who_ru": "Жители", "modes": ["code", "desk", "paper"],
    "opens_at": "2026-05-11T12:00", "closes_at": "2026-05-25T12:00", "outage_minutes": "60", "extension_hours": "24",
    "extensions_most": "1", "complaint_days": "10", "trustees_needed": "2", "suppress_below": "50",
}  # fmt: skip
PAPER = {
    "title_kk": "Облыс", "title_ru": "Область", "form": "approval", "minimum": "1", "maximum": "3", "points": "0",
    "budget": "9000000", "rule": "greedy-skip", "min_votes": "1", "increment": "0",
    "projects": "№\tжоба\tпроект\tсумма\n1\tА\tА\t1000000\n2\tБ\tБ\t2 000 000\n3\tВ\tВ\t3000000",
}  # fmt: skip


@pytest.fixture
def at_desk(settings: Any) -> Callable[..., Client]:
    """Signs somebody in; a demonstration's people need no second factor."""
    settings.DEMO = True

    def make(hall: Any, who: str) -> Client:
        user = hall.users[who]
        user.is_demo = True
        user.save(update_fields=["is_demo"])
        client = Client()
        client.force_login(user)
        return client

    return make


def table(*rows: str) -> io.BytesIO:
    found = io.BytesIO("\n".join(rows).encode())
    found.name = "roll.csv"
    return found


@pytest.mark.django_db
def test_an_organiser_prepares_announces_and_prints(
    hall: Any, at_desk: Callable[..., Client], frozen: Callable[..., Any]
) -> None:
    from ortaq.procedures.ballots.models import Election, Voter, VotingCode

    frozen(NOON)
    client = at_desk(hall, "secretary")
    assert client.get(f"{OFFICE}/new/").status_code == 200
    assert client.post(f"{OFFICE}/new/", {**TERMS, "closes_at": TERMS["opens_at"]}).status_code == 422
    sent = client.post(f"{OFFICE}/new/", TERMS)
    assert sent.status_code == 302, sent.content.decode()
    election = Election.objects.get()
    here = f"{OFFICE}/{election.number}"
    wrong = client.post(f"{here}/papers/new/", {**PAPER, "projects": "№\tжоба\tпроект\tсумма\n1\tА\t\tx"})
    assert wrong.status_code == 422 and "Строка 2" in wrong.content.decode()
    assert client.post(f"{here}/papers/new/", PAPER).status_code == 302
    district = {
        **PAPER,
        "title_ru": "Район",
        "territory": hall.district.pk,
        "form": "points",
        "points": "5",
        "rule": "points-skip",
    }
    assert client.post(f"{here}/papers/new/", district).status_code == 302
    assert [paper.key for paper in election.papers.all()] == ["q1", "q2"]
    assert client.get(f"{here}/papers/q2/").status_code == 200
    assert client.post(f"{here}/papers/q2/", {**district, "budget": "8000000"}).status_code == 302
    assert client.post(f"{here}/trustees/", {"trustees": "А; ҮЕҰ"}).status_code == 422
    assert client.post(f"{here}/trustees/", {"trustees": "А; ҮЕҰ\nБ; Кеңес\nВ; Газет"}).status_code == 302
    place = {"name_kk": "Мектеп", "name_ru": "Школа", "address": "1", "territory": hall.village.pk}
    assert client.post(f"{here}/places/", place).status_code == 302
    bad = client.post(
        f"{here}/roll/",
        {"file": table("ИИН;территория;телефон", f"{iin(1)};qala;x", "123;auyl;", f"{iin(2)};nowhere;")},
    )
    words = bad.content.decode()
    assert bad.status_code == 422 and all(f"Строка {n}" in words for n in (2, 3, 4)) and not Voter.objects.exists()
    good = table("ИИН;территория;телефон", f"{iin(1)};qala;8 701 111 22 33", f"{iin(2)};auyl;", ";auyl;")
    assert client.post(f"{here}/roll/", {"file": good}).status_code == 302
    assert [voter.phone for voter in Voter.objects.order_by("number")] == ["+77011112233", "", ""]
    assert client.get(f"{here}/").status_code == 200
    election.refresh_from_db()
    assert client.post(f"{here}/steps/announce/", {"version": election.version}).status_code == 302
    election.refresh_from_db()
    assert election.state == "announced" and election.published_at
    page = client.get(f"{here}/").content.decode()
    assert bytes(election.terms_hash).hex() in page
    codes = client.post(f"{here}/codes/", {"first": "1", "last": "2"})
    assert codes.content.startswith(b"%PDF") and "no-store" in codes["Cache-Control"]
    assert VotingCode.objects.count() == 2
    paper = client.get(f"{here}/places/{election.places.get().pk}/ballot/")
    assert paper.content.startswith(b"%PDF")
    assert client.get(f"{here}/papers/new/").status_code == 403
    assert client.get(f"/ru/votes/{election.number}/").status_code == 200


@pytest.mark.django_db
def test_others_find_no_office(opened: Callable[..., Any], at_desk: Callable[..., Client]) -> None:
    vote = opened()
    here = f"{OFFICE}/{vote.election.number}"
    stranger = at_desk(vote.hall, "stranger")
    for path in ("", "papers/", "roll/", "codes/", "trustees/", "places/", "terms/", "desk/", "batches/"):
        assert stranger.get(f"{here}/{path}").status_code == 404
    operator = at_desk(vote.hall, "operator")
    for path in ("papers/", "roll/", "codes/"):
        assert operator.get(f"{here}/{path}").status_code == 403
    assert operator.get(f"{here}/desk/").status_code == 200
    assert operator.post(f"{here}/steps/annul/", {"reason": "x"}).status_code == 403


@pytest.mark.django_db
def test_a_suspended_vote_takes_nothing_until_it_goes_on(
    opened: Callable[..., Any], at_desk: Callable[..., Client], frozen: Callable[..., Any]
) -> None:
    from ortaq.kernel.lifecycle.actions import Refused

    frozen(DURING)
    vote = opened()
    here = f"{OFFICE}/{vote.election.number}"
    client = at_desk(vote.hall, "secretary")
    assert client.post(f"{here}/steps/suspend/", {"version": vote.election.version}).status_code == 422
    sent = client.post(f"{here}/steps/suspend/", {"suspend-reason": "Ақау", "version": vote.election.version})
    assert sent.status_code == 302
    with pytest.raises(Refused):
        cast(vote.codes[1].code, {"region": {"1": 1}})
    vote.election.refresh_from_db()
    client.post(f"{here}/steps/resume/", {"version": vote.election.version})
    assert cast(vote.codes[1].code, {"region": {"1": 1}}).outcome == "stored"
    public = Client().get(f"/ru/votes/{vote.election.number}/").content.decode()
    assert "Ақау" in public


@pytest.mark.django_db
def test_the_desk_gives_a_code_and_paper_takes_the_place_of_a_vote_online(
    opened: Callable[..., Any], at_desk: Callable[..., Client], frozen: Callable[..., Any]
) -> None:
    import re

    from ortaq.kernel.lifecycle.actions import Refused
    from ortaq.procedures.ballots.models import Voter

    frozen(DURING)
    vote = opened()
    here = f"{OFFICE}/{vote.election.number}/desk"
    client = at_desk(vote.hall, "operator")
    assert client.post(f"{here}/", {"iin": "", "number": ""}).status_code == 422
    found = client.post(f"{here}/", {"iin": vote.iins[1]})
    assert "Номер 2 в списке" in found.content.decode()
    given = client.post(f"{here}/2/code/").content.decode()
    shown = re.search(r"\b(?:[2-9A-Z]{4}-){2}[2-9A-Z]{4}\b", given)
    assert shown
    assert (
        Client().post("/ru/votes/enter/", {"code": vote.codes[1].code}).status_code == 422
    )  # the printed one is replaced
    walk(Client(), shown.group(), {"p-region": ["1"]})
    assert len(envelopes(vote.election)) == 1
    place = vote.election.places.get()
    assert client.post(f"{here}/2/paper/", {"place": place.pk}).status_code == 302
    assert not envelopes(vote.election)
    voter = Voter.objects.get(election=vote.election, number=2)
    assert (voter.channel, voter.voted, voter.place_id) == ("paper", True, place.pk)
    with pytest.raises((Refused, AssertionError)):
        cast(shown.group(), {"region": {"1": 1}})
    client.post(f"{here}/2/paper/", {"place": place.pk})
    assert Voter.objects.filter(channel="paper").count() == 1
    missing = client.post(f"{here}/", {"iin": iin(77)})
    assert "iin" in missing.content.decode()
    add = {"iin": iin(77), "territory": vote.hall.village.pk, "reason": "Тіркелген"}
    assert client.post(f"{here}/add/", {**add, "reason": ""}).status_code == 422
    assert "Номер 7 в списке" in client.post(f"{here}/add/", add).content.decode()


@pytest.mark.django_db
def test_two_people_type_a_batch_settle_it_and_it_lies_sealed_in_the_box(
    opened: Callable[..., Any], at_desk: Callable[..., Client], frozen: Callable[..., Any]
) -> None:
    from ortaq.procedures.ballots.actions.box import envelopes_held
    from ortaq.procedures.ballots.models import PaperBatch, Reading, Voter
    from ortaq.procedures.ballots.queries.batches import balance

    frozen(DURING)
    vote = opened()
    here = f"{OFFICE}/{vote.election.number}"
    one, two, boss = (at_desk(vote.hall, who) for who in ("operator", "second", "secretary"))
    place = vote.election.places.get()
    for number in (1, 3):
        one.post(f"{here}/desk/{number}/paper/", {"place": place.pk})
    assert one.post(f"{here}/batches/", {"place": place.pk, "sheets": 3}).status_code == 302
    batch = PaperBatch.objects.get()
    page = f"{here}/batches/1/"
    for sheet, region, district in ((1, "1 2", "1"), (2, "3", ""), (3, "1 2 3 4", "")):
        assert one.post(page, {"sheet": sheet, "p-region": region, "p-district": district}).status_code == 302
    assert one.post(f"{page}compare/").status_code == 302
    assert PaperBatch.objects.get().state == "typing"  # the second person hasn't read anything
    assert "1 2" not in two.get(page).content.decode()
    for sheet, region, district in ((1, "2,1", "1"), (2, "4", ""), (3, "5", "")):
        two.post(page, {"sheet": sheet, "p-region": region, "p-district": district})
    assert boss.post(page, {"sheet": 1, "p-region": "1"}).status_code == 422  # a third person
    sealed = Reading.objects.values_list("pk", flat=True)
    assert len(sealed) == 6
    two.post(f"{page}compare/")
    words = one.get(page).content.decode()
    assert "?sheet=2" in words and "?sheet=3" in words and "?sheet=1" not in words
    assert boss.post(f"{page}accept/").status_code == 302
    assert PaperBatch.objects.get().state == "settling"
    two.post(page, {"sheet": 2, "p-region": "4"})
    two.post(page, {"sheet": 3, "p-region": "1 2 3 4", "spoiled": "on"})
    boss.post(f"{page}accept/")
    assert PaperBatch.objects.get().state == "settling"  # three sheets, two signatures
    one.post(f"{here}/desk/5/paper/", {"place": place.pk})
    assert one.post(f"{page}accept/").status_code == 403
    boss.post(f"{page}accept/")
    batch.refresh_from_db()
    assert (batch.state, batch.valid, batch.spoiled, batch.differed) == ("accepted", 2, 1, 2)
    assert not Reading.objects.exists()
    opened_choices = sorted(str(read(vote, sealed).choices) for _slot, sealed, _commitment in envelopes(vote.election))
    assert opened_choices == sorted(
        [str({"district": {"1": 1}, "region": {"1": 1, "2": 1}}), str({"district": {}, "region": {"4": 1}})]
    )
    assert balance(vote.election, envelopes_held(vote.election)).agrees
    assert Voter.objects.filter(channel="paper").count() == 3
    act = boss.get(f"{page}act/")
    assert act.content.startswith(b"%PDF")


@pytest.mark.django_db
def test_lists_and_pages_take_the_same_number_of_statements_however_much_there_is(
    opened: Callable[..., Any], at_desk: Callable[..., Client], frozen: Callable[..., Any], settings: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from ortaq.procedures.ballots.actions.batches import open_batch

    frozen(DURING)
    vote = opened()
    settings.REFERENCE_SECONDS, settings.REGION = 30, vote.hall.region.slug
    here = f"{OFFICE}/{vote.election.number}"
    client = at_desk(vote.hall, "secretary")
    paths = (
        f"{OFFICE}/",
        f"{here}/",
        f"{here}/roll/",
        f"{here}/batches/",
        "/ru/votes/",
        f"/ru/votes/{vote.election.number}/",
    )

    def counted() -> list[int]:
        found = []
        for path in paths:
            client.get(path)
            with CaptureQueriesContext(connection) as seen:
                assert client.get(path).status_code == 200
            found.append(len(seen))
        return found

    before = counted()
    for _ in range(2):
        opened(voters=20)
    place = vote.election.places.get()
    for _ in range(3):
        open_batch(election=vote.election, place=place, sheets=2, by=vote.hall["secretary"], at=DURING)
    assert counted() == before
