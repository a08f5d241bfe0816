"""What is typed on the public page of a call."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import MinLengthValidator
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.web.forms import WrittenField


class QuestionForm(forms.Form):
    """A question about a call."""

    text = WrittenField(
        label=_("Your question"),
        max_length=2000,
        rows=4,
        validators=[MinLengthValidator(10)],
        help_text=_("Question and answer are published here, without your name. Leave out what is personal."),
    )


class ApplyForm(forms.Form):
    """In whose name to apply."""

    organisation = forms.ChoiceField(label=_("Organisation"))

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.choices = [(str(each.pk), each.name) for each in organisations]
        field.widget.choices = field.choices
