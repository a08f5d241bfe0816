"""The steps of an application. A step is forms over what was typed; the same forms clean a draft for submission."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinLengthValidator, MinValueValidator
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.language.forms import DayField
from ortaq.kernel.language.queries import shown
from ortaq.kernel.parties.queries import territories
from ortaq.kernel.web.forms import AmountField, LineField, WrittenField
from ortaq.procedures.competitions.models import Call
from ortaq.procedures.competitions.registry import profile_of, spheres
from ortaq.procedures.competitions.rules.budget import LINE_TYPES, Line
from ortaq.procedures.competitions.rules.eligibility import CONDITIONS, TRUTH, declarations
from ortaq.procedures.competitions.rules.submitting import BudgetRow, Submission

DAY = forms.DateInput(attrs={"class": "govuk-input--width-10"})
ROWS = 3
"""Empty rows at the end of each table."""
MOST_ROWS = 60


class QuantityField(forms.DecimalField):
    """A number of units, with at most three decimals."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-5", "autocomplete": "off"})
        super().__init__(max_digits=12, decimal_places=3, min_value=Decimal("0.001"), widget=widget, **kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python(_plain_number(value))


class PointsField(forms.DecimalField):
    """Points, a weight or a share, with at most two decimals."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-5", "autocomplete": "off"})
        super().__init__(decimal_places=2, widget=widget, **kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python(_plain_number(value))


def _plain_number(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return "".join(value.split()).replace("₸", "").replace(",", ".")


class ProjectForm(forms.Form):
    """Step 1: what, for whom, where and when."""

    title = LineField(label=_("Title of the project"), max_length=300, validators=[MinLengthValidator(5)])
    lot = forms.ChoiceField(label=_("Lot"))
    sphere = forms.ChoiceField(label=_("Sphere"))
    territory = forms.ChoiceField(label=_("City or district"), required=False)
    starts_on = DayField(label=_("First day"), widget=DAY)
    ends_on = DayField(label=_("Last day"), widget=DAY)
    summary = WrittenField(label=_("Summary"), max_length=1500, rows=4, help_text=_("It is published if you win."))
    problem = WrittenField(label=_("Which problem does it solve"), max_length=4000, rows=5)
    goal = WrittenField(label=_("Goal"), max_length=1500, rows=3)
    tasks = WrittenField(label=_("Tasks"), max_length=4000, rows=5)
    target_group = WrittenField(label=_("For whom"), max_length=1500, rows=3)
    reach = forms.IntegerField(
        label=_("How many people it reaches"),
        validators=[MinValueValidator(1)],
        max_value=20_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
    )

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lots = list(call.lots.all())
        self._choices("lot", [(str(lot.pk), f"{lot.code} · {lot.title}") for lot in lots])
        names = spheres()
        wanted = call.spheres if profile_of(call.profile).needs_sphere else []
        self._choices("sphere", [(code, shown(names[code])) for code in wanted if code in names])
        if "territory" in self.fields:
            self._choices("territory", [(str(each.pk), each.name) for each in territories()])

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        if not choices:
            del self.fields[name]
            return
        field: Any = self.fields[name]
        field.choices = [("", ""), *choices]
        field.widget.choices = field.choices

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", ValidationError(_("The last day comes before the first."), code="order"))
        return data


class ExperienceForm(forms.Form):
    """Step 2, above the tables: what the organisation has done."""

    experience = WrittenField(label=_("What the organisation has done before"), max_length=4000, rows=5, required=False)


class TeamRow(forms.Form):
    name = LineField(label=_("Name"), max_length=200)
    role = LineField(label=_("Role in the project"), max_length=200)
    experience = LineField(label=_("Experience"), max_length=1000, required=False)


class PartnerRow(forms.Form):
    name = LineField(label=_("Organisation"), max_length=300)
    contribution = LineField(label=_("What it gives"), max_length=500, required=False)


class BudgetRowForm(forms.Form):
    type = forms.ChoiceField(label=_("Type"))
    title = LineField(label=_("What for"), max_length=300)
    unit = LineField(
        label=_("Unit"), max_length=60, required=False, widget=forms.TextInput(attrs={"class": "govuk-input--width-5"})
    )
    quantity = QuantityField(label=_("How many"))
    price = AmountField(label=_("Price, ₸"))
    own = AmountField(label=_("Own contribution, ₸"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["type"]
        field.choices = [("", ""), *((code, shown(name)) for code, name in LINE_TYPES.items())]
        field.widget.choices = field.choices

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("quantity") is not None and data.get("price") is not None:
            line = Line(data.get("type", ""), data["quantity"], data["price"], data.get("own") or Decimal(0))
            if line.own > line.total:
                self.add_error("own", ValidationError(_("More than the line costs."), code="own"))
            data["line"] = line
        return data


class MilestoneRow(forms.Form):
    title = LineField(label=_("What is done"), max_length=300)
    due_on = DayField(label=_("By"), widget=DAY)
    result = LineField(label=_("What shows it"), max_length=500, required=False)


class IndicatorRow(forms.Form):
    title = LineField(label=_("Indicator"), max_length=300)
    unit = LineField(label=_("Unit"), max_length=60, widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}))
    baseline = forms.DecimalField(
        label=_("Now"),
        max_digits=18,
        decimal_places=2,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-5"}),
    )
    target = forms.DecimalField(
        label=_("Planned"),
        max_digits=18,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-5"}),
    )
    source = LineField(label=_("How it is measured"), max_length=300, required=False)


class DeclarationsForm(forms.Form):
    """Step 5: what the applicant confirms."""

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for condition in declarations([code for code in call.eligibility if code in CONDITIONS]):
            words = condition.declared or condition.name
            self.fields[condition.code] = forms.BooleanField(label=shown(words), required=False)
        self.fields[TRUTH] = forms.BooleanField(label=_("All that is written here is true."), required=False)


class Table(BaseFormSet):  # type: ignore[type-arg]
    """Rows that may be left empty; an empty one is nothing."""

    def rows(self) -> list[dict[str, Any]]:
        """The cleaned rows that hold something."""
        return [form.cleaned_data for form in self.forms if form.has_changed() and form.is_valid()]


def table_of(row: type[forms.Form]) -> type[Table]:
    """A table whose rows are forms of the class *row*."""
    made: Any = formset_factory(row, formset=Table, extra=ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
    return cast(type[Table], made)


TABLES: dict[str, list[tuple[str, Any, type[Table]]]] = {
    "team": [
        ("team", _("Team"), table_of(TeamRow)),
        ("partners", _("Partners"), table_of(PartnerRow)),
    ],
    "budget": [("budget", _("Budget estimate"), table_of(BudgetRowForm))],
    "plan": [
        ("milestones", _("Calendar plan"), table_of(MilestoneRow)),
        ("indicators", _("Indicators"), table_of(IndicatorRow)),
    ],
}
"""The tables of each step: prefix, title, class."""
MOST_TYPED = 400_000
"""Characters that one step of a draft may hold."""


@dataclass
class Step:
    """One step with what was typed into it."""

    code: str
    form: forms.Form | None
    tables: list[tuple[str, Any, Table]]

    def is_valid(self) -> bool:
        """Is everything in it fit to be submitted?"""
        own = self.form is None or self.form.is_valid()
        return all([own, *(table.is_valid() for _code, _title, table in self.tables)])

    @property
    def is_empty(self) -> bool:
        """Was nothing typed yet?"""
        changed = self.form is not None and self.form.has_changed()
        return not changed and not any(row.has_changed() for _c, _t, table in self.tables for row in table.forms)

    def table(self, code: str) -> list[dict[str, Any]]:
        """The cleaned rows of a table."""
        return next(table.rows() for name, _title, table in self.tables if name == code)


def as_post(typed: Mapping[str, Any]) -> QueryDict:
    """What was kept of a step, as a form sends it."""
    data = QueryDict(mutable=True)
    for name, value in typed.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def typed_in(code: str, data: QueryDict) -> dict[str, Any]:
    """What a form of the step *code* sends, as it is kept: only the step's own fields, cut to what a draft may hold."""
    own = {"csrfmiddlewaretoken", "once", "revision", "then", "add"}
    typed = {
        name: values if len(values) > 1 else values[0] for name, values in data.lists() if name not in own and values
    }
    if sum(len(str(value)) + len(name) for name, value in typed.items()) > MOST_TYPED:
        raise ValueError("a step holds more than a draft may keep")
    return {name: value for name, value in typed.items() if "\0" not in str(value)}


def with_more_rows(data: Mapping[str, Any], table: str) -> dict[str, Any]:
    """What was typed, with three more empty rows in *table*."""
    key = f"{table}-TOTAL_FORMS"
    return {**data, key: str(min(_total(data, table) + ROWS, MOST_ROWS))}


def _total(data: Mapping[str, Any], table: str) -> int:
    """How many rows of *table* the page showed."""
    said = str(data.get(f"{table}-TOTAL_FORMS", ROWS))
    return min(int(said), MOST_ROWS) if said.isascii() and said.isdigit() and len(said) < 4 else ROWS


def step_of(code: str, call: Call, typed: Mapping[str, Any] | None, *, check: bool = True) -> Step:
    """The step *code* over what was typed (None: nothing yet); with *check* its errors show. Raises KeyError."""
    data = as_post(typed) if typed and check else None
    initial = dict(typed or {})
    form: forms.Form | None = None
    if code == "project":
        form = ProjectForm(data, initial=initial, call=call)
    elif code == "team":
        form = ExperienceForm(data, initial=initial)
    elif code == "documents":
        form = DeclarationsForm(data, initial=initial, call=call)
    elif code not in TABLES:
        raise KeyError(code)
    tables = [
        (
            name,
            title,
            made(_with_management(data, name), prefix=name, initial=None if data is not None else _rows(initial, name)),
        )
        for name, title, made in TABLES.get(code, [])
    ]
    return Step(code, form, tables)


def _rows(typed: Mapping[str, Any], prefix: str) -> list[dict[str, Any]]:
    """The rows of a table as they were typed; the empty ones at its end are added by the table itself."""
    rows: dict[int, dict[str, Any]] = {}
    for name, value in typed.items():
        parts = name.split("-")
        if len(parts) == 3 and parts[0] == prefix and parts[1].isascii() and parts[1].isdigit() and len(parts[1]) < 3:
            rows.setdefault(int(parts[1]), {})[parts[2]] = value
    filled = [number for number, row in rows.items() if any(str(value).strip() for value in row.values())]
    return [rows.get(number, {}) for number in range(max(max(filled, default=-1) + 1, _total(typed, prefix) - ROWS))]


def _with_management(data: QueryDict | None, prefix: str) -> QueryDict | None:
    if data is None:
        return None
    if f"{prefix}-TOTAL_FORMS" not in data:
        data[f"{prefix}-TOTAL_FORMS"] = str(ROWS)
    data[f"{prefix}-INITIAL_FORMS"] = "0"
    return data


def budget_lines(step: Step) -> list[Line]:
    """The lines of the budget that can be counted, for the sums beside the form."""
    return [row["line"] for row in step.table("budget") if "line" in row]


def submission_of(call: Call, content: Mapping[str, Mapping[str, Any]]) -> Submission | None:
    """The whole draft cleaned; None while a step isn't fit."""
    steps = {
        code: step_of(code, call, content.get(code)) for code in ("project", "team", "budget", "plan", "documents")
    }
    project = steps["project"].form
    assert project is not None
    if not content.get("project") or not all(step.is_valid() for step in steps.values() if content.get(step.code)):
        return None
    data = project.cleaned_data
    declared = steps["documents"].form
    confirmed = declared.cleaned_data if declared is not None and content.get("documents") else {}
    first: date = data["starts_on"]
    return Submission(
        title=data["title"],
        summary=data["summary"],
        problem=data["problem"],
        goal=data["goal"],
        tasks=data["tasks"],
        target_group=data["target_group"],
        reach=data["reach"],
        starts_on=first,
        ends_on=data["ends_on"],
        territory_id=int(data["territory"]) if data.get("territory") else None,
        lot_id=int(data["lot"]) if data.get("lot") else None,
        sphere=data.get("sphere", ""),
        experience=steps["team"].form.cleaned_data["experience"] if content.get("team") and steps["team"].form else "",
        team=steps["team"].table("team") if content.get("team") else (),
        partners=steps["team"].table("partners") if content.get("team") else (),
        budget=[
            BudgetRow(row["title"], row["unit"], row["line"])
            for row in (steps["budget"].table("budget") if content.get("budget") else [])
        ],
        milestones=steps["plan"].table("milestones") if content.get("plan") else (),
        indicators=steps["plan"].table("indicators") if content.get("plan") else (),
        declarations=frozenset(code for code, value in confirmed.items() if value),
    )
