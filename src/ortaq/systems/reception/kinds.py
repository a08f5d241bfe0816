"""The two kinds of record of the Internet-reception, as the kernel knows them."""

from collections.abc import Iterable

from ortaq.kernel.clocks.queries import open_clock
from ortaq.kernel.events.models import Event
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.registry import RecordKind
from ortaq.kernel.lifecycle.rules import ALLOWED, Decision, refused
from ortaq.kernel.notices.rules import Recipient
from ortaq.kernel.parties.queries import holders_told
from ortaq.kernel.records.models import Record
from ortaq.systems.reception.lifecycle import APPEAL, COMPLAINT
from ortaq.systems.reception.models import Appeal, Complaint, Executor, Joiner
from ortaq.systems.reception.permissions import appeal_capacities, complaint_capacities, was_sent_on
from ortaq.systems.reception.queries.own import COMPLAINT_PREFIX


def _office(role: str, organisation_id: int | None) -> Iterable[Recipient]:
    if organisation_id is None:
        return
    for user_id, language in holders_told(role, organisation_id):
        yield Recipient(role, language, user_id=user_id)


def appeal_audience(record: Record, capacity: str) -> Iterable[Recipient]:
    """Who is told when a transition tells *capacity*."""
    appeal = record if isinstance(record, Appeal) else Appeal.objects.get(pk=record.pk)
    if capacity == "appellant" and appeal.author_id:
        yield Recipient(
            "appellant", appeal.language, person_id=appeal.author_id, by="sms" if appeal.delivery == "sms" else ""
        )
    elif capacity == "joiner" and not appeal.sensitive:
        for person_id in Joiner.objects.filter(appeal=appeal).values_list("person_id", flat=True):
            yield Recipient("joiner", appeal.language, person_id=person_id)
    elif capacity in {"executor", "coexecutor"}:
        named = Executor.objects.filter(appeal=appeal, is_lead=capacity == "executor").select_related("user")
        for executor in named:
            yield Recipient(capacity, executor.user.language, user_id=executor.user_id)
    else:
        yield from _office(capacity, appeal.body_id)


def complaint_audience(record: Record, capacity: str) -> Iterable[Recipient]:
    """Who is told when a transition of a complaint tells *capacity*."""
    complaint = record if isinstance(record, Complaint) else Complaint.objects.get(pk=record.pk)
    if capacity == "appellant" and complaint.author_id:
        yield Recipient("appellant", complaint.language, person_id=complaint.author_id)
    elif capacity == "superior":
        if was_sent_on(complaint):
            yield from _office("head", complaint.superior_id)
    else:
        yield from _office(capacity, complaint.body_id)


def _has_answer_draft(record: Record) -> Decision:
    appeal = record if isinstance(record, Appeal) else Appeal.objects.get(pk=record.pk)
    if appeal.answers.filter(signed_at__isnull=True).exists():
        return ALLOWED
    return refused(
        "Алдымен жауаптың жобасын жазыңыз.", "Сначала напишите проект ответа.", "Write a draft of the answer first."
    )


def _may_complain(record: Record) -> Decision:
    """A closed appeal can be complained of while the months for it run; once a complaint was filed, they don't.

    Whether a complaint that comes too late is heard all the same, the superior body decides (APPC 92).
    """
    if record.state != "closed" or open_clock(record, "complaint.file"):
        return ALLOWED
    return refused(
        "Бұл жауапқа жоғары тұрған органға шағым беру мүмкіндігі пайдаланылды: сотқа жүгіне аласыз.",
        "Возможность обжаловать этот ответ в вышестоящем органе использована: можно обратиться в суд.",
        "This answer can't be complained of to the superior body any more: you may go to court.",
    )


