"""Forms by which a voter comes in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.parties.rules import is_iin
from ortaq.kernel.web.forms import LineField


class CodeForm(forms.Form):
    """The personal code from a slip, or from the desk."""

    code = LineField(
        label=_("Your code"),
        max_length=40,
        help_text=_("Twelve letters and digits, with or without hyphens."),
        widget=forms.TextInput(
            attrs={
                "class": "govuk-input--width-20",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )


class IinForm(forms.Form):
    """Whose code is asked for."""

    iin = LineField(
        label=_("Your IIN"),
        max_length=20,
        help_text=_("Twelve digits. It is compared with the roll and not kept."),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_iin(self) -> str:
        """Without spaces, and with a right check digit."""
        iin = "".join(self.cleaned_data["iin"].split())
        if not is_iin(iin):
            raise forms.ValidationError(_("This is no IIN: check the twelve digits."))
        return iin


class SmsCodeForm(forms.Form):
    """The code from the text message."""

    code = LineField(
        label=_("Code from the text message"),
        max_length=10,
        help_text=_("Six digits, good for five minutes."),
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-5", "inputmode": "numeric", "autocomplete": "one-time-code"}
        ),
    )

    def clean_code(self) -> str:
        """Digits alone."""
        return "".join(sign for sign in self.cleaned_data["code"] if sign.isdigit())
