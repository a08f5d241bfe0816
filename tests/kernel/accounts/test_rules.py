"""Pure rules of accounts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.kernel.accounts.rules import LEVELS, clean_phone, leans_on_context, session_is_over

DAY = 24 * 3600


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("8 (701) 123-45-67", "+77011234567"),
        ("+7 701 123 45 67", "+77011234567"),
        ("77011234567", "+77011234567"),
        ("", ""),
    ],
)
def test_a_phone_number_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert clean_phone(typed) == kept


@pytest.mark.parametrize("typed", ["123", "+0123456789", "call me", "+7701123456789012", "٨٧٠١١٢٣٤٥٦٧"])
def test_what_is_no_phone_number_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="phone"):
        clean_phone(typed)


@given(st.text(max_size=40))
def test_a_kept_phone_number_stays_as_it_is(typed: str) -> None:
    try:
        kept = clean_phone(typed)
    except ValueError:
        return
    assert clean_phone(kept) == kept


@pytest.mark.parametrize("password", ["Zhambyl-2026!", "ОРТАҚ-ортақ-12", "zhambylortaq26", "Тараз Тараз Тараз"])
def test_a_password_of_local_names_is_found(password: str) -> None:
    assert leans_on_context(password, ["zhambyl", "ortaq", "ортақ", "Тараз"])


@pytest.mark.parametrize("password", ["correct horse battery", "zhambyl correct horse battery", "1234567"])
def test_a_password_with_words_of_its_own_is_not(password: str) -> None:
    assert not leans_on_context(password, ["zhambyl", "ortaq", "on"])


@pytest.mark.parametrize(
    ("started", "seen", "office", "over"),
    [(0, 0, True, True), (0, 14 * DAY, False, False), (0, 14 * DAY, True, True), (13 * DAY + 20 * 3600, 14 * DAY - 1800, True, False),
     (13 * DAY + 20 * 3600, 14 * DAY - 1801, True, True), (-1, 14 * DAY, False, True)],
)  # fmt: skip
def test_a_session_ends(started: int, seen: int, office: bool, over: bool) -> None:
    assert session_is_over(started=started, seen=seen, now=14 * DAY, office=office) is over


def test_every_level_is_explained_in_its_place() -> None:
    assert [each.level for each in LEVELS] == [0, 1, 2]
