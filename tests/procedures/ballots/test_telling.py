"""The word that a right to vote was used: to whom, when, once; and that it tells nobody more than the roll does."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction
from tests.procedures.ballots.conftest import AFTER, DURING
from tests.procedures.ballots.test_casting import cast
from tests.procedures.ballots.test_closing import apart, closed, files_of, keyed, rows_of, whole_database  # noqa: F401

from ortaq.procedures.ballots.rules.telling import CROWD, is_due, word

if TYPE_CHECKING:
    from pathlib import Path

HOUR = timedelta(hours=1)


def votes(vote: Any, places: Any, form: str = "form", at: Any = DURING, mark: str = "1") -> None:
    """The people at these places of the list vote, in this order."""
    for place in places:
        choices = {"region": {mark: 1}} | ({"district": {}} if place % 2 == 0 else {})
        cast(vote.codes[place].code, choices, form, at)


def hourly(vote: Any, at: Any = DURING) -> int:
    """What the worker does at the full hour."""
    from ortaq.procedures.ballots.actions.heads import make_heads
    from ortaq.procedures.ballots.actions.telling import tell_all

    make_heads(at=at)
    return tell_all(at=at)


def sent(tmp_path: Path, at: Any = DURING) -> list[dict[str, str]]:
    """Everything that the outbox has sent so far."""
    from ortaq.kernel.notices.actions import send_next_text
    from ortaq.kernel.notices.channels import Channels

    with Channels() as channels:
        while send_next_text(channels=channels, at=at):
            pass
    path = tmp_path / "sms.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


@pytest.mark.parametrize(
    ("waiting", "hour", "over", "due"),
    [
        (0, 12, False, False),
        (0, 12, True, False),
        (CROWD - 1, 12, False, False),
        (CROWD, 12, False, True),
        (1, 19, False, False),
        (1, 20, False, True),
        (1, 21, False, True),
        (10_000, 22, False, False),
        (10_000, 7, True, False),
        (10_000, 8, False, True),
        (1, 12, True, True),
    ],
)
def test_a_crowd_is_told_by_day_and_whoever_waits_in_the_evening(
    waiting: int, hour: int, over: bool, due: bool
) -> None:
    assert is_due(waiting, hour, closed=over) is due


def test_the_word_is_the_same_for_all_and_fits_into_three_parts_of_a_text_message() -> None:
    said = word("EL-2026-000012")
    assert "EL-2026-000012" in said
    assert len(said) <= 3 * 67, "three parts of 67 letters that aren't Latin"


@pytest.mark.django_db
def test_who_votes_is_told_once_after_the_head_and_a_later_ballot_tells_nobody(
    keyed: Callable[..., Any],  # noqa: F811
    tmp_path: Path,
) -> None:
    from ortaq.procedures.ballots.actions.batches import hand_paper
    from ortaq.procedures.ballots.models import Place, Voter

    vote, _shares = keyed(40)
    votes(vote, range(20))
    hand_paper(
        voter=Voter.objects.get(election=vote.election, number=31), place=Place.objects.get(election=vote.election),
        by=vote.hall["operator"], at=DURING,
    )  # fmt: skip
    assert sent(tmp_path) == [], "nothing before the hour is full"
    assert hourly(vote) == 21
    messages = sent(tmp_path)
    assert sorted(each["to"] for each in messages) == [f"+7700000{n:04}" for n in (*range(20), 30)]
    assert {each["text"] for each in messages} == {word(vote.election.number)}

    votes(vote, range(20), "again", DURING + HOUR, "5")
    hand_paper(
        voter=Voter.objects.get(election=vote.election, number=3), place=Place.objects.get(election=vote.election),
        by=vote.hall["operator"], at=DURING + HOUR,
    )  # fmt: skip
    assert hourly(vote, DURING + HOUR) == 0
    assert len(sent(tmp_path, DURING + HOUR)) == 21


@pytest.mark.django_db
def test_a_few_wait_for_others_or_for_the_evening_and_nobody_is_woken(
    keyed: Callable[..., Any],  # noqa: F811
    tmp_path: Path,
) -> None:
    vote, _shares = keyed(40)
    noon = DURING  # twelve o'clock in Kazakhstan
    votes(vote, range(CROWD - 1))
    assert hourly(vote, noon) == 0
    votes(vote, [CROWD - 1], at=noon + HOUR)
    assert hourly(vote, noon + HOUR) == CROWD
    votes(vote, [30], at=noon + 2 * HOUR)
    assert hourly(vote, noon + 2 * HOUR) == 0
    assert hourly(vote, noon + 8 * HOUR) == 1
    votes(vote, range(11, 29), at=noon + 9 * HOUR)
    assert hourly(vote, noon + 10 * HOUR) == 0, "ten in the evening"
    assert hourly(vote, noon + 20 * HOUR) == 18, "eight in the morning"
    assert len(sent(tmp_path, noon + 20 * HOUR)) == len({each["to"] for each in sent(tmp_path)}) == CROWD + 1 + 18


@pytest.mark.django_db
def test_when_a_vote_ends_whoever_waits_is_told_at_once_however_few(keyed: Callable[..., Any], tmp_path: Path) -> None:  # noqa: F811
    from ortaq.procedures.ballots import actions

    vote, _shares = keyed(12)
    votes(vote, [0])
    assert hourly(vote) == 0
    actions.close_election(election=vote.election, at=AFTER)
    assert [each["to"] for each in sent(tmp_path, AFTER)] == ["+77000000000"], "at once, not at the next full hour"
    assert hourly(vote, AFTER + HOUR) == 0


@pytest.mark.django_db
def test_a_box_that_closes_at_night_is_opened_when_the_last_voters_have_been_told(
    keyed: Callable[..., Any],  # noqa: F811
    tmp_path: Path,
) -> None:
    """The count takes the telephones out of the roll: until then whoever voted last is told, but nobody is woken."""
    from ortaq.kernel.lifecycle.actions import Refused
    from ortaq.procedures.ballots import actions
    from ortaq.procedures.ballots.actions.closing import count_election

    night = AFTER + 11 * HOUR  # eleven in the evening; the vote ended at a quarter to
    vote, shares = keyed(12, closes_at=night - timedelta(minutes=15))
    votes(vote, [0])
    actions.close_election(election=vote.election, at=night)
    assert sent(tmp_path, night) == []
    with pytest.raises(Refused) as refused:
        count_election(election=vote.election, shares=shares[1:], at=night)
    assert "from 8 to 22" in refused.value.reason.en
    assert hourly(vote, night + 9 * HOUR) == 1
    assert len(sent(tmp_path, night + 9 * HOUR)) == 1
    count_election(election=vote.election, shares=shares[1:], at=night + 9 * HOUR)
    vote.election.refresh_from_db()
    assert vote.election.state == "counted"


@pytest.mark.django_db
def test_where_text_messages_fail_the_count_waits_a_night_and_no_longer(keyed: Callable[..., Any]) -> None:  # noqa: F811
    from ortaq.procedures.ballots import actions
    from ortaq.procedures.ballots.queries.counting import is_awaited

    night = AFTER + 11 * HOUR
    vote, _shares = keyed(12, closes_at=night)
    assert not is_awaited(vote.election, night), "nobody has voted"
    votes(vote, [0])
    actions.close_election(election=vote.election, at=night)
    assert is_awaited(vote.election, night + 11 * HOUR)
    assert not is_awaited(vote.election, night + 12 * HOUR)


@pytest.mark.django_db
def test_what_the_gateway_has_not_taken_is_told_to_the_organiser_and_stands_in_the_protocol(
    keyed: Callable[..., Any],  # noqa: F811
    settings: Any,
) -> None:
    """A code after the end is worth nothing and is stopped; the word that somebody's right was used still would be."""
    from django.test import Client
    from pypdf import PdfReader

    from ortaq.kernel.events.models import Event
    from ortaq.procedures.ballots import actions
    from ortaq.procedures.ballots.actions.closing import count_election
    from ortaq.procedures.ballots.actions.sms import request_sms_code
    from ortaq.procedures.ballots.models import Published
    from ortaq.procedures.ballots.queries.voting import setup_of

    vote, shares = keyed(30)
    setup = setup_of(vote.election.pk)
    assert setup is not None
    votes(vote, range(12))
    assert request_sms_code(setup=setup, iin=vote.iins[20], language="kk", at=DURING)
    actions.close_election(election=vote.election, at=AFTER)
    settings.DEMO, user = True, vote.hall.users["secretary"]  # a demonstration's people need no second factor
    user.is_demo = True
    user.save(update_fields=["is_demo"])
    office = Client()
    office.force_login(user)
    page = office.get(f"/ru/votes/office/{vote.election.number}/").content.decode()
    assert "их право использовано: 12" in " ".join(page.split()), "twelve words wait, and the code doesn't any more"
    count_election(election=vote.election, shares=shares[1:], at=AFTER + HOUR)
    assert Event.objects.get(record=vote.election, code="count").data["untold"] == 12
    protocol = Published.objects.get(election=vote.election, name="protocol-ru.pdf")
    text = " ".join(
        "\n".join(page.extract_text() for page in PdfReader(BytesIO(bytes(protocol.content))).pages).split()
    )
    assert "не дошло сообщение о том, что они проголосовали 12" in text


