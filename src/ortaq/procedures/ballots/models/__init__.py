"""What elections store. The box of sealed ballots is no model: it lies in a schema of its own (``migrations/0002_box_and_cast.py``)."""

from ortaq.procedures.ballots.models.batches import PaperBatch, Place, Reading
from ortaq.procedures.ballots.models.elections import Election, Option, Paper, Trustee, Withdrawal
from ortaq.procedures.ballots.models.proof import Commitment, Head, Published
from ortaq.procedures.ballots.models.roll import CodeBatch, Voter, VotingCode

__all__ = [
    "CodeBatch",
    "Commitment",
    "Election",
    "Head",
    "Option",
    "Paper",
    "PaperBatch",
    "Place",
    "Published",
    "Reading",
    "Trustee",
    "Voter",
    "VotingCode",
    "Withdrawal",
]
