"""What the office reads: the work list by clock, one appeal with all of its casework."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from ortaq.kernel.clocks.models import Clock
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.queries import holders
from ortaq.kernel.parties.rules import Actor
from ortaq.systems.reception.models import Answer, AnswerTemplate, Appeal, Complaint, Executor, SavedFilter
from ortaq.systems.reception.permissions import offices_of

PAGE = 50
SOON = timedelta(days=5)
LISTED = (
    "id", "number", "state", "subject", "type", "channel", "received_at", "changed_at", "hops", "extended", "repeated",
    "version", "is_demo", "territory__name_kk", "territory__name_ru", "territory__name_en", "category__name_kk",
    "category__name_ru", "category__name_en", "body_id", "lead__email", "consent_to_publish", "published_at",
)
QUEUES = ("overdue", "today", "soon", "later", "new", "clarification", "to_sign", "disputed", "to_publish", "answered")
DUE_CODES = ("appeal.answer", "appeal.register")


@dataclass(frozen=True, slots=True)
class WorkFilter:
    """How the work list is narrowed. ``queue``: one of QUEUES or empty; ``text``: part of a number."""

    queue: str = ""
    territory: str = ""
    category: str = ""
    type: str = ""
    mine: bool = False
    number: str = ""
    joined: bool = False


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One row of the work list: the appeal and the day on which its running term ends."""

    appeal: Appeal
    due_on: date | None
    clock: str


def workable(actor: Actor) -> QuerySet[Appeal]:
    """The appeals that *actor* may read as an officer: the visibility function of the office.

    Registrars, heads, operators and moderators read their body's; an executor only those that name them.
    """
    whole = actor.offices("registrar", "head", "operator", "moderator")
    named = Executor.objects.filter(appeal=OuterRef("pk"), user_id=actor.user_id)
    seen = Q(body_id__in=whole)
    if actor.holds("executor"):
        seen |= Q(body_id__in=actor.offices("executor")) & Exists(named)
    return Appeal.objects.filter(seen)


def work_page(actor: Actor, filter_: WorkFilter, today: date, after: str = "") -> tuple[list[WorkRow], str | None]:
    """A page of the work list, the soonest term first; two SQL queries however long the list is."""
    appeals = _narrowed(workable(actor), filter_, actor, today)
    if filter_.queue in {"to_publish", "answered", "disputed", "clarification", "to_sign"}:
        return _by_age(appeals, after)
    clocks = Clock.objects.filter(code__in=DUE_CODES, record_id__in=appeals.values("pk")).exclude(state=Clock.State.STOPPED)
    clocks = _in_queue(clocks, filter_.queue, today).order_by("due_on", "record_id")
    day, _, pk = after.partition("_")
    if pk.isascii() and pk.isdigit() and len(day) == 10:
        clocks = clocks.filter(Q(due_on__gt=day) | Q(due_on=day, record_id__gt=int(pk)))
    rows = list(clocks.values_list("record_id", "due_on", "code")[: PAGE + 1])
    by_id = {a.pk: a for a in Appeal.objects.filter(pk__in=[r[0] for r in rows]).select_related("territory", "category", "lead").only(*LISTED)}
    page = [WorkRow(by_id[record], due, code) for record, due, code in rows[:PAGE] if record in by_id]
    last = page[-1] if len(rows) > PAGE else None
    return page, f"{last.due_on}_{last.appeal.pk}" if last else None


def queue_counts(actor: Actor, today: date) -> dict[str, int]:
    """How many open appeals stand in each queue; counts of open clocks and of the few open states, never of the archive.

    Three SQL queries.
    """
    appeals = workable(actor)
    clocks = Clock.objects.filter(code__in=DUE_CODES, record_id__in=appeals.values("pk")).exclude(state=Clock.State.STOPPED)
    counts = dict.fromkeys(QUEUES, 0)
    for due_on, code in clocks.values_list("due_on", "code"):
        if code == "appeal.register":
            counts["new"] += 1
        counts["overdue" if due_on < today else "today" if due_on == today else "soon" if due_on <= today + SOON else "later"] += 1
    states = {"clarification": "clarification", "on_signature": "to_sign", "disputed": "disputed"}
    for state in appeals.filter(state__in=states).values_list("state", flat=True):
        counts[states[state]] += 1
    counts["to_publish"] = len(_to_publish(appeals).values_list("pk")[:1000])
    return counts


def office_appeal(number: str, actor: Actor) -> Appeal | None:
    """One appeal as the office sees it; None when *actor* may not read it, as if it didn't exist."""
    seen = workable(actor)
    superior = Complaint.objects.filter(about=OuterRef("pk"), superior_id__in=actor.offices("head"))
    return (
        Appeal.objects.filter(number=number)
        .filter(Q(pk__in=seen.values("pk")) | Exists(superior))
        .select_related("body", "body__superior", "territory", "category", "author", "lead", "entered_by")
        .first()
    )


