"""Forms of agreements: the terms, the schedule, signing, and what ends or changes one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.language.forms import DayField
from ortaq.kernel.language.queries import shown
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.rules import is_bin
from ortaq.kernel.web.forms import AmountField, LineField, WrittenField, needed
from ortaq.systems.social_order.rules import CATEGORIES, Line, Measure, Schedule, Step
from ortaq.systems.social_order.rules.agreements import MOST_LINES, MOST_MEASURES, MOST_STEPS, ZERO


class AgreementForm(forms.Form):
    """The terms of a draft."""

    supplier = LineField(
        label=_("BIN of the NGO"),
        max_length=12,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "inputmode": "numeric"}),
    )
    title_kk = LineField(label=_("Title of the project, in Kazakh"), max_length=300)
    title_ru = LineField(label=_("Title of the project, in Russian"), max_length=300)
    amount = AmountField(label=_("Sum of the agreement, tenge"), min_value=1)
    starts_on = DayField(label=_("Begins"))
    ends_on = DayField(label=_("Ends"))
    contract_number = LineField(
        label=_("Number of the contract on the procurement portal"),
        max_length=120,
        required=False,
        help_text=_("If the tender was held there. Ortaq doesn’t replace the portal: it keeps its number."),
    )
    contract_on = DayField(label=_("Date of that contract"), required=False)
    contract_sum = AmountField(label=_("Sum of that contract, tenge"), required=False, min_value=1)
    bank_details = WrittenField(
        label=_("Bank details of the NGO"),
        max_length=1000,
        rows=3,
        required=False,
        help_text=_("Kept encrypted; only both sides see them."),
    )
    exception = WrittenField(
        label=_("Why more is agreed than planned"),
        max_length=1000,
        rows=3,
        required=False,
        help_text=_("Only when the sum exceeds the line of the plan. It is public."),
    )

    def __init__(self, *args: Any, supplier: Organisation | None = None, **kwargs: Any) -> None:
        """*supplier*: the winner whose application the agreement comes from; it can't be another then."""
        super().__init__(*args, **kwargs)
        if supplier is not None:
            del self.fields["supplier"]

    def clean_supplier(self) -> str:
        """A BIN with a right check digit."""
        typed = str(self.cleaned_data["supplier"])
        if not is_bin(typed):
            raise ValidationError(_("This is no BIN: twelve digits, the last one checks the others."))
        return typed


class AmendForm(forms.Form):
    """An amendment: why, and what is new of sum and end."""

    reason = WrittenField(label=_("Reason of the amendment"), max_length=1000, rows=3, help_text=_("It is public."))
    amount = AgreementForm.base_fields["amount"]
    ends_on = AgreementForm.base_fields["ends_on"]
    exception = AgreementForm.base_fields["exception"]


class StepForm(forms.Form):
    """A milestone; a row without a title is left out."""

    title = needed(LineField(label=_("Milestone"), max_length=300, required=False))
    due = needed(DayField(label=_("Due"), required=False))
    amount = needed(AmountField(label=_("Tranche, tenge"), required=False))
    advance = forms.BooleanField(label=_("Advance: paid before, without a report"), required=False)

    def clean(self) -> dict[str, Any]:
        """A milestone needs its day and its sum."""
        return _whole(self, "due", "amount")


class LineForm(forms.Form):
    """A line of the estimate; a row without a title is left out."""

    category = needed(forms.ChoiceField(label=_("Category"), required=False))
    title = needed(LineField(label=_("For what"), max_length=300, required=False))
    amount = needed(AmountField(label=_("Sum, tenge"), required=False))
    own = AmountField(label=_("Own contribution, tenge"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["category"]
        field.choices = [(code, shown(name)) for code, name in CATEGORIES.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A line needs its sum."""
        return _whole(self, "amount")


class MeasureForm(forms.Form):
    """An indicator; a row without a title is left out."""

    title = needed(LineField(label=_("Indicator"), max_length=300, required=False))
    unit = needed(LineField(label=_("Unit"), max_length=60, required=False))
    plan = needed(AmountField(label=_("Plan"), required=False))

    def clean(self) -> dict[str, Any]:
        """An indicator needs its unit and plan."""
        return _whole(self, "unit", "plan")


def _whole(form: forms.Form, *names: str) -> dict[str, Any]:
    cleaned = form.cleaned_data
    if cleaned.get("title"):
        for name in names:
            if cleaned.get(name) in (None, "") and name not in form.errors:
                form.add_error(name, _("Fill this in, or empty the whole row."))
    return cleaned


StepFormSet = forms.formset_factory(StepForm, extra=2, max_num=MOST_STEPS, absolute_max=MOST_STEPS)
LineFormSet = forms.formset_factory(LineForm, extra=2, max_num=MOST_LINES, absolute_max=MOST_LINES)
MeasureFormSet = forms.formset_factory(MeasureForm, extra=1, max_num=MOST_MEASURES, absolute_max=MOST_MEASURES)


class ScheduleForms:
    """The three tables of a schedule as one thing: bound to what was typed, or filled from a schedule."""

    def __init__(self, data: Any = None, schedule: Schedule | None = None) -> None:
        given = schedule or Schedule()
        # A row that was emptied disappears at the next save; the others are numbered anew from one.
        self.steps = StepFormSet(
            data,
            prefix="steps",
            initial=[{"title": s.title, "due": s.due, "amount": s.amount, "advance": s.advance} for s in given.steps],
        )
        self.lines = LineFormSet(
            data,
            prefix="lines",
            initial=[{"category": n.category, "title": n.title, "amount": n.amount, "own": n.own} for n in given.lines],
        )
        self.measures = MeasureFormSet(
            data,
            prefix="measures",
            initial=[{"title": m.title, "unit": m.unit, "plan": m.plan} for m in given.measures],
        )

    def is_valid(self) -> bool:
        """Is every row right?"""
        return all([self.steps.is_valid(), self.lines.is_valid(), self.measures.is_valid()])

    @property
    def has_errors(self) -> bool:
        """Was anything typed wrong?"""
        return any(any(rows.errors) for rows in (self.steps, self.lines, self.measures) if rows.is_bound)

    @property
    def schedule(self) -> Schedule:
        """The schedule as typed."""
        return Schedule(
            tuple(
                Step(n, row["title"], row["due"], row["amount"], bool(row["advance"]))
                for n, row in enumerate(_filled(self.steps), 1)
            ),
            tuple(
                Line(n, row["category"] or "other", row["title"], row["amount"], row["own"] or ZERO)
                for n, row in enumerate(_filled(self.lines), 1)
            ),
            tuple(
                Measure(n, row["title"], row["unit"], row["plan"]) for n, row in enumerate(_filled(self.measures), 1)
            ),
        )


def _filled(rows: Any) -> list[dict[str, Any]]:
    return [form.cleaned_data for form in rows if form.cleaned_data.get("title")]


class SignForm(forms.Form):
    """A signature: a file from the signing program, or the name of who signed on paper."""

    upload = forms.FileField(
        label=_("File of the signature"),
        required=False,
        help_text=_("CMS (.p7s, .cms, .sig) or the signed PDF. Sign the PDF above in your signing program."),
    )
    name = LineField(
        label=_("Or: who signed on paper"),
        max_length=200,
        required=False,
        help_text=_("You confirm that you have seen the signed paper."),
    )

    def clean(self) -> dict[str, Any]:
        """One of the two is needed."""
        if not self.cleaned_data.get("upload") and not self.cleaned_data.get("name"):
            raise ValidationError(_("Choose the file of the signature, or write who signed on paper."))
        return self.cleaned_data
