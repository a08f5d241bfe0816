"""Who may load, see, check, correct and publish figures. Whoever loaded a dataset doesn't publish it."""

from ortaq.kernel.lifecycle.rules import ALLOWED, Decision, refused
from ortaq.kernel.parties.roles import COORDINATOR, HEAD, STATISTICIAN
from ortaq.kernel.parties.rules import Actor
from ortaq.systems.budget import lifecycle
from ortaq.systems.budget.models import Dataset

PUBLISHERS = (STATISTICIAN.code, HEAD.code, COORDINATOR.code)
OFFICE = frozenset({STATISTICIAN.code, HEAD.code, COORDINATOR.code})
"""Roles that see the office pages of figures. An auditor reads the published pages."""


def may_import(actor: Actor) -> Decision:
    """May *actor* load figures? Statisticians may; so may the command line on the server."""
    if actor.kind == "system" or actor.holds(STATISTICIAN.code):
        return ALLOWED
    return refused(
        "Көрсеткіштерді тек статист жүктей алады.",
        "Загружать показатели может только статистик.",
        "Only a statistician may load figures.",
    )


def may_see_office(actor: Actor) -> Decision:
    """May *actor* see drafts and what waits for publication?"""
    if any(actor.holds(role) for role in OFFICE):
        return ALLOWED
    return refused(
        "Бұл бет статистерге, басшыларға және өңір үйлестірушісіне арналған.",
        "Эта страница для статистиков, руководителей и координатора региона.",
        "This page is for statisticians, heads and the region coordinator.",
    )


def may_see(actor: Actor, dataset: Dataset) -> Decision:
    """Everybody sees what is or was published; drafts are seen by the office."""
    if dataset.state in {Dataset.State.PUBLISHED, Dataset.State.SUPERSEDED}:
        return ALLOWED
    return may_see_office(actor)


def capacities(actor: Actor, dataset: Dataset) -> frozenset[str]:
    """In which capacities *actor* stands to *dataset*."""
    if actor.kind == "system":
        # The program publishes only what comes with the program, and was reviewed in its source code.
        return frozenset({"system"}) if dataset.imported_by_id is None else frozenset()
    held = set()
    if actor.holds(STATISTICIAN.code):
        held.add(lifecycle.STATISTICIAN)
    is_second = actor.user_id is not None and actor.user_id != dataset.imported_by_id
    if is_second and any(actor.holds(role) for role in PUBLISHERS):
        held.add(lifecycle.SECOND_PERSON)
    return frozenset(held)


def may(actor: Actor, code: str, dataset: Dataset) -> Decision:
    """May *actor* do the transition *code* of the lifecycle on *dataset*?"""
    return lifecycle.LIFECYCLE.may(code, dataset.state, capacities(actor, dataset))


def may_correct(actor: Actor, dataset: Dataset) -> Decision:
    """May *actor* add a correction note to *dataset*? Figures themselves are corrected by a new version."""
    return may_import(actor) if actor.kind != "system" else ALLOWED
