"""Events: drawn up, announced, changed, held, cancelled."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from ortaq.kernel.clocks.rules import local_day
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, advance, open_record
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.models import Link
from ortaq.kernel.search.actions import index_record
from ortaq.systems.fairs.models import Fair, Occasion
from ortaq.systems.fairs.permissions import may_organise
from ortaq.systems.fairs.rules import OCCASION_KINDS


@dataclass(frozen=True)
class OccasionTerms:
    """What an event says of itself."""

    occasion_kind: str
    title_kk: str
    title_ru: str
    about_kk: str
    about_ru: str
    place: str
    territory_id: int
    starts_at: datetime
    ends_at: datetime


def _check(terms: OccasionTerms) -> None:
    if terms.occasion_kind not in OCCASION_KINDS:
        raise ValueError(f"no kind of event {terms.occasion_kind!r}")
    if terms.ends_at <= terms.starts_at:
        raise Refused(
            Text(
                "Іс-шара басталғаннан кейін аяқталуы керек.",
                "Мероприятие должно закончиться после начала.",
                "The event has to end after it begins.",
            )
        )


@transaction.atomic
def draw_up_occasion(
    *,
    body: Organisation,
    terms: OccasionTerms,
    by: Actor,
    at: datetime,
    fair: Fair | None = None,
    is_demo: bool = False,
) -> Occasion:
    """Draws up an event, by itself or at a fair of the same body. Nobody else sees it until it is announced."""
    decision = may_organise(by, body.pk)
    if not decision:
        raise Refused.by(decision)
    _check(terms)
    occasion = Occasion(kind="occasion", body=body, language="kk", fair=fair, is_demo=is_demo, **asdict(terms))
    open_record(occasion, by=by, at=at, code="draw_up", year=local_day(at).year)
    if fair is not None:
        Link.objects.create(source=fair, kind=Link.Kind.RESULTS_IN, target=occasion, created_at=at)
    return occasion


@transaction.atomic
def edit_occasion(
    *, occasion: Occasion, terms: OccasionTerms, by: Actor, at: datetime, version: int | None = None
) -> None:
    """Changes an event; the public page and the calendar change with it."""
    _check(terms)
    changes: dict[str, object] = asdict(terms)
    if occasion.published_at is not None:
        changes |= {
            "public_title": terms.title_kk,
            "public_text": f"{terms.title_ru}\n{terms.about_kk}\n{terms.about_ru}",
        }
    advance(occasion, "edit", by=by, at=at, regime="", version=version, changes=changes)
    if occasion.published_at is not None:
        _index(occasion)


def _index(occasion: Occasion) -> None:
    index_record(record_id=occasion.pk, title=occasion.public_title, text=occasion.public_text, language="kk")


@transaction.atomic
def announce_occasion(*, occasion: Occasion, by: Actor, at: datetime, version: int | None = None) -> None:
    """Announces an event."""
    changes = {
        "published_at": at,
        "public_title": occasion.title_kk,
        "public_text": f"{occasion.title_ru}\n{occasion.about_kk}\n{occasion.about_ru}",
    }
    advance(occasion, "announce", by=by, at=at, regime="", version=version, changes=changes)
    _index(occasion)


@transaction.atomic
def hold_occasion(
    *, occasion: Occasion, outcome: str, people: int | None, by: Actor, at: datetime, version: int | None = None
) -> None:
    """Notes that an event was held, with how many people came and what came of it. Raises Refused before it began."""
    if occasion.starts_at > at:
        raise Refused(Text("Іс-шара әлі басталған жоқ.", "Мероприятие ещё не началось.", "The event hasn’t begun yet."))
    changes = {"outcome": outcome.strip(), "people": people}
    advance(occasion, "hold", by=by, at=at, regime="", version=version, changes=changes)


@transaction.atomic
def cancel_occasion(*, occasion: Occasion, reason: str, by: Actor, at: datetime, version: int | None = None) -> None:
    """Cancels an event, with a reason that everybody reads; calendars show it as cancelled."""
    advance(occasion, "cancel", by=by, at=at, regime="", reason=reason, version=version)
