"""Where a Kazakh or Russian text probably names or betrays a person: suggestions for the moderator, who decides.

Personal data may be published only with consent (personal data law, article 7(3)); an appellant consents to the matter,
not to the names, numbers and homes of everybody in it. Nothing here decides: what isn't found here may still be personal.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ortaq.kernel.language.rules import Text
from ortaq.systems.reception.rules.given_names import (
    BEFORE_NAMES,
    ORDINARY,
    given,
    given_small,
    names_a_place,
    with_given,
    with_initial,
)
from ortaq.systems.reception.rules.identifiers import card, identification, kz_account, phone_like

SURE = 0.9
"""From this confidence on, a suggestion is applied to the texts that the moderator starts from."""
WORTH_A_LOOK = 0.3
"""Below this, nothing is suggested."""

MARKS: dict[str, Text] = {
    "name": Text("[аты-жөні алынды]", "[имя скрыто]", "[name removed]"),
    "number": Text("[жеке нөмірі алынды]", "[личный номер скрыт]", "[identity number removed]"),
    "phone": Text("[телефоны алынды]", "[телефон скрыт]", "[phone removed]"),
    "email": Text("[поштасы алынды]", "[почта скрыта]", "[e-mail removed]"),
    "address": Text("[мекенжайы алынды]", "[адрес скрыт]", "[address removed]"),
    "plate": Text("[көлік нөмірі алынды]", "[номер машины скрыт]", "[number plate removed]"),
    "account": Text("[шоты алынды]", "[счёт скрыт]", "[account removed]"),
    "link": Text("[сілтемесі алынды]", "[ссылка скрыта]", "[link removed]"),
    "birth": Text("[туған күні алынды]", "[дата рождения скрыта]", "[date of birth removed]"),
}
"""What stands where something was taken out, by kind."""

KINDS: dict[str, Text] = {
    "name": Text("аты-жөні", "имя", "name"),
    "number": Text("жеке нөмірі", "личный номер", "identity number"),
    "phone": Text("телефоны", "телефон", "phone"),
    "email": Text("электрондық поштасы", "электронная почта", "e-mail"),
    "address": Text("мекенжайы", "адрес", "address"),
    "plate": Text("көлік нөмірі", "номер машины", "number plate"),
    "account": Text("банк шоты не картасы", "счёт или карта", "account or card"),
    "link": Text("сілтемесі", "ссылка", "link"),
    "birth": Text("туған күні", "дата рождения", "date of birth"),
}

HIDDEN = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands for what is taken out while the rest is looked through: no pattern matches it, so nothing is found across it."""

_UP = "А-ЯЁӘҒҚҢӨҰҮҺІ"
_LOW = "а-яёәғқңөұүһі"
_WORD = f"[{_UP}][{_LOW}]+(?:-[{_UP}][{_LOW}]+)?"
_SP = r"[ \t\xa0]"
_CASES_KK = (
    "(?:лар|лер|дар|дер|тар|тер)?(?:ым|ім|м|ың|ің|ы|і|сы|сі)?"
    "(?:ның|нің|дың|дің|тың|тің|ға|ге|қа|ке|на|не|ны|ні|ды|ді|ты|ті|нда|нде|да|де|та|те|нан|нен|дан|ден|тан|тен|"
    "мен|бен|пен|а|е|н)?(?:дікі|тікі|нікі|ғы|гі)?"
)
_CASES_RU = (
    "(?:ого|его|ому|ему|ыми|ими|ами|ями|ой|ою|ей|ею|ая|ую|ом|ем|ым|им|ых|их|ам|ям|ах|ях|ов|ев|а|я|у|ю|е|ы|и|о|й|ь)?"
)
_PATRONYMIC = f"[{_UP}][{_LOW}]{{2,20}}(?:(?:ұлы|улы|қызы|кызы)(?:{_CASES_KK})|(?:ович|евич|ьич)(?:а|у|ем|е|и)?|(?:овн|евн|иничн|ьиничн)(?:а|ы|е|у|ой))"
_SURNAME = (
    f"[{_UP}][{_LOW}]{{2,20}}(?:(?:ов|ев|ёв|ин)(?:а|у|ым|е|ой|ых|ы|қа|ке|тың|тің|ты|ті|та|те|тан|тен|пен)?|(?:ова|ева|ина)(?:{_CASES_KK})"
    "|(?:ск|цк)(?:ий|ого|ому|им|ом|ая|ой|ую)|(?:енко|чук))"
)
_INITIALS = f"[{_UP}]\\.{_SP}?(?:[{_UP}]\\.?)?"

