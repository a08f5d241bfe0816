"""What the office reads: the work list by clock, one appeal with all of its casework."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from ortaq.kernel.accounts.models import User
from ortaq.kernel.clocks.models import Clock
from ortaq.kernel.clocks.queries import calendar, due_counts, open_clock, reading_of, term_of_clock, ticks_of
from ortaq.kernel.clocks.rules import Reading, Term, extension_limit, local_day
from ortaq.kernel.notices.models import Notice
from ortaq.kernel.notices.queries import delivery_of
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.queries import bodies, contact_hashes, holders, officer_called
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.rules import parse_number
from ortaq.systems.reception.models import Answer, AnswerTemplate, Appeal, Complaint, Executor, SavedFilter
from ortaq.systems.reception.permissions import SENT_ON

PAGE = 50
SOON = timedelta(days=5)
LISTED = (
    "id",
    "number",
    "state",
    "subject",
    "type",
    "channel",
    "language",
    "received_at",
    "changed_at",
    "hops",
    "extended",
    "repeated",
    "version",
    "is_demo",
    "territory__name_kk",
    "territory__name_ru",
    "territory__name_en",
    "category__name_kk",
    "category__name_ru",
    "category__name_en",
    "body_id",
    "lead__person__name",
    "consent_to_publish",
    "published_at",
)
DUE_CODES = ("appeal.answer", "appeal.register")
BY_STATE = {
    "silence": ("deemed_refused",),
    "clarification": ("clarification",),
    "to_sign": ("on_signature",),
    "to_deliver": ("signed",),
    "disputed": ("disputed",),
    "answered": ("answered", "closed"),
}
"""Queues whose appeals wait in a state, whatever their clock says."""
QUEUES = ("overdue", "today", "soon", "later", "new", *BY_STATE, "to_publish")
NAMES = ("queue", "territory", "category", "type", "mine", "number")


@dataclass(frozen=True, slots=True)
class WorkFilter:
    """How the work list is narrowed. ``queue``: one of QUEUES or empty; ``number``: a whole public number."""

    queue: str = ""
    territory: str = ""
    category: str = ""
    type: str = ""
    mine: bool = False
    number: str = ""

    @classmethod
    def of(cls, typed: Any) -> "WorkFilter":
        """The filter of a query string; what it doesn't know is left out."""
        queue, type_ = typed.get("queue", ""), typed.get("type", "")
        number = parse_number(typed.get("number", "")[:40])
        return cls(
            queue=queue if queue in QUEUES else "",
            type=type_ if type_ in Appeal.Type.values else "",
            territory=typed.get("territory", "")[:50],
            category=typed.get("category", "")[:50],
            mine=typed.get("mine") == "1",
            number=str(number) if number else typed.get("number", "").strip()[:40],
        )

    @property
    def query(self) -> str:
        """The query string that gives this filter again."""
        parts = {name: getattr(self, name) for name in NAMES}
        return urlencode({name: "1" if value is True else value for name, value in parts.items() if value})


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One row of the work list: the appeal, and its running or paused clock as it stands today."""

    appeal: Appeal
    clock: Clock | None = None
    reading: Reading | None = None
    term: Term | None = None


@dataclass(frozen=True, slots=True)
class WorkPage:
    """A page of the work list, and the key of the next one (None at the end)."""

    rows: list[WorkRow]
    after: str | None


def workable(actor: Actor) -> QuerySet[Appeal]:
    """The appeals that *actor* may read as an officer: the visibility function of the office.

    Registrars, heads, operators and moderators read their body's, of what stands under special protection registrars and
    heads alone; an executor only those that name them.
    """
    named = Executor.objects.filter(appeal=OuterRef("pk"), user_id=actor.user_id or 0)
    whole = actor.offices("registrar", "head")
    seen = Q(body_id__in=whole)
    if others := actor.offices("operator", "moderator") - whole:
        seen = seen | Q(body_id__in=others, sensitive=False)
    if actor.holds("executor"):
        seen = seen | (Q(body_id__in=actor.offices("executor")) & Q(Exists(named)))
    return Appeal.objects.filter(seen)


def work_page(
    actor: Actor, filter_: WorkFilter, now: datetime, after: str = "", *, size: int | None = None
) -> WorkPage:
    """A page of the work list, the soonest term first; three SQL queries however long the list is.

    Queues by state, and the search by number, list the newest appeal first. *size*: rows of a page (PAGE).
    """
    size = size or PAGE
    appeals = _narrowed(workable(actor), filter_, actor)
    if _listed_by_age(filter_):
        return _by_age(appeals, after, now, size)
    clocks = _clocks_of(appeals, filter_, local_day(now)).order_by("due_on", "record_id")
    day, pk = page_key(after)
    if day and pk:
        clocks = clocks.filter(Q(due_on__gt=day) | Q(due_on=day, record_id__gt=pk))
    found = list(clocks.defer("ticks")[: size + 1])
    by_id = {appeal.pk: appeal for appeal in _listed(Appeal.objects.filter(pk__in=[each.record_id for each in found]))}
    known = calendar()
    rows = [
        WorkRow(by_id[clock.record_id], clock, reading_of(clock, now, known), term_of_clock(clock))
        for clock in found[:size]
        if clock.record_id in by_id
    ]
    last = found[size - 1] if len(found) > size else None
    return WorkPage(rows, f"{last.due_on}_{last.record_id}" if last else None)


def work_count(actor: Actor, filter_: WorkFilter, most: int) -> int:
    """How many rows the work list has, counted no further than *most*. One SQL query."""
    appeals = _narrowed(workable(actor), filter_, actor)
    if _listed_by_age(filter_):
        return appeals.order_by()[:most].count()
    return _clocks_of(appeals, filter_, local_day(timezone.now())).order_by()[:most].count()


def _listed_by_age(filter_: WorkFilter) -> bool:
    return bool(filter_.number) or filter_.queue in BY_STATE or filter_.queue == "to_publish"


def _clocks_of(appeals: QuerySet[Appeal], filter_: WorkFilter, today: date) -> QuerySet[Clock]:
    clocks = Clock.objects.filter(code__in=DUE_CODES, record_id__in=appeals.values("pk"))
    return _in_queue(clocks.exclude(state=Clock.State.STOPPED), filter_.queue, today)


def queue_counts(actor: Actor, today: date) -> dict[str, int]:
    """How many open appeals stand in each queue; counts of open clocks and of the few open states, never of the archive.

    Three SQL queries. Queues that only grow ("answered") are not counted.
    """
    appeals = workable(actor)
    by_clock = due_counts(records=appeals, codes=DUE_CODES, today=today, soon=today + SOON)
    states = {queue: codes for queue, codes in BY_STATE.items() if queue != "answered"} | {"new": ("submitted",)}
    open_ = appeals.filter(state__in=[code for codes in states.values() for code in codes])
    by_state = open_.aggregate(**{queue: Count("pk", filter=Q(state__in=codes)) for queue, codes in states.items()})
    to_publish = _to_publish(appeals).order_by()[:1000].count()
    counts = {**by_clock, **by_state, "to_publish": to_publish}
    return {queue: counts[queue] for queue in QUEUES if queue in counts}


def rows_named(actor: Actor, numbers: list[str]) -> list[Appeal]:
    """The appeals of these numbers that *actor* works with, in the order in which they came in. One SQL query."""
    return list(workable(actor).filter(number__in=numbers).select_related("body").order_by("pk"))


def office_appeal(number: str, actor: Actor) -> Appeal | None:
    """One appeal as the office sees it; None when *actor* may not read it, as if it didn't exist."""
    seen = workable(actor)
    superior = Complaint.objects.filter(SENT_ON, about=OuterRef("pk"), superior_id__in=actor.offices("head"))
    return (
        Appeal.objects.filter(number=number)
        .filter(Q(pk__in=seen.values("pk")) | Exists(superior))
        .select_related(
            "body", "body__superior", "territory", "category", "author", "lead", "lead__person", "entered_by__person"
        )
        .first()
    )


