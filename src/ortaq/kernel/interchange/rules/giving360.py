"""Grants, awards of merit and sponsors' gifts in the 360Giving Data Standard 1.4.

A person is never named: a prize to a person would go out as ``recipientIndividual`` without a name, and isn't published.

Things and hours have no field of the standard, which counts money alone. They are told in its words (a code of
``fundingType``, the description) and, for programs, in the additional field ``inKind``, which the standard allows
(decision 0018).
"""

from datetime import datetime
from typing import Any

from ortaq.kernel.interchange.rules.publishing import (
    CC_BY,
    CURRENCY,
    Grant,
    Party,
    Publisher,
    marked,
    moment,
    without_empty,
)

VERSION = "1.4"
IN_KIND = {"vocabulary": "Ortaq", "code": "in-kind", "title": "Заттай көмек"}
SPHERES = "KZ-Law-36-2005-art-5"
"""Vocabulary of the spheres: Law of Kazakhstan No 36 of 12.04.2005, article 5."""


def package_of(address: str, year: int, at: datetime, publisher: Publisher) -> dict[str, Any]:
    """What stands around the grants of a year's package."""
    website = {"name": publisher.name, "website": publisher.base}
    if publisher.bin:
        website["identifier"] = f"KZ-BIN-{publisher.bin}"
    return {
        "version": VERSION,
        "title": f"{publisher.name}: {year}",
        "identifier": f"{publisher.giving_prefix}-{year}",
        "issued": moment(at, publisher),
        "modified": moment(at, publisher),
        "publisher": website,
        "license": CC_BY,
        "downloadURL": address,
        "accessURL": f"{publisher.base}/en/social-order/open-data/",
    }


def grant_id(grant: Grant, publisher: Publisher) -> str:
    """The identifier of a grant for all times: the publisher's prefix and the record's number."""
    return f"{publisher.giving_prefix}{'-demo' if grant.is_demo else ''}-{grant.number}"


def grant_of(grant: Grant, publisher: Publisher) -> dict[str, Any]:
    """One grant. A description that only repeats the title says more by naming the kind of money."""
    title = marked(grant.title, grant.is_demo)
    description = grant.description if grant.description not in ("", grant.title) else f"{grant.kind_title}: {title}"
    if grant.in_kind:
        things = "; ".join(f"{row.title}: {row.promised.normalize():f} {row.unit}".strip() for row in grant.in_kind)
        description = f"{description} ({IN_KIND['title']}: {things})"
    money = {"vocabulary": "Ortaq", "code": grant.kind, "title": grant.kind_title}
    name, kato = grant.place
    return without_empty(
        {
            "id": grant_id(grant, publisher),
            "title": title,
            "description": description,
            "currency": CURRENCY,
            "amountAppliedFor": grant.applied,
            "amountAwarded": grant.awarded,
            "amountDisbursed": grant.paid,
            "awardDate": grant.awarded_on.isoformat(),
            "url": grant.url,
            "plannedDates": [{"startDate": grant.starts_on.isoformat(), "endDate": grant.ends_on.isoformat()}]
            if grant.starts_on and grant.ends_on
            else [],
            "recipientOrganization": [organisation(grant.recipient, publisher)],
            "fundingOrganization": [organisation(grant.funder, publisher)],
            "beneficiaryLocation": [
                without_empty(
                    {
                        "name": name,
                        "countryCode": "KZ",
                        "geoCode": kato,
                        "geoCodeType": "KATO" if kato else "",
                    }
                )
            ]
            if name
            else [],
            "grantProgramme": [without_empty({"code": grant.programme[0], "title": grant.programme[1]})]
            if grant.programme[0]
            else [],
            "fromOpenCall": "Yes" if grant.open_call else "No",
            "fundingType": [money, IN_KIND] if grant.in_kind else [money],
            "inKind": [
                without_empty(
                    {
                        "kind": row.kind,
                        "title": row.title,
                        "unit": row.unit,
                        "amountPromised": row.promised,
                        "amountGiven": row.given,
                    }
                )
                for row in grant.in_kind
            ],
            "classifications": [{"vocabulary": SPHERES, "code": grant.sphere[0], "title": grant.sphere[1]}]
            if grant.sphere[0]
            else [],
            "disbursementTransaction": [
                {
                    "id": paid.id,
                    "transactionDate": paid.on.isoformat(),
                    "currency": CURRENCY,
                    "value": -paid.amount if paid.back else paid.amount,
                }
                for paid in grant.payments
            ],
            "relatedDocument": [
                without_empty({"id": paper.id, "title": paper.title, "url": paper.url, "documentType": paper.type})
                for paper in grant.papers
            ],
            "dateModified": moment(grant.changed_at, publisher),
            "dataSource": f"{publisher.base}/en/social-order/open-data/",
        }
    )


def organisation(party: Party, publisher: Publisher) -> dict[str, Any]:
    """An organisation: by its BIN, else under the publisher's own prefix."""
    return without_empty(
        {
            "id": party.id if party.bin else f"{publisher.giving_prefix}-org-{party.slug}",
            "name": party.name,
            "addressLocality": party.locality,
            "addressRegion": party.region,
            "addressCountry": "KZ" if party.locality or party.region else "",
        }
    )
