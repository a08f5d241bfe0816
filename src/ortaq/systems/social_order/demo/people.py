"""Demo accounts of the social order. Their addresses are reserved for examples (RFC 2606)."""

from datetime import date

from ortaq.kernel.accounts.demo import PASSWORD, address, demo_account
from ortaq.kernel.parties.actions import assign_role
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.queries import actor_of
from ortaq.kernel.parties.rules import Actor

FIRST_DAY = date(2018, 1, 1)
NGO = "demo-ngo-umit"
ACCOUNTS = (
    ("customer", "Customer's officer of every body"),
    ("plan.head", "Head of every body (approves plans)"),
    ("accountant", "Accountant, internal policy"),
    ("council", "Member of the councils, region and Taraz"),
    ("ngo", "Representative of a demo NGO"),
    ("expert", "Expert of the expert council"),
)
JURY = (
    ("secretary", "Secretary of the commission, internal policy", "secretary"),
    ("expert", "", "expert"),
    ("expert.two", "Expert of competitions", "expert"),
    ("expert.three", "Expert of competitions", "expert"),
    ("commission", "Chair of the commission, internal policy", "commission"),
    ("commission.two", "Member of the commission", "commission"),
    ("commission.three", "Member of the commission", "commission"),
)
"""Who works on demo competitions: name, what is printed (without one the account stands above already), role."""
EXPERTS = tuple(name for name, _label, role in JURY if role == "expert")
COMMISSION = tuple(name for name, _label, role in JURY if role == "commission")
OTHER_NGOS = (
    ("sayan", "Саян", "Sayan"),
    ("ornek", "Өрнек", "Örnek"),
    ("talap", "Талап", "Talap"),
    ("bastau", "Бастау", "Bastau"),
    ("qanat", "Қанат", "Qanat"),
)


def make_people() -> dict[str, Actor]:
    """Makes the demo accounts and the demo NGO that aren't there yet; returns an actor for each, by its short name."""
    bodies = list(Organisation.objects.filter(kind=Organisation.Kind.STATE_BODY).exclude(body_kind="maslikhat"))
    users = {name: demo_account(name, person="Демо өкіл" if name == "ngo" else "") for name, _label in ACCOUNTS}
    region = next(body for body in bodies if body.slug == "akimat-zhambyl")
    ngo, _ = Organisation.objects.get_or_create(
        slug=NGO,
        defaults={
            "kind": Organisation.Kind.NGO,
            "territory": region.territory,
            "name_kk": "«Үміт» қоғамдық қоры (демо)",
            "name_ru": "Общественный фонд «Үміт» (демо)",
            "name_en": "Ümit public foundation (demo)",
            "is_demo": True,
        },
    )
    for body in bodies:
        for name, role in (("customer", "customer"), ("plan.head", "head")):
            assign_role(user_id=users[name].pk, organisation_id=body.pk, role=role, first_day=FIRST_DAY)
        if body.slug == "internal-policy":
            assign_role(user_id=users["accountant"].pk, organisation_id=body.pk, role="accountant", first_day=FIRST_DAY)
        if body.slug in {"akimat-zhambyl", "akimat-taraz"}:
            assign_role(user_id=users["council"].pk, organisation_id=body.pk, role="council", first_day=FIRST_DAY)
    assign_role(user_id=users["ngo"].pk, organisation_id=ngo.pk, role="representative", first_day=FIRST_DAY)
    return {name: actor_of(user) for name, user in users.items()}


def make_jury(body: Organisation) -> tuple[dict[str, Actor], list[tuple[Organisation, Actor]]]:
    """The accounts above with those of competitions, and six demo NGOs, each with the account that represents it.

    The NGOs have no BIN: none is made up that could be somebody's.
    """
    make_people()
    users = {
        name: demo_account(name, person="Демо өкіл" if name == "ngo" else "")
        for name in (*(name for name, _label in ACCOUNTS), *(row[0] for row in JURY), "ngo.two")
    }
    for name, _label, role in JURY:
        assign_role(user_id=users[name].pk, organisation_id=body.pk, role=role, first_day=FIRST_DAY)
    organisations = [Organisation.objects.get(slug=NGO)]
    for slug, name, latin in OTHER_NGOS:
        ngo, _ = Organisation.objects.get_or_create(
            slug=f"demo-ngo-{slug}",
            defaults={
                "kind": Organisation.Kind.NGO,
                "territory": body.territory,
                "name_kk": f"«{name}» қоғамдық бірлестігі (демо)",
                "name_ru": f"Общественное объединение «{name}» (демо)",
                "name_en": f"{latin} public association (demo)",
                "is_demo": True,
            },
        )
        assign_role(user_id=users["ngo.two"].pk, organisation_id=ngo.pk, role="representative", first_day=FIRST_DAY)
        organisations.append(ngo)
    staff = {name: actor_of(user) for name, user in users.items()}
    return staff, [(ngo, staff["ngo" if ngo.slug == NGO else "ngo.two"]) for ngo in organisations]


def demo_accounts() -> list[tuple[str, str, str]]:
    """What to print: (role, address, password)."""
    jury = [(name, label) for name, label, _role in JURY if label]
    named = [*ACCOUNTS, *jury, ("ngo.two", "Representative of five other demo NGOs")]
    return [(label, address(name), PASSWORD) for name, label in named]