def called(user: User | None, role: str = "", language: str = "") -> str:
    """What an officer who acted in *role* is called; nothing for nobody."""
    if user is None:
        return ""
    person = getattr(user, "person", None)
    return officer_called(person.name if person else "", role=role, account=user.pk, language=language)


def casework(appeal: Appeal) -> dict[str, Any]:
    """All that hangs on an appeal: executors, resolutions, transfers, extensions, hearings, notes, statements, answers.

    Eleven SQL queries, however much there is.
    """
    return {
        "executors": list(appeal.executors.select_related("user__person").order_by("-is_lead", "pk")),
        "resolutions": list(appeal.resolutions.select_related("head__person")),
        "transfers": list(appeal.transfers.select_related("source", "target")),
        "extensions": list(appeal.extensions.select_related("head__person")),
        "hearings": list(appeal.hearings.all()),
        "notes": list(appeal.notes.select_related("user__person")),
        "statements": list(appeal.statements.all()),
        "answers": list(Answer.objects.filter(appeal=appeal).select_related("drafted_by__person", "signed_by__person")),
        "complaints": list(Complaint.objects.filter(about=appeal).select_related("superior")),
        "joiners": appeal.joiners.count(),
        "notices": notices_of(appeal),
    }


def notices_of(record: Appeal | Complaint, limit: int = 50) -> list[Notice]:
    """The newest of what anybody was told about an appeal or a complaint. One SQL query."""
    return list(delivery_of(record)[:limit])


