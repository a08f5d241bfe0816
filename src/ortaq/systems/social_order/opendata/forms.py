"""What the office sends: a package of another publisher."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LARGEST = 20_000_000
"""Bytes of a file sent by the web; larger ones are loaded on the server's command line."""


class PackageForm(forms.Form):
    """A package and its standard. What is inside is judged by the schemas, not by the name."""

    standard = forms.ChoiceField(
        label=_("Standard"),
        choices=[
            ("ocds", _("OCDS 1.1: a package of releases or records")),
            ("360giving", _("360Giving 1.4: a package of grants")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the standard.")},
    )
    file = forms.FileField(
        label=_("Package"),
        help_text=_("JSON in UTF-8, up to 20 MB. Larger files are loaded on the server: ortaq import."),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("The file is larger than 20 MB."))
        return file
