"""Pure rules of the Internet-reception: ``appeals`` (types, terms, answers), ``redaction`` and ``statistics``."""

from ortaq.systems.reception.rules.appeals import (
    FEW_HOPS,
    PIN_ALPHABET,
    PIN_LENGTH,
    RETURN_GROUNDS,
    SIMPLIFIED,
    TYPES,
    Sender,
    deliverable_at_once,
    draft_mark,
    fill_in,
    hearing_needed,
    how_to_complain,
    in_time,
    law_named,
    new_pin,
    one_sender,
    tidy_pin,
)
from ortaq.systems.reception.rules.ties import SPLIT_OR_MERGED, tie_name

__all__ = [
    "FEW_HOPS",
    "PIN_ALPHABET",
    "PIN_LENGTH",
    "RETURN_GROUNDS",
    "SIMPLIFIED",
    "SPLIT_OR_MERGED",
    "TYPES",
    "Sender",
    "deliverable_at_once",
    "draft_mark",
    "fill_in",
    "hearing_needed",
    "how_to_complain",
    "in_time",
    "law_named",
    "new_pin",
    "one_sender",
    "tidy_pin",
    "tie_name",
]
