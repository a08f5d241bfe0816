"""A fair is drawn up, announced, led from step to step, cancelled."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from ortaq.kernel.clocks.rules import local_day
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, advance, open_record
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.search.actions import index_record
from ortaq.systems.fairs.models import Fair
from ortaq.systems.fairs.permissions import may_organise


@dataclass(frozen=True)
class FairTerms:
    """What a fair says of itself. ``projects_until``: the moment after which no project is taken."""

    title_kk: str
    title_ru: str
    about_kk: str
    about_ru: str
    place: str
    territory_id: int
    starts_on: date
    ends_on: date
    projects_until: datetime
    title_en: str = ""


def _check(terms: FairTerms) -> None:
    if terms.ends_on < terms.starts_on:
        raise Refused(
            Text(
                "Аяқталатын күн басталатын күннен ерте.",
                "День окончания раньше дня начала.",
                "The last day is before the first.",
            )
        )
    if local_day(terms.projects_until) > terms.ends_on:
        raise Refused(
            Text(
                "Жоба қабылдау жәрмеңкенің соңғы күнінен кеш аяқталмайды.",
                "Приём проектов не может закончиться позже последнего дня ярмарки.",
                "Projects can’t be taken after the last day of the fair.",
            )
        )


@transaction.atomic
def draw_up_fair(*, body: Organisation, terms: FairTerms, by: Actor, at: datetime, is_demo: bool = False) -> Fair:
    """Draws up a fair that *body* organises. Nobody else sees it until it is announced."""
    decision = may_organise(by, body.pk)
    if not decision:
        raise Refused.by(decision)
    _check(terms)
    fair = Fair(kind="fair", body=body, language="kk", drawn_by_id=by.user_id, is_demo=is_demo, **asdict(terms))
    return open_record(fair, by=by, at=at, code="draw_up", year=local_day(at).year)


@transaction.atomic
def edit_fair(*, fair: Fair, terms: FairTerms, by: Actor, at: datetime, version: int | None = None) -> None:
    """Changes what a fair says of itself; the public page changes with it."""
    _check(terms)
    changes = asdict(terms)
    if fair.published_at is not None:
        changes |= _public(terms.title_kk, terms.title_ru, terms.about_kk, terms.about_ru)
    advance(fair, "edit", by=by, at=at, regime="", version=version, changes=changes)
    if fair.published_at is not None:
        _index(fair)


def _public(title_kk: str, title_ru: str, about_kk: str, about_ru: str) -> dict[str, str]:
    return {"public_title": title_kk, "public_text": f"{title_ru}\n{about_kk}\n{about_ru}"}


def _index(fair: Fair) -> None:
    index_record(record_id=fair.pk, title=fair.public_title, text=fair.public_text, language="kk")


@transaction.atomic
def advance_fair(*, fair: Fair, code: str, by: Actor, at: datetime, version: int | None = None) -> None:
    """Leads a fair to its next step: announce, open, exhibit, call_vote, publish_results, close."""
    changes: dict[str, object] = {}
    if code == "announce":
        changes = {"published_at": at, **_public(fair.title_kk, fair.title_ru, fair.about_kk, fair.about_ru)}
    advance(fair, code, by=by, at=at, regime="", version=version, changes=changes)
    if code == "announce":
        _index(fair)


@transaction.atomic
def cancel_fair(*, fair: Fair, reason: str, by: Actor, at: datetime, version: int | None = None) -> None:
    """Cancels a fair, with a reason that everybody reads once it was announced."""
    advance(fair, "cancel", by=by, at=at, regime="", reason=reason, version=version)
