"""Demo appeals whose authors complain to the superior body (APPC 91–100): of silence, or of an answer."""

from ortaq.systems.reception import actions
from ortaq.systems.reception.actions.complaining import superior_silence
from ortaq.systems.reception.demo.stories import Story, answered, on_signature, sent, silent
from ortaq.systems.reception.models import Complaint


def complained(s: Story) -> Complaint:
    """Of silence; the body has yet to send the complaint on."""
    silent(s)
    return _filed(s, s.say("Мерзімінде жауап болмады.", "Ответа в срок нет."))


def upheld(s: Story) -> None:
    complaint = complained(s)
    _decided(s, complaint, "upheld", s.say("Мәні бойынша жауап берілсін.", "Дать ответ по существу."))


def objected(s: Story) -> Complaint:
    """Of an answer; the body has yet to send the complaint on."""
    on_signature(s, "explained")
    sent(s)
    return _filed(s, s.say("Жауап мәселенің мәні бойынша берілмеген.", "Ответ дан не по существу."))


def satisfied(s: Story) -> None:
    """The body sees that the resident is right, and answers anew."""
    complaint = objected(s)
    reason = s.say("Шағым дұрыс, жауап қайта беріледі.", "Жалоба справедлива, ответ будет дан заново.")
    actions.satisfy_complaint(complaint=complaint, reason=reason, by=s.office["head"], at=s.work(24))
    _answered_anew(s)


def in_review(s: Story) -> Complaint:
    complaint = objected(s)
    actions.forward_complaint(complaint=complaint, by=s.office["head"], at=s.work(30))
    return complaint


def remitted(s: Story) -> None:
    complaint = objected(s)
    decision = s.say("Мәні бойынша қаралып, қайта шешілсін.", "Рассмотреть по существу и решить заново.")
    _decided(s, complaint, "remitted", decision)
    _answered_anew(s)


def rejected(s: Story) -> None:
    complaint = objected(s)
    decision = s.say("Жауап мәні бойынша берілген, заң бұзылмаған.", "Ответ дан по существу, закон не нарушен.")
    _decided(s, complaint, "rejected", decision)


def given_up(s: Story) -> None:
    """The resident withdraws the complaint while it is considered."""
    complaint = in_review(s)
    actions.withdraw_complaint(complaint=complaint, by=s.me, at=s.wait(60))


def let_go(s: Story) -> None:
    """The resident withdraws a complaint about silence: the body still has to answer."""
    actions.withdraw_complaint(complaint=complained(s), by=s.me, at=s.wait(60))


def unheard(s: Story) -> None:
    """The superior body is silent too: the way to court is open."""
    complaint = in_review(s)
    s.rest(days=40)
    superior_silence(complaint=complaint, at=s.clock)


def _filed(s: Story, grounds: str) -> Complaint:
    return actions.file_complaint(appeal=s.appeal, grounds=grounds, by=s.me, at=s.wait(30))


def _decided(s: Story, complaint: Complaint, outcome: str, decision: str) -> None:
    actions.forward_complaint(complaint=complaint, by=s.office["head"], at=s.work(30))
    actions.decide_complaint(
        complaint=complaint, outcome=outcome, decision=decision, by=s.office["superior"], at=s.work(100)
    )
    s.appeal.refresh_from_db()


def _answered_anew(s: Story) -> None:
    s.appeal.refresh_from_db()
    answered(s)
