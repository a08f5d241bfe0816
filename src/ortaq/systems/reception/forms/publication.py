"""What the moderator makes public, and why it is taken down."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.documents.forms import MultipleFileField
from ortaq.kernel.web.forms import LineField, WrittenField
from ortaq.systems.reception.rules.redaction import suggest

TEXTS = ("title", "text", "answer")


class PublishForm(forms.Form):
    """Three public texts. What in them still looks personal must be ticked as read, piece by piece.

    ``names``: whose names must not show. After ``is_valid()``, ``left`` holds the suspicious pieces.
    """

    title = LineField(label=_("Public title"), max_length=300)
    text = WrittenField(label=_("Public text of the appeal"), max_length=20_000, rows=12)
    answer = WrittenField(label=_("Public text of the answer"), max_length=20_000, rows=12, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, names: Sequence[str] = (), has_answer: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names, self.left = names, list[str]()
        if not has_answer:
            del self.fields["answer"]

    @property
    def read(self) -> frozenset[str]:
        """The pieces that the moderator has ticked."""
        return frozenset(self.data.getlist("read")) if self.is_bound else frozenset()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        found = (
            text[span.start : span.end]
            for name in TEXTS
            if (text := data.get(name))
            for span in suggest(text, self.names)
        )
        self.left = list(dict.fromkeys(found))
        if set(self.left) - self.read:
            message = _(
                "Something here still looks personal. Take it out, or tick below that you have read it and it may stay."
            )
            self.add_error(None, ValidationError(message, code="personal"))
        return data


class TakeDownForm(forms.Form):
    """Why the public version goes."""

    reason = WrittenField(label=_("Why is it taken down?"), max_length=1000, rows=3)
    version = forms.IntegerField(widget=forms.HiddenInput)


class CopyForm(forms.Form):
    """A copy of an attachment without personal data; without one, the attachment itself becomes public."""

    copies = MultipleFileField(label=_("A copy with personal data taken out"))
    as_it_is = forms.BooleanField(label=_("There is no personal data in it: publish it as it is"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        copies = data.get("copies") or []
        if not self.errors and (len(copies) == 1) == bool(data.get("as_it_is")):
            self.add_error(
                "copies",
                ValidationError(_("Choose one copy, or tick that the file may be published as it is."), code="copy"),
            )
        return data
