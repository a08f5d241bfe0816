"""What is stored of fairs."""

from ortaq.systems.fairs.models.fairs import Fair, Need, Question, ShowcaseProject
from ortaq.systems.fairs.models.memoranda import Delivery, Memorandum, MemorandumVersion
from ortaq.systems.fairs.models.occasions import Occasion
from ortaq.systems.fairs.models.reminders import Reminder
from ortaq.systems.fairs.models.rollups import FairCount, LedgerDay, LedgerLine, LedgerSum, OnShow
from ortaq.systems.fairs.models.sponsors import Pledge, PledgeLine, SponsorProfile, Talk, named
from ortaq.systems.fairs.models.talks import TalkRequest

__all__ = [
    "Delivery",
    "Fair",
    "FairCount",
    "LedgerDay",
    "LedgerLine",
    "LedgerSum",
    "Memorandum",
    "MemorandumVersion",
    "Need",
    "Occasion",
    "OnShow",
    "Pledge",
    "PledgeLine",
    "Question",
    "Reminder",
    "ShowcaseProject",
    "SponsorProfile",
    "Talk",
    "TalkRequest",
    "named",
]
