"""The terms of a call as they are typed."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.language.forms import MomentField
from ortaq.kernel.language.queries import current_language, shown
from ortaq.kernel.money.rules import number_text
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.queries import territories
from ortaq.kernel.web.forms import AmountField, LineField, WrittenField
from ortaq.procedures.competitions.actions import CallTerms, LotTerms
from ortaq.procedures.competitions.forms.applications import PointsField, Table, table_of
from ortaq.procedures.competitions.models import Call, CriteriaSet, Criterion
from ortaq.procedures.competitions.queries.calls import bands_of
from ortaq.procedures.competitions.registry import profiles, spheres
from ortaq.procedures.competitions.rules.bands import Band
from ortaq.procedures.competitions.rules.budget import LINE_TYPES
from ortaq.procedures.competitions.rules.eligibility import CONDITIONS
from ortaq.procedures.competitions.rules.ranking import Tie

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
MOMENTS = ["%Y-%m-%dT%H:%M", "%d.%m.%Y %H:%M", "%Y-%m-%d %H:%M"]


def choose(form: forms.Form, name: str, choices: list[tuple[str, Any]], *, empty: bool = False) -> None:
    """Gives a field its choices; *empty* puts an empty one first."""
    field: Any = form.fields[name]
    field.choices = [("", ""), *choices] if empty else choices
    field.widget.choices = field.choices


class CallForm(forms.Form):
    """The terms of a call. What is missing is told at the announcement; a draft may have gaps."""

    body = forms.ChoiceField(label=_("Body"))
    profile = forms.ChoiceField(label=_("Kind of competition"))
    title_kk = LineField(label=_("Title in Kazakh"), max_length=300)
    title_ru = LineField(label=_("Title in Russian"), max_length=300)
    text_kk = WrittenField(label=_("Description in Kazakh"), max_length=8000, required=False)
    text_ru = WrittenField(label=_("Description in Russian"), max_length=8000, required=False)
    year = forms.IntegerField(
        label=_("Year"),
        min_value=2005,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
    )
    level = forms.ChoiceField(
        label=_("Level"), choices=[("region", _("Region")), ("city", _("City")), ("district", _("District"))]
    )
    territory = forms.ChoiceField(label=_("City or district"), required=False)
    budget = AmountField(label=_("Budget, ₸"))
    request_min = AmountField(label=_("The smallest request, ₸"), required=False)
    request_max = AmountField(label=_("The largest request, ₸"), required=False)
    opens_at = MomentField(label=_("Applications from"), widget=MOMENT, input_formats=MOMENTS, required=False)
    deadline = MomentField(label=_("Deadline"), widget=MOMENT, input_formats=MOMENTS, required=False)
    criteria_set = forms.ChoiceField(label=_("Criteria"), required=False)
    tie_order = forms.MultipleChoiceField(
        label=_("What parts equal points, in this order"), widget=forms.CheckboxSelectMultiple, required=False
    )
    cut_rule = forms.ChoiceField(
        label=_("When the money runs out"),
        choices=[
            ("stop", _("the list ends at the first that doesn't fit")),
            ("skip", _("what doesn't fit is passed over")),
            ("reduce", _("the first that doesn't fit is offered what is left")),
        ],
    )
    eligibility = forms.MultipleChoiceField(
        label=_("Who may apply"), widget=forms.CheckboxSelectMultiple, required=False
    )
    spheres = forms.MultipleChoiceField(label=_("Spheres"), widget=forms.CheckboxSelectMultiple, required=False)
    reviewers_per_application = forms.IntegerField(
        label=_("Experts for each application"),
        min_value=1,
        max_value=20,
        initial=2,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
    )
    quorum_percent = forms.IntegerField(
        label=_("Quorum, % of voting members"),
        min_value=1,
        max_value=100,
        initial=67,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
    )
    sealed = forms.BooleanField(label=_("Applications are sealed until the deadline"), required=False, initial=True)
    blind = forms.BooleanField(label=_("Experts don't see who applied"), required=False)
    is_reference = forms.BooleanField(
        label=_("The tender runs on the state procurement portal; its result is recorded here"), required=False
    )
    external_number = LineField(label=_("Number on the procurement portal"), max_length=60, required=False)

    def __init__(self, *args: Any, bodies: list[Organisation], sets: list[CriteriaSet], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "body", [(str(body.pk), body.name) for body in bodies])
        choose(self, "profile", [(each.code, shown(each.name)) for each in profiles()])
        choose(self, "territory", [(str(each.pk), each.name) for each in territories()], empty=True)
        choose(self, "criteria_set", [(str(s.pk), f"{s.title_ru} · {s.version}") for s in sets], empty=True)
        criteria = {c.code: c.name for s in sets for c in s.criteria.all()}
        ties = [
            (Tie.SMALLER_REQUEST.value, _("the smaller request")),
            (Tie.EARLIER.value, _("the earlier application")),
            (Tie.LOTTERY.value, _("a lottery with a public seed")),
        ]
        choose(self, "tie_order", [*criteria.items(), *ties])
        choose(self, "eligibility", [(code, shown(each.name)) for code, each in CONDITIONS.items()])
        if spheres():
            choose(self, "spheres", [(code, shown(name)) for code, name in spheres().items()])
        else:
            del self.fields["spheres"]


class CapRow(forms.Form):
    type = forms.ChoiceField(label=_("Type of spending"))
    percent = PointsField(label=_("At most, % of the request"), min_value=0, max_value=100, max_digits=5)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "type", [(code, shown(name)) for code, name in LINE_TYPES.items()], empty=True)


class BandRow(forms.Form):
    """A size band: its limit, its threshold, and what each criterion of the chosen set weighs in it."""

    up_to = AmountField(label=_("Requests up to, ₸ (empty: any)"), required=False)
    pass_mark = PointsField(label=_("Least points"), min_value=0, max_digits=8, required=False)

    def __init__(self, *args: Any, criteria: Sequence[Criterion] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in criteria:
            self.fields[f"weight_{each.code}"] = PointsField(
                label=_("Weight: %(criterion)s") % {"criterion": each.name},
                help_text=_("Empty: %(weight)s") % {"weight": number_text(each.weight, current_language())},
                min_value=Decimal("0.01"),
                max_digits=6,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.has_changed() and not self.errors and data.get("pass_mark") is None and not self.weights():
            raise ValidationError(_("Give the least points, or the weights of this size band."))
        return data

    def weights(self) -> dict[str, Decimal]:
        """The weights that differ from the set's own, by code of criterion."""
        given = {name.removeprefix("weight_"): value for name, value in self.cleaned_data.items()}
        return {code: given[code] for code in given if f"weight_{code}" in self.fields and given[code] is not None}


