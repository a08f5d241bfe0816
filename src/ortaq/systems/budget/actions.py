"""Every change of figures: a set is loaded whole or not at all, checked, published by a second person, annotated."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, Stale
from ortaq.kernel.lifecycle.rules import Decision
from ortaq.kernel.parties.rules import Actor
from ortaq.systems.budget import permissions
from ortaq.systems.budget.models import ClaimRow, Dataset, DatasetText, FigureRow, SentFile
from ortaq.systems.budget.queries import territories_by_slug
from ortaq.systems.budget.rules import Claim, Figure


class NoSuchDataset(LookupError):
    """There is no dataset with this key."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A dataset as a file describes it, before it is stored."""

    code: str
    title: Text
    url: str
    texts: tuple[tuple[str, Text], ...]
    """Kind ("publisher", "note"…) and words, in order."""
    figures: tuple[Figure, ...]
    claims: tuple[Claim, ...]


@transaction.atomic
def import_dataset(*, by: Actor, parsed: Parsed, file_name: str, sha256: str, at: datetime) -> Dataset:
    """Stores a parsed set as a new draft version of its code. Raises Refused for who may not."""
    _demand(permissions.may_import(by))
    with connection.cursor() as cursor:
        # Two loads of one code at once take their version numbers one after the other.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"budget.dataset.{parsed.code}"])
    last = Dataset.objects.filter(code=parsed.code).aggregate(last=Max("version"))["last"] or 0
    dataset = Dataset.objects.create(
        code=parsed.code,
        version=last + 1,
        name_kk=parsed.title.kk,
        name_ru=parsed.title.ru,
        name_en=parsed.title.en,
        url=parsed.url,
        file_name=file_name[:200],
        sha256=sha256,
        imported_by_id=by.user_id,
        imported_at=at,
    )
    DatasetText.objects.bulk_create(
        DatasetText(dataset=dataset, kind=kind, position=position, kk=words.kk, ru=words.ru, en=words.en)
        for position, (kind, words) in enumerate(parsed.texts, start=1)
    )
    stored = _store_figures(dataset, parsed.figures)
    ClaimRow.objects.bulk_create(
        ClaimRow(
            dataset=dataset,
            position=position,
            key=claim.key,
            kind=claim.kind,
            kk=claim.text.kk,
            ru=claim.text.ru,
            en=claim.text.en,
            printed=claim.printed,
            places=claim.places,
            measure=claim.measure,
            says=claim.says,
            part=stored.get(claim.part),
            of=stored.get(claim.of),
            breakdown=claim.breakdown,
            years=claim.years,
        )
        for position, claim in enumerate(parsed.claims, start=1)
    )
    return dataset


def _store_figures(dataset: Dataset, figures: Sequence[Figure]) -> dict[str, FigureRow]:
    territories = territories_by_slug({figure.territory for figure in figures})
    stored: dict[str, FigureRow] = {}
    waiting = list(enumerate(figures, start=1))
    while waiting:
        # Wholes before their parts: a wave stores what hangs on nothing that isn't stored yet.
        ready = [(position, figure) for position, figure in waiting if not figure.of or figure.of in stored]
        if not ready:
            raise ValueError("figures hang on each other in a circle")
        rows = FigureRow.objects.bulk_create(
            (
                FigureRow(
                    dataset=dataset,
                    position=position,
                    key=figure.key,
                    of=stored[figure.of] if figure.of else None,
                    breakdown=figure.breakdown,
                    year=figure.year,
                    level=figure.level,
                    territory_id=territories[figure.territory] if figure.territory else None,
                    name_kk=figure.name.kk,
                    name_ru=figure.name.ru,
                    name_en=figure.name.en,
                    amount=figure.amount,
                    projects=figure.projects,
                    since=figure.since,
                )
                for position, figure in ready
            ),
            batch_size=2_000,
        )
        stored.update((row.key, row) for row in rows)
        done = {position for position, _ in ready}
        waiting = [(position, figure) for position, figure in waiting if position not in done]
    return stored


@transaction.atomic
def check_dataset(*, by: Actor, dataset_id: int, at: datetime, expected: str = "") -> Dataset:
    """Marks a draft as checked. Raises Refused for who may not, Stale when it isn't in the state *expected*."""
    dataset = _locked(dataset_id, expected)
    _demand(permissions.may(by, "check", dataset))
    dataset.state, dataset.checked_by_id, dataset.checked_at = Dataset.State.CHECKED, by.user_id, at
    dataset.save(update_fields=["state", "checked_by", "checked_at"])
    return dataset


@transaction.atomic
def publish_dataset(*, by: Actor, dataset_id: int, at: datetime, expected: str = "") -> Dataset:
    """Publishes a checked dataset; the version that was published before is superseded in the same transaction.

    Raises Refused for who may not (whoever loaded it may not), Stale when it isn't in the state *expected*.
    """
    dataset = _locked(dataset_id, expected)
    _demand(permissions.may(by, "publish", dataset))
    Dataset.objects.filter(code=dataset.code, state=Dataset.State.PUBLISHED).update(state=Dataset.State.SUPERSEDED)
    dataset.state, dataset.published_by_id, dataset.published_at = Dataset.State.PUBLISHED, by.user_id, at
    dataset.save(update_fields=["state", "published_by", "published_at"])
    return dataset


@transaction.atomic
def add_correction(*, by: Actor, dataset_id: int, words: Text, at: datetime) -> DatasetText:
    """Adds a correction note that stands beside the figures from now on; notes are never changed or removed."""
    dataset = _locked(dataset_id, "")
    _demand(permissions.may_correct(by, dataset))
    return DatasetText.objects.create(
        dataset=dataset,
        kind=DatasetText.Kind.CORRECTION,
        position=dataset.texts.count() + 1,
        kk=words.kk,
        ru=words.ru,
        en=words.en,
        written_by_id=by.user_id,
        written_at=at,
    )


@transaction.atomic
def keep_sent_file(*, by: Actor, name: str, content: bytes, sha256: str, at: datetime) -> SentFile:
    """Keeps a file for the preview; the same file of the same person is kept once."""
    _demand(permissions.may_import(by))
    kept, _ = SentFile.objects.get_or_create(
        sha256=sha256, sent_by_id=by.user_id, defaults={"name": name[:200], "content": content, "sent_at": at}
    )
    return kept


def mark_imported(*, sent_file_id: int, dataset: Dataset) -> None:
    """Notes which dataset came out of a file that was sent."""
    SentFile.objects.filter(pk=sent_file_id).update(dataset=dataset)


def _locked(dataset_id: int, expected: str) -> Dataset:
    dataset = Dataset.objects.select_for_update().filter(pk=dataset_id).first()
    if dataset is None:
        raise NoSuchDataset(str(dataset_id))
    if expected and dataset.state != expected:
        raise Stale
    return dataset


def _demand(decision: Decision) -> None:
    if not decision and decision.reason is not None:
        raise Refused(decision.reason)
