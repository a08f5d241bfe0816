"""Who acts, and the region's reference data."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any, Generic, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from ortaq.kernel.keys.queries import lookup_hashes
from ortaq.kernel.language.queries import current_language
from ortaq.kernel.language.rules import Text, skeleton
from ortaq.kernel.parties.models import Assignment, Organisation, Person, Population, Territory
from ortaq.kernel.parties.roles import ROLES
from ortaq.kernel.parties.rules import GUEST, Actor, Grant, contact_of
from ortaq.kernel.statements.queries import KeptAnswers, KeptQuery

M = TypeVar("M", bound=Model)
YEAR = timedelta(days=366)


class Reference(Generic[M]):
    """Rows of reference data (territories, bodies, categories), kept in the process for a short while.

    Every page shows their names and they change a few times a year: a list of twenty appeals needs no joins for them.
    A change is seen everywhere after ``settings.REFERENCE_SECONDS``; a row that is asked for and not there is read anew.
    """

    def __init__(self, read: Callable[[], Iterable[M]]) -> None:
        self._read = read
        self._kept = KeptAnswers[None, dict[int, M]]()

    def rows(self) -> dict[int, M]:
        """Every row by its id, in the order of the query."""
        return self._kept.get(None, lambda: {row.pk: row for row in self._read()})

    def row(self, pk: int) -> M:
        """The row *pk*. Raises KeyError when there is no such row."""
        found = self.rows().get(pk)
        if found is None:
            self._kept.forget()
            found = self.rows()[pk]
        return found

    def get(self, pk: int | None) -> M | None:
        """The row *pk*; None for None. Raises KeyError when there is no such row."""
        return None if pk is None else self.row(pk)


territory_reference = Reference(lambda: Territory.objects.order_by("order", "slug"))
organisation_reference = Reference(lambda: Organisation.objects.filter(kind=Organisation.Kind.STATE_BODY))


_person_of = KeptQuery(lambda user: Person.objects.filter(user_id=user).order_by("pk").values_list("pk", flat=True)[:1])
_grants_of = KeptQuery(
    lambda user, day: (
        Assignment.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), user_id=user, valid_from__lte=day)
        .order_by("organisation_id", "role")
        .values_list("role", "organisation_id")
    )
)


def actor_of(user: Any, on: date | None = None) -> Actor:
    """The actor behind a signed-in account with the roles held on day *on* (today); a guest for nobody.

    Two SQL queries, kept on the user object for the length of a request.
    """
    if user is None or isinstance(user, AnonymousUser) or not user.is_authenticated:
        return GUEST
    kept: Actor | None = getattr(user, "_actor", None)
    if kept is not None and on is None:
        return kept
    day = on or timezone.localdate()
    actor = Actor(
        kind="user",
        user_id=user.pk,
        person_id=_person_of.first(user.pk),
        level=user.level,
        grants=tuple(Grant(*row) for row in _grants_of(user.pk, day)),
    )
    user._actor = actor
    return actor


def contact_hashes(email: str, phone: str) -> list[bytes]:
    """What a contact may be stored as (``Person.contact_hash``); nothing for no contact."""
    contact = contact_of(email, phone)
    return lookup_hashes("contact", contact) if contact else []


def territories() -> QuerySet[Territory]:
    """Every territory, in the region's own order."""
    return Territory.objects.order_by("order", "slug")


def population_near(day: date) -> dict[int, Population]:
    """The figures of population counted nearest to *day*, a year away at most, by territory. One SQL query."""
    found: dict[int, Population] = {}
    for row in Population.objects.filter(counted_on__range=(day - YEAR, day + YEAR)):
        known = found.get(row.territory_id)
        if known is None or abs(row.counted_on - day) < abs(known.counted_on - day):
            found[row.territory_id] = row
    return found


def bodies(on: date | None = None) -> QuerySet[Organisation]:
    """The state bodies that exist on day *on* (today), with their territory."""
    day = on or timezone.localdate()
    return (
        Organisation.objects.filter(kind=Organisation.Kind.STATE_BODY)
        .filter(Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gte=day))
        .select_related("territory")
        .order_by("territory__order", "slug")
    )


def looking_alike(names: Iterable[str], *, bin: str) -> list[Organisation]:
    """Organisations of another BIN whose name could be taken for one of these: for whoever checks a name that is new here.

    Every name is compared by what it looks like, so this is for a page of the office that is opened now and then.
    One SQL query.
    """
    sought = {skeleton(name) for name in names} - {""}
    found = Organisation.objects.exclude(~Q(bin=""), bin=bin).order_by("slug")
    return [each for each in found if sought & {skeleton(name) for name in (each.name_kk, each.name_ru, each.name_en)}]


_told = KeptQuery(
    lambda role, organisation_id, day: (
        Assignment.objects.filter(role=role, organisation_id=organisation_id, valid_from__lte=day, user__is_active=True)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
        .order_by("user_id")
        .values_list("user_id", "user__language")
    )
)


def holders_told(role: str, organisation_id: int) -> list[tuple[int, str]]:
    """Account and language of those who hold *role* in an organisation today: whom a notice of its office goes to."""
    return _told(role, organisation_id, timezone.localdate())


def holders(role: str, organisation_id: int, on: date | None = None) -> QuerySet[Assignment]:
    """Who holds *role* in an organisation on day *on* (today)."""
    day = on or timezone.localdate()
    return (
        Assignment.objects.filter(role=role, organisation_id=organisation_id, valid_from__lte=day, user__is_active=True)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
        .select_related("user")
        .order_by("user_id")
    )


_OFFICER = Text("қызметкер", "сотрудник", "officer")


def officer_called(name: str, *, role: str = "", account: int, language: str = "") -> str:
    """What an officer is called: by the name; without one, by the role and the number of the account, which keeps two apart.

    Never by the e-mail address: it is what they sign in with, and too long for a list.
    """
    words = ROLES[role].name if role else _OFFICER
    return name or f"{words.in_language(language or current_language())} №\u00a0{account}"
