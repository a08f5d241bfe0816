"""A field for several files, whose errors and help come from the table of limits in the person's language."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from ortaq.kernel.documents.actions.attaching import check_uploads
from ortaq.kernel.documents.rules import ACCEPT, CheckedFile, FileRefused, limits_text
from ortaq.kernel.language.queries import shown


class MultipleFileInput(forms.ClearableFileInput):
    """A file input that takes several files and names the suffixes that are taken."""

    allow_multiple_selected = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"multiple": True, "accept": ACCEPT, **(attrs or {})})


class MultipleFileField(forms.FileField):
    """Files of strangers. ``cleaned_data`` holds ``list[CheckedFile]``, which ``actions.attach_files`` takes.

    Every refused file has its own message: which file, what is wrong, what to do.
    """

    widget = MultipleFileInput

    def __init__(self, **kwargs: Any) -> None:
        self._own_help = "help_text" in kwargs
        super().__init__(**{"required": False, **kwargs})

    @property
    def help_text(self) -> str:
        """The limits in the language of the page, unless the form gave its own words."""
        return self._help_text if self._own_help else shown(limits_text())

    @help_text.setter
    def help_text(self, value: str) -> None:
        self._help_text = value

    def clean(self, data: Any, initial: Any = None) -> list[CheckedFile]:
        files: list[UploadedFile[Any]] = list(data) if isinstance(data, (list, tuple)) else [data] if data else []
        if not files:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return []
        try:
            return check_uploads(files)
        except FileRefused as error:
            raise field_errors(error) from error


def field_errors(refused: FileRefused) -> ValidationError:
    """A refusal of ``actions.attach_files`` as errors of a field: ``form.add_error("files", field_errors(error))``."""
    return ValidationError([ValidationError(shown(refusal.message), code=refusal.code) for refusal in refused.refusals])
