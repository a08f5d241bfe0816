"""Forms of events."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.language.forms import DayField
from ortaq.kernel.language.queries import shown
from ortaq.kernel.web.forms import LineField, WrittenField
from ortaq.systems.fairs.forms.fields import place_choices
from ortaq.systems.fairs.rules import OCCASION_KINDS

_CLOCK = forms.TimeInput(attrs={"class": "govuk-input--width-5"}, format="%H:%M")


class OccasionForm(forms.Form):
    """What an event says of itself."""

    body = forms.ChoiceField(label=_("Organiser"))
    occasion_kind = forms.ChoiceField(label=_("Kind of event"))
    title_kk = LineField(label=_("Title, in Kazakh"), max_length=300)
    title_ru = LineField(label=_("Title, in Russian"), max_length=300)
    about_kk = WrittenField(label=_("About the event, in Kazakh"), max_length=4000, rows=5)
    about_ru = WrittenField(label=_("About the event, in Russian"), max_length=4000, rows=5)
    place = LineField(label=_("Place"), max_length=300)
    territory = forms.ChoiceField(label=_("City or district"))
    day = DayField(label=_("Day"))
    begins = forms.TimeField(label=_("Begins"), widget=_CLOCK, help_text=_("For example, 10:00"))
    ends = forms.TimeField(label=_("Ends"), widget=_CLOCK)

    def __init__(self, *args: Any, bodies: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[tuple[str, Any]]] = {
            "body": [(row.slug, row.name) for row in bodies],
            "occasion_kind": [(code, shown(name)) for code, name in OCCASION_KINDS.items()],
            "territory": place_choices(),
        }
        for name, rows in choices.items():
            self.fields[name].choices = rows  # type: ignore[attr-defined]


class HeldForm(forms.Form):
    """What came of an event."""

    people = forms.IntegerField(
        label=_("How many people came"),
        min_value=0,
        max_value=1_000_000,
        required=False,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"}),
    )
    outcome = WrittenField(label=_("What came of it"), max_length=4000, rows=4)
