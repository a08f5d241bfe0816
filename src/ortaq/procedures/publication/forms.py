"""What an officer says when a duty was met."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.web.forms import LineField


class MeetForm(forms.Form):
    """Where it is published."""

    proof = LineField(
        label=_("Where is it published?"),
        help_text=_("The address of the page, or the number and date of the document."),
        max_length=500,
    )
