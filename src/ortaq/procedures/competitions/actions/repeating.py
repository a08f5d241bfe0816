"""After a failed competition a new call, tied to the old one."""

from datetime import datetime

from django.db import transaction

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.kernel.records.models import Link
from ortaq.procedures.competitions.actions.calls import CallTerms, LotTerms, draft_call
from ortaq.procedures.competitions.models import Call
from ortaq.procedures.competitions.queries.calls import bands_of


def terms_like(call: Call) -> CallTerms:
    """The terms of *call*, without its dates."""
    return CallTerms(
        profile=call.profile, title_kk=call.title_kk, title_ru=call.title_ru, text_kk=call.text_kk, text_ru=call.text_ru,
        year=call.year, level=call.level, budget=call.budget, request_min=call.request_min, request_max=call.request_max,
        criteria_set_id=call.criteria_set_id, eligibility=tuple(call.eligibility), spheres=tuple(call.spheres),
        sealed=call.sealed, blind=call.blind, reviewers_per_application=call.reviewers_per_application,
        cut_rule=call.cut_rule, tie_order=tuple(call.tie_order), quorum_percent=call.quorum_percent,
        is_reference=call.is_reference, territory_id=call.territory_id,
        caps={cap.line_type: cap.percent for cap in call.caps.all()},
        bands=bands_of(call),
        documents=[(d.code, d.name_kk, d.name_ru, d.name_en, d.required) for d in call.asked_documents.all()],
        lots=[
            LotTerms(lot.code, lot.title_kk, lot.title_ru, lot.budget, lot.sphere, lot.territory_id)
            for lot in call.lots.all()
        ],
        funded_by=tuple(call.links_out.filter(kind=Link.Kind.FUNDED_BY).values_list("target_id", flat=True)),
    )  # fmt: skip


@transaction.atomic
def repeat_call(*, call: Call, by: Actor, at: datetime) -> Call:
    """A draft of a new call with the same terms, which follows the failed one. Raises Refused for one that hasn't failed."""
    locked = lock_record(Call, call.pk)
    if locked.state not in {"failed", "cancelled"}:
        raise Refused(
            Text(
                "Жаңа конкурс өтпеген немесе жойылған конкурстың орнына жарияланады.",
                "Новый конкурс объявляется вместо несостоявшегося или отменённого.",
                "A new call takes the place of one that failed or was cancelled.",
            )
        )
    if locked.body_id is None:
        raise ValueError("a call has a body")
    fresh = draft_call(body_id=locked.body_id, terms=terms_like(locked), by=by, at=at, is_demo=locked.is_demo)
    Link.objects.create(source=fresh, kind=Link.Kind.FOLLOWS, target=locked, created_at=at)
    return fresh
