"""One story from a citizen's problem to next year's topic, by the actions of the people whose work each step is."""

from __future__ import annotations

import csv
import html
import io
import re
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.lifecycle.registry import follows_of
from ortaq.kernel.parties.rules import GUEST
from ortaq.procedures.competitions import actions as competitions
from ortaq.procedures.competitions.models import Application, Call, CommissionMember, Review
from ortaq.procedures.competitions.queries.office import hints_of_double_funding
from ortaq.procedures.competitions.registry import funding_of, ties_between
from ortaq.systems.social_order import actions
from ortaq.systems.social_order.models import Agreement, PlanLine, TopicProposal

from .delivery.conftest import pdf  # noqa: F401

if TYPE_CHECKING:
    from django.test import Client

    from ortaq.kernel.records.models import Record

SUMMER = datetime(2025, 8, 4, 5, 0, tzinfo=UTC)
WINTER = datetime(2026, 1, 12, 5, 0, tzinfo=UTC)
OPENS, DEADLINE = WINTER + timedelta(days=1), WINTER + timedelta(days=21)
LINKED = re.compile(r"<h2[^>]*><a[^>]*>([^<]+) (?:<[^>]*>)?([A-Z]{2}-\d{4}-\d{6})(?:<[^>]*>)?</a>")
AFTER = DEADLINE + timedelta(hours=1)
SIGNED = AFTER + timedelta(days=10)
PLANNED, ASKED, AWARDED = Decimal("2000000.00"), Decimal("1800000.00"), Decimal("1800000.00")
BINS = ("180540000012", "180540000022")
SECRETS = (
    "Құпия Азамат",
    "Құпия Өкіл",
    "KZ86125KZT5004100100",
    "Екінші жобаның құпия мәтіні",
    "Себебі құпия",
    "87010001122",
)


@pytest.fixture(autouse=True)
def demonstration(settings: Any, tmp_path: Path) -> None:
    """Test signatures count, as in a demonstration."""
    settings.DEMO = True
    settings.TEST_AUTHORITY = str(tmp_path / "test-authority")
    settings.TRUSTED_AUTHORITIES = str(tmp_path / "trust")
    settings.SIGNATURE_SERVICE = ""
    settings.MEDIA_ROOT = str(tmp_path / "files")


@pytest.fixture
def people(house: Any) -> Any:
    """The house with a second NGO, a secretary, a commission, experts, an accountant, and a desk of the reception."""
    from ortaq.kernel.accounts.models import User
    from ortaq.kernel.parties.actions import assign_role, save_person
    from ortaq.kernel.parties.models import Organisation
    from ortaq.systems.reception.imports import load_categories

    house.other = Organisation.objects.create(
        slug="ngo-two", kind="ngo", bin=BINS[1], territory=house.city, name_kk="«Екінші» қоры", name_ru="Фонд «Екінші»",
        name_en="Second fund",
    )  # fmt: skip
    house.ngo.bin = BINS[0]
    house.ngo.save()

    def hire(key: str, role: str, organisation: Any) -> None:
        house.people[key] = User.objects.create_user(f"{key}@example.test", language="kk")
        assign_role(
            user_id=house.people[key].pk, organisation_id=organisation.pk, role=role, first_day=date(2018, 1, 1)
        )

    for key, role in (
        ("registrar", "registrar"),
        ("moderator", "moderator"),
        ("secretary", "secretary"),
        ("accountant", "accountant"),
    ):
        hire(key, role, house.department)
    for n in (1, 2, 3):
        hire(f"expert{n}", "expert", house.department)
        hire(f"member{n}", "commission", house.department)
    hire("representative2", "representative", house.other)
    save_person(name="Құпия Өкіл", email="representative@example.test", user_id=house.people["representative"].pk)
    load_categories(
        [{"slug": "help", "kk": "Көмек", "ru": "Помощь", "en": "Help", "keywords": "көмек", "open311": False, "order": 0,
          "hint_kk": "", "hint_ru": "", "hint_en": ""}],
        [{"category": "help", "territory": None, "body": "one"}],
        territories={"r": house.region, "c": house.city},
        bodies={"one": house.department},
    )  # fmt: skip
    return house


