"""Forms of a fair and of what is said about a project."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ortaq.kernel.language.forms import DayField
from ortaq.kernel.web.forms import LineField, WrittenField
from ortaq.systems.fairs.forms.fields import place_choices


class FairForm(forms.Form):
    """What a fair says of itself."""

    body = forms.ChoiceField(label=_("Organiser"))
    title_kk = LineField(label=_("Title, in Kazakh"), max_length=300)
    title_ru = LineField(label=_("Title, in Russian"), max_length=300)
    title_en = LineField(label=_("Title, in English"), max_length=300, required=False)
    about_kk = WrittenField(
        label=_("About the fair, in Kazakh"),
        max_length=4000,
        help_text=_("For whom it is, what is shown, how one takes part."),
    )
    about_ru = WrittenField(label=_("About the fair, in Russian"), max_length=4000)
    place = LineField(label=_("Place"), max_length=300, help_text=_("The hall and its address, or “online”."))
    territory = forms.ChoiceField(label=_("City or district"))
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))
    projects_until = DayField(label=_("Projects are taken up to the end of this day"))

    def __init__(self, *args: Any, bodies: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = [(row.slug, row.name) for row in bodies]  # type: ignore[attr-defined]
        self.fields["territory"].choices = place_choices()  # type: ignore[attr-defined]
        if len(bodies) == 1:
            self.fields["body"].initial = bodies[0].slug


class QuestionForm(forms.Form):
    """A question about a project."""

    text = WrittenField(
        label=_("Your question"),
        max_length=1000,
        rows=4,
        help_text=_("It becomes public together with the answer; your name doesn’t. Don’t write about people."),
    )


class AnswerForm(forms.Form):
    """The answer of an NGO."""

    answer = WrittenField(
        label=pgettext_lazy("deed", "Answer"), max_length=2000, rows=4, help_text=_("It is public at once.")
    )


class OutcomeForm(forms.Form):
    """What came of a project."""

    outcome = WrittenField(
        label=_("What came of it"),
        max_length=4000,
        help_text=_("What was done, for how many people, what changed. It is public at once; name nobody."),
    )
