"""The days by which the office may hand an appeal on or back: terms that no clock runs for, since most appeals stay."""

from collections.abc import Iterable
from datetime import date

from ortaq.kernel.clocks.queries import ClockLine, calendar
from ortaq.kernel.clocks.rules import first_due, term_of
from ortaq.systems.reception.models import Appeal

TERMS = {"forward": "appeal.forward", "return": "appeal.return"}
"""Deeds of the registrar and their terms: three working days from the day the appeal came (APPC 65, 64(7); Law 221 7(6)).
Forwarding inside this system and outside it is one deed."""


def last_days(appeal: Appeal, lines: Iterable[ClockLine]) -> dict[str, date]:
    """For each deed with a term its last day, counted from the day on which the appeal came to its present body.

    That day is the first of the newest clock of registration among *lines*, which starts when an appeal is filed and
    each time it is forwarded. The editions of the code before 29 December 2025 have no term for a return.
    """
    came = [line.clock.started_on for line in lines if line.clock.code == "appeal.register"]
    if not came:
        return {}
    terms = {deed: term_of(appeal.regime, code) for deed, code in TERMS.items()}
    return {deed: first_due(term, calendar(), max(came)) for deed, term in terms.items() if term}
