"""What the worker does for one vote after the other: one that fails holds up no other."""

import logging
from collections.abc import Callable, Iterable

from ortaq.procedures.ballots.models import Election

log = logging.getLogger(__name__)


def for_each(elections: Iterable[Election], act: Callable[[Election], int]) -> int:
    """Does *act* for every election; returns the sum of what it returns. Each is a transaction of its own.

    What one of them raises is raised when all have had their turn: the task has failed, and is seen to have.
    """
    done = 0
    trouble: Exception | None = None
    for election in elections:
        try:
            done += act(election)
        except Exception as error:  # whatever stops one vote must not stop the others: it is raised below
            log.exception("Election %s", election.number)
            trouble = error
    if trouble is not None:
        raise trouble
    return done
