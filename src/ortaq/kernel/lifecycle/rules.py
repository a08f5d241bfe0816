"""Lifecycles declared as tables: states, transitions, who may, which clock moves, what becomes public.

Pure Python. From one table come the buttons, the permissions, the API's actions, the diagrams in the docs and the
test matrix.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ortaq.kernel.language.rules import Text


@dataclass(frozen=True, slots=True)
class Decision:
    """May it be done? When not, ``reason`` says why in the three languages."""

    allowed: bool
    reason: Text | None = None

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Decision(True)


def refused(kk: str, ru: str, en: str) -> Decision:
    """A refusal with its reason."""
    return Decision(False, Text(kk, ru, en))


@dataclass(frozen=True, slots=True)
class State:
    """A state that a record can stand in. ``final``: nothing is expected of anybody any more."""

    code: str
    label: Text
    hint: Text | None = None
    """What it means for the person who waits, and who acts next."""
    final: bool = False
    tone: str = "sky"
    """Colour of the state's tag: sky, grey, green, gold or red."""


@dataclass(frozen=True, slots=True)
class ClockMove:
    """What a transition does to a legal clock: ``start``, ``stop``, ``pause`` or ``resume`` the clock *code*."""

    verb: str
    code: str


@dataclass(frozen=True, slots=True)
class Transition:
    """One declared way from some states to another (or back into the same: ``target=None``).

    ``who``: capacities that may do it; "system" is a clock or an import. ``public``: the event shows on the public
    timeline. ``tells``: capacities that get a notice. ``norm``: law and article. ``reason_needed``: the doer must
    say why. ``reason_to``: capacities outside the office whom these words are addressed to; nobody else out there reads
    them, so that remarks between officers stay between them. ``reason_public``: they are part of what is announced or
    decided for everybody, and everybody reads them.
    """

    code: str
    label: Text
    sources: frozenset[str]
    target: str | None
    who: frozenset[str]
    moves: tuple[ClockMove, ...] = ()
    public: bool = False
    tells: frozenset[str] = frozenset()
    norm: str = ""
    reason_needed: bool = False
    done: Text | None = None
    """What the timeline says after it was done ("Registered")."""
    reason_to: frozenset[str] = frozenset()
    reason_public: bool = False


@dataclass(frozen=True)
class Lifecycle:
    """All states and transitions of one kind of record. Refuses a table that contradicts itself."""

    kind: str
    initial: str
    states: Mapping[str, State]
    transitions: Mapping[str, Transition]
    capacities: Mapping[str, Text] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = set(self.states)
        if self.initial not in known:
            raise ValueError(f"{self.kind}: the initial state {self.initial!r} is not declared")
        for transition in self.transitions.values():
            unknown = (set(transition.sources) | ({transition.target} - {None})) - known
            if unknown:
                raise ValueError(f"{self.kind}.{transition.code}: undeclared states {sorted(map(str, unknown))}")
            strangers = (
                set(transition.who | transition.tells | transition.reason_to) - set(self.capacities) - {"system"}
            )
            if strangers:
                raise ValueError(f"{self.kind}.{transition.code}: undeclared capacities {sorted(strangers)}")
        dead_ends = {
            state.code
            for state in self.states.values()
            if not state.final and not any(state.code in t.sources for t in self.transitions.values())
        }
        if dead_ends:
            raise ValueError(f"{self.kind}: nothing leads out of {sorted(dead_ends)}, and they are not final")

    def may(self, code: str, state: str, capacities: Iterable[str]) -> Decision:
        """May somebody who stands in *capacities* do transition *code* in *state*?"""
        transition = self.transitions[code]
        if state not in transition.sources:
            label = self.states[state].label
            return refused(
                f"«{label.kk}» күйінде бұл әрекет жасалмайды.",
                f"В состоянии «{label.ru}» это действие невозможно.",
                f"This can't be done in the state “{label.en}”.",
            )
        if transition.who.isdisjoint(capacities):
            named = [self.capacities[c] for c in sorted(transition.who) if c in self.capacities]
            return refused(
                "Бұл әрекетті жасай алады: " + (", ".join(t.kk for t in named) or "тек жүйе") + ".",
                "Это действие доступно: " + (", ".join(t.ru for t in named) or "только системе") + ".",
                "This can be done by: " + (", ".join(t.en for t in named) or "the system only") + ".",
            )
        return ALLOWED

    def reason_reaches(self, code: str, capacities: Iterable[str]) -> bool:
        """Does somebody outside the office who stands in *capacities* read the words that were given with *code*?

        Of an event that isn't declared here nobody out there reads them.
        """
        transition = self.transitions.get(code)
        return transition is not None and (transition.reason_public or not transition.reason_to.isdisjoint(capacities))

    def reason_readers(self, code: str) -> Text:
        """Who reads the words that are given with *code*: what stands beside the field where they are typed."""
        transition = self.transitions[code]
        if transition.reason_public:
            return Text("Мұны барлығы оқиды.", "Это прочитают все.", "Everybody reads it.")
        named = [self.capacities[capacity] for capacity in sorted(transition.reason_to)]
        if not named:
            return Text("Мұны тек қызметкерлер оқиды.", "Это прочитают только служащие.", "Only the office reads it.")
        return Text(
            "Мұны қызметкерлерден басқа оқитын адам: " + ", ".join(t.kk for t in named) + ".",
            "Кроме служащих это прочитает: " + ", ".join(t.ru for t in named) + ".",
            "Outside the office this is read by: " + ", ".join(t.en for t in named) + ".",
        )

    def open_to(self, state: str, capacities: Iterable[str]) -> tuple[Transition, ...]:
        """The transitions that are open in *state* to somebody in *capacities*, in the order of the table."""
        held = frozenset(capacities)
        return tuple(t for t in self.transitions.values() if state in t.sources and not t.who.isdisjoint(held))


def lifecycle(
    kind: str,
    *,
    initial: str,
    states: Iterable[State],
    transitions: Iterable[Transition],
    capacities: Mapping[str, Text],
) -> Lifecycle:
    """Builds a lifecycle from rows. Raises ValueError on a code that stands twice and on contradictions."""
    by_state: dict[str, State] = {}
    for state in states:
        if state.code in by_state:
            raise ValueError(f"{kind}: state {state.code!r} stands twice")
        by_state[state.code] = state
    by_code: dict[str, Transition] = {}
    for transition in transitions:
        if transition.code in by_code:
            raise ValueError(f"{kind}: transition {transition.code!r} stands twice")
        by_code[transition.code] = transition
    return Lifecycle(kind, initial, by_state, by_code, capacities)


def transition(
    code: str,
    label: Text,
    sources: Iterable[str],
    target: str | None,
    who: Iterable[str],
    *,
    done: Text,
    moves: Iterable[tuple[str, str]] = (),
    public: bool = False,
    tells: Iterable[str] = (),
    norm: str = "",
    reason_needed: bool = False,
    reason_to: Iterable[str] = (),
    reason_public: bool = False,
) -> Transition:
    """One row of a transition table, from plain lists."""
    return Transition(
        code,
        label,
        frozenset(sources),
        target,
        frozenset(who),
        tuple(ClockMove(v, c) for v, c in moves),
        public,
        frozenset(tells),
        norm,
        reason_needed,
        done,
        frozenset(reason_to),
        reason_public,
    )
