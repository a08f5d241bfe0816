"""Limits and addresses as pure rules."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.kernel.limits.rules import (
    LONGEST,
    RULES,
    Window,
    address_behind,
    sender_network,
    valid_key,
    wait_after,
)


def test_every_rule_counts_something_and_fits_its_column():
    for code, rule in RULES.items():
        assert rule.code == code
        assert rule.windows
        for window in rule.windows:
            assert window.amount > 0
            assert len(f"{code}/{window.seconds}") <= 40
    assert LONGEST == 86_400


def test_every_rule_is_asked_for_somewhere():
    source = Path(__file__).resolve().parents[3] / "src" / "ortaq"
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for path in source.rglob("*.py")
        if path.relative_to(source).as_posix() != "kernel/limits/rules.py"
    )
    assert not [code for code in RULES if f'"{code}"' not in text], (
        "declared, told of in docs/limits.md and never counted"
    )


@given(st.integers(0, 2**40), st.sampled_from([60, 600, 3600, 86_400]))
def test_a_moment_lies_in_its_window(moment, seconds):
    start = Window(1, seconds).start(moment)
    assert start <= moment < start + seconds
    assert start % seconds == 0


def test_who_is_over_a_limit_waits_until_the_window_ends():
    windows = (Window(10, 3600), Window(30, 86_400))
    assert wait_after(windows, [10, 30], 100) == 0
    assert wait_after(windows, [11, 12], 100) == 3500
    assert wait_after(windows, [11, 31], 100) == 86_300


@pytest.mark.parametrize(
    ("proxies", "forwarded", "remote", "address"),
    [
        (0, "", "198.51.100.7", "198.51.100.7"),
        (0, "203.0.113.9", "198.51.100.7", "198.51.100.7"),  # nobody of ours wrote this header
        (1, "203.0.113.9", "10.0.0.1", "203.0.113.9"),
        (1, "192.0.2.66, 203.0.113.9", "10.0.0.1", "203.0.113.9"),  # the client lied in front
        (2, "192.0.2.66, 203.0.113.9, 10.0.0.2", "10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1", "10.0.0.1"),  # didn't come through both proxies
        (1, "not an address", "10.0.0.1", "10.0.0.1"),
        (1, "", "10.0.0.1", "10.0.0.1"),
        (1, "::ffff:203.0.113.9", "10.0.0.1", "203.0.113.9"),
        (1, "2001:DB8::1", "10.0.0.1", "2001:db8::1"),
        (0, "", "", "unknown"),
    ],
)
def test_the_client_address_is_what_our_outermost_proxy_saw(proxies, forwarded, remote, address):
    assert address_behind(proxies, forwarded, remote) == address


def test_an_ipv6_client_can_not_leave_its_network():
    assert sender_network("2001:db8::1") == sender_network("2001:db8::ffff:1:2:3") == "2001:db8::/64"
    assert sender_network("203.0.113.9") == "203.0.113.9"
    assert sender_network("fe80::1%eth0") == "fe80::/64"


@given(st.text(max_size=80), st.text(max_size=40), st.integers(0, 5))
def test_no_header_can_break_the_address(forwarded, remote, proxies):
    assert sender_network(address_behind(proxies, forwarded, remote))


@pytest.mark.parametrize(
    "sent", ["", "short", "x" * 61, "a" * 20 + " ", "ключ" * 6, "a" * 19 + "\n", "'" + "a" * 30 + "'"]
)
def test_what_is_no_key_of_ours_is_refused(sent):
    assert valid_key(sent) == ""


def test_a_key_may_stand_in_quotes():
    assert valid_key('"3f2c7a0e-6a55-4b7c-9d0e-2f3a4b5c6d7e"') == "3f2c7a0e-6a55-4b7c-9d0e-2f3a4b5c6d7e"
    assert valid_key("x" * 20) == "x" * 20
