"""Who stands how towards a fair and a project, and who may do and see what."""

from datetime import datetime

from django.db.models import Q

from ortaq.kernel.documents.models import Document
from ortaq.kernel.lifecycle.rules import ALLOWED, Decision, refused
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.models import Record
from ortaq.systems.fairs.lifecycle import PUBLIC_PROJECTS
from ortaq.systems.fairs.models import (
    Fair,
    Memorandum,
    MemorandumVersion,
    Pledge,
    ShowcaseProject,
    SponsorProfile,
    TalkRequest,
)

ORGANISERS = ("customer", "head")
"""Roles of a body that organise its fairs and check the projects."""
HELPED = ("shown", "supported")
"""States in which a project on show can be offered help."""


def fair_capacities(actor: Actor, record: Record) -> frozenset[str]:
    """In which capacities *actor* stands towards a fair."""
    return frozenset({"organiser"}) if actor.roles_in(record.body_id) & set(ORGANISERS) else frozenset()


def project_capacities(actor: Actor, record: Record) -> frozenset[str]:
    """In which capacities *actor* stands towards a project. Who represents the NGO never checks its project."""
    project = record if isinstance(record, ShowcaseProject) else ShowcaseProject.objects.get(pk=record.pk)
    if "representative" in actor.roles_in(project.organisation_id):
        return frozenset({"ngo"})
    if project.state == "draft":
        return frozenset()
    return fair_capacities(actor, project)


def may_organise(actor: Actor, body_id: int | None) -> Decision:
    """May *actor* organise fairs of a body?"""
    if actor.roles_in(body_id) & set(ORGANISERS):
        return ALLOWED
    return refused(
        "Жәрмеңкені осы органның тапсырыс беруші маманы немесе басшысы ұйымдастырады.",
        "Ярмарку организует специалист заказчика или руководитель этого органа.",
        "A fair is organised by the customer’s officer or the head of this body.",
    )


def may_send_project(actor: Actor, fair: Fair, organisation: Organisation, at: datetime) -> Decision:
    """May *actor* send a project of *organisation* to a fair now?"""
    if "representative" not in actor.roles_in(organisation.pk) or organisation.kind != Organisation.Kind.NGO:
        return refused(
            "Жобаны ҮЕҰ атынан оның өкілі жібереді.",
            "Проект от имени НПО отправляет её представитель.",
            "A project is sent in an NGO’s name by its representative.",
        )
    return takes_projects(fair, at)


def takes_projects(fair: Fair, at: datetime) -> Decision:
    """Does a fair take projects at this moment?"""
    if fair.state != "taking" or at >= fair.projects_until:
        return refused(
            "Бұл жәрмеңкеге қазір жоба қабылданбайды.",
            "Эта ярмарка сейчас не принимает проекты.",
            "This fair takes no projects now.",
        )
    return ALLOWED


def may_ask(actor: Actor, project: ShowcaseProject) -> Decision:
    """May *actor* ask about a project? Whoever is signed in and doesn't represent the NGO, while it is on show."""
    if project.published_at is None or project.state not in PUBLIC_PROJECTS or project.state == "done":
        return refused(
            "Бұл жоба туралы қазір сұрақ қойылмайды.",
            "Об этом проекте сейчас не спрашивают.",
            "No questions are taken about this project now.",
        )
    if actor.user_id is None:
        return refused("Сұрақ қою үшін жүйеге кіріңіз.", "Чтобы спросить, войдите.", "Sign in to ask.")
    if "representative" in actor.roles_in(project.organisation_id):
        return refused(
            "Өз жобаңыз туралы сұрақ қоймайсыз.",
            "О своём проекте не спрашивают.",
            "You don’t ask about your own project.",
        )
    return ALLOWED


# ---- sponsors: what two sides do in private ---------------------------------------------------------------------------


def sponsor_capacities(actor: Actor, record: Record) -> frozenset[str]:
    """In which capacities *actor* stands towards a profile. Who entered it or represents the business never checks it."""
    profile = record if isinstance(record, SponsorProfile) else SponsorProfile.objects.get(pk=record.pk)
    if actor.user_id is None:
        return frozenset()
    if profile.organisation_id is not None and "representative" in actor.roles_in(profile.organisation_id):
        return frozenset({"sponsor"})
    if actor.user_id == profile.entered_by_id:
        return frozenset({"sponsor"} if profile.organisation_id is None else ())
    return frozenset({"coordinator"}) if actor.holds("coordinator") else frozenset()


def sides_of(actor: Actor, sponsor_id: int, ngo_id: int) -> frozenset[str]:
    """On which side *actor* stands between a business and an NGO. Whoever represents both is on the NGO's side alone."""
    if "representative" in actor.roles_in(ngo_id):
        return frozenset({"ngo"})
    return frozenset({"sponsor"}) if "representative" in actor.roles_in(sponsor_id) else frozenset()


