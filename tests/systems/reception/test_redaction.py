"""Suggestions of what to take out: measured on made-up appeals, and what always holds.

In the corpus ``{kind:text}`` is what a careful person would take out. Names, numbers and addresses are invented.
"""

import re
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ortaq.systems.reception.rules.redaction import KINDS, MARKS, SURE, Span, pieces, redacted, suggest

KNOWN = ("Сынақова Айгүл Серікқызы", "Тестов Пётр Ильич")

CORPUS = (
    # Names in Kazakh, in every case
    "Мен, {name:Сынақова Айгүл Серікқызы}, көшемізге шам орнатуды сұраймын.",
    "{name:Айгүлдің} үйінің алдында шұңқыр бар.",
    "{name:Сынақоваға} жауап беріңіздер.",
    "Өтінішті {name:Айгүл Серікқызынан} алдыңыздар.",
    "Менің атым {name:Болат}, әкімдікке екінші рет жазып отырмын.",
    "Көршім {name:Ерлан Маратұлы Демов} қоқысты аулаға төгеді.",
    "Мектеп директоры {name:Үлгібаева Сәуле Қанатқызы} жауап бермеді.",
    "{name:Жоқов Асан Үсенұлына} шағымданамын.",
    "Өтініш иесі: {name:Мысалов Қ.Т.}",
    "{name:Ә.Б. Үлгіев} деген маман қабылдаудан бас тартты.",
    "{name:Ержан Бақытжанұлының} иті балаларды қорқытады.",
    "Дәрігер {name:Гүлнара Асқарқызы} дөрекі сөйледі.",
    "{name:Айгул Серіккызы} атынан жазылды.",
    "Анам {name:Зәуре Ыбырайқызына} зейнетақы кешікті.",
    # Names in Russian, in every case
    "Я, {name:Тестов Пётр Ильич}, прошу отремонтировать дорогу.",
    "Обращение подано {name:Тестовым Петром Ильичом}.",
    "Ответьте {name:Тестову П.И.} письменно.",
    "Квартира {name:Тестова} затоплена.",
    "Сосед {name:Иван Примеров} шумит по ночам.",
    "Участковый {name:Образцов Иван Иванович} не приехал.",
    "Меня зовут {name:Мария}, я мать троих детей.",
    "Прошу выплатить {name:Примеровой Анне Сергеевне} пособие.",
    "Врач {name:С.П. Образцова} отказала в приёме.",
    "К {name:Ивану Петровичу} обращались дважды.",
    "Подпись: {name:Условный К. А.}",
    "Учительница {name:Ольга Викторовна} повысила голос на ребёнка.",
    "Письмо от {name:Айгуль Сериковны} осталось без ответа.",
    # Numbers of identity
    "Менің ЖСН {number:900101300123}.",
    "ИИН {number:900101 300 123}, прошу проверить очередь.",
    "Жеке нөмірім {number:850615400128} деп көрсетілген.",
    "Удостоверение личности {number:№ 012345678} утеряно.",
    "Жеке куәлігімнің нөмірі {number:№045678912}.",
    # Phones
    "Байланыс: {phone:8 701 000 11 22}.",
    "Мой номер {phone:+7 (777) 000-11-22}, звоните после шести.",
    "Тел: {phone:8(7262) 00-11-22}",
    "Хабарласыңыз: {phone:87750001122}",
    "Сот {phone:707 000 11 22}",
    "Звоните по тел. {phone:45-00-11}",
    "WhatsApp {phone:+77010001122}",
    "За рубежом: {phone:+49 151 0001122}",
    # E-mails and links
    "Жауапты {email:aigul.synaq@example.kz} поштасына жіберіңіз.",
    "Почта {email:test_petr+1@mail.example.ru}",
    "Пишите на {email:petr(at)example.kz}",
    "Фото: {link:https://files.example.kz/d?id=5&token=9f8a7b6c5d} көріңіз.",
    "Моя страница {link:https://instagram.com/petr.testov}",
    "Видео осында: {link:vk.com/id000111}",
    "Телеграм: {link:t.me/synaq_aigul}",
    # Addresses
    "Тұрағым: {address:Үлгі көшесі, 15-үй, 20-пәтер}.",
    "Мен {address:Абай даңғылы 7, 31 пәтерде} тұрамын.",
    "Проживаю по адресу {address:ул. Примерная, д. 15, кв. 3}.",
    "Наш дом: {address:проспект Образцовый 12-45}, крыша течёт.",
    "{address:мкр. Астана, дом 4, кв. 17} без тепла третий день.",
    "Течёт потолок в {address:кв. 48}.",
    "{address:5 үй, 12 пәтер} тұрғындары су күтіп отыр.",
    "{address:улица Пробная, 8/2, кв. 11} — заявка не выполнена.",
    # Cars, accounts, dates of birth
    "Машина {plate:123 ABC 08} стоит на газоне.",
    "{plate:777TST08} нөмірлі көлік тротуарда тұр.",
    "Верните деньги на карту {account:4000 0000 0000 0002}.",
    "Шотым {account:KZ75125KZT1001300335}.",
    "Счёт {account:KZ00 1234 5678 9012 3456} закрыт по ошибке.",
    "Ребёнок {birth:2015 года рождения} не получил место.",
    "Туған күнім {birth:01.02.1985}.",
    # Nothing personal: what must stay
    "Жамбыл көшесінде жол бұзылған, асфальт төсеуді сұраймыз.",
    "На улице Абая возле школы № 15 глубокая яма.",
    "2026 жылғы 5 қаңтарда жөндеуге 12 500 000 теңге бөлінді.",
    "По закону от 12 января 2007 года № 221 ответ дают за 15 дней.",
    "Тараз қаласының әкімдігіне екінші рет жазамыз.",
    "Бюджет 814 800 000 тенге, 22 проекта, 66,3 процента.",
    "Автобус № 15 жүрмейді, аялдамада 40 минут күттік.",
    "Здравствуйте! Прошу установить светофор на перекрёстке.",
    "Бақыт пен арман туралы ертегі кітапханада жоқ.",
    "Обращение AP-2026-000123 рассмотрено 01.03.2026.",
    "Сайт https://www.gov.kz/memleket/entities/zhambyl ашылмайды.",
    "Жамбыл облысының әкімі жиналыс өткізді, Казахстан Темир Жолы жауап берді.",
    "В доме 15 нет горячей воды с 10 октября.",
    "Кабинет 305, 3 қабат, жұмыс уақыты 9:00–18:30.",
)


