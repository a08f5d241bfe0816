"""The lives of the records of the state social order, declared as tables."""

from ortaq.systems.social_order.lifecycle.agreements import AGREEMENT, IN_FORCE, PUBLIC_AGREEMENTS
from ortaq.systems.social_order.lifecycle.evaluation import EVALUATION
from ortaq.systems.social_order.lifecycle.plans import CHANGEABLE, PLAN_LINE, PUBLIC_LINES
from ortaq.systems.social_order.lifecycle.reports import REPORT
from ortaq.systems.social_order.lifecycle.topics import OPEN_TO_SUPPORT, TOPIC, WAITING

__all__ = [
    "AGREEMENT",
    "CHANGEABLE",
    "EVALUATION",
    "IN_FORCE",
    "OPEN_TO_SUPPORT",
    "PLAN_LINE",
    "PUBLIC_AGREEMENTS",
    "PUBLIC_LINES",
    "REPORT",
    "TOPIC",
    "WAITING",
]
