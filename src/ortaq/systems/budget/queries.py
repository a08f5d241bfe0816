"""Reading figures. Every function costs a constant number of SQL queries, whatever the datasets hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from ortaq.kernel.language.rules import Text
from ortaq.kernel.money.rules import rounded
from ortaq.kernel.parties.models import Territory
from ortaq.systems.budget import rules
from ortaq.systems.budget.models import ClaimRow, Dataset, DatasetText, FigureRow, SentFile
from ortaq.systems.budget.rules import Breakdown, Check, Claim, Figure

PUBLIC = (Dataset.State.PUBLISHED, Dataset.State.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class Whole:
    """A dataset with everything that is computed from it."""

    dataset: Dataset
    figures: tuple[Figure, ...]
    claims: tuple[Claim, ...]
    texts: tuple[DatasetText, ...]

    @property
    def totals(self) -> list[Figure]:
        """The figures that are no part of another."""
        return [figure for figure in self.figures if not figure.of]

    @property
    def breakdowns(self) -> list[Breakdown]:
        return rules.breakdowns(self.figures)

    @property
    def checks(self) -> list[Check]:
        return rules.checked(self.claims, self.figures)

    def texts_of(self, kind: str) -> list[Text]:
        """The texts of one kind ("publisher", "note"…) in their order."""
        return [text.words for text in self.texts if text.kind == kind]


@dataclass(frozen=True, slots=True)
class Headline:
    """What a home page tells of the latest plan: total, projects, and the split by level."""

    dataset: Dataset
    total: Figure
    levels: Breakdown | None
    differing: int
    """How many printed claims about these figures disagree with them."""


@dataclass(frozen=True, slots=True)
class YearTotal:
    """The total of one year, where it was published, and its growth over the year before."""

    year: int
    amount: Decimal
    growth: Decimal | None
    dataset: Dataset


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that was sent for preview."""

    pk: int
    name: str
    content: bytes


def _with_rows(datasets: QuerySet[Dataset]) -> QuerySet[Dataset]:
    figures = FigureRow.objects.select_related("territory").order_by("position")
    return datasets.prefetch_related(
        Prefetch("figures", figures),
        Prefetch("claims", ClaimRow.objects.order_by("position")),
        Prefetch("texts", DatasetText.objects.order_by("position", "pk")),
    )


def _whole(dataset: Dataset) -> Whole:
    rows = list(dataset.figures.all())
    keys = {row.pk: row.key for row in rows}
    figures = tuple(
        Figure(
            key=row.key,
            name=Text(row.name_kk, row.name_ru, row.name_en),
            year=row.year,
            of=keys.get(row.of_id, "") if row.of_id else "",
            breakdown=row.breakdown,
            level=row.level,
            territory=row.territory.slug if row.territory else "",
            amount=row.amount,
            projects=row.projects,
            since=row.since,
        )
        for row in rows
    )
    claims = tuple(
        Claim(
            key=row.key,
            kind=row.kind,
            text=Text(row.kk, row.ru, row.en),
            printed=rounded(row.printed, row.places),
            places=row.places,
            measure=row.measure,
            says=row.says,
            part=keys.get(row.part_id, "") if row.part_id else "",
            of=keys.get(row.of_id, "") if row.of_id else "",
            breakdown=row.breakdown,
            years=row.years,
        )
        for row in dataset.claims.all()
    )
    return Whole(dataset, figures, claims, tuple(dataset.texts.all()))


def dataset_of(code: str, version: int | None = None) -> Dataset | None:
    """A dataset by its code: the given version in any state, or without one the published version. One SQL query."""
    found = Dataset.objects.filter(code=code)
    found = found.filter(state=Dataset.State.PUBLISHED) if version is None else found.filter(version=version)
    return found.first()


def whole(code: str, version: int | None = None) -> Whole | None:
    """A dataset with its figures, claims and texts; None when there is none. Four SQL queries."""
    found = _with_rows(Dataset.objects.filter(code=code))
    found = found.filter(state=Dataset.State.PUBLISHED) if version is None else found.filter(version=version)
    dataset = found.first()
    return _whole(dataset) if dataset else None


