"""The part of ``/api/v1/`` that tells of the fairs: the public ledger of what businesses promised and gave."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from ninja.errors import HttpError
from ninja.params.functions import Query

from ortaq.kernel.parties.queries import territory_reference
from ortaq.portal.api.shapes import Listed, Problem, Reference, reference
from ortaq.systems.fairs.queries import ledger, sponsors
from ortaq.systems.fairs.rules.ledger import Account, Sums

SLUG = r"^[A-Za-z0-9_-]*$"
MISSING = {404: Problem, 429: Problem}
router = Router()


class SumsOut(Schema):
    """Promised, fulfilled, overdue and dropped, and how many lines they come from."""

    promised: Decimal
    fulfilled: Decimal
    overdue: Decimal
    dropped: Decimal
    lines: int


class AccountOut(Schema):
    """Money in tenge, hours, things in lines of memoranda; ``key`` is the year, slug or code that it is of."""

    key: str
    memoranda: int
    money: SumsOut
    hours: SumsOut
    goods: SumsOut


class LedgerOut(Schema):
    """The sums on a day, of the whole and of its parts."""

    as_of: date
    whole: AccountOut
    years: list[AccountOut]
    places: list[AccountOut]
    spheres: list[AccountOut]


class LineOut(Schema):
    """One line of a signed memorandum; amounts in the unit of what is given."""

    memorandum: str
    project: str
    sponsor: Reference | None
    ngo: Reference | None
    year: int
    territory: Reference | None
    sphere: str
    kind: str
    title: str
    unit: str
    promised: Decimal
    fulfilled: Decimal
    overdue: Decimal
    dropped: Decimal
    due_on: date
    is_demo: bool


@router.get(
    "/ledger", response={200: LedgerOut, **MISSING}, summary="What businesses promised to social projects and gave"
)
def sums(
    request: HttpRequest,
    sponsor: str = Query("", max_length=100, pattern=SLUG, description="Slug or BIN of a business"),
) -> Any:
    """Computed from signed memoranda, of all businesses or of one."""
    today = timezone.localdate()
    found = ledger.accounts("year", "place", "sphere", today=today, sponsor_id=_only(sponsor))

    return {
        "as_of": today,
        "whole": _account("", found[ledger.WHOLE][ledger.WHOLE]),
        "years": [_account(str(key), each) for key, each in sorted(found["year"].items())],
        "places": [
            _account(getattr(territory_reference.get(key), "slug", ""), each) for key, each in found["place"].items()
        ],
        "spheres": [_account(key, each) for key, each in sorted(found["sphere"].items())],
    }


@router.get("/ledger/lines", response={200: Listed[LineOut], **MISSING}, summary="The lines behind the ledger")
def lines(
    request: HttpRequest,
    sponsor: str = Query("", max_length=100, pattern=SLUG, description="Slug or BIN of a business"),
    after: str = Query("", max_length=40, description="The key that the page before gave"),
) -> Any:
    """Fifty at a time, the newest memorandum first."""
    today, only = timezone.localdate(), _only(sponsor)
    rows, following = ledger.entries_page(after, sponsor_id=only)
    parties = sponsors.parties({row.ngo_id for row in rows} | {row.sponsor_id for row in rows})
    return {
        "items": [
            {
                "memorandum": row.memorandum, "project": row.project, "sponsor": reference(parties.get(row.sponsor_id)),
                "ngo": reference(parties.get(row.ngo_id)), "year": row.year,
                "territory": reference(territory_reference.get(row.territory_id)), "sphere": row.sphere, "kind": row.kind,
                "title": row.title, "unit": row.unit, "promised": row.promised, "fulfilled": row.confirmed,
                "overdue": row.overdue(today), "dropped": row.dropped, "due_on": row.due_on, "is_demo": row.is_demo,
            }
            for row in rows
        ],
        "after": following,
    }  # fmt: skip


def _only(sponsor: str) -> int | None:
    """The business that is asked for; None for all. Raises a 404 for one that isn't there."""
    if not sponsor:
        return None
    found = sponsors.business(sponsor)
    if found is None:
        raise HttpError(404, "There is no such business.")
    return found.pk


def _account(key: str, account: Account) -> dict[str, Any]:
    def told(found: Sums) -> dict[str, Any]:
        return {
            "promised": found.promised, "fulfilled": found.fulfilled, "overdue": found.overdue, "dropped": found.dropped,
            "lines": found.lines,
        }  # fmt: skip

    parts = {"money": told(account.money), "hours": told(account.hours), "goods": told(account.goods)}
    return {"key": key, "memoranda": account.memoranda, **parts}