_HOUSE = r"(?:№\s?)?\d{1,4}(?:[ -]?[а-гА-Г](?![а-яё]))?(?:/\d{1,4}[а-г]?)?(?:-\d{1,4})?"
_NAMED = (
    rf"[«\"“]?(?:\d{{1,3}}(?:-(?:й|я|ші|шы))?{_SP})?(?:[{_UP}]\.{_SP}?)?[{_UP}][{_UP}{_LOW}-]{{1,30}}"
    rf"(?:{_SP}(?:[{_UP}][{_UP}{_LOW}-]{{1,30}}|би|би[яюе]|батыра?|хана?|ата|ана|ақын|акына|жырау|тархан|датқа)){{0,2}}[»\"”]?"
)
_STREET_RU = (
    r"(?:ул(?:\.|ица|ице|ицы|ицу|ицей)?|пр(?:\.|-т|оспект[а-я]{0,2})|пер(?:\.|еул[а-я]{1,4})|мкр\.?|микрорайон[а-я]{0,2}|"
    r"м-н|б-р|бульвар[а-я]{0,2}|ш/а|шағын аудан[ыі]?|мөлтек аудан[ыі]?|көшесі|шоссе|тупик[а-я]{0,2}|массив[а-я]{0,2})"
)
_STREET_KK = r"(?:ш/а|мкр|көше|даңғыл|тұйық|шағын аудан|мөлтек аудан|орам|к-с|алқап)(?:[а-яёәғқңөұүһі]{0,8})\.?"
_HOUSE_RU = rf"(?:,?\s{{0,2}}(?:в\s)?(?:дом(?:е|а|у)?|д\.?|үй)?{_SP}{{0,2}}{_HOUSE})"
_FLAT_RU = (
    rf"(?:,?{_SP}{{0,2}}(?:квартир[а-я]{{1,2}}|кв\.?|пәтер[а-яі]{{0,4}}|оф\.?){_SP}{{0,2}}(?:№\s?)?\d{{1,4}}[а-г]?)"
)
_HOUSE_KK = rf"(?:,?{_SP}{{0,2}}(?:үй{_SP}{{0,2}})?{_HOUSE}(?:{_SP}{{0,2}}-?{_SP}?үй[а-яәғқңөұүһі]{{0,8}})?)"
_QUARTER = (
    r"(?:№\s?)?\d{1,2}(?:[а-гА-Г](?![а-яё]))?[ \t\xa0-]{0,3}(?:ші |шы |й |ый |ой )?"
    r"(?:мкр|микрорайон[а-я]{0,2}|м-н[а-я]?|ш/а|шағын аудан[а-яәғқңөұүһі]{0,8}|мөлтек аудан[а-яәғқңөұүһі]{0,8}|ықшам ?аудан[а-яәғқңөұүһі]{0,8})\.?"
)
"""A quarter that has a number for a name: 12-мкр, 3 микрорайон, 7 ш/а."""
_FLAT_KK = (
    rf"(?:,?{_SP}{{0,2}}(?:\d{{1,4}}{_SP}?-?{_SP}?п[әa]т(?:ер[а-яәғқңөұүһі]{{0,8}}|\.)|(?:пәтер|кв\.?){_SP}?\d{{1,4}}))"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch ``text[start:end]`` that is probably personal: of which kind (a key of MARKS), and how probably (0 to 1)."""

    start: int
    end: int
    kind: str
    confidence: float


Judge = Callable[[re.Match[str]], float]
"""How probable a match is; 0: it is none."""


def _always(confidence: float) -> Judge:
    return lambda _match: confidence


@dataclass(frozen=True, slots=True)
class _Pattern:
    kind: str
    expression: re.Pattern[str]
    judge: Judge


def _pattern(kind: str, expression: str, judge: Judge | float, flags: int = 0) -> _Pattern:
    return _Pattern(kind, re.compile(expression, flags), judge if callable(judge) else _always(judge))


def _unless_ordinary(confidence: float) -> Judge:
    """A sequence of words is a name unless one of them is a word that merely has a capital letter."""

    def judge(match: re.Match[str]) -> float:
        words = re.findall(r"[^\W\d_]+", match["it"] if "it" in match.re.groupindex else match[0])
        return 0 if any(word.casefold() in ORDINARY for word in words) else confidence

    return judge


def _house(match: re.Match[str]) -> float:
    """A street and a house may be the very place of the matter; a flat beside them (12-45) is somebody's home."""
    return 0.93 if re.search(r"\d-\d{1,4}$", match[0]) else 0.7


_I = re.IGNORECASE
_EDGE = r"(?<![^\W_])"
_END = r"(?![^\W_])"
_PATTERNS: tuple[_Pattern, ...] = (
    _pattern("email", r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}", 0.98),
    _pattern(
        "email",
        r"(?<![\w.+-])[\w.+-]{1,64}(?:\s(?:at|собака)\s|\s?(?:\(at\)|\[at\]|\(собака\)|\(а\))\s?)[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}",
        0.95,
        _I,
    ),
    _pattern("link", r"https?://[^\s/@\ufffc]{1,80}@[^\s\ufffc]{1,200}", 0.95, _I),
    _pattern(
        "link",
        r"https?://[^\s?#\ufffc]{1,300}[?#][^\s\ufffc]{0,300}?(?:token|key|auth|session|sid|code|pin|pass|sign|secret)[^\s\ufffc]{0,300}",
        0.95,
        _I,
    ),
    _pattern(
        "link",
        r"(?:https?://)?(?:www\.|m\.)?(?:vk\.com|instagram\.com|facebook\.com|fb\.com|t\.me|wa\.me|ok\.ru|tiktok\.com)/[^\s\ufffc]{2,100}",
        0.92,
        _I,
    ),
    _pattern(
        "link", r"https?://[^\s\ufffc]{0,200}/(?=[^\s/\ufffc]{0,60}\d)[A-Za-z0-9_-]{20,100}[^\s\ufffc]{0,100}", 0.6, _I
    ),
    _pattern("link", r"(?<![\w@/.])@[A-Za-z][A-Za-z0-9_.]{3,30}", 0.7),
    _pattern(
        "link",
        r"(?:инстаграмм?|инста|instagram|insta|телеграмм?|telegram|тг|tiktok|тикток|ник|фейсбук|facebook)[а-яәғқңөұүһі]{0,4}"
        r"[ :—-]{1,3}(?P<it>@?[A-Za-z][A-Za-z0-9_.]{3,30})",
        0.8,
        _I,
    ),
    _pattern("account", rf"{_EDGE}KZ\d{{2}}(?:{_SP}?[A-Z0-9]{{4}}){{4}}{_END}", kz_account, _I),
    _pattern("account", r"(?<!\d)(?:\d{4}[ \xa0-]?){3}\d{4}(?!\d)", card),
    _pattern("number", r"(?<!\d)\d{6}[ \xa0-]?\d{3}[ \xa0-]?\d{3}(?!\d)", identification),
    _pattern("number", rf"{_EDGE}(?:ИИН|ЖСН|БИН|БСН|IIN|BIN)[\s:№-]{{0,4}}\d(?:[ \xa0-]?\d){{9,12}}(?!\d)", 0.97, _I),
    _pattern(
        "number",
        r"(?:жеке куәлі[а-яғңі]{1,12}|төлқұжат[а-яғңі]{0,8}|уд(?:остоверени[а-я]{1,2}|\.)|паспорт[а-яі]{0,4}|загранпаспорт|құжат[а-яғңі]{0,8}|ID)"
        r"(?:\s(?:личности|нөмірі|номер))?[\s:]{0,3}(?:№|N|ном\.|номер)?\s?[A-ZА-Я]?[ ]?\d{2,3}[ ]?\d{3}[ ]?\d{2,3}(?!\d)",
        0.93,
        _I,
    ),
    _pattern("phone", r"(?<![\d+])(?<![A-Z]-)(?:\+|00)?\d(?:[ \xa0()-]{0,2}\d){9,13}(?!\d)", phone_like),
    _pattern(
        "phone",
        r"(?:тел(?:ефон[а-яі]{0,4})?|сот(?:овый|ка)?|моб(?:ильный)?|ұялы|whats?app|ватсап|нөмірім)[\s.:№-]{0,4}(?!\d{12})"
        r"(?:\(?\d{4,5}\)?[ -]?)?\d{1,3}[ -]?\d{2}[ -]?\d{2}(?!\d)",
        0.93,
        _I,
    ),
    _pattern(
        "plate", rf"{_EDGE}\d{{3}}{_SP}?(?:[A-Z]{{2,3}}|[АВЕКМНОРСТХУ]{{2,3}}){_SP}?(?:0[1-9]|1\d|20){_END}", 0.92
    ),
    _pattern("plate", rf"{_EDGE}[A-Z]{_SP}?\d{{3}}{_SP}?[A-Z]{{2,3}}{_END}", 0.75),
    _pattern("address", rf"{_EDGE}{_STREET_RU}{_SP}{{0,2}}{_NAMED}{_HOUSE_RU}{_FLAT_RU}", 0.96),
    _pattern("address", rf"{_EDGE}{_STREET_RU}{_SP}{{0,2}}{_NAMED}{_HOUSE_RU}{_END}", _house),
    _pattern("address", rf"{_EDGE}{_NAMED}{_SP}{_STREET_KK}{_HOUSE_KK}{_FLAT_KK}", 0.96),
    _pattern("address", rf"{_EDGE}{_NAMED}{_SP}{_STREET_KK}{_HOUSE_KK}{_END}", _house),
    _pattern("address", rf"{_EDGE}{_QUARTER}(?:{_HOUSE_RU}|{_HOUSE_KK})(?:{_FLAT_RU}|{_FLAT_KK}){_END}", 0.96, _I),
    _pattern("address", rf"{_EDGE}{_QUARTER}(?:{_HOUSE_RU}|{_HOUSE_KK}){_END}", _house, _I),
    _pattern("address", rf"{_EDGE}{_STREET_RU}{_SP}{{0,2}}{_NAMED}{_HOUSE_KK}{_FLAT_KK}", 0.96),
    _pattern("address", rf"{_EDGE}{_STREET_RU}{_SP}{{0,2}}{_NAMED}{_HOUSE_KK}{_END}", _house),
    _pattern("address", rf"{_EDGE}{_NAMED}{_SP}{_STREET_KK}{_HOUSE_RU}{_FLAT_RU}", 0.96),
    _pattern("address", rf"{_EDGE}(?:дом|д\.|үй){_SP}?№?{_SP}?\d{{1,4}}[а-г]?{_FLAT_RU}", 0.92, _I),
    _pattern("address", rf"{_EDGE}\d{{1,4}}[а-г]?{_SP}?-?{_SP}?үй[а-яәғқңөұүһі]{{0,8}}{_FLAT_KK}", 0.92, _I),
    _pattern(
        "address",
        rf"{_EDGE}(?:квартир[а-я]{{1,2}}|кв\.?){_SP}{{0,2}}№?{_SP}?\d{{1,4}}[а-г]?{_END}(?!{_SP}?(?:градус|°))",
        0.9,
        _I,
    ),
    _pattern("address", rf"{_EDGE}\d{{1,4}}{_SP}?-?{_SP}?пәтер[а-яәғқңөұүһі]{{0,8}}", 0.6, _I),
    _pattern(
        "birth",
        r"(?:\d{1,2}\.\d{1,2}\.)?(?:19|20)\d{2}\s?(?:г(?:ода|\.)?\s?р(?:ождения|\.)|жылы туған|ж\.\s?т\.)"
        r"|\d{1,2}[ \xa0][а-я]{3,8}[ \xa0](?:19|20)\d{2}[ \xa0]?(?:г(?:ода|\.)?[ \xa0]?р(?:ождения|\.))"
        r"|(?:19|20)\d{2}[ \xa0]?ж(?:ылы|ылғы|\.)[ \xa0](?:\d{1,2}[ \xa0][а-яәғқңөұүһі]{3,10}[ \xa0])?(?:туған|дүниеге)"
        r"|(?:родил(?:ся|ась)|туған(?:мын|ым)?|туылған|г\.р\.|ж\.т\.|туған жыл[а-яі]{1,4}|год рождения)[\s:—-]{1,4}(?:в[ \xa0])?"
        r"(?:\d{1,2}[ \xa0.][а-яәғқңөұүһі0-9]{2,10}[ \xa0.])?(?:19|20)\d{2}"
        r"|(?:дата рождения|туған күн[а-яі]{1,6}|родил(?:ся|ась))[\s:—-]{0,4}\d{1,2}\.\d{1,2}\.(?:19|20)?\d{2}",
        0.9,
        _I,
    ),
    _pattern("name", rf"{_EDGE}(?:{_WORD}{_SP}){{0,2}}{_PATRONYMIC}(?:{_SP}{_SURNAME})?{_END}", _unless_ordinary(0.95)),
    _pattern("name", rf"{_EDGE}(?:{_WORD}{_SP})?{_PATRONYMIC}{_END}", _unless_ordinary(0.95)),
    _pattern("name", rf"{_EDGE}{_PATRONYMIC}{_END}", 0.93),
    _pattern("name", rf"{_EDGE}{_WORD}{_SP}{_WORD}{_SP}(?:ұлы|қызы)(?:{_CASES_KK}){_END}", _unless_ordinary(0.9)),
    _pattern("name", rf"{_EDGE}{_SURNAME}{_SP}{{0,2}}{_INITIALS}", _unless_ordinary(0.95)),
    _pattern("name", rf"{_EDGE}{_WORD}{_SP}{{0,2}}[{_UP}]\.{_SP}?[{_UP}]\.", _unless_ordinary(0.92)),
    _pattern("name", rf"{_EDGE}[{_UP}]\.{_SP}?(?:[{_UP}]\.{_SP}?)?{_SURNAME}{_END}", _unless_ordinary(0.92)),
    _pattern("name", rf"{_EDGE}[{_UP}]\.{_SP}?[{_UP}]\.{_SP}?{_WORD}", _unless_ordinary(0.9)),
    _pattern("name", rf"{_EDGE}{_SURNAME}{_SP}{_WORD}{_END}", _unless_ordinary(0.6)),
    _pattern("name", rf"{_EDGE}{_WORD}{_SP}{_SURNAME}{_END}", _unless_ordinary(0.6)),
    _pattern("name", rf"{_EDGE}{_SURNAME}{_END}", _unless_ordinary(0.4)),
    _pattern(
        "name",
        rf"{_EDGE}(?i:{BEFORE_NAMES}){_SP}?[,:—-]?{_SP}(?P<it>{_WORD}(?:{_SP}{_WORD}){{0,2}}){_END}",
        _unless_ordinary(0.9),
    ),
    _pattern("name", rf"{_EDGE}(?=(?P<it>{_WORD}{_SP}{_WORD}){_END})", with_given),
    _pattern("name", rf"{_EDGE}(?P<it>[^\W\d_]{{3,25}}){_END}", given),
    _pattern(
        "name",
        rf"{_EDGE}[{_UP}][{_LOW}]{{2,24}}{_SP}(?:[{_UP}]\.(?!{_SP}?[{_UP}]\.)|(?:апа|апай|аға|ағай|тәте|әже|ата|ханым|мырза){_CASES_KK}{_END})",
        with_initial,
    ),
    _pattern("name", rf"{_EDGE}(?i:{BEFORE_NAMES}){_SP}(?P<it>[{_LOW}]{{3,20}}){_END}", given_small, _I),
)


def suggest(text: str, known_names: Iterable[str] = ()) -> list[Span]:
    """What in *text* is probably personal, in its order; spans never overlap, and never touch a mark.

    *known_names*: whole names of people who must not show (the appellant, those who joined), found in any case ending.
    What was found is hidden and the rest looked through again, until nothing new is found: so a redacted text has no
    suggestion that the text before it didn't have.
    """
    patterns = (*_PATTERNS, *(pattern for name in known_names for pattern in _name_patterns(name)))
    hidden = _without_marks(text)
    folded = _folded(hidden)
    found: list[Span] = []
    while new := [span for span in _found(hidden, folded, patterns) if span.confidence >= WORTH_A_LOOK]:
        found += new
        signs = list(hidden)
        for span in new:
            signs[span.start : span.end] = HIDDEN * (span.end - span.start)
        hidden = "".join(signs)
        folded = _folded(hidden)
    return _joined(found, text)


def redacted(text: str, accepted: Sequence[Span], language: str = "kk") -> str:
    """*text* with a visible mark in place of every accepted span, in *language* ("kk", "ru", "en").

    Raises ValueError for a span outside of the text or of an unknown kind.
    """
    pieces: list[str] = []
    end = 0
    for span in _united(accepted):
        if not 0 <= span.start < span.end <= len(text) or span.kind not in MARKS:
            raise ValueError(f"{span} is not a span of this text")
        pieces += [text[end : span.start], MARKS[span.kind].in_language(language)]
        end = span.end
    return "".join((*pieces, text[end:]))


def pieces(text: str, spans: Sequence[Span]) -> Iterator[tuple[str, Span | None]]:
    """*text* cut along *spans*, for highlighting: (piece, its span or None)."""
    end = 0
    for span in _united(spans):
        if span.start > end:
            yield text[end : span.start], None
        yield text[span.start : span.end], span
        end = span.end
    if end < len(text):
        yield text[end:], None


def _without_marks(text: str) -> str:
    for mark in _ALL_MARKS:
        text = text.replace(mark, HIDDEN * len(mark))
    return text


_ALL_MARKS = tuple(mark for texts in MARKS.values() for mark in (texts.kk, texts.ru, texts.en))
_FOLDS = str.maketrans("әғқңөұүһіё", "агкноуухие")


def _folded(text: str) -> str:
    """*text* in small letters, Kazakh letters as people type them without a Kazakh keyboard; of the same length."""
    small = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)
    return small.translate(_FOLDS)


