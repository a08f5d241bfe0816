"""Forms of the plan: opening one, a line, a change of an approved line, a file and how it is read."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.interchange.rules import MAX_BYTES
from ortaq.kernel.language.queries import shown
from ortaq.kernel.money.rules import LARGEST
from ortaq.kernel.web.forms import AmountField, LineField, WrittenField
from ortaq.systems.social_order.actions import LineInput
from ortaq.systems.social_order.models import Plan, PlanLine
from ortaq.systems.social_order.queries.reference import place_by_slug, places, sphere_by_code, spheres
from ortaq.systems.social_order.rules import FUNDING
from ortaq.systems.social_order.rules.tables import MEANINGS, UNITS


def _choices(field: forms.Field, choices: list[tuple[Any, Any]]) -> None:
    field.choices = choices  # type: ignore[attr-defined]
    field.widget.choices = choices


class OpenPlanForm(forms.Form):
    """A new plan: of which body, for which year."""

    year = forms.IntegerField(
        label=_("Year"),
        min_value=2005,
        max_value=2100,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
    )
    body = forms.ChoiceField(label=_("Body"))

    def __init__(self, *args: Any, bodies: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self.fields["body"], [(row.slug, row.name) for row in bodies])


class LineForm(forms.Form):
    """A line of the plan."""

    title_kk = LineField(label=_("Title in Kazakh"), max_length=300)
    title_ru = LineField(label=_("Title in Russian"), max_length=300)
    title_en = LineField(label=_("Title in English"), max_length=300, required=False)
    topic = forms.ChoiceField(label=_("Which accepted topic it carries out"), required=False)
    sphere = forms.ChoiceField(label=_("Sphere"))
    territory = forms.ChoiceField(label=_("Territory"))
    projects = forms.IntegerField(
        label=_("Number of projects"),
        min_value=1,
        max_value=10_000,
        initial=1,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
    )
    amount = AmountField(label=_("Amount of the plan's year, tenge"), max_value=LARGEST)
    next_amount = AmountField(label=_("Amount of the next year, tenge"), max_value=LARGEST, required=False)
    third_amount = AmountField(label=_("Amount of the year after it, tenge"), max_value=LARGEST, required=False)
    since = forms.IntegerField(
        label=_("Runs since"),
        required=False,
        help_text=_("The year in which it began, if before the plan's year."),
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
    )
    funding = forms.ChoiceField(label=_("Funding source"))

    def __init__(self, *args: Any, plan: Plan, topics: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        _choices(self.fields["sphere"], [("", ""), *((row.code, row.name) for row in spheres())])
        _choices(self.fields["territory"], [("", ""), *((row.slug, row.name) for row in places())])
        _choices(self.fields["funding"], [(code, shown(name)) for code, name in FUNDING.items()])
        if topics:
            titles = [(str(topic.pk), f"{topic.number}: {topic.title_kk or topic.public_title}") for topic in topics]
            _choices(self.fields["topic"], [("", _("None")), *titles])
        else:
            del self.fields["topic"]

    @classmethod
    def of(cls, line: PlanLine) -> dict[str, Any]:
        """What a form of this line starts with."""
        shares = {share.year: share.amount for share in line.shares.all()}
        year = line.plan.year
        return {
            **{
                name: getattr(line, name)
                for name in ("title_kk", "title_ru", "title_en", "projects", "amount", "funding")
            },
            "sphere": line.sphere.code,
            "territory": line.territory.slug if line.territory else "",
            "since": line.since if line.since != year else None,
            "next_amount": shares.get(year + 1),
            "third_amount": shares.get(year + 2),
        }

    def line(self) -> LineInput:
        """The line that was typed."""
        data = self.cleaned_data
        sphere, territory = sphere_by_code(data["sphere"]), place_by_slug(data["territory"])
        if sphere is None or territory is None:
            raise ValueError("the choices of the form are the reference data")
        others = {self.plan.year + 1: data.get("next_amount"), self.plan.year + 2: data.get("third_amount")}
        return LineInput(
            sphere_id=sphere.pk,
            territory_id=territory.pk,
            amount=data["amount"],
            title_kk=data["title_kk"],
            title_ru=data["title_ru"],
            title_en=data["title_en"],
            projects=data["projects"],
            funding=data["funding"],
            since=data.get("since"),
            shares={year: amount for year, amount in others.items() if amount},
            topic_id=int(data["topic"]) if data.get("topic") else None,
        )


class ChangeForm(LineForm):
    """A change of an approved line: the line as it shall be, and why."""

    reason = WrittenField(label=_("Reason of the change"), max_length=1000, rows=3, help_text=_("It is public."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, topics=[], **kwargs)


class MoveForm(forms.Form):
    """Moving a line on: a reason, and the number of the announcement where one is needed."""

    procurement = LineField(label=_("Number or address of the announcement"), max_length=120, required=False)
    reason = WrittenField(
        label=_("Reason"),
        max_length=1000,
        rows=2,
        required=False,
        help_text=_("Why a line wasn’t held or is cancelled is public."),
    )


class PlanFileForm(forms.Form):
    """A body's plan as a file."""

    file = forms.FileField(
        label=_("File of the plan"),
        help_text=_(
            "XLSX or CSV as you have it: titles, merged heads, totals and several sheets are fine. Up to 5 MB."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise ValidationError(_("The file is larger than 5 MB."))
        return file


class SheetForm(forms.Form):
    """How one sheet is read: what each column is, the unit of money, the sphere of rows that name none."""

    unit = forms.ChoiceField(label=_("Amounts are in"))
    sphere = forms.ChoiceField(label=_("Sphere of rows that name no known one"), required=False)

    def __init__(self, *args: Any, headings: tuple[str, ...], year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self.fields["unit"], [(code, shown(name)) for code, (_size, name) in UNITS.items()])
        _choices(self.fields["sphere"], [("", ""), *((str(row.pk), row.name) for row in spheres())])
        meanings = [(code, shown(name)) for code, name in MEANINGS.items()]
        others = [
            (f"year:{other}", str(_("amount of %(year)s")) % {"year": other})
            for other in range(year - 2, year + 3)
            if other != year
        ]
        for column, heading in enumerate(headings):
            self.fields[f"column_{column}"] = forms.ChoiceField(
                label=heading or str(_("Column %(n)s")) % {"n": column + 1},
                choices=[*meanings, *others],
                required=False,
            )

    def choices(self) -> dict[str, Any]:
        """What was chosen, as it is kept."""
        data = self.cleaned_data
        columns = sorted((name for name in data if name.startswith("column_")), key=lambda name: int(name[7:]))
        return {
            "roles": [data[name] for name in columns],
            "unit": data["unit"],
            "sphere": int(data["sphere"]) if data["sphere"] else None,
        }
