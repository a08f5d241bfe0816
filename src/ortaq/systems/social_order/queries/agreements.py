"""Public figures of agreements: for pages, exports, dashboards. Every public exit takes them from here.

Money in tenge. Nothing here names a person, a bank account, a paper or a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import (
    DecimalField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from ortaq.kernel.language.queries import closest, current_language
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.queries import organisation_reference, territory_reference
from ortaq.kernel.records.rules import parse_number
from ortaq.systems.social_order.lifecycle import PUBLIC_AGREEMENTS
from ortaq.systems.social_order.models import (
    Agreement,
    MoneyReturn,
    Payment,
    Plan,
    Report,
)
from ortaq.systems.social_order.queries.reference import body_by_slug, inside, sphere_by_code, sphere_reference

ZERO = Decimal("0.00")
PAGE = 20


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A public agreement with its money. ``year`` and ``level`` are the plan's; ``people``: reached by accepted reports.

    ``denied``: paid, and the supplier says that it has not come.
    """

    number: str
    pk: int
    title_kk: str
    title_ru: str
    state: str
    year: int
    level: str
    line_number: str
    sphere_id: int
    territory_id: int | None
    body_id: int
    supplier_id: int
    supplier_slug: str
    supplier_bin: str
    supplier_kk: str
    supplier_ru: str
    supplier_en: str
    agreed: Decimal
    paid: Decimal
    confirmed: Decimal
    denied: Decimal
    returned: Decimal
    people: int
    starts_on: date
    ends_on: date
    exception: str
    contract_number: str
    is_demo: bool

    @property
    def title(self) -> str:
        """The title in the language of the page; Russian where it has none of its own."""
        return closest(kk=self.title_kk, ru=self.title_ru)

    @property
    def supplier(self) -> str:
        """The supplier's name in the language of the page."""
        return {"kk": self.supplier_kk, "ru": self.supplier_ru}.get(current_language()) or self.supplier_en

    @property
    def sphere(self) -> str:
        """The sphere's name in the language of the page."""
        return sphere_reference.row(self.sphere_id).name

    @property
    def territory(self) -> str:
        """The territory's name in the language of the page."""
        row = territory_reference.get(self.territory_id)
        return row.name if row else ""

    @property
    def body(self) -> Organisation:
        """The customer."""
        return organisation_reference.row(self.body_id)


@dataclass(frozen=True, slots=True)
class Filter:
    """What the public list is narrowed to; empty is everything. A territory stands for all that lies in it."""

    year: str = ""
    level: str = ""
    territory: str = ""
    sphere: str = ""
    body: str = ""
    state: str = ""


def _sum(rows: QuerySet[Any], key: str = "agreement") -> Any:
    found = rows.filter(**{key: OuterRef("pk")}).order_by().values(key).annotate(sum=Sum("amount")).values("sum")
    return Coalesce(Subquery(found), Value(ZERO), output_field=DecimalField(max_digits=18, decimal_places=2))


def public_agreements() -> QuerySet[Agreement]:
    """Published agreements: the visibility function of projects."""
    return Agreement.objects.filter(published_at__isnull=False, state__in=PUBLIC_AGREEMENTS)


def _with_money(found: QuerySet[Agreement]) -> QuerySet[Any]:
    people = (
        Report.objects.filter(milestone__agreement=OuterRef("pk"), accepted_at__isnull=False)
        .order_by()
        .values("milestone__agreement")
        .annotate(sum=Sum("people"))
        .values("sum")
    )
    payments = Payment.objects.all()
    return found.annotate(
        paid=_sum(payments),
        confirmed=_sum(payments.filter(receipt=Payment.Receipt.CONFIRMED)),
        denied=_sum(payments.filter(receipt=Payment.Receipt.NOT_RECEIVED)),
        returned=_sum(MoneyReturn.objects.all()),
        people=Coalesce(Subquery(people), 0, output_field=IntegerField()),
    ).values(
        "pk",
        "number",
        "title_kk",
        "title_ru",
        "state",
        "territory_id",
        "body_id",
        "supplier_id",
        "paid",
        "confirmed",
        "denied",
        "returned",
        "people",
        "starts_on",
        "ends_on",
        "exception",
        "contract_number",
        "is_demo",
        agreed=F("amount"),
        year=F("line__plan__year"),
        level=F("line__plan__level"),
        line_number=F("line__number"),
        sphere_id=F("line__sphere_id"),
        supplier_slug=F("supplier__slug"),
        supplier_bin=F("supplier__bin"),
        supplier_kk=F("supplier__name_kk"),
        supplier_ru=F("supplier__name_ru"),
        supplier_en=F("supplier__name_en"),
    )