@pytest.mark.django_db
def test_demonstrations_and_installations_without_text_messages_tell_nobody(
    keyed: Callable[..., Any],  # noqa: F811
    settings: Any,
) -> None:
    from ortaq.kernel.notices.models import TextMessage
    from ortaq.kernel.records.models import Record

    vote, _shares = keyed(12)
    votes(vote, range(12))
    sends, settings.SMS_URL = settings.SMS_URL, ""
    assert hourly(vote) == 0
    settings.SMS_URL = sends
    Record.objects.filter(pk=vote.election.pk).update(is_demo=True)
    assert hourly(vote) == 0
    assert not TextMessage.objects.exists()
    Record.objects.filter(pk=vote.election.pk).update(is_demo=False)
    assert hourly(vote) == 12


@pytest.mark.django_db
def test_who_left_no_number_is_marked_with_the_others(keyed: Callable[..., Any]) -> None:  # noqa: F811
    from ortaq.procedures.ballots.models import Voter

    vote, _shares = keyed(12)
    Voter.objects.filter(number__gt=6).update(phone="")
    votes(vote, range(12))
    assert hourly(vote) == 6
    assert Voter.objects.filter(told=True).count() == 12
    with pytest.raises(IntegrityError), transaction.atomic():
        Voter.objects.filter(number=1).update(voted=False, channel="")  # told of what didn't happen


