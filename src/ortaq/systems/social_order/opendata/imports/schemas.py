"""The published schemas of the standards, as files that come with the program: nothing is ever fetched.

Neither ``extensions`` of a package nor any address in it is followed; the only extensions known are bids and metrics.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator, Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from ortaq.kernel.language.rules import Text
from ortaq.systems.social_order.opendata.rules.imported import Trouble, is_moment

DATA = Path(__file__).resolve().parents[1] / "data" / "vendored"
_FORMATS = FormatChecker(formats=())
_FORMATS.checks("date-time")(is_moment)
_PATIENT = {"format", "pattern", "minItems", "uniqueItems"}
"""What a schema asks for and reading does without."""
_ORGANISATION = ("", "/id", "/name")
GRANT_READ = frozenset(
    ["", "id", "title", "description", "currency", "amountAwarded", "amountDisbursed"]
    + [f"{whose}{part}" for whose in ("recipientOrganization", "fundingOrganization") for part in _ORGANISATION]
)
"""The members of a grant that are taken, as paths without their indices."""
_MONEY = ("", "/amount", "/currency")
_TRANSACTIONS = "contracts/implementation/transactions"
RELEASE_READ = frozenset(
    ["", "ocid", "id", "date", "parties", "parties/id", "planning", "planning/budget", "planning/budget/project"]
    + ["tender", "tender/title", "tender/description", "awards", "awards/id", "awards/status", "contracts"]
    + ["contracts/id", "contracts/awardID", "contracts/implementation", _TRANSACTIONS, f"{_TRANSACTIONS}/id"]
    + [f"{whose}{part}" for whose in ("awards/value", "contracts/value", f"{_TRANSACTIONS}/value") for part in _MONEY]
    + [
        f"{whose}{part}"
        for whose in ("buyer", "tender/procuringEntity", "tender/tenderers", "awards/suppliers",
                      f"{_TRANSACTIONS}/payer", f"{_TRANSACTIONS}/payee")
        for part in _ORGANISATION
    ]
)  # fmt: skip
"""The members of a release that are taken."""
_NEEDED = {"id", "title", "currency", "amountAwarded", "awardDate", "fundingOrganization", "ocid", "date"}
"""Without these an item isn't taken; others that a schema requires (description, tag) say nothing that is shown."""
_RECIPIENTS = {"recipientOrganization", "recipientIndividual"}
_TOP_OF_GRANT = ("id", "title", "description", "currency", "amountAwarded", "awardDate", "fundingOrganization")


def _read(name: str) -> dict[str, Any]:
    return dict(json.loads((DATA / name).read_text(encoding="utf-8")))


def _merged(into: Any, patch: Any) -> Any:
    """JSON Merge Patch (RFC 7396): how an extension changes the schema."""
    if not isinstance(patch, dict):
        return patch
    found = dict(into) if isinstance(into, dict) else {}
    for key, part in patch.items():
        if part is None:
            found.pop(key, None)
        else:
            found[key] = _merged(found.get(key), part)
    return found


@cache
def release_validator() -> Draft4Validator:
    """One release of OCDS 1.1.5 with the extensions bids (1.1.5) and metrics."""
    schema = _read("ocds/release-schema.json")
    for extension in ("bids", "metrics"):
        schema = _merged(schema, _read(f"ocds/{extension}-release-schema.json"))
    return Draft4Validator(schema, format_checker=_FORMATS)


@cache
def release_package_validator() -> Draft4Validator:
    """What stands around the releases."""
    return Draft4Validator(_around(_read("ocds/release-package-schema.json"), "releases"), format_checker=_FORMATS)


@cache
def grant_validator() -> Draft202012Validator:
    """One grant of 360Giving 1.4.

    The schema names its dialect by an address that isn't the canonical one, so it is told outright.
    """
    schema = _read("360giving/360-giving-schema.json")
    identifier = schema["$id"]
    resource = DRAFT202012.create_resource(schema)
    # The package's schema refers to the item's under the version before.
    registry: Registry[Any] = Registry().with_resources(
        [(identifier, resource), (identifier.replace("/1.4.3/", "/1.4.2/"), resource)]
    )
    told = {key: part for key, part in schema.items() if key != "$schema"}
    return Draft202012Validator(told, registry=registry, format_checker=_FORMATS)


