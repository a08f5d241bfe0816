"""The kinds of record of the state social order, as the kernel knows them."""

from collections.abc import Callable, Iterable

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.registry import Follow, RecordKind
from ortaq.kernel.lifecycle.rules import ALLOWED, Decision, refused
from ortaq.kernel.notices.rules import Recipient
from ortaq.kernel.parties.queries import holders
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.models import Record
from ortaq.kernel.signatures.queries import signatures_of
from ortaq.procedures.competitions.models import Application
from ortaq.systems.social_order.lifecycle import AGREEMENT, EVALUATION, PLAN_LINE, REPORT, TOPIC
from ortaq.systems.social_order.models import Agreement, Evaluation, PlanLine, Report, Seat, Supporter, TopicProposal
from ortaq.systems.social_order.permissions import (
    agreement_capacities,
    council_bodies,
    evaluation_capacities,
    line_capacities,
    may_schedule,
    report_capacities,
    topic_capacities,
)
from ortaq.systems.social_order.queries.calls import agreement_of, line_of_winner
from ortaq.systems.social_order.queries.delivery import open_version, standing_of
from ortaq.systems.social_order.queries.evaluation import open_survey_about, pending
from ortaq.systems.social_order.rules import Standing, completion_fault, termination_fault


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


def agreement_audience(record: Record, capacity: str) -> Iterable[Recipient]:
    """Who is told when a transition of an agreement tells *capacity*."""
    agreement = record if isinstance(record, Agreement) else Agreement.objects.get(pk=record.pk)
    if capacity == "supplier":
        yield from office("representative", agreement.supplier_id, "supplier")
    else:
        yield from office(capacity, agreement.body_id)


def agreement_side(record: Record, role: str) -> int | None:
    """For which NGO somebody acts as the supplier of an agreement, whichever others they represent."""
    agreement = record if isinstance(record, Agreement) else Agreement.objects.get(pk=record.pk)
    return agreement.supplier_id if role == "supplier" else None


def report_side(record: Record, role: str) -> int | None:
    """The same of a report: the NGO of its agreement."""
    report = record if isinstance(record, Report) else Report.objects.get(pk=record.pk)
    return agreement_side(report.milestone.agreement, role)


def report_audience(record: Record, capacity: str) -> Iterable[Recipient]:
    """Who is told when a transition of a report tells *capacity*."""
    report = record if isinstance(record, Report) else Report.objects.get(pk=record.pk)
    yield from agreement_audience(report.milestone.agreement, capacity)


def _signable(side: str) -> Callable[[Record], Decision]:
    def guard(record: Record) -> Decision:
        agreement = record if isinstance(record, Agreement) else Agreement.objects.get(pk=record.pk)
        version = open_version(agreement)
        if version is None or version.document is None:
            return refused("Қол қойылатын құжат жоқ.", "Нет документа для подписания.", "There is no document to sign.")
        if any(signature.side == side for signature in signatures_of(version.document)):
            return refused("Бұл тарап қол қойып қойған.", "Эта сторона уже подписала.", "This side has signed already.")
        return ALLOWED

    return guard


def _no_open_version(record: Record) -> Decision:
    if open_version(Agreement.objects.get(pk=record.pk)) is None:
        return ALLOWED
    return refused(
        "Алдыңғы қосымша келісім әлі қол қойылмаған.",
        "Предыдущее дополнительное соглашение ещё не подписано.",
        "The previous amendment isn't signed yet.",
    )


def _has_open_version(record: Record) -> Decision:
    if open_version(Agreement.objects.get(pk=record.pk)) is not None:
        return ALLOWED
    return refused(
        "Қол қойылмаған қосымша келісім жоқ.",
        "Неподписанного дополнительного соглашения нет.",
        "There is no amendment to be withdrawn.",
    )


def _ends(fault: Callable[[Standing], Text | None]) -> Callable[[Record], Decision]:
    def guard(record: Record) -> Decision:
        agreement = record if isinstance(record, Agreement) else Agreement.objects.get(pk=record.pk)
        found = fault(standing_of(agreement))
        return Decision(False, found) if found else _no_open_version(record)

    return guard


