"""Two demonstration competitions made from lines of the plan: one from its call to two agreements, one that takes applications.

Everybody in them is made up and labelled; demo NGOs have no BIN. Points come from a fixed seed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from django.conf import settings
from django.db import transaction

from ortaq.kernel.clocks.queries import office_moment
from ortaq.kernel.clocks.rules import local_day
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.rules import SYSTEM, Actor
from ortaq.procedures.competitions import actions as competitions
from ortaq.procedures.competitions.actions.repeating import terms_like
from ortaq.procedures.competitions.models import Application, Call, CommissionMember, Review
from ortaq.procedures.competitions.rules.budget import Line
from ortaq.procedures.competitions.rules.eligibility import TRUTH
from ortaq.procedures.competitions.rules.submitting import BudgetRow, Submission
from ortaq.systems.social_order import actions
from ortaq.systems.social_order.demo.agreements import BODY
from ortaq.systems.social_order.demo.papers import charter
from ortaq.systems.social_order.demo.people import COMMISSION, EXPERTS, make_jury
from ortaq.systems.social_order.models import PlanLine
from ortaq.systems.social_order.queries.reference import sphere_by_code

SEED = 2018
CRITERIA = (
    ("need", "Өзектілігі", "Актуальность", "Relevance", 2),
    ("plan", "Жоспарының анықтығы", "Проработанность плана", "Clarity of the plan", 1),
    ("effect", "Күтілетін нәтиже", "Ожидаемый результат", "Expected result", 1),
)
PROJECTS = (
    ("Ауыл мектебіндегі шахмат үйірмесі", 2_700_000),
    ("Жасөспірімдерге кәсіп таңдау сабақтары", 2_900_000),
    ("Аула командаларының футбол лигасы", 3_000_000),
    ("Жас тігіншілер шеберханасы", 2_600_000),
    ("Кітапханадағы бағдарламалау курсы", 2_800_000),
    ("Еріктілердің қарттарға көмегі", 2_500_000),
)
"""Title and request in tenge of each demo NGO's project."""
BUDGET = Decimal(6_000_000)


@dataclass(frozen=True)
class Jury:
    """Who works on a demo competition. ``ngos``: each organisation with the account that acts for it."""

    staff: dict[str, Actor]
    ngos: list[tuple[Organisation, Actor]]


@transaction.atomic
def make_demo_competitions(*, by: Actor, at: datetime, progress: Callable[[str], None] = print) -> int:
    """Makes both up to *at*; nothing when there are any, or when the region isn't loaded. Returns how many."""
    body = Organisation.objects.filter(slug=BODY).first()
    if body is None or sphere_by_code("youth") is None or Call.objects.filter(is_demo=True).exists():
        return 0
    jury = Jury(*make_jury(body))
    start = office_moment(at, -80)
    over = _line(body, jury, start, "Жастар бастамалары", "Инициативы молодёжи")
    open_ = _line(body, jury, start, "Отбасын қолдау", "Поддержка семьи")
    _whole(_announced(over, jury, start, office_moment(start, 25)), over, jury, start)
    progress("1 / 2")
    _announced(open_, jury, office_moment(at, -3), at + timedelta(days=24))
    progress("2 / 2")
    return 2


def _line(body: Organisation, jury: Jury, at: datetime, kk: str, ru: str) -> PlanLine:
    sphere = sphere_by_code("youth")
    if sphere is None:
        raise LookupError("no spheres")
    customer = jury.staff["customer"]
    plan = actions.open_plan(year=local_day(at).year, body=body, by=customer, at=at)
    wanted = actions.LineInput(
        sphere_id=sphere.pk,
        territory_id=body.territory_id,
        amount=BUDGET,
        funding="regional",
        title_kk=f"{kk} (демо)",
        title_ru=f"{ru} (демо)",
        projects=2,
    )
    line = actions.add_line(plan=plan, line=wanted, by=customer, at=at, is_demo=True)
    actions.submit_plan(plan=plan, by=customer, at=at)
    actions.approve_plan(plan=plan, by=jury.staff["plan.head"], at=at)
    line.refresh_from_db()
    return line


