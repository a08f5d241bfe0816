"""Forms of accounts, and the password rule that knows this region's names."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from allauth.account.forms import SignupForm
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.accounts.queries import context_words
from ortaq.kernel.accounts.rules import clean_phone, leans_on_context
from ortaq.kernel.language.forms import DayField
from ortaq.kernel.language.queries import shown
from ortaq.kernel.parties.roles import Role
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


def _reason() -> forms.CharField:
    return forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("The order or the reason, without names: it stays in the log for good."),
        error_messages={"required": _("Say why: the order, its date and number.")},
    )


def _day(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    return DayField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"required": _("Enter the day."), "invalid": _("Enter a day like 25.10.2026.")},
    )


class RoleFilterForm(forms.Form):
    """Which roles the list shows."""

    body = forms.ChoiceField(label=_("Body"), required=False)
    on = _day(_("In force on"), _("Empty: also those that ended or haven't begun."), required=False)

    def __init__(self, *args: Any, bodies: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = [("", _("All")), *((body.slug, body.name) for body in bodies)]  # type: ignore[attr-defined]


class GiveRoleForm(forms.Form):
    """Whom, which role, where, how long, and why."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_(
            "If the address has no account yet, one is made. A letter goes there either way; its owner proves the "
            "address and sets up a second factor."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    body = forms.ChoiceField(label=_("Body"))
    first_day = _day(_("First day"))
    last_day = _day(_("Last day"), _("Empty: until it is ended."), required=False)
    reason = _reason()

    def __init__(self, *args: Any, bodies: Iterable[Any], roles: Iterable[Role], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.fields["body"].choices = [("", ""), *((body.slug, body.name) for body in bodies)]  # type: ignore[attr-defined]
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role.code, f"{shown(role.name)}. {shown(role.description)}") for role in roles
        ]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        first, last = told.get("first_day"), told.get("last_day")
        if first and last and last < max(first, self._today):
            self.add_error("last_day", _("The last day must not lie before the first day or before today."))
        return told


class EndRoleForm(forms.Form):
    """When a role ends, and why."""

    when = forms.ChoiceField(
        label=_("When does it end?"),
        choices=[("now", _("At once: the person can do nothing more in this role")), ("day", _("After its last day"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose when the role ends.")},
    )
    last_day = _day(_("Last day"), _("Only if it ends after a day."), required=False)
    reason = _reason()

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("when") == "day":
            last = told.get("last_day")
            if last is None and "last_day" not in self.errors:
                self.add_error("last_day", _("Enter the day."))
            elif last is not None and last < self._today:
                self.add_error("last_day", _("This day is over. Choose today or a later day."))
        else:
            told["last_day"] = None
        return told
