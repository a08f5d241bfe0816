"""Demonstration agreements in every state, by the actions that people use. Everybody in them is made up and labelled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction

from ortaq.kernel.clocks.queries import office_moment
from ortaq.kernel.clocks.rules import local_day
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.rules import Actor, check_digit
from ortaq.systems.social_order import actions
from ortaq.systems.social_order.demo.papers import evidence, picture, timetable
from ortaq.systems.social_order.demo.people import NGO, make_people
from ortaq.systems.social_order.models import Agreement, Milestone, PlanLine, Report
from ortaq.systems.social_order.queries.reference import sphere_by_code
from ortaq.systems.social_order.queries.visit_photos import photos_of
from ortaq.systems.social_order.rules import Line, Measure, Schedule, Step

BODY = "internal-policy"
WAYS: tuple[tuple[str, str, str, int], ...] = (
    ("draft", "Жас аналар клубы", "Клуб молодых мам", 2_400_000),
    ("signing", "Аулалық спорт", "Дворовый спорт", 1_800_000),
    ("refused", "Көшпелі кітапхана", "Передвижная библиотека", 1_500_000),
    ("late", "Қарттарға сандық сауат", "Цифровая грамота для старших", 2_100_000),
    ("reported", "Отбасы мектебі", "Школа семьи", 3_000_000),
    ("denied", "Волонтёрлер штабы", "Штаб волонтёров", 2_700_000),
    ("suspended", "Ымдау тілі курсы", "Курсы жестового языка", 1_900_000),
    ("terminated", "Жастар медиаорталығы", "Молодёжный медиацентр", 2_200_000),
    ("completed", "Тегін заң кеңесі", "Бесплатная юридическая помощь", 3_300_000),
)
"""What becomes of each agreement, its title in Kazakh and Russian, its sum in tenge."""


@dataclass
class Story:
    """One agreement on its way: who works on it, and the day on which it began."""

    agreement: Agreement
    staff: dict[str, Actor]
    start: datetime

    def at(self, days: float) -> datetime:
        return office_moment(self.start, days)

    def step(self, number: int) -> Milestone:
        return Milestone.objects.get(agreement=self.agreement, number=number)


@transaction.atomic
def make_demo_agreements(*, by: Actor, at: datetime, progress: Callable[[str], None] = print) -> int:
    """Makes demo agreements up to *at*; nothing when there are any, or when the region isn't loaded. Returns how many."""
    body = Organisation.objects.filter(slug=BODY).first()
    if body is None or sphere_by_code("youth") is None or Agreement.objects.filter(is_demo=True).exists():
        return 0
    staff = make_people()
    ngo = _ngo()
    start = office_moment(at, -200)
    lines = _lines(body, staff, start)
    for number, (line, (way, *_rest)) in enumerate(zip(lines, WAYS, strict=True), 1):
        agreement = actions.draw_up_agreement(
            line=line, supplier=ngo, terms=_terms(line, start), by=staff["customer"], at=start, is_demo=True
        )
        _lead(Story(agreement, staff, start), way)
        progress(f"{number} / {len(WAYS)}")
    return len(WAYS)


def _ngo() -> Organisation:
    """The demo NGO; it gets a BIN that was never given to anybody, since its month is zero."""
    ngo = Organisation.objects.get(slug=NGO)
    if not ngo.bin:
        stem = next(f"00004{n:06}" for n in range(10) if check_digit(f"00004{n:06}") is not None)
        ngo.bin = f"{stem}{check_digit(stem)}"
        ngo.save(update_fields=["bin"])
    return ngo


def _lines(body: Organisation, staff: dict[str, Actor], at: datetime) -> list[PlanLine]:
    """A plan of the year with a line for each agreement, approved by the head."""
    sphere = sphere_by_code("youth")
    if sphere is None:
        raise LookupError("no spheres")
    plan = actions.open_plan(year=local_day(at).year, body=body, by=staff["customer"], at=at)
    wanted = [
        actions.LineInput(
            sphere_id=sphere.pk,
            territory_id=body.territory_id,
            amount=Decimal(amount),
            funding="regional",
            title_kk=f"{kk} (демо)",
            title_ru=f"{ru} (демо)",
        )
        for _way, kk, ru, amount in WAYS
    ]
    actions.add_lines(plan=plan, lines=wanted, by=staff["customer"], at=at, is_demo=True)
    actions.submit_plan(plan=plan, by=staff["customer"], at=at)
    actions.approve_plan(plan=plan, by=staff["plan.head"], at=at)
    return list(PlanLine.objects.filter(plan=plan, state="approved", is_demo=True).order_by("position"))


def _terms(line: PlanLine, start: datetime) -> actions.Terms:
    day, third = local_day(start), line.amount / 3
    return actions.Terms(
        title_kk=line.title_kk,
        title_ru=line.title_ru,
        amount=line.amount,
        starts_on=day,
        ends_on=day + timedelta(days=300),
        schedule=Schedule(
            (
                Step(1, "Аванс", day + timedelta(days=20), third, advance=True),
                Step(2, "Бірінші топ / Первая группа", day + timedelta(days=110), third),
                Step(3, "Екінші топ / Вторая группа", day + timedelta(days=280), third),
            ),
            (
                Line(1, "pay", "Мамандар / Специалисты", third * 2),
                Line(2, "goods", "Материалдар / Материалы", third, Decimal(100_000)),
            ),
            (Measure(1, "Қатысушы / Участник", "адам / чел.", Decimal(120)),),
        ),
        bank_details="Демо шот / Демо счёт",
    )


