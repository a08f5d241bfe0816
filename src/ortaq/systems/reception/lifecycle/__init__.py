"""The life of a citizen's appeal, declared. Sources: APPC (Administrative Procedural and Process-Related Code), articles
63–80, 87–92; Law No 221 of 12.01.2007 for appeals received before 1 July 2021.
"""

from ortaq.kernel.lifecycle.rules import lifecycle
from ortaq.systems.reception.lifecycle.answer import ANSWER
from ortaq.systems.reception.lifecycle.aside import ASIDE
from ortaq.systems.reception.lifecycle.complaint import COMPLAINT
from ortaq.systems.reception.lifecycle.consideration import CONSIDERATION
from ortaq.systems.reception.lifecycle.intake import INTAKE
from ortaq.systems.reception.lifecycle.states import ANSWERING, CAPACITIES, JOINABLE, OPEN, STATES, UNANSWERED, WORK

APPEAL = lifecycle(
    "appeal",
    initial="submitted",
    states=STATES,
    transitions=(*INTAKE, *CONSIDERATION, *ANSWER, *ASIDE),
    capacities=CAPACITIES,
)

__all__ = ["ANSWERING", "APPEAL", "CAPACITIES", "COMPLAINT", "JOINABLE", "OPEN", "STATES", "UNANSWERED", "WORK"]