@pytest.mark.django_db
def test_what_is_stored_tells_no_more_than_that_somebody_voted(keyed: Callable[..., Any], tmp_path: Path) -> None:  # noqa: F811
    """One transaction for all, none of the box's; an order by chance; one moment; after sending neither number nor words."""
    from ortaq.kernel.notices.models import TextMessage
    from ortaq.procedures.ballots.models import Voter

    vote, _shares = keyed(60)
    quiet = vote.election.events.count()
    came = [*range(1, 60, 2), *range(0, 60, 2)]
    votes(vote, came[:50])
    assert hourly(vote) == 50
    outbox = list(TextMessage.objects.order_by("pk"))
    asked = [each.number for each in outbox]
    by_coming, by_list = ([f"+7700000{n:04}" for n in order] for order in (came[:50], sorted(came[:50])))
    assert sorted(asked) == sorted(by_coming)
    assert asked not in (by_coming, by_coming[::-1], by_list, by_list[::-1])
    assert {each.created_at for each in outbox} == {DURING}
    keys = "".join(each.key for each in outbox)
    for voter in Voter.objects.filter(election=vote.election):
        assert voter.pk.hex not in keys and str(voter.pk) not in keys
    told = {xmin for xmin, mark in rows_of("ballots_voter", "xmin::text, told::text") if mark == "true"}
    assert len(told) == 1, "whoever voted at whatever time was written anew together"
    box = {xmin for (xmin,) in rows_of("ballot_box.envelope", "xmin::text")}
    log = {xmin for (xmin,) in rows_of("ballots_commitment", "xmin::text")}
    assert not told & (box | log)
    assert Voter.objects.filter(told=True).count() == Voter.objects.filter(voted=True).count()
    sent(tmp_path)
    assert set(TextMessage.objects.values_list("number", "words", "state")) == {("", "", "sent")}
    assert vote.election.events.count() == quiet, "an event would tell when"


