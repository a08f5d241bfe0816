"""A call is written, announced, prolonged, cancelled; time opens and closes it; questions are put and answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from ortaq.kernel.clocks.rules import local_day, regime_on
from ortaq.kernel.events.actions import record_event
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, Stale, advance, decide, open_record
from ortaq.kernel.parties.rules import SYSTEM, Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.kernel.records.models import Link
from ortaq.kernel.search.actions import index_record
from ortaq.procedures.competitions.models import (
    AskedDocument,
    BandWeight,
    BudgetCap,
    Call,
    CriteriaSet,
    Criterion,
    Lot,
    Question,
    SizeBand,
)
from ortaq.procedures.competitions.permissions import OFFICE, call_capacities
from ortaq.procedures.competitions.queries.calls import facts_of
from ortaq.procedures.competitions.registry import profile_of
from ortaq.procedures.competitions.rules.announcing import problems
from ortaq.procedures.competitions.rules.bands import Band

NOT_OFFICE = Text(
    "Конкурсты тек тапсырыс берушінің маманы мен комиссия хатшысы жүргізеді.",
    "Конкурс ведут только специалист заказчика и секретарь комиссии.",
    "Only the customer's officer and the commission's secretary run a competition.",
)


@dataclass(frozen=True, slots=True)
class LotTerms:
    """A lot as it is written."""

    code: str
    title_kk: str
    title_ru: str
    budget: Decimal
    sphere: str = ""
    territory_id: int | None = None


@dataclass(frozen=True)
class CallTerms:
    """Everything that a call says. ``documents``: (code, kk, ru, en, obligatory); ``funded_by``: ids of plan lines."""

    profile: str
    title_kk: str
    title_ru: str
    text_kk: str
    text_ru: str
    year: int
    level: str
    budget: Decimal
    request_min: Decimal | None = None
    request_max: Decimal | None = None
    criteria_set_id: int | None = None
    eligibility: Sequence[str] = ()
    spheres: Sequence[str] = ()
    sealed: bool = True
    blind: bool = False
    opens_at: datetime | None = None
    deadline: datetime | None = None
    reviewers_per_application: int = 2
    cut_rule: str = "stop"
    tie_order: Sequence[str] = ()
    quorum_percent: int = 67
    is_reference: bool = False
    external_number: str = ""
    territory_id: int | None = None
    caps: Mapping[str, Decimal] = field(default_factory=dict)
    bands: Sequence[Band] = ()
    documents: Sequence[tuple[str, str, str, str, bool]] = ()
    lots: Sequence[LotTerms] = ()
    funded_by: Sequence[int] = ()


_OWN_COLUMNS = (
    "profile", "title_kk", "title_ru", "text_kk", "text_ru", "year", "level", "budget", "request_min", "request_max",
    "criteria_set_id", "sealed", "blind", "opens_at", "deadline", "reviewers_per_application", "cut_rule",
    "quorum_percent", "is_reference", "external_number", "territory_id",
)  # fmt: skip


@transaction.atomic
def draft_call(*, body_id: int, terms: CallTerms, by: Actor, at: datetime, is_demo: bool = False) -> Call:
    """Begins a call of a body: numbered, not public. Raises Refused for who doesn't work in its office."""
    if not by.roles_in(body_id) & set(OFFICE):
        raise Refused(NOT_OFFICE)
    call = Call(kind="call", body_id=body_id, regime=regime_on("social_order", local_day(at)).code, is_demo=is_demo)
    _write(call, terms)
    open_record(call, by=by, at=at, code="draft", year=local_day(at).year, data={"profile": terms.profile})
    _write_parts(call, terms, at)
    return call


@transaction.atomic
def change_call(*, call: Call, terms: CallTerms, by: Actor, at: datetime, version: int | None = None) -> Call:
    """Changes a call that isn't announced yet. Raises Refused and Stale."""
    locked = lock_record(Call, call.pk)
    if not call_capacities(by, locked) & set(OFFICE):
        raise Refused(NOT_OFFICE)
    if version is not None and locked.version != version:
        raise Stale
    if locked.state != "draft":
        raise Refused(
            Text(
                "Жарияланған конкурстың шарттары өзгермейді.",
                "Условия объявленного конкурса не меняются.",
                "The terms of an announced call never change.",
            )
        )
    _write(locked, terms)
    locked.version += 1
    locked.changed_at = at
    locked.save()
    for parts in (locked.bands, locked.caps, locked.asked_documents, locked.lots):
        parts.all().delete()
    _write_parts(locked, terms, at)
    record_event(record=locked, code="change", by=by, at=at)
    return locked


def _write(call: Call, terms: CallTerms) -> None:
    for name in _OWN_COLUMNS:
        setattr(call, name, getattr(terms, name))
    call.eligibility, call.spheres, call.tie_order = list(terms.eligibility), list(terms.spheres), list(terms.tie_order)


def _write_parts(call: Call, terms: CallTerms, at: datetime) -> None:
    BudgetCap.objects.bulk_create(
        BudgetCap(call=call, line_type=code, percent=percent) for code, percent in terms.caps.items()
    )
    AskedDocument.objects.bulk_create(
        AskedDocument(call=call, order=n, code=code, name_kk=kk, name_ru=ru, name_en=en, required=required)
        for n, (code, kk, ru, en, required) in enumerate(terms.documents)
    )
    Lot.objects.bulk_create(
        Lot(
            call=call, order=n, code=lot.code, title_kk=lot.title_kk, title_ru=lot.title_ru, budget=lot.budget,
            sphere=lot.sphere, territory_id=lot.territory_id,
        )
        for n, lot in enumerate(terms.lots)
    )  # fmt: skip
    criteria = {}
    if call.criteria_set_id:
        criteria = {each.code: each for each in Criterion.objects.filter(criteria_set_id=call.criteria_set_id)}
    for band in terms.bands:
        row = SizeBand.objects.create(call=call, up_to=band.up_to, pass_mark=band.pass_mark)
        BandWeight.objects.bulk_create(
            BandWeight(band=row, criterion=criteria[code], weight=weight)
            for code, weight in band.weights.items()
            if code in criteria
        )
    Link.objects.filter(source=call, kind=Link.Kind.FUNDED_BY).delete()
    Link.objects.bulk_create(
        Link(source=call, kind=Link.Kind.FUNDED_BY, target_id=target, created_at=at) for target in terms.funded_by
    )