def _announced(line: PlanLine, jury: Jury, at: datetime, deadline: datetime) -> Call:
    """A call on a line, announced at *at* and open from then on."""
    secretary = jury.staff["secretary"]
    call = actions.make_call(line=line, by=jury.staff["customer"], at=at, profile="small_grant")
    criteria = competitions.save_criteria(
        body_id=line.body_id or 0,
        code="demo",
        titles=("Демо өлшемшарттар", "Демо-критерии"),
        criteria=[
            competitions.CriterionTerms(code, (kk, ru, en), weight=Decimal(weight), maximum=10)
            for code, kk, ru, en, weight in CRITERIA
        ],
        by=SYSTEM,
        at=at,
    )
    terms = replace(
        terms_like(call),
        text_kk="Көрсетілім үшін жасалған конкурс: ұйымдар мен жобалар ойдан шығарылған.",
        text_ru="Конкурс создан для демонстрации: организации и проекты вымышлены.",
        criteria_set_id=criteria.pk,
        request_max=Decimal(3_000_000),
        opens_at=at,
        deadline=deadline,
        tie_order=("need", "smaller_request", "earlier", "lottery"),
        spheres=(),
        documents=[("charter", "Жарғы", "Устав", "Charter", True)],
    )
    competitions.change_call(call=call, terms=terms, by=secretary, at=at)
    call.refresh_from_db()
    return competitions.announce_call(call=call, by=secretary, at=at)


def _submission(title: str, asked: int, start: datetime) -> Submission:
    first = local_day(start) + timedelta(days=50)
    half = Decimal(asked) / 2
    return Submission(
        title=f"{title} (демо)",
        summary="Көрсетілімге арналған жоба.",
        problem="Ойдан шығарылған мәселе (демо).",
        goal="Көрсету (демо).",
        tasks="Сабақтар өткізу (демо).",
        target_group="14–18 жастағылар (демо)",
        reach=60,
        starts_on=first,
        ends_on=first + timedelta(days=200),
        experience="Демо",
        team=({"name": "Демо маман", "role": "жетекші", "experience": "демо"},),
        budget=(
            BudgetRow("Мамандар (демо)", "қызмет", Line("pay", Decimal(1), half)),
            BudgetRow("Материалдар (демо)", "жинақ", Line("materials", Decimal(1), half)),
        ),
        milestones=(
            {"title": "Бірінші топ (демо)", "due_on": first + timedelta(days=80), "result": "30"},
            {"title": "Екінші топ (демо)", "due_on": first + timedelta(days=190), "result": "60"},
        ),
        indicators=(
            {"title": "Қатысушы (демо)", "unit": "адам", "baseline": Decimal(0), "target": Decimal(60), "source": "журнал"},
        ),
        declarations=frozenset({TRUTH, "no_liquidation", "no_debts", "no_interest"}),
    )  # fmt: skip