def extension_until(appeal: Appeal, now: datetime) -> date | None:
    """The last day to which the law lets the answer term be extended; None when no answer clock is open.

    Raises NotExtendable with the law's reason. Three SQL queries.
    """
    clock = open_clock(appeal, "appeal.answer")
    return extension_limit(term_of_clock(clock), calendar(), ticks_of(clock), local_day(now)) if clock else None


def answer_draft(appeal: Appeal) -> Answer | None:
    """The draft of the answer that isn't signed yet."""
    return Answer.objects.filter(appeal=appeal, signed_at__isnull=True).first()


def executors_of(*body_ids: int) -> list[tuple[int, str]]:
    """Who can be named executor in these bodies: (user id, what they are called). One SQL query for each body."""
    found = [holder for body_id in body_ids for holder in holders("executor", body_id).select_related("user__person")]
    return list({holder.user_id: (holder.user_id, called(holder.user, holder.role)) for holder in found}.values())


def competent_bodies(except_id: int | None = None) -> QuerySet[Organisation]:
    """Bodies to which an appeal can be forwarded."""
    return bodies().exclude(pk=except_id or 0)


def own_bodies(body_ids: frozenset[int]) -> list[Organisation]:
    """These bodies, with their territory."""
    return list(bodies().filter(pk__in=body_ids))


def answer_templates(body_id: int, language: str) -> list[AnswerTemplate]:
    """The body's own templates and the common ones, in the appeal's language."""
    return list(AnswerTemplate.objects.filter(Q(body_id=body_id) | Q(body=None), language=language))


def templates_of(body_ids: frozenset[int]) -> list[AnswerTemplate]:
    """The answer templates of these bodies."""
    return list(AnswerTemplate.objects.filter(body_id__in=body_ids).select_related("body"))


def template_of(pk: int, body_ids: frozenset[int]) -> AnswerTemplate | None:
    """One template of these bodies; None for another's."""
    return AnswerTemplate.objects.filter(pk=pk, body_id__in=body_ids).first()