def file_and_publish(people: Any) -> Any:
    """A citizen's appeal, registered, and published by the moderator without what names anybody."""
    from ortaq.systems.reception.actions import Filing, file_appeal, publish_appeal, register_appeal
    from ortaq.systems.reception.models import Category

    appeal = file_appeal(
        filing=Filing(
            type="message", category_id=Category.objects.get().pk, territory_id=people.city.pk, body_id=people.department.pk,
            subject="Ымдау тілін үйрену", text="Балам естімейді, телефоным 87010001122.", language="kk", delivery="email",
            name="Құпия Азамат", email="citizen@example.test", consent_to_publish=True,
        ),
        by=GUEST,
        at=SUMMER,
    ).appeal  # fmt: skip
    register_appeal(appeal=appeal, by=people["registrar"], at=SUMMER + timedelta(hours=1))
    publish_appeal(
        appeal=appeal, title="Ата-аналар ымдау тілін үйренгісі келеді", text="Балам естімейді.", by=people["moderator"],
        at=SUMMER + timedelta(days=1),
    )  # fmt: skip
    return appeal


def propose_and_accept(people: Any, proposal: Any, source: Record) -> TopicProposal:
    """A neighbour makes a topic of it; the council speaks; the customer accepts."""
    at = SUMMER + timedelta(days=5)
    topic = actions.propose_topic(proposal=replace(proposal, raised_by=source.pk), by=people["neighbour"], at=at)
    parts = {
        "need": "Ата-аналар үйренгісі келеді.",
        "target_group": "60 отбасы",
        "why": topic.why,
        "result": topic.result,
    }
    actions.publish_topic(topic=topic, title=topic.title, parts=parts, by=people["customer"], at=at)
    actions.ask_council(topic=topic, by=people["customer"], at=at)
    actions.give_opinion(topic=topic, view="for", text="Тақырып өзекті.", by=people["council"], at=at)
    actions.accept_topic(
        topic=topic, answer="Жоспарға енгізіледі.", title_kk="Ымдау тілі курсы", title_ru="Курсы жестового языка",
        by=people["customer"], at=at,
    )  # fmt: skip
    return topic


def plan(people: Any, topic: TopicProposal) -> PlanLine:
    """The customer plans money for the topic, the head approves."""
    at = SUMMER + timedelta(days=90)
    plan = actions.open_plan(year=2026, body=people.department, by=people["customer"], at=at)
    line = actions.add_line(
        plan=plan,
        line=actions.LineInput(
            sphere_id=people.sphere.pk, territory_id=people.city.pk, amount=PLANNED, topic_id=topic.pk, funding="regional",
            title_kk="Ымдау тілі курсы", title_ru="Курсы жестового языка",
        ),
        by=people["customer"],
        at=at,
    )  # fmt: skip
    actions.submit_plan(plan=plan, by=people["customer"], at=at)
    actions.approve_plan(plan=plan, by=people["head"], at=at)
    line.refresh_from_db()
    return line


def announce(people: Any, line: PlanLine) -> Call:
    """A call made from the line; it can't promise more than is planned; announced, it moves the line."""
    from ortaq.kernel.parties.rules import SYSTEM
    from ortaq.procedures.competitions.actions.repeating import terms_like

    with pytest.raises(Refused):
        actions.make_call(line=line, by=people["secretary"], at=WINTER, profile="small_grant")
    call = actions.make_call(line=line, by=people["customer"], at=WINTER, profile="small_grant")
    assert (call.budget, call.title_ru, call.territory_id) == (PLANNED, line.title_ru, line.territory_id)
    with pytest.raises(Refused):
        actions.make_call(line=line, by=people["customer"], at=WINTER, profile="small_grant")
    criteria = competitions.save_criteria(
        body_id=people.department.pk, code="course", titles=("Өлшемшарт", "Критерии"), by=SYSTEM, at=WINTER,
        criteria=[competitions.CriterionTerms(c, (c, c, c), weight=Decimal(1), maximum=10) for c in ("need", "plan")],
    )  # fmt: skip
    terms = replace(
        terms_like(call), text_kk="Курс өткізу.", text_ru="Провести курсы.", criteria_set_id=criteria.pk, opens_at=OPENS,
        deadline=DEADLINE, tie_order=("need", "lottery"), eligibility=("ngo", "no_debts", "no_interest"),
        spheres=(),
    )  # fmt: skip
    assert terms.funded_by == (line.pk,)
    competitions.change_call(call=call, terms=replace(terms, budget=PLANNED + 1), by=people["secretary"], at=WINTER)
    call.refresh_from_db()
    with pytest.raises(Refused):
        competitions.announce_call(call=call, by=people["secretary"], at=WINTER)
    competitions.change_call(call=call, terms=terms, by=people["secretary"], at=WINTER)
    call.refresh_from_db()
    competitions.announce_call(call=call, by=people["secretary"], at=WINTER)
    line.refresh_from_db()
    assert (call.state, line.state) == ("announced", "announced")
    return call


