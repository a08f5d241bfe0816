"""An NGO asks a sponsor for talks: who may, what stays between two sides, how it is answered, and the limits."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from tests.systems.fairs.conftest import NOON

from ortaq.kernel.events.models import Event
from ortaq.kernel.events.queries import verify_log
from ortaq.kernel.lifecycle.actions import Refused, Stale
from ortaq.kernel.notices.models import Notice
from ortaq.kernel.parties.actions import assign_role
from ortaq.kernel.parties.rules import GUEST
from ortaq.systems.fairs import actions
from ortaq.systems.fairs.kinds import TALK_REQUEST_KIND
from ortaq.systems.fairs.lifecycle import TALK_REQUEST
from ortaq.systems.fairs.models import ShowcaseProject, SponsorProfile, TalkRequest
from ortaq.systems.fairs.permissions import request_capacities
from ortaq.systems.fairs.queries import talks
from ortaq.systems.fairs.queries.holdings import holdings_of
from ortaq.systems.fairs.rules.sponsoring import MOST_REQUESTS

WORDS = "Аудиторияға шкаф керек"
REASON = "Биыл қаражат бөлініп қойған"
STRANGERS = ("citizen", "organiser", "head", "foreign", "coordinator", "auditor", "sponsor_two", "ngo_two")


def ask(ground: Any, project: ShowcaseProject, *, by: str = "ngo", firm: Any = None, at: Any = NOON) -> TalkRequest:
    return actions.request_talks(project=project, sponsor=firm or ground.firm, text=f" {WORDS} ", by=ground[by], at=at)


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode().replace("\xa0", " "))


def test_each_person_may_do_in_each_state_what_the_table_says_and_nothing_else(
    ground: Any, shown: Any, sponsors: None
) -> None:
    record = ask(ground, shown())
    sides = {"sponsor": {"sponsor"}, "ngo": {"ngo"}, "both": {"ngo"}}
    for state in TALK_REQUEST.states:
        record.state = state
        for who in ground.people:
            wanted = sides.get(who, set())
            assert request_capacities(ground[who], record) == wanted, (who, state)
            for code, transition in TALK_REQUEST.transitions.items():
                may = bool(TALK_REQUEST.may(code, state, wanted))
                assert may == (state in transition.sources and bool(wanted & transition.who)), (who, state, code)
        assert not request_capacities(GUEST, record)
    assert set(TALK_REQUEST_KIND.guards) <= set(TALK_REQUEST.transitions)
    assert not any(step.public for step in TALK_REQUEST.transitions.values()), "it is private for ever"


def test_only_an_ngo_with_a_project_on_show_asks_and_only_a_checked_sponsor_is_asked(
    ground: Any, shown: Any, sent: Any, sponsors: None
) -> None:
    project, waiting = shown(), sent()
    for who in ("citizen", "organiser", "coordinator", "auditor", "sponsor", "ngo_two"):
        with pytest.raises(Refused):
            ask(ground, project, by=who)
        assert talks.projects_to_ask_for(ground[who], ground.firm) == []
    with pytest.raises(Refused, match="on show"):
        ask(ground, waiting)
    with pytest.raises(Refused, match="checked sponsor"):
        ask(ground, project, firm=ground.other_ngo)
    SponsorProfile.objects.filter(organisation=ground.other_firm).update(state="suspended")
    with pytest.raises(Refused, match="checked sponsor"):
        ask(ground, project, firm=ground.other_firm)
    assert talks.projects_to_ask_for(ground["ngo"], ground.firm) == [project]
    assign_role(
        user_id=ground.people["ngo"].pk, organisation_id=ground.firm.pk, role="representative", first_day=NOON.date()
    )
    with pytest.raises(Refused, match="both sides"):
        ask(ground, project)


def test_an_offer_answers_the_request_and_both_sides_see_it(ground: Any, shown: Any, offered: Any) -> None:
    project = shown()
    made = ask(ground, project)
    told = Notice.objects.filter(event__record=made, channel="inapp")
    assert {(row.user_id, row.because) for row in told} == {(ground.people["sponsor"].pk, "sponsor")}
    offered(project, goods="1", by="sponsor_two")
    made.refresh_from_db()
    assert made.state == "sent", "another sponsor's offer answers nothing"
    pledge = offered(project, money="400000")
    made.refresh_from_db()
    assert (made.state, made.live, made.pledge) == ("answered", False, pledge)
    answered = Event.objects.get(record=made, code="answer")
    assert answered.office == ground.firm and list(verify_log()) == []
    with pytest.raises(Refused):
        actions.decline_talks(request=made, reason=REASON, by=ground["sponsor"], at=NOON)
    assert ask(ground, project).state == "sent", "talks go on: it can be asked again"


def test_declining_needs_a_reason_that_the_ngo_alone_reads(ground: Any, shown: Any, sponsors: None) -> None:
    made = ask(ground, shown())
    with pytest.raises(Refused):
        actions.decline_talks(request=made, reason="  ", by=ground["sponsor"], at=NOON)
    for who in ("ngo", *STRANGERS):
        with pytest.raises(Refused):
            actions.decline_talks(request=made, reason=REASON, by=ground[who], at=NOON)
    with pytest.raises(Stale):
        actions.decline_talks(request=made, reason=REASON, by=ground["sponsor"], at=NOON, version=99)
    actions.decline_talks(request=made, reason=REASON, by=ground["sponsor"], at=NOON)
    made.refresh_from_db()
    assert (made.state, made.live, made.reason) == ("declined", False, REASON)
    told = Notice.objects.filter(event__record=made, event__code="decline", channel="inapp")
    assert {row.user_id for row in told} == {ground.people["ngo"].pk, ground.people["both"].pk}
    kept = " ".join(str(row) for row in Event.objects.filter(record=made).values_list("data", "reason", "code"))
    assert REASON not in kept and WORDS not in kept
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM fairs_talkrequest UNION ALL SELECT reason FROM fairs_talkrequest")
        stored = b"".join(bytes(row[0]) for row in cursor.fetchall())
    assert stored and WORDS.encode() not in stored and REASON.encode() not in stored


def test_one_open_request_five_sponsors_and_thirty_days_after_a_refusal(
    ground: Any, shown: Any, sponsors: None
) -> None:
    project = shown()
    made = ask(ground, project)
    with pytest.raises(Refused, match="already"):
        ask(ground, project)
    with pytest.raises(IntegrityError), transaction.atomic():
        TalkRequest.objects.create(
            kind="talk_request", state="sent", number="TR-2026-999999", project=project, sponsor=ground.firm,
            asked_by=ground.people["ngo"], created_at=NOON, changed_at=NOON,
        )  # fmt: skip
    with pytest.raises(Refused):
        actions.withdraw_request(request=made, by=ground["sponsor"], at=NOON)
    actions.withdraw_request(request=made, by=ground["ngo"], at=NOON)
    again = ask(ground, project)
    actions.decline_talks(request=again, reason=REASON, by=ground["sponsor"], at=NOON)
    with pytest.raises(Refused, match="30 days"):
        ask(ground, project, at=NOON + timedelta(days=29))
    assert ask(ground, project, at=NOON + timedelta(days=30)).live
    for number in range(MOST_REQUESTS - 1):
        business = actions.Business(
            f"0000400000{number + 6}9", f"«Ж{number}» ЖШС", f"«Ж{number}»", "Ж", "Ж", ground.city.pk, ["money"]
        )
        profile = actions.send_profile(business=business, by=ground["citizen"], at=NOON)
        actions.approve_profile(profile=profile, by=ground["coordinator"], at=NOON)
        profile.refresh_from_db()
        ask(ground, project, firm=profile.organisation)
    with pytest.raises(Refused, match="At most 5"):
        ask(ground, project, firm=ground.other_firm)


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_leave_one_open(ground: Any, shown: Any, sponsors: None) -> None:
    project = shown()
    outcome: list[str] = []
    gate = threading.Barrier(2)

    def work(who: str) -> None:
        try:
            gate.wait(10)
            ask(ground, project, by=who)
            outcome.append("asked")
        except Refused:
            outcome.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(who,)) for who in ("ngo", "both")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcome) == ["asked", "refused"] and TalkRequest.objects.filter(live=True).count() == 1


def test_it_goes_its_way_by_forms(ground: Any, shown: Any, sponsors: None, signed_in: Any) -> None:
    project = shown()
    ngo, sponsor = signed_in("ngo"), signed_in("sponsor")
    page, form = f"/kk/fairs/sponsors/{ground.firm.slug}/", f"/kk/fairs/sponsors/{ground.firm.slug}/talks/"
    assert form in text_of(ngo.get(page)) and form not in text_of(sponsor.get(page))
    assert form not in text_of(signed_in(None).get(page)) and signed_in(None).get(form).status_code == 302
    empty = ngo.post(form, {"project": project.number, "text": ""})
    assert empty.status_code == 422 and project.number in text_of(empty)
    answer = ngo.post(form, {"project": project.number, "text": WORDS})
    made = TalkRequest.objects.get()
    assert answer.status_code == 302 and made.number in answer["Location"]
    assert form not in text_of(ngo.get(page)) and ngo.get(form).status_code == 404, "asked already"
    for client in (ngo, sponsor):
        assert made.number in text_of(client.get("/kk/fairs/pledges/"))
        assert WORDS in text_of(client.get(f"/kk/fairs/requests/{made.number}/"))
    assert f"/kk/fairs/projects/{project.number}/help/" in text_of(sponsor.get(f"/kk/fairs/requests/{made.number}/"))
    assert f"/projects/{project.number}/help/" not in text_of(ngo.get(f"/kk/fairs/requests/{made.number}/"))
    deed = f"/kk/fairs/requests/{made.number}/decline/"
    assert sponsor.post(deed, {"version": made.version, "decline-reason": ""}).status_code == 422
    old = sponsor.post(deed, {"version": 99, "decline-reason": REASON})
    assert old.status_code == 409 and REASON in text_of(old), "nothing typed is lost"
    assert sponsor.post(deed, {"version": made.version, "decline-reason": REASON}).status_code == 302
    assert REASON in text_of(ngo.get(f"/kk/fairs/requests/{made.number}/"))
    refused = ngo.post(form, {"project": project.number, "text": WORDS})
    assert refused.status_code == 422 and WORDS in text_of(refused), "it has declined just now; what was typed stays"


def test_strangers_and_public_exits_get_nothing_of_it(ground: Any, shown: Any, sponsors: None, signed_in: Any) -> None:
    project = shown()
    made = ask(ground, project)
    paths = (f"/kk/fairs/requests/{made.number}/", f"/kk/records/{made.number}/", f"/r/{made.number}")
    for who in STRANGERS:
        client = signed_in(who)
        for path in paths:
            answer = client.get(path, follow=True)
            assert answer.status_code == 404 and WORDS not in text_of(answer), (who, path)
        for code in ("decline", "withdraw"):
            assert client.post(f"/kk/fairs/requests/{made.number}/{code}/", {}).status_code == 404
        assert made.number not in text_of(client.get("/kk/fairs/pledges/")), who
        assert talks.request_of(made.number, ground[who]) is None and not talks.requests_of(ground[who])
    assert talks.request_of(made.number, GUEST) is None and not talks.requests_of(GUEST)
    guest = signed_in(None)
    for path in (
        f"/kk/fairs/projects/{project.number}/", f"/kk/fairs/sponsors/{ground.firm.slug}/", "/kk/fairs/sponsors/",
        f"/kk/organisations/{ground.ngo.slug}/", f"/kk/organisations/{ground.firm.slug}/", f"/kk/records/{project.number}/",
        "/kk/search/?q=шкаф", "/feeds/records.atom", "/kk/fairs/", "/kk/fairs/memoranda/",
    ):  # fmt: skip
        page = text_of(guest.get(path))
        assert made.number not in page and WORDS not in page, path
    table = b"".join(guest.get("/kk/fairs/sponsors/ledger.csv").streaming_content).decode()
    assert made.number not in table and guest.get("/data/360giving/sponsorships/2026.json").status_code == 404
    assert made.number in str(holdings_of(ground["ngo"])) and made.number not in str(holdings_of(ground["sponsor"]))


def test_pages_speak_three_languages_and_more_requests_cost_no_statement(
    ground: Any, shown: Any, sponsors: None, signed_in: Any, django_assert_num_queries: Any
) -> None:
    project = shown()
    made = ask(ground, project)
    actor = ground["ngo"]
    with django_assert_num_queries(1):
        list(talks.requests_of(actor))
    ask(ground, project, firm=ground.other_firm)
    ask(ground, shown())
    with django_assert_num_queries(1):
        rows = list(talks.requests_of(actor))
        assert [row.project.organisation.name_kk + row.sponsor.name_kk for row in rows] and len(rows) == 3
    shown()
    for language in ("kk", "ru", "en"):
        for who, path in (
            ("ngo", f"/fairs/requests/{made.number}/"),
            ("sponsor", f"/fairs/requests/{made.number}/"),
            ("ngo", f"/fairs/sponsors/{ground.firm.slug}/talks/"),
            ("ngo", "/fairs/pledges/"),
        ):
            answer = signed_in(who).get(f"/{language}{path}")
            assert answer.status_code == 200 and f'lang="{language}"' in answer.content.decode(), (who, path)


@pytest.mark.parametrize("code", ["withdraw", "finish"])
def test_what_waits_is_closed_when_its_project_leaves_the_exhibition(
    ground: Any, shown: Any, offered: Any, signed_in: Any, code: str
) -> None:
    project, other = shown(), shown()
    pledge, kept = offered(project, goods="1"), offered(other, goods="1")
    made, elsewhere = ask(ground, project, firm=ground.other_firm), ask(ground, other, firm=ground.other_firm)
    if code == "withdraw":
        actions.withdraw_project(project=project, reason="Зал жабылды", by=ground["ngo"], at=NOON)
    else:
        actions.finish_project(project=project, outcome="Өтті", by=ground["ngo"], at=NOON)
    for record in (made, pledge, elsewhere, kept):
        record.refresh_from_db()
    assert (made.state, made.live, pledge.state) == ("lapsed", False, "lapsed")
    assert (elsewhere.state, kept.state) == ("sent", "offered"), "another project's go on"
    for record, sponsor in ((made, "sponsor_two"), (pledge, "sponsor")):
        told = Notice.objects.filter(event__record=record, event__code=f"lapse_{code}", channel="inapp")
        assert {row.user_id for row in told} == {ground.people[who].pk for who in (sponsor, "ngo", "both")}
    with pytest.raises(Refused):
        actions.accept_offer(pledge=pledge, by=ground["ngo"], at=NOON)
    with pytest.raises(Stale):
        actions.write_message(pledge=pledge, text="Енді?", by=ground["sponsor"], at=NOON)
    for who, path in (("sponsor_two", f"requests/{made.number}"), ("sponsor", f"pledges/{pledge.number}")):
        for client in (signed_in(who), signed_in("ngo")):
            page = client.get(f"/ru/fairs/{path}/")
            assert page.status_code == 200 and "больше не на выставке" in text_of(page)


@pytest.mark.django_db(transaction=True)
def test_of_accepting_an_offer_and_withdrawing_its_project_at_once_one_is_done(
    ground: Any, shown: Any, offered: Any
) -> None:
    project = shown()
    pledge = offered(project, money="400000")
    outcome: list[str] = []
    gate = threading.Barrier(2)

    def work(what: Any) -> None:
        try:
            gate.wait(10)
            what()
            outcome.append("done")
        except Refused:
            outcome.append("refused")
        finally:
            connection.close()

    both = (
        lambda: actions.accept_offer(pledge=pledge, by=ground["ngo"], at=NOON),
        lambda: actions.withdraw_project(project=project, reason="Зал жабылды", by=ground["both"], at=NOON),
    )
    threads = [threading.Thread(target=work, args=(what,)) for what in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    pledge.refresh_from_db()
    project.refresh_from_db()
    assert sorted(outcome) == ["done", "refused"]
    assert (pledge.state, project.state) in {("accepted", "shown"), ("lapsed", "withdrawn")}