def _whole(call: Call, line: PlanLine, jury: Jury, start: datetime) -> None:
    """Applications, admission, points, session, protocol, results, and the agreements of the winners."""
    for number, ((organisation, by), (title, asked)) in enumerate(zip(jury.ngos, PROJECTS, strict=True)):
        at = office_moment(start, 5 + number)
        application = competitions.start_application(call=call, organisation_id=organisation.pk, by=by, at=at)
        content = _submission(title, asked, start)
        competitions.attach_document(application=application, code="charter", uploads=[charter()], by=by, at=at)
        competitions.submit_application(application=application, content=content, by=by, at=at)
    _judge(call, jury, office_moment(start, 26))
    _decide(call, jury, office_moment(start, 31))
    customer, head = jury.staff["customer"], jury.staff["plan.head"]
    at = office_moment(start, 50)  # the five working days for complaints are over
    representatives = {organisation.pk: by for organisation, by in jury.ngos}
    competitions.finish_calls(at=at)
    for won in Application.objects.filter(call=call, state="winner").select_related("applicant", "call").order_by("pk"):
        terms = actions.Terms(
            title_kk=won.title,
            title_ru=f"Проект «{won.title}»",
            amount=won.awarded or won.requested,
            starts_on=won.starts_on or local_day(at),
            ends_on=won.ends_on or local_day(at),
            schedule=actions.schedule_of_winner(won),
            bank_details="Демо шот / Демо счёт",
        )
        agreement = actions.draw_up_agreement(
            line=line, supplier=won.applicant, terms=terms, by=customer, at=at, application=won
        )
        actions.send_for_signing(agreement=agreement, by=customer, at=at)
        for code, signer, name in (
            ("sign_supplier", representatives[won.applicant_id], "Демо өкіл"),
            ("sign_customer", head, "Демо басшы"),
        ):
            actions.sign_agreement(
                agreement=agreement, code=code, by=signer, at=office_moment(at, 3), trial=settings.DEMO, name=name
            )


def _judge(call: Call, jury: Jury, at: datetime) -> None:
    secretary = jury.staff["secretary"]
    competitions.open_applications(call=call, by=secretary, at=at)
    for application in call.applications.order_by("pk"):
        competitions.admit_application(application=application, by=secretary, at=at)
    seats = [(name, "expert") for name in EXPERTS] + [(name, "member") for name in COMMISSION]
    for name, seat in seats:
        chair = "chair" if name == COMMISSION[0] else seat
        title = "Демо сарапшы" if seat == "expert" else "Демо комиссия мүшесі"
        competitions.seat_member(
            call=call, user_id=jury.staff[name].account or 0, seat=chair, name=f"{title} ({name})", position="демо",
            by=secretary, at=at,
        )  # fmt: skip
    competitions.start_scoring(call=call, by=secretary, at=at)
    competitions.draw_reviewers(call=call, by=secretary, at=at, seed=f"demo-{SEED}")
    experts = {jury.staff[name].account: jury.staff[name] for name in EXPERTS}
    points = Random(SEED)  # noqa: S311 -- made-up points that are the same each time
    for review in Review.objects.filter(application__call=call).order_by("pk"):
        expert = experts[review.reviewer_id]
        competitions.declare_interest(review=review, conflict=False, reason="", by=expert, at=at)
        marks = {code: competitions.MarkTerms(points.randint(4, 10), "Демо баға") for code, *_ in CRITERIA}
        competitions.save_marks(review=review, marks=marks, by=expert, at=at)
        competitions.close_review(review=review, by=expert, at=at)
    competitions.close_scoring(call=call, by=secretary, at=at)


def _decide(call: Call, jury: Jury, at: datetime) -> None:
    secretary = jury.staff["secretary"]
    present = CommissionMember.objects.filter(call=call).exclude(seat="expert").values_list("pk", flat=True)
    session = competitions.open_session(
        call=call, held_at=at, place="Тараз (демо)", present=list(present), by=secretary, at=at
    )
    for name in COMMISSION:
        competitions.cast_vote(session=session, choice="for", reason="", by=jury.staff[name], at=at)
    competitions.close_session(
        session=session, discussion_kk="Рейтинг қаралды (демо).", discussion_ru="Рассмотрен рейтинг (демо).",
        by=secretary, at=at,
    )  # fmt: skip
    protocol = competitions.draft_protocol(
        session=session, rows=competitions.proposed(call), text_kk="Демо хаттама", text_ru="Демонстрационный протокол",
        by=secretary, at=at,
    )  # fmt: skip
    competitions.sign_protocol(protocol=protocol, by=secretary, at=at)
    call.refresh_from_db()
    competitions.publish_results(call=call, by=secretary, at=at)
