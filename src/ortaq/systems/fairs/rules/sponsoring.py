"""What a sponsor promises: whole or part, tenge for tenge up to a cap, by which day. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal

from ortaq.kernel.language.rules import Text
from ortaq.systems.fairs.rules import MONEY, ZERO

MOST_PERCENT = 1000
MOST_REQUESTS = 5
"""So many sponsors at most are asked for talks about one project at a time."""
WAIT_AFTER_DECLINING = timedelta(days=30)
"""A sponsor that has declined talks about a project isn't asked about it again before."""
_TIYN = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Promise:
    """So much of one need, by a day. ``need`` is the id of the need."""

    need: int
    amount: Decimal
    due_on: date


@dataclass(frozen=True, slots=True)
class Left:
    """A need as somebody who promises sees it: its kind, and what nobody has promised yet."""

    kind: str
    open: Decimal


def promise_faults(
    promises: Iterable[Promise], left: Mapping[int, Left], *, match_percent: int | None, today: date
) -> list[Text]:
    """What is wrong with what somebody wants to promise; nothing when it can be offered."""
    rows = list(promises)
    found = []
    if not rows:
        found.append(Text("Немен көмектесетініңізді жазыңыз.", "Укажите, чем вы поможете.", "Say what you will give."))
    if any(row.need not in left or row.amount <= 0 for row in rows) or len({row.need for row in rows}) != len(rows):
        found.append(
            Text(
                "Мұндай қажеттілік бұл жобада жоқ.",
                "В этом проекте нет такой потребности.",
                "This project has no such need.",
            )
        )
    elif any(row.amount > left[row.need].open for row in rows):
        found.append(MORE_THAN_MISSING)
    if any(row.due_on < today for row in rows):
        found.append(
            Text("Беретін күн өтіп кетті.", "День передачи уже прошёл.", "The day by which it is given is over.")
        )
    if match_percent is not None:
        if not 1 <= match_percent <= MOST_PERCENT:
            found.append(
                Text(
                    f"Пайыз 1-ден {MOST_PERCENT}-ға дейін болады.",
                    f"Процент может быть от 1 до {MOST_PERCENT}.",
                    f"The per cent can be from 1 to {MOST_PERCENT}.",
                )
            )
        if len(rows) != 1 or any(row.need in left and left[row.need].kind != MONEY for row in rows):
            found.append(
                Text(
                    "Қоса қаржыландыру бір ғана ақшалай қажеттілікке беріледі: оның сомасы — ең жоғарғы шегі.",
                    "Встречное финансирование даётся на одну денежную потребность: её сумма — это предел.",
                    "Matching money is given for one need of money: its sum is the cap.",
                )
            )
    return found


MORE_THAN_MISSING = Text(
    "Жетпейтіннен көп уәде етуге болмайды: бір бөлігін басқа демеуші алды. Соманы азайтыңыз.",
    "Нельзя пообещать больше, чем не хватает: часть уже взял другой спонсор. Уменьшите сумму.",
    "No more can be promised than is missing: another sponsor has taken a part. Lower the amount.",
)


def owed(amount: Decimal, match_percent: int | None, others: Decimal) -> Decimal:
    """What is owed on a promise now.

    A plain promise owes its amount. Matching money owes *match_percent* of what other sponsors' confirmed money for the
    same project comes to (*others*, tenge), and never more than its *amount*, the cap; down to a tiyn.
    """
    if match_percent is None:
        return amount
    return min(amount, (others * match_percent / 100).quantize(_TIYN, ROUND_DOWN))


@dataclass(frozen=True, slots=True)
class Standing:
    """How one promise stands. ``promised``: what is owed now; ``given``: reported; ``confirmed`` by the NGO."""

    promised: Decimal
    given: Decimal
    confirmed: Decimal
    due_on: date

    @property
    def left(self) -> Decimal:
        """What is owed and not confirmed yet."""
        return max(ZERO, self.promised - self.confirmed)

    def overdue(self, today: date) -> bool:
        """Has its day passed with something still owed?"""
        return self.due_on < today and self.left > 0
