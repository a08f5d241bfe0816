"""Who stands how towards a topic, a line of the plan and an agreement, and who may see what."""

from ortaq.kernel.documents.models import Document
from ortaq.kernel.lifecycle.rules import ALLOWED, Decision, refused
from ortaq.kernel.parties.queries import organisation_reference
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.models import Record
from ortaq.systems.social_order.lifecycle import OPEN_TO_SUPPORT, PUBLIC_AGREEMENTS
from ortaq.systems.social_order.models import (
    Agreement,
    Evaluation,
    PlanLine,
    Report,
    Seat,
    Supporter,
    TopicProposal,
)

SPOKEN_FOR = ("representative", "council")
"""Roles that propose in the name of an organisation: an NGO's representative, a member of a council."""
PLANNERS = ("customer", "head")
"""Roles that see the plan before it is approved."""


def council_bodies(body_id: int | None) -> frozenset[int]:
    """Whose council speaks on the topics of a body: its own, or that of the akimat it answers to (Law No 36, 4-2(2))."""
    body = organisation_reference.rows().get(body_id or 0)
    return frozenset(pk for pk in (body.pk, body.superior_id) if pk) if body else frozenset()


def topic_capacities(actor: Actor, record: Record) -> frozenset[str]:
    """In which capacities *actor* stands towards a proposed topic.

    Of an NGO's proposal every representative of that NGO is the author.
    """
    topic = record if isinstance(record, TopicProposal) else TopicProposal.objects.get(pk=record.pk)
    held = set(actor.roles_in(topic.body_id) & {"customer", "head"})
    if is_author(actor, topic):
        held.add("author")
    elif actor.person_id is not None and Supporter.objects.filter(topic=topic, person_id=actor.person_id).exists():
        held.add("supporter")
    if any("council" in actor.roles_in(body_id) for body_id in council_bodies(topic.body_id)):
        held.add("council")
    if actor.holds("auditor"):
        held.add("auditor")
    return frozenset(held)


def is_author(actor: Actor, topic: TopicProposal) -> bool:
    """Did *actor* propose the topic, themselves or in the name of the organisation that they speak for?"""
    if topic.organisation_id is not None:
        return bool(actor.roles_in(topic.organisation_id) & set(SPOKEN_FOR))
    return actor.person_id is not None and actor.person_id == topic.author_id


def line_capacities(actor: Actor, record: Record) -> frozenset[str]:
    """In which capacities *actor* stands towards a line of the plan. Who drew a line up doesn't approve it."""
    line = record if isinstance(record, PlanLine) else PlanLine.objects.get(pk=record.pk)
    roles = actor.roles_in(line.body_id)
    held = set(roles & {"customer"})
    if "head" in roles and actor.user_id != line.drawn_by_id:
        held.add("approver")
    if actor.holds("auditor"):
        held.add("auditor")
    return frozenset(held)


def may_propose(actor: Actor) -> Decision:
    """May *actor* propose a topic? Whoever is signed in: signing in needs a confirmed address."""
    if actor.user_id is not None:
        return ALLOWED
    return refused(
        "Тақырып ұсыну үшін жүйеге кіріңіз немесе тіркеліңіз: растау хаты электрондық поштаға келеді.",
        "Чтобы предложить тему, войдите или зарегистрируйтесь: подтверждение придёт на электронную почту.",
        "Sign in or sign up to propose a topic: a confirmation comes by e-mail.",
    )


def may_speak_for(actor: Actor, organisation_id: int) -> Decision:
    """May *actor* propose in the name of an organisation? Its representatives and the members of its council."""
    if actor.roles_in(organisation_id) & set(SPOKEN_FOR):
        return ALLOWED
    return refused(
        "Ұйым атынан тек оның өкілі ұсынады.",
        "От имени организации предлагает только её представитель.",
        "Only its representative proposes in an organisation's name.",
    )


