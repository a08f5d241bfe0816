"""What an identity provider says of a person: the level that it proves, and the IIN."""

from datetime import datetime

from django.db import connection, transaction

from ortaq.kernel.accounts.actions import IinRefused
from ortaq.kernel.accounts.models import ProvedIin, User
from ortaq.kernel.accounts.queries import person_of
from ortaq.kernel.events.actions import record_rights_event
from ortaq.kernel.keys.actions import rehashed
from ortaq.kernel.keys.queries import lookup_hash, lookup_hashes
from ortaq.kernel.parties.actions import save_person
from ortaq.kernel.parties.rules import Actor, is_iin


class IinTaken(IinRefused):
    """Another account has proved this IIN: one person, one account."""


@transaction.atomic
def prove_identity(*, user_id: int, provider: str, level: int, iin: str, at: datetime) -> bool:
    """Raises the account to the *level* that *provider* vouches for, and keeps the IIN; never lowers anything.

    Level 0 proves nothing, and then the IIN isn't believed either. A proved IIN takes the place of one that was only
    typed. True when something changed. Raises IinTaken, and IinRefused for a wrong IIN or a second, different one;
    nothing is raised then.
    """
    if not level:
        return False
    user = User.objects.select_for_update().get(pk=user_id)
    proved = _keep_iin(user, iin, at) if iin else False
    raised = level > user.level
    if raised:
        user.level = level
        user.save(update_fields=["level"])
    if raised or proved:
        record_rights_event(
            code="level_raised",
            subject_id=user.pk,
            by=Actor(kind="user", user_id=user.pk),
            at=at,
            data={"level": user.level, "provider": provider, "iin_proved": bool(iin)},
        )
    return raised or proved


def _keep_iin(user: User, iin: str, at: datetime) -> bool:
    if not is_iin(iin):
        raise IinRefused("the check digit is wrong")
    with connection.cursor() as cursor:
        # Two accounts that prove one IIN at the same moment, or under two field keys, must not both have it.
        cursor.execute("LOCK TABLE accounts_provediin IN SHARE ROW EXCLUSIVE MODE")
    hashes = lookup_hashes("iin", iin)
    owner = ProvedIin.objects.filter(iin_hash__in=hashes).first()
    if owner is not None and owner.user_id != user.pk:
        raise IinTaken("another account has this IIN")
    if owner is not None:
        return False
    if ProvedIin.objects.filter(user=user).exists():
        raise IinRefused("the account has proved another IIN")
    person = person_of(user.pk)
    save_person(
        person=person,
        name=person.name if person else "",
        iin=iin,
        email=user.email,
        phone=person.phone if person else "",
        address=person.address if person else "",
        user_id=user.pk,
        is_demo=user.is_demo,
    )
    ProvedIin.objects.create(user=user, iin_hash=lookup_hash("iin", iin), proved_at=at)
    return True


def rehash_proved_iins() -> int:
    """The proved IINs under the newest field key; gives how many rows were changed."""
    changed = 0
    for pk in ProvedIin.objects.order_by("pk").values_list("pk", flat=True).iterator():
        with transaction.atomic():
            proved = ProvedIin.objects.select_for_update().filter(pk=pk).first()
            person = person_of(proved.user_id) if proved else None
            if proved is None or person is None or not person.iin:
                continue
            fresh = rehashed(bytes(proved.iin_hash), ("iin", person.iin))
            if fresh is not None and fresh != bytes(proved.iin_hash):
                proved.iin_hash = fresh
                proved.save(update_fields=["iin_hash"])
                changed += 1
    return changed
