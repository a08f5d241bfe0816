"""States and transitions of the records of fairs. No law sets them: they are rules of the platform."""

from ortaq.systems.fairs.lifecycle.fair import FAIR, PUBLIC_FAIRS
from ortaq.systems.fairs.lifecycle.memorandum import MEMORANDUM, PUBLIC_MEMORANDA
from ortaq.systems.fairs.lifecycle.occasion import OCCASION, PUBLIC_OCCASIONS
from ortaq.systems.fairs.lifecycle.pledge import PLEDGE, PUBLIC_PLEDGES
from ortaq.systems.fairs.lifecycle.project import PROJECT, PUBLIC_PROJECTS
from ortaq.systems.fairs.lifecycle.sponsor import SPONSOR
from ortaq.systems.fairs.lifecycle.talks import TALK_REQUEST

__all__ = [
    "FAIR",
    "MEMORANDUM",
    "OCCASION",
    "PLEDGE",
    "PROJECT",
    "PUBLIC_FAIRS",
    "PUBLIC_MEMORANDA",
    "PUBLIC_OCCASIONS",
    "PUBLIC_PLEDGES",
    "PUBLIC_PROJECTS",
    "SPONSOR",
    "TALK_REQUEST",
]
