"""The Method of Equal Shares, exact: everybody gets the same purse, supporters pay for their projects together.

Each round the project goes first whose supporters pay least for what they gain by it, when they share its cost as
equally as their purses allow. Peters, Pierczyński, Skowron, NeurIPS 2021; equalshares.net.

How it is exact and still fast:

- Money is counted in whole numbers of a unit so small that purses, costs and payments are all whole: first one
  voter's part of the smallest unit of the costs, then, whenever a price isn't whole, that many times smaller. There
  is no rounding and no floating-point number.
- Equal ballots are one group. Groups whose purses are equal are one class: what a group has is the number of its
  class, and payments are worked out once per class.
- A project's price only rises from round to round, for purses only shrink. So an old price is a lower bound: projects
  wait in a heap by their last known price and are looked at again only when they come to the top.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush
from math import gcd, lcm
from operator import itemgetter

from ortaq.procedures.ballots.rules.election import Election
from ortaq.procedures.ballots.rules.outcome import Payment
from ortaq.procedures.ballots.rules.specification import BadRule, Rule, Utility
from ortaq.procedures.ballots.rules.support import Support, marked

_BROKE = 0
"""The class of those who have nothing left."""
_FULL = 1
"""The class of those who paid nothing yet."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """One project bought. *tied*: others that stood equal. *payment* and *tied* are there when the run was traced."""

    project: int
    payment: Payment | None
    tied: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """What is bought with one size of purse. *behind*: money left to the supporters of each project that wasn't
    bought (of a traced run). *over*: more was spent than the ceiling, and the run was broken off."""

    purchases: tuple[Purchase, ...]
    behind: dict[int, Fraction]
    over: bool


@dataclass(frozen=True, slots=True)
class _Backing:
    """The groups that support a project. *single*: of one voter, weight 1; *several*: group, voters, weight."""

    classes: Callable[[Sequence[int]], Iterable[int]]
    single: tuple[int, ...]
    several: tuple[tuple[int, int, int], ...]
    weight: int
    """Voters times the weights of their marks."""
    common: int
    """A common multiple of the weights."""


@dataclass(slots=True)
class _State:
    """The middle of a run. *classes*: of each group; *purses*: of each class, in 1/*scale* of the unit."""

    classes: list[int]
    purses: list[int]
    scale: int


@dataclass(frozen=True, slots=True)
class _Offer:
    """A price for one unit of weight: *money* / (*weight* · common multiple), in 1/scale of the unit."""

    money: int
    weight: int


class Electorate:
    """The supporters of the projects that take part, ready to be run with purses of any size."""

    def __init__(self, election: Election, rule: Rule, support: Support, running: Iterable[int], order: Sequence[int]):
        """Raises BadRule for ballots that give points to projects they don't mention."""
        if election.default_score:
            raise BadRule("Equal shares can't be counted when ballots give a score to projects they don't mention.")
        self.election = election
        self.order = order
        self.voters = support.voters
        self.unit = lcm(election.budget.denominator, *(project.cost.denominator for project in election.projects))
        self.unit *= max(self.voters, 1) * rule.increment.denominator
        """Whole units of money in one unit of the currency."""
        self.costs = [int(project.cost * self.unit) for project in election.projects]
        self.gains = self.costs if rule.utility is Utility.COST else [1] * len(self.costs)
        self.backing: dict[int, _Backing] = {}
        self._gather(rule, set(running))

    def _gather(self, rule: Rule, running: set[int]) -> None:
        groups: dict[tuple[tuple[int, int | Fraction], ...], int] = {}
        for ballot, times in self.election.ballots.items():
            marks = tuple(
                (place, weight)
                for place, weight in marked(ballot, self.election.kind, rule)
                if weight > 0 and place in running
            )
            if marks:
                groups[marks] = groups.get(marks, 0) + times
        self.weight_unit = lcm(*{weight.denominator for marks in groups for _, weight in marks})
        """Marks' weights are multiplied by it, to be whole."""
        single: dict[int, list[int]] = {place: [] for place in running}
        several: dict[int, list[tuple[int, int, int]]] = {place: [] for place in running}
        for group, (marks, times) in enumerate(groups.items()):
            for place, weight in marks:
                whole = int(weight * self.weight_unit)
                if times == whole == 1:
                    single[place].append(group)
                else:
                    several[place].append((group, times, whole))
        self.groups = len(groups)
        for place in running:
            if single[place] or several[place]:
                self.backing[place] = _backing(single[place], several[place])

    def run(self, purse: Fraction, *, ceiling: Fraction | None = None, traced: bool = False) -> Run:
        """Buys projects with *purse* for each voter until no supporters can pay any more.

        Breaks off as soon as the bought ones cost more than *ceiling* together. *traced*: says who paid what.
        """
        start = purse * self.unit
        state = _State([_FULL] * self.groups, [0, start.numerator], start.denominator)
        left = None if ceiling is None else ceiling * self.unit
        waiting: list[tuple[Fraction, int, int, int, _Offer | None]] = [
            (Fraction(self.costs[place], backing.weight * self.gains[place]), self.order[place], place, -1, None)
            for place, backing in self.backing.items()
        ]
        heapify(waiting)
        purchases: list[Purchase] = []
        short: list[int] = []
        while waiting:
            _, rank, place, seen, offer = heappop(waiting)
            if seen != len(purchases) or offer is None:
                offer = self._offer(place, state)
                if offer is None:
                    short.append(place)
                else:
                    heappush(waiting, (self._ratio(place, offer, state), rank, place, len(purchases), offer))
                continue
            if left is not None:
                left -= self.costs[place]
                if left < 0:
                    return Run(tuple(purchases), {}, over=True)
            tied = self._tied(self._ratio(place, offer, state), waiting, state) if traced else ()
            payment = self._payment(place, offer, state) if traced else None
            self._pay(place, offer, state)
            purchases.append(Purchase(place, payment, tied))
        behind = {place: self._money_behind(place, state) for place in short} if traced else {}
        return Run(tuple(purchases), behind, over=False)

    def _held(self, place: int, state: _State) -> list[tuple[int, int, int, int]]:
        """The supporters of a project by class and weight: purse, voters, weight, class."""
        backing = self.backing[place]
        counts: Counter[tuple[int, int]] = Counter()
        for group_class, voters in Counter(backing.classes(state.classes)).items():
            counts[group_class, 1] += voters
        for group, voters, weight in backing.several:
            counts[state.classes[group], weight] += voters
        return [(state.purses[at], voters, weight, at) for (at, weight), voters in counts.items()]

    def _offer(self, place: int, state: _State) -> _Offer | None:
        """The least price at which the supporters cover the cost, each paying it or all that is left; None: they
        can't."""
        backing = self.backing[place]
        common = backing.common
        counts: dict[int, int] = Counter(backing.classes(state.classes))
        classes, purses = state.classes, state.purses
        if common == 1:
            for group, voters, _ in backing.several:
                at = classes[group]
                counts[at] = counts.get(at, 0) + voters
            counts.pop(_BROKE, None)
            weight = sum(counts.values())
            able = [(purses[at], voters) for at, voters in counts.items()]
        else:
            able = [
                (purse * (common // weight), voters * weight)
                for purse, voters, weight, _ in self._held(place, state)
                if purse
            ]
            weight = sum(unit for _, unit in able)
        money = self.costs[place] * state.scale * common
        able.sort()
        for purse, units in able:
            if purse * weight >= money:
                return _Offer(money, weight)
            money -= purse * units
            weight -= units
        return None

    def _ratio(self, place: int, offer: _Offer, state: _State) -> Fraction:
        """The price for one unit of gain; comparable between rounds."""
        return Fraction(offer.money, offer.weight * self.backing[place].common * state.scale * self.gains[place])

    def _pay(self, place: int, offer: _Offer, state: _State) -> None:
        """Takes the payments out of the purses."""
        backing = self.backing[place]
        classes, purses = state.classes, state.purses
        divisor = offer.weight * backing.common
        finer = divisor // gcd(offer.money, divisor)
        price = offer.money * finer // divisor
        if finer > 1:
            state.scale *= finer
            for at in set(classes):
                purses[at] *= finer
        moved: dict[tuple[int, int], int] = {}

        def after(at: int, weight: int) -> int:
            target = moved.get((at, weight))
            if target is None:
                rest = purses[at] - price * weight
                target = len(purses) if rest > 0 else _BROKE
                if rest > 0:
                    purses.append(rest)
                moved[at, weight] = target
            return target

        for group in backing.single:
            classes[group] = after(classes[group], 1)
        for group, _, weight in backing.several:
            classes[group] = after(classes[group], weight)

    def _tied(
        self, ratio: Fraction, waiting: list[tuple[Fraction, int, int, int, _Offer | None]], state: _State
    ) -> tuple[int, ...]:
        """The other projects that stand at exactly *ratio*."""
        tied = []
        for bound, _, place, _, _ in waiting:
            if bound <= ratio:
                offer = self._offer(place, state)
                if offer is not None and self._ratio(place, offer, state) == ratio:
                    tied.append(place)
        return tuple(sorted(tied))

    def _payment(self, place: int, offer: _Offer, state: _State) -> Payment:
        scale = state.scale * self.unit
        price = Fraction(offer.money, offer.weight * self.backing[place].common)
        full = partial = money = 0
        for purse, voters, weight, _ in self._held(place, state):
            if purse >= price * weight:
                full += voters
            elif purse:
                partial += voters
                money += purse * voters
        cost = self.election.projects[place].cost
        in_currency = price * self.weight_unit / scale
        return Payment(in_currency, full, partial, Fraction(money, scale), cost / in_currency)

    def _money_behind(self, place: int, state: _State) -> Fraction:
        total = sum(purse * voters for purse, voters, _, _ in self._held(place, state))
        return Fraction(total, state.scale * self.unit)


def _backing(single: list[int], several: list[tuple[int, int, int]]) -> _Backing:
    if len(single) > 1:
        classes: Callable[[Sequence[int]], Iterable[int]] = itemgetter(*single)
    else:
        only = tuple(single)

        def classes(of: Sequence[int]) -> Iterable[int]:
            return [of[group] for group in only]

    weight = len(single) + sum(voters * each for _, voters, each in several)
    return _Backing(classes, tuple(single), tuple(several), weight, lcm(*{each for _, _, each in several}))
