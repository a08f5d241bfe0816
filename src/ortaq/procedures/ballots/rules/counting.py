"""The count: a rule applied to an election. The same input gives the same outcome, on any machine, at any time."""


from ortaq.procedures.ballots.rules.election import Election
from ortaq.procedures.ballots.rules.greedy import Walk, walk
from ortaq.procedures.ballots.rules.outcome import Outcome, Reason, Verdict
from ortaq.procedures.ballots.rules.specification import Method, Rule
from ortaq.procedures.ballots.rules.support import Barrier, barrier, tallied, tie_order


def count(election: Election, rule: Rule) -> Outcome:
    """Counts *election* by *rule*.

    Exact throughout: rationals decide every comparison, so a tie is a tie and is broken as the rule says.

    Raises BadRule when the rule can't be applied to this election: a drawn order that names other projects, rankings
    to be counted by points without points for the ranks.
    """
    support = tallied(election, rule)
    order = tie_order(election, rule, support)
    barriers = [barrier(election, rule, support, place) for place in range(len(election.projects))]
    running = [place for place, barred in enumerate(barriers) if barred is None]
    way = walk(election, support, order, running, stops=rule.method is Method.GREEDY_STOP)
    return Outcome(rule, election, support, way.steps, _verdicts_of_list(way, barriers))


def _verdicts_of_list(way: Walk, barriers: list[Barrier | None]) -> tuple[Verdict, ...]:
    steps = {step.project: index for index, step in enumerate(way.steps)}

    def verdict(place: int) -> Verdict:
        if place in steps:
            return Verdict(place, Reason.WON, step=steps[place])
        if barriers[place]:
            return Verdict(place, Reason.BARRED, barrier=barriers[place])
        if place in way.left:
            return Verdict(place, Reason.NOT_ENOUGH_LEFT, had=way.left[place])
        return Verdict(place, Reason.AFTER_STOP, stopped_by=way.stopped_by)

    return tuple(verdict(place) for place in range(len(barriers)))
