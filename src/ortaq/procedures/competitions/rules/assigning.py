"""Who reads which application: drawn at random, evenly, never against a conflict of interest.

The draw is repeatable: it depends on the recorded seed and on who takes part, not on the order in which they are
given. Anybody who has the seed can draw it again.
"""

import hashlib
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


class NotEnoughReviewers(ValueError):
    """Some applications have fewer reviewers without a conflict than readings are asked for: ``applications``."""

    def __init__(self, applications: Iterable[str]) -> None:
        self.applications = tuple(sorted(applications))
        super().__init__(f"too few reviewers without a conflict for: {', '.join(self.applications)}")


@dataclass(frozen=True, slots=True)
class Draw:
    """Which reviewers read each application, and how many each of them reads."""

    by_application: Mapping[str, tuple[str, ...]]
    loads: Mapping[str, int]


def draw(
    applications: Iterable[str],
    reviewers: Iterable[str],
    readings: int,
    conflicts: Iterable[tuple[str, str]],
    seed: str,
    kept: Mapping[str, Iterable[str]] | None = None,
) -> Draw:
    """Gives every application *readings* reviewers, so that nobody reads two more than another where that can be.

    ``conflicts``: pairs (application, reviewer) that are barred. ``kept``: readings that stand already (after a
    recusal only the empty places are drawn anew).

    Raises NotEnoughReviewers.
    """
    people = sorted(set(reviewers))
    barred = set(conflicts)
    read_by = {each: {who for who in (kept or {}).get(each, ()) if (each, who) not in barred} for each in applications}
    fixed = {each: frozenset(who) for each, who in read_by.items()}
    allowed = {each: [who for who in people if (each, who) not in barred] for each in read_by}
    short = [each for each in read_by if len(set(allowed[each]) | fixed[each]) < readings]
    if short:
        raise NotEnoughReviewers(short)
    loads = dict.fromkeys(people, 0)
    for who in (who for readers in read_by.values() for who in readers if who in loads):
        loads[who] += 1
    # The application with the fewest possible readers first: it has the least choice.
    for each in sorted(read_by, key=lambda each: (len(allowed[each]), _chance(seed, each))):
        free = [who for who in allowed[each] if who not in read_by[each]]
        free.sort(key=lambda who: (loads[who], _chance(seed, each, who)))
        for who in free[: max(0, readings - len(read_by[each]))]:
            read_by[each].add(who)
            loads[who] += 1
    order = sorted(read_by, key=lambda each: _chance(seed, each))
    while _even_out(read_by, fixed, allowed, loads, order):
        pass
    return Draw({each: tuple(sorted(read_by[each])) for each in sorted(read_by)}, loads)


def _even_out(
    read_by: dict[str, set[str]],
    fixed: Mapping[str, frozenset[str]],
    allowed: Mapping[str, list[str]],
    loads: dict[str, int],
    order: Sequence[str],
) -> bool:
    """Passes one reading from somebody with too many, by way of others, to somebody with at least two fewer."""
    lowest = min(loads.values(), default=0)
    reads: dict[str, list[str]] = {who: [] for who in loads}
    for each in order:
        for who in read_by[each] - fixed[each]:
            reads[who].append(each)
    for start in sorted(loads, key=lambda who: (-loads[who], who)):
        if loads[start] < lowest + 2:
            return False
        came: dict[str, tuple[str, str]] = {}
        seen, queue = {start}, deque([start])
        while queue:
            who = queue.popleft()
            for each in reads[who]:
                for other in allowed[each]:
                    if other in seen or other in read_by[each]:
                        continue
                    seen.add(other)
                    came[other] = (who, each)
                    if loads[start] - loads[other] >= 2:
                        _pass_on(other, start, came, read_by)
                        loads[start] -= 1
                        loads[other] += 1
                        return True
                    queue.append(other)
    return False


def _pass_on(last: str, start: str, came: Mapping[str, tuple[str, str]], read_by: dict[str, set[str]]) -> None:
    while last != start:
        who, each = came[last]
        read_by[each].discard(who)
        read_by[each].add(last)
        last = who


def _chance(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