def latest(year: int | None = None) -> Whole | None:
    """The published dataset that says most about *year* (the latest year with a total that is broken down).

    Five SQL queries.
    """
    found = _latest_id(year)
    return None if found is None else _whole_of(found)


def _latest_id(year: int | None) -> int | None:
    """Figures that are broken down come before a bare total, whatever its year."""
    wholes = FigureRow.objects.filter(dataset__state=Dataset.State.PUBLISHED, of__isnull=True, amount__isnull=False)
    if year is not None:
        wholes = wholes.filter(year=year)
    broken_down = wholes.annotate(broken_down=Exists(FigureRow.objects.filter(of_id=OuterRef("pk"))))
    return broken_down.order_by("-broken_down", "-year", "dataset__code").values_list("dataset_id", flat=True).first()


def _whole_of(dataset_id: int) -> Whole | None:
    dataset = _with_rows(Dataset.objects.filter(pk=dataset_id)).first()
    return _whole(dataset) if dataset else None


def headline(year: int | None = None) -> Headline | None:
    """Total, number of projects and split by level of *year* (the latest), for the home page; None without figures.

    One SQL query: a published version never changes, so what was worked out of it once holds as long as it is the latest.
    """
    found = _latest_id(year)
    return None if found is None else _headline_of(found, year)


@lru_cache(maxsize=20)
def _headline_of(dataset_id: int, year: int | None) -> Headline | None:
    found = _whole_of(dataset_id)
    if found is None:
        return None
    totals = [figure for figure in found.totals if figure.amount is not None and (year is None or figure.year == year)]
    if not totals:
        return None
    total = max(totals, key=lambda figure: figure.year)
    levels = next((b for b in found.breakdowns if b.whole.key == total.key and b.by == "level"), None)
    differing = sum(check.verdict == rules.DIFFERS for check in found.checks)
    return Headline(found.dataset, total, levels, differing)


def years() -> list[YearTotal]:
    """The totals of every year that is published, oldest first, each with its own source. One SQL query.

    Where two datasets state a total of the same year, the one that was published first is shown.
    """
    rows = (
        FigureRow.objects.filter(dataset__state=Dataset.State.PUBLISHED, of__isnull=True, amount__isnull=False)
        .select_related("dataset")
        .order_by("year", "dataset__published_at", "position")
    )
    first: dict[int, FigureRow] = {}
    for row in rows:
        first.setdefault(row.year, row)
    points = rules.years_compared((row.year, row.amount) for row in first.values() if row.amount is not None)
    return [YearTotal(point.year, point.amount, point.growth, first[point.year].dataset) for point in points]


def datasets(*, office: bool, after: int | None = None, size: int = 50) -> list[Dataset]:
    """Datasets, newest first: those that are or were published, or all of them for the office. One SQL query."""
    found = Dataset.objects.order_by("-pk")
    if not office:
        found = found.filter(state__in=PUBLIC)
    if after is not None:
        found = found.filter(pk__lt=after)
    return list(found[:size])


def versions(code: str, *, office: bool) -> list[Dataset]:
    """All versions of a dataset, newest first. One SQL query."""
    found = Dataset.objects.filter(code=code).order_by("-version")
    return list(found if office else found.filter(state__in=PUBLIC))


def dataset_with_sha256(digest: str) -> Dataset | None:
    """The dataset that came from a file with this SHA-256."""
    return Dataset.objects.filter(sha256=digest).first()


def sent_file(pk: int, *, sent_by_id: int | None) -> KeptFile | None:
    """A file that this very person sent for preview."""
    found = SentFile.objects.filter(pk=pk, sent_by_id=sent_by_id).first() if sent_by_id else None
    return KeptFile(found.pk, found.name, bytes(found.content)) if found else None


def territories_by_slug(slugs: Iterable[str]) -> dict[str, int]:
    """The keys of the territories that exist among *slugs*."""
    wanted = [slug for slug in slugs if slug]
    return dict(Territory.objects.filter(Q(slug__in=wanted)).values_list("slug", "pk")) if wanted else {}