def casework(appeal: Appeal) -> dict[str, Any]:
    """All that hangs on an appeal: executors, resolutions, transfers, extensions, hearings, notes, statements, answers."""
    return {
        "executors": list(appeal.executors.select_related("user")),
        "resolutions": list(appeal.resolutions.select_related("head")),
        "transfers": list(appeal.transfers.select_related("source", "target")),
        "extensions": list(appeal.extensions.select_related("head")),
        "hearings": list(appeal.hearings.all()),
        "notes": list(appeal.notes.select_related("user")),
        "statements": list(appeal.statements.all()),
        "answers": list(Answer.objects.filter(appeal=appeal).select_related("drafted_by", "signed_by")),
        "complaints": list(Complaint.objects.filter(about=appeal).select_related("superior")),
        "joiners": appeal.joiners.count(),
    }


def executors_of(body_id: int) -> list[tuple[int, str]]:
    """Who can be named executor in a body: (user id, what they are called)."""
    return [(holder.user_id, holder.user.email) for holder in holders("executor", body_id)]


def competent_bodies(except_id: int) -> QuerySet[Organisation]:
    """Bodies to which an appeal can be forwarded."""
    return Organisation.objects.filter(kind=Organisation.Kind.STATE_BODY).exclude(pk=except_id).order_by("territory__order", "slug")


def answer_templates(body_id: int, language: str) -> list[AnswerTemplate]:
    """The body's own templates and the common ones, in the appeal's language."""
    return list(AnswerTemplate.objects.filter(Q(body_id=body_id) | Q(body=None), language=language))


def mergeable(appeal: Appeal) -> QuerySet[Appeal]:
    """Other open appeals of the same person in the same body."""
    return Appeal.objects.filter(body_id=appeal.body_id, author__contact_hash=F("author__contact_hash"), author__contact_hash__isnull=False).filter(
        author__contact_hash=appeal.author.contact_hash if appeal.author else None, state__in=("registered", "assigned", "in_progress")
    ).exclude(pk=appeal.pk)[:20]


def saved_filters(user_id: int) -> QuerySet[SavedFilter]:
    """An officer's own filters."""
    return SavedFilter.objects.filter(user_id=user_id)


def complaints_for(actor: Actor) -> QuerySet[Complaint]:
    """Complaints that *actor* handles: of the body complained of, or as the superior's head."""
    return (
        Complaint.objects.filter(
            Q(body_id__in=actor.offices("registrar", "head")) | Q(superior_id__in=actor.offices("head"))
        )
        .select_related("about", "body", "superior")
        .order_by("-id")
    )


def _narrowed(appeals: QuerySet[Appeal], filter_: WorkFilter, actor: Actor, today: date) -> QuerySet[Appeal]:
    if filter_.territory:
        appeals = appeals.filter(territory__slug=filter_.territory)
    if filter_.category:
        appeals = appeals.filter(category__slug=filter_.category)
    if filter_.type:
        appeals = appeals.filter(type=filter_.type)
    if filter_.mine:
        appeals = appeals.filter(Exists(Executor.objects.filter(appeal=OuterRef("pk"), user_id=actor.user_id)))
    if filter_.number:
        appeals = appeals.filter(number=filter_.number)
    states = {"clarification": ("clarification",), "to_sign": ("on_signature",), "disputed": ("disputed",), "answered": ("answered", "closed")}
    if filter_.queue in states:
        appeals = appeals.filter(state__in=states[filter_.queue])
    return _to_publish(appeals) if filter_.queue == "to_publish" else appeals


def _to_publish(appeals: QuerySet[Appeal]) -> QuerySet[Appeal]:
    return appeals.filter(consent_to_publish=True, sensitive=False, published_at=None, state__in=("answered", "closed"))


def _in_queue(clocks: QuerySet[Clock], queue: str, today: date) -> QuerySet[Clock]:
    if queue == "overdue":
        return clocks.filter(due_on__lt=today)
    if queue == "today":
        return clocks.filter(due_on=today)
    if queue == "soon":
        return clocks.filter(due_on__gt=today, due_on__lte=today + SOON)
    if queue == "later":
        return clocks.filter(due_on__gt=today + SOON)
    return clocks.filter(code="appeal.register") if queue == "new" else clocks


def _by_age(appeals: QuerySet[Appeal], after: str) -> tuple[list[WorkRow], str | None]:
    _, _, pk = after.partition("_")
    if pk.isascii() and pk.isdigit():
        appeals = appeals.filter(pk__lt=int(pk))
    rows = list(appeals.select_related("territory", "category", "lead").only(*LISTED).order_by("-pk")[: PAGE + 1])
    page = [WorkRow(appeal, None, "") for appeal in rows[:PAGE]]
    return page, f"_{page[-1].appeal.pk}" if len(rows) > PAGE else None


__all__ = [
    "LISTED", "PAGE", "QUEUES", "WorkFilter", "WorkRow", "answer_templates", "casework", "competent_bodies",
    "complaints_for", "executors_of", "mergeable", "office_appeal", "offices_of", "queue_counts", "saved_filters",
    "work_page", "workable",
]
