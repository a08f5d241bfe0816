"""Packages from elsewhere: everybody's list of those that are shown, and the office's."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Sum

from ortaq.systems.social_order.models import ImportedPackage, ImportedProject, PackageFile

PAGE = 50


@dataclass(frozen=True, slots=True)
class CurrencySum:
    """What the projects of a package come to in one currency. Currencies are never added together."""

    currency: str
    amount: Decimal
    count: int


def shown_packages() -> list[ImportedPackage]:
    """The newest packages that everybody may see. One SQL query."""
    return list(ImportedPackage.objects.filter(shown_at__isnull=False).order_by("-pk")[:PAGE])


def every_package() -> list[ImportedPackage]:
    """The newest packages, for the office. One SQL query."""
    return list(ImportedPackage.objects.order_by("-pk")[:PAGE])


def package(package_id: int, *, office: bool = False) -> ImportedPackage | None:
    """One package; of those not shown yet only the office's."""
    found = ImportedPackage.objects.filter(pk=package_id)
    return (found if office else found.filter(shown_at__isnull=False)).first()


def projects_page(found: ImportedPackage, after: int = 0) -> tuple[list[ImportedProject], int | None]:
    """A page of its projects in the file's order, and the key of the next. One SQL query."""
    rows = list(found.projects.filter(position__gt=after).order_by("position")[: PAGE + 1])
    return rows[:PAGE], rows[PAGE - 1].position if len(rows) > PAGE else None


def sums(found: ImportedPackage) -> list[CurrencySum]:
    """Its money by currency. One SQL query."""
    rows = (
        found.projects.exclude(currency="")
        .order_by("currency")
        .values_list("currency")
        .annotate(amount=Sum("amount"), count=Count("pk"))
    )
    return [CurrencySum(currency, amount or Decimal(0), count) for currency, amount, count in rows]


def package_file(file_id: int) -> PackageFile | None:
    """A package that is loaded in the background, without its content. One SQL query."""
    return PackageFile.objects.filter(pk=file_id).defer("content").first()


def files_under_way() -> list[PackageFile]:
    """The packages that are being loaded, the newest first. One SQL query."""
    return list(PackageFile.objects.filter(job__in=["queued", "reading", "writing"]).defer("content")[:PAGE])
