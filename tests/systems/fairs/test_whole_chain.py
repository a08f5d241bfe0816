"""The whole chain: fair → project → vote → pledge → memorandum signed by both → gift → ledger → 360Giving; and events."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils.html import escape
from tests.procedures.ballots.test_casting import cast
from tests.systems.fairs.conftest import NOON

from ortaq.kernel.events.queries import verify_log
from ortaq.kernel.lifecycle.actions import Refused, decide
from ortaq.kernel.parties.models import Organisation
from ortaq.procedures.ballots import actions as voting
from ortaq.procedures.ballots.actions.ceremony import set_key
from ortaq.procedures.ballots.actions.closing import count_election
from ortaq.procedures.ballots.actions.heads import make_head
from ortaq.procedures.ballots.actions.papers import name_trustees
from ortaq.procedures.ballots.models import Election, Paper
from ortaq.procedures.ballots.rules.ceremony import begin
from ortaq.systems.fairs import actions
from ortaq.systems.fairs.actions.voting import PAPER
from ortaq.systems.fairs.demo import make_demo
from ortaq.systems.fairs.models import Fair, Memorandum, PledgeLine, ShowcaseProject
from ortaq.systems.fairs.queries import ledger, occasions, told
from ortaq.systems.fairs.queries.voting import election_of, result_of
from ortaq.systems.fairs.rules.calendar import Happening, calendar, folded
from ortaq.systems.social_order.opendata.imports.schemas import grant_package_validator, grant_validator


def _vote(election: Election, by: Any, ground: Any, ballots: list[dict[str, int]], fair: Fair) -> None:
    """Holds the vote as organiser, keepers and voters do: key in parts, roll, codes, ballots, closing, count."""
    name_trustees(election=election, trustees=[("А", "ҮЕҰ"), ("Б", "Кеңес"), ("В", "БАҚ")], by=by, at=NOON)
    key = begin(needed=3, shares=3)
    set_key(election=election, public_key=key.public_key, fingerprints=key.fingerprints, by=by, at=NOON)
    voting.announce_election(election=election, by=by, at=NOON)
    rows = [voting.RollRow(territory_id=ground.city.pk, phone=f"+7700000{n:04}") for n in range(len(ballots))]
    voting.load_roll(election=election, rows=rows, by=by, at=NOON)
    codes = [handed.code for handed in voting.print_codes(election=election, by=by, at=NOON)]
    actions.advance_fair(fair=fair, code="call_vote", by=by, at=NOON)
    assert not decide(fair, "publish_results", by), "nothing is counted yet"
    voting.open_election(election=election, at=election.opens_at)
    for number, (code, marks) in enumerate(zip(codes, ballots, strict=True)):
        cast(code, {PAPER: marks}, f"form {number}", election.opens_at + timedelta(hours=number))
    make_head(election=election, at=election.opens_at + timedelta(hours=9))
    voting.close_election(election=election, at=election.closes_at)
    count_election(election=election, shares=list(key.shares), at=election.closes_at + timedelta(hours=1))


def test_from_the_fair_to_the_open_data(
    ground: Any,
    shown: Any,
    fair: Any,
    in_force: Any,
    paper: Any,
    signed_in: Any,
    frozen: Any,
    settings: Any,
    tmp_path: Any,
) -> None:
    settings.LINKS = tmp_path / "links"
    frozen(NOON)
    project, loser = shown(), shown(title_kk="Екінші жоба", by="ngo_two")
    organiser = ground["organiser"]
    actions.advance_fair(fair=fair, code="exhibit", by=organiser, at=NOON)
    terms = actions.VoteTerms(
        opens_at=NOON + timedelta(days=1), closes_at=NOON + timedelta(days=3), budget=1_000_000, most=2
    )
    for who in ("citizen", "ngo", "foreign", "auditor"):
        with pytest.raises(Refused):
            actions.make_vote(fair=fair, terms=terms, by=ground[who], at=NOON)
    election = actions.make_vote(fair=fair, terms=terms, by=organiser, at=NOON)
    with pytest.raises(Refused):
        actions.make_vote(fair=fair, terms=terms, by=organiser, at=NOON)
    made = Paper.objects.get(election=election)
    assert [(row.record_id, row.cost) for row in made.options.all()] == [(project.pk, 1_000_000), (loser.pk, 1_000_000)]
    assert election_of(fair) == election and not decide(fair, "call_vote", organiser), "not announced yet"
    guest = signed_in(None)
    assert election.number not in guest.get(f"/kk/fairs/{fair.number}/").content.decode()
    _vote(election, organiser, ground, [{"1": 1}, {"1": 1}, {"1": 1, "2": 1}, {"2": 1}], fair)
    actions.advance_fair(fair=fair, code="publish_results", by=organiser, at=NOON + timedelta(days=4))
    result = result_of(fair)
    assert result is not None
    assert [(row.number, row.votes, row.won) for row in result.verdicts] == [
        (project.number, 3, True), (loser.number, 2, False),
    ]  # fmt: skip
    page = guest.get(f"/kk/fairs/{fair.number}/results/").content.decode()
    for row in result.verdicts:
        assert row.words["kk"] and escape(row.words["kk"]) in page
    assert "Екінші жоба" in page

    memorandum = in_force(project, money="400000", hours="10")
    line = PledgeLine.objects.get(pledge=memorandum.pledge, need__kind="money")
    delivery = actions.report_delivery(
        memorandum=memorandum,
        line=line,
        amount=Decimal(250000),
        given_on=date(2026, 6, 1),
        by=ground["sponsor"],
        at=NOON,
    )
    actions.confirm_delivery(delivery=delivery, proof=paper, by=ground["ngo"], at=NOON)
    found = ledger.accounts("year", today=date(2026, 7, 2), sponsor_id=ground.firm.pk)
    account = found[ledger.WHOLE][ledger.WHOLE]
    assert (account.money.promised, account.money.fulfilled, account.money.overdue) == (400000, 250000, 150000)
    assert found["year"] == {2026: account}

    thread = guest.get(f"/kk/records/{memorandum.number}/").content.decode()
    for record in (fair, project, election, memorandum.pledge, memorandum):
        assert record.number in thread, record.kind

    answer = guest.get("/data/360giving/sponsorships/2026.json")
    package = json.loads(b"".join(answer.streaming_content), parse_float=Decimal)
    assert list(grant_package_validator().iter_errors(package)) == []
    (grant,) = package["grants"]
    assert list(grant_validator().iter_errors(grant)) == []
    assert (grant["amountAwarded"], grant["amountDisbursed"]) == (400000, 250000)
    assert grant["fundingOrganization"][0]["id"] == f"KZ-BIN-{ground.firm.bin}"
    assert grant["recipientOrganization"][0]["id"] == f"KZ-BIN-{ground.ngo.bin}"
    assert grant["fundingType"][0]["code"] == "sponsorship" and grant["grantProgramme"][0]["code"] == fair.number
    assert guest.get("/data/360giving/sponsorships/2025.json").status_code == 404
    address, tag = "/data/360giving/sponsorships/2026.json", answer["ETag"]
    assert guest.get(address, headers={"If-None-Match": tag}).status_code == 304
    assert guest.get(address, headers={"If-Modified-Since": answer["Last-Modified"]}).status_code == 304
    assert guest.head(address)["ETag"] == tag and answer["Access-Control-Allow-Origin"] == "*"
    assert guest.head("/data/360giving/sponsorships/2025.json").status_code == 404
    actions.report_delivery(
        memorandum=memorandum, line=line, amount=Decimal(1), given_on=date(2026, 6, 1), by=ground["sponsor"], at=NOON
    )
    assert guest.get(address, headers={"If-None-Match": tag}).status_code == 200, "something has happened since"

    for slug in (ground.firm.slug, ground.ngo.slug):
        party = guest.get(f"/kk/organisations/{slug}/").content.decode().replace("\xa0", " ")
        assert "400 000" in party and memorandum.number in party, slug
    assert list(verify_log()) == []


def test_a_memorandum_that_a_newspaper_tells_of_is_shown_with_its_source_and_counts_nowhere(
    ground: Any, signed_in: Any
) -> None:
    (row,) = told.told_memoranda()
    page = signed_in(None).get("/kk/fairs/memoranda/").content.decode()
    assert row.ngo.kk in page and row.sponsor.kk in page and row.source.kk in page and row.unknown.kk in page
    assert not Memorandum.objects.exists() and ledger.entries_page() == ([], None)
    assert not Organisation.objects.filter(name_kk__contains="Нақты").exists(), "no organisation is made of it"


def occasion_terms(ground: Any, **changed: Any) -> actions.OccasionTerms:
    starts = datetime(2026, 6, 10, 5, 0, tzinfo=UTC)
    given = {
        "occasion_kind": "seminar", "title_kk": "Семинар; бірінші, ашық", "title_ru": "Семинар", "about_kk": "Екі\nжол",
        "about_ru": "Две строки", "place": "Зал", "territory_id": ground.city.pk, "starts_at": starts,
        "ends_at": starts + timedelta(hours=2),
    }  # fmt: skip
    return actions.OccasionTerms(**{**given, **changed})


def test_an_event_is_announced_held_or_cancelled_and_stands_in_the_calendar(
    ground: Any, signed_in: Any, frozen: Any, tell_all: Any
) -> None:
    frozen(NOON)
    by, guest = ground["organiser"], signed_in(None)
    for who in ("foreign", "ngo", "citizen"):
        with pytest.raises(Refused):
            actions.draw_up_occasion(body=ground.body, terms=occasion_terms(ground), by=ground[who], at=NOON)
    with pytest.raises(Refused):
        actions.draw_up_occasion(body=ground.body, terms=occasion_terms(ground, ends_at=NOON), by=by, at=NOON)
    hidden = actions.draw_up_occasion(body=ground.body, terms=occasion_terms(ground), by=by, at=NOON)
    event = actions.draw_up_occasion(body=ground.body, terms=occasion_terms(ground, title_kk="Тренинг"), by=by, at=NOON)
    actions.announce_occasion(occasion=event, by=by, at=NOON)
    assert occasions.to_come(NOON) == [event]
    assert guest.get(f"/kk/fairs/events/{hidden.number}/").status_code == 404
    assert guest.get(f"/kk/fairs/events/{hidden.number}/event.ics").status_code == 404
    said = tell_all(event)
    assert said.heard(guest.get(f"/kk/fairs/events/{event.number}/")) == said.meant() != set()
    told_ = guest.get("/kk/fairs/events/calendar.ics").content.decode()
    assert "DTSTART:20260610T050000Z" in told_ and "SUMMARY:Тренинг" in told_ and "Семинар" not in told_
    assert told_.count("\r\n") == told_.count("\n")
    with pytest.raises(Refused):
        actions.hold_occasion(occasion=event, outcome="Өтті", people=5, by=by, at=NOON)
    actions.hold_occasion(occasion=event, outcome="Өтті", people=5, by=by, at=NOON + timedelta(days=20))
    actions.cancel_occasion(occasion=hidden, reason="Зал жоқ", by=by, at=NOON)
    office = signed_in("organiser")
    for path in (
        "/kk/fairs/office/events/",
        "/kk/fairs/office/events/new/",
        f"/kk/fairs/office/events/{event.number}/",
    ):
        assert office.get(path).status_code == 200
    for language in ("kk", "ru", "en"):
        assert guest.get(f"/{language}/fairs/events/").status_code == 200
        assert guest.get(f"/{language}/fairs/events/{event.number}/").status_code == 200


def test_lines_of_a_calendar_are_folded_between_letters_and_signs_are_escaped() -> None:
    long = "SUMMARY:" + "Әлеуметтік кәсіпкерлік, " * 10
    pieces = folded(long).split("\r\n")
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == long
    row = Happening("X", "a,b;c\\d\ne", "", "", "", NOON, NOON, NOON)
    assert "SUMMARY:a\\,b\\;c\\\\d\\ne\r\n" in calendar([row], "h")


@pytest.mark.parametrize("days", [0, 3, 5, 1000])
def test_the_demonstration_can_be_made_for_any_day_also_one_to_come(ground: Any, settings: Any, days: int) -> None:
    settings.DEMO = True
    Organisation.objects.filter(pk=ground.body.pk).update(slug="internal-policy")
    from ortaq.kernel.parties.rules import SYSTEM

    early = (NOON + timedelta(days=days)).replace(hour=2)
    assert make_demo(by=SYSTEM, at=early, progress=lambda _words: None) == 7


def test_the_demonstration_is_made_by_everybody_s_own_actions_and_is_labelled(
    ground: Any, settings: Any, signed_in: Any, worked_by_day: Any
) -> None:
    settings.DEMO = True
    Organisation.objects.filter(pk=ground.body.pk).update(slug="internal-policy")
    from ortaq.kernel.parties.rules import SYSTEM

    assert make_demo(by=SYSTEM, at=NOON, progress=lambda _words: None) == 7
    assert make_demo(by=SYSTEM, at=NOON, progress=lambda _words: None) == 0
    worked_by_day()
    assert {row.state for row in ShowcaseProject.objects.all()} == {
        "draft",
        "submitted",
        "returned",
        "shown",
        "supported",
    }
    assert {row.state for row in Memorandum.objects.all()} == {"signing", "active", "completed"}
    assert all(row.is_demo for model in (Fair, ShowcaseProject, Memorandum) for row in model.objects.all())
    account = ledger.accounts(today=NOON.date())[ledger.WHOLE][ledger.WHOLE]
    assert account.money.overdue > 0 and account.memoranda == 4
    page = signed_in(None).get("/kk/fairs/").content.decode()
    assert "демо" in page and list(verify_log()) == []
