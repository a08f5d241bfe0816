"""What the room of the state social order stores."""

from ortaq.systems.social_order.models.agreements import (
    Agreement,
    AgreementVersion,
    EstimateLine,
    Indicator,
    Milestone,
)
from ortaq.systems.social_order.models.delivery import (
    Expense,
    IndicatorFact,
    MoneyReturn,
    Payment,
    Report,
    Visit,
    VisitPhoto,
)
from ortaq.systems.social_order.models.evaluation import Evaluation, Point, Seat
from ortaq.systems.social_order.models.opendata import ImportedPackage, ImportedProject, PackageFile
from ortaq.systems.social_order.models.plans import (
    Plan,
    PlanChange,
    PlanFile,
    PlanLine,
    PlanMapping,
    PlanShare,
    PlanSum,
)
from ortaq.systems.social_order.models.topics import Opinion, Sphere, Supporter, TopicDraft, TopicProposal

__all__ = [
    "Agreement",
    "AgreementVersion",
    "EstimateLine",
    "Evaluation",
    "Expense",
    "ImportedPackage",
    "ImportedProject",
    "Indicator",
    "IndicatorFact",
    "Milestone",
    "MoneyReturn",
    "Opinion",
    "PackageFile",
    "Payment",
    "Plan",
    "PlanChange",
    "PlanFile",
    "PlanLine",
    "PlanMapping",
    "PlanShare",
    "PlanSum",
    "Point",
    "Report",
    "Seat",
    "Sphere",
    "Supporter",
    "TopicDraft",
    "TopicProposal",
    "Visit",
    "VisitPhoto",
]
