"""What went wrong, as GeoReport v2 tells it: 404 unknown, 403 the key, 400 everything else."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One error: its code (that of HTTP) and words for the developer of a client."""

    code: int
    description: str


class Refusal(Exception):
    """A request that is answered with errors. ``status`` is the HTTP code, that of the first problem."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(problem.description for problem in problems))
        self.problems = tuple(problems)

    @property
    def status(self) -> int:
        return self.problems[0].code


def bad(*descriptions: str) -> Refusal:
    """400 with one error for each of *descriptions*."""
    return Refusal([Problem(400, description) for description in descriptions])


def not_found(description: str) -> Refusal:
    """404: an unknown jurisdiction_id, service_code, service_request_id or token."""
    return Refusal([Problem(404, description)])


def missing_key(description: str) -> Refusal:
    """403: no api_key, or one that isn't valid for this."""
    return Refusal([Problem(403, description)])
