"""Forms of the Internet-reception."""

from ortaq.systems.reception.forms.filing import SendForm, WhatForm, WhereForm, WhoForm
from ortaq.systems.reception.forms.own import ComplainForm, JoinForm, RateForm, StatusForm, WordsForm

__all__ = [
    "ComplainForm",
    "JoinForm",
    "RateForm",
    "SendForm",
    "StatusForm",
    "WhatForm",
    "WhereForm",
    "WhoForm",
    "WordsForm",
]
