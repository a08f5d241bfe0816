"""The plan: drawn up by the customer, approved by another person, changed only as a new version with a reason."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import F, Max

from ortaq.kernel.clocks.rules import local_day, regime_on
from ortaq.kernel.events.actions import record_event
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, advance, advance_many, open_record, open_records
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.queries import territory_reference
from ortaq.kernel.parties.rules import SYSTEM, Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.kernel.records.models import Link
from ortaq.kernel.search.actions import index_new_records
from ortaq.systems.social_order.models import Plan, PlanLine, PlanShare, TopicProposal
from ortaq.systems.social_order.permissions import line_capacities, may_plan
from ortaq.systems.social_order.rules import LONGEST_YEARS

BATCH = 500
"""Lines of an import that are written together."""


@dataclass(frozen=True)
class LineInput:
    """A line as it is typed or read. ``amount``: tenge of the plan's own year; ``shares``: tenge by other year."""

    sphere_id: int
    territory_id: int
    amount: Decimal
    title_kk: str = ""
    title_ru: str = ""
    title_en: str = ""
    projects: int = 1
    funding: str = "local"
    since: int | None = None
    until: int | None = None
    shares: Mapping[int, Decimal] = field(default_factory=dict)
    procurement: str = ""
    topic_id: int | None = None


@transaction.atomic
def open_plan(*, year: int, body: Organisation, by: Actor, at: datetime, note: Text | None = None) -> Plan:
    """The plan of a body for a year, made when it isn't there. Raises Refused for who may not plan for the body."""
    demand(by, body.pk)
    territory = territory_reference.row(body.territory_id)
    level = territory.kind if territory.kind in Plan.Level.values else Plan.Level.DISTRICT
    words = {"note_kk": note.kk, "note_ru": note.ru, "note_en": note.en} if note else {}
    plan, _ = Plan.objects.get_or_create(year=year, body=body, defaults={"level": level, "created_at": at, **words})
    return plan


def _record(plan: Plan, line: LineInput, position: int, years: tuple[int, int], by: Actor, is_demo: bool) -> PlanLine:
    return PlanLine(
        kind="plan_line",
        body_id=plan.body_id,
        territory_id=line.territory_id,
        language="kk" if line.title_kk else "ru",
        is_demo=is_demo,
        plan=plan,
        position=position,
        sphere_id=line.sphere_id,
        title_kk=line.title_kk,
        title_ru=line.title_ru,
        title_en=line.title_en,
        since=years[0],
        until=years[1],
        projects=line.projects,
        amount=line.amount,
        funding=line.funding,
        procurement=line.procurement,
        drawn_by_id=by.user_id,
    )


@transaction.atomic
def add_lines(
    *,
    plan: Plan,
    lines: Sequence[LineInput],
    by: Actor,
    at: datetime,
    is_demo: bool = False,
    tell: Callable[[int], None] = lambda _written: None,
) -> None:
    """Adds many draft lines without topics, behind those that there are: an import. A few statements a thousand lines.

    *tell*: is told how many are written, from time to time. Raises Refused as :func:`add_line` does.
    """
    demand(by, plan.body_id)
    Plan.objects.select_for_update().get(pk=plan.pk)
    last = PlanLine.objects.filter(plan=plan).aggregate(last=Max("position"))["last"] or 0
    for start in range(0, len(lines), BATCH):
        part = lines[start : start + BATCH]
        records = [
            _record(plan, line, last + number, years_of(plan, line), by, is_demo)
            for number, line in enumerate(part, start=start + 1)
        ]
        open_records(records, by=by, at=at, code="draft", year=plan.year, data={"plan": plan.pk})
        PlanShare.objects.bulk_create(
            PlanShare(line=record, year=year, amount=amount)
            for record, line in zip(records, part, strict=True)
            for year, amount in sorted(line.shares.items())
        )
        tell(start + len(part))
    fold_sums(plan=plan)


@transaction.atomic
def add_line(*, plan: Plan, line: LineInput, by: Actor, at: datetime, is_demo: bool = False) -> PlanLine:
    """Adds a draft line. An accepted topic that it carries out is tied to it (raised_by).

    Raises Refused for who may not, for terms beyond three years, and for a topic that isn't accepted or is another
    body's.
    """
    demand(by, plan.body_id)
    since, until = years_of(plan, line)
    topic = _topic(plan, line)
    Plan.objects.select_for_update().get(pk=plan.pk)
    position = (PlanLine.objects.filter(plan=plan).aggregate(last=Max("position"))["last"] or 0) + 1
    record = _record(plan, line, position, (since, until), by, is_demo)
    open_record(record, by=by, at=at, code="draft", year=plan.year, data={"plan": plan.pk, "amount": str(line.amount)})
    PlanShare.objects.bulk_create(
        PlanShare(line=record, year=year, amount=amount) for year, amount in sorted(line.shares.items())
    )
    if topic is not None:
        Link.objects.create(source=record, kind=Link.Kind.RAISED_BY, target=topic, created_at=at)
    return record


