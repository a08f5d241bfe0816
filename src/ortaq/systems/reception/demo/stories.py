"""Ways that demo appeals go: each story is a list of steps at growing moments, by the same actions that people use."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from ortaq.kernel.clocks.rules import ZONE, Calendar
from ortaq.kernel.parties.rules import GUEST, Actor
from ortaq.systems.reception import actions
from ortaq.systems.reception.actions.clockwork import end_of_feedback, silence
from ortaq.systems.reception.demo.people import office_of
from ortaq.systems.reception.demo.texts import PARTS, RATING_WORDS, REFUSAL, Sample
from ortaq.systems.reception.models import Appeal
from ortaq.systems.reception.queries.intake import suggest_bodies


@dataclass
class Story:
    """One demo appeal on its way: who works on it, and what time it is for it.

    ``now``: when the last step may be taken at the latest, a moment at which offices work.
    """

    appeal: Appeal
    sample: Sample
    people: dict[str, Actor]
    office: dict[str, Actor]
    clock: datetime
    now: datetime
    random: Random
    calendar: Calendar

    @property
    def me(self) -> Actor:
        return replace(GUEST, person_id=self.appeal.author_id)

    def wait(self, hours: float) -> datetime:
        """Moves the story on to when the resident acts, at any hour; never past now."""
        return self.rest(hours=hours * (0.6 + 0.8 * self.random.random()))

    def work(self, hours: float) -> datetime:
        """Moves the story on to when an office acts: its next working hour; never past now."""
        raw = self.wait(hours)
        if not self.calendar.in_office_hours(raw):
            opening = self.calendar.next_office_moment(raw)
            self.clock = min(opening + timedelta(minutes=self.random.randrange(90)), self.now)
        return self.clock

    def work_today(self, hours: float) -> datetime:
        """The same, on the day on which the story stands if an office works on it at all."""
        evening = self.clock.astimezone(ZONE).replace(hour=23)
        latest = self.calendar.last_office_moment(evening)
        before = self.clock
        self.work(hours)
        if latest >= before:
            self.clock = min(self.clock, latest)
        return self.clock

    def rest(self, *, hours: float = 0, days: float = 0) -> datetime:
        """Moves the story on by so much; never past now."""
        self.clock = min(self.clock + timedelta(hours=hours, days=days), self.now)
        return self.clock

    def say(self, kk: str, ru: str) -> str:
        """The words in the language of the appeal."""
        return kk if self.appeal.language == "kk" else ru


def only_filed(s: Story) -> None:
    return


def registered(s: Story) -> None:
    if s.appeal.state == "submitted":
        actions.register_appeal(appeal=s.appeal, by=s.office["registrar"], at=s.work_today(3))


def assigned(s: Story) -> None:
    registered(s)
    if s.appeal.state == "registered":
        actions.assign(
            appeal=s.appeal,
            text=s.say("Мән-жайын анықтап, мерзімінде жауап беріңіз.", "Разобраться и ответить в срок."),
            lead_id=s.office["executor"].user_id or 0,
            by=s.office["head"],
            at=s.work(18),
        )


def in_progress(s: Story) -> None:
    assigned(s)
    if s.appeal.state == "assigned":
        actions.start_work(appeal=s.appeal, by=s.office["executor"], at=s.work(20))


def awaiting(s: Story) -> None:
    in_progress(s)
    question = s.say("Қандай жұмыс жоспарланғанын хабарлаңыздар.", "Сообщите, какие работы запланированы.")
    actions.ask_body(appeal=s.appeal, question=question, by=s.office["executor"], at=s.work(24))


def informed(s: Story) -> None:
    awaiting(s)
    actions.receive_information(appeal=s.appeal, by=s.office["executor"], at=s.work(60))
    text = s.say("Басқарманың мәліметі алынды, жауапқа енгізіледі.", "Сведения управления получены, войдут в ответ.")
    actions.note(appeal=s.appeal, text=text, by=s.office["executor"], at=s.work(1))
    answered(s)


def clarification(s: Story) -> None:
    registered(s)
    question = s.say("Мекенжайды нақтылаңыз: үй нөмірі көрсетілмеген.", "Уточните адрес: не указан номер дома.")
    actions.ask_clarification(appeal=s.appeal, question=question, by=s.office["registrar"], at=s.work(5))


def clarified(s: Story) -> None:
    clarification(s)
    text = s.say("Мекенжай: Демо көшесі, 1-үй.", "Адрес: Демо көшесі, дом 1.")
    actions.clarify(appeal=s.appeal, text=text, by=s.me, at=s.wait(20))


def returned(s: Story) -> None:
    reason = s.say("Талаптың мәні көрсетілмеген.", "Не изложена суть требования.")
    actions.return_appeal(appeal=s.appeal, reason=reason, by=s.office["registrar"], at=s.work(12))


def forwarded(s: Story) -> None:
    """The body that was chosen isn't competent: the next one answers, and the resident confirms."""
    body = suggest_bodies(s.appeal.category_id, s.appeal.territory_id or 0)[1].body
    reason = s.say("Мәселе басқа органның құзыретіне жатады.", "Вопрос относится к компетенции другого органа.")
    actions.forward_appeal(appeal=s.appeal, body=body, reason=reason, by=s.office["registrar"], at=s.work(8))
    s.office = office_of(s.people, body)
    answered(s)
    words = RATING_WORDS[5][s.appeal.language != "kk"]
    actions.rate_answer(appeal=s.appeal, rating=5, solved="yes", comment=words, by=s.me, at=s.wait(30))
    actions.confirm_solved(appeal=s.appeal, by=s.me, at=s.wait(1))


