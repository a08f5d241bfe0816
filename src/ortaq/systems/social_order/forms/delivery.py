"""Forms of delivery: the report, payments and their receipt, returns, visits."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.documents.forms import MultipleFileField
from ortaq.kernel.language.forms import DayField
from ortaq.kernel.web.forms import AmountField, LineField, WrittenField, needed
from ortaq.systems.social_order.models import EstimateLine, Indicator, Milestone

MOST_EXPENSES = 200


class ReportForm(forms.Form):
    """What a report says; a field for the fact of each indicator."""

    summary = WrittenField(
        label=_("In short, for everybody"),
        max_length=2000,
        rows=4,
        help_text=_("It becomes public when the report is accepted. No names, phones or health data of people."),
    )
    text = WrittenField(
        label=_("In full, for the customer"), max_length=10000, rows=8, help_text=_("Only both sides read it.")
    )
    people = forms.IntegerField(
        label=_("How many people were reached"),
        min_value=0,
        max_value=10_000_000,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, indicators: Sequence[Indicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._indicators = indicators
        for each in indicators:
            self.fields[f"fact_{each.number}"] = AmountField(
                label=f"{each.title}, {each.unit}", help_text=_("Reached in this period; zero if nothing.")
            )

    @property
    def facts(self) -> dict[int, Any]:
        """What was reached, by the number of the indicator."""
        return {each.number: self.cleaned_data[f"fact_{each.number}"] for each in self._indicators}


class ExpenseForm(forms.Form):
    """An expense; a row without a sum and a paper is left out."""

    line = needed(forms.TypedChoiceField(label=_("Line of the estimate"), coerce=int, empty_value=None, required=False))
    payee = needed(LineField(label=_("Paid to"), max_length=200, required=False))
    spent_on = needed(DayField(label=_("Date"), required=False))
    paper = needed(LineField(label=_("Number of the paper"), max_length=120, required=False))
    amount = needed(AmountField(label=_("Sum, tenge"), required=False, min_value=None))
    evidence = needed(
        forms.TypedChoiceField(label=_("File of the paper"), coerce=int, empty_value=None, required=False)
    )

    def __init__(
        self, *args: Any, lines: Sequence[EstimateLine], papers: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = [("", ""), *((row.number, f"{row.number}. {row.title}") for row in lines)]  # type: ignore[attr-defined]
        self.fields["evidence"].choices = [("", ""), *papers]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A row that was begun has to be whole."""
        cleaned = self.cleaned_data
        if cleaned.get("amount") or cleaned.get("paper"):
            for name in ("line", "payee", "spent_on", "paper", "amount"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Fill this in, or empty the whole row."))
        amount = cleaned.get("amount")
        if amount is not None and amount <= 0:
            self.add_error("amount", _("An expense is more than zero."))
        return cleaned


ExpenseFormSet = forms.formset_factory(ExpenseForm, extra=3, max_num=MOST_EXPENSES, absolute_max=MOST_EXPENSES)


class EvidenceForm(forms.Form):
    """Papers that prove expenses."""

    files = MultipleFileField(label=_("Papers: photos or PDF"))  # type: ignore[assignment]


class PayForm(forms.Form):
    """A payment order."""

    milestone = forms.TypedChoiceField(label=_("Tranche"), coerce=int)
    amount = AmountField(label=_("Sum, tenge"), min_value=1)
    order_number = LineField(label=_("Number of the payment order"), max_length=60)
    paid_on = DayField(label=_("Paid on"))

    def __init__(self, *args: Any, payable: Sequence[Milestone], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["milestone"].choices = [  # type: ignore[attr-defined]
            (row.number, f"{row.number}. {row.title}: {row.amount}") for row in payable
        ]


class ReturnMoneyForm(forms.Form):
    """Money that came back to the budget."""

    amount = AmountField(label=_("Sum, tenge"), min_value=1)
    returned_on = DayField(label=_("Returned on"))
    paper = LineField(label=_("Number of the paper"), max_length=120)
    reason = WrittenField(label=_("Reason"), max_length=1000, rows=3, help_text=_("It is public."))


class ReceiptForm(forms.Form):
    """What the supplier says of money that was paid."""

    note = WrittenField(
        label=_("If it has not come: what happened"),
        max_length=1000,
        rows=3,
        required=False,
        help_text=_("When you looked, what the bank says. Only both sides read it."),
    )


class PlanVisitForm(forms.Form):
    """A visit that is planned."""

    planned_on = DayField(label=_("Day of the visit"))
    purpose = LineField(label=_("What is looked at"), max_length=300, required=False)


class VisitForm(forms.Form):
    """What a visit found; filled on a phone."""

    done_on = DayField(label=_("Day of the visit"))
    place = LineField(label=_("Place"), max_length=300, help_text=_("Settlement, street, institution"))
    latitude = forms.DecimalField(
        label=_("Latitude"), required=False, min_value=-90, max_value=90, max_digits=12, decimal_places=9
    )
    longitude = forms.DecimalField(
        label=_("Longitude"), required=False, min_value=-180, max_value=180, max_digits=12, decimal_places=9
    )
    people = forms.IntegerField(
        label=_("How many people were met"),
        required=False,
        min_value=0,
        max_value=1_000_000,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"}),
    )
    findings = WrittenField(
        label=_("What was found"),
        max_length=4000,
        rows=6,
        help_text=_("It is public: no names, phones or health data of people."),
    )
    photos = MultipleFileField(
        label=_("Photos"), help_text=_("Only the office sees them, until an officer publishes a chosen one.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photos"].widget.attrs.update({"accept": "image/*", "capture": "environment"})

    def clean(self) -> dict[str, Any]:
        """Both coordinates or none."""
        cleaned = self.cleaned_data
        if (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None):
            raise ValidationError(_("Give both coordinates, or leave both empty."))
        return cleaned


class PhotoForm(forms.Form):
    """The decision that a photo of a visit may be public."""

    alt_kk = LineField(
        label=_("What is seen, in Kazakh"), max_length=300, help_text=_("For who can't see the photo. No names.")
    )
    alt_ru = LineField(label=_("What is seen, in Russian"), max_length=300)
    copies = MultipleFileField(
        label=_("A copy in which faces and data are hidden"),
        help_text=_(
            "Needed when somebody can be recognised without their consent. Without a copy the photo itself is public."
        ),
    )
    reason = WrittenField(
        label=_("Why it may be public"),
        max_length=1000,
        rows=2,
        help_text=_("For example: nobody is in the photo; the written consents are kept with the agreement. No names."),
    )
    looked = forms.BooleanField(
        label=_(
            "I have looked at what will be public: nobody can be recognised without their consent, and no personal data can be read"
        )
    )

    def clean(self) -> dict[str, Any]:
        """One picture at most."""
        cleaned = self.cleaned_data
        copies = cleaned.get("copies") or []
        if len(copies) > 1 or any(copy.kind.family != "picture" for copy in copies):
            self.add_error("copies", ValidationError(_("Choose one picture."), code="copy"))
        return cleaned
