"""Who stands how towards a call or an application, and who may open what. Every door asks these functions."""

from datetime import datetime

from ortaq.kernel.lifecycle.rules import ALLOWED, Decision, refused
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.models import Record
from ortaq.procedures.competitions.lifecycle import SECRET, UNOPENED
from ortaq.procedures.competitions.models import Application, Call, CommissionMember, Review

OFFICE = ("customer", "secretary")
JUDGING = frozenset({"admission", "scoring", "scored", "decided", "published", "final", "failed"})
"""States of a call in which its applications are open to those who judge them."""

NOT_YOURS = refused(
    "Бұл өтінімді тек өтінім берген ұйым мен конкурсты жүргізетіндер оқи алады.",
    "Эту заявку могут читать только подавшая её организация и те, кто проводит конкурс.",
    "Only the organisation that applied and those who run the competition may read this application.",
)
SEALED = refused(
    "Өтінімдер қабылдау аяқталғанға дейін ешкімге ашылмайды.",
    "Заявки не вскрываются до окончания приёма.",
    "Applications stay sealed until the deadline.",
)


def call_of(record: Record) -> Call:
    """The call behind *record*."""
    return record if isinstance(record, Call) else Call.objects.get(pk=record.pk)


def application_of(record: Record) -> Application:
    """The application behind *record*, with its call."""
    if isinstance(record, Application):
        return record
    return Application.objects.select_related("call").get(pk=record.pk)


def call_capacities(actor: Actor, record: Record) -> frozenset[str]:
    """In which capacities *actor* stands towards a call."""
    call = call_of(record)
    held = set(actor.roles_in(call.body_id) & set(OFFICE))
    if actor.user_id is not None:
        seat = (
            CommissionMember.objects.filter(call=call, user_id=actor.user_id, left_at__isnull=True)
            .values_list("seat", flat=True)
            .first()
        )
        if seat:
            held.add("expert" if seat == CommissionMember.Seat.EXPERT else "commission")
    represented = actor.offices("representative")
    if represented and Application.objects.filter(call=call, applicant_id__in=represented).exists():
        held.add("applicant")
    if actor.holds("auditor"):
        held.add("auditor")
    return frozenset(held)


def application_capacities(actor: Actor, record: Record) -> frozenset[str]:
    """In which capacities *actor* stands towards an application.

    A representative of the applicant is that and nothing else: whoever works in the office or the commission too
    can't act there on the own organisation's application. Who has declared a conflict of interest as its reviewer is
    nothing towards it, in whatever seat or role they are later.
    """
    application = application_of(record)
    if "representative" in actor.roles_in(application.applicant_id):
        return frozenset({"representative"})
    held = set(actor.roles_in(application.call.body_id) & set(OFFICE))
    if actor.user_id is not None:
        reviews = Review.objects.filter(application=application, reviewer_id=actor.user_id)
        for conflict, recused_at in reviews.values_list("conflict", "recused_at"):
            if conflict:
                return frozenset()
            if conflict is False and recused_at is None:
                held.add("expert")
        if CommissionMember.objects.filter(
            call_id=application.call_id, user_id=actor.user_id, left_at__isnull=True
        ).exclude(seat=CommissionMember.Seat.EXPERT):
            held.add("commission")
    if actor.holds("auditor"):
        held.add("auditor")
    return frozenset(held)


def may_apply_for(actor: Actor, organisation_id: int) -> Decision:
    """May *actor* act for an organisation? Its representative alone (Law No 36, art. 6-1: the NGO itself applies)."""
    if "representative" in actor.roles_in(organisation_id):
        return ALLOWED
    return refused(
        "Ұйым атынан тек оның өкілі әрекет етеді.",
        "От имени организации действует только её представитель.",
        "Only a representative acts for an organisation.",
    )


def may_read_application(actor: Actor, application: Application) -> Decision:
    """May *actor* read the application with the applicant's name?

    The applicant's representative always. Before the applications of a call are opened nobody else; a call that isn't
    sealed lets its secretary read what is submitted. Drafts are the applicant's alone. Those who judge read after the
    opening; a reviewer only after declaring no conflict, and in a blind call not this copy but the blinded one.
    """
    held = application_capacities(actor, application)
    if "representative" in held:
        return ALLOWED
    if application.state in SECRET or application.submitted_at is None:
        return NOT_YOURS
    call = application.call
    if call.state in UNOPENED or call.opened_at is None:
        if call.sealed:
            return SEALED
        return ALLOWED if held & set(OFFICE) else NOT_YOURS
    if held & {"customer", "secretary", "commission"}:
        if "expert" in held and call.blind:
            return NOT_YOURS
        return ALLOWED
    if "expert" in held and not call.blind:
        return ALLOWED
    return NOT_YOURS


def may_read_blinded(actor: Actor, application: Application) -> Decision:
    """May *actor* read the application without what tells whose it is? Its reviewers who declared no conflict."""
    opened = application.call.opened_at is not None and application.call.state in JUDGING
    if opened and application.submitted_at and "expert" in application_capacities(actor, application):
        return ALLOWED
    return NOT_YOURS


def may_read_document(actor: Actor, document: object, record: Record) -> Decision:
    """May *actor* read an attachment of an application? Who may read it with the applicant's name."""
    return may_read_application(actor, application_of(record))


def may_read_call_document(actor: Actor, document: object, record: Record) -> Decision:
    """May *actor* read the official copy of a document of a call (a protocol not published yet)? Its office and commission."""
    if call_capacities(actor, record) & {"customer", "secretary", "commission"}:
        return ALLOWED
    return NOT_YOURS


def may_see_marks(actor: Actor, application: Application, at: datetime) -> Decision:
    """May *actor* see who gave which points?

    The secretary once scoring is closed, the commission then too, everybody concerned after publication; the applicant
    never before the results are published.
    """
    call = application.call
    held = application_capacities(actor, application)
    if call.results_at is not None and call.results_at <= at and held:
        return ALLOWED
    if call.scoring_closed_at is not None and held & {"secretary", "customer", "commission"}:
        return ALLOWED
    return refused(
        "Баллдар нәтиже жарияланғаннан кейін көрінеді.",
        "Баллы видны после публикации результатов.",
        "Points are shown once the results are published.",
    )


def may_see_events(actor: Actor, application: Application) -> Decision:
    """May *actor* see the whole log of an application? Who may read it, and the auditor once it isn't sealed any more."""
    if actor.holds("auditor") and application.call.opened_at is not None and application.submitted_at:
        return ALLOWED
    return may_read_application(actor, application)


def represented(actor: Actor) -> list[Organisation]:
    """The organisations that *actor* represents."""
    return list(Organisation.objects.filter(pk__in=actor.offices("representative")).order_by("slug"))
