"""A small region with a fair: who organises it, two NGOs, two businesses, and ways to lead a project to the exhibition."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # conftest files are read before Django is set up
    from ortaq.kernel.accounts.models import User
    from ortaq.kernel.parties.models import Organisation, Territory
    from ortaq.kernel.parties.rules import Actor
    from ortaq.systems.fairs.actions import Account, FairTerms
    from ortaq.systems.fairs.models import Fair, Memorandum, Pledge, ShowcaseProject

NOON = datetime(2026, 6, 1, 6, 0, tzinfo=UTC)
"""A Monday noon in Taraz, while the fair takes projects."""
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def demonstration(settings: Any, tmp_path: Path) -> None:
    """Files and test signatures of each test lie in a folder of its own."""
    settings.TEST_AUTHORITY = str(tmp_path / "test-authority")
    settings.TRUSTED_AUTHORITIES = str(tmp_path / "trust")
    settings.SIGNATURE_SERVICE = ""
    settings.MEDIA_ROOT = str(tmp_path / "files")


@dataclass
class Ground:
    """Bodies, NGOs, businesses and people of a test region."""

    body: Organisation
    other_body: Organisation
    ngo: Organisation
    other_ngo: Organisation
    firm: Organisation
    other_firm: Organisation
    city: Territory
    people: dict[str, User]

    def __getitem__(self, key: str) -> Actor:
        from ortaq.kernel.parties.queries import actor_of

        user = self.people[key]
        user.__dict__.pop("_actor", None)
        return actor_of(user, on=date(2026, 6, 1))


@cache
def _password() -> str:
    from django.contrib.auth.hashers import make_password

    return make_password(PASSWORD)


def _account(email: str, language: str) -> User:
    from allauth.account.models import EmailAddress

    from ortaq.kernel.accounts.models import User

    user = User.objects.create_user(email, language=language)
    user.password = _password()
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


@pytest.fixture
def ground(db: None) -> Ground:
    from ortaq.kernel.parties.actions import assign_role, save_person
    from ortaq.kernel.parties.imports import load_bodies, load_territories
    from ortaq.kernel.parties.models import Organisation
    from ortaq.systems.social_order.imports import load_spheres

    territories = load_territories(
        [
            {"slug": "r", "kind": "region", "kk": "Облыс", "ru": "Область", "en": "Region"},
            {"slug": "c", "kind": "city", "parent": "r", "kk": "Қала", "ru": "Город", "en": "City"},
            {"slug": "d", "kind": "district", "parent": "r", "kk": "Көл ауданы", "ru": "Район", "en": "Lake district"},
        ]
    )
    body = {"body_kind": "department", "territory": "r"}
    bodies = load_bodies(
        [
            {
                **body,
                "slug": "up",
                "body_kind": "akimat",
                "superior": None,
                "kk": "Әкімдік",
                "ru": "Акимат",
                "en": "Akimat",
            },
            {**body, "slug": "one", "superior": "up", "kk": "Басқарма", "ru": "Управление", "en": "Department"},
            {**body, "slug": "two", "superior": "up", "kk": "Бөлім", "ru": "Отдел", "en": "Division"},
        ],
        territories,
    )
    load_spheres()

    def organisation(slug: str, kind: str, kk: str, en: str, bin_: str) -> Organisation:
        return Organisation.objects.create(
            slug=slug, kind=kind, territory=territories["c"], name_kk=kk, name_ru=kk, name_en=en, bin=bin_
        )

    ngo = organisation("ngo", "ngo", "«Үміт» қоры", "Ümit fund", "000040000019")
    other_ngo = organisation("ngo-two", "ngo", "«Саян» бірлестігі", "Sayan association", "000040000029")
    firm = organisation("firm", "business", "«Дән» ЖШС", "Dän LLP", "000040000039")
    other_firm = organisation("firm-two", "business", "«Арна» ЖШС", "Arna LLP", "000040000049")
    people: dict[str, User] = {}

    def hire(key: str, role: str, where: Organisation) -> None:
        people[key] = people.get(key) or _account(f"{key}@example.test", "ru")
        assign_role(user_id=people[key].pk, organisation_id=where.pk, role=role, first_day=date(2018, 1, 1))

    hire("organiser", "customer", bodies["one"])
    hire("head", "head", bodies["one"])
    hire("foreign", "customer", bodies["two"])
    hire("auditor", "auditor", bodies["up"])
    hire("coordinator", "coordinator", bodies["up"])
    hire("ngo", "representative", ngo)
    hire("ngo_two", "representative", other_ngo)
    hire("sponsor", "representative", firm)
    hire("sponsor_two", "representative", other_firm)
    hire("both", "customer", bodies["one"])
    hire("both", "representative", ngo)
    for key in ("citizen", "neighbour"):
        people[key] = _account(f"{key}@example.test", "kk")
        save_person(name=f"Сынақ {key}", email=f"{key}@example.test", user_id=people[key].pk)
    return Ground(bodies["one"], bodies["two"], ngo, other_ngo, firm, other_firm, territories["c"], people)


@pytest.fixture
def terms(ground: Ground) -> FairTerms:
    from ortaq.systems.fairs.actions import FairTerms

    return FairTerms(
        title_kk="Әлеуметтік жобалар жәрмеңкесі",
        title_ru="Ярмарка социальных проектов",
        title_en="Fair of social projects",
        about_kk="ҮЕҰ жобаларын көрсетеді.",
        about_ru="НПО показывают проекты.",
        place="Мәдениет үйі",
        territory_id=ground.city.pk,
        starts_on=date(2026, 6, 1),
        ends_on=date(2026, 6, 30),
        projects_until=datetime(2026, 6, 20, 18, 0, tzinfo=UTC),
    )


@pytest.fixture
def account(ground: Ground) -> Account:
    from ortaq.systems.fairs.actions import Account
    from ortaq.systems.fairs.rules import Wanted

    return Account(
        project_kind="social",
        sphere="vulnerable",
        territory_id=ground.city.pk,
        title_kk="Ымдау тілі курсы",
        title_ru="Курсы жестового языка",
        summary_kk="60 ата-ана ымдау тілін үйренеді.",
        summary_ru="60 родителей выучат жестовый язык.",
        need="Ата-аналар өз балаларымен сөйлесе алмайды.",
        whom="Естімейтін балалардың ата-аналары",
        people=60,
        result="60 ата-ана баласымен сөйлеседі.",
        budget=Decimal(1_500_000),
        own=Decimal(300_000),
        needs=(
            Wanted("money", "Оқытушылардың еңбекақысы", Decimal(1_000_000)),
            Wanted("goods", "Ноутбук", Decimal(5), "дана"),
            Wanted("hours", "Видео түсіру", Decimal(40)),
        ),
    )


@pytest.fixture
def fair(ground: Ground, terms: FairTerms) -> Fair:
    """A fair that takes projects."""
    from ortaq.systems.fairs import actions

    made = actions.draw_up_fair(body=ground.body, terms=terms, by=ground["organiser"], at=NOON)
    for code in ("announce", "open"):
        actions.advance_fair(fair=made, code=code, by=ground["organiser"], at=NOON)
    return made


@pytest.fixture
def sent(ground: Ground, fair: Fair, account: Account) -> Callable[..., ShowcaseProject]:
    """Makes a project that was sent to be checked: ``sent(title_kk="…")``; ``by="ngo_two"`` is another NGO's."""
    from ortaq.systems.fairs import actions

    def make(*, by: str = "ngo", **changed: Any) -> ShowcaseProject:
        organisation = ground.other_ngo if by == "ngo_two" else ground.ngo
        made = actions.begin_project(
            fair=fair, organisation=organisation, account=replace(account, **changed), by=ground[by], at=NOON
        )
        actions.submit_project(project=made, by=ground[by], at=NOON)
        return made

    return make


