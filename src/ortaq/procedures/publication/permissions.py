"""Who may say that a duty is met."""

from ortaq.kernel.lifecycle.rules import ALLOWED, Decision, refused
from ortaq.kernel.parties.rules import Actor

KEEPERS = ("customer", "head", "moderator", "statistician")
"""Roles that publish for their body."""


def may_meet(actor: Actor, body_id: int) -> Decision:
    """May *actor* record that a duty of a body was met, with its proof?"""
    if actor.kind == "system" or actor.roles_in(body_id) & set(KEEPERS):
        return ALLOWED
    return refused(
        "Жарияланғанын тек осы органның қызметкері белгілейді.",
        "Отметить публикацию может только сотрудник этого органа.",
        "Only an officer of this body records that it was published.",
    )
