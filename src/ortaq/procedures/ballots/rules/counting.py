"""The count: a rule applied to an election. The same input gives the same outcome, on any machine, at any time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from ortaq.procedures.ballots.rules.election import Ballot, Election
from ortaq.procedures.ballots.rules.equal_shares import Electorate, Run
from ortaq.procedures.ballots.rules.greedy import Walk, walk
from ortaq.procedures.ballots.rules.outcome import Compared, Outcome, Phase, Purses, Reason, Step, Verdict
from ortaq.procedures.ballots.rules.specification import Comparison, Method, Purse, Rule
from ortaq.procedures.ballots.rules.support import Barrier, Support, barrier, marked, tallied, tie_order

Progress = Callable[[int, Fraction], None]
"""Is told of every run of equal shares: how many there were, and the purse that comes next."""


def count(election: Election, rule: Rule, progress: Progress | None = None) -> Outcome:
    """Counts *election* by *rule*.

    Exact throughout: rationals decide every comparison, so a tie is a tie and is broken as the rule says.

    Raises BadRule when the rule can't be applied to this election: a drawn order that names other projects, rankings
    to be counted by points without points for the ranks, equal shares with scores for projects not mentioned.
    """
    support = tallied(election, rule)
    order = tie_order(election, rule, support)
    barriers = [barrier(election, rule, support, place) for place in range(len(election.projects))]
    hall = _Hall(election, rule, support, order, barriers, progress or (lambda runs, purse: None))
    if rule.method is not Method.EQUAL_SHARES:
        way = hall.listed(stops=rule.method is Method.GREEDY_STOP)
        return Outcome(rule, election, support, way.steps, hall.verdicts(way.steps, way))
    return hall.shared()


@dataclass(frozen=True, slots=True)
class _Hall:
    """Everything that the parts of one count look at."""

    election: Election
    rule: Rule
    support: Support
    order: tuple[int, ...]
    barriers: list[Barrier | None]
    progress: Progress

    @property
    def running(self) -> list[int]:
        return [place for place, barred in enumerate(self.barriers) if barred is None]

    def listed(self, *, stops: bool) -> Walk:
        return walk(self.election, self.support, self.order, self.running, stops=stops)

    def shared(self) -> Outcome:
        election, rule = self.election, self.rule
        purses, run = self._bought()
        spent = Fraction(0)
        steps = []
        for bought in run.purchases:
            spent += election.projects[bought.project].cost
            score = self.support.scores[bought.project]
            steps.append(Step(bought.project, Phase.EQUAL_SHARES, score, spent, bought.payment, bought.tied))
        fill = None
        if rule.completion.fills:
            chosen = {step.project for step in steps}
            rest = [place for place in self.running if place not in chosen]
            fill = walk(election, self.support, self.order, rest, stops=False, phase=Phase.FILL, spent=spent)
            steps += fill.steps
        if rule.comparison is not Comparison.NONE:
            way = self.listed(stops=False)
            compared = self._compared(steps, way.steps)
            if compared.greedy_taken:
                verdicts = self.verdicts(way.steps, way, outvoted=frozenset(compared.shares))
                return Outcome(rule, election, self.support, way.steps, verdicts, purses, compared)
            return Outcome(rule, election, self.support, tuple(steps), self.verdicts(steps, fill, run.behind), purses, compared)  # fmt: skip
        return Outcome(rule, election, self.support, tuple(steps), self.verdicts(steps, fill, run.behind), purses)

    def _bought(self) -> tuple[Purses, Run]:
        """The run of equal shares that counts, and the purses it was made with."""
        election, rule = self.election, self.rule
        if not self.support.voters:
            return Purses(Fraction(0), Fraction(0), 0), Run((), {}, over=False)
        start = election.budget / self.support.voters
        if rule.purse is Purse.WHOLE:
            start = Fraction(start.numerator // start.denominator)
        electorate = Electorate(election, rule, self.support, self.running, self.order)
        if not rule.completion.grows:
            return Purses(start, start, 1), electorate.run(start, traced=True)
        purse, runs = start, 1
        run = electorate.run(purse)
        while self._goes_on(run, len(electorate.backing)):
            self.progress(runs, purse + rule.increment)
            larger = electorate.run(purse + rule.increment, ceiling=election.budget)
            runs += 1
            if larger.over:
                break
            purse, run = purse + rule.increment, larger
        return Purses(start, purse, runs), electorate.run(purse, traced=True)

    def _goes_on(self, run: Run, backed: int) -> bool:
        """Is there anything that larger purses could buy, and does the rule want it bought?"""
        if len(run.purchases) == backed:
            return False
        if not self.rule.stop_when_exhausted:
            return True
        projects = self.election.projects
        bought = {purchase.project for purchase in run.purchases}
        left = self.election.budget - sum(projects[place].cost for place in bought)
        return any(projects[place].cost <= left for place in self.running if place not in bought)

    def _compared(self, shares: Iterable[Step], listed: Iterable[Step]) -> Compared:
        by_shares, by_list = (tuple(step.project for step in steps) for steps in (shares, listed))
        money = self.rule.comparison is Comparison.MONEY
        gain = [project.cost if money else Fraction(1) for project in self.election.projects]
        only_shares, only_list = set(by_shares) - set(by_list), set(by_list) - set(by_shares)

        def preference(ballot: Ballot) -> Fraction:
            marks = [place for place, weight in marked(ballot, self.election.kind, self.rule) if weight > 0]
            return sum(
                (gain[place] * ((place in only_shares) - (place in only_list)) for place in marks), start=Fraction(0)
            )

        prefer_shares = prefer_list = 0
        for ballot, times in self.election.ballots.items():
            if only_shares.isdisjoint(ballot.projects) and only_list.isdisjoint(ballot.projects):
                continue
            preferred = preference(ballot)
            prefer_shares += times * (preferred > 0)
            prefer_list += times * (preferred < 0)
        return Compared(prefer_shares, prefer_list, by_shares, by_list)

    def verdicts(
        self,
        steps: Iterable[Step],
        way: Walk | None,
        behind: dict[int, Fraction] | None = None,
        outvoted: frozenset[int] = frozenset(),
    ) -> tuple[Verdict, ...]:
        """The word on every project."""
        won = {step.project: index for index, step in enumerate(steps)}

        def verdict(place: int) -> Verdict:
            if place in won:
                return Verdict(place, Reason.WON, step=won[place])
            if self.barriers[place]:
                return Verdict(place, Reason.BARRED, barrier=self.barriers[place])
            if place in outvoted:
                return Verdict(place, Reason.OUTVOTED)
            if way is None:
                return Verdict(place, Reason.SUPPORTERS_SHORT, had=(behind or {}).get(place, Fraction(0)))
            if place in way.left:
                return Verdict(place, Reason.NOT_ENOUGH_LEFT, had=way.left[place])
            return Verdict(place, Reason.AFTER_STOP, stopped_by=way.stopped_by)

        return tuple(verdict(place) for place in range(len(self.barriers)))
