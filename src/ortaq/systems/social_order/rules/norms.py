"""Norms of the lifecycles ("Law No 36, art. 6") in the reader's language. Pure."""

import re

from ortaq.kernel.language.rules import Text

_WHOLE = {
    "Ortaq: not set by a law that was read": Text(
        "Ortaq: оқылған заңдарда белгіленбеген",
        "Ortaq: в прочитанных законах не установлено",
        "Ortaq: not set by a law that was read",
    ),
    "Ortaq: the term of the body's answer goes on while a council is silent": Text(
        "Ortaq: кеңес үндемесе де, органның жауап беру мерзімі жүре береді",
        "Ortaq: пока совет молчит, срок ответа органа идёт",
        "Ortaq: the term of the body's answer goes on while a council is silent",
    ),
}
_ARTICLE = re.compile(
    r"(?:Law No (?P<law>[^\s,]+)|(?P<appc>APPC)|Personal data law \(No (?P<data>\S+)\)),? art\. (?P<art>.+)"
)


def norm_words(norm: str) -> Text:
    """*norm* with its law named in each language; one of an unknown shape stays as it is."""
    if norm in _WHOLE:
        return _WHOLE[norm]
    found = _ARTICLE.fullmatch(norm)
    if found is None:
        return Text(norm, norm, norm)
    if found["appc"]:
        kk, ru = "ӘРПК", "АППК"
    elif found["data"]:
        kk, ru = f"Дербес деректер туралы № {found['data']} Заң", f"Закон о персональных данных № {found['data']}"
    else:
        kk, ru = f"№ {found['law']} Заң", f"Закон № {found['law']}"
    return Text(f"{kk}, {found['art']}-бап", f"{ru}, ст. {found['art']}", norm)