def _lead(story: Story, way: str) -> None:
    staff, agreement = story.staff, story.agreement
    if way == "draft":
        return
    actions.send_for_signing(agreement=agreement, by=staff["customer"], at=story.at(1))
    if way == "signing":
        return
    if way == "refused":
        reason = "Мамандар басқа жобада (демо) / Специалисты заняты в другом проекте (демо)"
        actions.refuse_agreement(agreement=agreement, reason=reason, by=staff["ngo"], at=story.at(4))
        return
    for code, who, name in (("sign_supplier", "ngo", "Демо өкіл"), ("sign_customer", "plan.head", "Демо басшы")):
        actions.sign_agreement(
            agreement=agreement, code=code, by=staff[who], at=story.at(5), trial=settings.DEMO, name=name
        )
    _pay(story, 1, 10)
    if way == "late":
        return
    if way == "terminated":
        _end_early(story)
        return
    report = _report(story, 2, 105)
    if way == "reported":
        return
    actions.accept_report(report=report, by=staff["customer"], at=story.at(112))
    _visit(story)
    if way == "suspended":
        reason = "Сабақ өтетін орын жөнделуде (демо) / Помещение на ремонте (демо)"
        actions.suspend_agreement(agreement=agreement, reason=reason, by=staff["plan.head"], at=story.at(120))
        return
    _pay(story, 2, 118, received=way != "denied")
    if way == "denied":
        return
    last = _report(story, 3, 150)
    actions.accept_report(report=last, by=staff["customer"], at=story.at(155))
    _pay(story, 3, 160)
    actions.complete_agreement(agreement=agreement, by=staff["plan.head"], at=story.at(165))


def _pay(story: Story, number: int, day: int, *, received: bool = True) -> None:
    step = story.step(number)
    payment = actions.pay_tranche(
        agreement=story.agreement,
        milestone=step,
        amount=step.amount,
        order_number=f"демо-{number}",
        paid_on=local_day(story.at(day)),
        by=story.staff["accountant"],
        at=story.at(day),
    )
    actions.answer_for_receipt(
        payment=payment,
        received=received,
        note="" if received else "Шотта жоқ (демо) / На счёте нет (демо)",
        by=story.staff["ngo"],
        at=story.at(day + 2),
    )


def _report(story: Story, number: int, day: int) -> Report:
    by = story.staff["ngo"]
    report = actions.begin_report(milestone=story.step(number), by=by, at=story.at(day))
    files = [evidence(), timetable(), picture("сабақ")]
    paper = actions.add_evidence(report=report, files=files, by=by, at=story.at(day))[0]
    third = story.agreement.amount / 3
    spent = [(1, third), (2, third / 2)]
    account = actions.Account(
        "Сабақтар кесте бойынша өтті (демо). / Занятия прошли по графику (демо).",
        "Толық есеп (демо). / Полный отчёт (демо).",
        60,
        [
            actions.Spent(line, "Демо төлем алушы", local_day(story.at(day)), f"АВР-{n}", amount, paper.pk)
            for n, (line, amount) in enumerate(spent, 1)
        ],
        {1: Decimal(58)},
    )
    actions.submit_report(report=report, account=account, by=by, at=story.at(day + 1))
    return report


def _visit(story: Story) -> None:
    by = story.staff["customer"]
    visit = actions.plan_visit(
        agreement=story.agreement,
        planned_on=local_day(story.at(115)),
        purpose="Сабақты көру / Посмотреть занятие",
        by=by,
        at=story.at(113),
    )
    found = actions.Found(
        local_day(story.at(115)),
        "Тараз (демо)",
        "Сабақ кесте бойынша өтіп жатыр (демо). / Занятия идут по графику (демо).",
        18,
    )
    photos = [picture("сабақ"), picture("аула")]
    made = actions.record_visit(visit=visit, found=found, photos=photos, by=by, at=story.at(115))
    # One is public; the other still waits for an officer to look at it. (Where files wait for the antivirus, both do.)
    for photo in photos_of(made)[:1]:
        actions.publish_visit_photo(
            visit=made,
            document=photo.document,
            alt_kk="Салынған сурет (демо): тақта алдында бес адам парталарда отыр",
            alt_ru="Рисунок (демо): пять человек за партами перед доской",
            looked=True,
            reason="Салынған сурет: ешкім танылмайды (демо) / Рисунок: никого нельзя узнать (демо)",
            by=by,
            at=story.at(116),
        )


def _end_early(story: Story) -> None:
    actions.return_money(
        agreement=story.agreement,
        amount=story.agreement.amount / 3,
        returned_on=local_day(story.at(60)),
        paper="демо-қайтару",
        reason="Жоба басталмады (демо) / Проект не начат (демо)",
        by=story.staff["accountant"],
        at=story.at(60),
    )
    reason = "Жоба басталмады (демо) / Проект не начат (демо)"
    actions.terminate_agreement(agreement=story.agreement, reason=reason, by=story.staff["plan.head"], at=story.at(61))
