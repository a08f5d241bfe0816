"""Every change of fairs, one function each."""

from ortaq.systems.fairs.actions.fairs import FairTerms, advance_fair, cancel_fair, draw_up_fair, edit_fair
from ortaq.systems.fairs.actions.projects import (
    Account,
    begin_project,
    edit_project,
    finish_project,
    refuse_project,
    return_project,
    show_project,
    submit_project,
    withdraw_project,
)
from ortaq.systems.fairs.actions.questions import answer_question, ask_question, hide_question

__all__ = [
    "Account",
    "FairTerms",
    "advance_fair",
    "answer_question",
    "ask_question",
    "begin_project",
    "cancel_fair",
    "draw_up_fair",
    "edit_fair",
    "edit_project",
    "finish_project",
    "hide_question",
    "refuse_project",
    "return_project",
    "show_project",
    "submit_project",
    "withdraw_project",
]
