"""Forms of surveys: the five questions, the code, plans, paper sheets, comments."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.accounts.rules import clean_phone
from ortaq.kernel.language.forms import DayField
from ortaq.kernel.language.queries import shown
from ortaq.kernel.web.forms import LineField, WrittenField
from ortaq.procedures.surveys.models import Code
from ortaq.procedures.surveys.rules.answers import HIGHEST, LOWEST, MARKS, QUESTIONS
from ortaq.procedures.surveys.rules.codes import numbers_of

COMMENT = 1000
"""Longest comment (characters)."""


class CodeForm(forms.Form):
    """The code from the paper or the text message."""

    code = LineField(
        label=_("Your code"),
        max_length=40,
        help_text=_(
            "Ten letters and digits, with or without the hyphen. It is printed on the slip that you were given."
        ),
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-10", "autocomplete": "off", "autocapitalize": "characters"}
        ),
    )


class AnswerForm(forms.Form):
    """The five questions. One answer is enough; what is left out counts as left out, never as bad."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(mark, shown(MARKS[mark])) for mark in range(HIGHEST, LOWEST - 1, -1)]
        for question, name in QUESTIONS.items():
            self.fields[question] = forms.TypedChoiceField(
                label=shown(name),
                choices=choices,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )
        self.fields["comment"] = WrittenField(
            label=_("What should be better? What was good?"),
            max_length=COMMENT,
            rows=4,
            required=False,
            help_text=_("Don't write names, phone numbers or anything that tells who you are."),
        )

    def clean(self) -> dict[str, Any]:
        """At least one question has to be answered."""
        data = super().clean() or {}
        if not self.errors and all(data.get(question) is None for question in QUESTIONS):
            self.add_error("quality", forms.ValidationError(_("Answer at least one of the five questions.")))
        return data

    @property
    def marks(self) -> dict[str, int | None]:
        """The marks by question, None where one was left out."""
        return {question: self.cleaned_data.get(question) for question in QUESTIONS}

    @property
    def questions(self) -> list[forms.BoundField]:
        """The five questions, to be drawn with faces."""
        return [self[question] for question in QUESTIONS]


class PhoneForm(AnswerForm):
    """The same, by whoever reads the questions out on the phone."""

    field_order = ("code", *QUESTIONS, "comment")
    code = CodeForm.base_fields["code"]


class PlanForm(forms.Form):
    """Who is asked and when. The sample is drawn by the platform, never chosen."""

    recipients = forms.IntegerField(
        label=_("How many people the register of recipients holds"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}),
        help_text=_("Leave it empty when nobody counts them: the interval is wider then."),
    )
    sample = forms.IntegerField(
        label=_("How many of them are asked"),
        min_value=1,
        max_value=20_000,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}),
    )
    opens_on = DayField(label=_("First day"), widget=forms.DateInput)
    closes_on = DayField(label=_("Last day"), widget=forms.DateInput)


class OpenForm(forms.Form):
    """How the codes go to the people who were drawn."""

    paper = forms.IntegerField(label=_("On paper"), min_value=0, required=False, initial=0)
    sms = forms.IntegerField(label=_("By text message"), min_value=0, required=False, initial=0)
    phone = forms.IntegerField(label=_("Asked by phone"), min_value=0, required=False, initial=0)

    def __init__(self, *args: Any, sample: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sample = sample
        for field in self.fields.values():
            field.widget.attrs["class"] = "govuk-input--width-5"

    @property
    def channels(self) -> dict[str, int]:
        """How many by each channel that is used."""
        return {channel: count for channel in Code.Channel.values if (count := self.cleaned_data.get(channel))}


class TextsForm(forms.Form):
    """Whom the codes are sent to: a list as it comes out of a table."""

    numbers = WrittenField(
        label=_("Place in the register and phone number, a line each"),
        max_length=600_000,
        rows=10,
        help_text=_("For example: 17 8 701 000 00 00"),
    )

    def clean_numbers(self) -> dict[int, str]:
        """The numbers by place."""
        read = numbers_of(self.cleaned_data["numbers"], clean_phone)
        if read.wrong:
            lines = ", ".join(map(str, read.wrong[:20]))
            raise forms.ValidationError(
                _("These lines can't be read, or name a place twice: %(lines)s.") % {"lines": lines}
            )
        return dict(read.by_place)


class SheetForm(forms.Form):
    """One paper sheet, for quick typing: the code, then five digits; an empty one was left out."""

    number = forms.IntegerField(
        label=_("Sheet"), min_value=1, widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"})
    )
    code = LineField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question, name in QUESTIONS.items():
            self.fields[question] = forms.IntegerField(
                label=shown(name),
                min_value=LOWEST,
                max_value=HIGHEST,
                required=False,
                widget=forms.TextInput(attrs={"class": "govuk-input--width-2", "inputmode": "numeric", "maxlength": 1}),
            )

    @property
    def marks(self) -> dict[str, int | None]:
        """The marks by question, None where one was left out."""
        return {question: self.cleaned_data.get(question) for question in QUESTIONS}


class BatchForm(forms.Form):
    """How many paper sheets are in a batch."""

    sheets = forms.IntegerField(
        label=_("How many sheets"), min_value=1, widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"})
    )


class CommentForm(forms.Form):
    """What everybody may read of a comment."""

    response = forms.UUIDField(widget=forms.HiddenInput)
    text = WrittenField(
        label=_("What everybody may read"),
        max_length=COMMENT,
        rows=3,
        required=False,
        help_text=_("Leave out what tells who wrote it. Empty: it isn't shown."),
    )
