"""Days and moments as people type them, within bounds that every reckoning with them can bear.

A day of the year 1 or 9999 is no mistake for a database, but what comes before or after it is an error: one who adds a
day, a zone or a term to it fails. So no form takes one.
"""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as translated

YEARS = range(1900, 2200)
"""The years that people's papers are of."""
EXAMPLE = "For example, 27.03.2026"
"""How a day is typed. It is translated where the sample form says it, too: in ``kernel/web``."""


class DayField(forms.DateField):
    """A day of :data:`YEARS`; any other is told of like what is no day.

    Where it is typed, an example says how, unless the field has words of its own.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not self.help_text and self.widget.input_type == "text":
            self.help_text = translated(EXAMPLE)

    def to_python(self, value: Any) -> date | None:
        day: date | None = super().to_python(value)
        if day is not None and day.year not in YEARS:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class MomentField(forms.DateTimeField):
    """A moment of :data:`YEARS`; any other is told of like what is no moment."""

    def to_python(self, value: Any) -> datetime | None:
        moment: datetime | None = super().to_python(value)
        if moment is not None and moment.year not in YEARS:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return moment
