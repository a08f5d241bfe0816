"""The form of a project: what it is about, and the table of what is missing."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.language.queries import shown
from ortaq.kernel.web.forms import AmountField, LineField, WrittenField
from ortaq.systems.fairs.forms.fields import place_choices, sphere_choices
from ortaq.systems.fairs.rules import GOODS, MOST_NEEDS, NEEDS, PROJECT_KINDS, Wanted


class ProjectForm(forms.Form):
    """What an NGO says of its project."""

    organisation = forms.ChoiceField(label=_("Your organisation"))
    project_kind = forms.ChoiceField(label=_("Kind of project"), widget=forms.RadioSelect)
    title_kk = LineField(label=_("Title, in Kazakh"), max_length=200)
    title_ru = LineField(label=_("Title, in Russian"), max_length=200)
    summary_kk = WrittenField(
        label=_("In one sentence, in Kazakh"),
        max_length=300,
        rows=3,
        help_text=_("It stands on the card and on the ballot paper."),
    )
    summary_ru = WrittenField(label=_("In one sentence, in Russian"), max_length=300, rows=3)
    sphere = forms.ChoiceField(label=_("Sphere"), required=False)
    territory = forms.ChoiceField(label=_("Where"))
    need = WrittenField(label=_("What problem it solves"), max_length=4000, rows=6)
    whom = WrittenField(label=_("For whom"), max_length=2000, rows=3)
    people = forms.IntegerField(
        label=_("For how many people"),
        min_value=1,
        max_value=10_000_000,
        required=False,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"}),
    )
    result = WrittenField(label=_("What will come of it"), max_length=2000, rows=4)
    budget = AmountField(label=_("What the whole project costs, tenge"), min_value=1)
    own = AmountField(
        label=_("What you have of it already, tenge"), required=False, help_text=_("Your own money and given money.")
    )

    def __init__(self, *args: Any, organisations: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[tuple[str, Any]]] = {
            "organisation": [(row.slug, row.name) for row in organisations],
            "project_kind": [(code, shown(name)) for code, name in PROJECT_KINDS.items()],
            "sphere": sphere_choices(_("Another one")),
            "territory": place_choices(),
        }
        for name, rows in choices.items():
            self.fields[name].choices = rows  # type: ignore[attr-defined]
        if len(organisations) == 1:
            self.fields["organisation"].initial = organisations[0].slug

    def clean_own(self) -> Decimal:
        """Nothing typed is nothing had."""
        return self.cleaned_data.get("own") or Decimal(0)


class NeedForm(forms.Form):
    """One thing that is missing; an empty row is left out."""

    kind = forms.ChoiceField(label=_("What is missing"), required=False)
    title = LineField(label=_("For what"), max_length=200, required=False)
    amount = AmountField(label=_("How much"), required=False, help_text=_("Tenge, things or hours."))
    unit = LineField(
        label=_("Unit, for things"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
        help_text=_("Piece, set, kg."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(code, shown(name)) for code, name in NEEDS.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A need has an amount, and a thing has a unit."""
        cleaned = self.cleaned_data
        if cleaned.get("title"):
            if not cleaned.get("amount") and "amount" not in self.errors:
                self.add_error("amount", _("Fill this in, or empty the whole row."))
            if cleaned.get("kind") == GOODS and not cleaned.get("unit"):
                self.add_error("unit", _("Say what the thing is counted in."))
        elif cleaned.get("amount") or cleaned.get("unit"):
            self.add_error("title", _("Fill this in, or empty the whole row."))
        return cleaned


NeedFormSet = forms.formset_factory(NeedForm, extra=2, max_num=MOST_NEEDS, absolute_max=MOST_NEEDS)


def wanted(rows: Any) -> list[Wanted]:
    """The filled rows of a valid table."""
    return [
        Wanted(
            row["kind"] or "money",
            row["title"],
            row["amount"],
            row["unit"] if row["kind"] == GOODS else "",
        )
        for form in rows
        if (row := form.cleaned_data).get("title")
    ]
