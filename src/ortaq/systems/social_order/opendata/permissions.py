"""Who may load packages from elsewhere, and who lets them be seen. Whoever loaded one doesn't publish it."""

from ortaq.kernel.lifecycle.rules import ALLOWED, Decision, refused
from ortaq.kernel.parties.roles import COORDINATOR, HEAD, STATISTICIAN
from ortaq.kernel.parties.rules import Actor
from ortaq.systems.social_order.models import ImportedPackage

OFFICE = frozenset({STATISTICIAN.code, HEAD.code, COORDINATOR.code})
"""Roles that see the office page of imported packages."""


def may_import(actor: Actor) -> Decision:
    """May *actor* load a package? Statisticians may; so may the command line on the server."""
    if actor.kind == "system" or actor.holds(STATISTICIAN.code):
        return ALLOWED
    return refused(
        "Деректер жинағын тек статист жүктей алады.",
        "Загружать пакеты данных может только статистик.",
        "Only a statistician may load data packages.",
    )


def may_see_office(actor: Actor) -> Decision:
    """May *actor* see packages that aren't shown yet?"""
    if any(actor.holds(role) for role in OFFICE):
        return ALLOWED
    return refused(
        "Бұл бет статистерге, басшыларға және өңір үйлестірушісіне арналған.",
        "Эта страница для статистиков, руководителей и координатора региона.",
        "This page is for statisticians, heads and the region coordinator.",
    )


def may_show(actor: Actor, package: ImportedPackage) -> Decision:
    """May *actor* let everybody see *package*, or throw it away? A second person of the office may."""
    decision = may_see_office(actor)
    if not decision:
        return decision
    if package.shown_at is not None:
        return refused("Ол көрсетіліп қойған.", "Он уже показан.", "It is shown already.")
    if actor.user_id is not None and actor.user_id == package.imported_by_id:
        return refused(
            "Оны жүктеген адам емес, басқа адам жариялайды.",
            "Публикует не тот, кто загрузил, а другой человек.",
            "Another person than the one who loaded it publishes it.",
        )
    return ALLOWED
