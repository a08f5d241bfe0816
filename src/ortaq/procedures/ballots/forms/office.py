"""Forms of the organiser: terms, papers with their projects, roll, codes, decisions with reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.language.forms import MomentField
from ortaq.kernel.language.queries import shown
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.queries import territories
from ortaq.kernel.web.forms import HintedCheckboxes, LineField, WrittenField
from ortaq.procedures.ballots.actions import ElectionTerms, OptionTerms, PaperTerms, WithdrawalTerms
from ortaq.procedures.ballots.imports import read_options, table_of
from ortaq.procedures.ballots.models import Election, Paper
from ortaq.procedures.ballots.rules.catalogue import RULES
from ortaq.procedures.ballots.rules.citizens import TITLES
from ortaq.procedures.ballots.rules.specification import Completion, Marks, Rule, rule_from_json
from ortaq.procedures.ballots.rules.ways import WAYS

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
MOMENTS = ["%Y-%m-%dT%H:%M", "%d.%m.%Y %H:%M", "%Y-%m-%d %H:%M"]
_FEW = {"class": "govuk-input--width-4"}


def _whole(label: Any, initial: int, low: int, high: int, hint: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        initial=initial,
        min_value=low,
        max_value=high,
        help_text=hint,
        widget=forms.NumberInput(attrs=_FEW),
    )


class TermsForm(forms.Form):
    """What is announced beside the papers."""

    body = forms.TypedChoiceField(label=_("Which body holds the vote"), coerce=int)
    title_kk = LineField(label=_("Title in Kazakh"), max_length=300)
    title_ru = LineField(label=_("Title in Russian"), max_length=300)
    title_en = LineField(label=_("Title in English"), max_length=300, required=False)
    text_kk = WrittenField(label=_("What it is about, in Kazakh"), max_length=4000, rows=4, required=False)
    text_ru = WrittenField(label=_("What it is about, in Russian"), max_length=4000, rows=4, required=False)
    text_en = WrittenField(label=_("What it is about, in English"), max_length=4000, rows=4, required=False)
    who_kk = LineField(
        label=_("Who may vote, in Kazakh"), max_length=500, help_text=_("By which list, as of which day.")
    )
    who_ru = LineField(label=_("Who may vote, in Russian"), max_length=500)
    who_en = LineField(label=_("Who may vote, in English"), max_length=500, required=False)
    modes = forms.MultipleChoiceField(label=_("Ways to vote"), widget=HintedCheckboxes)
    opens_at = MomentField(label=_("Voting begins"), widget=MOMENT, input_formats=MOMENTS)
    closes_at = MomentField(label=_("Voting ends"), widget=MOMENT, input_formats=MOMENTS)
    outage_minutes = _whole(_("An outage of so many minutes or longer prolongs the vote"), 60, 5, 1440)
    extension_hours = _whole(_("by so many hours"), 24, 1, 168)
    extensions_most = _whole(_("at most so many times"), 1, 0, 5)
    complaint_days = _whole(_("Days for complaints after the count"), 10, 0, 60)
    trustees_needed = _whole(
        _("So many keepers of the key are needed to open the box"),
        3,
        2,
        16,
        _("Fewer can't open it, not even together with the platform."),
    )
    suppress_below = _whole(
        _("Territories with fewer ballots than this aren't named beside published ballots"), 50, 10, 1000
    )
    territory = forms.ModelChoiceField(label=_("Territory of the vote"), queryset=territories(), required=False)

    def __init__(self, *args: Any, bodies: Sequence[Organisation] = (), **kwargs: Any) -> None:
        """*bodies*: whose vote a new one may be; who works for one isn't asked."""
        super().__init__(*args, **kwargs)
        self.bodies = bodies
        if len(bodies) > 1:
            asked: Any = self.fields["body"]
            asked.choices = [("", "—"), *((each.pk, each.name) for each in bodies)]
        else:
            del self.fields["body"]
        offered = [way for way in WAYS.values() if way.code != "sms" or settings.SMS_URL]
        field: Any = self.fields["modes"]
        field.choices = [(way.code, shown(way.name)) for way in offered]
        field.widget.hints = {way.code: shown(way.hint) for way in offered}

    def clean(self) -> dict[str, Any]:
        """The end stands after the beginning."""
        data = super().clean() or {}
        opens, closes = data.get("opens_at"), data.get("closes_at")
        if opens and closes and closes < opens + timedelta(hours=1):
            self.add_error("closes_at", _now("Voting has to end at least an hour after it begins."))
        return data

    @property
    def body_id(self) -> int:
        """Whose vote it is."""
        return int(self.cleaned_data.get("body") or self.bodies[0].pk)

    def terms(self, result_owner_id: int | None = None) -> ElectionTerms:
        """The terms that were typed; who carries the result out isn't asked here, and stays."""
        data = dict(self.cleaned_data)
        data.pop("body", None)
        territory = data.pop("territory")
        return ElectionTerms(**data, territory_id=territory.pk if territory else None, result_owner_id=result_owner_id)