def mergeable(appeal: Appeal) -> list[Appeal]:
    """Other open appeals of the same person in the same body."""
    contact = appeal.author.contact_hash if appeal.author else None
    same = Q(author_id=appeal.author_id)
    if appeal.author and contact is not None:
        # While the field key is changed, the same contact is stored under the old key here and the new one there.
        hashes = [bytes(contact), *contact_hashes(appeal.author.email, appeal.author.phone)]
        same = Q(author__contact_hash__in=hashes)
    open_ = Appeal.objects.filter(same, body_id=appeal.body_id, state__in=("registered", "assigned", "in_progress"))
    return list(open_.exclude(pk=appeal.pk).only("number", "subject").order_by("-pk")[:20]) if appeal.author_id else []


def saved_filters(user_id: int) -> QuerySet[SavedFilter]:
    """An officer's own filters."""
    return SavedFilter.objects.filter(user_id=user_id)


def _narrowed(appeals: QuerySet[Appeal], filter_: WorkFilter, actor: Actor) -> QuerySet[Appeal]:
    if filter_.number:
        return appeals.filter(number=filter_.number)
    if filter_.territory:
        appeals = appeals.filter(territory__slug=filter_.territory)
    if filter_.category:
        appeals = appeals.filter(category__slug=filter_.category)
    if filter_.type:
        appeals = appeals.filter(type=filter_.type)
    if filter_.mine:
        appeals = appeals.filter(Exists(Executor.objects.filter(appeal=OuterRef("pk"), user_id=actor.user_id or 0)))
    if filter_.queue in BY_STATE:
        appeals = appeals.filter(state__in=BY_STATE[filter_.queue])
    return _to_publish(appeals) if filter_.queue == "to_publish" else appeals


def _to_publish(appeals: QuerySet[Appeal]) -> QuerySet[Appeal]:
    return appeals.filter(consent_to_publish=True, sensitive=False, published_at=None, state__in=("answered", "closed"))


def _in_queue(clocks: QuerySet[Clock], queue: str, today: date) -> QuerySet[Clock]:
    if queue == "new":
        return clocks.filter(code="appeal.register")
    day = {
        "overdue": Q(due_on__lt=today),
        "today": Q(due_on=today),
        "soon": Q(due_on__gt=today, due_on__lte=today + SOON),
        "later": Q(due_on__gt=today + SOON),
    }.get(queue)
    return clocks.filter(day, state=Clock.State.RUNNING) if day else clocks


def _listed(appeals: QuerySet[Appeal]) -> QuerySet[Appeal]:
    return appeals.select_related("territory", "category", "lead__person").only(*LISTED)


def _by_age(appeals: QuerySet[Appeal], after: str, now: datetime, size: int) -> WorkPage:
    _day, pk = page_key(after)
    if pk:
        appeals = appeals.filter(pk__lt=pk)
    open_ = Clock.objects.filter(code__in=DUE_CODES).exclude(state=Clock.State.STOPPED).defer("ticks")
    found = list(
        _listed(appeals).prefetch_related(Prefetch("clocks", open_, to_attr="open_clocks")).order_by("-pk")[: size + 1]
    )
    known = calendar()
    rows = []
    for appeal in found[:size]:
        clock = next(iter(getattr(appeal, "open_clocks", [])), None)
        row = WorkRow(appeal)
        rows.append(
            replace(row, clock=clock, reading=reading_of(clock, now, known), term=term_of_clock(clock))
            if clock
            else row
        )
    return WorkPage(rows, f"_{rows[-1].appeal.pk}" if len(found) > size else None)


def page_key(after: str) -> tuple[date | None, int | None]:
    """The parts of a page's key ("2026-11-23_17"); None for what isn't one."""
    day, _, pk = after.partition("_")
    number = int(pk) if pk.isascii() and pk.isdigit() and len(pk) <= 18 else None
    try:
        return (date.fromisoformat(day) if day else None), number
    except ValueError:
        return None, None