def may_support(actor: Actor, topic: TopicProposal) -> Decision:
    """May *actor* support a topic? Signed-in people, not its author, while it is public and open."""
    if topic.published_at is None or topic.state not in OPEN_TO_SUPPORT:
        return refused(
            "Бұл ұсынысты қазір қолдау мүмкін емес.",
            "Поддержать это предложение сейчас нельзя.",
            "This proposal can't be supported now.",
        )
    if actor.user_id is None:
        return refused("Қолдау үшін жүйеге кіріңіз.", "Чтобы поддержать, войдите.", "Sign in to support it.")
    if is_author(actor, topic) or (actor.person_id is not None and actor.person_id == topic.author_id):
        return refused(
            "Өз ұсынысыңызды қолдаудың қажеті жоқ.",
            "Своё предложение поддерживать не нужно.",
            "You need not support your own proposal.",
        )
    return ALLOWED


def may_read_topic(actor: Actor, topic: TopicProposal) -> Decision:
    """May *actor* read the official copy? The author and the body that it is addressed to."""
    if is_author(actor, topic) or actor.roles_in(topic.body_id) & set(PLANNERS):
        return ALLOWED
    return refused(
        "Ұсыныстың түпнұсқасын тек авторы мен оны қарайтын орган оқи алады.",
        "Подлинник предложения могут читать только автор и орган, который его рассматривает.",
        "Only the author and the body that considers it may read the original.",
    )


def may_read_attachment(actor: Actor, document: Document, record: Record) -> Decision:
    """May *actor* read what was sent with a topic? Whoever may read the official copy of the topic itself."""
    return may_read_topic(
        actor, record if isinstance(record, TopicProposal) else TopicProposal.objects.get(pk=record.pk)
    )


def may_publish_copy(actor: Actor, topic: TopicProposal) -> Decision:
    """May *actor* make a public copy of an attachment? The customer's officer, of a public topic that isn't withdrawn."""
    if "customer" not in actor.roles_in(topic.body_id):
        return refused(
            "Тіркеменің жария көшірмесін осы органның тапсырыс беруші маманы жасайды.",
            "Публичную копию вложения делает специалист заказчика этого органа.",
            "The public copy of an attachment is made by the customer's officer of this body.",
        )
    if topic.published_at is None or topic.state == "withdrawn":
        return refused(
            "Алдымен ұсыныстың өзі жариялануы керек: көшірме тек онымен бірге көрінеді.",
            "Сначала публикуется само предложение: копия видна только вместе с ним.",
            "The proposal itself is published first: a copy shows only beside it.",
        )
    return ALLOWED


def may_take_down_copy(actor: Actor, topic: TopicProposal) -> Decision:
    """May *actor* take a public copy down? The customer's officer and the head, at any time."""
    if actor.roles_in(topic.body_id) & set(PLANNERS):
        return ALLOWED
    return refused(
        "Көшірмені тек осы органның қызметкері жариялаудан алады.",
        "Снять копию с публикации может только сотрудник этого органа.",
        "Only this body's officers take a copy down.",
    )


def may_plan(actor: Actor, body_id: int | None) -> Decision:
    """May *actor* draw up the plan of a body? Its customer's officers."""
    if "customer" in actor.roles_in(body_id):
        return ALLOWED
    return refused(
        "Жоспарды осы органның тапсырыс беруші маманы жасайды.",
        "План составляет специалист заказчика этого органа.",
        "The plan is drawn up by the customer's officer of this body.",
    )


def may_see_plan(actor: Actor, body_id: int | None) -> Decision:
    """May *actor* see lines of a body's plan that aren't approved yet?"""
    if actor.roles_in(body_id) & set(PLANNERS):
        return ALLOWED
    return refused(
        "Бекітілмеген жоспарды тек осы органның қызметкерлері көреді.",
        "Неутверждённый план видят только сотрудники этого органа.",
        "A plan that isn't approved is seen by this body's officers alone.",
    )


# ---- agreements ----------------------------------------------------------------------------------------------------

