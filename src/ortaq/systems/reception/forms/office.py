"""Forms of the office: one for each thing that an officer does with an appeal or a complaint."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinLengthValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.language.forms import DayField, MomentField
from ortaq.kernel.language.queries import shown
from ortaq.kernel.web.forms import LineField, WrittenField
from ortaq.systems.reception.models import Answer, Hearing
from ortaq.systems.reception.rules import HEARING_EXCEPTIONS, RETURN_GROUNDS, SENSITIVE

Choices = Sequence[tuple[Any, Any]]
TEXT_LENGTH = 4000
ANSWER_LENGTH = 20_000
MOST_PARTS = 3
OUTCOMES = {
    Answer.Outcome.SATISFIED: _("Satisfied"),
    Answer.Outcome.PARTLY: _("Satisfied in part"),
    Answer.Outcome.REFUSED: _("Refused"),
    Answer.Outcome.EXPLAINED: _("Explained"),
    Answer.Outcome.NOTED: _("Taken note of"),
}
HEARING_FORMS = {
    Hearing.Form.WRITTEN: _("In writing"),
    Hearing.Form.ORAL: _("In person"),
    Hearing.Form.VIDEO: _("By video"),
}
TO_THE_APPELLANT = _("The appellant reads it, and it is kept in the log for good: no names, addresses or phones here.")
AMONG_OFFICERS = _("Officers alone read it, and it is kept in the log for good: no names, addresses or phones here.")
"""Whom the words of a deed reach is declared by its transition (``reason_to``); these say it beside the field."""


class DeedForm(forms.Form):
    """A deed for which a button is enough; the others add their fields."""


class TextForm(DeedForm):
    """One text: a question, a reason, a protocol, a note."""

    text = WrittenField(label="", max_length=TEXT_LENGTH, rows=4)

    def __init__(self, *args: Any, label: Any, hint: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label, self.fields["text"].help_text = label, hint


class RegisterForm(DeedForm):
    """Registration, with the number in eOtinish when it has one."""

    external_number = LineField(
        label=_("Number in eOtinish"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
        help_text=_("State bodies register appeals there too."),
    )


class ReturnForm(DeedForm):
    """Return, with one of the law's grounds and words of one's own."""

    ground = forms.ChoiceField(label=_("Ground"), widget=forms.RadioSelect)
    text = WrittenField(
        label=_("In plain words for the appellant"),
        max_length=TEXT_LENGTH - 400,
        rows=4,
        required=False,
        help_text=_(
            "What is missing, and how it can be mended. It is kept in the log for good: no names, addresses or phones here."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = [(code, shown(words)) for code, words in RETURN_GROUNDS.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("ground") == "other" and not data.get("text") and "text" not in self.errors:
            self.add_error("text", ValidationError(_("Write the reason."), code="required"))
        return data


class ProtectForm(DeedForm):
    """Why an appeal is put under special protection."""

    ground = forms.ChoiceField(
        label=_("What it is about"),
        widget=forms.RadioSelect,
        help_text=_(
            "After that only registrars, heads and the executors named read it. It isn't published, even with consent; what was public is taken down."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = [(code, shown(words)) for code, words in SENSITIVE.items()]  # type: ignore[attr-defined]


class NewPinForm(DeedForm):
    """The appellant stands at the counter."""

    seen = forms.BooleanField(
        label=_("I have seen the identity card: this is the appellant"),
        help_text=_("The old PIN ends. No copy of the card is made; the log keeps that you gave a new PIN."),
    )


class ForwardForm(DeedForm):
    """To which competent body, inside the system or outside it, and why it is theirs."""

    body = forms.TypedChoiceField(label=_("To which body"), coerce=int, empty_value=None, required=False)
    outside = LineField(label=_("Or a body outside this system"), max_length=300, required=False)
    text = WrittenField(
        label=_("Why it is their competence"), max_length=TEXT_LENGTH, rows=3, help_text=TO_THE_APPELLANT
    )

    def __init__(self, *args: Any, bodies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = [("", "—"), *bodies]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("body")) == bool(data.get("outside")) and not self.errors:
            self.add_error(
                "body", ValidationError(_("Choose a body here, or name one outside: one of the two."), code="one")
            )
        return data


class SplitForm(DeedForm):
    """Up to three demands that become appeals of their own, each with its body."""

    def __init__(self, *args: Any, bodies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_PARTS + 1):
            first = number == 1
            self.fields[f"subject{number}"] = LineField(
                label=_("Demand %(n)s: in one line") % {"n": number}, max_length=200, required=first
            )
            self.fields[f"text{number}"] = WrittenField(
                label=_("Demand %(n)s: the appellant's words about it") % {"n": number},
                max_length=TEXT_LENGTH,
                rows=3,
                required=first,
            )
            self.fields[f"body{number}"] = forms.TypedChoiceField(
                label=_("Demand %(n)s: competent body") % {"n": number},
                coerce=int,
                empty_value=None,
                required=first,
                choices=[("", "—"), *bodies],
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number in range(2, MOST_PARTS + 1):
            parts = {name: data.get(f"{name}{number}") for name in ("subject", "text", "body")}
            if any(parts.values()):
                for name, value in parts.items():
                    if not value and f"{name}{number}" not in self.errors:
                        self.add_error(
                            f"{name}{number}", ValidationError(_("A demand needs all three."), code="required")
                        )
        return data

    @property
    def demands(self) -> list[tuple[str, str, int]]:
        """(subject, text, body id) of each demand that was written."""
        data = self.cleaned_data
        numbers = range(1, MOST_PARTS + 1)
        return [(data[f"subject{n}"], data[f"text{n}"], data[f"body{n}"]) for n in numbers if data.get(f"subject{n}")]


class MergeForm(DeedForm):
    """Into which other appeal of the same person."""

    into = LineField(
        label=_("Number of the other appeal"),
        max_length=30,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    text = WrittenField(label=_("Why they are one matter"), max_length=TEXT_LENGTH, rows=3, help_text=TO_THE_APPELLANT)
    same_person = forms.BooleanField(
        label=_("I have made sure that both were written by the same person"),
        required=False,
        help_text=_(
            "Needed only where they left neither the same contact nor the same IIN. The log keeps who said so."
        ),
    )

    def __init__(self, *args: Any, others: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = "; ".join(f"{number} — {subject}" for number, subject in others)
        self.fields["into"].help_text = (
            _("Open appeals of the same person: %(list)s") % {"list": named}
            if named
            else _("No other open appeal of this person is known here.")
        )


class AssignForm(DeedForm):
    """The head's resolution."""

    lead = forms.TypedChoiceField(label=_("Executor"), coerce=int)
    coexecutors = forms.TypedMultipleChoiceField(
        label=_("Co-executors"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    text = WrittenField(label=_("What is to be done"), max_length=TEXT_LENGTH, rows=3, help_text=AMONG_OFFICERS)

    def __init__(self, *args: Any, executors: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].choices = [("", "—"), *executors]  # type: ignore[attr-defined]
        self.fields["coexecutors"].choices = executors  # type: ignore[attr-defined]


class ExtendForm(DeedForm):
    """Until when, and why."""

    until = DayField(label=_("Extend until"))
    text = WrittenField(
        label=_("Why the term isn't enough"), max_length=TEXT_LENGTH, rows=3, help_text=TO_THE_APPELLANT
    )

    def __init__(self, *args: Any, limit: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].help_text = limit


class HearingForm(DeedForm):
    """When, where and in which form the appellant is heard."""

    form = forms.ChoiceField(
        label=_("Form of the hearing"), widget=forms.RadioSelect, choices=list(HEARING_FORMS.items()), initial="oral"
    )
    set_for = MomentField(
        label=_("Day and time"),
        widget=forms.DateTimeInput(
            format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "class": "govuk-input--width-20"}
        ),
    )
    place = LineField(label=_("Place or address of the call"), max_length=300)

    def clean_set_for(self) -> Any:
        moment = self.cleaned_data["set_for"]
        if moment <= timezone.now():
            raise ValidationError(_("The hearing must lie ahead."), code="past")
        return moment


class WaiveForm(DeedForm):
    """By which exception of the law nobody is heard before a burdensome act, and why it holds here."""

    ground = forms.ChoiceField(label=_("Ground"), widget=forms.RadioSelect)
    text = WrittenField(
        label=_("Why it holds in this case"), max_length=TEXT_LENGTH - 400, rows=3, help_text=TO_THE_APPELLANT
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = [(code, shown(words)) for code, words in HEARING_EXCEPTIONS.items()]  # type: ignore[attr-defined]


class DraftForm(DeedForm):
    """The draft of the answer. The words on how to complain are added by the program."""

    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect, choices=list(OUTCOMES.items()))
    text = WrittenField(
        label=_("Text of the answer"),
        max_length=ANSWER_LENGTH,
        rows=14,
        validators=[MinLengthValidator(20)],
        help_text=_("In the language of the appeal, with concrete facts. An empty line begins a new paragraph."),
    )
    law = LineField(label=_("Law that the answer rests on"), max_length=500)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)