def apply(people: Any, call: Call) -> tuple[Application, Application]:
    """Two NGOs apply."""
    from ortaq.procedures.competitions.rules.budget import Line
    from ortaq.procedures.competitions.rules.eligibility import TRUTH
    from ortaq.procedures.competitions.rules.submitting import BudgetRow, Submission

    content = Submission(
        title="Ымдау тілі: 60 ата-ана", summary="Курс пен тәжірибе", problem="Курс жоқ", goal="Үйрету", tasks="Сабақтар",
        target_group="Ата-аналар", reach=60, starts_on=date(2026, 3, 1), ends_on=date(2026, 9, 30), experience="Үш жоба",
        team=({"name": "Құпия Өкіл", "role": "жетекші", "experience": "5 жыл"},),
        budget=(
            BudgetRow("Мұғалім", "ай", Line("pay", Decimal(6), Decimal("200000.00"))),
            BudgetRow("Оқулық", "дана", Line("materials", Decimal(60), Decimal("11000.00"), Decimal("60000.00"))),
        ),
        milestones=(
            {"title": "30 ата-ана оқыды", "due_on": date(2026, 5, 20), "result": "30"},
            {"title": "60 ата-ана оқыды", "due_on": date(2026, 9, 20), "result": "60"},
        ),
        indicators=({"title": "Оқыған ата-ана", "unit": "адам", "baseline": Decimal(0), "target": Decimal(60), "source": "журнал"},),
        declarations=frozenset({TRUTH, "no_debts", "no_interest"}),
    )  # fmt: skip
    made = []
    for who, organisation, changes in (
        ("representative", people.ngo, {}),
        ("representative2", people.other, {"title": "Басқа жоба", "summary": "Екінші жобаның құпия мәтіні"}),
    ):
        at = OPENS + timedelta(days=3)
        application = competitions.start_application(call=call, organisation_id=organisation.pk, by=people[who], at=at)
        made.append(
            competitions.submit_application(
                application=application, content=replace(content, **changes), by=people[who], at=at
            )
        )
    return made[0], made[1]


def judge(people: Any, call: Call) -> None:
    """Opened by the secretary after the deadline, admitted, scored by experts, voted by the commission, published."""
    by = people["secretary"]
    with pytest.raises(Refused):
        competitions.open_applications(call=call, by=by, at=DEADLINE - timedelta(minutes=1))
    competitions.open_applications(call=call, by=by, at=AFTER)
    for application in call.applications.all():
        competitions.admit_application(application=application, by=by, at=AFTER)
    for n in (1, 2, 3):
        for key, seat in ((f"expert{n}", "expert"), (f"member{n}", "chair" if n == 1 else "member")):
            competitions.seat_member(
                call=call, user_id=people.people[key].pk, seat=seat, name=key, position="…", by=by, at=AFTER
            )
    competitions.start_scoring(call=call, by=by, at=AFTER)
    competitions.draw_reviewers(call=call, by=by, at=AFTER)
    keys = {user.pk: key for key, user in people.people.items()}
    for review in Review.objects.filter(application__call=call).select_related("application"):
        expert = people[keys[review.reviewer_id]]
        points = 9 if review.application.applicant_id == people.ngo.pk else 5
        competitions.declare_interest(review=review, conflict=False, reason="", by=expert, at=AFTER)
        marks = {code: competitions.MarkTerms(points, "Себебі құпия") for code in ("need", "plan")}
        competitions.save_marks(review=review, marks=marks, by=expert, at=AFTER)
        competitions.close_review(review=review, by=expert, at=AFTER)
    competitions.close_scoring(call=call, by=by, at=AFTER)
    present = [m.pk for m in CommissionMember.objects.filter(call=call).exclude(seat="expert")]
    session = competitions.open_session(call=call, held_at=AFTER, place="Тараз", present=present, by=by, at=AFTER)
    for n in (1, 2, 3):
        competitions.cast_vote(session=session, choice="for", reason="", by=people[f"member{n}"], at=AFTER)
    competitions.close_session(session=session, discussion_kk="…", discussion_ru="…", by=by, at=AFTER)
    protocol = competitions.draft_protocol(
        session=session, rows=competitions.proposed(call), text_kk="Хаттама", text_ru="Протокол", by=by, at=AFTER
    )
    competitions.sign_protocol(protocol=protocol, by=by, at=AFTER)
    call.refresh_from_db()
    competitions.publish_results(call=call, by=by, at=AFTER)


