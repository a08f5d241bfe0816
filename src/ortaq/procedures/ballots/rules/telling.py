"""The word that a right to vote was used: what it says, and how many people have to wait for it together.

It goes to the number on the roll, so that somebody whose code was used by another learns of it. It must not tell an
observer of telephones which entry of the log is whose: so it comes for the crowd of some hours at once, not for a few.
"""

from datetime import timedelta

CROWD = 10
"""So many people are told together at least, while the day lasts."""
MORNING, EVENING, NIGHT = 8, 20, 22
"""Local hours: nobody is woken; in the evening whoever waits is told, few or many."""
LONGEST_WAIT = timedelta(hours=12)
"""So long after the end the count waits for the word to the last voters: over a night."""


def is_due(waiting: int, hour: int, *, closed: bool) -> bool:
    """Are the *waiting* people told at this local *hour*? Once the vote has *closed*, no crowd is waited for."""
    if not waiting or not MORNING <= hour < NIGHT:
        return False
    return closed or waiting >= CROWD or hour >= EVENING


def word(number: str) -> str:
    """What the text message of the vote *number* says: in both languages of the state, since the roll knows of none.

    The same for everybody: no name, no hour, no way of voting, nothing of what was marked.
    """
    return (
        f"{number}: дауыс беру құқығыңыз пайдаланылды. Бұл сіз емес пе? Ұйымдастырушыға айтыңыз. / "
        "Ваше право голоса использовано. Это не вы? Сообщите организатору."
    )


def purpose_of(election: int) -> str:
    """Under which purpose the outbox keeps the words of an election to those who have voted."""
    return f"vote-{election}"


def codes_of(election: int) -> str:
    """Under which purpose it keeps the codes to vote with: they are worth nothing once voting is over, the words are."""
    return f"vote-{election}-codes"
