"""The states of a call and of an application, and the ways between them."""

from ortaq.procedures.competitions.lifecycle.applications import APPLICATION, DECIDED, SECRET
from ortaq.procedures.competitions.lifecycle.calls import CALL, UNOPENED

__all__ = ["APPLICATION", "CALL", "DECIDED", "SECRET", "UNOPENED"]
