"""The lives of the records of the state social order, declared as tables."""

from ortaq.systems.social_order.lifecycle.plans import CHANGEABLE, PLAN_LINE, PUBLIC_LINES
from ortaq.systems.social_order.lifecycle.topics import OPEN_TO_SUPPORT, TOPIC, WAITING

__all__ = ["CHANGEABLE", "OPEN_TO_SUPPORT", "PLAN_LINE", "PUBLIC_LINES", "TOPIC", "WAITING"]
