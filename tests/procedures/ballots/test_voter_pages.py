"""A voter's way by pages, without a script: code, ballot, review, cast, receipt; by text message; by account; on a kiosk."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.procedures.ballots.conftest import AFTER, CLOSES, DURING, NOON
from tests.procedures.ballots.conftest import iin as made_up
from tests.procedures.ballots.test_casting import envelopes, read

V = "/ru/votes"


def hidden(page: str, action: str) -> dict[str, Any]:
    """The hidden fields of the form that goes to *action*."""
    form = next(form for form in re.findall(r"<form.*?</form>", page, re.DOTALL) if f'action="{action}"' in form)
    found: dict[str, Any] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form):
        found.setdefault(name, []).append(value)
    return found


def walk(client: Client, code: str, marks: dict[str, Any]) -> Any:
    """From the code to the receipt."""
    assert client.post(f"{V}/enter/", {"code": code}).status_code == 302
    assert client.get(f"{V}/ballot/").status_code == 200
    review = client.post(f"{V}/ballot/", marks)
    assert review.status_code == 200, review.content.decode()
    sent = client.post(f"{V}/cast/", hidden(review.content.decode(), f"{V}/cast/"))
    assert sent.status_code == 302 and sent["Location"] == f"{V}/receipt/"
    return client.get(f"{V}/receipt/")


@pytest.fixture
def during(frozen: Callable[..., Any]) -> Any:
    return frozen(DURING)


@pytest.mark.django_db
def test_from_the_code_to_the_receipt_and_again(opened: Callable[..., Any], during: Any) -> None:
    from ortaq.procedures.ballots.models import Voter
    from ortaq.procedures.ballots.rules.receipts import read_code

    vote = opened()
    code = vote.codes[0].code
    receipt = walk(Client(), code.lower(), {"p-region": ["1", "2"], "p-district": ["3"]})
    words = receipt.content.decode()
    shown = re.search(r"\b([0-9A-Z]{4}-){3}[0-9A-Z]{4}\b", words)
    assert shown and read_code(shown.group())
    ((_slot, sealed, _commitment),) = envelopes(vote.election)
    assert read(vote, sealed).choices == {"region": {"1": 1, "2": 1}, "district": {"3": 1}}
    again = walk(Client(), code, {"p-region": ["5"]})
    assert "Он заменил бюллетень" in again.content.decode()
    assert len(envelopes(vote.election)) == 1
    assert Voter.objects.filter(voted=True).count() == 1


@pytest.mark.django_db
def test_what_is_marked_wrongly_is_told_and_nothing_of_it_is_lost(opened: Callable[..., Any], during: Any) -> None:
    vote = opened()
    client = Client()
    client.post(f"{V}/enter/", {"code": vote.codes[0].code})
    page = client.post(f"{V}/ballot/", {"p-region": ["1", "2", "3", "4"], "p-district": ["5", "6"]})
    words = page.content.decode()
    assert page.status_code == 422
    assert words.count(" checked") == 6
    assert not envelopes(vote.election)
    change = client.post(f"{V}/ballot/", {"p-region": ["1"], "change": "1"})
    assert change.status_code == 200 and change.content.decode().count(" checked") == 1


@pytest.mark.django_db
def test_options_stand_in_an_order_of_each_voters_own_that_stays(opened: Callable[..., Any], during: Any) -> None:
    vote = opened()

    def order(code: str) -> list[str]:
        client = Client()
        client.post(f"{V}/enter/", {"code": code})
        return re.findall(r'name="p-region" value="(\d+)"', client.get(f"{V}/ballot/").content.decode())

    orders = [order(code.code) for code in vote.codes]
    assert order(vote.codes[0].code) == orders[0]
    assert len({tuple(each) for each in orders}) > 1
    assert all(sorted(each) == sorted(orders[0]) for each in orders)


@pytest.mark.django_db
def test_a_ballot_sent_twice_after_a_lost_answer_finds_its_receipt_again(
    opened: Callable[..., Any], during: Any
) -> None:
    vote = opened()
    client = Client()
    client.post(f"{V}/enter/", {"code": vote.codes[1].code})
    review = client.post(f"{V}/ballot/", {"p-region": ["2"]}).content.decode()
    form = hidden(review, f"{V}/cast/")
    cookie = client.cookies["ballot"].value
    first = client.post(f"{V}/cast/", form)
    client.cookies["ballot"] = cookie  # the answer never came: the browser still has its right
    second = client.post(f"{V}/cast/", form)
    assert (
        first.cookies["receipt"].value.split(":")[0].split(".")[1]
        == second.cookies["receipt"].value.split(":")[0].split(".")[1]
    )
    assert len(envelopes(vote.election)) == 1


@pytest.mark.django_db
def test_nothing_of_a_vote_is_written_but_by_casting(
    opened: Callable[..., Any], during: Any, settings: Any, django_assert_max_num_queries: Any
) -> None:
    from django.contrib.sessions.models import Session

    from ortaq.kernel.events.models import Event
    from ortaq.kernel.limits.models import Allowance, OnceKey

    vote = opened()
    events = Event.objects.count()
    settings.REFERENCE_SECONDS, settings.REGION = 30, vote.hall.region.slug
    walk(Client(), vote.codes[3].code, {"p-region": ["1"]})  # what the process keeps is kept now
    client = Client()
    with django_assert_max_num_queries(1):
        client.post(f"{V}/enter/", {"code": vote.codes[1].code})
    with django_assert_max_num_queries(1):
        client.get(f"{V}/ballot/")
    with django_assert_max_num_queries(0):
        review = client.post(f"{V}/ballot/", {"p-region": ["2"]}).content.decode()
    with django_assert_max_num_queries(3):  # a savepoint, the one statement, its release
        client.post(f"{V}/cast/", hidden(review, f"{V}/cast/"))
    with django_assert_max_num_queries(0):
        client.get(f"{V}/receipt/")
    assert not OnceKey.objects.exists() and not Allowance.objects.exists() and not Session.objects.exists()
    assert Event.objects.count() == events


@pytest.mark.django_db
def test_a_thousand_wrong_codes_from_one_address_stop_nobody_who_has_a_right(
    opened: Callable[..., Any], during: Any
) -> None:
    vote = opened()
    bot = Client(REMOTE_ADDR="10.0.0.1")
    for n in range(200):
        assert (
            bot.post(f"{V}/enter/", {"code": f"ABCD2345{n:04}".replace("0", "Z").replace("1", "Y")}).status_code == 422
        )
    hall = Client(REMOTE_ADDR="10.0.0.1")
    assert walk(hall, vote.codes[1].code, {"p-region": ["1"]}).status_code == 200


@pytest.mark.django_db
def test_by_qr_by_text_message_and_by_account(
    opened: Callable[..., Any], during: Any, settings: Any, tmp_path: Any
) -> None:
    from ortaq.kernel.accounts.actions.identity import prove_identity
    from ortaq.kernel.notices.actions import send_next_text
    from ortaq.kernel.notices.channels import Channels
    from ortaq.procedures.ballots.models import VotingCode

    vote = opened()
    number = vote.election.number
    by_qr = Client()
    assert by_qr.get(f"/v/{vote.codes[1].code}", headers={"accept-language": "ru"})["Location"] == f"{V}/ballot/"
    assert by_qr.get(f"{V}/ballot/").status_code == 200
    assert Client().get("/v/NONSENSE2345")["Location"].endswith("/votes/enter/")

    settings.SMS_URL = f"file://{tmp_path}/sms.txt"
    phone = Client()
    assert phone.post(f"{V}/{number}/sms/", {"iin": vote.iins[2]}).status_code == 302
    with Channels() as channels:
        assert send_next_text(channels=channels, at=DURING)
    sent = json.loads((tmp_path / "sms.txt").read_text())
    assert sent["to"] == "+77000000002"
    digits = re.search(r"\d{6}", sent["text"])
    assert digits
    for wrong in ("000000", "111111"):
        assert phone.post(f"{V}/{number}/sms/code/", {"code": wrong}).status_code == 422
    assert phone.post(f"{V}/{number}/sms/code/", {"code": digits.group()})["Location"] == f"{V}/ballot/"
    assert not VotingCode.objects.filter(kind="sms").exists()
    stranger = Client()
    assert stranger.post(f"{V}/{number}/sms/", {"iin": "900101300009"}).status_code in {302, 422}

    user = vote.hall.users["head"]
    prove_identity(user_id=user.pk, provider="oidc", level=2, iin=vote.iins[4], at=NOON)
    citizen = Client()
    citizen.force_login(user)
    from django.test import override_settings

    with override_settings(DEMO=True):
        user.is_demo = True
        user.save()
        assert citizen.post(f"{V}/{number}/account/")["Location"] == f"{V}/ballot/"
        nobody = vote.hall.users["stranger"]
        nobody.is_demo = True
        nobody.save()
        other = Client()
        other.force_login(nobody)
        assert other.post(f"{V}/{number}/account/")["Location"] == f"{V}/{number}/ways/"


@pytest.mark.django_db
def test_the_export_of_ones_data_names_the_rolls_one_stands_on_and_nobody_elses(
    opened: Callable[..., Any], during: Any, django_assert_max_num_queries: Any
) -> None:
    import json

    from ortaq.kernel.accounts.actions import export_my_data
    from ortaq.kernel.accounts.actions.identity import prove_identity
    from ortaq.kernel.accounts.models import ProvedIin
    from ortaq.procedures.ballots.models import Voter
    from ortaq.procedures.ballots.queries.voting import rolls_of

    vote = opened()
    second = opened()
    user = vote.hall.users["head"]
    prove_identity(user_id=user.pk, provider="oidc", level=2, iin=vote.iins[4], at=NOON)
    Voter.objects.filter(election=vote.election, number=5).update(voted=True, channel="online")
    who = vote.hall["head"]
    with django_assert_max_num_queries(5):
        found = rolls_of(who)
    assert [(each["election"], each["place_on_the_roll"], each["voted"]) for each in found] == [
        (vote.election.number, 5, True), (second.election.number, 5, False),
    ]  # fmt: skip
    assert found[0]["phone"] == "+77000000004"
    assert set(found[0]) == {"election", "title", "place_on_the_roll", "territory", "phone", "voted", "channel"}
    whole = json.loads(json.dumps(export_my_data(by=vote.hall["head"], at=DURING)))
    assert len(whole["votes"]) == 2
    assert rolls_of(vote.hall["operator"]) == []
    ProvedIin.objects.all().delete()  # an IIN that was only typed in opens nothing
    assert rolls_of(vote.hall["head"]) == []


@pytest.mark.django_db
def test_points_that_are_no_number_are_told_and_stay_in_their_field(
    drafted: Callable[..., Any], hall: Any, frozen: Callable[..., Any]
) -> None:
    from ortaq.procedures.ballots import actions
    from ortaq.procedures.ballots.models import Election
    from ortaq.procedures.ballots.rules.catalogue import RULES
    from ortaq.procedures.ballots.rules.sealing import new_keys

    frozen(DURING)
    election, by = drafted(), hall["secretary"]
    options = [actions.OptionTerms(number=n, title_kk=f"Ж{n}", title_ru=f"П{n}", cost=n) for n in range(1, 4)]
    terms = actions.PaperTerms(
        key="region", title_kk="А", title_ru="А", form="points", points=5, maximum=3, budget=9, options=options,
        rule=RULES["points-skip"],
    )  # fmt: skip
    actions.put_paper(election=election, terms=terms, by=by, at=NOON)
    actions.announce_election(election=election, by=by, at=NOON)
    Election.objects.filter(pk=election.pk).update(public_key=new_keys()[1])
    actions.load_roll(election=election, rows=[actions.RollRow(hall.city.pk)], by=by, at=NOON)
    (handed,) = actions.print_codes(election=election, by=by, at=NOON)
    actions.open_election(election=election, at=election.opens_at)
    client = Client()
    client.post(f"{V}/enter/", {"code": handed.code})
    typed = {"p-region-1": "3", "p-region-2": "1,5", "p-region-3": '"><b>'}
    wrong = client.post(f"{V}/ballot/", typed)
    page = wrong.content.decode()
    assert wrong.status_code == 422
    for name, value in (("p-region-1", "3"), ("p-region-2", "1,5"), ("p-region-3", "&quot;&gt;&lt;b&gt;")):
        assert re.search(f'name="{name}" value="{re.escape(value)}"', page), name
    right = client.post(f"{V}/ballot/", {"p-region-1": "3", "p-region-2": "2"})
    assert right.status_code == 200 and 'name="p-region-2" value="2"' in right.content.decode()
    again = client.post(f"{V}/ballot/", {"p-region-1": "3", "p-region-2": "2", "change": "1"})
    assert 'name="p-region-1" value="3"' in again.content.decode()


@pytest.mark.django_db
def test_no_code_is_sent_while_no_ballot_is_taken(opened: Callable[..., Any], frozen: Callable[..., Any]) -> None:
    """Whoever asks is told so, on the roll or not: messages cost money, and the code would open nothing."""
    from ortaq.kernel.notices.models import TextMessage
    from ortaq.procedures.ballots import actions

    frozen(DURING)
    vote = opened()
    here = f"/ru/votes/{vote.election.number}/sms/"
    actions.suspend_election(election=vote.election, reason="Ақау", by=vote.hall["secretary"], at=DURING)
    for number in (vote.iins[0], made_up(77)):
        answer = Client().post(here, {"iin": number})
        assert answer.status_code == 422
        assert "код не отправляется" in answer.content.decode() and number in answer.content.decode()
    assert not TextMessage.objects.exists()
    actions.resume_election(election=vote.election, by=vote.hall["secretary"], at=DURING)
    assert Client().post(here, {"iin": vote.iins[0]}).status_code == 302
    frozen(AFTER)
    assert Client().post(here, {"iin": vote.iins[1]}).status_code == 422
    assert TextMessage.objects.count() == 1


@pytest.mark.django_db
def test_five_wrong_tries_and_five_minutes_end_a_code_by_text_message(opened: Callable[..., Any]) -> None:
    from datetime import timedelta

    from ortaq.kernel.notices.models import TextMessage
    from ortaq.procedures.ballots.actions.sms import check_sms_code, request_sms_code
    from ortaq.procedures.ballots.queries.voting import setup_of

    vote = opened()
    setup = setup_of(vote.election.pk)
    assert setup is not None

    def ask(at: Any) -> str:
        assert request_sms_code(setup=setup, iin=vote.iins[0], language="kk", at=at)
        return TextMessage.objects.latest("pk").words[:6]

    code = ask(DURING)
    for _ in range(5):
        assert check_sms_code(setup=setup, iin=vote.iins[0], code="x", at=DURING) is None
    assert check_sms_code(setup=setup, iin=vote.iins[0], code=code, at=DURING) is None
    code = ask(DURING)
    assert check_sms_code(setup=setup, iin=vote.iins[0], code=code, at=DURING + timedelta(minutes=5)) is None
    assert check_sms_code(setup=setup, iin=vote.iins[0], code=ask(DURING), at=DURING) is not None
    assert not request_sms_code(setup=setup, iin=vote.iins[0], language="kk", at=DURING)  # three in ten minutes


@pytest.mark.django_db
def test_guessing_over_many_people_and_addresses_leaves_one_try_and_stops_nobody(opened: Callable[..., Any]) -> None:
    from datetime import timedelta

    from ortaq.kernel.events.models import Event
    from ortaq.kernel.limits.rules import RULES
    from ortaq.kernel.notices.models import TextMessage
    from ortaq.procedures.ballots.actions.sms import TRIES, check_sms_code, request_sms_code
    from ortaq.procedures.ballots.queries.counting import hours_of_guessing
    from ortaq.procedures.ballots.queries.voting import setup_of
    from ortaq.procedures.ballots.rules.smells import guessed

    limit = RULES["vote.guess"].windows[0].amount
    victims = limit // TRIES
    vote = opened(voters=victims + 4)
    setup = setup_of(vote.election.pk)
    assert setup is not None

    def ask(iin: str, at: Any) -> str:
        assert request_sms_code(setup=setup, iin=iin, language="kk", at=at)
        return TextMessage.objects.latest("pk").words[:6]

    def wrong(iin: str, at: Any) -> None:
        assert check_sms_code(setup=setup, iin=iin, code="x", at=at) is None

    for iin in vote.iins[:victims]:
        ask(iin, DURING)
        for _ in range(TRIES):
            wrong(iin, DURING)
    slip = ask(vote.iins[victims], DURING)
    assert not Event.objects.filter(record_id=vote.election.pk, code="guessing").exists()
    wrong(vote.iins[victims], DURING)  # the first one too many
    assert check_sms_code(setup=setup, iin=vote.iins[victims], code=slip, at=DURING) is None  # one try is all
    right = ask(vote.iins[victims], DURING)
    assert check_sms_code(setup=setup, iin=vote.iins[victims], code=right, at=DURING) is not None
    ask(vote.iins[victims + 1], DURING)
    wrong(vote.iins[victims + 1], DURING)
    assert hours_of_guessing(vote.election) == 1
    later = DURING + timedelta(hours=2)
    code = ask(vote.iins[victims + 2], later)
    wrong(vote.iins[victims + 2], later)
    assert check_sms_code(setup=setup, iin=vote.iins[victims + 2], code=code, at=later) is not None
    (sign,) = guessed(hours_of_guessing(vote.election), limit)
    assert "200" in sign.words.ru
    assert guessed(0, limit) == []


@pytest.mark.django_db
def test_the_way_by_text_message_is_refused_where_none_are_sent(
    drafted: Callable[..., Any], hall: Any, settings: Any
) -> None:
    from ortaq.kernel.lifecycle.actions import Refused
    from ortaq.procedures.ballots import actions

    settings.SMS_URL = ""
    with pytest.raises(Refused, match="text message"):
        actions.announce_election(election=drafted(), by=hall["secretary"], at=NOON)
    actions.announce_election(election=drafted(modes=("code",)), by=hall["secretary"], at=NOON)


@pytest.mark.django_db
def test_a_kiosk_takes_one_voter_after_the_other_and_keeps_nothing(opened: Callable[..., Any], during: Any) -> None:
    from ortaq.procedures.ballots.models import Voter
    from ortaq.procedures.ballots.views.kiosk import start_token

    vote = opened()
    tablet = Client()
    begin = f"{V}/kiosk/start/{start_token(vote.election.pk)}/"
    assert tablet.get(begin).status_code == 200
    assert tablet.post(begin)["Location"] == f"{V}/kiosk/"
    page = walk(tablet, vote.codes[1].code, {"p-region": ["1"]})
    assert page["Refresh"].startswith("60;") and page["Refresh"].endswith("/ru/votes/kiosk/")
    assert Voter.objects.get(election=vote.election, number=2).channel == "kiosk"
    assert tablet.get(f"{V}/kiosk/").status_code == 200
    assert tablet.get(f"{V}/receipt/").status_code == 302  # the next voter doesn't see the last one's
    assert tablet.post(f"{V}/enter/", {"code": vote.codes[2].code}).status_code == 302
    left_open = tablet.get(f"{V}/ballot/")
    assert left_open["Refresh"].startswith("300;")
    tablet.get(f"{V}/kiosk/")
    assert tablet.get(f"{V}/ballot/").status_code == 302
    assert Client().get(f"{V}/kiosk/start/forged/").status_code == 404


PLAIN = {
    "kk": ("нәтижені ешкім көрмейді", "Телефоныңызда зиянды бағдарлама"),
    "ru": ("результата не видит никто", "вредоносной программы в вашем телефоне"),
    "en": ("nobody sees a result", "a malicious program in your phone"),
}
"""One of the promises, and after all of them one thing that isn't promised."""