CONTRACTING = ("customer", "head", "accountant")
"""Roles of a customer that work with agreements."""


def agreement_capacities(actor: Actor, record: Record) -> frozenset[str]:
    """In which capacities *actor* stands towards an agreement.

    Whoever represents the supplier stands on that side alone: the same person never acts for both. The supplier
    doesn't see a draft.
    """
    agreement = record if isinstance(record, Agreement) else Agreement.objects.get(pk=record.pk)
    held: set[str] = set()
    if "representative" in actor.roles_in(agreement.supplier_id):
        if agreement.state != "draft":
            held.add("supplier")
    else:
        held |= actor.roles_in(agreement.body_id) & set(CONTRACTING)
    if actor.holds("auditor"):
        held.add("auditor")
    return frozenset(held)


def report_capacities(actor: Actor, record: Record) -> frozenset[str]:
    """In which capacities *actor* stands towards a report: those of its agreement."""
    report = record if isinstance(record, Report) else Report.objects.get(pk=record.pk)
    return agreement_capacities(actor, report.milestone.agreement)


def may_read_agreement(actor: Actor, agreement: Agreement) -> Decision:
    """May *actor* read an agreement's own pages: bank details, reports in full, evidence? Both sides and the auditor."""
    if agreement_capacities(actor, agreement):
        return ALLOWED
    return refused(
        "Шарттың ішкі беттерін тек тараптар мен аудитор көреді.",
        "Внутренние страницы договора видят только стороны и аудитор.",
        "The agreement's own pages are for its sides and the auditor.",
    )


def may_read_document(actor: Actor, document: Document, record: Record) -> Decision:
    """May *actor* read a document of an agreement or of a report? Both sides and the auditor; visits' photos not the supplier."""
    held = report_capacities(actor, record) if record.kind == "report" else agreement_capacities(actor, record)
    if held - ({"supplier"} if document.purpose == "visit" else set()):
        return ALLOWED
    return refused(
        "Бұл файлды тек шарт тараптары оқи алады.",
        "Этот файл могут читать только стороны договора.",
        "Only the sides of the agreement may read this file.",
    )


def may_publish_photo(actor: Actor, agreement: Agreement) -> Decision:
    """May *actor* make a photo of a visit public? The customer's officer, of a public agreement, not for the supplier."""
    if "customer" not in agreement_capacities(actor, agreement):
        return refused(
            "Сапардың фотосуретін тапсырыс берушінің маманы ғана жариялайды.",
            "Фотографию посещения публикует только специалист заказчика.",
            "Only the customer's officer publishes a photo of a visit.",
        )
    if agreement.published_at is None:
        return refused(
            "Шарт әлі жарияланған жоқ: фотосурет тек онымен бірге көрінеді.",
            "Договор ещё не опубликован: фотография видна только вместе с ним.",
            "The agreement isn't public yet: a photo shows only beside it.",
        )
    return ALLOWED


def may_withdraw_photo(actor: Actor, agreement: Agreement) -> Decision:
    """May *actor* take a public photo of a visit back? The customer's officer and the head, at any time."""
    if agreement_capacities(actor, agreement) & set(PLANNERS):
        return ALLOWED
    return refused(
        "Фотосуретті жариялаудан тапсырыс берушінің маманы немесе басшысы алады.",
        "Снять фотографию с публикации может специалист или руководитель заказчика.",
        "The customer's officer or head takes a photo back.",
    )


def may_make_call(actor: Actor, line: PlanLine) -> Decision:
    """May *actor* make a call from a line of the plan? The customer's officers, once it is approved and has no call."""
    if "customer" not in actor.roles_in(line.body_id):
        return refused(
            "Конкурсты осы органның тапсырыс беруші маманы дайындайды.",
            "Конкурс готовит специалист заказчика этого органа.",
            "The call is made by the customer's officer of this body.",
        )
    if line.state not in {"approved", "not_held"}:
        return refused(
            "Конкурс тек бекітілген, әлі жарияланбаған жоспар жолы бойынша дайындалады.",
            "Конкурс готовят только по утверждённой строке плана, которая ещё не объявлена.",
            "A call is made from an approved line of the plan that isn't announced yet.",
        )
    return ALLOWED


