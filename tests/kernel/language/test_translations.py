"""What Django says to people is said in Kazakh and Russian; dates, times and numbers are written as the languages do."""

import ast
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import django
import pytest
from babel.messages.pofile import read_po
from django import forms
from django.contrib.humanize.templatetags.humanize import naturalday, naturaltime, ordinal
from django.utils import timezone, translation
from django.utils.formats import date_format, get_format, number_format
from django.utils.timesince import timesince
from django.utils.translation.trans_real import translation as catalogue

_DJANGO = Path(django.__file__).parent
_SHOWN = [
    *sorted((_DJANGO / "forms").rglob("*.py")),
    _DJANGO / "core" / "validators.py",
    _DJANGO / "core" / "paginator.py",
    _DJANGO / "contrib" / "auth" / "password_validation.py",
    _DJANGO / "contrib" / "auth" / "validators.py",
    _DJANGO / "contrib" / "auth" / "base_user.py",
    _DJANGO / "utils" / "dates.py",
    _DJANGO / "utils" / "timesince.py",
    _DJANGO / "utils" / "text.py",
    _DJANGO / "views" / "csrf.py",
]
_SAME_EVERYWHERE = {":", ":?.!", "…", "IPv4", "IPv6"}
_FOR_DEVELOPERS = {"More information is available with DEBUG=True."}
_CALLS = {
    "_": 0, "gettext": 0, "gettext_lazy": 0, "ngettext": 0, "ngettext_lazy": 0,
    "pgettext": 1, "pgettext_lazy": 1, "npgettext": 1, "npgettext_lazy": 1,
}  # fmt: skip


def _messages(path: Path) -> set[str]:
    """The msgids of a module, with their context before an EOT as in a .mo."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLS):
            continue
        context = _CALLS[node.func.id]
        texts = [argument.value for argument in node.args[: context + 1] if isinstance(argument, ast.Constant)]
        if len(texts) == context + 1 and all(isinstance(text, str) for text in texts):
            found.add("\x04".join(texts))
    return found


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("path", _SHOWN, ids=lambda path: str(path.relative_to(_DJANGO)))
def test_every_message_that_django_shows_to_people_is_translated(path: Path, language: str) -> None:
    known = catalogue(language)._catalog
    missing = []
    for message in sorted(_messages(path) - _SAME_EVERYWHERE - _FOR_DEVELOPERS):
        translated = known.get(message) or known.get((message, 0))
        if not translated:
            missing.append(message)
    assert missing == []


def test_our_kazakh_catalogue_keeps_every_placeholder() -> None:
    path = Path(__file__).parents[3] / "src/ortaq/kernel/language/locale/kk/LC_MESSAGES/django.po"
    with path.open("rb") as source:
        messages = [message for message in read_po(source, locale="kk") if message.id]
    assert len(messages) > 250
    for message in messages:
        assert not message.fuzzy
        originals = message.id if isinstance(message.id, tuple) else (message.id,)
        for text in message.string if isinstance(message.string, tuple) else (message.string,):
            assert text, originals
            wanted = set(re.findall(r"%\(\w+\)[sdr]|\{\w*\}|%[sd]", originals[-1]))
            assert set(re.findall(r"%\(\w+\)[sdr]|\{\w*\}|%[sd]", text)) == wanted, originals


DAY = date(2018, 8, 22)
MOMENT = datetime(2018, 8, 22, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "whole", "short", "month", "day_of_month", "moment"),
    [
        ("kk", "2018 ж. 22 тамыз", "22.08.2018", "2018 ж. тамыз", "22 тамыз", "2018 ж. 22 тамыз, 14:30"),
        ("ru", "22 августа 2018 г.", "22.08.2018", "Август 2018 г.", "22 августа", "22 августа 2018 г., 14:30"),
        ("en", "22 August 2018", "22/08/2018", "August 2018", "22 August", "22 August 2018, 14:30"),
    ],
)
def test_dates_are_written_as_the_language_does(
    language: str, whole: str, short: str, month: str, day_of_month: str, moment: str
) -> None:
    with translation.override(language):
        assert date_format(DAY) == whole
        assert date_format(DAY, "SHORT_DATE_FORMAT") == short
        assert date_format(DAY, "YEAR_MONTH_FORMAT") == month
        assert date_format(DAY, "MONTH_DAY_FORMAT") == day_of_month
        assert date_format(MOMENT, "DATETIME_FORMAT") == moment
        assert date_format(MOMENT, "TIME_FORMAT") == "14:30"
        assert get_format("FIRST_DAY_OF_WEEK") == 1


def test_every_kazakh_month_and_day_of_the_week_has_its_own_name() -> None:
    with translation.override("kk"):
        months = [date_format(date(2018, month, 1), "E") for month in range(1, 13)]
        days = [date_format(date(2018, 8, day), "l") for day in range(20, 27)]
    assert months == [
        "қаңтар",
        "ақпан",
        "наурыз",
        "сәуір",
        "мамыр",
        "маусым",
        "шілде",
        "тамыз",
        "қыркүйек",
        "қазан",
        "қараша",
        "желтоқсан",
    ]
    assert days == ["дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма", "сенбі", "жексенбі"]


@pytest.mark.parametrize(
    ("language", "shown"), [("kk", "814\xa0800\xa0000,50"), ("ru", "814\xa0800\xa0000,50"), ("en", "814,800,000.50")]
)
def test_numbers_are_written_as_the_language_does(language: str, shown: str) -> None:
    with translation.override(language):
        assert number_format(Decimal("814800000.50"), force_grouping=True) == shown


def test_a_number_typed_with_a_comma_is_read_in_kazakh() -> None:
    with translation.override("kk"):
        assert forms.DecimalField(localize=True).clean("814800000,5") == Decimal("814800000.5")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("typed", ["22.08.2018", "2018-08-22"])
def test_a_date_is_read_as_people_here_write_it(language: str, typed: str) -> None:
    with translation.override(language):
        assert forms.DateField().clean(typed) == DAY


@pytest.mark.parametrize("typed", ["08/22/2018", "22.13.2018", "2018 жыл", "31.02.2018"])
def test_a_wrong_date_is_refused_in_kazakh(typed: str) -> None:
    with translation.override("kk"), pytest.raises(forms.ValidationError) as refused:
        forms.DateField().clean(typed)
    assert refused.value.messages == ["Күнді дұрыс енгізіңіз, мысалы: 22.08.2018."]


def test_kazakh_nouns_stay_singular_after_a_number() -> None:
    with translation.override("kk"):
        for count in (1, 2, 5, 21):
            with pytest.raises(forms.ValidationError) as refused:
                forms.CharField(max_length=count).clean("а" * (count + 1))
            assert refused.value.messages == [f"{count} таңбадан аспауға тиіс (қазір {count + 1})."]
        assert timesince(MOMENT - timedelta(days=3), MOMENT) == "3\xa0күн"


def test_times_from_now_are_said_in_kazakh() -> None:
    now = timezone.now()
    with translation.override("kk"):
        assert naturaltime(now - timedelta(hours=2)).replace("\xa0", " ") == "2 сағат бұрын"
        assert naturaltime(now + timedelta(days=3, minutes=1)).replace("\xa0", " ").startswith("3 күннен")
        assert naturalday(timezone.localdate() + timedelta(days=1)) == "ертең"
        assert ordinal(6) == "6-шы"
        assert ordinal(12) == "12-ші"
