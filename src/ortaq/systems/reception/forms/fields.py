"""Fields for what people write of themselves."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.parties.rules import is_iin
from ortaq.kernel.web.forms import LineField


class PhoneField(LineField):
    """A phone number as people write it: digits, +, brackets, dashes; at least six digits."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "tel", "inputmode": "tel", "class": "govuk-input--width-20"}
        super().__init__(max_length=30, widget=forms.TextInput(attrs=attrs), **kwargs)

    def validate(self, value: str) -> None:
        super().validate(value)
        digits = [sign for sign in value if sign.isascii() and sign.isdigit()]
        others = set(value) - set("0123456789+()- ")
        if value and (others or not 6 <= len(digits) <= 15):
            raise ValidationError(_("Enter a phone number such as +7 701 123 45 67."), code="phone")


class IinField(LineField):
    """An individual identification number, checked by its check digit."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "class": "govuk-input--width-10", "autocomplete": "off"}
        super().__init__(max_length=20, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> str:
        cleaned = str(super().clean(value)).replace(" ", "")
        if cleaned and not is_iin(cleaned):
            raise ValidationError(_("This is not an IIN: check the twelve digits."), code="iin")
        return cleaned
