"""PDFs by Typst: tagged for assistive technology (PDF/UA-1), with a Kazakh font, from data that is never markup."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import typst
from babel.dates import format_date
from django.utils import timezone

from ortaq.kernel.documents.rules.letters import drawable

_ROOM = Path(__file__).parent
_TEMPLATES = _ROOM / "typst"
_LOCALES = {"kk": "kk_KZ", "ru": "ru_KZ", "en": "en_GB"}


def render(template: str, data: Mapping[str, object], *, language: str) -> bytes:
    """The PDF of *template* (one of ``TEMPLATES``) in *language* ("kk", "ru", "en").

    What each template takes stands in ``README.md``. Dates and times are written out in the language and in the time
    zone of the installation; letters that the font lacks become "?". Raises ValueError for an unknown template or
    language, KeyError for a missing obligatory field.
    """
    if template not in TEMPLATES or language not in _LOCALES:
        raise ValueError(f"no template {template!r} in {language!r}")
    missing = _OBLIGATORY[template] - data.keys()
    if missing:
        raise KeyError(f"{template}: {', '.join(sorted(missing))}")
    values = {name: _plain(value, language) for name, value in data.items() if name != "qr"}
    if data.get("qr"):
        values["qr"] = str(data["qr"])
    made = typst.compile(
        str(_TEMPLATES / f"{template}.typ"),
        root=str(_TEMPLATES),
        font_paths=[str(_ROOM / "fonts")],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"data": json.dumps({**values, "language": language}, ensure_ascii=False)},
    )
    if not isinstance(made, bytes):
        raise TypeError("typst made no single file")
    return made


_OBLIGATORY: dict[str, frozenset[str]] = {
    "coupon": frozenset({"sender", "number", "received_at", "receiver"}),
    "answer": frozenset({"sender", "number", "text"}),
    "notice": frozenset({"sender", "number", "heading", "text"}),
    "protocol": frozenset({"sender", "number", "heading"}),
    "agreement": frozenset(
        {"sender", "number", "line", "steps", "lines", "measures"}
        | {
            f"{name}_{language}"
            for name in ("customer", "supplier", "title", "amount", "starts", "ends")
            for language in ("kk", "ru")
        }
    ),
    "memorandum": frozenset(
        {"sender", "number", "project", "items"}
        | {
            f"{name}_{language}"
            for name in ("sponsor", "ngo", "project", "title", "subject", "duties", "ends")
            for language in ("kk", "ru")
        }
    ),
    "visit": frozenset({"sender", "number", "title", "supplier", "visited_on", "place", "findings"}),
    "evaluation": frozenset({"sender", "number", "heading", "rows", "total", "words"}),
    "slips": frozenset({"sender", "number", "title", "closes_on", "address", "slips"}),
    "vote-ballot": frozenset({"sender", "number", "title_kk", "title_ru", "papers"}),
    "vote-codes": frozenset({"sender", "number", "title_kk", "title_ru", "closes_at", "address", "slips"}),
}
TEMPLATES = tuple(sorted(_OBLIGATORY))
"""Every template, by name."""


def _plain(value: object, language: str) -> object:
    """What JSON can carry: strings that the font can draw, and lists and mappings of them."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        local = timezone.localtime(value)
        return f"{written_date(local.date(), language)}, {local:%H:%M}"
    if isinstance(value, date):
        return written_date(value, language)
    if isinstance(value, Mapping):
        return {str(name): _plain(item, language) for name, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item, language) for item in value]
    return drawable(str(value))


def written_date(day: date, language: str) -> str:
    """*day* in words: «2018 ж. 22 тамыз», «22 августа 2018 г.», “22 August 2018”."""
    return format_date(day, "long", locale=_LOCALES[language])
