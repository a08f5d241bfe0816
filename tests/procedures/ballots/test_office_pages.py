"""The organiser, the desk and paper by pages: from the draft to an accepted batch."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader
from tests.procedures.ballots.conftest import AFTER, DURING, NOON, iin
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


def printed(pdf: bytes) -> tuple[str, dict[str, float]]:
    """What stands on a PDF, and how large in points the largest piece with each text is."""
    pieces: list[str] = []
    sizes: dict[str, float] = {}

    def seen(text: str, cm: Any, tm: Any, _font: Any, size: float) -> None:
        pieces.append(text)
        sizes[text.strip()] = max(sizes.get(text.strip(), 0), abs(size * tm[3] * cm[3]))

    for page in PdfReader(io.BytesIO(pdf)).pages:
        page.extract_text(visitor_text=seen)
    return "".join(pieces), sizes


def table(*rows: str) -> io.BytesIO:
    found = io.BytesIO("\n".join(rows).encode())
    found.name = "roll.csv"
    return found


@pytest.mark.django_db
def test_an_organiser_prepares_announces_and_prints(
    hall: Any, at_desk: Callable[..., Client], frozen: Callable[..., Any], read_codes: Callable[[bytes], list[str]]
) -> None:
    from ortaq.procedures.ballots.models import Election, Voter, VotingCode
    from ortaq.procedures.ballots.queries.voting import voter_by_code

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
    assert "no-store" in codes["Cache-Control"]
    text, _sizes = printed(codes.content)
    handed = re.findall(r"(?:[2-9A-Z]{4}-){2}[2-9A-Z]{4}", text)
    assert {voter_by_code(code).number for code in handed} == {1, 2}, "the codes on the slips open ballots"
    assert {address.rpartition("/v/")[2] for address in read_codes(codes.content)} == {
        code.replace("-", "") for code in handed
    }, "a camera reads what stands beside the picture"
    assert VotingCode.objects.count() == 2
    paper = client.get(f"{here}/places/{election.places.get().pk}/ballot/")
    text, sizes = printed(paper.content)
    assert all(re.search(rf"{number}\s*{title}", text) for number, title in ((1, "А"), (2, "Б"), (3, "В"))), text
    assert all(sizes[str(number)] >= 18 for number in (1, 2, 3)), "the numbers of the screen, in large print"
    assert client.get(f"{here}/papers/new/").status_code == 403
    assert client.get(f"/ru/votes/{election.number}/").status_code == 200


@pytest.mark.django_db
def test_who_organises_for_two_bodies_says_for_which_and_a_stranger_s_is_none(
    hall: Any, at_desk: Callable[..., Client], frozen: Callable[..., Any]
) -> None:
    from ortaq.kernel.parties.actions import assign_role
    from ortaq.kernel.parties.models import Organisation
    from ortaq.procedures.ballots.models import Election

    frozen(NOON)
    client = at_desk(hall, "secretary")
    assert 'name="body"' not in client.get(f"{OFFICE}/new/").content.decode()
    assign_role(
        user_id=hall.users["secretary"].pk, organisation_id=hall.other.pk, role="customer", first_day=NOON.date()
    )
    page = client.get(f"{OFFICE}/new/").content.decode()
    assert f'<option value="{hall.body.pk}">' in page and f'<option value="{hall.other.pk}">' in page
    third = Organisation.objects.create(
        slug="three",
        kind="state_body",
        body_kind="department",
        territory=hall.region,
        name_kk="3",
        name_ru="3",
        name_en="3",
    )
    for wrong in ("", third.pk):
        assert client.post(f"{OFFICE}/new/", {**TERMS, "body": wrong}).status_code == 422
    assert not Election.objects.exists()
    assert client.post(f"{OFFICE}/new/", {**TERMS, "body": hall.other.pk}).status_code == 302
    election = Election.objects.get()
    assert election.body == hall.other
    changed = client.post(
        f"{OFFICE}/{election.number}/terms/", {**TERMS, "body": hall.body.pk, "version": election.version}
    )
    assert changed.status_code == 302
    election.refresh_from_db()
    assert election.body == hall.other, "a draft stays its body's"


@pytest.mark.django_db
def test_a_place_is_taken_out_of_a_draft_and_out_of_nothing_else(
    drafted: Callable[..., Any], hall: Any, at_desk: Callable[..., Client], frozen: Callable[..., Any]
) -> None:
    from ortaq.procedures.ballots import actions

    frozen(NOON)
    election, client = drafted(), at_desk(hall, "secretary")
    here, place = f"{OFFICE}/{election.number}/places", election.places.get()
    new = {"name_kk": "Сарай", "name_ru": "Дворец", "name_en": "Palace", "territory": hall.city.pk}
    assert client.post(f"{here}/", new).status_code == 302
    palace = election.places.exclude(pk=place.pk).get()
    assert palace.name_en == "Palace"
    page = client.get(f"{here}/").content.decode()
    assert f"{here}/{place.pk}/remove/" in page and "Удалить: Школа" in page
    assert at_desk(hall, "stranger").post(f"{here}/{place.pk}/remove/").status_code == 404
    for _again in range(2):
        assert client.post(f"{here}/{place.pk}/remove/").status_code == 302
    assert list(election.places.all()) == [palace]
    assert election.events.filter(code="remove_place").count() == 1
    actions.announce_election(election=election, by=hall["secretary"], at=NOON)
    page = client.get(f"{here}/").content.decode()
    assert "Дворец" in page and "/remove/" not in page and 'name="name_kk"' not in page
    client.post(f"{here}/{palace.pk}/remove/")
    assert list(election.places.all()) == [palace], "an announced vote never changes"


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
    desk = operator.get(f"{here}/desk/")
    assert desk.status_code == 200 and "ortaq-optional" not in desk.content.decode(), "one of the two is needed"
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
    found = client.post(f"{here}/", {"iin": vote.iins[2]})
    assert "Номер 3 в списке" in found.content.decode()
    given = client.post(f"{here}/3/code/").content.decode()
    shown = re.search(r"\b(?:[2-9A-Z]{4}-){2}[2-9A-Z]{4}\b", given)
    assert shown
    assert (
        Client().post("/ru/votes/enter/", {"code": vote.codes[2].code}).status_code == 422
    )  # the printed one is replaced
    walk(Client(), shown.group(), {"p-region": ["1"]})
    assert len(envelopes(vote.election)) == 1
    place = vote.election.places.get()
    assert client.post(f"{here}/3/paper/", {"place": place.pk}).status_code == 302
    assert not envelopes(vote.election)
    voter = Voter.objects.get(election=vote.election, number=3)
    assert (voter.channel, voter.voted, voter.place_id) == ("paper", True, place.pk)
    with pytest.raises((Refused, AssertionError)):
        cast(shown.group(), {"region": {"1": 1}})
    client.post(f"{here}/3/paper/", {"place": place.pk})
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
    text, _sizes = printed(act.content)
    assert "Школа" in text and vote.election.number in text


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


@pytest.mark.django_db
def test_changing_a_draft_loses_nothing_that_the_form_does_not_ask(
    hall: Any, at_desk: Callable[..., Client], frozen: Callable[..., Any]
) -> None:
    """A fair's vote has texts in English, an owner of the result, and projects with records of their own."""
    from ortaq.procedures.ballots import actions
    from ortaq.procedures.ballots.forms.office import paper_values, terms_of
    from ortaq.procedures.ballots.models import Election, Option
    from ortaq.procedures.ballots.queries.elections import papers_with_options
    from ortaq.procedures.ballots.rules.catalogue import RULES

    frozen(NOON)
    by = hall["secretary"]
    terms = actions.ElectionTerms(
        title_kk="Ж", title_ru="П", title_en="P", text_en="About", who_kk="Т", who_ru="Ж", who_en="People", opens_at=DURING,
        closes_at=DURING.replace(day=25), result_owner_id=hall.other.pk,
    )  # fmt: skip
    election = actions.draft_election(body_id=hall.body.pk, terms=terms, by=by, at=NOON)
    project = actions.draft_election(body_id=hall.body.pk, terms=terms, by=by, at=NOON)  # any record will do
    first = actions.OptionTerms(
        number=3, title_kk='"Үміт" қоры', title_ru="Фонд «Үміт»; два слова", title_en="Hope", summary_kk="с",
        summary_ru="о чём, 'и' как", summary_en="what for", cost=5, record_id=project.pk,
    )  # fmt: skip
    second = actions.OptionTerms(number=1, title_kk="Б", title_ru="Б", cost=7)
    paper = actions.PaperTerms(
        key="fair", title_kk="А", title_ru="А", budget=9, rule=RULES["greedy-skip"], options=[first, second]
    )
    actions.put_paper(election=election, terms=paper, by=by, at=NOON)
    names = [each.name for each in Option._meta.local_concrete_fields if each.name not in {"id", "paper"}]
    before = list(Option.objects.values(*names))

    client, here = at_desk(hall, "secretary"), f"{OFFICE}/{election.number}"
    sent = {name: value for name, value in terms_of(election).items() if value is not None}
    moments = {name: f"{sent[name]:%Y-%m-%dT%H:%M}" for name in ("opens_at", "closes_at")}
    answer = client.post(f"{here}/terms/", sent | moments | {"title_ru": "Проекты", "version": election.version})
    assert answer.status_code == 302, answer.content.decode()
    election = Election.objects.get(pk=election.pk)
    assert (election.title_ru, election.text_en, election.who_en, election.result_owner_id) == (
        "Проекты", "About", "People", hall.other.pk,
    )  # fmt: skip
    (stored,) = papers_with_options(election)
    values = {name: value for name, value in paper_values(stored).items() if value is not None}
    answer = client.post(f"{here}/papers/fair/", values | {"budget": "10"})
    assert answer.status_code == 302, answer.content.decode()
    assert list(Option.objects.values(*names)) == before
    other = values["projects"].replace(project.number, election.number)
    refused = client.post(f"{here}/papers/fair/", values | {"projects": other})
    assert (
        refused.status_code == 422 and f"Записи {election.number} в этом бюллетене не было" in refused.content.decode()
    )