def contract(people: Any, line: PlanLine, won: Application, lost: Application) -> Agreement:
    """The customer draws the agreement up from the winner's application; both sides sign."""
    customer = people["customer"]
    assert [step.code for step in follows_of(won, customer)] == ["agreement"]
    assert not follows_of(lost, customer) and not follows_of(won, people["representative"])
    terms = actions.Terms(
        title_kk=line.title_kk, title_ru=line.title_ru, amount=won.awarded or Decimal(0), starts_on=won.starts_on or date.max,
        ends_on=won.ends_on or date.max, schedule=actions.schedule_of_winner(won),
        bank_details="KZ86125KZT5004100100, «Сынақ Банк»",
    )  # fmt: skip
    draft = {"line": line, "terms": terms, "by": customer, "at": SIGNED}
    for supplier, application in ((people.other, lost), (people.other, won)):
        with pytest.raises(Refused):
            actions.draw_up_agreement(supplier=supplier, application=application, **draft)
    agreement = actions.draw_up_agreement(supplier=people.ngo, application=won, **draft)
    with pytest.raises(Refused):
        actions.draw_up_agreement(supplier=people.ngo, application=won, **draft)
    assert not follows_of(won, customer)
    actions.send_for_signing(agreement=agreement, by=customer, at=SIGNED)
    for code, who in (("sign_supplier", "representative"), ("sign_customer", "head")):
        won.refresh_from_db()
        assert won.state == "winner"
        actions.sign_agreement(
            agreement=agreement, code=code, by=people[who], at=SIGNED, trial=True, name=f"Сынақ {who}"
        )
    for record in (agreement, won, line):
        record.refresh_from_db()
    assert (agreement.state, won.state, line.state) == ("active", "contracted", "contracted")
    return agreement


def deliver(people: Any, agreement: Agreement, paper: Any) -> None:
    """Both milestones are reported, accepted, paid, and their receipt confirmed; the agreement is completed."""
    for number, spent in ((1, "900000.00"), (2, "300000.00")):
        milestone = agreement.milestones.get(number=number)
        at = datetime(2026, 5, 20, 5, 0, tzinfo=UTC) + timedelta(days=120 * (number - 1))
        report = actions.begin_report(milestone=milestone, by=people["representative"], at=at)
        evidence = actions.add_evidence(report=report, files=[paper], by=people["representative"], at=at)[0].pk
        expenses = [actions.Spent(1, "Құпия Өкіл", at.date(), f"АВР {number}", Decimal(spent), evidence)]
        if number == 2:
            expenses.append(actions.Spent(2, "Құпия Өкіл", at.date(), "АВР 3", Decimal("600000.00"), evidence))
        account = actions.Account("Курс өтті.", "Толық есеп: құпия", 30, expenses, {1: Decimal(30)})
        actions.submit_report(report=report, account=account, by=people["representative"], at=at)
        actions.accept_report(report=report, by=people["customer"], at=at)
        payment = actions.pay_tranche(
            agreement=agreement, milestone=milestone, amount=milestone.amount, order_number=f"ТТ-{number}",
            paid_on=at.date(), by=people["accountant"], at=at,
        )  # fmt: skip
        actions.answer_for_receipt(payment=payment, received=True, by=people["representative"], at=at)
    actions.complete_agreement(agreement=agreement, by=people["head"], at=datetime(2026, 10, 1, 5, 0, tzinfo=UTC))


def evaluate(people: Any, agreement: Agreement) -> Any:
    """The experts of the council judge the result; signed by the head and published."""
    from ortaq.systems.social_order.rules import CRITERIA

    at = datetime(2026, 10, 12, 5, 0, tzinfo=UTC)
    customer = people["customer"]
    evaluation = actions.schedule_evaluation(agreement=agreement, stage="final", by=customer, at=at)
    for key in ("expert1", "expert2", "expert3"):
        actions.name_expert(evaluation=evaluation, expert=people.people[key], by=customer, at=at)
    actions.open_scoring(evaluation=evaluation, by=customer, at=at)
    for key in ("expert1", "expert2", "expert3"):
        actions.declare_interest(evaluation=evaluation, conflict=False, interest="", by=people[key], at=at)
        marks = {code: actions.Mark(4, "Есеп пен сабақ кестесін көрдім.") for code in CRITERIA}
        actions.submit_points(evaluation=evaluation, marks=marks, by=people[key], at=at)
    actions.conclude_evaluation(
        evaluation=evaluation,
        outcome="remarks",
        kk="Жоба нәтиже берді.",
        ru="Проект дал результат.",
        by=customer,
        at=at,
    )
    actions.sign_evaluation(evaluation=evaluation, by=people["head"], at=at)
    actions.publish_evaluation(evaluation=evaluation, by=customer, at=at)
    evaluation.refresh_from_db()
    return evaluation


