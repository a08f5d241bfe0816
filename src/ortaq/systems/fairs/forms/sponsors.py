"""Forms of sponsors: the profile, the offer, messages, the memorandum, what was given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.documents.forms import MultipleFileField, MultipleFileInput
from ortaq.kernel.documents.rules import CheckedFile, limits_text
from ortaq.kernel.language.forms import DayField
from ortaq.kernel.language.queries import shown
from ortaq.kernel.parties.rules import is_bin
from ortaq.kernel.web.forms import AmountField, LineField, WrittenField
from ortaq.systems.fairs.forms.fields import place_choices
from ortaq.systems.fairs.queries.reference import spheres
from ortaq.systems.fairs.rules import NEEDS
from ortaq.systems.fairs.rules.memoranda import Item, Terms
from ortaq.systems.fairs.rules.sponsoring import MOST_PERCENT, Promise


class OneFileField(MultipleFileField):
    """One file of a stranger; ``cleaned_data`` holds a ``CheckedFile``, or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=MultipleFileInput(attrs={"multiple": False}), **kwargs)

    @property
    def help_text(self) -> str:
        """The limits of one file, unless the form gave its own words."""
        return self._help_text if self._own_help else shown(limits_text(1))

    @help_text.setter
    def help_text(self, value: str) -> None:
        self._help_text = value

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The first file."""
        found: list[CheckedFile] = super().clean(data, initial)
        return found[0] if found else None


class ProfileForm(forms.Form):
    """What a business says of itself."""

    bin = LineField(
        label=_("BIN of the business"),
        max_length=12,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "inputmode": "numeric"}),
    )
    name_kk = LineField(label=_("Name, in Kazakh"), max_length=300)
    name_ru = LineField(label=_("Name, in Russian"), max_length=300)
    name_en = LineField(label=_("Name, in English"), max_length=300, required=False)
    territory = forms.ChoiceField(label=_("City or district"))
    about_kk = WrittenField(
        label=_("About the business, in Kazakh"),
        max_length=2000,
        rows=4,
        help_text=_("What it does, whom it would like to help. It is public once it was checked."),
    )
    about_ru = WrittenField(label=_("About the business, in Russian"), max_length=2000, rows=4)
    gives = forms.MultipleChoiceField(label=_("What it can give"), widget=forms.CheckboxSelectMultiple)
    areas = forms.MultipleChoiceField(
        label=_("Spheres that it would like to help in"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[tuple[str, Any]]] = {
            "territory": place_choices(),
            "gives": [(code, shown(name)) for code, name in NEEDS.items()],
            "areas": [(code, shown(name)) for code, name in spheres().items()],
        }
        for name, rows in choices.items():
            self.fields[name].choices = rows  # type: ignore[attr-defined]

    def clean_bin(self) -> str:
        """A BIN with a right check digit."""
        typed = str(self.cleaned_data["bin"])
        if not is_bin(typed):
            raise ValidationError(_("This is no BIN: twelve digits, the last one checks the others."))
        return typed


@dataclass(frozen=True, slots=True)
class Wish:
    """A need as the form of an offer shows it: its id, its words, what is left of it in words and as a number."""

    need: int
    title: str
    left_text: str
    left: Decimal


class OfferForm(forms.Form):
    """What a sponsor offers: an amount for each need, the day, and what is between the two sides alone."""

    sponsor = forms.ChoiceField(label=_("Your business"))
    whole = forms.BooleanField(
        label=_("Everything that is still missing"),
        required=False,
        help_text=_("Then leave the amounts below empty."),
    )

    def __init__(self, *args: Any, businesses: Iterable[Any], wishes: list[Wish], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(row.slug, row.name) for row in businesses]
        self.fields["sponsor"].choices = rows  # type: ignore[attr-defined]
        self.fields["sponsor"].initial = rows[0][0] if len(rows) == 1 else None
        self.wishes = wishes
        for wish in wishes:
            self.fields[f"amount_{wish.need}"] = AmountField(
                label=wish.title, required=False, help_text=_("Still missing: %(left)s") % {"left": wish.left_text}
            )
        self.fields["due_on"] = DayField(label=_("By which day"))
        self.fields["match_percent"] = forms.IntegerField(
            label=_("Matching money, per cent"),
            min_value=1,
            max_value=MOST_PERCENT,
            required=False,
            widget=forms.NumberInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
            help_text=_(
                "Leave it empty for a plain promise. 100: a tenge for each tenge that other sponsors have given; the amount "
                "above is the cap then."
            ),
        )
        self.fields["conditions"] = WrittenField(
            label=_("Between the two of you"),
            max_length=2000,
            rows=4,
            required=False,
            help_text=_("Wishes and conditions. Nobody but the NGO reads this, ever."),
        )

    def clean(self) -> dict[str, Any]:
        """Something has to be offered, and one thing alone can be meant."""
        cleaned = self.cleaned_data
        if cleaned.get("whole") and any(
            (amount := cleaned.get(f"amount_{wish.need}")) and amount != wish.left for wish in self.wishes
        ):
            raise ValidationError(
                _("Choose one: everything that is still missing, or the amounts below. Empty what you don’t mean.")
            )
        if not cleaned.get("whole") and not any(cleaned.get(f"amount_{wish.need}") for wish in self.wishes):
            raise ValidationError(_("Say how much you will give, of one thing at least."))
        return cleaned

    @property
    def promises(self) -> list[Promise]:
        """What is promised."""
        cleaned = self.cleaned_data
        amounts = {
            wish.need: wish.left if cleaned["whole"] else cleaned.get(f"amount_{wish.need}") for wish in self.wishes
        }
        return [Promise(need, amount, cleaned["due_on"]) for need, amount in amounts.items() if amount]


class MessageForm(forms.Form):
    """A message to the other side."""

    text = WrittenField(label=_("Message"), max_length=4000, rows=4)


class MemorandumForm(forms.Form):
    """The text of a memorandum in Kazakh and Russian, and the day of each thing; amounts in an amendment."""

    title_kk = LineField(label=_("Title, in Kazakh"), max_length=300)
    title_ru = LineField(label=_("Title, in Russian"), max_length=300)
    subject_kk = WrittenField(label=_("What it is about, in Kazakh"), max_length=2000, rows=4)
    subject_ru = WrittenField(label=_("What it is about, in Russian"), max_length=2000, rows=4)
    duties_kk = WrittenField(label=_("What the sides take upon themselves, in Kazakh"), max_length=6000, rows=8)
    duties_ru = WrittenField(label=_("What the sides take upon themselves, in Russian"), max_length=6000, rows=8)
    ends_on = DayField(label=_("In force until"))

    def __init__(self, *args: Any, terms: Terms, amending: bool = False, **kwargs: Any) -> None:
        plain = ("title_kk", "title_ru", "subject_kk", "subject_ru", "duties_kk", "duties_ru", "ends_on")
        kwargs["initial"] = {name: getattr(terms, name) for name in plain}
        super().__init__(*args, **kwargs)
        self.terms = terms
        for item in terms.items:
            if amending:
                self.fields[f"amount_{item.need}"] = AmountField(
                    label=_("How much: %(title)s") % {"title": item.title}, initial=item.amount, min_value=1
                )
            self.fields[f"due_{item.need}"] = DayField(
                label=_("By which day: %(title)s") % {"title": item.title}, initial=item.due_on
            )
        if amending:
            self.fields["reason"] = WrittenField(
                label=_("Reason of the amendment"), max_length=1000, rows=3, help_text=_("It is public.")
            )

    @property
    def written(self) -> Terms:
        """The terms as typed."""
        cleaned = self.cleaned_data
        items = tuple(
            Item(
                item.need,
                item.kind,
                item.title,
                item.unit,
                cleaned.get(f"amount_{item.need}") or item.amount,
                cleaned[f"due_{item.need}"],
            )
            for item in self.terms.items
        )
        plain = {
            name: cleaned[name]
            for name in ("title_kk", "title_ru", "subject_kk", "subject_ru", "duties_kk", "duties_ru")
        }
        return Terms(ends_on=cleaned["ends_on"], items=items, match_percent=self.terms.match_percent, **plain)


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


class ReportForm(forms.Form):
    """What the sponsor has given."""

    line = forms.TypedChoiceField(label=_("What was given"), coerce=int)
    amount = AmountField(label=_("How much"), min_value=Decimal("0.01"))
    given_on = DayField(label=_("When"))
    note = WrittenField(
        label=_("By which paper, to whom"),
        max_length=1000,
        rows=3,
        required=False,
        help_text=_("Payment order, act of handing over. The two sides alone read it."),
    )
    paper = OneFileField(label=_("The paper"), required=False)

    def __init__(self, *args: Any, lines: list[tuple[int, str]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = lines  # type: ignore[attr-defined]
        self.fields["given_on"].initial = today


class ConfirmForm(forms.Form):
    """The NGO confirms with evidence."""

    proof = OneFileField(
        label=_("Evidence"), required=True, help_text=_("A bank statement, a signed act, a photograph of the things.")
    )
    answer = WrittenField(label=_("Remark"), max_length=1000, rows=2, required=False)


class DisputeForm(forms.Form):
    """The NGO says what is wrong."""

    answer = WrittenField(
        label=_("What happened"),
        max_length=1000,
        rows=3,
        help_text=_("That it is disputed is public at once; your words are for the sponsor."),
    )
