"""Giving and ending office roles. The page and the command call these; each change is an event of the log of rights."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from django.core.validators import validate_email
from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

from ortaq.kernel.accounts.actions import NotAllowed
from ortaq.kernel.accounts.models import User
from ortaq.kernel.accounts.permissions import HOLDS_OTHER, LAST_COORDINATOR, may_keep_role
from ortaq.kernel.events.actions import record_rights_event
from ortaq.kernel.language.queries import current_language
from ortaq.kernel.lifecycle.rules import Decision
from ortaq.kernel.parties.models import Assignment
from ortaq.kernel.parties.roles import COORDINATOR, ROLES, stands_against
from ortaq.kernel.parties.rules import Actor

TELL_TASK = "accounts.tell_of_role"

_jobs = JobManager(DjangoConnector())
"""Always Django's own connection: the job is committed, or rolled back, with the change."""


@dataclass(frozen=True, slots=True)
class Given:
    """What became of it. ``changed``: the account held the role already and only its last day was moved."""

    assignment: Assignment
    made_account: bool
    changed: bool


@transaction.atomic
def give_role(
    *,
    by: Actor,
    email: str,
    role: str,
    organisation_id: int,
    first_day: date,
    last_day: date | None = None,
    reason: str,
    today: date,
    at: datetime,
) -> Given:
    """Gives the account with the address *email* a role in a body, from *first_day* to *last_day* (None: no end).

    An address without an account gets one without a password: its owner sets it by "forgotten password", which
    proves the address. Whether there was an account is told to nobody but the command on the server. Whoever holds
    the role in that time already gets the new last day, and the new first one when it is earlier. Raises NotAllowed, and ValueError for an unknown role, a
    missing reason, an address that can't be one, or days that can't be.
    """
    if role not in ROLES:
        raise ValueError(f"unknown role {role!r}")
    if not reason.strip():
        raise ValueError("a role is given for a reason")
    if last_day is not None and last_day < max(first_day, today):
        raise ValueError("the last day lies before the first, or is over")
    validate_email(email.strip().lower())
    _one_at_a_time()
    user, made = _account(email)
    _require(may_keep_role(by, role, organisation_id, user.pk))
    _require_separation(user, role, first_day, last_day)
    same = _overlapping(user.pk, first_day, last_day).filter(role=role, organisation_id=organisation_id)
    held = same.order_by("valid_from").first()
    if held is None:
        held = Assignment.objects.create(
            user=user, organisation_id=organisation_id, role=role, valid_from=first_day, valid_to=last_day
        )
        _note("role_given", held, by=by, reason=reason, at=at)
        return Given(held, made, changed=False)
    _require_a_coordinator(held, last_day)
    held.valid_from, held.valid_to = min(held.valid_from, first_day), last_day
    held.save(update_fields=["valid_from", "valid_to"])
    _note("role_changed", held, by=by, reason=reason, at=at)
    return Given(held, made, changed=True)


@transaction.atomic
def end_role(
    *, by: Actor, assignment_id: int, last_day: date | None, reason: str, today: date, at: datetime
) -> Assignment:
    """Ends a role: *last_day* is the last on which it holds; None: it ends at once, and holds today no more.

    What was done in the role stays. One that would never have been in force is taken out; the log keeps that it was
    given. Raises NotAllowed, ValueError without a reason or for a day that is over, Assignment.DoesNotExist.
    """
    if not reason.strip():
        raise ValueError("a role is ended for a reason")
    if last_day is not None and last_day < today:
        raise ValueError("the last day is over")
    _one_at_a_time()
    held = Assignment.objects.select_related("user").get(pk=assignment_id)
    _require(may_keep_role(by, held.role, held.organisation_id, held.user_id, ending=True))
    last = last_day or today - timedelta(days=1)
    if held.valid_to is not None and held.valid_to <= last:
        raise ValueError("the role ends earlier already")
    _require_a_coordinator(held, last)
    _note("role_ended", held, by=by, reason=reason, at=at, last=last)
    held.valid_to = last
    if held.valid_from > last:
        Assignment.objects.filter(pk=held.pk).delete()
    else:
        held.save(update_fields=["valid_to"])
    return held


def _require(decision: Decision) -> None:
    if not decision:
        raise NotAllowed(decision)


def _one_at_a_time() -> None:
    # Two who end each other's role, or give one person two roles that exclude each other, must not pass side by side.
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE parties_assignment IN SHARE ROW EXCLUSIVE MODE")


def _account(email: str) -> tuple[User, bool]:
    """The account of an address. A password that was set before the address was proved no longer opens it: whoever
    signed up with another's address must not come into the role.
    """
    address = email.strip().lower()
    user, made = User.objects.filter(email=address).first(), False
    if user is None:
        try:
            with transaction.atomic():
                user, made = User.objects.create_user(address, language=current_language()), True
                EmailAddress.objects.create(user=user, email=address, verified=False, primary=True)
        except IntegrityError:
            user, made = User.objects.get(email=address), False
    if not made and not EmailAddress.objects.filter(user=user, email=address, verified=True).exists():
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user, made


def _overlapping(user_id: int, first: date, last: date | None) -> QuerySet[Assignment]:
    found = Assignment.objects.filter(user_id=user_id).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=first))
    return found if last is None else found.filter(valid_from__lte=last)


def _require_separation(user: User, role: str, first: date, last: date | None) -> None:
    if stands_against(role, _overlapping(user.pk, first, last).values_list("role", flat=True)):
        raise NotAllowed(HOLDS_OTHER)


def _require_a_coordinator(held: Assignment, last: date | None) -> None:
    """Somebody else must keep the accounts on the day after *last*, as long as *held* did."""
    if held.role != COORDINATOR.code or last is None:
        return
    others = Assignment.objects.filter(role=COORDINATOR.code, valid_from__lte=last + timedelta(days=1))
    others = others.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=last), user__is_active=True)
    if not others.exclude(pk=held.pk).exclude(user_id=held.user_id).exists():
        raise NotAllowed(LAST_COORDINATOR)


def _note(code: str, held: Assignment, *, by: Actor, reason: str, at: datetime, last: date | None = None) -> None:
    last = last or held.valid_to
    record_rights_event(
        code=code,
        subject_id=held.user_id,
        by=by,
        at=at,
        role=held.role,
        office_id=held.organisation_id,
        reason=reason.strip(),
        data={"first_day": held.valid_from.isoformat(), "last_day": last.isoformat() if last else None},
    )
    if not held.user.is_demo:
        configure_task(name=TELL_TASK, job_manager=_jobs, queue="notices").defer(
            user_id=held.user_id,
            organisation_id=held.organisation_id,
            role=held.role,
            code=code,
            last_day=last.isoformat() if last else "",
        )
