"""Checked by one, published by another, never silently changed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, Stale
from ortaq.kernel.parties.roles import ROLES
from ortaq.kernel.parties.rules import GUEST, SYSTEM, Actor
from ortaq.systems.budget import permissions, queries
from ortaq.systems.budget.actions import NoSuchDataset, add_correction, check_dataset, import_dataset, publish_dataset
from ortaq.systems.budget.imports import SHIPPED, import_figures, judged
from ortaq.systems.budget.models import Dataset, DatasetText, FigureRow
from ortaq.systems.budget.rules import Figure

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ARTICLE = SHIPPED / "zhambyl-2018.csv"


def draft(by: Actor, data: bytes = b"") -> Dataset:
    report = import_figures(data or ARTICLE, by=by, at=NOW, name="f.csv")
    assert report.dataset is not None
    return report.dataset


def test_the_importer_can_not_publish_and_a_second_person_can(actor: Callable[..., Actor]) -> None:
    importer, other = actor("statistician", email="a@example.kz"), actor("statistician", email="b@example.kz")
    dataset = check_dataset(by=importer, dataset_id=draft(importer).pk, at=NOW)
    with pytest.raises(Refused):
        publish_dataset(by=importer, dataset_id=dataset.pk, at=NOW)
    published = publish_dataset(by=other, dataset_id=dataset.pk, at=NOW)
    assert (published.state, published.published_by_id, published.imported_by_id) == (
        "published",
        other.user_id,
        importer.user_id,
    )


def test_the_database_itself_refuses_one_person_for_both(actor: Callable[..., Actor]) -> None:
    importer = actor("statistician")
    dataset = draft(importer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Dataset.objects.filter(pk=dataset.pk).update(published_by=importer.user_id)


MAY = {
    ("draft", "check"): {"statistician"},
    ("checked", "publish"): {"statistician", "head", "coordinator"},
}


@pytest.mark.parametrize("state", Dataset.State.values)
@pytest.mark.parametrize("code", ["check", "publish", "supersede"])
def test_role_by_state_by_action(state: str, code: str, actor: Callable[..., Actor]) -> None:
    importer = actor("statistician", email="importer@example.kz")
    dataset = draft(importer)
    dataset.state = state
    for role in ROLES:
        decision = permissions.may(actor(role, email=f"{role}@example.kz"), code, dataset)
        assert bool(decision) == (role in MAY.get((state, code), set())), (role, state, code)
        assert decision.allowed or decision.reason is not None
    assert not permissions.may(GUEST, code, dataset)
    assert not permissions.may(importer, "publish", dataset), "who loaded it doesn't publish it"
    assert not permissions.may(SYSTEM, code, dataset), "the program doesn't publish what a person loaded"


@pytest.mark.parametrize("role", [None, *ROLES])
def test_who_sees_drafts(role: str | None, actor: Callable[..., Actor]) -> None:
    dataset = draft(SYSTEM)
    reader = actor(role) if role else GUEST
    allowed = role in {"statistician", "head", "coordinator"}
    assert bool(permissions.may_see(reader, dataset)) == allowed
    assert bool(permissions.may_see_office(reader)) == allowed
    dataset.state = "published"
    assert permissions.may_see(reader, dataset)


def test_a_new_version_supersedes_the_old_one_in_one_step(actor: Callable[..., Actor]) -> None:
    importer, head = actor("statistician"), actor("head")
    first = draft(importer)
    second = draft(importer, ARTICLE.read_bytes().replace("Областной".encode(), "Региональный".encode()))
    for dataset in (first, second):
        check_dataset(by=importer, dataset_id=dataset.pk, at=NOW)
        publish_dataset(by=head, dataset_id=dataset.pk, at=NOW)
    assert list(Dataset.objects.order_by("version").values_list("state", flat=True)) == ["superseded", "published"]
    found = queries.dataset_of("zhambyl-2018")
    assert found is not None and found.version == 2


@pytest.mark.django_db
def test_a_load_that_breaks_in_the_middle_leaves_nothing_behind() -> None:
    parsed = judged(ARTICLE.read_bytes(), "f.csv").parsed
    assert parsed is not None
    broken = replace(parsed, figures=(*parsed.figures, Figure("lost", Text("а", "б", "c"), 2018, "nowhere", "level")))
    with pytest.raises(ValueError, match="circle"):
        import_dataset(by=SYSTEM, parsed=broken, file_name="f.csv", sha256="0" * 64, at=NOW)
    assert Dataset.objects.count() == DatasetText.objects.count() == FigureRow.objects.count() == 0


@pytest.mark.django_db
def test_a_dataset_that_is_not_there_is_said_so() -> None:
    with pytest.raises(NoSuchDataset):
        check_dataset(by=SYSTEM, dataset_id=1, at=NOW)


def test_two_officers_at_once_do_not_overwrite_each_other(actor: Callable[..., Actor]) -> None:
    importer = actor("statistician")
    dataset = check_dataset(by=importer, dataset_id=draft(importer).pk, at=NOW, expected="draft")
    with pytest.raises(Stale):
        check_dataset(by=importer, dataset_id=dataset.pk, at=NOW, expected="draft")


def test_corrections_are_added_by_statisticians_alone(actor: Callable[..., Actor]) -> None:
    dataset = draft(SYSTEM)
    words = Text("түзету", "поправка", "correction")
    add_correction(by=actor("statistician"), dataset_id=dataset.pk, words=words, at=NOW)
    with pytest.raises(Refused):
        add_correction(by=actor("head"), dataset_id=dataset.pk, words=words, at=NOW)
    found = queries.whole(dataset.code, 1)
    assert found is not None and found.texts_of("correction") == [words]
