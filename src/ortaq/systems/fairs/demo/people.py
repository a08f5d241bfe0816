"""Demo accounts of fairs. Their addresses are reserved for examples (RFC 2606)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ortaq.kernel.accounts.demo import PASSWORD, address, demo_account
from ortaq.kernel.clocks.rules import local_day
from ortaq.kernel.parties.actions import assign_role
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.queries import actor_of
from ortaq.kernel.parties.rules import Actor, check_digit
from ortaq.systems.fairs import actions

FIRST_DAY = date(2018, 1, 1)
ACCOUNTS = (
    ("fair", "Organiser of fairs, internal policy"),
    ("fair.ngo", "Representative of two demo NGOs at fairs"),
    ("sponsor", "Representative of a demo business"),
    ("sponsor.two", "Representative of another demo business"),
    ("coordinator.fair", "Coordinator who checks sponsors"),
)
NGOS = (("demo-ngo-shapagat", "«Шапағат»", "Shapaghat"), ("demo-ngo-jetken", "«Жеткен»", "Jetken"))
BUSINESSES = (("sponsor", "«Демо Дән»", "Demo Dän", 70), ("sponsor.two", "«Демо Арна»", "Demo Arna", 71))


@dataclass(frozen=True)
class Cast:
    """Who plays in the demonstration."""

    organiser: Actor
    ngos: dict[str, tuple[Organisation, Actor]]
    sponsors: list[tuple[Organisation, Actor]]


def demo_accounts() -> list[tuple[str, str, str]]:
    """What to print: (role, address, password)."""
    return [(label, address(name), PASSWORD) for name, label in ACCOUNTS]


def make_cast(body: Organisation, at: datetime) -> Cast:
    """Makes the accounts, two NGOs and two businesses whose profiles the coordinator has checked.

    The BINs were never given to anybody: their month is zero.
    """
    users = {name: demo_account(name) for name, _label in ACCOUNTS}
    assign_role(user_id=users["fair"].pk, organisation_id=body.pk, role="customer", first_day=FIRST_DAY)
    assign_role(user_id=users["coordinator.fair"].pk, organisation_id=body.pk, role="coordinator", first_day=FIRST_DAY)
    ngos = {}
    for number, (slug, name, latin) in enumerate(NGOS, 60):
        ngo = Organisation.objects.create(
            slug=slug,
            kind=Organisation.Kind.NGO,
            territory=body.territory,
            bin=_bin(number),
            name_kk=f"{name} қоғамдық қоры (демо)",
            name_ru=f"Общественный фонд {name} (демо)",
            name_en=f"{latin} public foundation (demo)",
            is_demo=True,
        )
        assign_role(user_id=users["fair.ngo"].pk, organisation_id=ngo.pk, role="representative", first_day=FIRST_DAY)
        ngos[slug] = ngo
    sponsors = []
    for name, title, latin, number in BUSINESSES:
        business = actions.Business(
            bin=_bin(number),
            name_kk=f"{title} ЖШС (демо)",
            name_ru=f"ТОО {title} (демо)",
            name_en=f"{latin} LLP (demo)",
            about_kk="Ойдан шығарылған кәсіпорын.",
            about_ru="Вымышленное предприятие.",
            territory_id=body.territory_id,
            gives=["money", "goods", "hours"],
            areas=["youth"],
        )
        profile = actions.send_profile(business=business, by=actor_of(users[name]), at=at, is_demo=True)
        actions.approve_profile(profile=profile, by=actor_of(users["coordinator.fair"]), at=at)
        if profile.organisation is None:
            raise LookupError(profile.number)
        sponsors.append((profile.organisation, actor_of(users[name], on=local_day(at))))
    by = actor_of(users["fair.ngo"])
    return Cast(actor_of(users["fair"]), {slug: (ngo, by) for slug, ngo in ngos.items()}, sponsors)


def _bin(number: int) -> str:
    stem = next(
        f"00004{n:06}" for n in range(number * 100, number * 100 + 10) if check_digit(f"00004{n:06}") is not None
    )
    return f"{stem}{check_digit(stem)}"
