"""Forms of the appellant on the way: status, words, rating, complaint; and joining somebody else's appeal."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.web.forms import LineField, WrittenField
from ortaq.systems.reception.forms.fields import PhoneField


class StatusForm(forms.Form):
    """Number and PIN."""

    number = LineField(
        label=_("Number of the appeal"),
        max_length=30,
        help_text=_("For example AP-2026-000123"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-20", "spellcheck": "false"}),
    )
    pin = LineField(
        label=_("PIN"),
        max_length=30,
        help_text=_("Eight letters and digits from the receipt"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-10", "spellcheck": "false"}),
    )


class WordsForm(forms.Form):
    """One text: a clarification, an objection, why the answer is disputed."""

    text = WrittenField(label=_("Your words"), max_length=4000, rows=5)

    def __init__(self, *args: Any, label: str = "", required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["text"].label = label
        self.fields["text"].required = required


class ComplainForm(WordsForm):
    """The grounds of a complaint."""


class RateForm(forms.Form):
    """How good was the answer, and is the problem solved?"""

    solved = forms.ChoiceField(
        label=_("Is the problem solved?"),
        widget=forms.RadioSelect,
        choices=[("yes", _("Yes")), ("partly", _("Partly")), ("no", _("No"))],
    )
    rating = forms.TypedChoiceField(
        label=_("How do you rate the answer?"),
        coerce=int,
        widget=forms.RadioSelect,
        choices=[
            (5, _("5 — very good")),
            (4, _("4 — good")),
            (3, _("3 — so-so")),
            (2, _("2 — bad")),
            (1, _("1 — very bad")),
        ],
    )
    comment = WrittenField(label=_("Why, if you wish to say"), max_length=1000, rows=3, required=False)


class JoinForm(forms.Form):
    """A guest who has the same problem."""

    name = LineField(
        label=_("Surname, name, patronymic"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("E-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    phone = PhoneField(label=_("Phone"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not (data.get("email") or data.get("phone")):
            self.add_error("email", ValidationError(_("Leave an e-mail or a phone number."), code="contact"))
        return data
