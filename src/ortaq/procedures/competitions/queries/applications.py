"""Applications as their applicants see them, and what lists say of an applicant."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from ortaq.kernel.documents.models import Document
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.rules import parse_number
from ortaq.procedures.competitions.models import (
    Application,
    Call,
    Check,
    CommissionMember,
    Draft,
    Question,
    RegisterLoad,
    RegisterRow,
    Review,
)
from ortaq.procedures.competitions.registry import Applying
from ortaq.procedures.competitions.rules.budget import Totals
from ortaq.procedures.competitions.rules.eligibility import (
    CONDITIONS,
    FAILED,
    OK,
    Entry,
    Finding,
    Register,
    by_registers,
)

ATTACHED = "asked:"
"""Purpose of an attached document: this, then the code of what the call asks for."""


@dataclass(frozen=True)
class Typed:
    """A draft as it stands: what was typed by step, and the revision that a form has to send back."""

    content: dict[str, dict[str, Any]]
    revision: int


def applications_of(actor: Actor) -> QuerySet[Application]:
    """The applications of every organisation that *actor* represents, the newest first."""
    return (
        Application.objects.filter(applicant_id__in=actor.offices("representative"))
        .select_related("call", "applicant")
        .order_by("-pk")
    )


def own_application(number: str, actor: Actor) -> Application | None:
    """The application *number* when *actor* represents its applicant; an absent one is the same None."""
    parsed = parse_number(number)
    found = (
        Application.objects.filter(number=str(parsed) if parsed else "")
        .select_related("call__body", "call__criteria_set", "applicant", "lot", "territory")
        .first()
    )
    return found if found is not None and "representative" in actor.roles_in(found.applicant_id) else None


def application_to_tell(pk: int) -> Application:
    """An application with all that a letter about it says."""
    return Application.objects.select_related("call__body", "applicant").get(pk=pk)


def own_in_call(call: Call, actor: Actor) -> QuerySet[Application]:
    """Applications to a call by organisations that *actor* represents."""
    return applications_of(actor).filter(call=call)


def draft_of(application: Application) -> Typed:
    """What was typed so far; nothing when there is no draft."""
    draft = Draft.objects.filter(application=application).first()
    return Typed(json.loads(draft.content or "{}"), draft.revision) if draft else Typed({}, 0)


def attached_codes(application: Application) -> frozenset[str]:
    """Codes of asked documents of which at least one file is attached."""
    purposes = Document.objects.filter(record_id=application.pk, purpose__startswith=ATTACHED).values_list(
        "purpose", flat=True
    )
    return frozenset(purpose.removeprefix(ATTACHED) for purpose in purposes)


def registers_for(bin_: str, on: date) -> dict[str, Register]:
    """What the newest list of each register, not newer than day *on*, says of a BIN. Two SQL queries."""
    newest: dict[str, RegisterLoad] = {}
    for load in RegisterLoad.objects.filter(as_of__lte=on).order_by("register", "-as_of", "-pk").distinct("register"):
        newest[load.register] = load
    rows = RegisterRow.objects.filter(load__in=newest.values(), bin=bin_) if bin_ else RegisterRow.objects.none()
    entries: dict[int, list[Entry]] = {}
    for row in rows:
        entries.setdefault(row.load_id, []).append(Entry(row.number, row.decided_on, row.expires_on))
    return {code: Register(load.as_of, tuple(entries.get(load.pk, ()))) for code, load in newest.items()}


def findings_for(application: Application, on: date) -> list[Finding]:
    """What the platform itself can say of the conditions of the call: by lists and by what it knows of the applicant."""
    codes = [code for code in application.call.eligibility if code in CONDITIONS]
    found = by_registers(codes, registers_for(application.applicant.bin, on), on)
    if "ngo" in codes:
        found.append(Finding("ngo", OK if application.applicant.kind == "ngo" else FAILED))
    return found


def checks_of(application: Application) -> list[Check]:
    """The newest check of each condition."""
    newest = {check.code: check for check in Check.objects.filter(application=application).order_by("pk")}
    return list(newest.values())


def applying(
    application: Application, *, sphere: str, lot_code: str, period: tuple[date, date], sums: Totals, at: Any
) -> Applying:
    """An application as the guards of its profile see it: with what the organisation won and applied for before."""
    call = application.call
    others = Application.objects.filter(
        applicant_id=application.applicant_id, call__profile=call.profile, submitted_at__isnull=False
    ).exclude(pk=application.pk)
    won = others.filter(state__in=["winner", "contracted"], call__results_at__isnull=False)
    same_year = others.filter(call__year=call.year).exclude(state__in=["withdrawn"])
    return Applying(
        applicant_id=application.applicant_id,
        bin=application.applicant.bin,
        sphere=sphere,
        lot_code=lot_code,
        starts_on=period[0],
        ends_on=period[1],
        sums=sums,
        year=call.year,
        at=at,
        earlier_awards=tuple(moment.date() for moment in won.values_list("call__results_at", flat=True) if moment),
        other_spheres=frozenset(same_year.exclude(sphere="").values_list("sphere", flat=True)),
    )


def holdings_of(actor: Actor) -> dict[str, Any]:
    """What this room holds about a person, for "download my data": questions put, reviews given, seats held."""
    if actor.user_id is None:
        return {}
    return {
        "questions": list(Question.objects.filter(asked_by_id=actor.user_id).values_list("text", flat=True)),
        "reviews": [
            {
                "application": review.application.number,
                "conflict": review.conflict,
                "conflict_reason": review.conflict_reason,
                "comment": review.comment,
                "marks": [[mark.value, mark.reason] for mark in review.marks.all()],
            }
            for review in Review.objects.filter(reviewer_id=actor.user_id)
            .select_related("application")
            .prefetch_related("marks")
        ],
        "seats": [
            [member.call.number, member.seat, member.name, member.position]
            for member in CommissionMember.objects.filter(user_id=actor.user_id).select_related("call")
        ],
    }
