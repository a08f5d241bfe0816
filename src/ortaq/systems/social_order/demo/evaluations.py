"""Demonstration evaluations in three states, and two surveys answered from a fixed seed. Everybody in them is made up."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from ortaq.kernel.accounts.demo import demo_account
from ortaq.kernel.accounts.models import User
from ortaq.kernel.clocks.queries import office_moment
from ortaq.kernel.clocks.rules import local_day
from ortaq.kernel.parties.actions import assign_role
from ortaq.kernel.parties.queries import actor_of
from ortaq.kernel.parties.rules import GUEST, Actor
from ortaq.procedures.surveys import actions as surveys
from ortaq.procedures.surveys.rules.answers import QUESTIONS
from ortaq.systems.social_order import actions
from ortaq.systems.social_order.demo.people import FIRST_DAY, make_people
from ortaq.systems.social_order.models import Agreement, Evaluation
from ortaq.systems.social_order.rules import CRITERIA

SEED = 2018
EXPERTS = ("expert", "expert2", "expert3")
POINTS = {"expert": (5, 4, 4, 3, 4), "expert2": (5, 5, 4, 3, 5), "expert3": (4, 3, 4, 2, 3)}
STATES = ("published", "signed", "scoring")
"""How far each evaluation is; the first has a survey that enough people answered, the second one that too few did."""
_REASON = "Есептерді, сабақ кестесін және бару актісін қарадым (демо)."


@transaction.atomic
def make_demo_evaluations(
    *, by: Actor, at: datetime, progress: Callable[[str], None] = print, staff: Mapping[str, Actor] | None = None
) -> int:
    """Makes the evaluations of demo agreements in force up to *at*; nothing when there are some, or no such agreements.

    ``staff``: who acts as "customer" and "plan.head"; the demo accounts when nobody is named.
    """
    found = Agreement.objects.filter(is_demo=True, state__in=("completed", "active"))
    agreements = sorted(found, key=lambda each: (each.state != "completed", each.pk))[: len(STATES)]
    if len(agreements) < len(STATES) or Evaluation.objects.filter(is_demo=True).exists():
        return 0
    staff = staff or make_people()
    experts = {name: _expert(name, agreements) for name in EXPERTS}
    random = Random(SEED)  # noqa: S311 -- made-up data, the same each time
    for number, (agreement, state) in enumerate(zip(agreements, STATES, strict=True), 1):
        _evaluation(agreement, state, staff, experts, at, random)
        progress(f"{number} / {len(STATES)}")
    return len(STATES)


def _expert(name: str, agreements: list[Agreement]) -> User:
    user = demo_account(name, person=f"Демо сарапшы {EXPERTS.index(name) + 1}")
    for body_id in {each.body_id for each in agreements if each.body_id}:
        assign_role(user_id=user.pk, organisation_id=body_id, role="expert", first_day=FIRST_DAY)
    return user


def _evaluation(
    agreement: Agreement,
    state: str,
    staff: Mapping[str, Actor],
    experts: dict[str, User],
    now: datetime,
    random: Random,
) -> None:
    def day(ago: int) -> datetime:
        return office_moment(now, -ago)

    customer = staff["customer"]
    stage = "final" if agreement.state == "completed" else "preliminary"
    evaluation = actions.schedule_evaluation(agreement=agreement, stage=stage, by=customer, at=day(30))
    for user in experts.values():
        actions.name_expert(evaluation=evaluation, expert=user, by=customer, at=day(29))
    actions.open_scoring(evaluation=evaluation, by=customer, at=day(28))
    for name, user in experts.items():
        conflict = state == "scoring" and name == "expert3"
        interest = "Былтыр осы қорда дәріс оқыдым (демо)." if conflict else ""
        actions.declare_interest(
            evaluation=evaluation, conflict=conflict, interest=interest, by=actor_of(user), at=day(27)
        )
    if state == "published":
        _survey(agreement, 60, 50, 46, customer, now, random)
    elif state == "signed":
        _survey(agreement, 20, 20, 7, customer, now, random)
    scored = EXPERTS[1:2] if state == "scoring" else EXPERTS
    for name in scored:
        marks = {code: actions.Mark(points, _REASON) for code, points in zip(CRITERIA, POINTS[name], strict=True)}
        actions.submit_points(evaluation=evaluation, marks=marks, by=actor_of(experts[name]), at=day(20))
    if state == "scoring":
        return
    actions.conclude_evaluation(
        evaluation=evaluation,
        outcome="positive" if state == "published" else "remarks",
        kk="Жоба мақсатына жетті. Жұмысты жалғастыратын ұйым мен орын керек (демо).",
        ru="Проект достиг цели. Нужны организация и помещение, чтобы продолжать работу (демо).",
        by=customer,
        at=day(10),
    )
    actions.sign_evaluation(evaluation=evaluation, by=staff["plan.head"], at=day(8))
    if state == "published":
        actions.publish_evaluation(evaluation=evaluation, by=customer, at=day(6))


def _survey(
    agreement: Agreement, recipients: int, sample: int, answered: int, by: Actor, now: datetime, random: Random
) -> None:
    """A survey that *answered* of *sample* people drawn from *recipients* answered: mostly satisfied."""
    first, last = (office_moment(now, -ago) for ago in (25, 12))
    survey = surveys.draw_survey(
        about=agreement,
        recipients=recipients,
        sample=sample,
        opens_on=local_day(first),
        closes_on=local_day(last),
        by=by,
        at=first,
        seed=f"demo-{SEED}-{recipients}",
    )
    handed = surveys.open_survey(survey=survey, channels={"paper": sample}, by=by, at=first)
    for number, each in enumerate(random.sample(handed, answered)):
        overall = random.choices((5, 4, 3, 2, 1), (45, 35, 10, 7, 3))[0]
        marks = {question: max(1, min(5, overall + random.choice((-1, 0, 0, 1)))) for question in QUESTIONS}
        surveys.answer_survey(
            code=each.code,
            marks={**marks, "overall": overall},
            comment="Көбірек сабақ болса екен (демо)." if number % 9 == 0 else "",
            language="kk",
            device=f"demo-{number}",
            by=GUEST,
            at=first + timedelta(days=random.randrange(12), hours=random.randrange(8)),
        )
    surveys.close_survey(survey=survey, by=by, at=last)