@pytest.mark.django_db
def test_public_pages_say_what_is_asked_and_never_how_it_stands(
    opened: Callable[..., Any], during: Any, django_assert_max_num_queries: Any
) -> None:
    vote = opened()
    guest = Client()
    walk(Client(), vote.codes[1].code, {"p-region": ["1"]})
    with django_assert_max_num_queries(8):
        page = guest.get(f"{V}/{vote.election.number}/")
    words = page.content.decode()
    assert "1 из 6 в списке" in words and "SHA-256" in words and "region ru" in words
    assert len(page.content) < 100_000
    for language, (promised, not_promised) in PLAIN.items():
        said = guest.get(f"/{language}/votes/{vote.election.number}/").content.decode()
        assert 0 < said.find(promised) < said.find(not_promised), language
    assert guest.get(f"{V}/{vote.election.number}/results/").status_code == 404
    with django_assert_max_num_queries(4):
        assert vote.election.number in guest.get(f"{V}/").content.decode()
    assert guest.get(f"{V}/{vote.election.number}/ways/").status_code == 200


@pytest.mark.django_db
def test_why_a_vote_was_prolonged_or_stopped_is_public(opened: Callable[..., Any], during: Any, tell_all: Any) -> None:
    election = opened().election
    said = tell_all(election)
    assert said.heard(Client().get(f"{V}/{election.number}/")) == said.meant() != set()


@pytest.mark.django_db
def test_a_draft_is_as_if_it_were_not_there(drafted: Callable[..., Any]) -> None:
    election = drafted()
    for path in ("", "ways/", "results/", "sms/"):
        assert Client().get(f"{V}/{election.number}/{path}").status_code == 404


@pytest.mark.django_db
def test_when_voting_is_over_the_page_says_so_and_keeps_the_marks(opened: Callable[..., Any], frozen: Any) -> None:
    vote = opened()
    clock = frozen(CLOSES.replace(microsecond=0))
    clock.shift(-60)
    client = Client()
    client.post(f"{V}/enter/", {"code": vote.codes[1].code})
    review = client.post(f"{V}/ballot/", {"p-region": ["2"]}).content.decode()
    clock.shift(120)
    late = client.post(f"{V}/cast/", hidden(review, f"{V}/cast/"))
    assert late.status_code == 409
    assert 'name="p-region" value="2"' in late.content.decode()
    assert not envelopes(vote.election)
