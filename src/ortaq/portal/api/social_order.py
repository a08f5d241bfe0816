"""The part of ``/api/v1/`` that tells of the state social order: plan lines, projects, agreements."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from ninja.errors import HttpError
from ninja.params.functions import Query

from ortaq.kernel.lifecycle.registry import kind_of
from ortaq.kernel.parties.queries import territory_reference
from ortaq.portal.api.shapes import (
    AgreementOut,
    Listed,
    PlanLineDetail,
    PlanLineOut,
    Problem,
    ProjectOut,
    named,
    reference,
    state_of,
)
from ortaq.systems.social_order.lifecycle import AGREEMENT
from ortaq.systems.social_order.queries import agreements, plans, projects
from ortaq.systems.social_order.queries.reference import sphere_reference

SLUG = r"^[A-Za-z0-9_-]*$"
MISSING = {404: Problem, 429: Problem}
BUSY = {429: Problem}
router = Router()


@router.get(
    "/plan-lines", response={200: Listed[PlanLineOut], **BUSY}, summary="Approved lines of plans, the newest first"
)
def plan_lines(
    request: HttpRequest,
    year: int | None = Query(None, ge=2005, le=2100, description="Year of the plan"),
    body: str = Query("", max_length=50, pattern=SLUG, description="Slug of the customer"),
    sphere: str = Query("", max_length=50, pattern=SLUG, description="Code of a sphere of the law"),
    after: int | None = Query(None, ge=1, description="The key that the page before gave"),
) -> Any:
    """Fifty at a time."""
    page = plans.lines_page(year=year, body=body, sphere=sphere, after=after)
    return {"items": [_line(line) for line in page.lines], "after": str(page.after) if page.after else None}


@router.get(
    "/plan-lines/{number}", response={200: PlanLineDetail, **MISSING}, summary="One approved line with its changes"
)
def plan_line(request: HttpRequest, number: str) -> Any:
    """A line that isn't approved and one that doesn't exist are the same 404."""
    found = plans.public_line(number)
    if found is None:
        raise HttpError(404, "There is no such approved line.")
    changes = [
        {
            "version": each.version,
            "decided_at": each.decided_at,
            "reason": each.reason,
            "before": each.before,
            "after": each.after,
        }
        for each in plans.changes_of(found)
    ]
    return _line(found) | {"changes": changes}


@router.get(
    "/projects", response={200: Listed[ProjectOut], **BUSY}, summary="Projects with their money, the newest first"
)
def project_list(
    request: HttpRequest,
    year: str = Query("", pattern=r"^([0-9]{4})?$", description="Year of the plan"),
    level: str = Query("", max_length=10, pattern=SLUG, description="region, city or district"),
    territory: str = Query(
        "", max_length=50, pattern=SLUG, description="Slug of a territory, with all that lies in it"
    ),
    sphere: str = Query("", max_length=50, pattern=SLUG, description="Code of a sphere of the law"),
    body: str = Query("", max_length=50, pattern=SLUG, description="Slug of the customer"),
    state: str = Query("", max_length=20, pattern=SLUG, description="State of the agreement"),
    after: str = Query("", max_length=20, description="The key that the page before gave"),
) -> Any:
    """Twenty at a time. A project is an agreement in force, with what was paid and reached."""
    wanted = agreements.Filter(year, level, territory, sphere, body, state)
    rows, following = agreements.projects_page(wanted, after)
    return {"items": [_project(row) for row in rows], "after": following}


@router.get("/projects/{number}", response={200: ProjectOut, **MISSING}, summary="One project with its money")
def project(request: HttpRequest, number: str) -> Any:
    """By the number of its agreement."""
    return _project(_found(number))


@router.get(
    "/agreements/{number}",
    response={200: AgreementOut, **MISSING},
    summary="One agreement: versions, milestones, payments, indicators, visits",
)
def agreement(request: HttpRequest, number: str) -> Any:
    """What its public page tells. No person, no bank account, no paper."""
    row = _found(number)
    return {
        "project": _project(row),
        "versions": projects.versions_shown(row.pk),
        "milestones": [
            {
                "number": each.number, "title": each.title, "due_on": each.due_on, "amount": each.amount,
                "report_accepted": each.accepted, "summary": each.summary, "paid": each.paid, "paid_on": each.paid_on,
                "receipt": each.receipt,
            }
            for each in projects.steps_of(row.pk, timezone.localdate())
        ],
        "indicators": projects.measures_of(row.pk),
        "visits": projects.visits_shown(row.pk),
    }  # fmt: skip


def _found(number: str) -> agreements.ProjectRow:
    row = agreements.project(number)
    if row is None:
        raise HttpError(404, "There is no such public project.")
    return row


def _line(line: Any) -> dict[str, Any]:
    return {
        "number": line.number,
        "year": line.plan.year,
        "level": line.plan.level,
        "title": {"kk": line.title_kk, "ru": line.title_ru, "en": line.title_en},
        "body": reference(line.body),
        "territory": reference(line.territory),
        "sphere": _sphere(line.sphere_id),
        "amount": line.amount,
        "other_years": {str(share.year): share.amount for share in line.shares.all()},
        "projects": line.projects,
        "funding": line.funding,
        "state": state_of(kind_of(line).lifecycle, line.state),
        "procurement": line.procurement,
        "approved_at": line.approved_at,
        "is_demo": line.is_demo,
    }


def _project(row: agreements.ProjectRow) -> dict[str, Any]:
    fields = (
        "number", "year", "level", "line_number", "agreed", "paid", "confirmed", "denied", "returned", "people",
        "starts_on", "ends_on", "exception", "contract_number", "is_demo",
    )  # fmt: skip
    return {name: getattr(row, name) for name in fields} | {
        "title": {"kk": row.title_kk, "ru": row.title_ru, "en": ""},
        "state": state_of(AGREEMENT, row.state),
        "body": reference(row.body),
        "territory": reference(territory_reference.get(row.territory_id)),
        "sphere": _sphere(row.sphere_id),
        "supplier": {
            "slug": row.supplier_slug,
            "bin": row.supplier_bin,
            "name": {"kk": row.supplier_kk, "ru": row.supplier_ru, "en": row.supplier_en},
        },
    }


def _sphere(pk: int) -> dict[str, Any]:
    row = sphere_reference.row(pk)
    return {"slug": row.code, "name": named(row)["name"]}
