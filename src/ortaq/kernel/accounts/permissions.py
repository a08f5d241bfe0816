"""Who may do what with an account."""

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.rules import ALLOWED, Decision
from ortaq.kernel.parties.models import Assignment
from ortaq.kernel.parties.rules import Actor

_GUEST = Decision(False, Text("Алдымен жүйеге кіріңіз.", "Сначала войдите в систему.", "Sign in first."))
_HAS_ROLES = Decision(
    False,
    Text(
        "Тіркелгіге мемлекеттік органда рөл берілген немесе берілген болған: оның әрекеттері журналда сақталуға тиіс. "
        "Өңір үйлестірушісіне хабарласыңыз.",
        "Учётной записи дана или была дана роль в государственном органе: её действия должны сохраняться в журнале. "
        "Обратитесь к координатору региона.",
        "The account holds or held a role in a state body: its acts have to stay in the log. Ask the region coordinator.",
    ),
)


def may_keep_account(actor: Actor) -> Decision:
    """May the actor read and change an account of their own? Only signed-in people have one."""
    return ALLOWED if actor.user_id is not None else _GUEST


def may_erase_account(actor: Actor) -> Decision:
    """May the actor erase their own account? Not while the log of an office names it. One SQL query."""
    if actor.user_id is None:
        return _GUEST
    return _HAS_ROLES if Assignment.objects.filter(user_id=actor.user_id).exists() else ALLOWED
