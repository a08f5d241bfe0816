"""Every change that the Internet-reception makes to the world."""

from ortaq.systems.reception.actions.answering import deliver_answer, draft_answer, propose_answer, rework_answer, sign_answer
from ortaq.systems.reception.actions.casework import (
    appoint_hearing,
    ask_body,
    assign,
    extend_term,
    note,
    object_to_preliminary,
    receive_information,
    record_hearing,
    show_preliminary,
    start_work,
    terminate,
)
from ortaq.systems.reception.actions.complaining import (
    decide_complaint,
    file_complaint,
    forward_complaint,
    satisfy_complaint,
    withdraw_complaint,
)
from ortaq.systems.reception.actions.desk import delete_filter, delete_template, save_filter, save_template
from ortaq.systems.reception.actions.feedback import confirm_solved, dispute_answer, rate_answer, reopen, uphold_answer
from ortaq.systems.reception.actions.filing import Filed, Filing, file_appeal, join_appeal
from ortaq.systems.reception.actions.publishing import publish_appeal, take_down_appeal
from ortaq.systems.reception.actions.registration import (
    ask_clarification,
    clarify,
    forward_appeal,
    merge_appeal,
    register_appeal,
    return_appeal,
    split_appeal,
    withdraw_appeal,
)

__all__ = [
    "Filed", "Filing", "appoint_hearing", "ask_body", "ask_clarification", "assign", "clarify", "confirm_solved",
    "decide_complaint", "delete_filter", "delete_template", "deliver_answer", "dispute_answer", "draft_answer", "extend_term", "file_appeal",
    "file_complaint", "forward_appeal", "forward_complaint", "join_appeal", "merge_appeal", "note",
    "object_to_preliminary", "propose_answer", "publish_appeal", "rate_answer", "receive_information",
    "record_hearing", "register_appeal", "reopen", "return_appeal", "rework_answer", "satisfy_complaint", "save_filter", "save_template",
    "show_preliminary", "sign_answer", "split_appeal", "start_work", "take_down_appeal", "terminate",
    "uphold_answer", "withdraw_appeal", "withdraw_complaint",
]
