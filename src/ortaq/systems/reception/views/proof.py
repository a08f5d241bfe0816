"""What a session has shown of itself: the PINs it gave, the receipt it got. Both end soon when nothing happens."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ortaq.kernel.keys.queries import seal, unseal
from ortaq.kernel.parties.queries import organisation_reference
from ortaq.kernel.parties.rules import GUEST, Actor
from ortaq.kernel.records.rules import parse_number
from ortaq.systems.reception.permissions import may_read_document
from ortaq.systems.reception.queries import own
from ortaq.systems.reception.queries.pins import pin_mark

if TYPE_CHECKING:
    from ortaq.kernel.records.models import Record
    from ortaq.systems.reception.models import Appeal

PROVED = "appeals_proved"
"""In the session: {number: [person id, when last used (seconds since 1970), mark of the PIN]} for every PIN that was shown."""
RECEIPT = "appeal_receipt"
JOINED = "appeal_joined"
IDLE = timedelta(minutes=30)
"""How long a shown PIN opens the page without being used: people share computers in post offices and libraries."""
WRITING = timedelta(hours=2)
"""How long it lets a form be sent: nobody shall lose a long objection because it took an hour to write."""
RECEIPT_LASTS = timedelta(hours=1)
FRESH = 60
"""Seconds after which the use of a proof is noted again: not every page view writes the session."""

Own = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the session that filed an appeal may see of it: the PIN too. ``body``: who received it, in the reader's language."""

    number: str
    pin: str
    body: str


def prove(request: HttpRequest, appeal: Appeal, person_id: int | None) -> None:
    """Notes that this session may act as the person of an appeal, as long as the PIN that it showed holds."""
    if person_id is not None:
        _note(request, appeal.number, person_id, pin_mark(appeal, person_id))


def _note(request: HttpRequest, number: str, person_id: int, mark: str) -> None:
    request.session[PROVED] = {**_proofs(request), number: [person_id, int(timezone.now().timestamp()), mark]}


def _proof(request: HttpRequest, number: str, within: timedelta = IDLE) -> tuple[int, str] | None:
    """As whom this session may act for the appeal *number*, and by which PIN; None when it has shown none, or too long ago."""
    proof = _proofs(request).get(number)
    if not proof:
        return None
    person_id, used, *marks = proof
    age = int(timezone.now().timestamp()) - used
    if age > within.total_seconds():
        return None
    mark = str(marks[0]) if marks else ""
    if age > FRESH:
        _note(request, number, person_id, mark)
    return int(person_id), mark


def proved_reader(request: HttpRequest, record: Record) -> Actor:
    """As whom a request reads a record's documents: the account's actor where the account may read them itself, else the
    person whom a PIN has proved; many file as guests before they have an account.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    proof = _proof(request, record.number)
    if proof is None or may_read_document(actor, None, record):
        return actor
    person_id, mark = proof
    holds = pin_mark(own.appeal_of(record.pk), person_id) == mark
    return replace(GUEST, person_id=person_id) if holds else actor


def for_the_own(view: Own) -> Own:
    """Decorator: the view gets the appeal, and the person as whom its reader acts: by account, or by a shown PIN.

    A guest is asked for the PIN, whether the number exists or not; whoever is signed in and isn't the appellant gets the
    404 of an absent number. Nothing of these pages is kept by browsers or by caches on the way.
    """

    @wraps(view)
    def inner(request: HttpRequest, number: str, **more: Any) -> HttpResponse:
        found = own_of(request, number)
        if found is not None:
            response = view(request, *found, **more)
        elif request.actor.user_id is None and parse_number(number):  # type: ignore[attr-defined]
            if number in _proofs(request):
                messages.info(
                    request, _("For your safety the page was closed after a while without use. Enter the PIN again.")
                )
            response = redirect(f"{reverse('reception:status')}?number={parse_number(number)}")
        else:
            raise Http404
        response["Cache-Control"] = "no-store, private"
        return response

    return inner


def keep_receipt(
    request: HttpRequest, *, number: str, pin: str, body_id: int | None, at: datetime, key: str = RECEIPT
) -> None:
    """Keeps a receipt in the session for a while; the PIN is encrypted there, for sessions are stored."""
    request.session[key] = {"number": number, "pin": hidden(pin), "body_id": body_id, "at": int(at.timestamp())}


def hidden(pin: str) -> str:
    """A PIN as a session may keep it until it is shown: encrypted."""
    return b64encode(seal(pin)).decode() if pin else ""


def revealed(kept: str) -> str:
    """The PIN that :func:`hidden` put away."""
    return unseal(b64decode(kept)) if kept else ""


def receipt_of(request: HttpRequest, key: str = RECEIPT) -> Receipt | None:
    """The receipt of the appeal that this session has filed (or joined) within the last hour."""
    kept = request.session.get(key)
    if not kept or timezone.now().timestamp() - kept["at"] > RECEIPT_LASTS.total_seconds():
        return None
    body = organisation_reference.get(kept.get("body_id"))
    return Receipt(kept["number"], revealed(kept["pin"]), body.name if body else "")


def own_of(request: HttpRequest, number: str) -> tuple[Appeal, Actor] | None:
    """The appeal *number* and as whom this request acts for it, by account or by a shown PIN; None when it may not."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    appeal = own.own_appeal(number, actor)
    if appeal is not None:
        return appeal, actor
    proof = _proof(request, number, WRITING if request.method == "POST" else IDLE)
    if proof is None:
        return None
    person_id, mark = proof
    actor = replace(GUEST, person_id=person_id)
    appeal = own.own_appeal(number, actor)
    return (appeal, actor) if appeal is not None and pin_mark(appeal, person_id) == mark else None


def has_proofs(request: HttpRequest) -> bool:
    """Has this browser shown a PIN at all? Who comes without a session is asked for none."""
    return bool(_proofs(request))


def _proofs(request: HttpRequest) -> dict[str, list[Any]]:
    return dict(request.session.get(PROVED, {}))