def test_after_the_count_neither_word_nor_code_nor_their_delivery_is_left(
    apart: None,  # noqa: F811
    keyed: Callable[..., Any],  # noqa: F811
    tmp_path: Path,
) -> None:
    """Text messages that were sent, and one that waits; rows and files. Another vote's stay."""
    from ortaq.kernel.notices.actions import queue_text_messages
    from ortaq.kernel.notices.models import TextMessage
    from ortaq.procedures.ballots.actions.sms import request_sms_code
    from ortaq.procedures.ballots.models import Voter
    from ortaq.procedures.ballots.queries.voting import setup_of

    vote, shares = keyed(30)
    setup = setup_of(vote.election.pk)
    assert setup is not None
    assert request_sms_code(setup=setup, iin=vote.iins[0], language="kk", at=DURING)
    votes(vote, range(30))
    assert hourly(vote) == 30
    sent(tmp_path)
    assert request_sms_code(setup=setup, iin=vote.iins[1], language="kk", at=DURING)
    queue_text_messages(purpose="vote-0", messages={"a": ("+77009999999", "Басқа")}, language="kk", at=AFTER + 9 * HOUR)
    keys = list(TextMessage.objects.exclude(purpose="vote-0").values_list("key", flat=True))
    assert len(keys) == 32
    assert all(key.encode() in files_of("notices_textmessage") for key in keys)
    closed(vote, shares)
    assert list(TextMessage.objects.values_list("purpose", flat=True)) == ["vote-0"]
    whole, raw = whole_database(), files_of("notices_textmessage")
    assert not any(key in whole or key.encode() in raw for key in keys)
    assert b"vote-0:a" in raw
    assert not Voter.objects.filter(told=True).exists(), "it would tell who came in the last hours"


@pytest.mark.django_db
def test_an_annulled_vote_keeps_no_word_either(keyed: Callable[..., Any]) -> None:  # noqa: F811
    from ortaq.kernel.notices.models import TextMessage
    from ortaq.procedures.ballots import actions
    from ortaq.procedures.ballots.actions.destruction import destroy_all
    from ortaq.procedures.ballots.models import Voter

    vote, _shares = keyed(12)
    votes(vote, range(12))
    assert hourly(vote) == 12
    actions.annul_election(election=vote.election, reason="Қате тізім", by=vote.hall["secretary"], at=DURING)
    assert hourly(vote, DURING + HOUR) == 0
    assert destroy_all(at=DURING + HOUR) == 1
    assert not TextMessage.objects.exists()
    assert not Voter.objects.filter(told=True).exists()


@pytest.mark.django_db(transaction=True)
def test_a_message_that_is_forgotten_in_the_workers_hands_stops_nothing(settings: Any, tmp_path: Path) -> None:
    """The destruction may come between the claim of a message and its reading."""
    from ortaq.kernel.notices.actions import forget_text_messages, queue_text_messages
    from ortaq.kernel.notices.models import TextMessage

    settings.SMS_URL = f"file://{tmp_path}/sms.jsonl"
    for name in ("vote-1", "vote-2"):
        queue_text_messages(purpose=name, messages={"a": ("+77000000001", name)}, language="kk", at=DURING)
    whole, found = TextMessage.objects.filter, []

    def filter_(*args: Any, **more: Any) -> Any:
        if "pk" in more and not found:  # just claimed
            TextMessage.objects.filter = whole  # type: ignore[method-assign]
            found.append(forget_text_messages(purpose="vote-1"))
        return whole(*args, **more)

    TextMessage.objects.filter = filter_  # type: ignore[method-assign]
    try:
        assert [each["text"] for each in sent(tmp_path)] == ["vote-2"]
    finally:
        del TextMessage.objects.filter
    assert found == [1]
