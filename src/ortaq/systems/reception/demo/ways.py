"""Which stories are told, how often and of which days."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ortaq.systems.reception.demo import complaints, stories
from ortaq.systems.reception.demo.stories import Story
from ortaq.systems.reception.demo.texts import PARTS, SAMPLES, Sample

LAST_DAYS = (1.0, 9.0)
"""Stories that end in the middle are told of the last days alone, else everything would be overdue."""
ANSWERABLE = tuple(sample for sample in SAMPLES if sample.category != "other")
"""Matters of bodies that have a superior one: what goes to the region's akimat itself is complained of in court."""
COSTLY = tuple(
    sample for sample in SAMPLES if sample.type == "application" and sample.category in {"roads", "lighting", "housing"}
)
"""Matters that a body may refuse for want of money, after a preliminary decision (APPC 73)."""


@dataclass(frozen=True)
class Way:
    """A story, and of whom it is told.

    Each is told once, so that every state of an appeal and of a complaint is seen; the rest by ``weight``. ``days``:
    how long ago the appeal came. ``over``: nothing is left to be done, so that it may be told of earlier years.
    ``filing``: what the story needs the resident to have chosen.
    """

    tell: Callable[[Story], object]
    weight: int = 0
    days: tuple[float, float] = (5.0, 360.0)
    over: bool = False
    samples: tuple[Sample, ...] = SAMPLES
    filing: Mapping[str, Any] = field(default_factory=dict)


WAYS: tuple[Way, ...] = (
    Way(stories.rated, 30, over=True),
    Way(stories.closed, 22, days=(45, 360), over=True),
    Way(stories.answered, 14, over=True),
    Way(stories.in_progress, 8, days=LAST_DAYS),
    Way(stories.registered, 3, days=LAST_DAYS),
    Way(stories.assigned, 4, days=LAST_DAYS),
    Way(stories.on_signature, 4, days=LAST_DAYS),
    Way(stories.awaiting, 3, days=LAST_DAYS),
    Way(stories.clarification, 2, days=LAST_DAYS),
    Way(stories.clarified, 2, days=LAST_DAYS),
    Way(stories.returned, 3, over=True),
    Way(stories.withdrawn, 2, over=True),
    Way(stories.terminated, 2, over=True),
    Way(stories.extended, 3, days=LAST_DAYS),
    Way(stories.preliminary, 2, days=LAST_DAYS, samples=COSTLY),
    Way(stories.hearing, 2, days=LAST_DAYS, samples=COSTLY),
    Way(stories.reopened, 3),
    Way(stories.silent, 3, days=(40, 360)),
    Way(stories.forwarded, 1),
    Way(stories.forwarded_out, 1),
    *(Way(stories.split, days=(10, 200), samples=(whole,)) for whole in PARTS),
    Way(stories.merged, 1, days=(10, 200)),
    Way(stories.informed, 1, days=(14, 200)),
    Way(stories.heard, days=(45, 200), samples=COSTLY),
    Way(stories.unheard, days=(30, 200), samples=COSTLY),
    Way(stories.reworked, 1, days=(10, 200)),
    Way(stories.signed, 1, days=(6, 12), filing={"delivery": "post"}),
    Way(stories.answered, 2, days=(7, 14)),
    Way(stories.taken_down, days=(14, 200), filing={"consent_to_publish": True}),
    Way(stories.thought_better, days=(14, 200), filing={"consent_to_publish": True}),
    Way(stories.disputed, 1, days=(8, 20)),
    Way(stories.protected, days=LAST_DAYS),
    Way(stories.unprotected, days=LAST_DAYS),
    Way(stories.kept, days=(14, 200)),
    Way(complaints.complained, 2, days=(40, 360), samples=ANSWERABLE),
    Way(complaints.upheld, 2, days=(45, 360), samples=ANSWERABLE),
    Way(complaints.objected, days=(4, 6), samples=ANSWERABLE),
    Way(complaints.satisfied, days=(25, 200), samples=ANSWERABLE),
    Way(complaints.in_review, days=(14, 24), samples=ANSWERABLE),
    Way(complaints.remitted, days=(30, 200), samples=ANSWERABLE),
    Way(complaints.rejected, days=(30, 200), samples=ANSWERABLE),
    Way(complaints.given_up, days=(30, 200), samples=ANSWERABLE),
    Way(complaints.let_go, days=(45, 200), samples=ANSWERABLE),
    Way(complaints.unheard, days=(70, 200), samples=ANSWERABLE),
)
JUST_FILED = Way(stories.only_filed)

__all__ = ["JUST_FILED", "WAYS", "Way"]
