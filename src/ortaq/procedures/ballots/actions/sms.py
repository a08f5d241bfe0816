"""Codes by text message: to the number on the roll, six digits, for five minutes and five tries."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext, override

from ortaq.kernel.events.actions import record_event
from ortaq.kernel.keys.queries import lookup_hash, lookup_hashes
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.limits.actions import Taken, take
from ortaq.kernel.notices.actions import queue_text_messages
from ortaq.kernel.parties.rules import SYSTEM
from ortaq.kernel.records.actions import lock_record
from ortaq.procedures.ballots.models import Election, Voter, VotingCode
from ortaq.procedures.ballots.queries.voting import GUESSED, Setup, is_guessed, voter_by_iin
from ortaq.procedures.ballots.rules.codes import new_sms_code
from ortaq.procedures.ballots.rules.telling import codes_of

MINUTES, TRIES = 5, 5
TRIES_UNDER_ATTACK = 1
"""When codes of one vote are being guessed, from however many addresses and for however many people: one slip is all that is allowed.
Who types the right code votes as before, and may ask for another one."""
_NOT_OPEN = Text(
    "Дауыс беру қазір ашық емес: код жіберілмейді.",
    "Голосование сейчас не открыто: код не отправляется.",
    "Voting isn't open now: no code is sent.",
)


@transaction.atomic
def request_sms_code(*, setup: Setup, iin: str, language: str, at: datetime) -> Taken:
    """Sends a code to the number that the roll holds for an IIN. Whoever isn't on the roll gets the same answer and no message.

    Counted for each IIN, never for an address: a thousand people may stand in one hall. No event: it would say when somebody voted.
    Raises Refused, for everybody, while no ballot is taken: a message would cost money and open nothing.
    """
    if not Election.objects.filter(pk=setup.pk, state="open", opens_at__lte=at, closes_at__gt=at).exists():
        raise Refused(_NOT_OPEN)
    use = take("vote.code", f"{setup.pk}:{iin}", at)
    if not use:
        return use
    voter = voter_by_iin(setup.pk, setup.number, iin)
    if voter is None or not voter.phone or voter.channel == Voter.Channel.PAPER:
        return use
    code = new_sms_code()
    VotingCode.objects.filter(voter=voter, kind=VotingCode.Kind.SMS).delete()
    VotingCode.objects.create(
        voter=voter,
        kind=VotingCode.Kind.SMS,
        code_hash=lookup_hash("voting-sms", f"{voter.pk}:{code}"),
        expires_at=at + timedelta(minutes=MINUTES),
    )
    with override(language):
        words = gettext("%(code)s is your code to vote. It is good for 5 minutes. Give it to nobody.") % {"code": code}
    # Under a key by chance: what the outbox remembers of a message that was sent names no voter.
    messages = {secrets.token_hex(8): (voter.phone, words)}
    queue_text_messages(purpose=codes_of(setup.pk), messages=messages, language=language, at=at)
    return use


@transaction.atomic
def check_sms_code(*, setup: Setup, iin: str, code: str, at: datetime) -> Voter | None:
    """The voter whose code this is; it is spent then. A wrong one costs a try; after five the code is worth nothing."""
    voter = voter_by_iin(setup.pk, setup.number, iin)
    if voter is None:
        return None
    tries = TRIES_UNDER_ATTACK if is_guessed(setup.pk, at) else TRIES
    found = (
        VotingCode.objects.select_for_update()
        .filter(voter=voter, kind=VotingCode.Kind.SMS, expires_at__gt=at, tries__lt=tries)
        .first()
    )
    if found is None:
        return None
    if bytes(found.code_hash) not in lookup_hashes("voting-sms", f"{voter.pk}:{code}"):
        VotingCode.objects.filter(pk=found.pk).update(tries=F("tries") + 1)
        _count_wrong(setup, at)
        return None
    found.delete()
    return voter


def _count_wrong(setup: Setup, at: datetime) -> None:
    """Counts a wrong code against the vote, not against an address; the first one too many in an hour is put down."""
    if take("vote.guess", str(setup.pk), at) or is_guessed(setup.pk, at):
        return
    election = lock_record(Election, setup.pk)
    if not is_guessed(setup.pk, at):
        record_event(record=election, code=GUESSED, by=SYSTEM, at=at)


def drop_expired_codes(*, at: datetime) -> int:
    """Forgets codes whose time is over; how many. When somebody asked for one is nobody's business."""
    return VotingCode.objects.filter(expires_at__lte=at).delete()[0]
