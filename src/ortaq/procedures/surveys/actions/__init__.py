"""Every change that surveys make to the world."""

from ortaq.procedures.surveys.actions.asking import (
    NO_CODE,
    Handed,
    answer_survey,
    close_survey,
    code_hash,
    draw_survey,
    open_survey,
    publish_comment,
    renew_codes,
    text_codes,
    texts_of,
)
from ortaq.procedures.surveys.actions.paper import close_first_reading, count_batch, open_batch, read_sheet

__all__ = [
    "NO_CODE",
    "Handed",
    "answer_survey",
    "close_first_reading",
    "close_survey",
    "code_hash",
    "count_batch",
    "draw_survey",
    "open_batch",
    "open_survey",
    "publish_comment",
    "read_sheet",
    "renew_codes",
    "text_codes",
    "texts_of",
]
