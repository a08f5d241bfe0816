"""What a person sends: a file of figures, a correction note."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.interchange.rules import MAX_BYTES


class FileForm(forms.Form):
    """A CSV or XLSX of figures. What is inside is judged by the import, not by the name."""

    file = forms.FileField(
        label=_("File of figures"),
        help_text=_("CSV or XLSX in the shape of the template, up to 5 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB."))
        return file


class CorrectionForm(forms.Form):
    """A note that stands beside the figures from now on, in three languages."""

    kk = forms.CharField(label=_("In Kazakh"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "lang": "kk"}))
    ru = forms.CharField(label=_("In Russian"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "lang": "ru"}))
    en = forms.CharField(label=_("In English"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "lang": "en"}))
