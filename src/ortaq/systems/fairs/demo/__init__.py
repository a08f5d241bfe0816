"""Demonstration fairs, by the actions that people use. Every organisation in them is made up and labelled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction

from ortaq.kernel.clocks.queries import office_moment
from ortaq.kernel.clocks.rules import local_day
from ortaq.kernel.documents.pdf import render
from ortaq.kernel.documents.rules import CheckedFile, check_file
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.rules import Actor
from ortaq.systems.fairs import actions
from ortaq.systems.fairs.demo.people import Cast, demo_accounts, make_cast
from ortaq.systems.fairs.demo.projects import PROJECTS, DemoProject
from ortaq.systems.fairs.models import Fair, Memorandum, Need, Pledge, PledgeLine, ShowcaseProject
from ortaq.systems.fairs.rules.sponsoring import Promise

BODY = "internal-policy"


@transaction.atomic
def make_demo(*, by: Actor, at: datetime, progress: Callable[[str], None] = print) -> int:
    """Makes a demo fair with projects, sponsors, pledges and memoranda in every state, and events; nothing when there is one.

    Needs the region's reference data. Returns how many projects were made.
    """
    body = Organisation.objects.filter(slug=BODY).first()
    if body is None or Fair.objects.filter(is_demo=True).exists():
        return 0
    cast = make_cast(body, office_moment(at))
    start = office_moment(at, -60)
    fair = _fair(body, cast, start, at)
    made = []
    for number, wanted in enumerate(PROJECTS, 1):
        made.append(_project(fair, wanted, cast, office_moment(start, 5)))
        progress(f"projects {number} / {len(PROJECTS)}")
    actions.advance_fair(fair=fair, code="exhibit", by=cast.organiser, at=office_moment(start, 20))
    _questions(made[0], cast, office_moment(start, 22))
    _sponsors(made, cast, office_moment(start, 25))
    _events(body, fair, cast, at)
    return len(made)


def _fair(body: Organisation, cast: Cast, start: datetime, now: datetime) -> Fair:
    terms = actions.FairTerms(
        title_kk="Әлеуметтік жобалар жәрмеңкесі (демо)",
        title_ru="Ярмарка социальных проектов (демо)",
        title_en="Fair of social projects (demo)",
        about_kk="ҮЕҰ жобаларын көрсетеді, бизнес көмектеседі. Мұндағының бәрі ойдан шығарылған.",
        about_ru="НПО показывают проекты, бизнес помогает. Всё здесь вымышлено.",
        place="Мәдениет үйі (демо)",
        territory_id=body.territory_id,
        starts_on=local_day(start),
        ends_on=local_day(now + timedelta(days=30)),
        projects_until=start + timedelta(days=18),
    )
    fair = actions.draw_up_fair(body=body, terms=terms, by=cast.organiser, at=start, is_demo=True)
    for code in ("announce", "open"):
        actions.advance_fair(fair=fair, code=code, by=cast.organiser, at=office_moment(start, 1))
    return fair


def _project(fair: Fair, wanted: DemoProject, cast: Cast, at: datetime) -> ShowcaseProject:
    ngo, by = cast.ngos[wanted.ngo]
    account = actions.Account(
        project_kind=wanted.kind,
        sphere=wanted.sphere,
        territory_id=fair.territory_id or 0,
        title_kk=f"{wanted.kk} (демо)",
        title_ru=f"{wanted.ru} (демо)",
        summary_kk=wanted.summary_kk,
        summary_ru=wanted.summary_ru,
        need=wanted.summary_kk,
        whom="Аудан тұрғындары (демо)",
        people=wanted.people,
        result=wanted.summary_kk,
        budget=Decimal(wanted.budget),
        own=Decimal(wanted.own),
        needs=wanted.needs,
    )
    project = actions.begin_project(fair=fair, organisation=ngo, account=account, by=by, at=at, is_demo=True)
    if wanted.way == "draft":
        return project
    actions.submit_project(project=project, by=by, at=office_moment(at, 1))
    later = office_moment(at, 3)
    if wanted.way == "returned":
        reason = "Қанша адамға екенін жазыңыз (демо) / Укажите, для скольких людей (демо)"
        actions.return_project(project=project, reason=reason, by=cast.organiser, at=later)
    elif wanted.way != "submitted":
        actions.show_project(project=project, by=cast.organiser, at=later)
    return project


def _questions(project: ShowcaseProject, cast: Cast, at: datetime) -> None:
    question = actions.ask_question(
        project=project, text="Сабақ қай күндері өтеді? (демо)", language="kk", by=cast.sponsors[1][1], at=at
    )
    _ngo, by = cast.ngos[PROJECTS[0].ngo]
    actions.answer_question(
        question=question, answer="Сенбі және жексенбі күндері (демо).", by=by, at=office_moment(at, 1)
    )


def _pledge(
    project: ShowcaseProject,
    sponsor: tuple[Organisation, Actor],
    amounts: dict[str, int],
    at: datetime,
    *,
    days: int,
    match: int | None = None,
) -> actions.Offer:
    needs = {row.kind: row.pk for row in Need.objects.filter(project=project)}
    due = local_day(at + timedelta(days=days))
    return actions.Offer([Promise(needs[kind], Decimal(n), due) for kind, n in amounts.items()], "", match)


def _sponsors(made: list[ShowcaseProject], cast: Cast, at: datetime) -> None:
    """Six promises: fulfilled, partly fulfilled and late, disputed, matching, being signed, still talked over; and a
    request for talks that waits for its answer.
    """
    paper = check_file("demo.pdf", render("notice", _shown(), language="kk"))
    shown = [project for project in made if project.state in {"shown", "supported"}]
    first, second = cast.sponsors
    done = _memorandum(shown[0], first, {"money": 300_000, "hours": 20}, cast, at, days=20)
    _give(done, first[1], cast, shown[0], paper, office_moment(at, 5), share=1)
    late = _memorandum(shown[1], second, {"money": 500_000}, cast, at, days=10)
    _give(late, second[1], cast, shown[1], paper, office_moment(at, 6), share=2)
    disputed = _memorandum(shown[2], first, {"goods": 2}, cast, at, days=60)
    line = PledgeLine.objects.get(pledge=disputed.pledge)
    reported = office_moment(at, 4)
    delivery = actions.report_delivery(
        memorandum=disputed,
        line=line,
        amount=line.amount,
        given_on=local_day(reported),
        by=first[1],
        at=reported,
    )
    _ngo, by = _of(shown[2], cast)
    actions.dispute_delivery(
        delivery=delivery,
        answer="Біреуі ғана келді (демо) / Пришёл только один (демо)",
        by=by,
        at=office_moment(at, 5),
    )
    _memorandum(shown[1], first, {"money": 200_000}, cast, at, days=60, match=50)
    waiting = _offered(shown[2], second, {"money": 150_000}, at, days=60)
    _ngo, by = _of(shown[2], cast)
    actions.accept_offer(pledge=waiting, by=by, at=office_moment(at, 1))
    memorandum = actions.draw_up_memorandum(pledge=waiting, by=by, at=office_moment(at, 2))
    actions.send_memorandum(memorandum=memorandum, by=by, at=office_moment(at, 2))
    _offered(shown[3], second, {"money": 100_000}, at, days=60)
    _ngo, by = _of(shown[3], cast)
    words = "Ақшаның қалған бөлігі туралы сөйлесейік (демо) / Давайте обсудим остальную сумму (демо)"
    actions.request_talks(project=shown[3], sponsor=first[0], text=words, by=by, at=at)


def _shown() -> dict[str, object]:
    return {"sender": "Демо", "number": "1", "heading": "Демо", "text": "Демо", "is_demo": True}


def _of(project: ShowcaseProject, cast: Cast) -> tuple[Organisation, Actor]:
    return next(pair for pair in cast.ngos.values() if pair[0].pk == project.organisation_id)


def _offered(
    project: ShowcaseProject,
    sponsor: tuple[Organisation, Actor],
    amounts: dict[str, int],
    at: datetime,
    *,
    days: int,
    match: int | None = None,
) -> Pledge:
    offer = _pledge(project, sponsor, amounts, at, days=days, match=match)
    return actions.offer_help(project=project, sponsor=sponsor[0], offer=offer, by=sponsor[1], at=at, is_demo=True)


def _memorandum(
    project: ShowcaseProject,
    sponsor: tuple[Organisation, Actor],
    amounts: dict[str, int],
    cast: Cast,
    at: datetime,
    *,
    days: int,
    match: int | None = None,
) -> Memorandum:
    pledge = _offered(project, sponsor, amounts, at, days=days, match=match)
    _ngo, by = _of(project, cast)
    actions.accept_offer(pledge=pledge, by=by, at=office_moment(at, 1))
    memorandum = actions.draw_up_memorandum(pledge=pledge, by=by, at=office_moment(at, 1))
    actions.send_memorandum(memorandum=memorandum, by=by, at=office_moment(at, 2))
    for code, who, name in (("sign_ngo", by, "Демо өкіл"), ("sign_sponsor", sponsor[1], "Демо директор")):
        actions.sign_memorandum(
            memorandum=memorandum, code=code, by=who, at=office_moment(at, 3), trial=settings.DEMO, name=name
        )
    return memorandum


def _give(
    memorandum: Memorandum,
    sponsor: Actor,
    cast: Cast,
    project: ShowcaseProject,
    paper: CheckedFile,
    at: datetime,
    *,
    share: int,
) -> None:
    """The sponsor gives one part in *share* of each line, and the NGO confirms it."""
    _ngo, by = _of(project, cast)
    for line in PledgeLine.objects.filter(pledge=memorandum.pledge).select_related("need"):
        delivery = actions.report_delivery(
            memorandum=memorandum,
            line=line,
            amount=line.amount / share,
            given_on=local_day(at),
            by=sponsor,
            at=at,
            paper=paper,
        )
        actions.confirm_delivery(delivery=delivery, proof=paper, by=by, at=office_moment(at, 1))


def _events(body: Organisation, fair: Fair, cast: Cast, now: datetime) -> None:
    """Two events to come and one that was held."""
    for days, kind, kk, ru in (
        (-20, "seminar", "Әлеуметтік кәсіпкерлік негіздері (демо)", "Основы социального предпринимательства (демо)"),
        (7, "training", "Бизнес-жоспар жазу (демо)", "Как написать бизнес-план (демо)"),
        (14, "meeting", "ҮЕҰ мен бизнес кездесуі (демо)", "Встреча НПО и бизнеса (демо)"),
    ):
        starts = office_moment(now, days).replace(minute=0, second=0, microsecond=0)
        terms = actions.OccasionTerms(
            occasion_kind=kind,
            title_kk=kk,
            title_ru=ru,
            about_kk="Ойдан шығарылған іс-шара.",
            about_ru="Вымышленное мероприятие.",
            place="Азаматтық орталық (демо)",
            territory_id=body.territory_id,
            starts_at=starts,
            ends_at=starts + timedelta(hours=2),
        )
        drawn = office_moment(min(now, starts), -10)
        occasion = actions.draw_up_occasion(
            body=body, terms=terms, by=cast.organiser, at=drawn, fair=fair if days > 7 else None, is_demo=True
        )
        actions.announce_occasion(occasion=occasion, by=cast.organiser, at=drawn)
        if days < 0:
            actions.hold_occasion(
                occasion=occasion,
                outcome="40 адам қатысты (демо). / Участвовали 40 человек (демо).",
                people=40,
                by=cast.organiser,
                at=office_moment(starts, 1),
            )


__all__ = ["demo_accounts", "make_demo"]