_FOLDED_KK = _folded(_CASES_KK)
_CASES = f"(?:{_FOLDED_KK}|{_CASES_RU})"
_SOFTER = {"п": "[пб]", "к": "[кг]"}


def _name_patterns(name: str) -> list[_Pattern]:
    """A pattern for every part of a name, for folded text, with the case endings of both languages."""
    patterns = []
    for part in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", _folded(name)):
        if len(part) < 2:
            continue
        exact = re.escape(part[:-1]) + _SOFTER.get(part[-1], re.escape(part[-1]))
        forms = [exact + _CASES]
        stem = re.sub("(?:ий|ый|ая|[аяйьоыи])$", "", part)
        if stem != part and len(stem) >= 3:
            forms.append(re.escape(stem) + _CASES_RU)
        if len(part) == 2:
            forms = [exact]
        patterns.append(_Pattern("name", re.compile(f"{_EDGE}(?:{'|'.join(forms)}){_END}"), _known))
    return patterns


def _known(match: re.Match[str]) -> float:
    return 0.97


def _found(text: str, folded: str, patterns: Sequence[_Pattern]) -> list[Span]:
    spans = []
    for pattern in patterns:
        known = pattern.judge is _known
        for match in pattern.expression.finditer(folded if known else text):
            start, end = match.span("it" if "it" in pattern.expression.groupindex else 0)
            confidence = pattern.judge(match)
            if known and text[start].islower():  # many names are words too: Bakyt is happiness
                confidence = 0.5 if end - start > 3 else 0
            elif pattern.kind == "name" and not known and names_a_place(text, start, end):
                confidence = 0
            if end > start and confidence:
                spans.append(Span(start, end, pattern.kind, confidence))
    return spans


def _united(spans: Iterable[Span]) -> list[Span]:
    """Overlapping spans made one: of the kind that is surest, and among equals the longest."""
    united: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if united and span.start < united[-1].end:
            last = united[-1]
            surest = max(last, span, key=lambda each: (each.confidence, each.end - each.start))
            united[-1] = replace(surest, start=last.start, end=max(last.end, span.end))
        else:
            united.append(span)
    return united


def _joined(spans: Iterable[Span], text: str) -> list[Span]:
    """United spans; parts of one name that stand beside each other become one span."""
    joined: list[Span] = []
    for span in _united(spans):
        last = joined[-1] if joined else None
        if last and last.kind == span.kind == "name" and not text[last.end : span.start].strip(" \t\xa0"):
            joined[-1] = replace(last, end=span.end, confidence=max(last.confidence, span.confidence))
        else:
            joined.append(span)
    return joined
