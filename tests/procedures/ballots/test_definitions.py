"""The engine finds what the rules' definitions say: each is written here once more, in the plainest way, for few voters.

Here every voter is counted alone and every price is sought among all that could be it; the engine does neither.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import count as numbers

from hypothesis import given, settings
from hypothesis import strategies as st

from ortaq.procedures.ballots.rules.counting import count
from ortaq.procedures.ballots.rules.election import Election, Kind, Project, gathered
from ortaq.procedures.ballots.rules.outcome import Reason
from ortaq.procedures.ballots.rules.specification import (
    Comparison,
    Completion,
    Marks,
    Method,
    Purse,
    Rule,
    Tie,
    Utility,
)  # fmt: skip

Voter = dict[int, Fraction]
"""What one voter gives to each project."""


# --- the definitions -------------------------------------------------------------------------------------------------


class Definition:
    """An election and a rule as the text of the rule has them."""

    def __init__(self, election: Election, rule: Rule) -> None:
        self.costs = [project.cost for project in election.projects]
        self.names = [project.id for project in election.projects]
        self.budget, self.rule = election.budget, rule
        self.voters: list[Voter] = []
        self.votes = [0] * len(self.costs)
        for ballot, times in election.ballots.items():
            for _ in range(times):
                self.voters.append(self._weights(election, ballot.projects, ballot.points))
                for at, place in enumerate(ballot.projects):
                    self.votes[place] += not ballot.points or ballot.points[at] > 0
        self.size = (
            len(self.voters) if rule.blank_counts else sum(bool(b.projects) * t for b, t in election.ballots.items())
        )
        self.scores = [sum(voter.get(place, 0) for voter in self.voters) for place in range(len(self.costs))]

    def _weights(self, election: Election, projects: Sequence[int], points: Sequence[Fraction | int]) -> Voter:
        if self.rule.marks is Marks.POINTS and points:
            return {place: Fraction(given) for place, given in zip(projects, points, strict=True)}
        if self.rule.marks is Marks.POINTS and election.kind is Kind.ORDINAL:
            return {place: Fraction(given) for place, given in zip(projects, self.rule.rank_points, strict=False)}
        return {place: Fraction(1) for at, place in enumerate(projects) if not points or points[at] > 0}

    def running(self) -> set[int]:
        rule, n = self.rule, self.size
        return {
            place
            for place, cost in enumerate(self.costs)
            if cost <= self.budget
            and self.votes[place] >= rule.min_votes
            and Fraction(self.votes[place], n or 1) >= rule.min_percent / 100
            and self.scores[place] >= rule.min_points
            and Fraction(self.votes[place], n or 1) >= rule.min_cost_share * cost / self.budget
        }

    def rank(self, place: int) -> tuple[object, ...]:
        looks = {Tie.CHEAPER: self.costs[place], Tie.MORE_VOTES: -self.votes[place]}
        name, rule = self.names[place], self.rule
        lot: object = rule.lot.index(name) if rule.lot else int(name[1:])
        if rule.lot_seed:
            lot = hashlib.sha256(f"{rule.lot_seed}:{name}".encode()).hexdigest()
        return *(looks[tie] for tie in rule.ties), lot

    def down_the_list(self, among: set[int], stops: bool, chosen: list[int]) -> list[int]:
        chosen = list(chosen)
        for place in sorted(among - set(chosen), key=lambda p: (-self.scores[p], self.rank(p))):
            if sum(self.costs[p] for p in chosen) + self.costs[place] <= self.budget:
                chosen.append(place)
            elif stops:
                break
        return chosen

    def price(self, place: int, purses: list[Fraction]) -> Fraction | None:
        """The least price of a unit of gain at which the supporters, each giving what they can, cover the cost."""
        cost = self.costs[place]
        unit = cost if self.rule.utility is Utility.COST else Fraction(1)
        gains = [
            (purse, voter[place] * unit)
            for purse, voter in zip(purses, self.voters, strict=True)
            if voter.get(place, 0) > 0
        ]
        if sum(purse for purse, _ in gains) < cost:
            return None
        found = []
        for bound in {purse / gain for purse, gain in gains}:
            rich = sum(gain for purse, gain in gains if purse / gain >= bound)
            price = (cost - sum(purse for purse, gain in gains if purse / gain < bound)) / rich
            if sum(min(purse, price * gain) for purse, gain in gains) == cost:
                found.append(price)
        return min(found)

    def equal_shares(self, purse: Fraction, among: set[int]) -> list[int]:
        purses, chosen = [purse] * len(self.voters), []
        while True:
            prices = {place: self.price(place, purses) for place in among - set(chosen)}
            offers = [(price, self.rank(place), place) for place, price in prices.items() if price is not None]
            if not offers:
                return chosen
            price, _, best = min(offers)
            unit = self.costs[best] if self.rule.utility is Utility.COST else Fraction(1)
            for at, voter in enumerate(self.voters):
                if voter.get(best, 0) > 0:
                    purses[at] -= min(purses[at], price * voter[best] * unit)
            chosen.append(best)

    def winners(self) -> list[int]:
        rule, among = self.rule, self.running()
        if rule.method is not Method.EQUAL_SHARES:
            return self.down_the_list(among, rule.method is Method.GREEDY_STOP, [])
        start = self.budget / self.size if self.size else Fraction(0)
        start = Fraction(int(start)) if rule.purse is Purse.WHOLE else start
        chosen = self.equal_shares(start, among)
        for more in numbers(1) if rule.completion.grows and self.size else ():
            if len(chosen) == len(among) or (rule.stop_when_exhausted and not self._fits(among, chosen)):
                break
            larger = self.equal_shares(start + more * rule.increment, among)
            if sum(self.costs[place] for place in larger) > self.budget:
                break
            chosen = larger
        if rule.completion.fills:
            chosen = self.down_the_list(among, False, chosen)
        listed = self.down_the_list(among, False, [])
        gains = [self._gain(voter, listed) - self._gain(voter, chosen) for voter in self.voters]
        worse = sum(gain > 0 for gain in gains) > sum(gain < 0 for gain in gains)
        return listed if rule.comparison is not Comparison.NONE and worse else chosen

    def _fits(self, among: set[int], chosen: list[int]) -> bool:
        left = self.budget - sum(self.costs[place] for place in chosen)
        return any(self.costs[place] <= left for place in among - set(chosen))

    def _gain(self, voter: Voter, chosen: list[int]) -> Fraction:
        money = self.rule.comparison is Comparison.MONEY
        return sum((self.costs[p] if money else Fraction(1) for p in chosen if voter.get(p, 0) > 0), Fraction(0))


# --- elections to try ------------------------------------------------------------------------------------------------

MARKS = {
    Kind.APPROVAL: st.just(Fraction(1)),
    Kind.ORDINAL: st.just(Fraction(1)),
    Kind.CUMULATIVE: st.integers(0, 4),
    Kind.SCORING: st.fractions(-1, 3, max_denominator=3),
}


@st.composite
def elections(draw: st.DrawFn, kinds: Sequence[Kind] = tuple(MARKS)) -> Election:
    kind = draw(st.sampled_from(kinds))
    money = st.integers(1, 12) if draw(st.booleans()) else st.fractions(Fraction(1, 3), 12, max_denominator=6)
    names = [f"p{number}" for number in draw(st.permutations(range(draw(st.integers(1, 6)))))]
    projects = [Project(name, Fraction(draw(money))) for name in names]
    marks = st.lists(st.sampled_from(names), unique=True, max_size=4)
    few = draw(st.lists(marks, min_size=1, max_size=4))
    chosen = draw(st.lists(st.one_of(st.sampled_from(few), marks), max_size=9))
    ballots = [{name: draw(MARKS[kind]) for name in ballot} if kind.has_points else ballot for ballot in chosen]
    return gathered(kind, Fraction(draw(money)) * draw(st.integers(1, 4)), projects, ballots)  # type: ignore[arg-type]


@st.composite
def rules(draw: st.DrawFn, names: Sequence[str], method: Method | None = None) -> Rule:
    rule = Rule(
        method or draw(st.sampled_from(Method)),
        marks=draw(st.sampled_from(Marks)),
        rank_points=tuple(sorted(draw(st.lists(st.integers(0, 4), min_size=1, max_size=4)), reverse=True)),
        min_votes=draw(st.integers(1, 3)),
        min_percent=draw(st.sampled_from([Fraction(0), Fraction(100, 3), Fraction(50)])),
        min_points=draw(st.sampled_from([Fraction(0), Fraction(2)])),
        min_cost_share=draw(st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(1)])),
        blank_counts=draw(st.booleans()),
        ties=tuple(draw(st.lists(st.sampled_from(Tie), unique=True))),
        lot=tuple(draw(st.permutations(names))) if draw(st.booleans()) else (),
    )
    if not rule.lot:
        rule = replace(rule, lot_seed=draw(st.sampled_from(["", "2026", "жеребе"])))
    if rule.method is not Method.EQUAL_SHARES:
        return rule
    completion = draw(st.sampled_from(Completion))
    return replace(
        rule,
        utility=draw(st.sampled_from(Utility)),
        purse=draw(st.sampled_from(Purse)),
        completion=completion,
        increment=draw(st.sampled_from([Fraction(1, 2), Fraction(1), Fraction(7, 3)]))
        if completion.grows
        else Fraction(0),
        stop_when_exhausted=completion.grows and draw(st.booleans()),
        comparison=draw(st.sampled_from(Comparison)),
    )


@st.composite
def cases(draw: st.DrawFn, method: Method | None = None) -> tuple[Election, Rule]:
    election = draw(elections())
    return election, draw(rules([project.id for project in election.projects], method))


# --- the tests -------------------------------------------------------------------------------------------------------


@settings(max_examples=120, deadline=None)
@given(cases())
def test_every_rule_finds_what_its_definition_says(case: tuple[Election, Rule]) -> None:
    election, rule = case
    by_definition = Definition(election, rule)
    outcome = count(election, rule)
    assert outcome.winners == tuple(by_definition.names[place] for place in by_definition.winners())
    assert outcome.spent <= election.budget


@settings(max_examples=120, deadline=None)
@given(cases(Method.EQUAL_SHARES))
def test_equal_shares_find_what_their_definition_says(case: tuple[Election, Rule]) -> None:
    election, rule = case
    by_definition = Definition(election, rule)
    assert count(election, rule).winners == tuple(by_definition.names[place] for place in by_definition.winners())


@settings(max_examples=50, deadline=None)
@given(cases())
def test_every_project_has_a_verdict_and_every_tenge_a_payer(case: tuple[Election, Rule]) -> None:
    election, rule = case
    outcome = count(election, rule)
    assert [verdict.project for verdict in outcome.verdicts] == list(range(len(election.projects)))
    assert {v.project for v in outcome.verdicts if v.won} == {step.project for step in outcome.steps}
    spent = Fraction(0)
    for step in outcome.steps:
        cost = election.projects[step.project].cost
        spent += cost
        assert step.spent == spent
        if step.payment:
            assert step.payment.full >= 1
            if rule.marks is Marks.VOTES:
                assert step.payment.price * step.payment.full + step.payment.partial_money == cost
                assert step.payment.support == cost / step.payment.price
    for verdict in outcome.verdicts:
        cost = election.projects[verdict.project].cost
        if verdict.reason in {Reason.SUPPORTERS_SHORT, Reason.NOT_ENOUGH_LEFT}:
            assert verdict.had is not None
            assert verdict.had < cost
        assert (verdict.barrier is not None) == (verdict.reason is Reason.BARRED)


@settings(max_examples=50, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_ballots_and_projects_changes_nothing(case: tuple[Election, Rule], chance: object) -> None:
    election, rule = case
    places = list(range(len(election.projects)))
    chance.shuffle(places)  # type: ignore[attr-defined]
    moved = {old: new for new, old in enumerate(places)}
    ballots = {}
    for ballot, times in reversed(election.ballots.items()):
        pairs = [(moved[place], at) for at, place in enumerate(ballot.projects)]
        if election.kind is not Kind.ORDINAL:
            pairs.sort()
        points = tuple(ballot.points[at] for _, at in pairs) if ballot.points else ()
        ballots[ballot.__class__(tuple(place for place, _ in pairs), points)] = times
    shuffled = replace(election, projects=tuple(election.projects[place] for place in places), ballots=ballots)
    assert count(shuffled, rule).winners == count(election, rule).winners


@settings(max_examples=50, deadline=None)
@given(cases(), st.sampled_from([Fraction(1000), Fraction(1, 7), Fraction(10**300 + 7), Fraction(3, 10**40)]))
def test_another_currency_changes_nothing(case: tuple[Election, Rule], rate: Fraction) -> None:
    election, rule = case
    rule = replace(rule, purse=Purse.EXACT)
    projects = tuple(replace(project, cost=project.cost * rate) for project in election.projects)
    exchanged = replace(election, projects=projects, budget=election.budget * rate)
    before = count(election, rule)
    after = count(exchanged, replace(rule, increment=rule.increment * rate))
    assert after.winners == before.winners
    assert after.spent == before.spent * rate


@settings(max_examples=50, deadline=None)
@given(cases(), st.integers(2, 1000))
def test_as_many_twins_of_everybody_change_nothing(case: tuple[Election, Rule], times: int) -> None:
    election, rule = case
    rule = replace(rule, min_votes=1, min_points=Fraction(0), purse=Purse.EXACT)
    twins = replace(election, ballots={ballot: count * times for ballot, count in election.ballots.items()})
    assert count(twins, replace(rule, increment=rule.increment / times)).winners == count(election, rule).winners