def years_of(plan: Plan, line: LineInput) -> tuple[int, int]:
    """First and last year of a line. Raises Refused beyond three years (Law No 36, article 1)."""
    years = {plan.year, *line.shares, *(year for year in (line.since, line.until) if year)}
    first, last = min(years), max(years)
    if last - first >= LONGEST_YEARS:
        raise Refused(
            Text(
                "Әлеуметтік жоба үш жылдан аспайды (№ 36 Заң, 1-бап).",
                "Социальный проект длится не более трёх лет (Закон № 36, статья 1).",
                "A social project lasts three years at most (Law No 36, article 1).",
            )
        )
    return first, last


def _topic(plan: Plan, line: LineInput) -> TopicProposal | None:
    if line.topic_id is None:
        return None
    topic = TopicProposal.objects.filter(pk=line.topic_id, body_id=plan.body_id, state="accepted").first()
    if topic is None:
        raise Refused(
            Text(
                "Осы органның қабылданған тақырыбын таңдаңыз.",
                "Выберите принятую тему этого органа.",
                "Choose an accepted topic of this body.",
            )
        )
    return topic


@transaction.atomic
def edit_line(*, line: PlanLine, changes: LineInput, by: Actor, at: datetime, version: int | None = None) -> None:
    """Changes a draft line; whoever changes it has drawn it up, and doesn't approve it."""
    locked = lock_record(PlanLine, line.pk)
    demand(by, locked.body_id)
    if locked.state != "draft" or (version is not None and locked.version != version):
        raise Refused(
            Text(
                "Жол енді жоба емес немесе оны басқа адам өзгертті.",
                "Строка уже не черновик, или её изменил другой человек.",
                "The line is no draft any more, or somebody else has changed it.",
            )
        )
    since, until = years_of(locked.plan, changes)
    for name in ("sphere_id", "territory_id", "title_kk", "title_ru", "title_en", "projects", "amount", "funding"):
        setattr(locked, name, getattr(changes, name))
    locked.since, locked.until, locked.procurement = since, until, changes.procurement
    locked.drawn_by_id, locked.version, locked.changed_at = by.user_id, locked.version + 1, at
    locked.save()
    write_shares(locked, changes.shares)
    record_event(record=locked, code="edit", by=by, at=at, role="customer", data={"amount": str(locked.amount)})
    line.refresh_from_db()


def write_shares(line: PlanLine, shares: Mapping[int, Decimal]) -> None:
    """Writes the money of other years anew."""
    PlanShare.objects.filter(line=line).delete()
    PlanShare.objects.bulk_create(
        PlanShare(line=line, year=year, amount=amount) for year, amount in sorted(shares.items())
    )


@transaction.atomic
def submit_plan(*, plan: Plan, by: Actor, at: datetime) -> int:
    """Sends every draft line of a plan for approval, in a few statements a thousand; returns how many."""
    demand(by, plan.body_id)
    drafts = list(PlanLine.objects.filter(plan=plan, state="draft").order_by("position"))
    advance_many(drafts, "submit", by=by, at=at)
    fold_sums(plan=plan)
    return len(drafts)


@transaction.atomic
def approve_plan(*, plan: Plan, by: Actor, at: datetime) -> int:
    """The head approves every submitted line that they didn't draw up: one new version of the plan, public at once.

    Returns how many lines. Raises Refused when there is none that they may approve.
    """
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    lines = [
        line
        for line in PlanLine.objects.filter(plan=locked, state="submitted").select_related("sphere", "body")
        if by.kind == "system" or "approver" in line_capacities(by, line)
    ]
    if not lines:
        raise Refused(
            Text(
                "Сіз бекіте алатын жол жоқ: жолды жасаған адам оны бекітпейді.",
                "Нет строк, которые вы можете утвердить: составивший строку её не утверждает.",
                "There is no line that you may approve: who drew a line up doesn't approve it.",
            )
        )
    _approve(lines, by, at)
    new_version(plan=locked, at=at)
    fold_sums(plan=locked)
    plan.refresh_from_db()
    return len(lines)


