"""How good the search is: nDCG@10 on our own civic queries, against the search for plain words.

Texts and judgements are our own and synthetic. The stems' exceptions and the weights were not fitted to these queries;
the floors stand a little under what was measured when the set was made.
"""

import math
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ortaq.kernel.language.rules import words
from ortaq.kernel.records.models import Record
from ortaq.kernel.search.actions import index_record
from ortaq.kernel.search.queries import search, similar

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def _rows(name: str) -> Iterator[list[str]]:
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


TEXTS = {row[0]: (row[1], row[2], row[3]) for row in _rows("civic_texts.tsv")}
QUERIES = [
    (row[0], {name: int(grade) for name, _, grade in (part.partition(":") for part in row[1].split())}, row[2])
    for row in _rows("civic_queries.tsv")
]


def _gain(grades: list[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades[:10]))


def _ndcg(ranked: list[str], relevant: dict[str, int]) -> float:
    best = _gain(sorted(relevant.values(), reverse=True))
    return _gain([relevant.get(name, 0) for name in ranked]) / best


def _mean(ranking: Callable[[str], list[str]], kind: str | None = None) -> float:
    scores = [_ndcg(ranking(query), relevant) for query, relevant, of_kind in QUERIES if kind in (None, of_kind)]
    return sum(scores) / len(scores)


def _plain_words(query: str) -> list[str]:
    """BM25 with the same parameters over words as they are written: what a search without our language rules finds."""
    tokens = {
        name: [word.text.casefold() for word in words(f"{title} {title} {title} {text}")]
        for name, (_, title, text) in TEXTS.items()
    }
    average = sum(map(len, tokens.values())) / len(tokens)
    scores = dict.fromkeys(tokens, 0.0)
    for word in {word.text.casefold() for word in words(query)}:
        having = sum(word in of_text for of_text in tokens.values())
        for name, of_text in tokens.items():
            if times := of_text.count(word):
                weight = math.log(1 + (len(tokens) - having + 0.5) / (having + 0.5))
                scores[name] += weight * times * 1.9 / (times + 0.9 * (0.6 + 0.4 * len(of_text) / average))
    return [name for name in sorted(scores, key=lambda name: -scores[name]) if scores[name] > 0]


@pytest.fixture
def names(db: None) -> dict[int, str]:
    found = {}
    for serial, (name, (language, title, text)) in enumerate(TEXTS.items(), 1):
        record = Record.objects.create(
            kind="appeal", number=f"AP-2026-{serial:06}", state="answered", language=language, created_at=NOW,
            changed_at=NOW, published_at=NOW, public_title=title, public_text=text, is_demo=True,
        )  # fmt: skip
        index_record(record.pk, title, text, language)
        found[record.pk] = name
    return found


def test_the_set_is_large_enough_and_names_only_texts_that_exist() -> None:
    assert len(TEXTS) >= 60
    assert len(QUERIES) >= 50
    assert {kind for *_, kind in QUERIES} == {"kk", "folded", "ru"}
    assert not {name for _, relevant, _ in QUERIES for name in relevant} - set(TEXTS)


# 0.03 under what was measured on 2026-11-23: kk 0.978, folded 0.977, ru 0.984, all 0.980; plain words 0.614, 0.443,
# 0.539, 0.550. The set is small and nearly solved: it guards against loss, it doesn't tell how good search is at scale.
FLOORS = {"kk": 0.948, "folded": 0.947, "ru": 0.954, None: 0.95}


def test_our_search_beats_plain_words(names: dict[int, str], capsys: pytest.CaptureFixture[str]) -> None:
    def ours(query: str) -> list[str]:
        return [names[hit.record_id] for hit in search(query, limit=10)]

    with capsys.disabled():
        print(f"\nnDCG@10 on {len(QUERIES)} queries, {len(TEXTS)} texts:")
        for kind, floor in FLOORS.items():
            plain, own = _mean(_plain_words, kind), _mean(ours, kind)
            print(f"  {kind or 'all':7} plain words {plain:.3f}  ours {own:.3f}")
            assert own >= floor
            assert own > plain + 0.05


def test_a_case_told_again_in_other_words_finds_its_twin(names: dict[int, str]) -> None:
    told_again = [
        ("Абай көшесінің жолы шұңқыр-шұңқыр, көліктеріміз бүлініп жатыр, жөндеп беріңіздерші", "kk", "k01"),
        ("Бесінші шағынауданда ауызсу бір апта болды жоқ, қашан қосасыздар", "kk", "k06"),
        ("Толе би кошесинде шамдар жанбайды, кешке карангы", "kk", "k15"),
        ("Балам үш жаста, балабақша кезегінде екі жыл тұрмыз", "kk", "k18"),
        ("Аулада қоқыс жәшіктерін екі апта тазаламады", "kk", "k28"),
        ("Батареи холодные, отопительный сезон начался, дети мёрзнут, когда будет тепло", "ru", "r11"),
        ("На Толе би фонари не горят уже месяц, темно по вечерам", "ru", "r14"),
        ("Бродячие собаки покусали ребенка в нашем микрорайоне", "ru", "r27"),
        ("Врача педиатра нет в амбулатории села, приходится ездить в район", "ru", "r29"),
        ("Прорыв теплотрассы, дома без отопления, когда устранят аварию", "ru", "r12"),
    ]
    first = [similar(text, language)[:1] for text, language, _ in told_again]
    right = sum(
        bool(hits) and names[hits[0].record_id] == twin for hits, (_, _, twin) in zip(first, told_again, strict=True)
    )
    assert right >= 9


def test_a_case_that_nobody_told_has_no_twin(names: dict[int, str]) -> None:
    for text, language in (
        ("Кәсіпкерлікті тіркеуге салық мөлшерлемесі қанша пайыз", "kk"),
        ("Как получить справку об отсутствии судимости через портал", "ru"),
        ("Опера театрына билет бағасы", "kk"),
    ):
        assert similar(text, language) == []