def may_draw_up(actor: Actor, line: PlanLine) -> Decision:
    """May *actor* draw up an agreement on a line of the plan? The customer's officers, once the line is approved."""
    if "customer" not in actor.roles_in(line.body_id):
        return refused(
            "Шартты осы органның тапсырыс беруші маманы жасайды.",
            "Договор составляет специалист заказчика этого органа.",
            "The agreement is drawn up by the customer's officer of this body.",
        )
    if line.state not in {"approved", "announced", "contracted"}:
        return refused(
            "Шарт тек бекітілген жоспар жолы бойынша жасалады.",
            "Договор составляется только по утверждённой строке плана.",
            "An agreement is made on an approved line of the plan only.",
        )
    return ALLOWED


def evaluation_capacities(actor: Actor, record: Record) -> frozenset[str]:
    """In which capacities *actor* stands towards an evaluation. Whoever works for the supplier is on that side alone.

    Who wrote the conclusion doesn't sign it; an expert is one whose seat is neither released nor in conflict.
    """
    evaluation = record if isinstance(record, Evaluation) else Evaluation.objects.get(pk=record.pk)
    held: set[str] = set()
    if actor.roles_in(evaluation.agreement.supplier_id):
        held.add("supplier")
    else:
        roles = actor.roles_in(evaluation.body_id)
        held |= roles & {"customer"}
        if "head" in roles and actor.user_id != evaluation.concluded_by_id:
            held.add("head")
        if actor.user_id is not None and seat_of(actor, evaluation) is not None:
            held.add("expert")
    if actor.holds("auditor"):
        held.add("auditor")
    return frozenset(held)


def seat_of(actor: Actor, evaluation: Evaluation) -> Seat | None:
    """The seat on which *actor* may act in an evaluation."""
    return (
        Seat.objects.filter(evaluation=evaluation, expert_id=actor.user_id, released_at__isnull=True)
        .exclude(conflict=True)
        .first()
    )


def may_sit(expert: Actor, evaluation: Evaluation) -> Decision:
    """May somebody be named for an evaluation? Experts of the council; nobody of the customer, nobody of the supplier."""
    if expert.roles_in(evaluation.agreement.supplier_id):
        return refused(
            "Бұл адам өнім беруші ұйымда жұмыс істейді: ол өзін бағалай алмайды.",
            "Этот человек работает у поставщика: он не может оценивать себя.",
            "This person works for the supplier: they can't judge themselves.",
        )
    if expert.roles_in(evaluation.body_id) & {"customer", "head", "accountant"}:
        return refused(
            "Тапсырыс берушінің қызметкері сарапшы бола алмайды.",
            "Сотрудник заказчика не может быть экспертом.",
            "An officer of the customer can't be an expert.",
        )
    if not expert.offices("expert") & council_bodies(evaluation.body_id):
        return refused(
            "Бұл адам осы органның сараптама кеңесінде жоқ.",
            "Этот человек не входит в экспертный совет органа.",
            "This person isn't on the body's expert council.",
        )
    return ALLOWED


def may_schedule(actor: Actor, agreement: Agreement) -> Decision:
    """May *actor* schedule the evaluation of an agreement? The customer's officers, once it is in force."""
    if "customer" in agreement_capacities(actor, agreement) and agreement.state in PUBLIC_AGREEMENTS:
        return ALLOWED
    return refused(
        "Бағалауды күшіне енген шарт бойынша тапсырыс беруші маманы тағайындайды.",
        "Оценку по вступившему в силу договору назначает специалист заказчика.",
        "The customer's officer schedules the evaluation of an agreement that is in force.",
    )