def sign_in(client: Client, people: Any, key: str) -> None:
    """A session with its second factor."""
    client.force_login(people.people[key])
    session = client.session
    now = int(time.time())
    session.update({"second_factor_until": now + 10**7, "session_started": now, "session_seen": now})
    session.save()


def money_in(page: str) -> set[str]:
    """Sums of a page without spaces."""
    return {re.sub(r"\D", "", each) for each in re.findall(r"\d[\d\s\u00a0\u202f]*\d", page)}


def test_one_story_from_a_problem_to_the_next_topic(
    people: Any,
    proposal: Any,
    pdf: Any,  # noqa: F811
    client: Client,
    frozen: Any,
) -> None:
    appeal = file_and_publish(people)
    topic = propose_and_accept(people, proposal, appeal)
    line = plan(people, topic)
    call = announce(people, line)
    won, lost = apply(people, call)
    judge(people, call)
    for each in (won, lost):
        each.refresh_from_db()
    assert (won.state, won.awarded, lost.state) == ("winner", AWARDED, "reserve") or lost.state == "not_selected"
    agreement = contract(people, line, won, lost)
    assert funding_of(BINS[0])[0].period == (won.starts_on, won.ends_on) and not funding_of(BINS[1])
    assert not hints_of_double_funding(won), "its own agreement is no second money"
    assert [tie.detail for tie in ties_between(people.people["customer"].pk, people.ngo.pk)] == [agreement.number]
    assert not ties_between(people.people["expert1"].pk, people.ngo.pk)
    deliver(people, agreement, pdf)
    evaluation = evaluate(people, agreement)
    assert [tie.detail for tie in ties_between(people.people["expert1"].pk, people.ngo.pk)] == [evaluation.number]
    following = actions.propose_topic(
        proposal=replace(proposal, raised_by=evaluation.pk, title="Келесі жыл: жалғасы"), by=people["third"],
        at=datetime(2026, 11, 2, 5, 0, tzinfo=UTC),
    )  # fmt: skip
    parts = {"need": "Жалғастыру.", "target_group": "40 отбасы", "why": following.why, "result": following.result}
    actions.publish_topic(
        topic=following, title=following.title, parts=parts, by=people["customer"],
        at=datetime(2026, 11, 3, 5, 0, tzinfo=UTC),
    )  # fmt: skip
    topic.refresh_from_db()
    assert topic.state == "evaluated"

    frozen(datetime(2026, 11, 10, 6, 0, tzinfo=UTC))
    page = client.get(f"/kk/records/{appeal.number}/").content.decode()
    reports = [step.report for step in agreement.milestones.select_related("report")]
    story = [appeal, topic, line, call, won, lost, agreement, *reports, evaluation, following]
    kinds = [
        "Жолданым", "Тақырып ұсынысы", "Жоспар жолы", "Конкурс", "Өтінім", "Өтінім", "Шарт", "Есеп", "Есеп",
        "Нәтижелерін бағалау", "Тақырып ұсынысы",
    ]  # fmt: skip
    shown = LINKED.findall(page)
    assert [number for _, number in shown] == [record.number for record in story]
    assert [kind for kind, _ in shown] == kinds
    others = client.get(f"/kk/records/{following.number}/").content.decode()
    assert {number for _, number in LINKED.findall(others)} == {record.number for record in story}

    addresses = {
        "project": f"/kk/social-order/projects/{agreement.number}/",
        "line": f"/kk/social-order/plan/lines/{line.number}/",
        "body": f"/kk/social-order/plan/2026/{people.department.slug}/",
        "call": f"/kk/competitions/{call.number}/",
        "results": f"/kk/competitions/{call.number}/results/",
        "evaluation": f"/kk/social-order/evaluations/{evaluation.number}/",
        "topic": f"/kk/social-order/topics/{topic.number}/",
        "figures": "/data/social-order/2026/figures.csv",
        "releases": "/data/ocds/2026/releases.json",
    }
    read: dict[str, str] = {"thread": page}
    for name, address in addresses.items():
        answer = client.get(address)
        assert answer.status_code == 200, address
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        read[name] = body.decode()
    for name, text in read.items():
        for secret in SECRETS:
            assert secret not in text, (name, secret)

    row = next(csv.DictReader(io.StringIO(read["figures"])))
    planned, agreed, paid = (Decimal(row[name]) for name in ("planned", "agreed", "paid"))
    assert paid <= agreed <= planned and (planned, agreed, paid) == (PLANNED, AWARDED, AWARDED)
    assert {"1800000"} <= money_in(read["project"]) and {"2000000"} <= money_in(read["line"])
    assert {"1800000"} <= money_in(read["results"])


