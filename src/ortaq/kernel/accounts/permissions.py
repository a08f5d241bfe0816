"""Who may do what with an account."""

from ortaq.kernel.events.models import RightsEvent
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.rules import ALLOWED, Decision, refused
from ortaq.kernel.parties.models import Assignment
from ortaq.kernel.parties.roles import BY_HEAD, COORDINATOR, HEAD
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
    """May the actor erase their own account? Not while the log of an office names it. Two SQL queries."""
    if actor.user_id is None:
        return _GUEST
    in_office = Assignment.objects.filter(user_id=actor.user_id).exists()
    return _HAS_ROLES if in_office or RightsEvent.objects.filter(subject_id=actor.user_id).exists() else ALLOWED


HOLDS_OTHER = refused(
    "Бұл адамның осы рөлмен бірге атқаруға болмайтын рөлі бар: тіркелгілерді жүргізетін адам жолданымдарды оқымайды, "
    "аудитор басқа ештеңе атқармайды. Алдымен екінші рөлді тоқтатыңыз.",
    "У этого человека есть роль, несовместимая с этой: кто ведёт учётные записи, не читает обращений, аудитор не "
    "делает ничего другого. Сначала прекратите другую роль.",
    "This person holds a role that doesn't go with this one: who keeps accounts reads no appeals, an auditor does "
    "nothing else. End the other role first.",
)
LAST_COORDINATOR = refused(
    "Бұл – соңғы өңір үйлестірушісі: одан кейін рөл беретін ешкім қалмайды. Алдымен басқа адамға осы рөлді беріңіз.",
    "Это последний координатор региона: после него давать роли было бы некому. Сначала дайте эту роль другому человеку.",
    "This is the last region coordinator: after them nobody could give roles. Give the role to somebody else first.",
)
_NOT_YOURSELF = refused(
    "Өзіңізге рөл бере алмайсыз және оның мерзімін өзгерте алмайсыз: мұны басқа адам жасауға тиіс.",
    "Дать роль самому себе или изменить её срок нельзя: это должен сделать другой человек.",
    "You can't give yourself a role or change its term: somebody else has to do that.",
)
_NOT_KEPT = refused(
    "Бұл рөлді осы органда бере және тоқтата алмайсыз. Барлық рөлді өңір үйлестірушісі, ал басшы өз органында "
    "қызметкерлерінің рөлдерін береді.",
    "Давать и прекращать эту роль в этом органе вы не можете. Все роли даёт координатор региона; руководитель даёт "
    "роли сотрудников в своём органе.",
    "You can't give or end this role in this body. The region coordinator gives every role; the head of a body gives "
    "those of its staff.",
)


def may_see_roles(actor: Actor) -> Decision:
    """May the actor see who holds which role? The region coordinator everywhere, a head in the own body."""
    return ALLOWED if actor.offices(COORDINATOR.code, HEAD.code) else _NOT_KEPT


def may_keep_role(
    actor: Actor, role: str, organisation_id: int, subject_id: int | None, *, ending: bool = False
) -> Decision:
    """May the actor give *role* in a body to the account *subject_id* (None: to somebody), or end it?

    The coordinator: every role in every body. A head: those of the staff, in the own body. A command on the server:
    every role. Nobody gives a role to themself; ending one's own is allowed to who may end it for others.
    """
    if actor.kind == "system":
        return ALLOWED
    if actor.user_id is None:
        return _GUEST
    if not (actor.holds(COORDINATOR.code) or (role in BY_HEAD and HEAD.code in actor.roles_in(organisation_id))):
        return _NOT_KEPT
    return _NOT_YOURSELF if subject_id == actor.user_id and not ending else ALLOWED
