"""Everything that changes a clock or the business calendar."""

from ortaq.kernel.clocks.actions.calendar import RECOMPUTE_TASK, change_day, recompute_clocks, seed_calendar
from ortaq.kernel.clocks.actions.running import (
    ClockAbsent,
    ClockRunning,
    extend_clock,
    pause_clock,
    resume_clock,
    start_clock,
    stop_clock,
    turn_clock,
)

__all__ = [
    "RECOMPUTE_TASK",
    "ClockAbsent",
    "ClockRunning",
    "change_day",
    "extend_clock",
    "pause_clock",
    "recompute_clocks",
    "resume_clock",
    "seed_calendar",
    "start_clock",
    "stop_clock",
    "turn_clock",
]
