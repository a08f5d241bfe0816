"""Channels, repeats and header-safe lines as pure rules."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ortaq.kernel.notices.rules import GIVE_UP_AFTER, Recipient, channels_for, next_try, one_line

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def test_an_account_is_told_in_the_application_and_by_mail_a_guest_by_what_they_left():
    account, guest = Recipient("appellant", "kk", user_id=1), Recipient("appellant", "kk", person_id=1)
    assert list(channels_for(account, email=True, phone=False, sms=True)) == ["inapp", "email"]
    assert list(channels_for(guest, email=True, phone=True, sms=True)) == ["email"]
    assert list(channels_for(guest, email=False, phone=True, sms=True)) == ["sms"]
    assert list(channels_for(guest, email=False, phone=True, sms=False)) == []


def test_who_asked_for_text_messages_gets_them_where_they_are_sent():
    account = Recipient("appellant", "kk", user_id=1, by="sms")
    guest = Recipient("appellant", "kk", person_id=1, by="sms")
    assert list(channels_for(account, email=True, phone=True, sms=True)) == ["inapp", "sms"]
    assert list(channels_for(guest, email=True, phone=True, sms=True)) == ["sms"]
    assert list(channels_for(guest, email=True, phone=True, sms=False)) == ["email"]
    assert list(channels_for(account, email=True, phone=False, sms=True)) == ["inapp", "email"]


def test_tries_come_ever_more_seldom_and_end_after_72_hours():
    now, attempts, waits = NOW, 0, []
    while (attempts := attempts + 1) and (again := next_try(attempts, now, NOW)):
        waits.append(again - now)
        now = again
    assert waits[:4] == [timedelta(minutes=m) for m in (1, 2, 4, 8)]
    assert max(waits) == timedelta(hours=4)
    assert now - NOW == GIVE_UP_AFTER
    assert 20 < len(waits) < 30


@given(st.text(), st.integers(2, 300))
def test_no_text_can_break_out_of_a_header(text, limit):
    line = one_line(text, limit)
    assert len(line) <= limit
    assert not set(line) & {"\n", "\r", "\x00", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"}
    assert line == line.strip()
