"""Grants and awards of merit that were decided: winners of every call that isn't the social order."""

from collections.abc import Iterator

from django.db.models import QuerySet

from ortaq.kernel.interchange.queries.publishing import page, party
from ortaq.kernel.interchange.rules.publishing import Grant
from ortaq.kernel.parties.queries import organisation_reference, territory_reference
from ortaq.procedures.competitions.models import Application, Call
from ortaq.systems.social_order.opendata.queries.awards import WON
from ortaq.systems.social_order.opendata.queries.contracts import agreements_after, contracts_of
from ortaq.systems.social_order.opendata.queries.processes import SOCIAL_ORDER, chunks
from ortaq.systems.social_order.opendata.queries.publisher import profile_name
from ortaq.systems.social_order.opendata.rules.processes import Contract
from ortaq.systems.social_order.queries.reference import sphere_by_code


def years_of_grants() -> set[int]:
    """The years in which anything was granted. One SQL query."""
    return set(_granted().order_by().values_list("call__year", flat=True).distinct())


def _granted() -> QuerySet[Application]:
    found = Application.objects.filter(
        call__published_at__isnull=False,
        call__results_at__isnull=False,
        state__in=WON,
        awarded__isnull=False,
    )
    return found.exclude(call__profile=SOCIAL_ORDER)


def grants(year: int) -> Iterator[Grant]:
    """The grants and awards of the calls of *year*. Eleven SQL queries for each chunk."""
    found = _granted().filter(call__year=year)
    for rows in chunks(found.select_related("call", "lot", "applicant")):
        agreements = agreements_after(row.pk for row in rows)
        contracts = contracts_of(agreements.values(), {each.pk: "" for each in agreements.values()})
        for row in rows:
            agreement = agreements.get(row.pk)
            yield _grant(row, row.call, contracts.get(agreement.pk) if agreement else None)


def _grant(row: Application, call: Call, contract: Contract | None) -> Grant:
    assert row.awarded is not None and call.results_at is not None
    sphere = sphere_by_code(row.sphere) if row.sphere else None
    territory = territory_reference.get(row.territory_id or (row.lot.territory_id if row.lot else None))
    payments = contract.payments if contract else ()
    return Grant(
        number=row.number,
        kind=call.profile,
        kind_title=profile_name(call.profile),
        title=row.title or row.number,
        description=row.summary,
        applied=row.requested or None,
        awarded=row.awarded,
        awarded_on=call.results_at.date(),
        recipient=party(row.applicant),
        funder=party(organisation_reference.row(call.body_id or 0)),
        changed_at=row.changed_at,
        url=page(call.number),
        paid=sum((-each.amount if each.back else each.amount for each in payments), start=row.awarded * 0)
        if contract
        else None,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        programme=(call.number, call.title_kk or call.title_ru),
        sphere=(sphere.code, sphere.name_kk) if sphere else ("", ""),
        place=(territory.name_kk, territory.kato) if territory else ("", ""),
        payments=payments,
        is_demo=row.is_demo or call.is_demo,
    )
