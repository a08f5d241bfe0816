"""The Method of Equal Shares, exact: everybody gets the same purse, supporters pay for their projects together.

Each round the project goes first whose supporters pay least for what they gain by it, when they share its cost as
equally as their purses allow. Peters, Pierczyński, Skowron, NeurIPS 2021; equalshares.net.

How it is exact and still fast:

- Money is counted in whole numbers of a unit so small that purses, costs and payments are all whole: first one
  voter's part of the smallest unit of the costs, then, whenever a price isn't whole, that many times smaller. Nothing
  is rounded. Floating-point numbers only spare work: they are correctly rounded quotients, which never stand in another
  order than the quotients themselves; where two are equal, the exact quotients are compared.
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
from math import gcd, inf, lcm
from operator import itemgetter

from ortaq.procedures.ballots.rules.election import Election
from ortaq.procedures.ballots.rules.outcome import Payment
from ortaq.procedures.ballots.rules.specification import BadRule, Marks, Rule, Utility
from ortaq.procedures.ballots.rules.support import Support, marked

_BROKE = 0
"""The class of those who have nothing left."""
_FULL = 1
"""The class of those who paid nothing yet."""
_SMALL = 4
"""A group of so few voters is quicker counted voter by voter, in one sweep, than looked up."""


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
    """The groups that support a project.

    *classes*: the classes of its small groups of weight 1, one for each voter, out of the list of all; *counted*: its
    large groups of weight 1, with their voters; *even*: all groups of weight 1; *weighted*: all others, with voters
    and weight. *weight*: voters times weights; *common*: a common multiple of the weights.
    """

    classes: Callable[[Sequence[int]], Iterable[int]]
    counted: tuple[tuple[int, int], ...]
    even: tuple[int, ...]
    weighted: tuple[tuple[int, int, int], ...]
    weight: int
    common: int


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


class _Ratio:
    """A quotient that is compared exactly, without being reduced: only where floating-point numbers are equal."""

    __slots__ = ("above", "below")

    def __init__(self, above: int, below: int) -> None:
        self.above = above
        self.below = below

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Ratio) and self.above * other.below == other.above * self.below

    def __lt__(self, other: "_Ratio") -> bool:
        return self.above * other.below < other.above * self.below

    __hash__ = None  # type: ignore[assignment]


_Key = tuple[float, _Ratio]
_Waiting = tuple[float, _Ratio, int, int, int, _Offer | None]
"""Price per gain (rounded, exact), rank in the tie order, project, purchases when it was looked at, offer."""


def _key(above: int, below: int) -> _Key:
    """*above* / *below* to be compared fast and exactly. Int by int is rounded correctly, so order is kept."""
    try:
        return above / below, _Ratio(above, below)
    except OverflowError:
        return inf, _Ratio(above, below)


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
        self._gather(rule, set(running))

    def _gather(self, rule: Rule, running: set[int]) -> None:
        voters: dict[tuple[tuple[int, int | Fraction], ...], int] = {}
        even: dict[tuple[int, ...], int] = {}
        weighs = rule.marks is Marks.POINTS or self.election.kind.has_points
        all_run = len(running) == len(self.election.projects)
        for ballot, times in self.election.ballots.items():
            if weighs:
                marks = tuple(
                    (place, weight)
                    for place, weight in marked(ballot, self.election.kind, rule)
                    if weight > 0 and place in running
                )
                if marks:
                    voters[marks] = voters.get(marks, 0) + times
            else:
                places = ballot.projects
                if not all_run:
                    places = tuple([place for place in places if place in running])
                if places:
                    even[places] = even.get(places, 0) + times
        self.weight_unit = lcm(*{weight.denominator for marks in voters for _, weight in marks})
        """Marks' weights are multiplied by it, to be whole."""
        self.groups = len(voters) + len(even)
        backers: dict[int, list[tuple[int, int, int]]] = {place: [] for place in running}
        for group, (places, times) in enumerate(even.items()):
            backer = (group, times, 1)
            for place in places:
                backers[place].append(backer)
        for group, (marks, times) in enumerate(voters.items(), len(even)):
            for place, weight in marks:
                backers[place].append((group, times, int(weight * self.weight_unit)))
        self.backing = {place: _backing(groups) for place, groups in backers.items() if groups}

    def run(self, purse: Fraction, *, ceiling: Fraction | None = None, traced: bool = False) -> Run:
        """Buys projects with *purse* for each voter until no supporters can pay any more.

        Breaks off as soon as the bought ones cost more than *ceiling* together. *traced*: says who paid what.
        """
        start = purse * self.unit
        state = _State([_FULL] * self.groups, [0, start.numerator], start.denominator)
        left = None if ceiling is None else ceiling * self.unit
        waiting: list[_Waiting] = [
            (*_key(self.costs[place], backing.weight * self.gains[place]), self.order[place], place, -1, None)
            for place, backing in self.backing.items()
        ]
        heapify(waiting)
        purchases: list[Purchase] = []
        short: list[int] = []
        while waiting:
            rounded, ratio, rank, place, seen, offer = heappop(waiting)
            if seen != len(purchases) or offer is None:
                offer = self._offer(place, state)
                if offer is None:
                    short.append(place)
                else:
                    heappush(waiting, (*self._price(place, offer, state), rank, place, len(purchases), offer))
                continue
            if left is not None:
                left -= self.costs[place]
                if left < 0:
                    return Run(tuple(purchases), {}, over=True)
            tied = self._tied((rounded, ratio), waiting, state) if traced else ()
            payment = self._payment(place, offer, state) if traced else None
            self._pay(place, offer, state)
            purchases.append(Purchase(place, payment, tied))
        behind = {place: self._money_behind(place, state) for place in short} if traced else {}
        return Run(tuple(purchases), behind, over=False)

    def _held(self, place: int, state: _State) -> list[tuple[int, int, int]]:
        """The supporters of a project who have money left, by class and weight: purse, voters, weight."""
        backing, classes = self.backing[place], state.classes
        counts: Counter[tuple[int, int]] = Counter()
        for at, voters in self._even(backing, classes).items():
            counts[at, 1] = voters
        for group, voters, weight in backing.weighted:
            counts[classes[group], weight] += voters
        return [(state.purses[at], voters, weight) for (at, weight), voters in counts.items() if at != _BROKE]

    def _even(self, backing: _Backing, classes: list[int]) -> dict[int, int]:
        """The supporters of weight 1: class → voters."""
        counts: dict[int, int] = Counter(backing.classes(classes))
        for group, voters in backing.counted:
            at = classes[group]
            counts[at] = counts.get(at, 0) + voters
        return counts

    def _offer(self, place: int, state: _State) -> _Offer | None:
        """The least price at which the supporters cover the cost, each paying it or all that is left; None: they
        can't."""
        backing, purses = self.backing[place], state.purses
        common = backing.common
        if backing.weighted:
            able = [(purse * (common // weight), voters * weight) for purse, voters, weight in self._held(place, state)]
            weight = sum([units for _, units in able])
        else:
            counts = self._even(backing, state.classes)
            counts.pop(_BROKE, None)
            weight = sum(counts.values())
            able = [(purses[at], voters) for at, voters in counts.items()]
        money = self.costs[place] * state.scale * common
        able.sort()
        for purse, units in able:
            if purse * weight >= money:
                return _Offer(money, weight)
            money -= purse * units
            weight -= units
        return None

    def _price(self, place: int, offer: _Offer, state: _State) -> _Key:
        """The price for one unit of gain; comparable between rounds."""
        return _key(offer.money, offer.weight * self.backing[place].common * state.scale * self.gains[place])

    def _pay(self, place: int, offer: _Offer, state: _State) -> None:
        """Takes the payments out of the purses."""
        backing = self.backing[place]
        classes, purses = state.classes, state.purses
        divisor = offer.weight * backing.common
        finer = divisor // gcd(offer.money, divisor)
        price = offer.money * finer // divisor
        if finer > 1:
            state.scale *= finer
            # Classes that nobody is in any more needn't be kept up, but finding them costs a look at every group.
            for at in range(len(purses)) if len(purses) * 8 < len(classes) else set(classes):
                purses[at] *= finer

        def after(at: int, weight: int) -> int:
            rest = purses[at] - price * weight
            if rest <= 0:
                return _BROKE
            purses.append(rest)
            return len(purses) - 1

        moved = {at: after(at, 1) for at in self._even(backing, classes)}
        for group in backing.even:
            classes[group] = moved[classes[group]]
        heavier = {(classes[group], weight) for group, _, weight in backing.weighted}
        moved_heavier = {(at, weight): after(at, weight) for at, weight in heavier}
        for group, _, weight in backing.weighted:
            classes[group] = moved_heavier[classes[group], weight]

    def _tied(self, price: _Key, waiting: list[_Waiting], state: _State) -> tuple[int, ...]:
        """The other projects that stand at exactly *price*."""
        tied = []
        for rounded, ratio, _, place, _, _ in waiting:
            if not price < (rounded, ratio):
                offer = self._offer(place, state)
                if offer is not None and self._price(place, offer, state) == price:
                    tied.append(place)
        return tuple(sorted(tied))

    def _payment(self, place: int, offer: _Offer, state: _State) -> Payment:
        scale = state.scale * self.unit
        price = Fraction(offer.money, offer.weight * self.backing[place].common)
        full = partial = money = 0
        for purse, voters, weight in self._held(place, state):
            if purse >= price * weight:
                full += voters
            else:
                partial += voters
                money += purse * voters
        cost = self.election.projects[place].cost
        in_currency = price * self.weight_unit / scale
        return Payment(in_currency, full, partial, Fraction(money, scale), cost / in_currency)

    def _money_behind(self, place: int, state: _State) -> Fraction:
        total = sum(purse * voters for purse, voters, _ in self._held(place, state))
        return Fraction(total, state.scale * self.unit)


def _backing(groups: list[tuple[int, int, int]]) -> _Backing:
    """*groups*: number, voters, weight."""
    small = [group for group, voters, weight in groups if weight == 1 and voters <= _SMALL for _ in range(voters)]
    weighted = tuple([backer for backer in groups if backer[2] != 1])
    if len(small) > 1:
        classes: Callable[[Sequence[int]], Iterable[int]] = itemgetter(*small)
    else:

        def classes(of: Sequence[int]) -> Iterable[int]:
            return [of[group] for group in small]

    return _Backing(
        classes,
        tuple([(group, voters) for group, voters, weight in groups if weight == 1 and voters > _SMALL]),
        tuple([group for group, _, weight in groups if weight == 1]),
        weighted,
        sum([voters * weight for _, voters, weight in groups]),
        lcm(*{weight for _, _, weight in weighted}),
    )
