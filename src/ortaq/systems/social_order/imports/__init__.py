"""Loading what the social order works with."""

from ortaq.systems.social_order.imports.plans import (
    AT_ONCE,
    LOAD_TASK,
    UNDER_WAY,
    ask_load,
    choose_columns,
    import_plan,
    judge_kept,
    judge_plan,
    keep_plan_file,
    load_plan_file,
    work_off,
)
from ortaq.systems.social_order.imports.spheres import load_spheres

__all__ = [
    "AT_ONCE",
    "LOAD_TASK",
    "UNDER_WAY",
    "ask_load",
    "choose_columns",
    "import_plan",
    "judge_kept",
    "judge_plan",
    "keep_plan_file",
    "load_plan_file",
    "load_spheres",
    "work_off",
]
