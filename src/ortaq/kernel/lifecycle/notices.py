"""The words of notices and feeds, from the declared lifecycles."""

from ortaq.kernel.events.models import Event
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.registry import kind_of
from ortaq.kernel.notices.rules import Wording

_STATE = Text("Қазіргі күйі: {}.", "Состояние: {}.", "State: {}.")
_BECAUSE = Text(
    "Бұл хабарлама сізге жіберілді, себебі осы жазбадағы рөліңіз: {}.",
    "Вы получили это сообщение, потому что ваша роль в этой записи: {}.",
    "You get this message because of your part in this record: {}.",
)


def wording(event: Event, language: str, because: str) -> Wording:
    """What *event* is called in *language*: what was done, the state that the record stands in since, what comes next.

    An event that is no transition (a record was opened, somebody joined) is told by the state alone.
    """
    lifecycle = kind_of(event.record).lifecycle
    transition = lifecycle.transitions.get(event.code)
    state = lifecycle.states[event.state]
    label = state.label.in_language(language)
    done = (transition.done or transition.label).in_language(language) if transition else label
    lines = [] if done == label else [done]
    lines.append(_STATE.in_language(language).format(label))
    if state.hint and because:
        lines.append(state.hint.in_language(language))
    capacity = lifecycle.capacities.get(because)
    reason = _BECAUSE.in_language(language).format(capacity.in_language(language)) if capacity else ""
    return Wording(f"{event.record.number}: {done}", tuple(lines), reason)