def forwarded_out(s: Story) -> None:
    registered(s)
    actions.forward_appeal(
        appeal=s.appeal,
        outside=s.say("Демо министрлігі", "Демонстрационное министерство"),
        reason=s.say(
            "Мәселе республикалық органның құзыретіне жатады.",
            "Вопрос относится к компетенции республиканского органа.",
        ),
        by=s.office["registrar"],
        at=s.work(12),
    )


def split(s: Story) -> None:
    """Two demands to two bodies: each gets an answer of its own (told of the samples in ``PARTS`` alone)."""
    registered(s)
    sample = PARTS[s.sample]
    body = suggest_bodies(s.appeal.category_id, s.appeal.territory_id or 0)[1].body
    [(part, _pin)] = actions.split_appeal(
        appeal=s.appeal,
        demands=[(sample.subject, sample.text.format(place=s.appeal.place), body.pk)],
        by=s.office["registrar"],
        at=s.work(4),
    )
    answered(replace(s, appeal=part, sample=sample, office=office_of(s.people, body)))
    answered(s)


def merged(s: Story) -> None:
    """The same resident writes of the same matter again: both are answered as one."""
    registered(s)
    filing = actions.Filing(
        type=s.appeal.type,
        category_id=s.appeal.category_id,
        territory_id=s.appeal.territory_id or 0,
        body_id=s.appeal.body_id or 0,
        subject=s.appeal.subject,
        text=s.say("Қайта жазып отырмын. ", "Пишу повторно. ") + s.appeal.text,
        language=s.appeal.language,
        name="",
        delivery=s.appeal.delivery,
        place=s.appeal.place,
        is_demo=True,
    )
    again = replace(s, appeal=actions.file_appeal(filing=filing, by=s.me, at=s.wait(12)).appeal)
    registered(again)
    reason = s.say("Бұл мәселе бойынша жолданым қаралып жатыр.", "Обращение по этому вопросу уже рассматривается.")
    actions.merge_appeal(appeal=again.appeal, into=s.appeal, reason=reason, by=s.office["registrar"], at=again.work(2))
    s.clock = again.clock
    answered(s)


def withdrawn(s: Story) -> None:
    registered(s)
    actions.withdraw_appeal(appeal=s.appeal, by=s.me, at=s.wait(40))


def terminated(s: Story) -> None:
    in_progress(s)
    reason = s.say("Мәселе жауап берілгенге дейін шешілді.", "Вопрос решён до ответа.")
    actions.terminate(appeal=s.appeal, reason=reason, by=s.office["head"], at=s.work(50))


def extended(s: Story) -> None:
    in_progress(s)
    until = (s.clock + timedelta(days=30)).date()
    reason = s.say("Орнында қосымша тексеру керек.", "Нужна дополнительная проверка на месте.")
    actions.extend_term(appeal=s.appeal, reason=reason, until=until, by=s.office["head"], at=s.work(60))


def preliminary(s: Story) -> None:
    in_progress(s)
    actions.show_preliminary(appeal=s.appeal, text=s.say(*REFUSAL), by=s.office["executor"], at=s.work(48))


def hearing(s: Story) -> None:
    preliminary(s)
    text = s.say("Келіспеймін: жағдайды орнында көріңіздер.", "Не согласен: посмотрите на месте.")
    actions.object_to_preliminary(appeal=s.appeal, text=text, by=s.me, at=s.wait(20))
    actions.appoint_hearing(
        appeal=s.appeal,
        form="oral",
        set_for=s.calendar.next_office_moment(s.clock + timedelta(days=3)),
        place=s.say("Демо көшесі, 1-кабинет", "Демо көшесі, кабинет 1"),
        by=s.office["executor"],
        at=s.work(6),
    )


def heard(s: Story) -> None:
    """After the hearing the body refuses with reasons."""
    hearing(s)
    s.rest(days=3)
    protocol = s.say(
        "Арыз иесі тыңдалды: жұмысты келесі жылдың жоспарына енгізуді ұсынды.",
        "Заявитель заслушан: предложил внести работы в план следующего года.",
    )
    actions.record_hearing(appeal=s.appeal, protocol=protocol, by=s.office["executor"], at=s.work(10))
    text = s.say("Хаттамаға: мердігер туралы айтқаным жазылмаған.", "К протоколу: не записано сказанное о подрядчике.")
    actions.remark_on_protocol(appeal=s.appeal, text=text, by=s.me, at=s.wait(12))
    on_signature(s, "refused", 20, s.say(*REFUSAL))
    s.rest(days=6)  # three working days after the preliminary decision, whatever the holidays
    sent(s)


