"""The published schemas of the standards, as files that come with the program: nothing is ever fetched.

Neither ``extensions`` of a package nor any address in it is followed; the only extensions known are bids and metrics.
"""

import json
from collections.abc import Iterator
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


def troubles(validator: Any, value: Any, where: str) -> Iterator[Trouble]:
    """What the schema says against *value*, each with its path below *where*."""
    for error in validator.iter_errors(value):
        path = "/".join(str(part) for part in (*filter(None, [where]), *error.absolute_path))
        yield Trouble(path or "/", _reason(error))


def _reason(error: ValidationError) -> Text:
    expected = error.validator_value
    shown = str(error.instance)[:80]
    match error.validator:
        case "required":
            return _missing([name for name in expected if name not in error.instance])
        case "oneOf" if isinstance(error.instance, dict):
            lacking = [name for name in _TOP_OF_GRANT if name not in error.instance]
            if not {"recipientOrganization", "recipientIndividual"} & set(error.instance):
                lacking.append("recipientOrganization")
            if lacking:
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
