"""Forms of accounts, and the password rule that knows this region's names."""

from typing import Any

from allauth.account.forms import SignupForm
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.accounts.queries import context_words
from ortaq.kernel.accounts.rules import clean_phone, leans_on_context
from ortaq.kernel.parties.rules import is_iin


class ContextWordValidator:
    """Refuses passwords that are little more than the name of the system, of a place or of a body."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError."""
        if leans_on_context(password, context_words()):
            raise ValidationError(
                _("This password is little more than a name that everybody here knows. Add words of your own."),
                code="password_context",
            )

    def get_help_text(self) -> str:
        """What people read beside the field."""
        return str(_("Not the name of this site, of a place or of a state body."))


class SignUpForm(SignupForm):  # type: ignore[misc]
    """Sign-up: an address and a password, typed once (it can be shown), without conditions on its characters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = _(
            "At least 12 characters. A few unrelated words are good and easy to remember. You may paste it."
        )
        self.fields["email"].help_text = _("We send a code to this address. Nobody else sees the address.")


class ProfileForm(forms.Form):
    """Name, phone and language of one's own account."""

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        required=False,
        help_text=_("Surname, first name and patronymic, if you have one."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("Phone number"),
        max_length=30,
        required=False,
        help_text=_("For example, +7 701 123 45 67. Bodies see it only with an appeal of yours."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )
    language = forms.ChoiceField(
        label=_("Language of letters and notices"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )

    def clean_phone(self) -> str:
        try:
            return clean_phone(self.cleaned_data["phone"])
        except ValueError as error:
            raise ValidationError(_("Write the number with its code, for example +7 701 123 45 67.")) from error

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if any(not char.isprintable() for char in name):
            raise ValidationError(_("The name holds characters that can't be printed."))
        return name


class IinForm(forms.Form):
    """An IIN with its check digit."""

    iin = forms.CharField(
        label=_("IIN"),
        max_length=14,
        help_text=_("12 digits. It is stored encrypted and shown with stars. It can't be changed later."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_iin(self) -> str:
        iin = "".join(str(self.cleaned_data["iin"]).split())
        if not is_iin(iin):
            raise ValidationError(_("This is not an IIN: check the 12 digits."))
        return iin


class EraseForm(forms.Form):
    """The person says that they mean it."""

    sure = forms.BooleanField(
        label=_("Yes, erase my account. I know that it can't be undone."),
        error_messages={"required": _("Tick the box if you want to erase the account.")},
    )
