"""Who gets a notice, and why."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person who is told: by account, or by the contact that a guest left (``parties.Person``).

    ``because``: the capacity in which they are told; the notice says it ("You get this because…").
    """

    because: str
    language: str
    person_id: int | None = None
    user_id: int | None = None