def pledge_capacities(actor: Actor, record: Record) -> frozenset[str]:
    """In which capacities *actor* stands towards a pledge: one of its two sides, or none."""
    pledge = record if isinstance(record, Pledge) else Pledge.objects.get(pk=record.pk)
    return sides_of(actor, pledge.sponsor_id, pledge.project.organisation_id)


def memorandum_capacities(actor: Actor, record: Record) -> frozenset[str]:
    """In which capacities *actor* stands towards a memorandum: one of its two sides, or none."""
    memorandum = record if isinstance(record, Memorandum) else Memorandum.objects.get(pk=record.pk)
    return sides_of(actor, memorandum.sponsor_id, memorandum.ngo_id)


def request_capacities(actor: Actor, record: Record) -> frozenset[str]:
    """In which capacities *actor* stands towards a request for talks: one of its two sides, or none."""
    asked = record if isinstance(record, TalkRequest) else TalkRequest.objects.get(pk=record.pk)
    return sides_of(actor, asked.sponsor_id, asked.project.organisation_id)


def readable_by(actor: Actor) -> Q:
    """Which pledges and requests for talks *actor* reads: those of the organisations that they represent. The one
    visibility function of everything private between a sponsor and an NGO: requests, offers, messages, drafts. No
    office, no auditor, nobody else.
    """
    represented = actor.offices("representative")
    return Q(sponsor_id__in=represented) | Q(project__organisation_id__in=represented)


def is_checked(sponsor_id: int) -> bool:
    """Is a business a checked sponsor now? One that was taken down, or that waits to be checked again, isn't."""
    return SponsorProfile.objects.filter(organisation=sponsor_id, state="approved").exists()


def may_pledge(actor: Actor, project: ShowcaseProject, sponsor: Organisation) -> Decision:
    """May *actor* offer help to a project in the name of a business?"""
    if "representative" not in actor.roles_in(sponsor.pk) or sponsor.kind != Organisation.Kind.BUSINESS:
        return refused(
            "Көмекті бизнес атынан оның өкілі ұсынады.",
            "Помощь от имени бизнеса предлагает его представитель.",
            "Help is offered in a business’s name by its representative.",
        )
    if not is_checked(sponsor.pk):
        return refused(
            "Алдымен демеуші ретінде тіркеліңіз: үйлестіруші ұйымыңызды тексереді.",
            "Сначала станьте спонсором: координатор проверит вашу организацию.",
            "Become a sponsor first: the coordinator checks your organisation.",
        )
    if project.published_at is None or project.state not in HELPED:
        return refused(
            "Бұл жобаға қазір көмек ұсынылмайды.",
            "Этому проекту сейчас нельзя предложить помощь.",
            "No help can be offered to this project now.",
        )
    if "representative" in actor.roles_in(project.organisation_id):
        return refused(
            "Бір адам екі тараптың атынан әрекет ете алмайды.",
            "Один и тот же человек не может действовать за обе стороны.",
            "The same person can’t act for both sides.",
        )
    return ALLOWED


def may_request_talks(actor: Actor, project: ShowcaseProject, sponsor: Organisation) -> Decision:
    """May *actor* ask a sponsor to talk about a project, in the name of its NGO?"""
    if "representative" not in actor.roles_in(project.organisation_id):
        return refused(
            "Демеушіден ҮЕҰ атынан оның өкілі сұрайды.",
            "Спонсора от имени НПО спрашивает её представитель.",
            "A sponsor is asked in an NGO’s name by its representative.",
        )
    if "representative" in actor.roles_in(sponsor.pk):
        return refused(
            "Бір адам екі тараптың атынан әрекет ете алмайды.",
            "Один и тот же человек не может действовать за обе стороны.",
            "The same person can’t act for both sides.",
        )
    if project.published_at is None or project.state not in HELPED:
        return refused(
            "Бұл жоба қазір көрмеде тұрған жоқ.",
            "Этот проект сейчас не на выставке.",
            "This project isn’t on show now.",
        )
    checked = SponsorProfile.objects.filter(organisation=sponsor, state="approved", published_at__isnull=False)
    if not checked.exists():
        return refused(
            "Бұл ұйым тексерілген демеуші емес.",
            "Эта организация не является проверенным спонсором.",
            "This organisation isn’t a checked sponsor.",
        )
    return ALLOWED


def may_read_document(actor: Actor, document: Document, record: Record) -> Decision:
    """May *actor* read a file of a memorandum? Both sides; everybody the paper of a version that is in force."""
    if memorandum_capacities(actor, record):
        return ALLOWED
    in_force = MemorandumVersion.objects.filter(document=document, effective_at__isnull=False)
    if record.published_at is not None and document.purpose == "memorandum" and in_force.exists():
        return ALLOWED
    return refused(
        "Бұл файлды тек меморандум тараптары оқи алады.",
        "Этот файл могут читать только стороны меморандума.",
        "Only the two sides of the memorandum may read this file.",
    )