AGREEMENT_KIND = RecordKind(
    code="agreement",
    prefix="AG",
    name=Text("Шарт", "Договор", "Agreement"),
    model=Agreement,
    lifecycle=AGREEMENT,
    capacities=agreement_capacities,
    audience=agreement_audience,
    address=lambda record: f"social-order/projects/{record.number}/",
    guards={
        "sign_customer": _signable("customer"),
        "sign_supplier": _signable("supplier"),
        "amend": _no_open_version,
        "withdraw_amendment": _has_open_version,
        "complete": _ends(completion_fault),
        "terminate": _ends(termination_fault),
    },
    office=agreement_side,
)
REPORT_KIND = RecordKind(
    code="report",
    prefix="RP",
    name=Text("Есеп", "Отчёт", "Report"),
    model=Report,
    lifecycle=REPORT,
    capacities=report_capacities,
    audience=report_audience,
    address=lambda record: f"social-order/reports/{record.number}/",
    guards={},
    office=report_side,
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


def evaluation_audience(record: Record, capacity: str) -> Iterable[Recipient]:
    """Who is told when a transition of an evaluation tells *capacity*."""
    evaluation = record if isinstance(record, Evaluation) else Evaluation.objects.get(pk=record.pk)
    if capacity == "supplier":
        yield from office("representative", evaluation.agreement.supplier_id, "supplier")
    elif capacity == "expert":
        for seat in Seat.objects.filter(evaluation=evaluation, released_at__isnull=True).select_related("expert"):
            yield Recipient("expert", seat.expert.language, user_id=seat.expert_id)
    else:
        yield from office(capacity, evaluation.body_id)


def _has_experts(record: Record) -> Decision:
    if Seat.objects.filter(evaluation_id=record.pk, released_at__isnull=True).exclude(conflict=True).exists():
        return ALLOWED
    return refused("Сарапшы тағайындалмаған.", "Эксперты не назначены.", "No expert is named.")


def _is_scored(record: Record) -> Decision:
    evaluation = record if isinstance(record, Evaluation) else Evaluation.objects.get(pk=record.pk)
    if pending(evaluation) or not Seat.objects.filter(evaluation=evaluation, submitted_at__isnull=False).exists():
        return refused(
            "Барлық сарапшы балл қойып болған жоқ: күтіңіз немесе сарапшыны босатыңыз.",
            "Не все эксперты сдали баллы: подождите или освободите эксперта.",
            "Not every expert has handed in their points: wait, or release the expert.",
        )
    return ALLOWED


def _is_concluded(record: Record) -> Decision:
    evaluation = record if isinstance(record, Evaluation) else Evaluation.objects.get(pk=record.pk)
    if not evaluation.conclusion_kk:
        return refused("Қорытынды жазылмаған.", "Заключение не написано.", "The conclusion isn't written.")
    if open_survey_about(evaluation.agreement):
        return refused(
            "Алушылардың сауалнамасы аяқталмаған.",
            "Опрос получателей ещё не завершён.",
            "The survey of the recipients isn't closed yet.",
        )
    return _is_scored(record)


EVALUATION_KIND = RecordKind(
    code="evaluation",
    prefix="EV",
    name=Text("Нәтижелерін бағалау", "Оценка результатов", "Evaluation of results"),
    model=Evaluation,
    lifecycle=EVALUATION,
    capacities=evaluation_capacities,
    audience=evaluation_audience,
    address=lambda record: f"social-order/evaluations/{record.number}/",
    guards={"open": _has_experts, "conclude": _is_scored, "sign": _is_concluded},
)
TOPIC_FROM_EVALUATION = Follow(
    code="topic_from_evaluation",
    source="evaluation",
    label=Text("Келесі тақырыпты ұсыну", "Предложить следующую тему", "Propose the next topic from this"),
    hint=Text(
        "Бағалау не істеу керегін көрсетті ме? Оны келесі жылдың тақырыбы ретінде ұсыныңыз.",
        "Оценка показала, что делать дальше? Предложите это темой следующего года.",
        "Does the evaluation show what should come next? Propose it as a topic for next year.",
    ),
    address=lambda record: f"social-order/topics/new/?from={record.number}",
    offered=lambda actor, record: record.published_at is not None,
)
EVALUATION_OF_AGREEMENT = Follow(
    code="evaluation",
    source="agreement",
    label=Text("Бағалауды тағайындау", "Назначить оценку", "Schedule an evaluation"),
    hint=Text(
        "Жобаның нәтижесін сараптама кеңесі бағалайды, алушылардан сауалнама алынады.",
        "Результат проекта оценивает экспертный совет, получателей опрашивают.",
        "The expert council evaluates the project's result, and the recipients are asked.",
    ),
    address=lambda record: f"social-order/office/evaluations/new/{record.number}/",
    offered=lambda actor, record: bool(may_schedule(actor, Agreement.objects.get(pk=record.pk))),
)


def _winner(record: Record) -> Application:
    return record if isinstance(record, Application) else Application.objects.get(pk=record.pk)


def _agreement_address(record: Record) -> str:
    line = line_of_winner(_winner(record))
    return f"social-order/office/agreements/new/{line.number if line else ''}/?application={record.number}"


def _agreement_offered(actor: Actor, record: Record) -> bool:
    if record.state != "winner" or "customer" not in actor.roles_in(record.body_id):
        return False
    return line_of_winner(_winner(record)) is not None and agreement_of(_winner(record)) is None


AGREEMENT_OF_WINNER = Follow(
    code="agreement",
    source="application",
    label=Text("Шарт жасау", "Составить договор", "Draw up the agreement"),
    hint=Text(
        "Сома, мерзім, кезеңдер, смета мен көрсеткіштер өтінімнен алынады.",
        "Сумма, сроки, этапы, смета и показатели берутся из заявки.",
        "Sum, time, milestones, estimate and indicators are taken from the application.",
    ),
    address=_agreement_address,
    offered=_agreement_offered,
)
