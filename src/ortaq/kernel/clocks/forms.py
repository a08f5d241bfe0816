"""The form that changes one day of the business calendar."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ortaq.kernel.language.forms import DayField

FIRST_YEAR, LAST_YEAR = 2018, 2035
"""The years that the calendar can be kept for."""


class DayForm(forms.Form):
    """Whether a day works, its name in three languages, and the act that says so."""

    day = DayField(
        label=_("Day"),
        widget=forms.DateInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"required": _("Enter the day."), "invalid": _("Enter a day like 25.10.2026.")},
    )
    works = forms.TypedChoiceField(
        label=_("What kind of day it is"),
        choices=[("no", _("Day off")), ("yes", _("Working day"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether the day works.")},
    )
    name_kk = forms.CharField(
        label=_("Name in Kazakh"), max_length=300, error_messages={"required": _("Enter the name in Kazakh.")}
    )
    name_ru = forms.CharField(
        label=_("Name in Russian"), max_length=300, error_messages={"required": _("Enter the name in Russian.")}
    )
    name_en = forms.CharField(
        label=_("Name in English"), max_length=300, error_messages={"required": _("Enter the name in English.")}
    )
    reason = forms.CharField(
        label=pgettext_lazy("decree", "Reason"),
        help_text=_("The act that moved the day: its kind, date and number. It is shown to everybody."),
        max_length=200,
        error_messages={"required": _("Say which act moved the day.")},
    )

    def clean_day(self) -> date:
        """A day of the years that the calendar is kept for."""
        day: date = self.cleaned_data["day"]
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(
                _("Enter a day of the years %(first)s–%(last)s."),
                params={"first": FIRST_YEAR, "last": LAST_YEAR},
            )
        return day

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name_kk", "name_ru", "name_en"):
            self.fields[name].widget.attrs["lang"] = name[-2:]
