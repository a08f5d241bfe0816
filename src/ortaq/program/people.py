"""The commands that give and end rights: office roles and keys of programs. There is no account with rights to begin with."""

from datetime import date
from pathlib import Path

from ortaq.program.commands import django
from ortaq.program.trouble import Trouble


def give_role(email: str, role: str, body: str, until: date | None, reason: str) -> int:
    """Gives an account a role in a body, by the same action as the page; an account that isn't there yet is made.

    Its owner sets the password through "forgotten password", which proves the address.
    """
    with django("ortaq role"):
        from django.core.exceptions import ValidationError
        from django.utils import timezone

        from ortaq.kernel.accounts.actions import NotAllowed
        from ortaq.kernel.accounts.actions.roles import give_role as give
        from ortaq.kernel.parties.models import Organisation
        from ortaq.kernel.parties.roles import ROLES
        from ortaq.kernel.parties.rules import SYSTEM

        if role not in ROLES:
            raise Trouble(f"There is no role {role!r}. Roles: {', '.join(sorted(ROLES))}.")
        found = Organisation.objects.filter(slug=body).first()
        if found is None:
            raise Trouble(f"There is no body {body!r}. Its short name stands in the region's file.")
        today = timezone.localdate()
        try:
            given = give(
                by=SYSTEM, email=email, role=role, organisation_id=found.pk, first_day=today, last_day=until,
                reason=reason, today=today, at=timezone.now(),
            )  # fmt: skip
        except (NotAllowed, ValueError, ValidationError) as error:
            raise Trouble(f"The role can't be given: {error}") from error
        who = given.assignment.user.email
        print(f"{who} is {ROLES[role].name.en} of {found.name_en}" + (f" until {until}." if until else "."))
        if given.made_account:
            print("The account is new: its owner sets a password at /accounts/password/reset/, then a second factor.")
        return 0


def end_role(email: str, role: str, body: str, reason: str) -> int:
    """Ends a role at once, by the same action as the page; what was done in it stays."""
    with django("ortaq role"):
        from django.utils import timezone

        from ortaq.kernel.accounts.actions import NotAllowed
        from ortaq.kernel.accounts.actions.roles import end_role as end
        from ortaq.kernel.accounts.queries import roles_held
        from ortaq.kernel.parties.rules import SYSTEM

        today = timezone.localdate()
        held = roles_held(email, role, body, today)
        if not held:
            raise Trouble(f"{email} doesn't hold the role {role!r} in {body!r}.")
        for each in held:
            try:
                end(by=SYSTEM, assignment_id=each.pk, last_day=None, reason=reason, today=today, at=timezone.now())
            except NotAllowed as error:
                raise Trouble(f"The role can't be ended: {error}") from error
        print(f"{email} is no longer {role} of {body}.")
        return 0


def give_key(holder: str, body: str | None) -> int:
    """Gives a program a key for filing appeals by Open311; it is printed once."""
    with django("ortaq key"):
        from django.utils import timezone

        from ortaq.kernel.parties.models import Organisation
        from ortaq.kernel.parties.rules import SYSTEM
        from ortaq.systems.reception.open311.actions import issue_api_key

        found = Organisation.objects.filter(slug=body).first() if body else None
        if body and found is None:
            raise Trouble(f"There is no body {body!r}.")
        key, plain = issue_api_key(holder=holder, body_id=found.pk if found else None, by=SYSTEM, at=timezone.now())
        print(f"Key {key.pk} of {holder}, shown this once:\n{plain}")
        return 0


def revoke_key(number: int) -> int:
    """Takes a key back; what was filed with it stays."""
    with django("ortaq key"):
        from ortaq.kernel.lifecycle.actions import Refused
        from ortaq.kernel.parties.rules import SYSTEM
        from ortaq.systems.reception.open311.actions import revoke_api_key

        try:
            revoke_api_key(key_id=number, by=SYSTEM)
        except Refused as refusal:
            raise Trouble(refusal.reason.en) from refusal
        print(f"Key {number} files nothing more.")
        return 0


def load_kato(path: Path) -> int:
    """Sets the codes of the KATO classifier from a CSV file with the columns slug and kato; codes are never guessed."""
    with django("ortaq load-kato"):
        from ortaq.kernel.parties.imports import load_kato as load

        try:
            count = load(path.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError, ValueError) as error:
            raise Trouble(f"{path}: {error}. Nothing was changed.") from error
        print(f"{count} territories have their code.")
        return 0


def load_population(path: Path) -> int:
    """Sets figures of population from a CSV file; each has its day and its source."""
    with django("ortaq load-population"):
        from ortaq.kernel.parties.imports import load_population as load

        try:
            count = load(path.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError, ValueError) as error:
            raise Trouble(f"{path}: {error}. Nothing was changed.") from error
        print(f"{count} figures of population are loaded.")
        return 0