@pytest.fixture
def shown(ground: Ground, sent: Callable[..., ShowcaseProject]) -> Callable[..., ShowcaseProject]:
    """Makes a project on show."""
    from ortaq.systems.fairs import actions

    def make(**changed: Any) -> ShowcaseProject:
        made = sent(**changed)
        actions.show_project(project=made, by=ground["organiser"], at=NOON)
        return made

    return make


@pytest.fixture
def sponsors(ground: Ground) -> None:
    """Both businesses are checked sponsors."""
    from ortaq.systems.fairs import actions

    for key, firm in (("sponsor", ground.firm), ("sponsor_two", ground.other_firm)):
        business = actions.Business(
            bin=firm.bin, name_kk=firm.name_kk, name_ru=firm.name_ru, about_kk="Нан пісіреміз.", about_ru="Печём хлеб.",
            territory_id=ground.city.pk, gives=["money", "goods"], areas=["youth"],
        )  # fmt: skip
        profile = actions.send_profile(business=business, by=ground[key], at=NOON)
        actions.approve_profile(profile=profile, by=ground["coordinator"], at=NOON)


@pytest.fixture
def offered(ground: Ground, sponsors: None) -> Callable[..., Pledge]:
    """Makes an offer: ``offered(project, money="400000", hours="10", by="sponsor_two", match=100)``."""
    from ortaq.systems.fairs import actions
    from ortaq.systems.fairs.models import Need
    from ortaq.systems.fairs.rules.sponsoring import Promise

    def make(
        project: ShowcaseProject,
        *,
        by: str = "sponsor",
        match: int | None = None,
        due: date = date(2026, 7, 1),
        **what: str,
    ) -> Pledge:
        needs = {row.kind: row.pk for row in Need.objects.filter(project=project)}
        promises = [Promise(needs[kind], Decimal(amount), due) for kind, amount in what.items()]
        return actions.offer_help(
            project=project,
            sponsor=ground.other_firm if by == "sponsor_two" else ground.firm,
            offer=actions.Offer(promises, "Логотипіміз тұрсын", match),
            by=ground[by],
            at=NOON,
        )

    return make


