"""The whole count as JSON values: for programs, and for the picture of where the money went.

Amounts, votes and shares that were published are exact. What equal shares divide (prices, money left in purses,
effective support) has denominators of hundreds of digits; it is rounded half up to six decimals here, as text, and
exact in the outcome itself. A few hundred bytes per project, whatever the number of voters.
"""

from collections.abc import Mapping
from typing import Any

from ortaq.procedures.ballots.rules.election import Number
from ortaq.procedures.ballots.rules.explanation import explained
from ortaq.procedures.ballots.rules.outcome import Outcome, Payment, Step, Verdict
from ortaq.procedures.ballots.rules.wording import number

_PLACES = 6


def trace(outcome: Outcome) -> Mapping[str, Any]:
    """Rule, tallies, steps with payments, the verdict on every project, and its words in three languages.

    For a picture: ``steps`` are the bars, each from ``spent`` less ``cost`` to ``spent`` of ``budget``; in equal shares
    ``payment`` divides a bar into what full and partial payers gave.
    """
    election = outcome.election
    purses, compared = outcome.purses, outcome.compared
    return {
        "rule": outcome.rule.as_json(),
        "rule_sha256": outcome.rule.hash,
        "kind": str(election.kind),
        "voters": outcome.support.voters,
        "ballots": election.voters,
        "budget": exact(election.budget),
        "spent": exact(outcome.spent),
        "represented": outcome.represented,
        "winners": list(outcome.winners),
        "purses": purses and {"start": _short(purses.start), "final": _short(purses.final), "runs": purses.runs},
        "comparison": compared
        and {
            "prefer_equal_shares": compared.prefer_shares,
            "prefer_list": compared.prefer_list,
            "equal_shares": [election.projects[place].id for place in compared.shares],
            "list": [election.projects[place].id for place in compared.greedy],
        },
        "steps": [_step(outcome, step) for step in outcome.steps],
        "projects": [_project(outcome, verdict) for verdict in outcome.verdicts],
    }


def exact(value: Number) -> int | str:
    """A whole number as number, any other as text: decimals when they end ("1234.5"), else a fraction ("1/3")."""
    if value.denominator == 1:
        return value.numerator
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest > 1:
        return str(value)
    places = max(twos, fives)
    digits = f"{abs(value.numerator) * 10**places // value.denominator:0{places + 1}}"
    return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def _short(value: Number) -> str:
    return number(value, "en", _PLACES).replace(",", "")


def _step(outcome: Outcome, step: Step) -> dict[str, Any]:
    project = outcome.election.projects[step.project]
    return {
        "project": project.id,
        "phase": str(step.phase),
        "score": exact(step.score),
        "cost": exact(project.cost),
        "spent": exact(step.spent),
        "tied": [outcome.election.projects[place].id for place in step.tied],
        "payment": step.payment and _payment(step.payment),
    }


def _payment(payment: Payment) -> dict[str, Any]:
    return {
        "price": _short(payment.price),
        "full": payment.full,
        "partial": payment.partial,
        "partial_money": _short(payment.partial_money),
        "support": _short(payment.support),
    }


def _project(outcome: Outcome, verdict: Verdict) -> dict[str, Any]:
    project = outcome.election.projects[verdict.project]
    barrier = verdict.barrier
    words = explained(outcome, verdict.project)
    return {
        "project": project.id,
        "name": project.name,
        "cost": exact(project.cost),
        "votes": outcome.support.votes[verdict.project],
        "score": exact(outcome.support.scores[verdict.project]),
        "won": verdict.won,
        "reason": str(verdict.reason),
        "step": verdict.step,
        "had": None if verdict.had is None else _short(verdict.had),
        "barrier": barrier and {"field": barrier.field, "needed": _short(barrier.needed), "had": _short(barrier.had)},
        "words": {"kk": words.kk, "ru": words.ru, "en": words.en},
    }