@transaction.atomic
def announce_call(*, call: Call, by: Actor, at: datetime, version: int | None = None) -> Call:
    """Announces a call: its criteria freeze, its terms never change any more, it is public from now on.

    Raises Refused with everything that is still missing, and Stale.
    """
    locked = lock_record(Call, call.pk)
    facts = facts_of(locked)
    wrong = [*problems(facts, at), *profile_of(locked.profile).of_call(facts)]
    if wrong and decide(locked, "announce", by):
        raise Refused(_joined(wrong))
    advance(
        call,
        "announce",
        by=by,
        at=at,
        regime=locked.regime,
        version=version,
        changes={
            "announced_at": at,
            "published_at": at,
            "public_title": locked.title_kk,
            "public_text": locked.text_kk,
        },
    )
    CriteriaSet.objects.filter(pk=locked.criteria_set_id or 0, frozen_at__isnull=True).update(frozen_at=at)
    index_record(
        record_id=call.pk,
        title=f"{call.title_kk} {call.title_ru}",
        text=f"{call.text_kk}\n{call.text_ru}",
        language="kk",
    )
    keep_time(call=call, at=at)
    return call


def _joined(reasons: Sequence[Text]) -> Text:
    return Text(*(" ".join(reason.in_language(language) for reason in reasons) for language in ("kk", "ru", "en")))


@transaction.atomic
def keep_time(*, call: Call, at: datetime) -> Call:
    """Opens and closes a call as its times have come: what the clock does, called by every action that needs the state."""
    if call.is_reference or call.opens_at is None or call.deadline is None:
        return call
    if call.state == "announced" and call.opens_at <= at:
        advance(call, "open", by=SYSTEM, at=at, regime=call.regime)
    if call.state == "accepting" and call.deadline <= at:
        advance(call, "close", by=SYSTEM, at=at, regime=call.regime)
    return call


def keep_times(*, at: datetime) -> int:
    """Opens and closes every call whose time has come; returns how many moved. Each is a transaction of its own."""
    due = Call.objects.filter(is_reference=False)
    moved = 0
    for call in [
        *due.filter(state="announced", opens_at__lte=at),
        *due.filter(state="accepting", deadline__lte=at),
    ]:
        before = call.state
        try:
            keep_time(call=call, at=at)
        except Refused:
            continue  # somebody else has moved it since it was read
        moved += call.state != before
    return moved


@transaction.atomic
def prolong_call(
    *, call: Call, deadline: datetime, reason: str, by: Actor, at: datetime, version: int | None = None
) -> Call:
    """Puts the deadline off, while applications are still taken; for everybody alike, with a public reason."""
    locked = lock_record(Call, call.pk)
    if locked.deadline is not None and (deadline <= locked.deadline or at >= locked.deadline):
        raise Refused(
            Text(
                "Мерзімді тек аяқталғанға дейін және тек кейінге ұзартуға болады.",
                "Срок можно только продлить и только до его окончания.",
                "The deadline can only be put off, and only before it passes.",
            )
        )
    advance(
        call,
        "prolong",
        by=by,
        at=at,
        regime=locked.regime,
        reason=reason,
        version=version,
        data={"deadline": deadline.isoformat()},
        changes={"deadline": deadline},
    )
    return call


@transaction.atomic
def cancel_call(*, call: Call, reason: str, by: Actor, at: datetime, version: int | None = None) -> Call:
    """Cancels a call before its results, with a public reason; applicants are told."""
    advance(call, "cancel", by=by, at=at, regime=call.regime, reason=reason, version=version)
    return call


@transaction.atomic
def ask_question(*, call: Call, text: str, language: str, by: Actor, at: datetime) -> Question:
    """Puts a question to an announced call, while applications are taken. It shows once it is answered.

    Raises Refused after the deadline.
    """
    locked = lock_record(Call, call.pk)
    if locked.published_at is None or locked.deadline is None or at >= locked.deadline:
        raise Refused(
            Text(
                "Сұрақ қабылдау аяқталды.",
                "Приём вопросов завершён.",
                "Questions aren't taken any more.",
            )
        )
    question = Question.objects.create(call=locked, asked_by_id=by.account, text=text, language=language, asked_at=at)
    record_event(record=locked, code="ask", by=by, at=at, data={"question": question.pk})
    return question


@transaction.atomic
def answer_question(*, question: Question, answer_kk: str, answer_ru: str, by: Actor, at: datetime) -> Question:
    """Answers a question in both languages: question and answer are public from now on, who asked is not."""
    call = lock_record(Call, question.call_id)
    if not call_capacities(by, call) & set(OFFICE):
        raise Refused(NOT_OFFICE)
    locked = Question.objects.select_for_update().get(pk=question.pk)
    if locked.answered_at is not None:
        raise Stale
    locked.answer_kk, locked.answer_ru = answer_kk.strip(), answer_ru.strip()
    locked.answered_by_id, locked.answered_at = by.account, at
    locked.save()
    record_event(record=call, code="answer", by=by, at=at, public=True, data={"question": question.pk})
    return locked