@pytest.fixture
def in_force(ground: Ground, offered: Callable[..., Pledge], settings: Any) -> Callable[..., Memorandum]:
    """Makes a memorandum that both sides have signed: the same arguments as ``offered``."""
    from ortaq.systems.fairs import actions

    settings.DEMO = True

    def make(project: ShowcaseProject, *, by: str = "sponsor", **what: Any) -> Memorandum:
        pledge = offered(project, by=by, **what)
        ngo = "ngo_two" if project.organisation_id == ground.other_ngo.pk else "ngo"
        actions.accept_offer(pledge=pledge, by=ground[ngo], at=NOON)
        memorandum = actions.draw_up_memorandum(pledge=pledge, by=ground[ngo], at=NOON)
        actions.send_memorandum(memorandum=memorandum, by=ground[by], at=NOON)
        for code, who in (("sign_sponsor", by), ("sign_ngo", ngo)):
            actions.sign_memorandum(
                memorandum=memorandum, code=code, by=ground[who], at=NOON, trial=True, name=f"Сынақ {who}"
            )
        return memorandum

    return make


@pytest.fixture
def paper() -> Any:
    """A file that may be sent: a photograph of a receipt."""
    from ortaq.kernel.documents.pdf import render
    from ortaq.kernel.documents.rules import check_file

    shown = {"sender": "Сынақ", "number": "1", "heading": "Акт", "text": "Берілді"}
    return check_file("akt.pdf", render("notice", shown, language="kk"))


@pytest.fixture
def signed_in(ground: Ground) -> Callable[[str], Any]:
    """Makes clients with one of the people signed in, the second factor given; None is a guest."""
    from django.test import Client

    def enter(key: str | None) -> Client:
        client = Client()
        if key is not None:
            client.force_login(ground.people[key])
            session, now = client.session, int(time.time())
            session.update({"second_factor_until": now + 10**7, "session_started": now, "session_seen": now})
            session.save()
        return client

    return enter