def projects_page(filter_: Filter, after: str = "") -> tuple[list[ProjectRow], str | None]:
    """A page of public projects, the newest first, and the key of the next. One SQL query."""
    found = _narrowed(filter_)
    if after.isascii() and after.isdigit() and len(after) <= 18:
        found = found.filter(pk__lt=int(after))
    rows = [ProjectRow(**row) for row in _with_money(found).order_by("-pk")[: PAGE + 1]]
    return rows[:PAGE], str(rows[PAGE - 1].pk) if len(rows) > PAGE else None


def _narrowed(filter_: Filter) -> QuerySet[Agreement]:
    found = public_agreements()
    if filter_.year:
        year = int(filter_.year) if filter_.year.isascii() and filter_.year.isdigit() else 0
        of_year = Agreement.objects.filter(plan_year=year).order_by("-record_ptr")
        # Said of the record too: else the server may walk to an old year through every record that is newer.
        newest = Subquery(of_year.values("record_ptr")[:1])
        found = found.filter(plan_year=year, id__lte=newest) if 2000 <= year <= 2100 else found.none()
    if filter_.level:
        found = found.filter(line__plan__level=filter_.level) if filter_.level in Plan.Level.values else found.none()
    if filter_.territory:
        found = found.filter(territory_id__in=inside(filter_.territory))
    if filter_.sphere:
        sphere = sphere_by_code(filter_.sphere)
        found = found.filter(line__sphere_id=sphere.pk) if sphere else found.none()
    if filter_.body:
        body = body_by_slug(filter_.body)
        found = found.filter(body_id=body.pk) if body else found.none()
    if filter_.state:
        found = found.filter(state=filter_.state) if filter_.state in PUBLIC_AGREEMENTS else found.none()
    return found


def project(number: str) -> ProjectRow | None:
    """One public project; None for one that isn't public, as if it didn't exist. One SQL query."""
    parsed = parse_number(number)
    if parsed is None:
        return None
    row = _with_money(public_agreements().filter(number=str(parsed))).first()
    return ProjectRow(**row) if row else None


@dataclass(frozen=True, slots=True)
class OrganisationMoney:
    """All that an organisation was paid for, and what came of it: from public agreements."""

    projects: tuple[ProjectRow, ...]
    agreed: Decimal
    paid: Decimal
    confirmed: Decimal
    denied: Decimal
    returned: Decimal
    people: int


def organisation_money(organisation_id: int) -> OrganisationMoney:
    """The money and the results of a supplier, or of a customer. One SQL query.

    Both sides are looked up by their own index: one condition with "or" would read every agreement.
    """
    sides = Agreement.objects.filter(supplier_id=organisation_id).values("pk")
    found = public_agreements().filter(
        pk__in=sides.union(Agreement.objects.filter(body_id=organisation_id).values("pk"))
    )
    rows = tuple(ProjectRow(**row) for row in _with_money(found).order_by("-pk"))
    return OrganisationMoney(
        rows,
        sum((row.agreed for row in rows), ZERO),
        sum((row.paid for row in rows), ZERO),
        sum((row.confirmed for row in rows), ZERO),
        sum((row.denied for row in rows), ZERO),
        sum((row.returned for row in rows), ZERO),
        sum(row.people for row in rows),
    )


def supplier_by_key(key: str) -> Organisation | None:
    """An NGO by its slug or its BIN."""
    return (
        Organisation.objects.filter(Q(slug=key) | (Q(bin=key) & ~Q(bin="")), kind=Organisation.Kind.NGO)
        .select_related("territory")
        .first()
    )


def years_with_projects() -> list[int]:
    """The plan years that have public projects, the newest first. One SQL query: each plan is asked for one project."""
    has_one = Exists(public_agreements().filter(line__plan=OuterRef("pk")))
    return sorted(set(Plan.objects.filter(has_one).values_list("year", flat=True)), reverse=True)
