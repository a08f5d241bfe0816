"""Pure rules of accounts: how long a session lives, what a password may hold, what the levels of identity mean."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ortaq.kernel.language.rules import Text

OFFICE_IDLE_SECONDS = 30 * 60
OFFICE_ABSOLUTE_SECONDS = 12 * 3600
CITIZEN_ABSOLUTE_SECONDS = 14 * 24 * 3600
"""ASVS 5.0, 7.1.1 and 7.3: an office works with other people's data on shared desks, a citizen on an own phone."""

SEEN_EVERY_SECONDS = 60
"""How exactly the last use of a session is kept: one write a minute at most."""

_LETTERS_LEFT = 8


def session_is_over(*, started: int, seen: int, now: int, office: bool) -> bool:
    """Has a session come to its end? Times are seconds of the Unix clock."""
    if office:
        return now - seen > OFFICE_IDLE_SECONDS or now - started > OFFICE_ABSOLUTE_SECONDS
    return now - started > CITIZEN_ABSOLUTE_SECONDS


def _folded(value: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", value).casefold() if char.isalnum())


def leans_on_context(password: str, words: Iterable[str]) -> bool:
    """Is too little of *password* left when the *words* that everybody here would guess are taken out of it?

    ASVS 5.0, 6.2.11: names of the system, the region and its bodies. Words under four letters don't count.
    """
    rest = _folded(password)
    before = rest
    for word in sorted({_folded(word) for word in words}, key=len, reverse=True):
        if len(word) >= 4:
            rest = rest.replace(word, "")
    return rest != before and len(rest) < _LETTERS_LEFT


def clean_phone(value: str) -> str:
    """*value* as ``+`` and digits (E.164); "" for nothing. Raises ValueError for what can't be a phone number.

    A number of Kazakhstan may start with 8 or 7 instead of +7.
    """
    kept = re.sub(r"[\s().–-]", "", value)
    if not kept:
        return ""
    if re.fullmatch(r"[78][0-9]{10}", kept):
        return "+7" + kept[1:]
    if re.fullmatch(r"\+[1-9][0-9]{7,14}", kept):
        return kept
    raise ValueError("not a phone number")


@dataclass(frozen=True, slots=True)
class LevelWords:
    """What one level of verified identity is called and what it opens."""

    level: int
    name: Text
    meaning: Text


LEVELS = (
    LevelWords(
        0,
        Text("Байланыс расталған", "Контакт подтверждён", "Contact confirmed"),
        Text(
            "Электрондық поштаңыз сіздікі екенін растадыңыз. Жолданым беруге және оның барысын бақылауға болады.",
            "Вы подтвердили, что адрес электронной почты ваш. Можно подавать обращения и следить за ними.",
            "You confirmed that the e-mail address is yours. You can send appeals and follow them.",
        ),
    ),
    LevelWords(
        1,
        Text("ЖСН көрсетілген", "ИИН указан", "IIN given"),
        Text(
            "Сіз ЖСН көрсеттіңіз, оның бақылау саны дұрыс. Бұл жеке басты куәландырмайды, бірақ ЖСН талап етілетін "
            "жерде бір адамның бір рет қатысуына мүмкіндік береді.",
            "Вы указали ИИН, его контрольная цифра верна. Это не удостоверяет личность, но позволяет участвовать там, "
            "где нужен ИИН: один человек — один раз.",
            "You gave an IIN whose check digit is right. This doesn't prove who you are, but lets you take part where "
            "an IIN is needed: one person, once.",
        ),
    ),
    LevelWords(
        2,
        Text("Қолтаңбамен расталған", "Подтверждено подписью", "Confirmed by signature"),
        Text(
            "Жеке басыңыз электрондық цифрлық қолтаңбамен немесе ұлттық сәйкестендіру қызметімен расталған.",
            "Ваша личность подтверждена электронной цифровой подписью или национальной службой идентификации.",
            "Your identity is confirmed by an electronic digital signature or by the national identity service.",
        ),
    ),
)


LEVEL_CLAIMS = ("acr", "amr")
"""Claims of an ID token that say how somebody was recognised (OpenID Connect Core 1.0, section 2)."""


def read_levels(text: str) -> dict[tuple[str, str], int]:
    """Which claim value of an identity provider proves which level: ``acr=urn:example:eds:2, amr=otp:1``.

    Raises ValueError naming the entry that can't be.
    """
    found: dict[tuple[str, str], int] = {}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        claim, equals, rest = entry.partition("=")
        value, colon, level = rest.rpartition(":")
        if not (equals and colon and value and claim in LEVEL_CLAIMS and level in {"1", "2"}):
            raise ValueError(f"{entry!r} isn't acr=VALUE:LEVEL or amr=VALUE:LEVEL with level 1 or 2")
        found[claim, value] = int(level)
    return found


def proved_level(claims: Mapping[str, Any], levels: Mapping[tuple[str, str], int]) -> int:
    """The highest level that the claims of an ID token prove; 0 when the provider's words are unknown or absent."""
    proved = 0
    for claim in LEVEL_CLAIMS:
        told = claims.get(claim)
        for value in told if isinstance(told, list) else [told]:
            if isinstance(value, str):
                proved = max(proved, levels.get((claim, value), 0))
    return proved
