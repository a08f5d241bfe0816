"""Forms of the Internet-reception."""

from ortaq.systems.reception.forms.filing import SendForm, WhatForm, WhereForm, WhoForm
from ortaq.systems.reception.forms.own import JoinForm, LostPinForm, RateForm, StatusForm, WordsForm

__all__ = [
    "JoinForm",
    "LostPinForm",
    "RateForm",
    "SendForm",
    "StatusForm",
    "WhatForm",
    "WhereForm",
    "WhoForm",
    "WordsForm",
]