@cache
def grant_package_validator() -> Draft202012Validator:
    """What stands around the grants."""
    schema = _around(_read("360giving/360-giving-package-schema.json"), "grants")
    return Draft202012Validator(
        {key: part for key, part in schema.items() if key != "$schema"}, format_checker=_FORMATS
    )


def _around(schema: dict[str, Any], key: str) -> dict[str, Any]:
    """A package's schema without its list, whose items are checked one by one."""
    return schema | {
        "required": [name for name in schema["required"] if name != key],
        "properties": {name: part for name, part in schema["properties"].items() if name != key},
    }


@dataclass(frozen=True, slots=True)
class Breach:
    """One thing that a schema says against an item. ``shape``: its path without indices; ``kind``: what was asked for."""

    trouble: Trouble
    shape: str
    kind: str
    hinders: bool
    """Can't the item be taken for it? Otherwise it is odd, and no more."""


def breaches(validator: Any, value: Any, where: str, read: frozenset[str]) -> Iterator[Breach]:
    """What the schema says against *value*, each with its path below *where*; *read*: the members that are taken."""
    told = set()
    for error in validator.iter_errors(value):
        path = "/".join(str(part) for part in (*filter(None, [where]), *error.absolute_path))
        shape = "/".join(str(part) for part in error.absolute_path if not isinstance(part, int))
        trouble = Trouble(path or "/", _reason(error))
        if trouble in told:
            continue
        told.add(trouble)
        yield Breach(trouble, shape, str(error.validator), shape in read and _hinders(error, shape))


def _hinders(error: ValidationError, shape: str) -> bool:
    if shape == "" and isinstance(error.instance, dict):
        if error.validator == "required":
            return bool(_NEEDED & {name for name in error.validator_value if name not in error.instance})
        if error.validator == "oneOf":  # of a grant: to an organisation, or to a person
            return bool(_NEEDED.intersection(_lacking(error.instance))) or not _RECIPIENTS & set(error.instance)
    if shape == "tender" and error.validator == "required":
        return False  # the identifier of a tender leads nowhere here
    return error.validator not in _PATIENT


def _lacking(grant: dict[str, Any]) -> list[str]:
    lacking = [name for name in _TOP_OF_GRANT if name not in grant]
    return lacking if _RECIPIENTS & set(grant) else [*lacking, "recipientOrganization"]


def _reason(error: ValidationError) -> Text:
    expected = error.validator_value
    shown = str(error.instance)[:80]
    match error.validator:
        case "required":
            return _missing([name for name in expected if name not in error.instance])
        case "oneOf" if isinstance(error.instance, dict):
            if lacking := _lacking(error.instance):
                return _missing(lacking)
        case "type":
            kinds = expected if isinstance(expected, str) else ", ".join(expected)
            return Text(
                f"«{shown}»: мұнда {kinds} түрі күтілген.",
                f"«{shown}»: здесь ожидается тип {kinds}.",
                f"“{shown}”: the type {kinds} is expected here.",
            )
        case "enum":
            return Text(
                f"«{shown}» рұқсат етілген мәндер тізімінде жоқ.",
                f"«{shown}» нет в списке допустимых значений.",
                f"“{shown}” isn't among the allowed values.",
            )
        case "format" | "pattern" | "oneOf":
            return Text(
                f"«{shown}» талап етілген пішінде емес (күн болса: 2018-12-31).",
                f"«{shown}» не в требуемом виде (если это дата: 2018-12-31).",
                f"“{shown}” isn't in the required form (if it is a date: 2018-12-31).",
            )
    message = error.message[:200]
    return Text(f"Сызбаға қайшы: {message}", f"Противоречит схеме: {message}", f"Against the schema: {message}")


def _missing(names: list[str]) -> Text:
    listed = ", ".join(names)
    return Text(
        f"Міндетті өріс жоқ: {listed}.", f"Нет обязательного поля: {listed}.", f"Required but missing: {listed}."
    )