def _read(marked: str) -> tuple[str, list[tuple[int, int, str]]]:
    text, gold, end = "", [], 0
    for match in re.finditer(r"\{(\w+):([^}]*)\}", marked):
        text += marked[end : match.start()]
        gold.append((len(text), len(text) + len(match[2]), match[1]))
        text += match[2]
        end = match.end()
    return text + marked[end:], gold


def _measured(at_least: float) -> tuple[float, float, list[str]]:
    hit = wanted = right = shown = 0
    wrong = []
    for marked in CORPUS:
        text, gold = _read(marked)
        spans = [span for span in suggest(text, KNOWN) if span.confidence >= at_least]
        for start, end, _kind in gold:
            whole = all(any(s.start <= at < s.end for s in spans) for at in range(start, end) if text[at].isalnum())
            hit += whole
            if not whole:
                wrong.append(f"missed {text[start:end]!r} in {text!r}")
        for span in spans:
            good = any(span.start < end and start < span.end for start, end, _kind in gold)
            right += good
            if not good:
                wrong.append(f"too much {text[span.start : span.end]!r} in {text!r}")
        wanted, shown = wanted + len(gold), shown + len(spans)
    return hit / wanted, right / shown, wrong


def test_the_corpus_is_large_enough_and_has_texts_with_nothing_personal() -> None:
    assert len(CORPUS) >= 60
    assert sum("{" not in text for text in CORPUS) >= 12


def test_what_is_applied_by_itself_finds_nearly_everything_and_little_else() -> None:
    recall, precision, wrong = _measured(SURE)
    assert recall >= 0.95, wrong
    assert precision >= 0.97, wrong


def test_what_is_shown_to_the_moderator_finds_nearly_everything() -> None:
    recall, precision, wrong = _measured(0)
    assert recall >= 0.97, wrong
    assert precision >= 0.90, wrong


@pytest.mark.parametrize("marked", [text for text in CORPUS if "{" in text])
def test_kinds_are_told_apart(marked: str) -> None:
    text, gold = _read(marked)
    for span in suggest(text, KNOWN):
        kinds = {kind for start, end, kind in gold if span.start < end and start < span.end}
        assert not kinds or span.kind in kinds


_WORDS = st.sampled_from(
    [
        *(_read(text)[0] for text in CORPUS),
        "[аты-жөні алынды]",
        "[телефон скрыт]",
        "8",
        "+7",
        "701",
        "000 11 22",
        "ул.",
        "Абай",
        "көшесі",
        "15",
        "үй",
        "кв.",
        "Айгүл",
        "айгулге",
        "Сынақова",
        "KZ75",
        "Иванов",
        "И.И.",
        "ұлы",
        "Маратұлы",
        "@",
        "a@b.kz",
        "https://",
        "?token=",
        "İ",
        "ﬁ",
        "\ufffc",
        "\n",
        "123 ABC 08",
        "ИИН",
        "900101300123",
        "-",
        ".",
    ]
)
_TEXTS = (
    st.lists(_WORDS | st.text(max_size=8), max_size=12).map(" ".join)
    | st.lists(_WORDS, max_size=12).map("".join)
    | st.text(max_size=60)
)


