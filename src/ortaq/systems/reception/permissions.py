"""Who stands how towards an appeal or a complaint, and who may see what."""

from django.db.models import Exists, OuterRef

from ortaq.kernel.events.models import Event
from ortaq.kernel.lifecycle.rules import ALLOWED, Decision, refused
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.models import Record
from ortaq.systems.reception.models import Appeal, Complaint, Executor, Joiner

SENT_ON = Exists(Event.objects.filter(record_id=OuterRef("pk"), code="forward"))
"""Of complaints: those that the body has sent on. Until then, and where it satisfies one itself, the superior body has
nothing to do with the matter and reads nothing of it (APPC 91(4)).
"""
OFFICE = ("registrar", "head", "executor", "operator", "moderator")


def appeal_capacities(actor: Actor, record: Record) -> frozenset[str]:
    """In which capacities *actor* stands towards an appeal.

    A guest who proved number and PIN acts as ``Actor(kind="guest", person_id=…)`` of the appeal's author.
    The executor's capacity is of those whom the head named, not of everybody who holds the role in the body. Under
    special protection only those who decide and answer have to do with it: neither operators, nor moderators, nor joiners.
    """
    appeal = record if isinstance(record, Appeal) else Appeal.objects.get(pk=record.pk)
    held: set[str] = set()
    if actor.person_id is not None:
        if actor.person_id == appeal.author_id:
            held.add("appellant")
        elif not appeal.sensitive and Joiner.objects.filter(appeal=appeal, person_id=actor.person_id).exists():
            held.add("joiner")
    roles = actor.roles_in(appeal.body_id)
    held |= roles & ({"registrar", "head"} if appeal.sensitive else {"registrar", "head", "operator", "moderator"})
    if "executor" in roles:
        if actor.user_id == appeal.lead_id:
            held.add("executor")
        elif Executor.objects.filter(appeal=appeal, user_id=actor.account).exists():
            held.add("coexecutor")
    if actor.holds("auditor"):
        held.add("auditor")
    return frozenset(held)


def complaint_capacities(actor: Actor, record: Record) -> frozenset[str]:
    """In which capacities *actor* stands towards a complaint. The superior's head is one from the moment it is sent on."""
    complaint = record if isinstance(record, Complaint) else Complaint.objects.get(pk=record.pk)
    held: set[str] = set()
    if actor.person_id is not None and actor.person_id == complaint.author_id:
        held.add("appellant")
    held |= actor.roles_in(complaint.body_id) & {"registrar", "head"}
    if "head" in actor.roles_in(complaint.superior_id) and was_sent_on(complaint):
        held.add("superior")
    if actor.holds("auditor"):
        held.add("auditor")
    return frozenset(held)


def was_sent_on(complaint: Complaint) -> bool:
    """Has the body sent a complaint on to the superior one?"""
    return Complaint.objects.filter(SENT_ON, pk=complaint.pk).exists()


def may_read(actor: Actor, appeal: Appeal) -> Decision:
    """May *actor* read the official copy? The appellant, the body's office, those named to work on it, the head of the
    superior body that a complaint was sent on to; nobody else.

    A joiner reads the public version and the answer, not another person's appeal. An executor who isn't named on the
    appeal may not read it, nor may the auditor, who sees its events alone.
    """
    if appeal_capacities(actor, appeal) & {
        "appellant",
        "registrar",
        "head",
        "operator",
        "moderator",
        "executor",
        "coexecutor",
    }:
        return ALLOWED
    superiors = appeal.complaints.filter(SENT_ON).values_list("superior_id", flat=True)
    if any("head" in actor.roles_in(superior) for superior in superiors):
        return ALLOWED
    return refused(
        "Бұл жолданымды тек арыз иесі мен оны қарайтын орган оқи алады.",
        "Это обращение могут читать только заявитель и орган, который его рассматривает.",
        "Only the appellant and the body that considers it may read this appeal.",
    )


def may_read_document(actor: Actor, document: object, record: Record) -> Decision:
    """May *actor* read an attachment of an appeal? Who may read the appeal; a joiner may not."""
    appeal = record if isinstance(record, Appeal) else Appeal.objects.get(pk=record.pk)
    return may_read(actor, appeal)


def may_see_events(actor: Actor, appeal: Appeal) -> Decision:
    """May *actor* see the whole log of the appeal? Who may read it, and the auditor."""
    return ALLOWED if actor.holds("auditor") else may_read(actor, appeal)


def may_enter_for_others(actor: Actor, organisation_id: int) -> Decision:
    """May *actor* enter appeals that came by phone, on paper or at a personal reception of a body?"""
    if actor.roles_in(organisation_id) & {"operator", "registrar"}:
        return ALLOWED
    return refused(
        "Басқа адамның жолданымын тек осы органның операторы немесе тіркеушісі енгізе алады.",
        "Внести обращение другого человека может только оператор или регистратор этого органа.",
        "Only an operator or a registrar of this body can enter another person's appeal.",
    )


def may_keep_templates(actor: Actor, organisation_id: int | None) -> Decision:
    """May *actor* keep the texts that answers of a body start from? Its heads and executors."""
    if actor.roles_in(organisation_id) & {"head", "executor"}:
        return ALLOWED
    return refused(
        "Жауап үлгілерін осы органның басшысы мен орындаушылары жүргізеді.",
        "Шаблоны ответов ведут руководитель и исполнители этого органа.",
        "Answer templates are kept by the head and the executors of the body.",
    )


def may_see_contact(actor: Actor, appeal: Appeal) -> Decision:
    """May *actor* see who wrote and how to reach them? Those who register, decide and answer; not the moderator."""
    if appeal_capacities(actor, appeal) & {"registrar", "head", "operator", "executor", "coexecutor"}:
        return ALLOWED
    return refused(
        "Арыз иесінің байланыс деректерін тек жолданымды қарайтындар көреді.",
        "Контакты заявителя видят только те, кто рассматривает обращение.",
        "Only those who consider the appeal see the appellant's contacts.",
    )
