"""Demonstration data of the social order: the 2018 plan broken down, and proposals in every state."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from ortaq.kernel.clocks.queries import office_moment
from ortaq.kernel.parties.actions import save_person
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.queries import territory_reference
from ortaq.kernel.parties.rules import SYSTEM, Actor
from ortaq.kernel.records.models import Record
from ortaq.kernel.search.actions import recount
from ortaq.systems.social_order import actions
from ortaq.systems.social_order.actions import LineInput, Proposal
from ortaq.systems.social_order.actions.topics import add_supporters
from ortaq.systems.social_order.demo.agreements import make_demo_agreements
from ortaq.systems.social_order.demo.breakdown import NOTE, YEAR, DemoLine, plan_2018
from ortaq.systems.social_order.demo.competitions import make_demo_competitions
from ortaq.systems.social_order.demo.evaluations import make_demo_evaluations
from ortaq.systems.social_order.demo.people import NGO, demo_accounts, make_people
from ortaq.systems.social_order.demo.proposals import TOPICS, DemoTopic
from ortaq.systems.social_order.models import Plan, PlanLine, Sphere, TopicProposal
from ortaq.systems.social_order.queries.reference import akimat_of, sphere_by_code

DRAWN = datetime(2018, 1, 10, 4, 0, tzinfo=UTC)
APPROVED = datetime(2018, 1, 22, 5, 0, tzinfo=UTC)
MOVED = ("internal-policy", "employment-taraz")
"""Whose lines go on after the approval, to show a call, an agreement, an end."""


@transaction.atomic
def make_demo(*, by: Actor, at: datetime, progress: Callable[[str], None] = print) -> int:
    """Makes accounts, the demo plan and the demo proposals up to *at*; nothing when there are any already.

    Returns how many records were made. Needs the region's reference data.
    """
    if TopicProposal.objects.filter(is_demo=True).exists() or not Sphere.objects.exists():
        return 0
    staff = make_people()
    made = _plan(staff, progress)
    for number, topic in enumerate(TOPICS, start=1):
        _topic(topic, number, staff, at)
        progress(f"topics {number} / {len(TOPICS)}")
    recount()
    return made + len(TOPICS)


def _plan(staff: dict[str, Actor], progress: Callable[[str], None]) -> int:
    bodies = {body.slug: body for body in Organisation.objects.filter(kind=Organisation.Kind.STATE_BODY)}
    places = {place.slug: place.pk for place in territory_reference.rows().values()}
    lines: dict[str, list[LineInput]] = {}
    for line in plan_2018():
        lines.setdefault(line.body, []).append(_input(line, places))
    plans: dict[str, Plan] = {}
    for number, (slug, found) in enumerate(lines.items(), start=1):
        plan = actions.open_plan(year=YEAR, body=bodies[slug], by=staff["customer"], at=DRAWN, note=NOTE)
        actions.add_lines(plan=plan, lines=found, by=staff["customer"], at=DRAWN, is_demo=True)
        plans[slug] = plan
        progress(f"plans {number} / {len(lines)}")
    for slug, plan in plans.items():
        actions.submit_plan(plan=plan, by=staff["customer"], at=office_moment(DRAWN, 5))
        actions.approve_plan(plan=plan, by=staff["plan.head"], at=APPROVED)
        if slug in MOVED:
            _move_on(plan, staff)
    _change(plans["internal-policy"], staff)
    return sum(len(found) for found in lines.values())


def _input(line: DemoLine, places: dict[str, int]) -> LineInput:
    kk, ru, en = line.title
    return LineInput(
        sphere_id=_sphere(line.sphere),
        territory_id=places[line.territory],
        amount=line.amount,
        title_kk=kk,
        title_ru=ru,
        title_en=en,
        funding="regional" if line.territory == "zhambyl" else "local",
        since=line.since,
    )


def _move_on(plan: Plan, staff: dict[str, Actor]) -> None:
    by = staff["customer"]
    for number, line in enumerate(PlanLine.objects.filter(plan=plan).order_by("position")):
        ways: tuple[str, ...] = ("announce", "contract", "close") if number % 4 else ("announce", "contract")
        ways = ("announce", "fail") if number == 9 else ways if number % 5 != 4 else ("announce",)
        for month, code in enumerate(ways, start=1):
            actions.advance_line(
                line=line,
                code=code,
                by=by,
                at=office_moment(APPROVED, 30 * month),
                procurement=f"demo-{plan.year}-{line.position:03}" if code == "announce" else "",
                reason="Бірде-бір өтінім түспеді (демо) / Не поступило ни одной заявки (демо)"
                if code == "fail"
                else "",
            )


def _change(plan: Plan, staff: dict[str, Actor]) -> None:
    """Two changes that cancel each other out: the history shows old amounts, the plan's total stays the article's."""
    lines = list(
        PlanLine.objects.filter(plan=plan, state__in=("announced", "contracted", "not_held")).order_by("position")
    )
    for line, difference in zip(lines[:2], (Decimal(-300_000), Decimal(300_000)), strict=True):
        wanted = LineInput(
            sphere_id=line.sphere_id,
            territory_id=line.territory_id or 0,
            amount=line.amount + difference,
            title_kk=line.title_kk,
            title_ru=line.title_ru,
            title_en=line.title_en,
            projects=line.projects,
            funding=line.funding,
            since=line.since,
            until=line.until,
        )
        reason = "Қаржы екі жоба арасында қайта бөлінді (демо) / Деньги перераспределены между двумя проектами (демо)"
        at = office_moment(APPROVED, 120)
        change = actions.propose_change(line=line, changes=wanted, reason=reason, by=staff["customer"], at=at)
        actions.decide_change(change=change, approve=True, by=staff["plan.head"], at=office_moment(at, 3))


def _sphere(code: str) -> int:
    sphere = sphere_by_code(code)
    if sphere is None:
        raise LookupError(f"no sphere {code!r}")
    return sphere.pk


def _topic(topic: DemoTopic, number: int, staff: dict[str, Actor], now: datetime) -> None:
    """One proposal on its way, the last steps a few days ago."""
    place = next(row for row in territory_reference.rows().values() if row.slug == topic.territory)
    body = (
        Organisation.objects.get(slug="internal-policy")
        if topic.territory == "zhambyl" and topic.sphere != "hardship"
        else akimat_of(place.pk)
    )
    if body is None:
        raise LookupError(f"no akimat in {topic.territory!r}")
    start = office_moment(now, -3 if topic.way in {"submitted", "returned"} else -9 - number)
    person = save_person(name=f"Демо ұсынушы №{number}", email=f"proposer{number}@demo.example", is_demo=True)
    ngo = Organisation.objects.get(slug=NGO) if topic.by_ngo else None
    appeals = Record.objects.filter(kind="appeal", is_demo=True, published_at__isnull=False).order_by("-pk")
    record = actions.propose_topic(
        proposal=Proposal(
            sphere_id=_sphere(topic.sphere),
            territory_id=place.pk,
            body_id=body.pk,
            title=topic.title,
            need=topic.need,
            target_group=topic.target_group,
            why=topic.why,
            result=topic.result,
            months=topic.months,
            language=topic.language,
            estimate=topic.estimate,
            organisation_id=ngo.pk if ngo else None,
            name_public=bool(ngo),
            raised_by=appeals.values_list("pk", flat=True).first() if topic.from_appeal else None,
            is_demo=True,
        ),
        by=SYSTEM,
        at=start,
        person_id=person.pk,
    )
    _lead(record, topic, staff, start)


def _lead(record: TopicProposal, topic: DemoTopic, staff: dict[str, Actor], start: datetime) -> None:
    def day(days: int) -> datetime:
        return office_moment(start, days)

    customer = staff["customer"]
    kazakh = topic.language == "kk"
    if topic.way == "submitted":
        return
    if topic.way == "returned":
        actions.return_topic(
            topic=record,
            reason="Опишите подробнее, для кого и какие занятия нужны.",
            by=customer,
            at=day(1),
        )
        return
    parts = {name: getattr(topic, name) for name in ("need", "target_group", "why", "result")}
    actions.publish_topic(topic=record, title=topic.title, parts=parts, by=customer, at=day(1))
    people = [
        save_person(
            name=f"Демо қолдаушы {record.pk}.{n}", email=f"supporter{record.pk}.{n}@demo.example", is_demo=True
        ).pk
        for n in range(topic.supporters)
    ]
    add_supporters(topic=record, people=people, at=day(2))
    record.refresh_from_db()
    later = day(4)
    if topic.way == "under_review":
        return
    if topic.way == "withdrawn":
        actions.withdraw_topic(topic=record, by=Actor(kind="user", person_id=record.author_id), at=later)
    elif topic.way == "rejected":
        answer = (
            "Әлеуметтік тапсырыспен ғимарат салынбайды: бұл күрделі құрылыс."
            if kazakh
            else "Социальный заказ не оплачивает строительство: это капитальные расходы. Вопрос направлен в план ремонта."
        )
        actions.reject_topic(topic=record, answer=answer, by=customer, at=later)
    elif topic.way == "merged":
        into = TopicProposal.objects.filter(is_demo=True, state="under_review", territory=record.territory).first()
        if into is not None:
            answer = "Осы мәселе бойынша бұрынғы ұсыныспен бірге қаралады."
            actions.merge_topic(topic=record, into=into, answer=answer, by=customer, at=later)
    else:
        actions.ask_council(topic=record, by=customer, at=later)
        if topic.way != "at_council":
            _accept(record, topic, staff, start + timedelta(days=4), kazakh)


def _accept(record: TopicProposal, topic: DemoTopic, staff: dict[str, Actor], at: datetime, kazakh: bool) -> None:
    def day(days: int) -> datetime:
        return office_moment(at, days)

    customer = staff["customer"]
    text = "Тақырып өзекті, қолдау көп." if kazakh else "Тема актуальна, поддержка большая."
    actions.give_opinion(topic=record, view="for", text=text, by=staff["council"], at=day(1))
    answer = "Тақырып келесі жылдың жоспарына ұсынылады." if kazakh else "Тема будет внесена в план следующего года."
    actions.accept_topic(
        topic=record,
        answer=answer,
        title_kk=topic.title_kk,
        title_ru=topic.title_ru,
        by=customer,
        at=day(2),
    )
    if topic.way == "accepted":
        return
    body = Organisation.objects.get(pk=record.body_id or 0)
    plan = actions.open_plan(year=at.year + 1, body=body, by=customer, at=day(0))
    line = actions.add_line(
        plan=plan,
        line=LineInput(
            sphere_id=record.sphere_id,
            territory_id=record.territory_id or 0,
            amount=topic.estimate or Decimal(1_000_000),
            funding="regional",
            topic_id=record.pk,
            title_kk=topic.title_kk,
            title_ru=topic.title_ru,
        ),
        by=customer,
        at=day(2),
        is_demo=True,
    )
    actions.submit_plan(plan=plan, by=customer, at=day(2))
    actions.approve_plan(plan=plan, by=staff["plan.head"], at=day(3))
    if topic.way == "contracted":
        line.refresh_from_db()
        for code in ("announce", "contract"):
            actions.advance_line(
                line=line,
                code=code,
                by=customer,
                at=day(4),
                procurement="demo" if code == "announce" else "",
            )


__all__ = [
    "demo_accounts",
    "make_demo",
    "make_demo_agreements",
    "make_demo_competitions",
    "make_demo_evaluations",
    "plan_2018",
]
