"""Calls as the public and their office see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.rules import parse_number
from ortaq.procedures.competitions.models import (
    BandWeight,
    Call,
    CriteriaSet,
    Protocol,
    Question,
    RegisterLoad,
    Session,
)
from ortaq.procedures.competitions.permissions import OFFICE
from ortaq.procedures.competitions.registry import profile_of
from ortaq.procedures.competitions.rules.announcing import Facts
from ortaq.procedures.competitions.rules.bands import Band
from ortaq.procedures.competitions.rules.submitting import Terms

PAGE = 20


@dataclass(frozen=True, slots=True)
class Page:
    """A page of calls, and the id that the next one starts after (None on the last)."""

    calls: list[Call]
    after: int | None


def _page(found: QuerySet[Call], after: int | None) -> Page:
    rows = list((found.filter(pk__lt=after) if after else found)[: PAGE + 1])
    return Page(rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None)


def public_calls(*, profile: str = "", state: str = "", after: int | None = None) -> Page:
    """Announced calls, the newest first; of one profile, or in one state. One SQL query."""
    found = Call.objects.filter(published_at__isnull=False).select_related("body", "territory").order_by("-pk")
    if profile:
        found = found.filter(profile=profile)
    if state == "open":
        found = found.filter(state__in=["announced", "accepting"])
    return _page(found, after)


def open_calls(at: datetime, limit: int = 10) -> list[Call]:
    """Calls that take applications at the moment *at*, the soonest deadline first."""
    found = Call.objects.filter(published_at__isnull=False, opens_at__lte=at, deadline__gt=at, is_reference=False)
    return list(
        found.filter(state__in=["announced", "accepting"]).select_related("body").order_by("deadline", "pk")[:limit]
    )


def public_call(number: str) -> Call | None:
    """An announced call by its number; a draft and an absent one are the same None."""
    parsed = parse_number(number)
    if parsed is None:
        return None
    return (
        Call.objects.filter(number=str(parsed), published_at__isnull=False)
        .select_related("body", "territory", "criteria_set")
        .annotate(
            admission_published=Exists(
                Protocol.objects.filter(call=OuterRef("pk"), kind=Session.Kind.ADMISSION, published_at__isnull=False)
            )
        )
        .first()
    )


def shows_admission(call: Call) -> bool:
    """Is there a published protocol of admission? Known of calls that come from :func:`public_call`."""
    return bool(getattr(call, "admission_published", False))


def answered_questions(call: Call) -> QuerySet[Question]:
    """Questions with their answers, which are public."""
    return Question.objects.filter(call=call, answered_at__isnull=False)


def office_calls(actor: Actor, after: int | None = None) -> Page:
    """The calls of the bodies where *actor* is a customer's officer or a secretary."""
    found = Call.objects.filter(body_id__in=actor.offices(*OFFICE)).select_related("body").order_by("-pk")
    return _page(found, after)


def office_call(number: str, actor: Actor) -> Call | None:
    """The call *number* when *actor* works on it; else None."""
    parsed = parse_number(number)
    found = Call.objects.filter(number=str(parsed) if parsed else "").select_related("body", "criteria_set").first()
    return found if found is not None and actor.roles_in(found.body_id) & set(OFFICE) else None


def open_questions(call: Call) -> QuerySet[Question]:
    """Questions that wait for an answer."""
    return Question.objects.filter(call=call, answered_at__isnull=True)


def criteria_sets(body_ids: Iterable[int]) -> QuerySet[CriteriaSet]:
    """The criteria of some bodies, newest versions first."""
    return CriteriaSet.objects.filter(body_id__in=body_ids).prefetch_related("criteria").order_by("code", "-version")


def register_loads(limit: int = 30) -> list[RegisterLoad]:
    """The newest lists that were loaded."""
    return list(RegisterLoad.objects.order_by("-pk")[:limit])


def organisations(ids: Iterable[int]) -> QuerySet[Organisation]:
    """Organisations by id."""
    return Organisation.objects.filter(pk__in=list(ids)).order_by("slug")


def bands_of(call: Call) -> list[Band]:
    """The size bands of a call, as rules see them."""
    return [
        Band(row.up_to, row.pass_mark, {weight.criterion.code: weight.weight for weight in row.weights.all()})
        for row in call.bands.prefetch_related(Prefetch("weights", BandWeight.objects.select_related("criterion")))
    ]


def facts_of(call: Call) -> Facts:
    """A call as the rules of announcing see it."""
    criteria = list(call.criteria_set.criteria.all()) if call.criteria_set else []
    return Facts(
        titles=(call.title_kk, call.title_ru),
        texts=(call.text_kk, call.text_ru),
        budget=call.budget,
        request_min=call.request_min,
        request_max=call.request_max,
        opens_at=call.opens_at,
        deadline=call.deadline,
        criteria=[each.code for each in criteria],
        scales={each.code: (each.weight, each.maximum) for each in criteria},
        tie_order=call.tie_order,
        cut_rule=call.cut_rule,
        eligibility=call.eligibility,
        caps={cap.line_type: cap.percent for cap in call.caps.all()},
        bands=bands_of(call),
        reviewers=call.reviewers_per_application,
        quorum_percent=call.quorum_percent,
        is_reference=call.is_reference,
        external_number=call.external_number,
    )


def terms_of(call: Call) -> Terms:
    """What a call asks of applications. Four SQL queries."""
    profile = profile_of(call.profile)
    return Terms(
        request_min=call.request_min,
        request_max=call.request_max,
        caps={cap.line_type: cap.percent for cap in call.caps.all()},
        eligibility=call.eligibility,
        documents={document.code: document.required for document in call.asked_documents.all()},
        lots=frozenset(lot.pk for lot in call.lots.all()),
        needs_sphere=profile.needs_sphere,
        spheres=call.spheres,
    )
