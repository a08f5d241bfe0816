"""The year's plan beside its fact as one table, with its description (Tabular Data Package; names of fiscal columns).

The columns are an interface: new ones are added at the end, none is renamed or removed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ortaq.kernel.interchange.rules import Cell, Column
from ortaq.kernel.interchange.rules.publishing import Publisher
from ortaq.systems.social_order.opendata.rules.processes import ProjectRow


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name, its type in a data package, what it holds, and its fiscal type where there is one."""

    name: str
    type: str
    description: str
    fiscal: str = ""
    required: bool = False


FIELDS = (
    Field("year", "integer", "Year of the plan.", "date:fiscal-year", True),
    Field("number", "string", "Number of the plan line on this site; one row for each agreement of a line.", "", True),
    Field("title", "string", "What is ordered.", "activity:generic:program:label", True),
    Field("level", "string", "region, city or district: whose budget pays.", "", True),
    Field("body", "string", "Short name of the customer.", "administrative-classification:generic:level1:code", True),
    Field("territory", "string", "Short name of where the project works.", "geographical:target:code"),
    Field("kato", "string", "Code of that place in the classifier KATO, once it is loaded."),
    Field("sphere", "string", "Sphere of Law No 36, article 5.", "functional-classification:generic:level1:code"),
    Field(
        "planned", "number", "Planned for the year, tenge; on the first row of a line only; 0 once cancelled.", "value"
    ),
    Field("call", "string", "Number of the call."),
    Field("applications", "integer", "How many applied."),
    Field("supplier", "string", "Name of the NGO.", "administrative-classification:generic:level2:label"),
    Field("supplier_id", "string", "Its identifier.", "administrative-classification:generic:level2:code"),
    Field("agreed", "number", "Sum of the agreement in force, tenge.", "value"),
    Field("paid", "number", "Paid less returned, tenge.", "value"),
    Field("starts_on", "date", "First day of the agreement."),
    Field("ends_on", "date", "Last day of the agreement."),
    Field("expert_points", "number", "Points of the expert council, of 25."),
    Field("satisfied", "integer", "Recipients who were satisfied."),
    Field("answered", "integer", "Recipients who answered."),
    Field("is_demo", "boolean", "TRUE for made-up demonstration data.", "", True),
    Field("state", "string", "Of the line: approved, announced, contracted, closed, not_held or cancelled.", "", True),
)
COLUMNS = [Column(each.name) for each in FIELDS]


def cells(row: ProjectRow) -> Sequence[Cell]:
    """A row as cells, in the order of :data:`FIELDS`."""
    return [_cell(getattr(row, each.name)) for each in FIELDS]


def _cell(value: str | int | bool | Decimal | date | None) -> Cell:
    if isinstance(value, bool) or not isinstance(value, int):
        return value
    return Decimal(value)


def datapackage(year: int, path: str, at: datetime, publisher: Publisher) -> dict[str, Any]:
    """``datapackage.json`` of the table of *year*, which lies at *path* (relative to it)."""
    return {
        "profile": "tabular-data-package",
        "name": f"social-order-{year}",
        "id": f"{publisher.base}/data/social-order/{year}/datapackage.json",
        "title": f"{publisher.name}: {year}",
        "description": "State social order: what was planned, agreed and paid. Amounts in tenge.",
        "homepage": f"{publisher.base}/en/social-order/open-data/",
        "created": at.isoformat(timespec="seconds"),
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "title": "Creative Commons Attribution 4.0",
                "path": "https://creativecommons.org/licenses/by/4.0/",
            }
        ],
        "contributors": [{"title": publisher.name, "role": "publisher"}],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": "figures",
                "path": path,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
                "schema": {"fields": [_field(each) for each in FIELDS], "missingValues": [""]},
            }
        ],
    }


def _field(each: Field) -> dict[str, Any]:
    found: dict[str, Any] = {"name": each.name, "type": each.type, "description": each.description}
    if each.fiscal:
        found["columnType"] = each.fiscal
    if each.type == "boolean":
        found |= {"trueValues": ["TRUE"], "falseValues": ["FALSE"]}
    if each.name == "level":
        found["constraints"] = {"required": True, "enum": ["region", "city", "district"]}
    elif each.required:
        found["constraints"] = {"required": True}
    return found
