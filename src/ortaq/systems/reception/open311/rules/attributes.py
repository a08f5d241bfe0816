"""The questions of a service: how they are declared, shown and answered.

Source: GeoReport v2, "GET Service Definition": six datatypes; a variable that is false is words to read, not a question.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ortaq.kernel.language.rules import Text, UnusableText, clean_line, clean_text
from ortaq.systems.reception.open311.rules.asking import parse_moment

DATATYPES = ("string", "number", "datetime", "text", "singlevaluelist", "multivaluelist")
LISTS = ("singlevaluelist", "multivaluelist")
LENGTHS = {"string": 300, "text": 4000}
"""Most characters of an answer."""

_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,9})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Attribute:
    """One question in one language. ``values``: key and name of each choice of a list."""

    code: str
    datatype: str
    description: str
    required: bool = False
    variable: bool = True
    datatype_description: str = ""
    values: tuple[tuple[str, str], ...] = ()

    def as_row(self, order: int) -> dict[str, Any]:
        """The attribute as a service definition shows it."""
        return {
            "variable": self.variable,
            "code": self.code,
            "datatype": self.datatype,
            "required": self.required,
            "datatype_description": self.datatype_description,
            "order": order,
            "description": self.description,
            "values": [{"key": key, "name": name} for key, name in self.values],
        }


CONSENT = "consent_to_publish"
"""Asked by every service: without consent nothing of an appeal may be published (personal data law, article 7)."""
_CONSENT = Text(
    "Өтінішіңіз бен жауап атыңызсыз және дербес деректеріңізсіз жариялануына келісесіз бе?",
    "Согласны ли вы на публикацию вопроса и ответа без вашего имени и персональных данных?",
    "Do you agree that your question and the answer are published without your name and personal data?",
)
_YES, _NO = Text("Иә", "Да", "Yes"), Text("Жоқ", "Нет", "No")


def attributes_of(declared: Sequence[Mapping[str, Any]], language: str) -> tuple[Attribute, ...]:
    """The questions of a category (``Category.attributes``) in *language*, in their order, and that for consent.

    A declared text is a string, or one for each language: ``{"kk": …, "ru": …, "en": …}``.
    """
    ordered = sorted(declared, key=lambda each: int(each.get("order", 0)))
    own = tuple(
        Attribute(
            code=str(each["code"]),
            datatype=str(each.get("datatype", "string")),
            description=_said(each.get("description", ""), language),
            required=bool(each.get("required", False)),
            variable=bool(each.get("variable", True)),
            datatype_description=_said(each.get("datatype_description", ""), language),
            values=tuple((str(value["key"]), _said(value["name"], language)) for value in each.get("values", ())),
        )
        for each in ordered
        if each.get("code") != CONSENT and each.get("datatype", "string") in DATATYPES
    )
    choices = (("yes", _YES.in_language(language)), ("no", _NO.in_language(language)))
    return (*own, Attribute(CONSENT, "singlevaluelist", _CONSENT.in_language(language), values=choices))


def check_attributes(
    sent: Mapping[str, Sequence[str]], asked: Iterable[Attribute]
) -> tuple[dict[str, str | list[str]], list[str]]:
    """The answers that hold, by code, and what is wrong with the others. Empty answers count as not sent."""
    known = {attribute.code: attribute for attribute in asked if attribute.variable}
    kept: dict[str, str | list[str]] = {}
    wrong = [f"attribute[{code}]: this service has no such attribute" for code in sent if code not in known]
    for code, attribute in known.items():
        values = [value for value in sent.get(code, ()) if value.strip()]
        if not values:
            if attribute.required:
                wrong.append(f"attribute[{code}] is required")
            continue
        if attribute.datatype != "multivaluelist" and len(values) > 1:
            wrong.append(f"attribute[{code}]: one value only")
            continue
        try:
            cleaned = [_checked(attribute, value) for value in values]
        except UnusableText:
            wrong.append(f"attribute[{code}]: characters that can't be kept")
            continue
        if None in cleaned:
            wrong.append(f"attribute[{code}]: {_needed(attribute)}")
            continue
        told = list(dict.fromkeys(value for value in cleaned if value is not None))
        kept[code] = told if attribute.datatype == "multivaluelist" else told[0]
    return kept, wrong


def consents(answers: Mapping[str, object]) -> bool:
    """Did the person agree to publication? Only a clear yes counts."""
    return answers.get(CONSENT) == "yes"


def _checked(attribute: Attribute, value: str) -> str | None:
    if attribute.datatype in LISTS:
        bare = value.strip()
        return bare if bare in {key for key, _name in attribute.values} else None
    if attribute.datatype == "number":
        return value.strip() if _NUMBER.fullmatch(value.strip()) else None
    if attribute.datatype == "datetime":
        return value.strip() if parse_moment(value) else None
    cleaned = clean_line(value) if attribute.datatype == "string" else clean_text(value)
    return cleaned if len(cleaned) <= LENGTHS[attribute.datatype] else None


def _needed(attribute: Attribute) -> str:
    if attribute.datatype in LISTS:
        return f"one of {', '.join(key for key, _name in attribute.values)}"
    if attribute.datatype == "number":
        return "a number such as 12 or 3.5"
    if attribute.datatype == "datetime":
        return "a date-time such as 2026-11-01T00:00:00Z"
    return f"at most {LENGTHS[attribute.datatype]} characters"


def _said(value: object, language: str) -> str:
    if isinstance(value, Mapping):
        return str(value.get(language) or value.get("kk") or "")
    return str(value)
