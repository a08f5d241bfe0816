"""The kinds of record of the state social order, as the kernel knows them."""

from collections.abc import Iterable

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.registry import Follow, RecordKind
from ortaq.kernel.lifecycle.rules import ALLOWED, Decision, refused
from ortaq.kernel.notices.rules import Recipient
from ortaq.kernel.parties.queries import holders
from ortaq.kernel.records.models import Record
from ortaq.systems.social_order.lifecycle import PLAN_LINE, TOPIC
from ortaq.systems.social_order.models import PlanLine, Supporter, TopicProposal
from ortaq.systems.social_order.permissions import council_bodies, line_capacities, topic_capacities


def office(role: str, organisation_id: int | None, capacity: str = "") -> Iterable[Recipient]:
    """Who holds *role* in an organisation, told as *capacity* (the role itself when none is named)."""
    if organisation_id is None:
        return
    for holder in holders(role, organisation_id):
        yield Recipient(capacity or role, holder.user.language, user_id=holder.user_id)


def topic_audience(record: Record, capacity: str) -> Iterable[Recipient]:
    """Who is told when a transition of a topic tells *capacity*."""
    topic = record if isinstance(record, TopicProposal) else TopicProposal.objects.get(pk=record.pk)
    if capacity == "author":
        if topic.organisation_id is not None:
            yield from office("representative", topic.organisation_id, "author")
        elif topic.author_id:
            yield Recipient("author", topic.language, person_id=topic.author_id)
    elif capacity == "supporter":
        for person_id in Supporter.objects.filter(topic=topic).values_list("person_id", flat=True):
            yield Recipient("supporter", topic.language, person_id=person_id)
    elif capacity == "council":
        for body_id in sorted(council_bodies(topic.body_id)):
            yield from office("council", body_id)
    else:
        yield from office(capacity, topic.body_id)


def line_audience(record: Record, capacity: str) -> Iterable[Recipient]:
    """Who is told when a transition of a line tells *capacity*: the authors of the topics that raised it."""
    line = record if isinstance(record, PlanLine) else PlanLine.objects.get(pk=record.pk)
    if capacity == "proposer":
        topics = TopicProposal.objects.filter(links_in__source_id=line.pk, links_in__kind="raised_by")
        for topic in topics:
            yield from (
                Recipient("proposer", found.language, user_id=found.user_id, person_id=found.person_id)
                for found in topic_audience(topic, "author")
            )
    else:
        yield from office("head" if capacity == "approver" else capacity, line.body_id)


def _is_public(record: Record) -> Decision:
    if record.published_at:
        return ALLOWED
    return refused("Жарияланбаған.", "Не опубликовано.", "It is not published.")


TOPIC_KIND = RecordKind(
    code="topic",
    prefix="TP",
    name=Text("Тақырып ұсынысы", "Предложение темы", "Topic proposal"),
    model=TopicProposal,
    lifecycle=TOPIC,
    capacities=topic_capacities,
    audience=topic_audience,
    address=lambda record: f"social-order/topics/{record.number}/",
    guards={"redact": _is_public, "take_down": _is_public, "ask_council": _is_public, "accept": _is_public},
)
PLAN_LINE_KIND = RecordKind(
    code="plan_line",
    prefix="PL",
    name=Text("Жоспар жолы", "Строка плана", "Plan line"),
    model=PlanLine,
    lifecycle=PLAN_LINE,
    capacities=line_capacities,
    audience=line_audience,
    address=lambda record: f"social-order/plan/lines/{record.number}/",
    guards={},
)
TOPIC_FROM_APPEAL = Follow(
    code="topic",
    source="appeal",
    label=Text("Осы мәселеден тақырып ұсыну", "Предложить тему по этой проблеме", "Propose a topic from this"),
    hint=Text(
        "Мәселе жалғыз сізде емес пе? Оны мемлекеттік әлеуметтік тапсырыс тақырыбы ретінде ұсыныңыз: ҮЕҰ жоба жасайды.",
        "Проблема не только ваша? Предложите её темой государственного социального заказа: проект выполнит НПО.",
        "Is it not your problem alone? Propose it as a topic of the state social order: an NGO would carry it out.",
    ),
    address=lambda record: f"social-order/topics/new/?from={record.number}",
    offered=lambda actor, record: (
        record.published_at is not None or (actor.user_id is not None and actor.person_id == record.author_id)
    ),
)
