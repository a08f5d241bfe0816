"""Forms of an evaluation: naming experts, an expert's declaration and points, the conclusion."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.language.queries import shown
from ortaq.kernel.web.forms import WrittenField, needed
from ortaq.systems.social_order.rules import CRITERIA, OUTCOMES, STAGES
from ortaq.systems.social_order.rules.evaluation import HIGHEST, LOWEST, QUESTIONS

LONGEST = 2000
"""Longest reason of an expert (characters)."""


class ScheduleForm(forms.Form):
    """Which evaluation."""

    stage = forms.ChoiceField(label=_("Which evaluation"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [(code, shown(name)) for code, name in STAGES.items()]  # type: ignore[attr-defined]


class ExpertForm(forms.Form):
    """Who of the expert council is named."""

    expert = forms.TypedChoiceField(label=_("Expert"), coerce=int)

    def __init__(self, *args: Any, candidates: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expert"].choices = candidates  # type: ignore[attr-defined]


class ReleaseForm(forms.Form):
    """Why an expert is taken off."""

    reason = WrittenField(label=_("Why"), max_length=500, rows=2)


class ConclusionForm(forms.Form):
    """The conclusion of the expert council, in both languages of the law."""

    outcome = forms.ChoiceField(label=_("What it comes to"), widget=forms.RadioSelect)
    kk = WrittenField(label=_("Conclusion in Kazakh"), max_length=5000, rows=6)
    ru = WrittenField(label=_("Conclusion in Russian"), max_length=5000, rows=6)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [(code, shown(name)) for code, name in OUTCOMES.items()]  # type: ignore[attr-defined]


class InterestForm(forms.Form):
    """Has the expert a conflict of interest?"""

    conflict = forms.TypedChoiceField(
        label=_("Have you worked for the supplier, helped with the project, or are you a relative of its people?"),
        choices=[("no", _("No: I am independent")), ("yes", _("Yes: I don't score this project"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    interest = WrittenField(label=_("If yes: what is it"), max_length=500, rows=2, required=False)


class PointsForm(forms.Form):
    """Points from 0 to 5 and the reason, by each of the five criteria. Half-filled ones can be kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in CRITERIA.items():
            points = forms.TypedChoiceField(
                label=shown(name),
                choices=[(point, str(point)) for point in range(LOWEST, HIGHEST + 1)],
                coerce=int,
                empty_value=None,
                required=False,
                help_text=shown(QUESTIONS[code]),
                widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline"}),
            )
            label = _("Why so many points; what proves it")
            reason = WrittenField(label=label, max_length=LONGEST, rows=3, required=False)
            self.fields |= {f"{code}_points": needed(points), f"{code}_reason": needed(reason)}
