"""Who publishes open data: the region's akimat, under the prefixes that the settings name."""

from django.conf import settings
from django.utils import timezone

from ortaq.kernel.interchange.rules.publishing import Party, Publisher
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.queries import organisation_reference, territory_reference


def publisher() -> Publisher:
    """The publisher of this installation's data. No SQL query beyond the reference data."""
    region = next((row for row in territory_reference.rows().values() if row.parent_id is None), None)
    akimat = next(
        (
            row
            for row in organisation_reference.rows().values()
            if region is not None and row.territory_id == region.pk and row.body_kind == Organisation.BodyKind.AKIMAT
        ),
        None,
    )
    return Publisher(
        name=akimat.name_kk if akimat else "Ortaq",
        bin=akimat.bin if akimat else "",
        base=settings.BASE_URL,
        ocid_prefix=settings.OCID_PREFIX,
        giving_prefix=settings.GIVING_PREFIX,
        zone=timezone.get_default_timezone(),
    )


def party(row: Organisation) -> Party:
    """An organisation as a party, in its Kazakh name."""
    territory = territory_reference.get(row.territory_id)
    region = territory
    while region is not None and region.parent_id is not None:
        region = territory_reference.get(region.parent_id)
    return Party(
        row.slug,
        row.name_kk,
        row.bin,
        territory.name_kk if territory and territory.parent_id is not None else "",
        region.name_kk if region else "",
    )


def page(number: str) -> str:
    """The lasting address of a record on this site, in every language."""
    return f"{settings.BASE_URL}/r/{number}"