def _approve(lines: Sequence[PlanLine], by: Actor, at: datetime) -> None:
    """Publishes lines, in a few statements a thousand; the topics behind them follow one by one."""
    told = {line.pk: (line.title_kk or line.title_ru, words_of(line)) for line in lines}
    changes = {"published_at": at, "approved_by_id": by.user_id, "approved_at": at}
    advance_many(lines, "approve", by=by, at=at, changes=changes, titles=told)
    index_new_records((line.pk, *told[line.pk], line.language) for line in lines)
    numbers = {line.pk: line.number for line in lines}
    for link in Link.objects.filter(source_id__in=numbers, kind=Link.Kind.RAISED_BY, target__kind="topic"):
        topic = TopicProposal.objects.filter(pk=link.target_id, state="accepted").first()
        if topic is not None:
            advance(topic, "include", by=SYSTEM, at=at, regime=topic.regime, data={"line": numbers[link.source_id]})


def words_of(line: PlanLine) -> str:
    """The public text of a line, by which it is found: its titles and its sphere."""
    words = (line.title_ru, line.title_kk, line.title_en, line.sphere.name_kk, line.sphere.name_ru)
    return "\n".join(dict.fromkeys(words)).strip()


def new_version(*, plan: Plan, at: datetime) -> int:
    """The next version of a plan whose row is locked."""
    Plan.objects.filter(pk=plan.pk).update(version=F("version") + 1, approved_at=at)
    plan.refresh_from_db()
    return plan.version


_FOLD = """
WITH taken AS (DELETE FROM social_order_plansum WHERE id IN (
    SELECT id FROM social_order_plansum WHERE %(plan)s::bigint IS NULL OR plan_id = %(plan)s FOR UPDATE SKIP LOCKED
) RETURNING *)
INSERT INTO social_order_plansum (plan_id, sphere_id, state, is_public, is_demo, amount, projects, lines)
SELECT plan_id, sphere_id, state, is_public, is_demo, sum(amount), sum(projects), sum(lines) FROM taken
GROUP BY plan_id, sphere_id, state, is_public, is_demo HAVING (sum(amount), sum(projects), sum(lines)) <> (0, 0, 0)
"""


@transaction.atomic
def fold_sums(*, plan: Plan | None = None) -> None:
    """Makes one row of the sums that belong together, of one plan or of all. Waits for nobody: what another folds stays."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLD, {"plan": plan.pk if plan else None})


@transaction.atomic
def advance_line(
    *,
    line: PlanLine,
    code: str,
    by: Actor,
    at: datetime,
    reason: str = "",
    procurement: str = "",
    version: int | None = None,
) -> None:
    """Moves a line on: announce, contract, fail, close, cancel, return, discard; its topics follow.

    Raises Refused when a call is announced without its number or address.
    """
    changes = {"procurement": procurement.strip()} if procurement.strip() else {}
    if code == "announce" and by.kind != "system" and not (changes or line.procurement):
        raise Refused(
            Text(
                "Хабарландырудың нөмірін немесе мекенжайын жазыңыз.",
                "Укажите номер или адрес объявления.",
                "Give the number or the address of the announcement.",
            )
        )
    advance(line, code, by=by, at=at, regime=regime_on_day(at), reason=reason, version=version, changes=changes)
    follow = {"contract": ("contract", ("included",)), "cancel": ("release", ("included", "contracted"))}.get(code)
    if follow:
        deed, states = follow
        topics = TopicProposal.objects.filter(links_in__source_id=line.pk, links_in__kind="raised_by", state__in=states)
        for topic in topics:
            advance(topic, deed, by=SYSTEM, at=at, regime=topic.regime, data={"line": line.number})


@transaction.atomic
def mark_evaluated(*, topic: TopicProposal, at: datetime) -> None:
    """The result of what was ordered on a topic was evaluated and published."""
    advance(topic, "evaluate", by=SYSTEM, at=at, regime=topic.regime)


def regime_on_day(moment: datetime) -> str:
    """The law on the social order at a moment."""
    return regime_on("social_order", local_day(moment)).code


def demand(actor: Actor, body_id: int | None) -> None:
    """Raises Refused for who may not plan for a body; the system may."""
    if actor.kind == "system":
        return
    decision = may_plan(actor, body_id)
    if not decision:
        raise Refused.by(decision)
