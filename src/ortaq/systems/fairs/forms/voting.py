"""The form of a fair's vote."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.language.forms import DayField
from ortaq.kernel.language.queries import shown
from ortaq.kernel.web.forms import AmountField
from ortaq.systems.fairs.rules import VOTE_RULES


class VoteForm(forms.Form):
    """When a fair votes, for how much money, by which rule."""

    opens_on = DayField(label=_("First day of the vote"), help_text=_("It opens at nine in the morning."))
    closes_on = DayField(label=_("Last day of the vote"), help_text=_("It closes at eight in the evening."))
    budget = AmountField(
        label=_("For how much money projects are chosen, tenge"),
        min_value=1,
        decimal_places=0,
        help_text=_("What sponsors and the organiser have put up together; else the sum of all that is missing."),
    )
    most = forms.IntegerField(
        label=_("How many projects one person may mark"),
        min_value=1,
        max_value=20,
        initial=5,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
    )
    rule = forms.ChoiceField(
        label=_("How it is counted"), widget=forms.RadioSelect, help_text=_("The rule is published before the vote.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = [(code, shown(name)) for code, name in VOTE_RULES.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The days in order."""
        cleaned = self.cleaned_data
        if cleaned.get("opens_on") and cleaned.get("closes_on") and cleaned["closes_on"] < cleaned["opens_on"]:
            self.add_error("closes_on", _("The vote has to end after it begins."))
        return cleaned
