"""What changes elections. Others' rooms call these by name: ``draft_election``, ``put_paper``, ``announce_election``…"""

from ortaq.procedures.ballots.actions.casting import Receipt, cast_ballot
from ortaq.procedures.ballots.actions.codes import Handed, give_desk_code, print_codes
from ortaq.procedures.ballots.actions.elections import (
    ElectionTerms,
    announce_election,
    annul_election,
    certify_election,
    change_election,
    close_election,
    draft_election,
    extend_election,
    keep_times,
    open_election,
    reopen_election,
    resume_election,
    suspend_election,
)
from ortaq.procedures.ballots.actions.papers import (
    OptionTerms,
    PaperTerms,
    add_place,
    put_paper,
    remove_paper,
    remove_place,
)
from ortaq.procedures.ballots.actions.roll import RollRow, load_roll
from ortaq.procedures.ballots.actions.withdrawal import WithdrawalTerms, withdraw_option

__all__ = [
    "ElectionTerms",
    "Handed",
    "OptionTerms",
    "PaperTerms",
    "Receipt",
    "RollRow",
    "WithdrawalTerms",
    "add_place",
    "announce_election",
    "annul_election",
    "cast_ballot",
    "certify_election",
    "change_election",
    "close_election",
    "draft_election",
    "extend_election",
    "give_desk_code",
    "keep_times",
    "load_roll",
    "open_election",
    "print_codes",
    "put_paper",
    "remove_paper",
    "remove_place",
    "reopen_election",
    "resume_election",
    "suspend_election",
    "withdraw_option",
]
