"""The national holidays, moved days off and working weekends of Kazakhstan, from the package ``holidays``.

Only a seed: the package marks Muslim feasts of coming years as estimated, and a Government resolution may still move
days of a year that it knows. The table that it fills is edited by hand.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version

import holidays

from ortaq.kernel.language.rules import Text

_NAMES = {
    "New Year's Day": Text("Жаңа жыл", "Новый год", "New Year's Day"),
    "Orthodox Christmas": Text("Православиелік Рождество", "Православное Рождество", "Orthodox Christmas"),
    "International Women's Day": Text(
        "Халықаралық әйелдер күні", "Международный женский день", "International Women's Day"
    ),
    "Nowruz Holiday": Text("Наурыз мейрамы", "Наурыз мейрамы", "Nauryz"),
    "Kazakhstan's People Solidarity Holiday": Text(
        "Қазақстан халқының бірлігі мерекесі", "Праздник единства народа Казахстана", "Kazakhstan's People Unity Day"
    ),
    "Defender of the Fatherland Day": Text("Отан қорғаушы күні", "День защитника Отечества", "Defender's Day"),
    "Victory Day": Text("Жеңіс күні", "День Победы", "Victory Day"),
    "Capital Day": Text("Астана күні", "День столицы", "Capital Day"),
    "Eid al-Adha": Text("Құрбан айттың бірінші күні", "Первый день Курбан-айта", "First day of Kurban Ait"),
    "Constitution Day": Text("Конституция күні", "День Конституции", "Constitution Day"),
    "Republic Day": Text("Республика күні", "День Республики", "Republic Day"),
    "First President Day": Text("Тұңғыш Президент күні", "День Первого Президента", "First President Day"),
    "Independence Day": Text("Тәуелсіздік күні", "День Независимости", "Independence Day"),
}
_MOVED = re.compile(r"substituted from (\d\d/\d\d/\d{4})")


@dataclass(frozen=True, slots=True)
class NationalDay:
    """A day that differs from its week, or a holiday that falls on a weekend. ``works``: is it a working day?"""

    day: date
    works: bool
    name: Text
    source: str


def national_days(years: Iterable[int]) -> list[NationalDay]:
    """Every such day of *years*, in order."""
    wanted = set(years)
    known = holidays.country_holidays("KZ", years=wanted, language="en_US")
    source = f"holidays {version('holidays')}"
    found = [
        NationalDay(day, False, _name(name), f"{source}, estimated" if "(estimated)" in name else source)
        for day, name in known.items()
        if day.year in wanted
    ]
    found += [
        NationalDay(day, True, _WORKS, source)
        for day in known.weekend_workdays
        if day.year in wanted and day not in known
    ]
    return sorted(found, key=lambda day: day.day)


_WORKS = Text("Жұмыс күні (ауыстырылған)", "Рабочий день (перенос)", "Working day (moved)")


def _name(package_name: str) -> Text:
    """Our words for the package's English ones; several holidays on one day are joined."""
    return _joined([_one_name(part) for part in package_name.split("; ")])


def _one_name(part: str) -> Text:
    moved = _MOVED.search(part)
    if moved:
        day = datetime.strptime(moved[1], "%m/%d/%Y").date()  # noqa: DTZ007 (a date without time)
        return Text(
            f"Демалыс күні ({day:%d.%m.%Y} күнінен ауыстырылды)",
            f"Выходной день (перенесён с {day:%d.%m.%Y})",
            f"Day off (moved from {day:%d.%m.%Y})",
        )
    base = part.removesuffix(" (estimated)")
    observed = base.endswith(" (observed)")
    base = base.removesuffix(" (observed)")
    name = _NAMES.get(base) or Text(base, base, base)
    if observed:
        return Text(f"{name.kk} (демалыс)", f"{name.ru} (выходной)", f"{name.en} (day off)")
    return name


def _joined(names: list[Text]) -> Text:
    return Text(
        "; ".join(name.kk for name in names), "; ".join(name.ru for name in names), "; ".join(name.en for name in names)
    )
