"""What the office types: criteria, an answer, admission, seats, a session, a protocol, lists."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.language.forms import DayField, MomentField
from ortaq.kernel.language.queries import shown
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.web.forms import AmountField, LineField, WrittenField
from ortaq.procedures.competitions.forms.applications import PointsField, table_of
from ortaq.procedures.competitions.forms.terms import MOMENT, MOMENTS, choose
from ortaq.procedures.competitions.models import Check, CommissionMember, DecisionRow, Objection
from ortaq.procedures.competitions.rules.eligibility import CONDITIONS, GROUNDS


class CriterionRow(forms.Form):
    kk = LineField(label=_("In Kazakh"), max_length=300)
    ru = LineField(label=_("In Russian"), max_length=300)
    en = LineField(label=_("In English"), max_length=300, required=False)
    weight = PointsField(label=_("Weight"), min_value=Decimal("0.01"), max_digits=6)
    maximum = forms.IntegerField(
        label=_("Most points"),
        min_value=1,
        max_value=100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
    )


class CriteriaForm(forms.Form):
    """A set of criteria."""

    body = forms.ChoiceField(label=_("Body"))
    code = forms.SlugField(label=_("Short name in Latin letters"), max_length=60)
    title_kk = LineField(label=_("Title in Kazakh"), max_length=200)
    title_ru = LineField(label=_("Title in Russian"), max_length=200)

    def __init__(self, *args: Any, bodies: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "body", [(str(body.pk), body.name) for body in bodies])


CRITERIA_TABLE = table_of(CriterionRow)


class BothLanguagesForm(forms.Form):
    """A text in both languages of the state."""

    kk = WrittenField(label=_("In Kazakh"), max_length=4000, rows=4)
    ru = WrittenField(label=_("In Russian"), max_length=4000, rows=4)


class DecisionForm(forms.Form):
    """What the commission decides of one application; a ground where it departs from the ranking."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            (DecisionRow.Outcome.WINNER, _("Winner")),
            (DecisionRow.Outcome.RESERVE, _("In reserve")),
            (DecisionRow.Outcome.NOT_SELECTED, _("Not selected")),
        ],
    )
    amount = AmountField(label=_("Sum, ₸ (winners only)"), required=False)
    ground_kk = WrittenField(label=_("Ground in Kazakh"), max_length=2000, rows=2, required=False)
    ground_ru = WrittenField(label=_("Ground in Russian"), max_length=2000, rows=2, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("outcome") == DecisionRow.Outcome.WINNER and not data.get("amount") and "amount" not in self.errors:
            self.add_error("amount", _("Give the winner’s sum."))
        if data.get("outcome") != DecisionRow.Outcome.WINNER:
            data["amount"] = None
        return data


class ReasonForm(forms.Form):
    """Why something is done; everybody reads it."""

    reason = WrittenField(label=_("Why (it is public)"), max_length=2000, rows=3)


class ProlongForm(ReasonForm):
    """A later deadline."""

    deadline = MomentField(label=_("New deadline"), widget=MOMENT, input_formats=MOMENTS)
    field_order = ["deadline", "reason"]


class PromoteForm(ReasonForm):
    """One in reserve becomes a winner."""

    amount = AmountField(label=_("Sum, ₸"))
    field_order = ["amount", "reason"]


class RejectForm(BothLanguagesForm):
    """Why an application isn't admitted."""

    ground = forms.ChoiceField(label=_("Ground"))
    field_order = ["ground", "kk", "ru"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "ground", [(code, shown(name)) for code, name in GROUNDS.items()], empty=True)


class CheckForm(forms.Form):
    """What an officer found about one condition."""

    code = forms.ChoiceField(label=_("Condition"))
    result = forms.ChoiceField(
        label=_("Result"),
        choices=[
            (Check.Result.OK, _("all right")),
            (Check.Result.WARNING, _("look at it")),
            (Check.Result.FAILED, _("doesn't fit")),
        ],
    )
    source = LineField(label=_("Where it was looked up"), max_length=200)
    source_date = DayField(label=_("Date of the source"), required=False)
    evidence = LineField(label=_("What stands there"), max_length=1000, required=False)

    def __init__(self, *args: Any, codes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "code", [(code, shown(CONDITIONS[code].name)) for code in codes if code in CONDITIONS])


class SeatForm(forms.Form):
    """Who sits in the commission, or scores."""

    user = forms.ChoiceField(label=_("Who"))
    seat = forms.ChoiceField(
        label=_("As"),
        choices=[
            (CommissionMember.Seat.EXPERT, _("expert")),
            (CommissionMember.Seat.MEMBER, _("member of the commission")),
            (CommissionMember.Seat.CHAIR, _("chair of the commission")),
        ],
    )
    position = LineField(label=_("Position"), max_length=300, required=False)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "user", [(str(pk), name) for pk, name in people], empty=True)


class SessionForm(forms.Form):
    """A session of the commission: when, where, who is there."""

    held_at = MomentField(label=_("When"), widget=MOMENT, input_formats=MOMENTS)
    place = LineField(label=_("Where"), max_length=300)
    stream = forms.URLField(label=_("Address of the broadcast"), required=False, assume_scheme="https")
    present = forms.MultipleChoiceField(label=_("Present"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, members: list[CommissionMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "present", [(str(each.pk), each.name) for each in members])


class ObjectionForm(BothLanguagesForm):
    """The answer to a complaint."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            (Objection.Decision.DISMISSED, _("dismissed")),
            (Objection.Decision.UPHELD, _("upheld: back to the commission")),
        ],
    )
    field_order = ["decision", "kk", "ru"]


class TableFileForm(forms.Form):
    """A CSV or XLSX."""

    file = forms.FileField(label=_("CSV or XLSX"))


class ResultForm(TableFileForm):
    """The procurement portal's result: a table of lot, BIN, supplier, winner, sum."""

    external_number = LineField(label=_("Number on the procurement portal"), max_length=60)
    field_order = ["external_number", "file"]


class RegisterForm(TableFileForm):
    """A list of another authority, with its date."""

    register = forms.ChoiceField(
        label=_("Which list"),
        choices=[
            ("not_unfair", _("register of unfair participants of public procurement")),
            ("ngo_database", _("NGO database")),
        ],
    )
    as_of = DayField(label=_("As of"))
    source = LineField(label=_("Where it comes from"), max_length=300)
    field_order = ["register", "as_of", "source", "file"]


class VoteForm(forms.Form):
    """A member's vote on the list."""

    choice = forms.ChoiceField(
        label=_("Your vote on the list"),
        widget=forms.RadioSelect,
        choices=[("for", _("for")), ("against", _("against")), ("abstain", _("abstain"))],
    )
    reason = LineField(label=_("Why, if you wish to say"), max_length=1000, required=False)


class ComplaintForm(forms.Form):
    """A complaint about the results."""

    text = WrittenField(label=_("What do you complain of?"), max_length=4000, rows=6)
