"""Who runs a survey, who enters answers that come by phone, who types in paper."""

from ortaq.kernel.lifecycle.rules import ALLOWED, Decision, refused
from ortaq.kernel.parties.rules import Actor

KEEPERS = ("customer",)
"""Plan, open and close surveys about what their body ordered, and make comments public."""
TYPISTS = ("customer", "operator")
"""Type paper forms in; one in ten is typed in by a second of them."""
PHONES = ("operator",)
"""Read the questions out on the phone and enter the answers."""


def may_run(actor: Actor, body_id: int | None) -> Decision:
    """May *actor* run surveys about records of a body? Its customer's officers; never whom the survey judges."""
    return _of(actor, body_id, KEEPERS)


def may_type(actor: Actor, body_id: int | None) -> Decision:
    """May *actor* type in paper forms of a body's survey?"""
    return _of(actor, body_id, TYPISTS)


def _of(actor: Actor, body_id: int | None, roles: tuple[str, ...]) -> Decision:
    if body_id is not None and actor.roles_in(body_id) & set(roles):
        return ALLOWED
    return refused(
        "Сауалнаманы тапсырыс беруші органның қызметкері жүргізеді.",
        "Опрос проводит сотрудник органа-заказчика.",
        "A survey is run by an officer of the body that ordered the service.",
    )