class DeliverForm(DeedForm):
    """How the signed answer went out."""

    how = forms.ChoiceField(
        label=_("How was it handed over"),
        widget=forms.RadioSelect,
        choices=[("post", _("By post")), ("in_person", _("In person")), ("email", _("By e-mail"))],
    )


class TemplateForm(forms.Form):
    """A text to start answers from."""

    body = forms.TypedChoiceField(label=_("Body"), coerce=int)
    name = LineField(label=_("Name of the template"), max_length=120)
    language = forms.ChoiceField(label=_("Language"), choices=[("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")])
    text = WrittenField(
        label=_("Text of the template"),
        max_length=ANSWER_LENGTH,
        rows=12,
        help_text=_("{number}, {date} and {body} are replaced with those of the appeal."),
    )

    def __init__(self, *args: Any, bodies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = bodies  # type: ignore[attr-defined]
        if len(bodies) == 1:
            self.fields["body"].widget = forms.HiddenInput()
            self.fields["body"].initial = bodies[0][0]


class SaveFilterForm(forms.Form):
    """A name for the filter that the work list shows now."""

    name = LineField(label=_("Save this filter as"), max_length=80)


class BulkForm(forms.Form):
    """What is done with the ticked appeals."""

    action = forms.ChoiceField(
        label=_("With the ticked appeals"),
        choices=[("register", _("Register")), ("assign", _("Assign to one executor"))],
    )
    lead = forms.TypedChoiceField(label=_("Executor"), coerce=int, empty_value=None, required=False)
    text = LineField(label=_("What is to be done"), max_length=500, required=False, help_text=AMONG_OFFICERS)

    def __init__(self, *args: Any, executors: Choices, may: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["action"]
        field.choices = [choice for choice in field.choices if choice[0] in may]  # type: ignore[attr-defined]
        self.fields["lead"].choices = [("", "—"), *executors]  # type: ignore[attr-defined]
        if "assign" not in may:
            del self.fields["lead"], self.fields["text"]
        elif len(may) == 1:
            self.fields["lead"].required = self.fields["text"].required = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("action") == "assign":
            for name in ("lead", "text"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, ValidationError(_("Needed to assign."), code="required"))
        return data
