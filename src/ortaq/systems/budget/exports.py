"""A dataset as a table: the same shape that :mod:`ortaq.systems.budget.imports` reads, so that it goes round."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ortaq.kernel.interchange.rules import Cell, Column
from ortaq.kernel.language.rules import Text
from ortaq.systems.budget.queries import Whole
from ortaq.systems.budget.rules import Claim, Figure

COLUMNS = [
    Column("row", width=10),
    Column("key", width=24),
    Column("of", width=18),
    Column("breakdown", width=12),
    Column("year", "plain", 8),
    Column("level", width=10),
    Column("territory", width=14),
    Column("kk", width=50),
    Column("ru", width=50),
    Column("en", width=50),
    Column("amount", "money", 18),
    Column("projects", "number", 10),
    Column("since", "plain", 8),
    Column("claim", width=10),
    Column("part", width=18),
    Column("measure", width=10),
    Column("says", width=10),
    Column("printed", width=12),
    Column("years", "plain", 8),
]
"""The columns of the file, by their code names. What each holds is told on the office page and in the template."""


def rows_of(found: Whole) -> Iterator[Sequence[Cell]]:
    """The rows of a dataset: its source, its figures, its claims, its notes."""
    dataset = found.dataset
    yield _about("code", Text(dataset.code, dataset.code, dataset.code))
    yield _about("title", Text(dataset.name_kk, dataset.name_ru, dataset.name_en))
    if dataset.url:
        yield _about("url", Text(dataset.url, dataset.url, dataset.url))
    for text in found.texts:
        yield _about(text.kind, text.words)
    yield from (_figure(figure) for figure in found.figures)
    yield from (_claim(claim) for claim in found.claims)


def _about(key: str, words: Text) -> Sequence[Cell]:
    return ["about", key, *[None] * 5, words.kk, words.ru, words.en, *[None] * 9]


def _figure(figure: Figure) -> Sequence[Cell]:
    return [
        "figure",
        figure.key,
        figure.of or None,
        figure.breakdown or None,
        Decimal(figure.year),
        figure.level or None,
        figure.territory or None,
        figure.name.kk,
        figure.name.ru,
        figure.name.en,
        figure.amount,
        None if figure.projects is None else Decimal(figure.projects),
        None if figure.since is None else Decimal(figure.since),
        *[None] * 6,
    ]


def _claim(claim: Claim) -> Sequence[Cell]:
    return [
        "claim",
        claim.key,
        claim.of or None,
        claim.breakdown or None,
        None,
        None,
        None,
        claim.text.kk,
        claim.text.ru,
        claim.text.en,
        None,
        None,
        None,
        claim.kind,
        claim.part or None,
        claim.measure,
        claim.says or None,
        # As text: "70.0" is printed with one decimal, a number would lose it.
        format(claim.printed, "f"),
        None if claim.years is None else Decimal(claim.years),
    ]


def template_rows() -> list[Sequence[Cell]]:
    """The rows of the file to fill in: an example of every kind of row, marked as an example."""
    example = Text("МЫСАЛ: ауыстырыңыз", "ПРИМЕР: замените", "EXAMPLE: replace")
    total = Figure("total", example, 2026, amount=Decimal("1000000.00"), projects=4)
    region = Figure("region", example, 2026, "total", "level", "region", amount=Decimal("400000.00"), projects=1)
    claim = Claim("share-region", "share", example, Decimal("40.0"), 1, part="region", of="total")
    about = ("title", "source", "publisher", "author", "when", "legal", "note")
    return [
        _about("code", Text("my-region-2026", "my-region-2026", "my-region-2026")),
        *[_about(key, example) for key in about],
        _figure(total),
        _figure(region),
        _claim(claim),
    ]
