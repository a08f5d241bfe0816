"""Pure rules of the state social order."""

from ortaq.systems.social_order.rules.agreements import (
    CATEGORIES,
    Line,
    Measure,
    Schedule,
    Standing,
    Step,
    amendment_faults,
    completion_fault,
    is_overdue,
    over_plan,
    period_fault,
    schedule_faults,
    termination_fault,
)
from ortaq.systems.social_order.rules.topics import (
    LONGEST_MONTHS,
    PARTS,
    TEXT_LENGTH,
    public_text,
)

__all__ = [
    "CATEGORIES",
    "LONGEST_MONTHS",
    "PARTS",
    "TEXT_LENGTH",
    "Line",
    "Measure",
    "Schedule",
    "Standing",
    "Step",
    "amendment_faults",
    "completion_fault",
    "is_overdue",
    "over_plan",
    "period_fault",
    "public_text",
    "schedule_faults",
    "termination_fault",
]
