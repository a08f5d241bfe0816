"""Forms of the appellant on the way: status, words, rating, complaint; and joining somebody else's appeal."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.web.forms import LineField, WrittenField, needed
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


class LostPinForm(forms.Form):
    """The number whose PIN was lost, and the contact that was left with it."""

    number = LineField(
        label=_("Number of the appeal"),
        max_length=30,
        help_text=_("For example AP-2026-000123"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-20", "spellcheck": "false"}),
    )
    email = needed(
        forms.EmailField(
            label=_("E-mail that you left with the appeal"),
            required=False,
            max_length=254,
            widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        )
    )
    phone = needed(PhoneField(label=_("Or the phone number"), required=False))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_what_can_be_reached(self)

    def clean(self) -> dict[str, Any]:
        return _with_one_contact(self, super().clean() or {})


class JoinForm(forms.Form):
    """A guest who has the same problem. A letter with a link goes to the contact: it must be one that can be written to."""

    name = LineField(
        label=_("Surname, name, patronymic"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = needed(
        forms.EmailField(
            label=_("E-mail"), required=False, max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
        )
    )
    phone = needed(PhoneField(label=_("Phone"), required=False))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_what_can_be_reached(self)

    def clean(self) -> dict[str, Any]:
        return _with_one_contact(self, super().clean() or {})


def _ask_for_what_can_be_reached(form: forms.Form) -> None:
    """A phone number is asked for only where this installation sends text messages; else the address is needed."""
    if not settings.SMS_URL:
        del form.fields["phone"]
        form.fields["email"].required = True


def _with_one_contact(form: forms.Form, data: dict[str, Any]) -> dict[str, Any]:
    data.setdefault("phone", "")
    if not form.errors and not (data.get("email") or data["phone"]):
        form.add_error("email", ValidationError(_("Leave an e-mail or a phone number."), code="contact"))
    return data
