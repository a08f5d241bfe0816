"""A small region with a body that gives grants, two NGOs, experts and a commission; and a way to run a competition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # conftest files are read before Django is set up
    from ortaq.kernel.accounts.models import User
    from ortaq.kernel.parties.models import Organisation, Territory
    from ortaq.kernel.parties.rules import Actor
    from ortaq.procedures.competitions.actions import CallTerms
    from ortaq.procedures.competitions.models import Application, Call, CriteriaSet
    from ortaq.procedures.competitions.rules.submitting import Submission

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
"""A Monday morning in Taraz: calls are announced."""
DEADLINE = MONDAY + timedelta(days=20)
AFTER = DEADLINE + timedelta(hours=1)


@cache
def _password() -> str:
    """One password hashed once: Argon2 is slow on purpose."""
    from django.contrib.auth.hashers import make_password

    return make_password("correct horse battery")


@dataclass
class Region:
    """Who is there."""

    body: Organisation
    other: Organisation
    ngo: Organisation
    ngo2: Organisation
    territory: Territory
    criteria: CriteriaSet
    people: dict[str, User]

    def __getitem__(self, key: str) -> Actor:
        from ortaq.kernel.parties.queries import actor_of

        return actor_of(type(self.people[key]).objects.get(pk=self.people[key].pk))


@pytest.fixture
def region(db: None) -> Region:
    from ortaq.kernel.accounts.models import User
    from ortaq.kernel.parties.actions import assign_role, save_person
    from ortaq.kernel.parties.imports import load_bodies, load_territories
    from ortaq.kernel.parties.models import Organisation
    from ortaq.kernel.parties.rules import SYSTEM
    from ortaq.procedures.competitions.actions import CriterionTerms, save_criteria

    territories = load_territories(
        [
            {"slug": "r", "kind": "region", "kk": "Облыс", "ru": "Область", "en": "Region"},
            {"slug": "c", "kind": "city", "parent": "r", "kk": "Қала", "ru": "Город", "en": "City"},
        ]
    )
    bodies = load_bodies(
        [
            {"slug": "one", "body_kind": "department", "territory": "r", "kk": "Басқарма", "ru": "Управление", "en": "Department"},
            {"slug": "two", "body_kind": "department", "territory": "r", "kk": "Екінші", "ru": "Второе", "en": "Second"},
        ],
        territories,
    )  # fmt: skip
    ngos = [
        Organisation.objects.create(
            slug=f"ngo{n}", kind="ngo", bin=bin_, territory=territories["c"], name_kk=f"«Үміт {n}» қоры",
            name_ru=f"Фонд «Үміт {n}»", name_en=f"Umit {n} foundation",
        )
        for n, bin_ in ((1, "180540000012"), (2, "180540000022"))
    ]  # fmt: skip
    people: dict[str, User] = {}

    def hire(key: str, role: str, organisation: Organisation) -> None:
        user = User.objects.create_user(f"{key}@example.test", language="ru")
        user.password = _password()
        user.save()
        people[key] = user
        if role:
            assign_role(user_id=user.pk, organisation_id=organisation.pk, role=role, first_day=date(2018, 1, 1))
        save_person(name=f"Сынақ {key}", email=f"{key}@example.test", user_id=user.pk)

    for role in ("customer", "secretary", "head", "auditor", "accountant"):
        hire(role, role, bodies["one"])
    for n in (1, 2, 3):
        hire(f"expert{n}", "expert", bodies["one"])
        hire(f"member{n}", "commission", bodies["one"])
    hire("other_customer", "customer", bodies["two"])
    hire("other_secretary", "secretary", bodies["two"])
    hire("ngo", "representative", ngos[0])
    hire("ngo2", "representative", ngos[1])
    hire("citizen", "", ngos[0])
    criteria = save_criteria(
        body_id=bodies["one"].pk,
        code="grant",
        titles=("Грант өлшемшарттары", "Критерии гранта"),
        criteria=[
            CriterionTerms(code, (code, code, code), weight=Decimal(weight), maximum=10)
            for code, weight in (("relevance", 2), ("plan", 1), ("effect", 1))
        ],
        by=SYSTEM,
        at=MONDAY,
    )
    return Region(bodies["one"], bodies["two"], ngos[0], ngos[1], territories["c"], criteria, people)


@pytest.fixture
def terms(region: Region) -> CallTerms:
    from ortaq.procedures.competitions.actions import CallTerms

    return CallTerms(
        profile="small_grant",
        title_kk="Жастар жобаларына шағын гранттар",
        title_ru="Малые гранты молодёжным проектам",
        text_kk="Жастармен жұмыс істейтін ұйымдарға арналған.",
        text_ru="Для организаций, работающих с молодёжью.",
        year=2026,
        level="region",
        budget=Decimal("3000000.00"),
        request_min=Decimal("100000.00"),
        request_max=Decimal("1000000.00"),
        criteria_set_id=region.criteria.pk,
        eligibility=("ngo", "not_unfair", "no_debts", "no_interest"),
        opens_at=MONDAY,
        deadline=DEADLINE,
        tie_order=("relevance", "smaller_request", "earlier"),
        caps={"institutional": Decimal(10)},
        territory_id=region.territory.pk,
    )


@pytest.fixture
def announced(region: Region, terms: CallTerms) -> Callable[..., Call]:
    """Makes announced calls: ``announced(sealed=False)``."""
    from ortaq.procedures.competitions.actions import announce_call, draft_call

    def make(at: datetime = MONDAY, **changes: Any) -> Call:
        call = draft_call(body_id=region.body.pk, terms=replace(terms, **changes), by=region["customer"], at=at)
        return announce_call(call=call, by=region["customer"], at=at)

    return make


@pytest.fixture
def content() -> Submission:
    from ortaq.procedures.competitions.rules.budget import Line
    from ortaq.procedures.competitions.rules.eligibility import TRUTH
    from ortaq.procedures.competitions.rules.submitting import BudgetRow, Submission

    return Submission(
        title="Ауыл жастарына арналған IT-курс",
        summary="Қысқаша",
        problem="Ауылда курс жоқ",
        goal="Үйрету",
        tasks="Сабақтар өткізу",
        target_group="14–18 жастағылар",
        reach=60,
        starts_on=date(2027, 1, 11),
        ends_on=date(2027, 6, 30),
        experience="Үш жоба",
        team=({"name": "Сынақ Жетекші", "role": "жетекші", "experience": "5 жыл"},),
        partners=({"name": "Ауыл мектебі", "contribution": "бөлме"},),
        budget=(
            BudgetRow("Оқытушылар", "ай", Line("pay", Decimal(5), Decimal("120000.00"))),
            BudgetRow("Ноутбук", "дана", Line("equipment", Decimal(2), Decimal("150000.00"), Decimal("100000.00"))),
        ),
        milestones=({"title": "Топ жинау", "due_on": date(2027, 2, 1), "result": "60 адам"},),
        indicators=(
            {"title": "Курс бітіргендер", "unit": "адам", "baseline": Decimal(0), "target": Decimal(50), "source": "журнал"},
        ),
        declarations=frozenset({TRUTH, "no_debts", "no_interest"}),
    )  # fmt: skip


@pytest.fixture
def submitted(region: Region, content: Submission) -> Callable[..., Application]:
    """Makes submitted applications: ``submitted(call, "ngo2", title="…")``."""
    from ortaq.procedures.competitions.actions import start_application, submit_application

    def make(call: Call, who: str = "ngo", at: datetime = MONDAY + timedelta(days=1), **changes: Any) -> Application:
        by = region[who]
        organisation = region.ngo if who == "ngo" else region.ngo2
        application = start_application(call=call, organisation_id=organisation.pk, by=by, at=at)
        return submit_application(application=application, content=replace(content, **changes), by=by, at=at)

    return make


@pytest.fixture
def opened(
    region: Region, announced: Callable[..., Call], submitted: Callable[..., Application]
) -> Callable[..., Call]:
    """A call with two applications, opened after the deadline."""

    from ortaq.procedures.competitions import actions

    def make(**changes: object) -> Call:
        call = announced(**changes)
        submitted(call)
        submitted(call, "ngo2", title="Екінші жоба")
        return actions.open_applications(call=call, by=region["secretary"], at=AFTER)

    return make


@pytest.fixture
def scoring(region: Region, opened: Callable[..., Call]) -> Callable[..., Call]:
    """A call in scoring, with experts drawn and a commission seated."""

    from ortaq.procedures.competitions import actions

    def make(**changes: object) -> Call:
        call = opened(**changes)
        for application in call.applications.all():
            actions.admit_application(application=application, by=region["secretary"], at=AFTER)
        for n in (1, 2, 3):
            for key, seat in ((f"expert{n}", "expert"), (f"member{n}", "chair" if n == 1 else "member")):
                actions.seat_member(
                    call=call, user_id=region.people[key].pk, seat=seat, name=key, position="…",
                    by=region["secretary"], at=AFTER,
                )  # fmt: skip
        actions.start_scoring(call=call, by=region["secretary"], at=AFTER)
        actions.draw_reviewers(call=call, by=region["secretary"], at=AFTER)
        return call

    return make


@pytest.fixture
def decided(region: Region, scoring: Callable[..., Call]) -> Callable[..., Call]:
    """A scored call whose commission has adopted the list: its protocol is to be written."""
    from ortaq.procedures.competitions import actions
    from ortaq.procedures.competitions.actions import MarkTerms
    from ortaq.procedures.competitions.models import CommissionMember, Review

    def make(**changes: object) -> Call:
        call = scoring(**changes)
        people = {user.pk: key for key, user in region.people.items()}
        reviews = Review.objects.filter(application__call=call, recused_at__isnull=True)
        for review in reviews.select_related("application__applicant"):
            by = region[people[review.reviewer_id]]
            points = 9 if review.application.applicant.slug == "ngo1" else 5
            marks = {code: MarkTerms(points, "Себебі") for code in ("relevance", "plan", "effect")}
            actions.declare_interest(review=review, conflict=False, reason="", by=by, at=AFTER)
            actions.save_marks(review=review, marks=marks, by=by, at=AFTER)
            actions.close_review(review=review, by=by, at=AFTER)
        actions.close_scoring(call=call, by=region["secretary"], at=AFTER)
        present = [m.pk for m in CommissionMember.objects.filter(call=call).exclude(seat="expert")]
        session = actions.open_session(
            call=call, held_at=AFTER, place="Тараз", present=present, by=region["secretary"], at=AFTER
        )
        for n in (1, 2):
            actions.cast_vote(session=session, choice="for", reason="", by=region[f"member{n}"], at=AFTER)
        actions.close_session(session=session, discussion_kk="…", discussion_ru="…", by=region["secretary"], at=AFTER)
        call.refresh_from_db()
        return call

    return make
