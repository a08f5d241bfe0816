"""Ways that demo appeals go: each story is a list of steps at growing moments, by the same actions that people use."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from ortaq.kernel.parties.rules import GUEST, SYSTEM, Actor
from ortaq.systems.reception import actions
from ortaq.systems.reception.actions.clockwork import end_of_feedback, silence
from ortaq.systems.reception.demo.texts import RATING_WORDS, Sample
from ortaq.systems.reception.models import Appeal


@dataclass
class Story:
    """One demo appeal on its way: who works on it, and what time it is for it."""

    appeal: Appeal
    sample: Sample
    staff: dict[str, Actor]
    clock: datetime
    now: datetime
    random: Random

    @property
    def me(self) -> Actor:
        return replace(GUEST, person_id=self.appeal.author_id)

    def wait(self, hours: float) -> datetime:
        """Moves the story on; never past now."""
        self.clock = min(self.clock + timedelta(hours=hours * (0.6 + 0.8 * self.random.random())), self.now)
        return self.clock


def registered(s: Story) -> None:
    actions.register_appeal(appeal=s.appeal, by=s.staff["registrar"], at=s.wait(3))


def assigned(s: Story) -> None:
    registered(s)
    text = (
        "Мән-жайын анықтап, мерзімінде жауап беріңіз."
        if s.appeal.language == "kk"
        else "Разобраться и ответить в срок."
    )
    actions.assign(
        appeal=s.appeal, text=text, lead_id=s.staff["executor"].user_id or 0, by=s.staff["head"], at=s.wait(18)
    )


def in_progress(s: Story) -> None:
    assigned(s)
    actions.start_work(appeal=s.appeal, by=s.staff["executor"], at=s.wait(20))


def awaiting(s: Story) -> None:
    in_progress(s)
    actions.ask_body(
        appeal=s.appeal, question="Мәлімет сұралды / Запрошены сведения", by=s.staff["executor"], at=s.wait(24)
    )


def clarification(s: Story) -> None:
    registered(s)
    actions.ask_clarification(
        appeal=s.appeal, question="Мекенжайды нақтылаңыз / Уточните адрес", by=s.staff["registrar"], at=s.wait(5)
    )


def clarified(s: Story) -> None:
    clarification(s)
    actions.clarify(appeal=s.appeal, text="Мекенжай: демо / Адрес: демо", by=s.me, at=s.wait(20))


def returned(s: Story) -> None:
    actions.return_appeal(
        appeal=s.appeal,
        reason="Талаптың мәні көрсетілмеген / Не изложена суть требования",
        by=s.staff["registrar"],
        at=s.wait(12),
    )


def withdrawn(s: Story) -> None:
    registered(s)
    actions.withdraw_appeal(appeal=s.appeal, by=s.me, at=s.wait(40))


def terminated(s: Story) -> None:
    in_progress(s)
    actions.terminate(
        appeal=s.appeal,
        reason="Мәселе жауап берілгенге дейін шешілді / Вопрос решён до ответа",
        by=s.staff["head"],
        at=s.wait(50),
    )


def extended(s: Story) -> None:
    in_progress(s)
    until = (s.clock + timedelta(days=30 if not s.appeal.regime.startswith("law221") else 20)).date()
    actions.extend_term(
        appeal=s.appeal,
        reason="Қосымша тексеру керек / Нужна дополнительная проверка",
        until=until,
        by=s.staff["head"],
        at=s.wait(60),
    )


def preliminary(s: Story) -> None:
    in_progress(s)
    actions.show_preliminary(appeal=s.appeal, text=s.sample.answer, by=s.staff["executor"], at=s.wait(48))


def hearing(s: Story) -> None:
    preliminary(s)
    actions.object_to_preliminary(appeal=s.appeal, text="Келіспеймін / Не согласен", by=s.me, at=s.wait(20))
    actions.appoint_hearing(
        appeal=s.appeal,
        form="oral",
        set_for=s.clock + timedelta(days=3),
        place="Әкімдік, 1-кабинет",
        by=s.staff["executor"],
        at=s.wait(6),
    )


def on_signature(s: Story, outcome: str = "satisfied", hours: float = 70) -> None:
    if s.appeal.state == "submitted":
        in_progress(s)
    actions.draft_answer(
        appeal=s.appeal, outcome=outcome, text=s.sample.answer, by=s.staff["executor"], at=s.wait(hours)
    )
    actions.propose_answer(appeal=s.appeal, by=s.staff["executor"], at=s.wait(4))


def answered(s: Story) -> None:
    on_signature(s, s.random.choice(("satisfied", "satisfied", "explained", "noted")))
    actions.sign_answer(appeal=s.appeal, by=s.staff["head"], at=s.wait(12))
    if s.appeal.state == "signed" and s.random.random() < 0.7:
        actions.deliver_answer(appeal=s.appeal, by=s.staff["registrar"], at=s.wait(20), how=s.appeal.delivery)
    _publish(s)


def rated(s: Story) -> None:
    answered(s)
    if s.appeal.state != "answered":
        return
    rating = s.random.choice((5, 5, 5, 4, 4, 3, 2, 1))
    words = RATING_WORDS[rating][s.appeal.language != "kk"]
    solved = "yes" if rating >= 4 else "partly" if rating == 3 else "no"
    actions.rate_answer(appeal=s.appeal, rating=rating, solved=solved, comment=words, by=s.me, at=s.wait(30))
    if rating >= 4:
        actions.confirm_solved(appeal=s.appeal, by=s.me, at=s.wait(1))
    elif rating == 1:
        actions.dispute_answer(appeal=s.appeal, text=words, by=s.me, at=s.wait(1))


def closed(s: Story) -> None:
    answered(s)
    if s.appeal.state == "answered" and s.clock + timedelta(days=20) < s.now:
        s.clock += timedelta(days=20)
        end_of_feedback(appeal=s.appeal, at=s.clock)


def reopened(s: Story) -> None:
    answered(s)
    if s.appeal.state != "answered":
        return
    actions.dispute_answer(appeal=s.appeal, text="Шешілмеді / Не решено", by=s.me, at=s.wait(30))
    actions.reopen(appeal=s.appeal, reason="Қайта тексерілсін / Проверить заново", by=s.staff["head"], at=s.wait(10))


def silent(s: Story) -> None:
    in_progress(s)
    if s.clock + timedelta(days=35) < s.now and not s.appeal.regime.startswith("law221"):
        s.clock += timedelta(days=30)
        silence(appeal=s.appeal, at=s.clock)


def complained(s: Story) -> None:
    silent(s)
    if s.appeal.state == "deemed_refused":
        actions.file_complaint(
            appeal=s.appeal, grounds="Мерзімінде жауап болмады / Ответа в срок нет", by=s.me, at=s.wait(48)
        )


def upheld(s: Story) -> None:
    complained(s)
    if s.appeal.state == "complained":
        complaint = s.appeal.complaints.get()
        actions.forward_complaint(complaint=complaint, by=s.staff["head"], at=s.wait(30))
        actions.decide_complaint(
            complaint=complaint,
            outcome="upheld",
            decision="Жауап берілсін / Дать ответ по существу",
            by=s.staff["superior"],
            at=s.wait(100),
        )
        s.appeal.refresh_from_db()


def _publish(s: Story) -> None:
    if s.appeal.consent_to_publish and s.appeal.state in {"answered", "closed"} and s.random.random() < 0.85:
        actions.publish_appeal(
            appeal=s.appeal,
            title=s.sample.subject,
            text=s.sample.text.format(place="…"),
            answer_text=s.sample.answer,
            by=s.staff["moderator"],
            at=s.wait(8),
        )


Way = Callable[[Story], None]
WAYS: tuple[tuple[Way, int], ...] = (
    (rated, 30),
    (closed, 22),
    (answered, 14),
    (in_progress, 8),
    (registered, 3),
    (assigned, 4),
    (on_signature, 4),
    (awaiting, 3),
    (clarification, 2),
    (clarified, 2),
    (returned, 3),
    (withdrawn, 2),
    (terminated, 2),
    (extended, 3),
    (preliminary, 2),
    (hearing, 2),
    (reopened, 3),
    (silent, 3),
    (complained, 2),
    (upheld, 2),
)
UNFINISHED: frozenset[Way] = frozenset(
    {
        registered,
        assigned,
        in_progress,
        awaiting,
        clarification,
        on_signature,
        extended,
        preliminary,
        hearing,
        clarified,
    }
)
"""Stories that end in the middle: they are told of the last days alone, else everything would be overdue."""
OVER: tuple[Way, ...] = (rated, closed, answered, returned, withdrawn, terminated)
"""Stories that leave nothing to be done: those of earlier years, else terms would be years overdue."""

__all__ = ["OVER", "SYSTEM", "UNFINISHED", "WAYS", "Story"]
