"""Loading what the social order works with."""

from ortaq.systems.social_order.imports.plans import (
    choose_columns,
    import_plan,
    judge_plan,
    keep_plan_file,
    load_plan_file,
)
from ortaq.systems.social_order.imports.spheres import load_spheres

__all__ = ["choose_columns", "import_plan", "judge_plan", "keep_plan_file", "load_plan_file", "load_spheres"]
