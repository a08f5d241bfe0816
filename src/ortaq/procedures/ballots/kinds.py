"""The kind of record that an election is, as the kernel knows it."""

from collections.abc import Iterable

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.registry import RecordKind
from ortaq.kernel.lifecycle.rules import ALLOWED, Decision, refused
from ortaq.kernel.notices.rules import Recipient
from ortaq.kernel.parties.queries import holders
from ortaq.kernel.records.models import Record
from ortaq.procedures.ballots.lifecycle import ELECTION
from ortaq.procedures.ballots.models import Election
from ortaq.procedures.ballots.permissions import election_capacities, election_of


def audience(record: Record, capacity: str) -> Iterable[Recipient]:
    """Who is told when a transition of an election tells *capacity*: those who hold the role in its body."""
    if record.body_id is None:
        return
    for holder in holders(capacity, record.body_id):
        yield Recipient(capacity, holder.user.language, user_id=holder.user_id)


def _has_key_and_roll(record: Record) -> Decision:
    election = election_of(record)
    if not election.public_key:
        return refused(
            "Кілт әлі жасалмаған: кілт сақтаушылар оны бірге жасайды.",
            "Ключ ещё не создан: его вместе создают хранители.",
            "There is no key yet: its keepers make it together.",
        )
    if not election.roll.exists():
        return refused("Дауыс берушілер тізімі бос.", "Список голосующих пуст.", "The roll is empty.")
    return ALLOWED


def _may_be_extended(record: Record) -> Decision:
    election = election_of(record)
    if election.extensions_used < election.extensions_most:
        return ALLOWED
    return refused(
        "Алдын ала жарияланған ереже бұдан әрі ұзартуға жол бермейді.",
        "Объявленное заранее правило больше не позволяет продлевать.",
        "The rule that was stated before allows no further extension.",
    )


def _batches_accepted(record: Record) -> Decision:
    if election_of(record).batches.exclude(state__in=["accepted", "dropped"]).exists():
        return refused(
            "Қабылданбаған қағаз бюллетень бумасы бар.",
            "Есть непринятая пачка бумажных бюллетеней.",
            "A batch of paper ballots isn't accepted yet.",
        )
    return ALLOWED


ELECTION_KIND = RecordKind(
    code="election",
    prefix="EL",
    name=Text("Дауыс беру", "Голосование", "Vote"),
    model=Election,
    lifecycle=ELECTION,
    capacities=election_capacities,
    audience=audience,
    address=lambda record: f"votes/{record.number}/",
    guards={
        "open": _has_key_and_roll,
        "extend": _may_be_extended,
        "reopen": _may_be_extended,
        "count": _batches_accepted,
    },
)
