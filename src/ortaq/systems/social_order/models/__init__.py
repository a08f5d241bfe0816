"""What the room of the state social order stores."""

from ortaq.systems.social_order.models.plans import Plan, PlanChange, PlanFile, PlanLine, PlanMapping, PlanShare
from ortaq.systems.social_order.models.topics import Opinion, Sphere, Supporter, TopicDraft, TopicProposal

__all__ = [
    "Opinion",
    "Plan",
    "PlanChange",
    "PlanFile",
    "PlanLine",
    "PlanMapping",
    "PlanShare",
    "Sphere",
    "Supporter",
    "TopicDraft",
    "TopicProposal",
]
