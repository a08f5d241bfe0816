"""An NGO asks a sponsor to talk about its project; the sponsor declines, or answers with an offer (``pledges``)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ortaq.kernel.clocks.rules import local_day
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, advance, open_record
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.rules import SYSTEM, Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.systems.fairs.actions.pledges import in_words
from ortaq.systems.fairs.models import Pledge, ShowcaseProject, TalkRequest
from ortaq.systems.fairs.permissions import may_request_talks
from ortaq.systems.fairs.queries.talks import open_requests, was_declined
from ortaq.systems.fairs.rules.sponsoring import MOST_REQUESTS, WAIT_AFTER_DECLINING


@transaction.atomic
def request_talks(
    *, project: ShowcaseProject, sponsor: Organisation, text: str, by: Actor, at: datetime, is_demo: bool = False
) -> TalkRequest:
    """Asks a checked sponsor to talk about a project on show. The two sides alone know of it. Raises Refused."""
    locked = lock_record(ShowcaseProject, project.pk)  # requests for one project are counted one after the other
    decision = may_request_talks(by, locked, sponsor)
    if not decision:
        raise Refused.by(decision)
    if open_requests(locked) >= MOST_REQUESTS:
        raise Refused(
            Text(
                f"Бір жоба бойынша бірден ең көбі {MOST_REQUESTS} демеушіден сұрауға болады: жауабын күтіңіз.",
                f"По одному проекту можно одновременно спросить не больше {MOST_REQUESTS} спонсоров: дождитесь ответа.",
                f"At most {MOST_REQUESTS} sponsors can be asked about one project at a time: wait for an answer.",
            )
        )
    if was_declined(locked, sponsor, since=at - WAIT_AFTER_DECLINING):
        days = WAIT_AFTER_DECLINING.days
        raise Refused(
            Text(
                f"Бұл демеуші жақында бас тартты: {days} күн өткен соң қайта сұрауға болады.",
                f"Этот спонсор недавно отказался: спросить снова можно через {days} дней.",
                f"This sponsor has declined lately: it can be asked again after {days} days.",
            )
        )
    made = TalkRequest(
        kind="talk_request",
        project=locked,
        sponsor=sponsor,
        body_id=locked.body_id,
        territory_id=locked.territory_id,
        text=text.strip(),
        asked_by_id=by.account,
        is_demo=is_demo or locked.is_demo,
    )
    with in_words():
        return open_record(made, by=by, at=at, code="request", year=local_day(at).year, tells=("sponsor",))


@transaction.atomic
def decline_talks(*, request: TalkRequest, reason: str, by: Actor, at: datetime, version: int | None = None) -> None:
    """The sponsor declines; the reason is for the NGO alone."""
    if not reason.strip():
        raise Refused(Text("Себебін жазыңыз.", "Укажите причину.", "Say why."))
    changes = {"live": False, "reason": reason.strip()}
    advance(request, "decline", by=by, at=at, regime="", version=version, changes=changes)


@transaction.atomic
def withdraw_request(*, request: TalkRequest, by: Actor, at: datetime, version: int | None = None) -> None:
    """The NGO takes its request back before it is answered."""
    advance(request, "withdraw", by=by, at=at, regime="", version=version, changes={"live": False})


@transaction.atomic
def close_talks(*, project: ShowcaseProject, because: str, at: datetime) -> None:
    """Closes what waits for an answer about a project that has left the exhibition: requests for talks, and offers that
    nobody has accepted. *because*: the transition of the project. The caller holds the project's lock: whoever asks, offers
    or accepts waits for it.
    """
    code = f"lapse_{because}"
    for pledge in Pledge.objects.filter(project=project, state="offered").order_by("pk"):
        advance(pledge, code, by=SYSTEM, at=at, regime="")
    for asked in TalkRequest.objects.filter(project=project, live=True).order_by("pk"):
        advance(asked, code, by=SYSTEM, at=at, regime="", changes={"live": False})
