"""What the Internet-reception stores."""

from ortaq.systems.reception.models.answers import Answer, AnswerTemplate, Feedback, Hearing, HearingWaiver
from ortaq.systems.reception.models.apikeys import ApiKey, Open311Request
from ortaq.systems.reception.models.appeals import Appeal, AppealDraft, Category, Joiner, Route
from ortaq.systems.reception.models.casework import (
    Executor,
    Extension,
    Note,
    Resolution,
    SavedFilter,
    Statement,
    Transfer,
)
from ortaq.systems.reception.models.complaints import Complaint
from ortaq.systems.reception.models.statistics import DayAnswers, DayCount

__all__ = [
    "Answer",
    "AnswerTemplate",
    "ApiKey",
    "Appeal",
    "AppealDraft",
    "Category",
    "Complaint",
    "DayAnswers",
    "DayCount",
    "Executor",
    "Extension",
    "Feedback",
    "Hearing",
    "HearingWaiver",
    "Joiner",
    "Note",
    "Open311Request",
    "Resolution",
    "Route",
    "SavedFilter",
    "Statement",
    "Transfer",
]