@pytest.mark.django_db
def test_a_refused_decision_keeps_what_was_typed(
    opened: Callable[..., Any], at_desk: Callable[..., Client], frozen: Callable[..., Any]
) -> None:
    frozen(DURING)
    vote = opened()
    here = f"{OFFICE}/{vote.election.number}"
    typed = {
        "extend-outage_minutes": "59",
        "extend-reason": "Байланыс үзілді, ұзақ мәтін",
        "version": vote.election.version,
    }
    answer = at_desk(vote.hall, "secretary").post(f"{here}/steps/extend/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Байланыс үзілді, ұзақ мәтін" in page and "не меньше 60 минут" in page
    vote.election.refresh_from_db()
    assert vote.election.extensions_used == 0


@pytest.mark.django_db
def test_once_the_key_is_in_their_hands_its_keepers_stay(drafted: Callable[..., Any], hall: Any) -> None:
    from dataclasses import replace

    from ortaq.kernel.lifecycle.actions import Refused
    from ortaq.procedures.ballots import actions
    from ortaq.procedures.ballots.actions.ceremony import set_key
    from ortaq.procedures.ballots.actions.papers import name_trustees
    from ortaq.procedures.ballots.forms.office import terms_of
    from ortaq.procedures.ballots.rules.ceremony import begin

    election, by = drafted(), hall["secretary"]
    made = begin(needed=2, shares=3)
    set_key(election=election, public_key=made.public_key, fingerprints=made.fingerprints, by=by, at=NOON)
    with pytest.raises(Refused):
        name_trustees(election=election, trustees=[("Г", "Г"), ("Д", "Д")], by=by, at=NOON)
    assert [each.fingerprint for each in election.trustees.all()] == list(made.fingerprints)
    same = terms_of(election)
    terms = actions.ElectionTerms(territory_id=same.pop("territory"), **same)
    with pytest.raises(Refused):
        actions.change_election(election=election, terms=replace(terms, trustees_needed=3), by=by, at=NOON)
    changed = actions.change_election(election=election, terms=replace(terms, complaint_days=7), by=by, at=NOON)
    assert (changed.trustees_needed, changed.complaint_days) == (2, 7)


@pytest.mark.django_db
def test_a_batch_with_a_mistyped_number_of_sheets_is_dropped_and_holds_up_no_count(
    opened: Callable[..., Any], at_desk: Callable[..., Client], frozen: Callable[..., Any]
) -> None:
    from ortaq.kernel.lifecycle.actions import decide
    from ortaq.kernel.parties.rules import SYSTEM
    from ortaq.procedures.ballots import actions
    from ortaq.procedures.ballots.models import PaperBatch, Reading

    clock = frozen(DURING)
    vote = opened()
    here = f"{OFFICE}/{vote.election.number}/batches/"
    one = at_desk(vote.hall, "operator")
    one.post(here, {"place": vote.election.places.get().pk, "sheets": 500})
    one.post(f"{here}1/", {"sheet": 1, "p-region": "1", "p-district": ""})
    clock.move_to(AFTER)
    one, boss = at_desk(vote.hall, "operator"), at_desk(vote.hall, "secretary")
    actions.close_election(election=vote.election, at=AFTER)
    vote.election.refresh_from_db()
    assert not decide(vote.election, "count", SYSTEM)
    assert f"{here}1/drop/" in boss.get(f"{here}1/").content.decode()
    assert f"{here}1/drop/" not in one.get(f"{here}1/").content.decode()
    assert one.post(f"{here}1/drop/", {"reason": "Қате"}).status_code == 403
    assert boss.post(f"{here}1/drop/", {"reason": ""}).status_code == 422
    assert boss.post(f"{here}1/drop/", {"reason": "50 парақ еді"}).status_code == 302
    assert PaperBatch.objects.get().state == "dropped" and not Reading.objects.exists()
    event = vote.election.events.get(code="drop_batch")
    assert (event.is_public, event.reason, event.data["sheets"]) == (True, "50 парақ еді", 500)
    assert decide(vote.election, "count", SYSTEM)
    assert one.post(f"{here}1/", {"sheet": 2, "p-region": "1"}).status_code == 422
    again = boss.post(f"{here}1/drop/", {"reason": "Тағы"})
    assert again.status_code == 422 and "Тағы" in again.content.decode()
    one.post(here, {"place": vote.election.places.get().pk, "sheets": 50})
    assert list(PaperBatch.objects.values_list("number", "state")) == [(1, "dropped"), (2, "typing")]
