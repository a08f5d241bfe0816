"""Forms of the desk and of paper that is typed in."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ortaq.kernel.parties.queries import territories
from ortaq.kernel.parties.rules import is_iin
from ortaq.kernel.web.forms import LineField, needed
from ortaq.procedures.ballots.queries.voting import Sheet
from ortaq.procedures.ballots.rules.choices import POINTS

_SHORT = {"class": "govuk-input--width-10", "inputmode": "numeric", "autocomplete": "off"}


def _iin(typed: str) -> str:
    iin = "".join(typed.split())
    if iin and not is_iin(iin):
        raise forms.ValidationError(_now("This is no IIN: check the twelve digits."))
    return iin


class FindForm(forms.Form):
    """By document, or by the place on the list."""

    iin = needed(
        LineField(label=_("IIN from the document"), max_length=20, required=False, widget=forms.TextInput(attrs=_SHORT))
    )
    number = needed(
        forms.IntegerField(
            label=_("Or the number on the list"), min_value=1, required=False, widget=forms.TextInput(attrs=_SHORT)
        )
    )

    def clean_iin(self) -> str:
        """A right IIN or none."""
        return _iin(self.cleaned_data["iin"])

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        data = super().clean() or {}
        if not self.errors and not data.get("iin") and not data.get("number"):
            self.add_error("iin", _now("Enter the IIN or the number on the list."))
        return data


class HandForm(forms.Form):
    """Where a paper ballot is handed out."""

    place = forms.ChoiceField(label=pgettext_lazy("polling place", "Place"))

    def __init__(self, places: Iterable[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [(str(place.pk), place.name) for place in places]  # type: ignore[attr-defined]


class AddForm(forms.Form):
    """Somebody who isn't on the roll and shows by a document that they belong there."""

    iin = LineField(label=_("IIN from the document"), max_length=20, widget=forms.TextInput(attrs=_SHORT))
    territory = forms.ModelChoiceField(label=_("Territory"), queryset=territories())
    reason = LineField(
        label=_("Why this person may vote"),
        max_length=300,
        help_text=_("It stays in the log. Write no names and no numbers."),
    )

    def clean_iin(self) -> str:
        """A right IIN."""
        return _iin(self.cleaned_data["iin"])


class BatchForm(forms.Form):
    """How many sheets were taken out of which urn."""

    place = forms.ChoiceField(label=pgettext_lazy("polling place", "Place"))
    sheets = forms.IntegerField(
        label=_("How many sheets"),
        min_value=1,
        max_value=10_000,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
    )

    def __init__(self, places: Iterable[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [(str(place.pk), place.name) for place in places]  # type: ignore[attr-defined]


class SheetForm(forms.Form):
    """One paper sheet, typed by the keyboard alone: the numbers that are marked, for each paper in one line."""

    sheet = forms.IntegerField(
        label=_("Sheet"), min_value=1, widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"})
    )

    def __init__(self, sheets: Sequence[Sheet], *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheets = sheets
        for sheet in sheets:
            points = sheet.form.kind == POINTS
            self.fields[f"p-{sheet.key}"] = LineField(
                label=sheet.title(language),
                required=False,
                max_length=500,
                help_text=_now("Numbers with points: 3:5 7:2") if points else _now("Numbers that are marked: 3 7 12"),
                widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
            )
        self.fields["spoiled"] = forms.BooleanField(label=_("The sheet is spoiled"), required=False)

    @property
    def choices(self) -> Mapping[str, Mapping[str, int]]:
        """What is marked on each paper. What can't be read is a wrong mark, which spoils the sheet."""
        found: dict[str, dict[str, int]] = {}
        for sheet in self.sheets:
            marks = found[sheet.key] = {}
            for word in self.cleaned_data[f"p-{sheet.key}"].replace(",", " ").replace(";", " ").split():
                number, _colon, points = word.partition(":")
                whole = points.isascii() and points.isdigit() and len(points) < 7
                marks[number.lstrip("0")[:20]] = int(points) if whole else (1 if sheet.form.kind != POINTS else -1)
        return found
