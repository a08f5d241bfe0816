"""Casting a ballot: one statement marks the roll, logs the commitment and puts the sealed ballot into the box, or nothing of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.procedures.ballots.actions.box import LinkLost, nonce_of, slot_of
from ortaq.procedures.ballots.queries.voting import Holder, Setup
from ortaq.procedures.ballots.rules.choices import Cast, canonical, checked, written
from ortaq.procedures.ballots.rules.receipts import code, commitment
from ortaq.procedures.ballots.rules.sealing import seal

_CLOSED = Text(
    "Дауыс беру қазір ашық емес. Бюллетеніңіз қабылданбады.",
    "Голосование сейчас не открыто. Ваш бюллетень не принят.",
    "Voting isn't open now. Your ballot was not taken.",
)
_NOBODY = Text(
    "Бұл код енді жарамайды: оның орнына жаңасы берілген. Жаңа кодты енгізіңіз.",
    "Этот код больше не действует: вместо него выдан новый. Введите новый код.",
    "This code is no longer good: a new one was given instead. Enter the new code.",
)
_PAPER = Text(
    "Сіз қағаз бюллетень алғансыз: қағаз интернеттегі дауыстың орнына өтеді.",
    "Вам выдан бумажный бюллетень: бумага заменяет голос в интернете.",
    "You were given a paper ballot: paper takes the place of a vote online.",
)
_OLD = Text(
    "Бұл бюллетень бұрын жіберілген, одан кейін сіз басқасын тапсырдыңыз. Соңғысы саналады. Өзгерту үшін бюллетеньді жаңадан ашыңыз.",
    "Этот бюллетень уже был отправлен, после него вы подали другой. Считается последний. Чтобы изменить выбор, откройте бюллетень заново.",
    "This ballot was sent before, and you cast another after it. The last one counts. To change it, open the ballot anew.",
)
LOST = Text(
    "Дауыс қазір қабылданбайды: жүйеде ақау бар. Тапсырылған бюллетеньдер орнында. Ұйымдастырушыға хабарлаңыз.",
    "Голос сейчас не принимается: неисправность в системе. Поданные бюллетени целы. Сообщите организатору.",
    "Votes can't be taken now: something is wrong with the system. Ballots that were cast are safe. Tell the organiser.",
)
_WRONG = Text(
    "Бюллетень ережеге сай толтырылмаған.",
    "Бюллетень заполнен не по правилам.",
    "The ballot isn't filled in by the rules.",
)
_WITHDRAWN = Text(
    "Сіз белгілеген жобалардың бірі дауыс беру кезінде жария шешіммен алынып тасталды. Басқасын белгілеңіз.",
    "Один из отмеченных вами проектов снят во время голосования опубликованным решением. Отметьте другой.",
    "A project that you marked was withdrawn during the vote by a public decision. Mark another.",
)
_REASONS = {"closed": _CLOSED, "nobody": _NOBODY, "paper": _PAPER, "old": _OLD}


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the voter keeps. *outcome*: "stored", "replaced" an earlier ballot, or "again": the same form came twice."""

    code: str
    commitment: bytes
    outcome: str


def cast_ballot(
    *, setup: Setup, holder: Holder, choices: Mapping[str, Mapping[str, int]], form: str, at: datetime
) -> Receipt:
    """Casts the ballot of *holder*; an earlier one of the same voter is replaced. Returned: it is stored, exactly once.

    *form*: the key of the form that was sent; the same form sent again gives the same receipt and changes nothing.
    Who acts is the holder of the right, and nobody is written down: an event with a time would tie voter and ballot together.
    Raises Refused.
    """
    papers = setup.papers_of(holder.territory_id)
    if set(choices) != {paper.key for paper in papers} or any(
        checked(paper.form, choices[paper.key]) for paper in papers
    ):
        raise Refused(_WRONG)
    if any(not paper.withdrawn.isdisjoint(choices[paper.key]) for paper in papers):
        raise Refused(_WITHDRAWN)
    text = canonical(choices)
    try:
        slot = slot_of(setup.number, holder.voter)
        nonce = nonce_of(setup.number, holder.voter, form, text)
    except LinkLost as error:
        raise Refused(LOST) from error
    held = commitment(setup.number, setup.papers_hash, text, nonce)
    cast = Cast(choices, nonce, holder.channel, setup.territory_slug(holder.territory_id))
    sealed = seal(
        setup.public_key, written(cast), election=setup.number, paper_hash=setup.papers_hash, size=setup.sealed_size
    )
    outcome = _put(setup.pk, holder.voter, holder.turn, holder.channel, slot, sealed, held, at)
    if outcome in _REASONS:
        raise Refused(_REASONS[outcome])
    return Receipt(code(held), held, outcome)


def _put(
    election: int, voter: UUID, turn: int, channel: str, slot: bytes, sealed: bytes, held: bytes, at: datetime
) -> str:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT ballots_cast(%s, %s, %s, %s, %s, %s, %s, %s)",
                [election, voter, turn, channel, slot, sealed, held, at],
            )
            return str(cursor.fetchone()[0])
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") == "23000":
            raise Refused(LOST) from error
        raise
