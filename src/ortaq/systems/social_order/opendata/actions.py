"""Every change of imported packages: loaded whole or not at all, shown by a second person, thrown away before that."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.lifecycle.rules import Decision
from ortaq.kernel.parties.rules import Actor
from ortaq.systems.social_order.models import ImportedPackage, ImportedProject
from ortaq.systems.social_order.opendata import permissions
from ortaq.systems.social_order.opendata.rules.imported import Taken, Trouble

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Described:
    """A sound package: where it comes from, and what it holds."""

    standard: str
    file_name: str
    sha256: str
    publisher: str
    source: str
    license: str
    published_on: date | None
    rows: Sequence[Taken]
    remarks: Sequence[Trouble]


def load_package(
    *, by: Actor, described: Described, at: datetime, tell: Callable[[int], None] = lambda _written: None
) -> ImportedPackage:
    """Stores a package with all its projects; *tell* is told how many are written.

    Raises Refused for who may not, and for a file that was loaded before.
    """
    _demand(permissions.may_import(by))
    try:
        with transaction.atomic():
            package = ImportedPackage.objects.create(
                standard=described.standard,
                file_name=described.file_name[:200],
                sha256=described.sha256,
                publisher=described.publisher,
                source=described.source,
                license=described.license,
                published_on=described.published_on,
                projects_count=len(described.rows),
                remarks=[{"where": each.where, **asdict(each.reason)} for each in described.remarks],
                imported_by_id=by.user_id,
                imported_at=at,
            )
            for start in range(0, len(described.rows), BATCH):
                part = described.rows[start : start + BATCH]
                ImportedProject.objects.bulk_create(
                    _project(package, position, row) for position, row in enumerate(part, start=start + 1)
                )
                tell(start + len(part))
    except IntegrityError as error:
        if ImportedPackage.objects.filter(sha256=described.sha256).exists():
            raise Refused(
                Text(
                    "Дәл осы файл бұрын жүктелген.",
                    "Этот самый файл уже загружен.",
                    "This very file was loaded before.",
                )
            ) from error
        raise
    return package


@transaction.atomic
def show_package(*, by: Actor, package_id: int, at: datetime) -> ImportedPackage:
    """Lets everybody see a package. Raises Refused."""
    package = _locked(package_id)
    _demand(permissions.may_show(by, package))
    package.shown_by_id, package.shown_at = by.user_id, at
    package.save(update_fields=["shown_by", "shown_at"])
    return package


@transaction.atomic
def throw_package_away(*, by: Actor, package_id: int) -> None:
    """Removes a package that nobody outside has seen. Who loaded it may, too. Raises Refused."""
    package = _locked(package_id)
    if by.user_id is None or by.user_id != package.imported_by_id or package.shown_at is not None:
        _demand(permissions.may_show(by, package))
    package.delete()


def _project(package: ImportedPackage, position: int, row: Taken) -> ImportedProject:
    return ImportedProject(
        package=package,
        position=position,
        identifier=row.identifier,
        title=row.title,
        description=row.description,
        currency=row.currency,
        amount=row.amount,
        paid=row.paid,
        decided_on=row.decided_on,
        recipients=[asdict(each) for each in row.recipients],
        funders=[asdict(each) for each in row.funders],
        url=row.url,
    )


def _locked(package_id: int) -> ImportedPackage:
    found = ImportedPackage.objects.select_for_update().filter(pk=package_id).first()
    if found is None:
        raise Refused(Text("Бұл жинақ енді жоқ.", "Этого пакета больше нет.", "This package isn't there any more."))
    return found


def _demand(decision: Decision) -> None:
    if not decision and decision.reason is not None:
        raise Refused(decision.reason)
