"""Demo accounts: one for every role, so that each can be tried. Their addresses are reserved for examples (RFC 2606)."""

from datetime import date

from ortaq.kernel.accounts.demo import PASSWORD, address, demo_account
from ortaq.kernel.accounts.models import User
from ortaq.kernel.parties.actions import assign_role
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.queries import actor_of
from ortaq.kernel.parties.rules import Actor

FIRST_DAY = date(2018, 1, 1)
OFFICE = ("registrar", "head", "executor", "operator", "moderator")

ACCOUNTS: tuple[tuple[str, str, str, str], ...] = (
    ("citizen", "Citizen", "", ""),
    ("citizen.two", "Citizen", "", ""),
    ("registrar", "Registrar, Taraz akimat", "registrar", "akimat-taraz"),
    ("operator", "Operator, Taraz akimat", "operator", "akimat-taraz"),
    ("head", "Head, Taraz akimat", "head", "akimat-taraz"),
    ("executor", "Executor, Taraz akimat", "executor", "akimat-taraz"),
    ("executor.two", "Executor, Taraz akimat", "executor", "akimat-taraz"),
    ("moderator", "Moderator, Taraz akimat", "moderator", "akimat-taraz"),
    ("superior", "Head, regional akimat (complaints)", "head", "akimat-zhambyl"),
    ("statistician", "Statistician, internal policy", "statistician", "internal-policy"),
    ("coordinator", "Region coordinator", "coordinator", "internal-policy"),
    ("auditor", "Auditor", "auditor", "akimat-zhambyl"),
)
ELSEWHERE = ("desk.registrar", "desk.head", "desk.executor", "desk.moderator")
"""Accounts that hold one role in every other body, so that appeals to all of them can be worked on."""


def make_people() -> dict[str, Actor]:
    """Makes the demo accounts that aren't there yet; returns an actor for each, by its short name."""
    bodies = {body.slug: body for body in Organisation.objects.filter(kind=Organisation.Kind.STATE_BODY)}
    users: dict[str, User] = {}
    for name, _label, role, slug in ACCOUNTS:
        users[name] = _account(name)
        if role:
            assign_role(user_id=users[name].pk, organisation_id=bodies[slug].pk, role=role, first_day=FIRST_DAY)
    for name in ELSEWHERE:
        users[name] = _account(name)
        role = name.removeprefix("desk.")
        for slug, body in bodies.items():
            if slug != "akimat-taraz":
                assign_role(user_id=users[name].pk, organisation_id=body.pk, role=role, first_day=FIRST_DAY)
    return {name: actor_of(user) for name, user in users.items()}


def office_of(people: dict[str, Actor], body: Organisation) -> dict[str, Actor]:
    """Who works on an appeal to *body*, by role; ``superior``: who decides complaints about it."""
    own = body.slug == "akimat-taraz"
    office = {role: people[role if own else f"desk.{role}"] for role in ("registrar", "head", "executor", "moderator")}
    heads = {"akimat-zhambyl": "superior", "akimat-taraz": "head"}
    superior = heads.get(body.superior.slug if body.superior else "", "desk.head")
    return {**office, "superior": people[superior]}


def demo_accounts() -> list[tuple[str, str, str]]:
    """What to print: (role, address, password)."""
    rows = [(label, address(name), PASSWORD) for name, label, _role, _slug in ACCOUNTS]
    return [
        *rows,
        *((f"{name.removeprefix('desk.').title()} of all other bodies", address(name), PASSWORD) for name in ELSEWHERE),
    ]


def _account(name: str) -> User:
    return demo_account(
        name,
        language="ru" if "two" in name else "kk",
        person=f"Демо азамат ({name})" if name.startswith("citizen") else "",
    )
