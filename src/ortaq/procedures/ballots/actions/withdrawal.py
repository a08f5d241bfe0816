"""An option is withdrawn while people vote: by a public decision, with its reason, and counted by the rule that was stated before."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, advance
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.procedures.ballots.actions.elections import WITHDRAWAL_RULE
from ortaq.procedures.ballots.models import Election, Option, Withdrawal
from ortaq.procedures.ballots.rules.wording import sentence

_NOT_THERE = Text(
    "Бұл дауыс беруде ондай жоба жоқ немесе ол алынып тасталған.",
    "В этом голосовании такого проекта нет, или он уже снят.",
    "There is no such project in this vote, or it is withdrawn already.",
)
_NOT_STATED = Text(
    "Бұл дауыс беру жарияланғанда алынып тасталған жобаның қалай саналатыны айтылмаған.",
    "Когда это голосование объявляли, не было сказано, как считается снятый проект.",
    "When this vote was announced, it wasn't stated how a withdrawn project is counted.",
)
_NO_REASON = Text(
    "Себебін қазақша және орысша жазыңыз: оны бәрі оқиды.",
    "Напишите причину на казахском и русском: её прочтут все.",
    "Say why in Kazakh and Russian: everybody reads it.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalTerms:
    """Which option is withdrawn (key of the paper, number), and why: everybody reads it."""

    paper: str
    number: int
    reason_kk: str
    reason_ru: str
    reason_en: str = ""


@transaction.atomic
def withdraw_option(
    *, election: Election, terms: WithdrawalTerms, by: Actor, at: datetime, version: int | None = None
) -> Withdrawal:
    """Takes one option out of an announced vote, as long as people can still vote anew; it never comes back.

    Ballots that are in the box stay: marks for it will be passed over, the rest of a ballot counts. Raises Refused when it
    isn't there, when too few options would be left to fill the paper in, without a reason, and Stale.
    """
    if not terms.reason_kk.strip() or not terms.reason_ru.strip():
        raise Refused(_NO_REASON)
    locked = lock_record(Election, election.pk)
    advance(
        election,
        "withdraw",
        by=by,
        at=at,
        regime="",
        version=version,
        reason=f"№ {terms.number}. {terms.reason_kk.strip()} / {terms.reason_ru.strip()}",
        data={"paper": terms.paper, "option": terms.number},
    )
    if json.loads(locked.terms).get("withdrawal") != WITHDRAWAL_RULE:
        raise Refused(_NOT_STATED)
    there = Option.objects.filter(paper__election=locked, paper__key=terms.paper, withdrawal__isnull=True)
    options = list(there.select_related("paper"))
    option = next((each for each in options if each.number == terms.number), None)
    if option is None:
        raise Refused(_NOT_THERE)
    needed = max(option.paper.minimum, 1)
    if len(options) - 1 < needed:
        raise Refused(
            sentence(
                "Бюллетеньде кемінде {needed} жоба қалуы керек. Дауыс берудің күшін жоюға болады.",
                "В бюллетене должно остаться не меньше {needed} проектов. Голосование можно отменить.",
                "At least {needed} projects have to stay on the paper. The vote can be annulled.",
                needed=needed,
            )
        )
    return Withdrawal.objects.create(
        option=option,
        reason_kk=terms.reason_kk.strip(),
        reason_ru=terms.reason_ru.strip(),
        reason_en=terms.reason_en.strip(),
        decided_at=at,
        decided_by_id=by.user_id,
    )