def _may_publish(record: Record) -> Decision:
    appeal = record if isinstance(record, Appeal) else Appeal.objects.get(pk=record.pk)
    if not appeal.consent_to_publish:
        return refused(
            "Арыз иесі жариялауға келісім берген жоқ.",
            "Заявитель не дал согласия на публикацию.",
            "The appellant has not agreed to publication.",
        )
    if appeal.sensitive:
        return refused(
            "Ерекше қорғаудағы жолданым жарияланбайды.",
            "Обращение под особой защитой не публикуется.",
            "An appeal under special protection is not published.",
        )
    return ALLOWED


def _is_published(record: Record) -> Decision:
    if record.published_at:
        return ALLOWED
    return refused("Жарияланбаған.", "Не опубликовано.", "It is not published.")


def _has_fresh_protocol(record: Record) -> Decision:
    """Remarks are taken while their term is open: from the protocol until the answer is signed."""
    if open_clock(record, "hearing.remarks"):
        return ALLOWED
    return refused(
        "Ескертпе айтатын хаттама жоқ.",
        "Протокола, на который можно подать замечания, нет.",
        "There is no protocol to remark on.",
    )


def _is_no_news_of_a_crime(record: Record) -> Decision:
    """News of a crime or a threat is never returned, whatever it lacks (APPC 64(7-2)): the office marked it as that."""
    appeal = record if isinstance(record, Appeal) else Appeal.objects.get(pk=record.pk)
    if not appeal.sensitive:
        return ALLOWED
    newest = Event.objects.filter(record_id=record.pk, code="protect").order_by("-sequence").first()
    if newest is None or newest.data.get("ground") != "crime":
        return ALLOWED
    return refused(
        "Қылмыс немесе қауіп-қатер туралы мәлімет қайтарылмайды (ӘРПК 64(7-2)).",
        "Сведения о преступлении или угрозе не возвращают (АППК 64(7-2)).",
        "News of a crime or a threat is never returned (APPC 64(7-2)).",
    )


def _is_unprotected(record: Record) -> Decision:
    appeal = record if isinstance(record, Appeal) else Appeal.objects.get(pk=record.pk)
    if not appeal.sensitive:
        return ALLOWED
    return refused(
        "Ол ерекше қорғауда тұр.", "Оно уже под особой защитой.", "It stands under special protection already."
    )


def _is_protected(record: Record) -> Decision:
    if _is_unprotected(record):
        return refused("Ол ерекше қорғауда емес.", "Оно не под особой защитой.", "It isn't under special protection.")
    return ALLOWED


def _has_consent_alone(record: Record) -> Decision:
    appeal = record if isinstance(record, Appeal) else Appeal.objects.get(pk=record.pk)
    if appeal.consent_to_publish and not appeal.published_at:
        return ALLOWED
    return refused(
        "Қайтарып алатын келісім жоқ, немесе жолданым жарияланған: онда оны жариялаудан алыңыз.",
        "Отзывать нечего, или обращение опубликовано: тогда снимите его с публикации.",
        "There is no consent to withdraw, or the appeal is public: then take it down.",
    )


APPEAL_KIND = RecordKind(
    code="appeal",
    prefix="AP",
    name=Text("Жолданым", "Обращение", "Appeal"),
    model=Appeal,
    lifecycle=APPEAL,
    capacities=appeal_capacities,
    audience=appeal_audience,
    address=lambda record: f"appeals/{record.number}/",
    guards={
        "propose_answer": _has_answer_draft,
        "sign": _has_answer_draft,
        "complain": _may_complain,
        "publish": _may_publish,
        "take_down": _is_published,
        "withdraw_consent": _has_consent_alone,
        "remark": _has_fresh_protocol,
        "return": _is_no_news_of_a_crime,
        "protect": _is_unprotected,
        "unprotect": _is_protected,
    },
)
COMPLAINT_KIND = RecordKind(
    code="complaint",
    prefix=COMPLAINT_PREFIX,
    name=Text("Шағым", "Жалоба", "Complaint"),
    model=Complaint,
    lifecycle=COMPLAINT,
    capacities=complaint_capacities,
    audience=complaint_audience,
    address=lambda record: f"appeals/complaints/{record.number}/",
    guards={},
)
