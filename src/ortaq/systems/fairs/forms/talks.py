"""The form by which an NGO asks a sponsor to talk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.web.forms import WrittenField
from ortaq.systems.fairs.models import ShowcaseProject


class TalkRequestForm(forms.Form):
    """About which project, in which words."""

    project = forms.ChoiceField(label=_("About which project"))
    text = WrittenField(
        label=_("What you would like to talk about"),
        max_length=2000,
        rows=6,
        help_text=_("The sponsor alone reads it. Say what you need and how you can be reached."),
    )

    def __init__(self, *args: Any, projects: list[ShowcaseProject], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].choices = [(row.number, f"{row.number}: {row.title}") for row in projects]  # type: ignore[attr-defined]