def on_signature(s: Story, outcome: str = "satisfied", hours: float = 70, text: str = "") -> None:
    in_progress(s)
    actions.draft_answer(
        appeal=s.appeal, outcome=outcome, text=text or s.sample.answer, by=s.office["executor"], at=s.work(hours)
    )
    actions.propose_answer(appeal=s.appeal, by=s.office["executor"], at=s.work(4))


def unheard(s: Story) -> None:
    """Refused without a hearing, at the resident's own wish."""
    in_progress(s)
    words = s.say("Арыз иесі тыңдауға келмейтінін айтты.", "Заявитель сообщил, что на заслушивание не придёт.")
    actions.waive_hearing(appeal=s.appeal, ground="request", words=words, by=s.office["executor"], at=s.work(30))
    on_signature(s, "refused", 20, s.say(*REFUSAL))
    sent(s)


def reworked(s: Story) -> None:
    on_signature(s)
    reason = s.say("Сұрақ қалса, кімге хабарласу керегін жазыңыз.", "Добавьте, к кому обращаться с вопросами.")
    actions.rework_answer(appeal=s.appeal, reason=reason, by=s.office["head"], at=s.work(6))
    whom = s.say("Сұрағыңыз қалса, орындаушыға хабарласыңыз.", "С вопросами можно обратиться к исполнителю.")
    on_signature(s, hours=20, text=f"{s.sample.answer} {whom}")
    sent(s)


def signed(s: Story) -> None:
    """Signed; it waits to be posted when the resident chose the post."""
    if s.appeal.state != "on_signature":
        on_signature(s)
    actions.sign_answer(appeal=s.appeal, by=s.office["head"], at=s.work(12))


def sent(s: Story) -> None:
    signed(s)
    if s.appeal.state == "signed":
        actions.deliver_answer(appeal=s.appeal, by=s.office["registrar"], at=s.work(20), how=s.appeal.delivery)


def answered(s: Story) -> None:
    on_signature(s, s.random.choice(("satisfied", "satisfied", "explained", "noted")))
    sent(s)
    if s.appeal.consent_to_publish and s.random.random() < 0.85:
        published(s)


def published(s: Story) -> None:
    actions.publish_appeal(
        appeal=s.appeal,
        title=s.sample.subject,
        text=s.sample.text.format(place="…"),
        answer_text=s.sample.answer,
        by=s.office["moderator"],
        at=s.work(8),
    )


def thought_better(s: Story) -> None:
    """The resident takes the consent to publication back before anything is public (told of who had agreed alone)."""
    registered(s)
    actions.withdraw_consent(appeal=s.appeal, by=s.me, at=s.wait(6))
    answered(s)


def taken_down(s: Story) -> None:
    """Published, and taken down again (told of residents who agreed to publication alone)."""
    sent(s)
    published(s)
    reason = s.say("Мәтіннен адамды тануға болады.", "По тексту можно узнать человека.")
    actions.take_down_appeal(appeal=s.appeal, reason=reason, by=s.office["moderator"], at=s.work(30))


def rated(s: Story) -> None:
    answered(s)
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
    s.rest(days=20)
    end_of_feedback(appeal=s.appeal, at=s.clock)


def disputed(s: Story) -> None:
    answered(s)
    text = s.say("Мәселе толық шешілмеді.", "Вопрос решён не полностью.")
    actions.dispute_answer(appeal=s.appeal, text=text, by=s.me, at=s.wait(30))


def reopened(s: Story) -> None:
    disputed(s)
    reason = s.say("Қайта тексеріліп, мәселе толық шешілсін.", "Проверить ещё раз и решить вопрос полностью.")
    actions.reopen(appeal=s.appeal, reason=reason, by=s.office["head"], at=s.work(10))


def kept(s: Story) -> None:
    disputed(s)
    reason = s.say("Қайта тексерілді: жауап толық әрі дұрыс.", "Проверено повторно: ответ полный и верный.")
    actions.uphold_answer(appeal=s.appeal, reason=reason, by=s.office["head"], at=s.work(30))


def protected(s: Story) -> None:
    """Somebody may be harmed by what stands there: few read it, and it isn't published."""
    registered(s)
    actions.protect_appeal(appeal=s.appeal, ground="other", by=s.office["registrar"], at=s.work(1))
    in_progress(s)


def unprotected(s: Story) -> None:
    """The head finds that it needs no protection; meanwhile the resident has lost the PIN and comes for a new one."""
    protected(s)
    actions.replace_pin(appeal=s.appeal, by=s.office["registrar"], at=s.work(4))
    reason = s.say("Адамға зиян келтіретін мәлімет жоқ.", "Сведений, которые могут навредить человеку, нет.")
    actions.unprotect_appeal(appeal=s.appeal, reason=reason, by=s.office["head"], at=s.work(5))


def silent(s: Story) -> None:
    in_progress(s)
    s.rest(days=30)
    silence(appeal=s.appeal, at=s.clock)