def terms_of(election: Election) -> dict[str, Any]:
    """What the form of the terms begins with."""
    names = [name for name in TermsForm.base_fields if name not in ("body", "territory")]
    return {name: getattr(election, name) for name in names} | {"territory": election.territory_id}


class PaperForm(forms.Form):
    """One question, its rule, and its projects as a table that is pasted or sent."""

    title_kk = LineField(label=_("Title in Kazakh"), max_length=300)
    title_ru = LineField(label=_("Title in Russian"), max_length=300)
    title_en = LineField(label=_("Title in English"), max_length=300, required=False)
    territory = forms.ModelChoiceField(
        label=_("Who is given this paper"), queryset=territories(), required=False, empty_label=_("All voters"),
        help_text=_("Two levels in one session are two papers: one for all, one for the district."),
    )  # fmt: skip
    form = forms.ChoiceField(
        label=_("How it is filled in"),
        choices=[
            ("approval", _("Mark from so many to so many projects")),
            ("points", _("Divide points among projects")),
            ("knapsack", _("Mark projects until the money is used up")),
        ],
    )
    minimum = _whole(_("At least so many projects"), 1, 0, 100)
    maximum = _whole(
        _("At most so many projects"), 5, 0, 500, _("0: no limit. Five at most keeps ballots alike and voters unseen.")
    )
    points = _whole(_("Points, where points are divided"), 0, 0, 1000)
    budget = forms.IntegerField(
        label=_("Budget, ₸"), min_value=1, widget=forms.NumberInput(attrs={"class": "govuk-input--width-10"})
    )
    rule = forms.ChoiceField(
        label=_("Counting rule"), help_text=_("Its words and its fingerprint are published before the vote.")
    )
    min_votes = _whole(_("A project needs so many votes"), 1, 1, 1_000_000)
    increment = _whole(
        _("Purses grow by, ₸"), 0, 0, 1_000_000_000,
        _("For equal shares with growing purses: about a hundredth of the budget divided by the expected voters."),
    )  # fmt: skip
    projects = forms.CharField(
        label=_("Projects"),
        widget=forms.Textarea(attrs={"rows": 10, "maxlength": 200_000}),
        required=False,
        help_text=_(
            "A table with a first line of names: number, title in Kazakh, title in Russian, cost, summary in Kazakh, summary in Russian. It can be pasted from a spreadsheet."
        ),
    )
    file = forms.FileField(label=_("Or the same as CSV or XLSX"), required=False)

    def __init__(self, *args: Any, records: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._records = records
        field: Any = self.fields["rule"]
        field.choices = [(name, rule_name(name, rule)) for name, rule in RULES.items()]
        self.options: list[OptionTerms] = []
        self.row_problems: list[str] = []

    def clean(self) -> dict[str, Any]:
        """The table is read; what is wrong in it is told row by row."""
        data = super().clean() or {}
        typed, sent = data.get("projects", ""), data.get("file")
        content = sent.read() if sent else typed.encode()
        if not content.strip():
            self.add_error("projects", _now("Paste or send the projects."))
            return data
        self.options, self.row_problems = read_options(content, self._records)
        if self.row_problems:
            self.add_error("projects", self.row_problems)
        if (data.get("form") == "points") != bool(data.get("points")):
            self.add_error("points", _now("Points belong to papers where points are divided, and only there."))
        return data

    def paper(self, key: str, order: int) -> PaperTerms:
        """The paper that was typed."""
        data = self.cleaned_data
        return PaperTerms(
            key=key,
            order=order,
            title_kk=data["title_kk"],
            title_ru=data["title_ru"],
            title_en=data["title_en"],
            territory_id=data["territory"].pk if data["territory"] else None,
            form=data["form"],
            minimum=data["minimum"],
            maximum=data["maximum"],
            points=data["points"],
            budget=data["budget"],
            rule=self._rule(),
            options=self.options,
        )

    def _rule(self) -> Rule:
        data = self.cleaned_data
        rule = replace(RULES[data["rule"]], min_votes=data["min_votes"])
        if rule.completion.grows:
            rule = replace(rule, increment=Fraction(data["increment"] or max(1, data["budget"] // 100_000)))
        return rule


def rule_name(name: str, rule: Rule) -> str:
    """A rule of the catalogue in a few words."""
    parts = [shown(TITLES[rule.method])]
    if rule.marks is Marks.POINTS:
        parts.append(_now("by points"))
    if rule.completion is not Completion.NONE:
        parts.append(_now("with growing purses") if rule.completion.grows else _now("the rest down the list"))
    return f"{', '.join(parts)} ({name})"


def paper_values(paper: Paper) -> Mapping[str, Any]:
    """What the form of a paper begins with."""
    rule = rule_from_json(paper.rule)
    plain = replace(rule, min_votes=1, increment=Fraction(1) if rule.completion.grows else rule.increment)
    same = [name for name, known in RULES.items() if known == plain]
    names = ("title_kk", "title_ru", "title_en", "form", "minimum", "maximum", "points", "budget")
    return {
        **{name: getattr(paper, name) for name in names},
        "territory": paper.territory_id,
        "rule": same[0] if same else "greedy-skip",
        "min_votes": rule.min_votes,
        "increment": int(rule.increment),
        "projects": table_of(paper),
    }


class PlaceForm(forms.Form):
    """A place where people vote in person."""

    name_kk = LineField(label=_("Name in Kazakh"), max_length=300)
    name_ru = LineField(label=_("Name in Russian"), max_length=300)
    name_en = LineField(label=_("Name in English"), max_length=300, required=False)
    address = LineField(label=_("Address"), max_length=300, required=False)
    territory = forms.ModelChoiceField(label=_("Whose papers are handed out here"), queryset=territories())


class TrusteesForm(forms.Form):
    """Who keeps the key."""

    trustees = WrittenField(
        label=_("Keepers of the key"),
        max_length=4000,
        rows=6,
        help_text=_(
            "One a line: name; organisation. Choose people who don't depend on each other: the akimat, the public council, an NGO, a newspaper."
        ),
    )

    def clean_trustees(self) -> list[tuple[str, str]]:
        """Pairs of name and organisation."""
        found = []
        for line in self.cleaned_data["trustees"].splitlines():
            name, _semicolon, organisation = line.partition(";")
            if not line.strip():
                continue
            if not name.strip() or not organisation.strip():
                raise forms.ValidationError(_now("Write each line as: name; organisation."))
            found.append((name.strip()[:200], organisation.strip()[:300]))
        if not 2 <= len(found) <= 16:
            raise forms.ValidationError(_now("From two to sixteen people keep the key."))
        return found


class RollForm(forms.Form):
    """The roll as a table."""

    file = forms.FileField(
        label=_("CSV or XLSX"),
        help_text=_(
            "Columns: IIN, territory, phone. Names aren't needed and aren't kept. Rows without an IIN get a place on the list for a personal code."
        ),
    )
    territory = forms.ModelChoiceField(
        label=_("Territory of rows that name none"), queryset=territories(), required=False
    )


class CodesForm(forms.Form):
    """For which places of the list codes are printed."""

    first = _whole(_("From number"), 1, 1, 10_000_000)
    last = forms.IntegerField(label=_("To number"), min_value=1, required=False, widget=forms.NumberInput(attrs=_FEW))


class ReasonForm(forms.Form):
    """Why: everybody reads it."""

    reason = WrittenField(label=_("Why (public)"), max_length=2000, rows=3)


class WithdrawForm(forms.Form):
    """A project that is taken out of the vote, and why: everybody reads it."""

    option = forms.ChoiceField(label=_("Project"))
    reason_kk = WrittenField(label=_("Why, in Kazakh (public)"), max_length=1000, rows=3)
    reason_ru = WrittenField(label=_("Why, in Russian (public)"), max_length=1000, rows=3)
    reason_en = WrittenField(label=_("Why, in English (public)"), max_length=1000, rows=2, required=False)
    sure = forms.BooleanField(label=_("I know that this can't be taken back"))

    def __init__(self, *args: Any, papers: Sequence[Paper], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["option"].choices = [  # type: ignore[attr-defined]
            (
                f"{paper.key}/{option.number}",
                f"№ {option.number} {option.title}" + (f" ({paper.title})" if len(papers) > 1 else ""),
            )
            for paper in papers
            for option in paper.options.all()
            if not hasattr(option, "withdrawal")
        ]

    def terms(self) -> WithdrawalTerms:
        """What is decided."""
        paper, _slash, number = self.cleaned_data["option"].partition("/")
        reasons = {name: self.cleaned_data[name] for name in ("reason_kk", "reason_ru", "reason_en")}
        return WithdrawalTerms(paper=paper, number=int(number), **reasons)


class ExtendForm(ReasonForm):
    """An outage by which the stated rule prolongs the vote."""

    outage_minutes = _whole(_("For how many minutes the vote couldn't be reached"), 60, 1, 100_000)
    field_order = ("outage_minutes", "reason")