class DocumentRow(forms.Form):
    kk = LineField(label=_("In Kazakh"), max_length=300)
    ru = LineField(label=_("In Russian"), max_length=300)
    en = LineField(label=_("In English"), max_length=300, required=False)
    optional = forms.BooleanField(label=_("not obligatory"), required=False)


class LotRow(forms.Form):
    code = LineField(label=_("Number of the lot"), max_length=60)
    kk = LineField(label=_("In Kazakh"), max_length=300)
    ru = LineField(label=_("In Russian"), max_length=300)
    budget = AmountField(label=_("Budget, ₸"))


CALL_TABLES = [
    ("caps", _("Limits of the budget"), table_of(CapRow)),
    ("bands", _("By the size of the request: thresholds and weights"), table_of(BandRow)),
    ("documents", _("Documents to attach"), table_of(DocumentRow)),
    ("lots", _("Lots"), table_of(LotRow)),
]
"""The tables of a call's form."""


def call_initial(call: Call) -> dict[str, Any]:
    """A call as its form shows it."""
    plain = [
        "profile",
        "title_kk",
        "title_ru",
        "text_kk",
        "text_ru",
        "year",
        "level",
        "budget",
        "request_min",
        "request_max",
        "opens_at",
        "deadline",
        "tie_order",
        "cut_rule",
        "eligibility",
        "spheres",
        "reviewers_per_application",
        "quorum_percent",
        "sealed",
        "blind",
        "is_reference",
        "external_number",
    ]
    return {name: getattr(call, name) for name in plain} | {
        "body": str(call.body_id),
        "territory": str(call.territory_id or ""),
        "criteria_set": str(call.criteria_set_id or ""),
    }


def call_rows(call: Call) -> dict[str, list[dict[str, Any]]]:
    """The rows of a call's tables."""
    return {
        "caps": [{"type": cap.line_type, "percent": cap.percent} for cap in call.caps.all()],
        "bands": [
            {"up_to": band.up_to, "pass_mark": band.pass_mark}
            | {f"weight_{code}": weight for code, weight in band.weights.items()}
            for band in bands_of(call)
        ],
        "documents": [
            {"kk": d.name_kk, "ru": d.name_ru, "en": d.name_en, "optional": not d.required}
            for d in call.asked_documents.all()
        ],
        "lots": [
            {"code": lot.code, "kk": lot.title_kk, "ru": lot.title_ru, "budget": lot.budget} for lot in call.lots.all()
        ],
    }


def terms_from(form: CallForm, tables: dict[str, Table], call: Call | None) -> CallTerms:
    """The terms that a valid form and its tables say. What the form can't say stays as it was in *call*."""
    data = form.cleaned_data
    known = {lot.code: (lot.sphere, lot.territory_id) for lot in call.lots.all()} if call else {}
    return CallTerms(
        profile=data["profile"],
        title_kk=data["title_kk"],
        title_ru=data["title_ru"],
        text_kk=data["text_kk"],
        text_ru=data["text_ru"],
        year=data["year"],
        level=data["level"],
        budget=data["budget"],
        request_min=data["request_min"],
        request_max=data["request_max"],
        criteria_set_id=int(data["criteria_set"]) if data["criteria_set"] else None,
        eligibility=data["eligibility"],
        spheres=data.get("spheres", call.spheres if call else []),
        sealed=data["sealed"],
        blind=data["blind"],
        opens_at=data["opens_at"],
        deadline=data["deadline"],
        reviewers_per_application=data["reviewers_per_application"],
        cut_rule=data["cut_rule"],
        tie_order=data["tie_order"],
        quorum_percent=data["quorum_percent"],
        is_reference=data["is_reference"],
        external_number=data["external_number"],
        territory_id=int(data["territory"]) if data["territory"] else None,
        caps={row["type"]: row["percent"] for row in tables["caps"].rows()},
        bands=[
            Band(row.cleaned_data["up_to"], row.cleaned_data["pass_mark"], row.weights())
            for row in tables["bands"].forms
            if isinstance(row, BandRow) and row.has_changed()
        ],
        documents=[
            (f"document-{n}", row["kk"], row["ru"], row["en"] or row["ru"], not row["optional"])
            for n, row in enumerate(tables["documents"].rows(), 1)
        ],
        lots=[
            LotTerms(row["code"], row["kk"], row["ru"], row["budget"], *known.get(row["code"], ("", None)))
            for row in tables["lots"].rows()
        ],
        funded_by=tuple(call.links_out.filter(kind="funded_by").values_list("target_id", flat=True)) if call else (),
    )
