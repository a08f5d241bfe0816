"""Who stands how towards an election, and who may do what in it. Every door asks these functions."""

from ortaq.kernel.lifecycle.rules import ALLOWED, Decision, refused
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.models import Record
from ortaq.procedures.ballots.lifecycle import ORGANISERS, PUBLIC
from ortaq.procedures.ballots.models import Election

ORGANISING = frozenset(ORGANISERS)
"""The roles that make and run an election in their body."""
SERVERS = ORGANISING | {"operator", "registrar"}
"""The roles that serve voters at a desk and type paper ballots in."""

NOT_ORGANISER = refused(
    "Дауыс беруді оны өткізетін органның маманы немесе хатшысы жүргізеді.",
    "Голосование ведёт специалист или секретарь органа, который его проводит.",
    "An election is run by the officer or the secretary of the body that holds it.",
)
NOT_SERVER = refused(
    "Мұны дауыс беруді өткізетін органның қызметкері жасайды.",
    "Это делает сотрудник органа, который проводит голосование.",
    "This is done by the staff of the body that holds the election.",
)


def election_of(record: Record) -> Election:
    """The election behind *record*."""
    return record if isinstance(record, Election) else Election.objects.get(pk=record.pk)


def election_capacities(actor: Actor, record: Record) -> frozenset[str]:
    """In which capacities *actor* stands towards an election."""
    held = actor.roles_in(record.body_id) & SERVERS
    return held | {"auditor"} if actor.holds("auditor") else held


def may_organise(actor: Actor, body_id: int | None) -> Decision:
    """May *actor* make and run elections of a body?"""
    return ALLOWED if actor.roles_in(body_id) & ORGANISING else NOT_ORGANISER


def may_serve(actor: Actor, body_id: int | None) -> Decision:
    """May *actor* serve voters and type paper ballots in an election of a body?"""
    return ALLOWED if actor.roles_in(body_id) & SERVERS else NOT_SERVER


def may_see(actor: Actor, election: Election) -> Decision:
    """May *actor* see an election? Everybody once it is announced; before, those who work on it."""
    if election.published_at is not None and election.state in PUBLIC:
        return ALLOWED
    return may_serve(actor, election.body_id)
