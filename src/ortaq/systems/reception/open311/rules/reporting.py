"""What a POST of a request sends.

Source: GeoReport v2, "POST Service Request": service_code; lat and long, address_string or address_id; attribute[code],
attribute[code][] for several values; description of at most 4000 characters. An empty parameter counts as not sent.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ortaq.kernel.language.rules import UnusableText, clean_line, clean_text
from ortaq.systems.reception.open311.rules.errors import bad

DESCRIPTION = 4000
SUBJECT = 100

_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,100})\](\[\d{0,4}\])?")
_DEGREES = re.compile(r"[+-]?\d{1,3}(?:\.\d{1,20})?", re.ASCII)
_EMAIL = re.compile(r"[^@\s,;<>()\"\\]{1,64}@[^@\s,;<>()\"\\.]+(?:\.[^@\s,;<>()\"\\.]+)+")
_LENGTHS = {
    "service_code": 100,
    "address_string": 300,
    "address_id": 100,
    "email": 254,
    "first_name": 100,
    "last_name": 100,
    "phone": 30,
    "media_url": 500,
    "device_id": 200,
    "account_id": 200,
}


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it was sent, cleaned. Empty is: not sent. ``attributes``: the answers by code, not yet checked."""

    service_code: str
    latitude: Decimal | None
    longitude: Decimal | None
    address: str
    name: str
    email: str
    phone: str
    description: str
    media_url: str
    attributes: dict[str, list[str]] = field(default_factory=dict)


def parse_report(sent: Iterable[tuple[str, Sequence[str]]]) -> Report:
    """The report in the fields of a form. Raises Refusal (400) that names everything that is wrong."""
    fields: dict[str, str] = {}
    attributes: dict[str, list[str]] = {}
    wrong: list[str] = []
    for name, values in sent:
        if any("\ufffd" in value for value in values) or "\ufffd" in name:
            wrong.append(f"{_shown(name)}: not valid UTF-8")
            continue
        found = _ATTRIBUTE.fullmatch(name)
        if found:
            attributes.setdefault(found[1], []).extend(values)
        elif values:
            fields[name] = values[-1]
    lines = {name: _line(name, fields, wrong) for name in _LENGTHS}
    description = _description(fields.get("description", ""), wrong)
    latitude, longitude = _place(fields, lines, wrong)
    if not lines["service_code"]:
        wrong.append("service_code is required")
    if lines["email"] and not _EMAIL.fullmatch(lines["email"]):
        wrong.append("email: not an e-mail address")
    if lines["phone"] and not _is_phone(lines["phone"]):
        wrong.append("phone: a number such as +7 701 123 45 67 is needed")
    if lines["media_url"] and not lines["media_url"].startswith(("https://", "http://")):
        wrong.append("media_url: an http or https address is needed")
    if wrong:
        raise bad(*wrong)
    return Report(
        service_code=lines["service_code"],
        latitude=latitude,
        longitude=longitude,
        address=lines["address_string"],
        name=" ".join(part for part in (lines["last_name"], lines["first_name"]) if part),
        email=lines["email"],
        phone=lines["phone"],
        description=description,
        media_url=lines["media_url"],
        attributes=attributes,
    )


def subject_of(description: str, service: str) -> str:
    """The subject of an appeal: the first line of its description, cut at a word; else the name of the service."""
    first = description.partition("\n")[0].strip()
    if not first:
        return service
    if len(first) <= SUBJECT:
        return first
    cut = first[: SUBJECT - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"


def official_text(description: str, service: str, answers: Iterable[tuple[str, str]], media_url: str) -> str:
    """The official copy: what was written, then each question with its answer; the service's name where nothing was."""
    told = [f"{question}: {answer}" for question, answer in answers]
    if media_url:
        told.append(f"media_url: {media_url}")
    return "\n\n".join(part for part in (description or service, "\n".join(told)) if part)


def _line(name: str, fields: Mapping[str, str], wrong: list[str]) -> str:
    try:
        value = clean_line(fields.get(name, ""))
    except UnusableText:
        wrong.append(f"{name}: characters that can't be kept")
        return ""
    if len(value) > _LENGTHS[name]:
        wrong.append(f"{name}: at most {_LENGTHS[name]} characters")
        return ""
    return value


def _description(sent: str, wrong: list[str]) -> str:
    try:
        value = clean_text(sent)
    except UnusableText:
        wrong.append("description: characters that can't be kept")
        return ""
    if len(value) > DESCRIPTION:
        wrong.append(f"description: at most {DESCRIPTION} characters")
    return value


def _place(
    fields: Mapping[str, str], lines: Mapping[str, str], wrong: list[str]
) -> tuple[Decimal | None, Decimal | None]:
    latitude, longitude = (_degrees(name, fields, limit, wrong) for name, limit in (("lat", 90), ("long", 180)))
    sent = [name for name in ("lat", "long") if fields.get(name, "").strip()]
    if len(sent) == 1:
        wrong.append("lat and long are needed together")
        return None, None
    if not sent and not lines["address_string"]:
        here = "address_id isn't known here: " if lines["address_id"] else ""
        wrong.append(f"{here}lat and long, or address_string, are required")
    return latitude, longitude


def _degrees(name: str, fields: Mapping[str, str], limit: int, wrong: list[str]) -> Decimal | None:
    value = fields.get(name, "").strip()
    if not value:
        return None
    if not _DEGREES.fullmatch(value) or abs(Decimal(value)) > limit:
        wrong.append(f"{name}: degrees between -{limit} and {limit} are needed, such as 42.901234")
        return None
    return round(Decimal(value), 6)


def _is_phone(value: str) -> bool:
    digits = sum(sign.isascii() and sign.isdigit() for sign in value)
    return not set(value) - set("0123456789+()- ") and 6 <= digits <= 15


def _shown(name: str) -> str:
    return name.replace("\ufffd", "?")[:40]
