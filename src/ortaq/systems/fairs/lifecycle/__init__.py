"""States and transitions of the records of fairs. No law sets them: they are rules of the platform."""

from ortaq.systems.fairs.lifecycle.fair import FAIR, PUBLIC_FAIRS
from ortaq.systems.fairs.lifecycle.project import PROJECT, PUBLIC_PROJECTS

__all__ = ["FAIR", "PROJECT", "PUBLIC_FAIRS", "PUBLIC_PROJECTS"]
