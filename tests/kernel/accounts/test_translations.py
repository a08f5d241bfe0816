"""Everything that allauth shows on our pages is in Kazakh and Russian; so is every string of this room."""

import io
import re
from functools import cache
from pathlib import Path

import allauth
import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

ROOM = Path(__file__).resolve().parents[3] / "src/ortaq/kernel/accounts"
ALLAUTH = Path(allauth.__file__).parent
APPS = ("account", "mfa", "usersessions", "socialaccount")
KEYWORDS = {**DEFAULT_KEYWORDS, "gettext_lazy": None, "ngettext_lazy": (1, 2), "pgettext_lazy": ((1, "c"), 2)}

NEVER_REACHED = (
    "phone",  # phone numbers aren't a way to sign in
    "login_code",
    "request_login_code",
    "password_reset_code",
    "signup_by_passkey",  # a passkey is added to an account, it doesn't make one
    "webauthn/signup_form",
    "trust",
    "account/email.html",  # one address at a time: email_change.html is shown instead
    "account/email_confirm.html",  # addresses are confirmed by code
    "email_deleted",
)
"""Parts of the names of allauth's templates that no setting of ours shows."""

NEVER_SHOWN = {
    "The phone number and/or password you specified are not correct.",
    "A user is already registered with this phone number.",
    "The phone number is not assigned to any user account.",
    "Username can not be used. Please use other username.",
    "The username and/or password you specified are not correct.",
    "Enter a phone number including country code (e.g. +1 for the US).",
    "Phone",
    "Username",
    "Username, email or phone",
    "Username or email",
    "Username or phone",
    "Email or phone",
    "Username (optional)",
    "In case you forgot, your username is %(username)s.",
    "MFA",
    "Send me a sign-in code",
    "Sign up using a passkey",
}
"""Strings about user names, phone numbers and ways to sign in that are switched off, which accounts don't have here, and names of Django apps."""


def _strings(path: Path) -> set[str]:
    if path.suffix == ".py":
        source = path.read_bytes()
    else:
        lines = templatize(path.read_text(encoding="utf-8"), origin=str(path)).splitlines()
        source = "\n".join(line.strip() for line in lines).encode()
    found = set()
    for _line, message, _comments, _context in extract(
        "python", io.BytesIO(source), KEYWORDS, options={"encoding": "utf-8"}
    ):
        found.add(message if isinstance(message, str) else message[0])
    return found


@cache
def _catalogue(language: str) -> dict[str, str]:
    with (ROOM / f"locale/{language}/LC_MESSAGES/django.po").open("rb") as source:
        catalogue = read_po(source, locale=language)
    assert not any(message.fuzzy for message in catalogue if message.id)
    return {
        (message.id if isinstance(message.id, str) else message.id[0]): (
            message.string if isinstance(message.string, str) else message.string[0]
        )
        for message in catalogue
        if message.id
    }


def _shown_by_allauth() -> dict[str, str]:
    shown: dict[str, str] = {}
    for app in APPS:
        for path in (ALLAUTH / "templates" / app).rglob("*"):
            name = path.relative_to(ALLAUTH / "templates").as_posix()
            overridden = (ROOM / "templates" / name).exists()
            if path.is_file() and not overridden and not any(part in name for part in NEVER_REACHED):
                shown.update(dict.fromkeys(_strings(path), name))
        for path in (ALLAUTH / app).rglob("*.py"):
            inside = path.relative_to(ALLAUTH / app)
            if path.name in {"adapter.py", "forms.py", "fields.py"} and "providers" not in inside.parts:
                shown.update(dict.fromkeys(_strings(path), f"{app}/{inside}"))
    return shown


def test_all_that_allauth_shows_is_in_kazakh() -> None:
    kazakh = _catalogue("kk")
    shown = _shown_by_allauth()
    assert len(shown) > 150, "nothing was extracted"
    missing = {text: where for text, where in shown.items() if not kazakh.get(text) and text not in NEVER_SHOWN}
    assert not missing, missing


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_all_strings_of_this_room_are_translated(language: str) -> None:
    ours: set[str] = set()
    for path in [*ROOM.rglob("*.py"), *(ROOM / "templates").rglob("*.*")]:
        ours |= _strings(path)
    assert len(ours) > 80
    assert not {text for text in ours if not _catalogue(language).get(text)}


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_translations_keep_placeholders_and_markup(language: str) -> None:
    pattern = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}|</?\w+")
    wrong = {
        text
        for text, translated in _catalogue(language).items()
        if sorted(pattern.findall(text)) != sorted(pattern.findall(translated))
    }
    assert not wrong


def test_kazakh_is_written_with_kazakh_letters() -> None:
    latin_inside = re.compile(r"[А-Яа-яӘәҒғҚқҢңӨөҰұҮүҺһІі][A-Za-z]|[A-Za-z][А-Яа-яӘәҒғҚқҢңӨөҰұҮүҺһІі]")
    mixed = [
        text
        for text in _catalogue("kk").values()
        if latin_inside.search(re.sub(r"%\(\w+\)[sd]|%[sd]|</?[^>]+>", " ", text))
    ]
    assert not mixed
