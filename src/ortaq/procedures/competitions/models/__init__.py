"""What competitions store."""

from ortaq.procedures.competitions.models.applications import (
    Application,
    BudgetLine,
    Check,
    Draft,
    Partner,
    PlannedIndicator,
    PlannedMilestone,
    TeamMember,
)
from ortaq.procedures.competitions.models.calls import (
    AskedDocument,
    BandWeight,
    BudgetCap,
    Call,
    CriteriaSet,
    Criterion,
    Lot,
    Question,
    SizeBand,
)
from ortaq.procedures.competitions.models.commission import (
    Attendance,
    CommissionMember,
    DecisionRow,
    Protocol,
    Session,
    Vote,
)
from ortaq.procedures.competitions.models.registers import RegisterLoad, RegisterRow
from ortaq.procedures.competitions.models.reviews import Draw, Mark, Objection, Review

__all__ = [
    "Application",
    "AskedDocument",
    "Attendance",
    "BandWeight",
    "BudgetCap",
    "BudgetLine",
    "Call",
    "Check",
    "CommissionMember",
    "CriteriaSet",
    "Criterion",
    "DecisionRow",
    "Draft",
    "Draw",
    "Lot",
    "Mark",
    "Objection",
    "Partner",
    "PlannedIndicator",
    "PlannedMilestone",
    "Protocol",
    "Question",
    "RegisterLoad",
    "RegisterRow",
    "Review",
    "Session",
    "SizeBand",
    "TeamMember",
    "Vote",
]
