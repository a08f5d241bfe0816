"""The complaint to the superior body: filed with the body itself, sent on with the file in three working days."""

from datetime import datetime

from django.db import transaction

from ortaq.kernel.clocks.rules import local_day
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, advance, open_record
from ortaq.kernel.parties.rules import SYSTEM, Actor
from ortaq.kernel.records.models import Link
from ortaq.systems.reception.models import Appeal, Complaint

OUTCOMES = {"upheld": "uphold", "remitted": "remit", "rejected": "reject"}


@transaction.atomic
def file_complaint(*, appeal: Appeal, grounds: str, by: Actor, at: datetime) -> Complaint:
    """Files a complaint about a decision or about silence (APPC 91, 92).

    Raises Refused: the wrong state, not the appellant, no grounds, or no superior body in the system.
    """
    if not grounds.strip():
        raise Refused(
            Text("Немен келіспейтініңізді жазыңыз.", "Напишите, с чем вы не согласны.", "Say what you disagree with.")
        )
    superior = appeal.body.superior if appeal.body else None
    if superior is None:
        raise Refused(
            Text(
                "Бұл органның жоғары тұрған органы жүйеде жоқ: сотқа немесе прокуратураға жүгіне аласыз.",
                "Вышестоящего органа в системе нет: можно обратиться в суд или прокуратуру.",
                "The body's superior isn't in this system: you may go to court or to the prosecutor.",
            )
        )
    silence = appeal.state == "deemed_refused"
    advance(appeal, "complain", by=by, at=at, regime=appeal.regime)
    complaint = Complaint(
        kind="complaint",
        body_id=appeal.body_id,
        territory_id=appeal.territory_id,
        author_id=appeal.author_id,
        language=appeal.language,
        is_demo=appeal.is_demo,
        about=appeal,
        superior=superior,
        regime=appeal.regime,
        about_silence=silence,
        grounds=grounds,
    )
    open_record(
        complaint,
        by=by,
        at=at,
        code="file",
        year=local_day(at).year,
        data={"about": appeal.number, "about_silence": silence},
        regime=appeal.regime,
        starts=("complaint.forward",),
        tells=("appellant", "head", "registrar"),
        public=True,
    )
    Link.objects.create(source=complaint, kind=Link.Kind.COMPLAINS_OF, target=appeal, created_at=at)
    return complaint


@transaction.atomic
def satisfy_complaint(
    *, complaint: Complaint, reason: str, by: Actor, at: datetime, version: int | None = None
) -> None:
    """The body itself satisfies the complaint fully within three working days (APPC 91(4)): the work is resumed."""
    advance(
        complaint,
        "satisfy",
        by=by,
        at=at,
        regime=complaint.regime,
        reason=reason,
        version=version,
        changes={"decision": reason, "decided_by_id": by.user_id, "decided_at": at},
    )
    _resume(complaint, at)


def forward_complaint(*, complaint: Complaint, by: Actor, at: datetime, version: int | None = None) -> None:
    """Sends the complaint with the file to the superior body (APPC 91(4)); its twenty working days begin (99)."""
    advance(complaint, "forward", by=by, at=at, regime=complaint.regime, version=version)


@transaction.atomic
def decide_complaint(
    *, complaint: Complaint, outcome: str, decision: str, by: Actor, at: datetime, version: int | None = None
) -> None:
    """The superior body decides: "upheld", "remitted" or "rejected" (APPC 100). Raises KeyError for another outcome."""
    advance(
        complaint,
        OUTCOMES[outcome],
        by=by,
        at=at,
        regime=complaint.regime,
        reason=decision,
        version=version,
        changes={"decision": decision, "decided_by_id": by.user_id, "decided_at": at},
    )
    if outcome == "rejected":
        appeal = complaint.about
        advance(
            appeal, "complaint_rejected", by=SYSTEM, at=at, regime=appeal.regime, data={"complaint": complaint.number}
        )
    else:
        _resume(complaint, at, "complaint_upheld" if outcome == "upheld" else "complaint_remitted")


@transaction.atomic
def withdraw_complaint(*, complaint: Complaint, by: Actor, at: datetime) -> None:
    """The appellant withdraws the complaint: what was decided stands; who was silent still has to answer."""
    advance(complaint, "withdraw", by=by, at=at, regime=complaint.regime)
    _end_undecided(complaint, at)


@transaction.atomic
def superior_silence(*, complaint: Complaint, at: datetime) -> None:
    """The superior body did not decide in time: deemed a refusal, and the way to court is open (APPC 100(5))."""
    advance(complaint, "deem_refused", by=SYSTEM, at=at, regime=complaint.regime)
    _end_undecided(complaint, at)


def _end_undecided(complaint: Complaint, at: datetime) -> None:
    """The appeal goes back to where its body left it: answered, or in silence that is still a duty to answer."""
    appeal = complaint.about
    code = "complaint_left_unanswered" if complaint.about_silence else "complaint_ended"
    advance(appeal, code, by=SYSTEM, at=at, regime=appeal.regime, data={"complaint": complaint.number})


def _resume(complaint: Complaint, at: datetime, code: str = "complaint_upheld") -> None:
    appeal = complaint.about
    advance(
        appeal,
        code,
        by=SYSTEM,
        at=at,
        regime=appeal.regime,
        changes={"answered_at": None},
        data={"complaint": complaint.number},
    )
