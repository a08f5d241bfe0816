"""Who stands how towards a fair and a project, and who may do and see what."""

from datetime import datetime

from ortaq.kernel.lifecycle.rules import ALLOWED, Decision, refused
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.models import Record
from ortaq.systems.fairs.lifecycle import PUBLIC_PROJECTS
from ortaq.systems.fairs.models import Fair, ShowcaseProject

ORGANISERS = ("customer", "head")
"""Roles of a body that organise its fairs and check the projects."""


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
