"""Telling a process in OCDS: its identifier, its parties so far, moments, amounts, documents."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ortaq.kernel.interchange.rules.publishing import CURRENCY, Paper, Party, Publisher, moment, without_empty


def ocid(number: str, publisher: Publisher, *, is_demo: bool = False) -> str:
    """The identifier of a process for all times: prefix and the number of its record. Demonstration data says so."""
    return f"{'ocds-000000-demo' if is_demo else publisher.ocid_prefix}-{number}"


@dataclass
class Story:
    """A process being told: the roles that organisations have had so far."""

    ocid: str
    language: str
    publisher: Publisher
    roles: dict[str, tuple[Party, list[str]]] = field(default_factory=dict)

    def named(self, party: Party, *roles: str) -> dict[str, Any]:
        """A reference to *party*, which has these roles from now on."""
        held = self.roles.setdefault(party.id, (party, []))[1]
        held.extend(role for role in roles if role not in held)
        return {"id": party.id, "name": party.name}

    def release(self, code: str, tag: str, at: datetime, **parts: Any) -> dict[str, Any]:
        """One release with all parties known by now."""
        return {
            "ocid": self.ocid,
            "id": f"{self.ocid}-{code}",
            "date": moment(at, self.publisher),
            "tag": [tag],
            "initiationType": "tender",
            "language": self.language,
            "parties": [_party(party, roles) for party, roles in self.roles.values()],
            **parts,
        }

    def period(self, start: datetime | date | None, end: datetime | date | None) -> dict[str, Any]:
        """A period of OCDS."""
        return {key: moment(value, self.publisher) for key, value in (("startDate", start), ("endDate", end)) if value}


def _party(party: Party, roles: list[str]) -> dict[str, Any]:
    return without_empty(
        {
            "id": party.id,
            "name": party.name,
            "identifier": {"scheme": "KZ-BIN", "id": party.bin, "legalName": party.name} if party.bin else {},
            "address": without_empty({"locality": party.locality, "region": party.region, "countryName": "Kazakhstan"})
            if party.locality or party.region
            else {},
            "roles": list(roles),
        }
    )


def value(amount: Decimal) -> dict[str, Any]:
    """An amount in tenge."""
    return {"amount": amount, "currency": CURRENCY}


def document(paper: Paper, publisher: Publisher) -> dict[str, Any]:
    """A document of OCDS."""
    return without_empty(
        {
            "id": paper.id,
            "documentType": paper.type,
            "title": paper.title,
            "url": paper.url,
            "datePublished": moment(paper.at, publisher),
        }
    )
