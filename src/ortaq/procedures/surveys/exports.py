"""The codes on paper: slips to cut apart, or forms with the five questions, each with its QR picture."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

import segno
from django.conf import settings

from ortaq.kernel.documents.pdf import render
from ortaq.procedures.surveys.rules.answers import MARKS, QUESTIONS
from ortaq.procedures.surveys.rules.codes import written

if TYPE_CHECKING:
    from ortaq.procedures.surveys.actions import Handed
    from ortaq.procedures.surveys.models import Survey

KINDS = ("slips", "forms")


def slips(survey: Survey, handed: Sequence[Handed], kind: str) -> bytes:
    """The PDF of the codes in Kazakh and Russian: ``kind`` "slips" (ten on a page) or "forms" (two on a page)."""
    body = survey.about.body
    data: dict[str, Any] = {
        "sender": body.name_kk if body else settings.BASE_URL,
        "number": survey.about.number,
        "title": survey.about.public_title,
        "closes_on": survey.closes_on.strftime("%d.%m.%Y"),
        "address": f"{settings.BASE_URL}/kk/surveys/".removeprefix("https://").removeprefix("http://"),
        "is_demo": survey.is_demo,
        "slips": [{"code": written(each.code), "place": each.place, "picture": _qr(each.code)} for each in handed],
    }
    if kind not in KINDS:
        raise ValueError(f"no paper {kind!r}")
    if kind == "forms":
        data["questions"] = [{"kk": name.kk, "ru": name.ru} for name in QUESTIONS.values()]
        data["marks"] = [{"mark": str(mark), "kk": name.kk, "ru": name.ru} for mark, name in sorted(MARKS.items())]
    return render("slips", data, language="kk")


def _qr(code: str) -> str:
    picture = BytesIO()
    address = f"{settings.BASE_URL}/s/{code}"
    segno.make(address, error="m").save(picture, kind="svg", scale=4, border=2, xmldecl=False)
    return picture.getvalue().decode()
