"""Every change that competitions make to the world."""

from ortaq.procedures.competitions.actions.applications import (
    attach_document,
    copy_draft,
    detach_document,
    save_draft,
    start_application,
    submit_application,
    withdraw_application,
)
from ortaq.procedures.competitions.actions.calls import (
    CallTerms,
    LotTerms,
    announce_call,
    answer_question,
    ask_question,
    cancel_call,
    change_call,
    draft_call,
    keep_time,
    keep_times,
    prolong_call,
)
from ortaq.procedures.competitions.actions.criteria import CriterionTerms, save_criteria
from ortaq.procedures.competitions.actions.registers import ListedRow, load_register

__all__ = [
    "CallTerms",
    "CriterionTerms",
    "ListedRow",
    "LotTerms",
    "announce_call",
    "answer_question",
    "ask_question",
    "attach_document",
    "cancel_call",
    "change_call",
    "copy_draft",
    "detach_document",
    "draft_call",
    "keep_time",
    "keep_times",
    "load_register",
    "prolong_call",
    "save_criteria",
    "save_draft",
    "start_application",
    "submit_application",
    "withdraw_application",
]