@given(_TEXTS)
@example("8701000112287010001122")
def test_spans_are_in_order_never_overlap_and_never_touch_a_mark(text: str) -> None:
    spans = suggest(text, KNOWN)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    marks = [match.span() for mark in MARKS.values() for match in re.finditer(re.escape(mark.kk), text)]
    assert not any(span.start < end and start < span.end for span in spans for start, end in marks)


@given(_TEXTS, st.sampled_from(["kk", "ru", "en"]))
def test_a_redacted_text_has_no_suggestion_left(text: str, language: str) -> None:
    once = redacted(text, suggest(text, KNOWN), language)
    assert suggest(once, KNOWN) == []
    assert redacted(once, suggest(once, KNOWN), language) == once


@given(_TEXTS, st.data())
def test_a_redacted_text_holds_nothing_of_what_was_accepted(text: str, data: st.DataObject) -> None:
    spans = suggest(text, KNOWN)
    accepted = data.draw(st.lists(st.sampled_from(spans), unique=True)) if spans else []
    outside = [piece for piece, span in pieces(text, accepted) if span is None]
    result = redacted(text, accepted, "ru")
    marks = [MARKS[span.kind].ru for span in sorted(accepted, key=lambda span: span.start)]
    assert len(result) == sum(map(len, outside)) + sum(map(len, marks))
    at = 0
    for piece, span in pieces(text, accepted):
        expected = MARKS[span.kind].ru if span else piece
        assert result[at : at + len(expected)] == expected
        at += len(expected)


@given(_TEXTS)
def test_pieces_together_are_the_text(text: str) -> None:
    assert "".join(piece for piece, _span in pieces(text, suggest(text, KNOWN))) == text


def test_every_kind_has_a_mark_and_a_name_in_three_languages() -> None:
    assert MARKS.keys() == KINDS.keys()
    for text in (*MARKS.values(), *KINDS.values()):
        assert text.kk and text.ru and text.en


def test_a_span_outside_of_the_text_or_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError):
        redacted("қысқа", [Span(2, 99, "name", 1)])
    with pytest.raises(ValueError):
        redacted("қысқа", [Span(0, 2, "colour", 1)])


def test_overlapping_spans_that_a_person_accepts_become_one_mark() -> None:
    assert redacted("Айгүл 8 701", [Span(0, 5, "name", 0.9), Span(3, 11, "phone", 0.5)]) == "[аты-жөні алынды]"


@pytest.mark.parametrize("ending", ["", "ның", "ға", "ны", "да", "дан", "мен", "дың"])
def test_a_known_kazakh_name_is_found_in_every_case_and_without_kazakh_letters(ending: str) -> None:
    for typed in (f"Айгүл{ending}", f"Айгул{ending.replace('ғ', 'г').replace('ң', 'н')}", f"АЙГҮЛ{ending.upper()}"):
        found = suggest(f"Бұл туралы {typed} айтты.", KNOWN)
        assert [(span.kind, span.confidence >= SURE) for span in found] == [("name", True)], typed


@pytest.mark.parametrize(
    "typed", ["Тестов", "Тестова", "Тестову", "Тестовым", "Тестове", "Тестовой", "Пётр", "Петру", "Петром"]
)
def test_a_known_russian_name_is_found_in_every_case(typed: str) -> None:
    assert any(span.kind == "name" and span.confidence >= SURE for span in suggest(f"Это {typed} писал.", KNOWN))


def test_a_name_that_is_also_a_word_is_only_a_doubtful_suggestion_in_small_letters() -> None:
    (span,) = suggest("Халыққа бақыт тілейміз.", ["Бақыт Үлгіев"])
    assert span.confidence < SURE


def test_degrees_in_a_flat_are_no_number_of_a_flat() -> None:
    assert not suggest("Батареи холодные, в квартире 14 градусов, было 21 °C.")
    (span,) = suggest("Живём в квартире 14, батареи холодные.")
    assert span.kind == "address"


def test_a_long_text_is_looked_through_in_a_moment() -> None:
    from time import process_time

    start = process_time()
    for piece in ("1 ", "а.", "Аа ", "Аа-", "KZ00 ", "http://a", "ул. Аа "):
        suggest(piece * (20_000 // len(piece)), KNOWN)
    assert process_time() - start < 10
