"""What the auditor's pages are narrowed to."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.language.forms import DayField

DOORS = {"page": _("page"), "document": _("document"), "export": _("export")}
"""By which way somebody read (``kernel.events.rules.DOORS``)."""


class LogForm(forms.Form):
    """Which rows of a log are shown; every field may be empty."""

    record = forms.CharField(label=_("Number of the record"), max_length=30, required=False)
    office = forms.ChoiceField(label=_("Office"), required=False)
    account = forms.CharField(
        label=_("Account"),
        max_length=254,
        required=False,
        help_text=_("Its number, or the address of an officer. Citizens can't be looked for by address."),
    )
    code = forms.CharField(label=_("Code"), max_length=50, required=False)
    first = DayField(
        label=_("From day"),
        required=False,
        widget=forms.DateInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"invalid": _("Enter a day like 25.10.2026.")},
    )
    last = DayField(
        label=_("To day"),
        required=False,
        widget=forms.DateInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"invalid": _("Enter a day like 25.10.2026.")},
    )

    def __init__(self, *args: Any, offices: Iterable[Any], kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = [("", _("All")), *((body.slug, body.name) for body in offices)]  # type: ignore[attr-defined]
        if kind == "rights":
            del self.fields["record"]
        if kind == "readings":
            self.fields["code"] = forms.ChoiceField(
                label=_("By which way"),
                required=False,
                choices=[("", _("All")), *DOORS.items()],
            )

    def clean_account(self) -> str:
        """A number that an account can have, or an address."""
        account = str(self.cleaned_data["account"]).strip()
        if account.isdigit() and not (account.isascii() and len(account) <= 18):
            raise forms.ValidationError(_("No account has this number."))
        return account

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        return {"record": "", **told}