def test_a_call_that_fails_leaves_its_line_free_for_another(people: Any, proposal: Any) -> None:
    line = plan(people, propose_and_accept(people, proposal, file_and_publish(people)))
    call = announce(people, line)
    competitions.keep_time(call=call, at=OPENS)
    competitions.keep_time(call=call, at=AFTER)
    competitions.fail_call(call=call, reason="Өтінім түспеді", by=people["secretary"], at=AFTER)
    line.refresh_from_db()
    assert line.state == "not_held"
    again = actions.make_call(line=line, by=people["customer"], at=AFTER, profile="small_grant")
    assert again.state == "draft"


def test_a_line_of_another_body_is_not_announced(people: Any, proposal: Any) -> None:
    line = plan(people, propose_and_accept(people, proposal, file_and_publish(people)))
    call = actions.make_call(line=line, by=people["customer"], at=WINTER)
    assert call.is_reference and call.profile == "social_order"
    Call.objects.filter(pk=call.pk).update(
        body_id=people.division.pk, text_kk="…", text_ru="…", external_number="155-26"
    )
    with pytest.raises(Refused):
        competitions.announce_call(call=Call.objects.get(pk=call.pk), by=people["other_customer"], at=WINTER)
    line.refresh_from_db()
    assert line.state == "approved"


def test_the_office_makes_the_call_and_the_agreement_by_buttons(people: Any, proposal: Any, client: Client) -> None:
    line = plan(people, propose_and_accept(people, proposal, file_and_publish(people)))
    here = f"/ru/social-order/office/plans/lines/{line.number}/"
    sign_in(client, people, "other_customer")
    assert client.post(f"{here}call/").status_code == 404
    sign_in(client, people, "customer")
    assert f"{here}call/" in client.get(here).content.decode()
    made = client.post(f"{here}call/")
    call = Call.objects.get()
    assert made.status_code == 302 and made["Location"].endswith(f"{call.number}/edit/")
    assert client.get(made["Location"]).status_code == 200
    again = client.post(f"{here}call/", follow=True).content.decode()
    assert Call.objects.count() == 1 and call.number in again
    competitions.cancel_call(call=call, reason="Қайта дайындалады", by=people["customer"], at=WINTER)

    call = announce(people, line)
    won, _lost = apply(people, call)
    judge(people, call)
    results = client.get(f"/ru/competitions/{call.number}/results/").content.decode()
    assert results.count("?application=") == 1
    address = f"/ru/social-order/office/agreements/new/{line.number}/?application={won.number}"
    assert address in results
    draft = client.get(address).content.decode()
    for taken in (won.number, "Мұғалім", "30 ата-ана оқыды", "Оқыған ата-ана"):
        assert taken in draft, taken
    form = {
        name: html.unescape(value)
        for name, value in re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', draft)
    }
    form |= {
        name: html.unescape(value)
        for value, name in re.findall(r'<input[^>]* value="([^"]*)"[^>]* name="([^"]+)"', draft)
    }
    selects = re.findall(r'<select[^>]* name="([^"]+)".*?<option value="([^"]*)" selected', draft, re.S)
    form |= dict(selects) | {"title_ru": "Курсы жестового языка", "title_kk": "Ымдау тілі курсы"}
    form.pop("steps-0-advance", None)
    form.pop("steps-1-advance", None)
    kept = client.post(address, {**form, "amount": "1800000"})
    assert kept.status_code == 302, re.findall(r"error-message.*", kept.content.decode())
    agreement = Agreement.objects.get()
    schedule = agreement.versions.get().schedule
    assert (agreement.supplier, agreement.amount) == (people.ngo, AWARDED)
    assert sum(Decimal(step["amount"]) for step in schedule["steps"]) == AWARDED
    client.logout()
    assert "?application=" not in client.get(f"/ru/competitions/{call.number}/results/").content.decode()
