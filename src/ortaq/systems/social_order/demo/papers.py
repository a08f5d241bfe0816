"""Papers and pictures of the demonstration: made here, alike each time, and saying on themselves that they are made up.

A picture is drawn, not taken: no person, no place, no photo of anybody is used.
"""

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from ortaq.kernel.documents import pdf
from ortaq.kernel.documents.rules import CheckedFile, check_file

SIZE = (1200, 800)
MARK = ("ДЕМО: салынған сурет, фотосурет емес", "ДЕМО: рисунок, а не фотография")
"""Stands on each picture in both languages."""
_FONT = Path(pdf.__file__).parent / "fonts" / "GolosText-Bold.ttf"
_SKY, _FLOOR, _INK, _GOLD, _GREEN, _WHITE = "#dbeaf0", "#e9dfcf", "#12343b", "#d8a73c", "#5d8a66", "#ffffff"


@cache
def paper(name: str, heading: str, text: str) -> CheckedFile:
    """A one-page PDF, by the template of letters."""
    shown = {
        "sender": "Демо ұйым / Демо-организация",
        "number": "демо",
        "heading": heading,
        "text": text,
        "is_demo": True,
    }
    return check_file(f"{name}.pdf", pdf.render("notice", shown, language="kk"))


def evidence() -> CheckedFile:
    """What stands behind an expense of a demo report."""
    return paper(
        "акт-демо",
        "Орындалған жұмыс актісі (демо) / Акт выполненных работ (демо)",
        "Қызмет көрсетілді, сома есептегіге тең. Адамдар мен сомалар ойдан шығарылған.\n\n"
        "Услуги оказаны, сумма равна указанной в отчёте. Люди и суммы вымышлены.",
    )


def timetable() -> CheckedFile:
    """The timetable of a demo project."""
    return paper(
        "сабақ-кестесі-демо",
        "Сабақ кестесі (демо) / Расписание занятий (демо)",
        "Дүйсенбі, сәрсенбі, жұма: 15:00–17:00. Бір топта 15 адам.\n\n"
        "Понедельник, среда, пятница: 15:00–17:00. В группе 15 человек.",
    )


def charter() -> CheckedFile:
    """The charter that demo applications carry."""
    return paper(
        "жарғы-демо",
        "Ұйымның жарғысы (демо) / Устав организации (демо)",
        "1. Ұйым көрсетілім үшін ойдан шығарылған.\n2. Мақсаты: конкурстың қалай өтетінін көрсету.\n\n"
        "1. Организация вымышлена для демонстрации.\n2. Цель: показать, как проходит конкурс.",
    )


@cache
def picture(name: str) -> CheckedFile:
    """A drawing by its name, one of ``PICTURES``, with the mark at its foot."""
    drawn = Image.new("RGB", SIZE, _SKY)
    pen = ImageDraw.Draw(drawn)
    PICTURES[name](pen)
    pen.rectangle((0, 660, 1200, 800), fill=_INK)
    for row, words in enumerate(MARK):
        pen.text((600, 700 + 62 * row), words, fill=_WHITE, font=ImageFont.truetype(_FONT, 42), anchor="mm")
    kept = io.BytesIO()
    drawn.save(kept, "PNG", optimize=True)
    return check_file(f"{name}-демо.png", kept.getvalue())


def _class(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((0, 470, 1200, 660), fill=_FLOOR)
    pen.rectangle((310, 80, 890, 340), fill=_GREEN, outline=_INK, width=10)
    for place in range(4):
        pen.line((360, 140 + 45 * place, 840 - 110 * (place % 2), 140 + 45 * place), fill=_WHITE, width=8)
    for column in range(5):
        left = 90 + 215 * column
        _person(pen, left + 80, 400, _GOLD if column % 2 else _INK)
        pen.rectangle((left, 520, left + 160, 550), fill="#9a7448")
        for leg in (left + 14, left + 136):
            pen.rectangle((leg, 550, leg + 12, 640), fill="#9a7448")


def _yard(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((0, 400, 1200, 660), fill=_GREEN)
    pen.ellipse((980, 60, 1100, 180), fill=_GOLD)
    for left in (60, 420, 780):
        pen.rectangle((left, 160, left + 260, 400), fill="#c9b79c", outline=_INK, width=6)
        for row in range(3):
            for column in range(3):
                x, y = left + 35 + 75 * column, 185 + 70 * row
                pen.rectangle((x, y, x + 40, y + 40), fill=_SKY, outline=_INK, width=3)
    pen.rectangle((120, 450, 1080, 630), outline=_WHITE, width=6)
    for place, left in enumerate((260, 450, 640, 830)):
        _person(pen, left, 440 + 30 * (place % 2), _GOLD if place % 2 else _INK)
    pen.ellipse((560, 590, 600, 630), fill=_WHITE, outline=_INK, width=4)


def _person(pen: ImageDraw.ImageDraw, middle: int, top: int, colour: str) -> None:
    """A sign of a person, like on a door: a circle and a body, no face."""
    pen.ellipse((middle - 24, top, middle + 24, top + 48), fill=colour)
    pen.rounded_rectangle((middle - 38, top + 54, middle + 38, top + 150), radius=30, fill=colour)


PICTURES: dict[str, Callable[[ImageDraw.ImageDraw], None]] = {"сабақ": _class, "аула": _yard}
"""Every drawing by its name."""
