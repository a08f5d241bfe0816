"""Forms of topics: the proposal, and what an officer or the council does with one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinLengthValidator
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.documents.forms import MultipleFileField
from ortaq.kernel.language.queries import shown
from ortaq.kernel.language.rules import Text
from ortaq.kernel.web.forms import AmountField, LineField, WrittenField
from ortaq.systems.social_order.models import Opinion
from ortaq.systems.social_order.queries.reference import customers, places, spheres
from ortaq.systems.social_order.queries.topics import Speaker
from ortaq.systems.social_order.rules import LONGEST_MONTHS, PARTS, TEXT_LENGTH


class TopicForm(forms.Form):
    """What somebody proposes."""

    title = LineField(
        label=_("The topic in one line"),
        max_length=200,
        validators=[MinLengthValidator(10)],
        help_text=_("For example: courses of sign language for parents of deaf children"),
    )
    need = WrittenField(
        label=_("What is needed, and what problem it solves"),
        max_length=TEXT_LENGTH,
        rows=6,
        validators=[MinLengthValidator(20)],
        help_text=_("Write in Kazakh or Russian. Don't write names, phone numbers or addresses of people here."),
    )
    target_group = WrittenField(
        label=_("For whom"), max_length=1000, rows=3, help_text=_("Who would it help, and about how many people?")
    )
    territory = forms.ChoiceField(label=_("Where"))
    place = LineField(
        label=_("Place, if it is only for a part of it"),
        max_length=300,
        required=False,
        help_text=_("A village, a quarter"),
    )
    why = WrittenField(
        label=_("Why it is needed now"), max_length=TEXT_LENGTH, rows=4, validators=[MinLengthValidator(10)]
    )
    result = WrittenField(
        label=_("What result do you expect"),
        max_length=TEXT_LENGTH,
        rows=4,
        validators=[MinLengthValidator(10)],
        help_text=_("How would one see that it has helped?"),
    )
    months = forms.IntegerField(
        label=_("How many months would it take"),
        min_value=1,
        max_value=LONGEST_MONTHS,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
        help_text=_("From 1 to 36: by the law a social project lasts up to three years."),
    )
    estimate = AmountField(
        label=_("How much it may cost, tenge"),
        required=False,
        min_value=1,
        help_text=_("A rough figure. Leave it empty if you can't tell."),
    )
    sphere = forms.ChoiceField(label=_("Sphere"), help_text=_("The spheres are set by the law; choose the nearest."))
    body = forms.ChoiceField(
        label=_("To which body"),
        required=False,
        help_text=_("If you don't know, leave it: the akimat gets it and forwards it."),
    )
    speaker = forms.ChoiceField(label=_("In whose name"), required=False)
    name = LineField(
        label=_("Your surname, name, patronymic"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    name_public = forms.BooleanField(
        label=_("Show the author's name beside the proposal"),
        required=False,
        help_text=_("Title and text are public by the law once an officer has read them; the name only if you wish."),
    )

    def __init__(self, *args: Any, speakers: list[Speaker], named: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self.fields["territory"], [("", ""), *((row.slug, row.name) for row in places())])
        _choices(self.fields["sphere"], [("", ""), *((row.code, row.name) for row in spheres())])
        _choices(self.fields["body"], [("", _("I don't know")), *((row.slug, row.name) for row in customers())])
        if speakers:
            _choices(self.fields["speaker"], [("", _("In my own name")), *((row.slug, row.name) for row in speakers)])
        else:
            del self.fields["speaker"]
        if named:
            del self.fields["name"]

    def for_draft(self) -> dict[str, Any]:
        """What was typed so far, right or wrong: a draft is kept without asking for completeness."""
        return {name: str(self.data.get(name, ""))[:5000] for name in self.fields}


def _choices(field: forms.Field, choices: list[tuple[Any, Any]]) -> None:
    field.choices = choices  # type: ignore[attr-defined]
    field.widget.choices = choices


class AttachForm(forms.Form):
    """What is sent with a proposal."""

    attachments = MultipleFileField(label=_("Photos or documents"))


class CopyForm(forms.Form):
    """A copy of an attachment without personal data; without one, the attachment itself becomes public."""

    copies = MultipleFileField(label=_("A copy with personal data taken out"))
    as_it_is = forms.BooleanField(label=_("There is no personal data in it: publish it as it is"), required=False)

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        cleaned = self.cleaned_data
        if not self.errors and (len(cleaned.get("copies") or []) == 1) == bool(cleaned.get("as_it_is")):
            self.add_error(
                "copies",
                ValidationError(_("Choose one copy, or tick that the file may be published as it is."), code="copy"),
            )
        return cleaned


class CompleteForm(forms.Form):
    """What the author may complete when a proposal was returned."""

    title = TopicForm.base_fields["title"]
    need = TopicForm.base_fields["need"]
    target_group = TopicForm.base_fields["target_group"]
    place = TopicForm.base_fields["place"]
    why = TopicForm.base_fields["why"]
    result = TopicForm.base_fields["result"]
    months = TopicForm.base_fields["months"]
    estimate = TopicForm.base_fields["estimate"]
    attachments = AttachForm.base_fields["attachments"]


class PublishForm(forms.Form):
    """The public rendition: title and parts, as the officer leaves them after taking personal data out."""

    title = LineField(label=_("Public title"), max_length=300)
    checked = forms.BooleanField(
        label=_("I have read the text: there are no names, phones, addresses or health data of people in it")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        checked = self.fields.pop("checked")
        for code, name in PARTS.items():
            length, rows = (300, 1) if code == "place" else (TEXT_LENGTH, 4)
            self.fields[code] = WrittenField(
                label=shown(name), max_length=length, rows=rows, required=code not in {"place"}
            )
        self.fields["checked"] = checked

    @property
    def parts(self) -> dict[str, str]:
        """The public parts by code."""
        return {code: self.cleaned_data.get(code, "") for code in PARTS}


class RedactForm(PublishForm):
    """The public rendition once more, with the reason of the correction."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = LineField(label=_("Reason"), max_length=300)


class ReasonForm(forms.Form):
    """A reason alone. *readers*: who will read it; it stands beside the field."""

    reason = WrittenField(label=_("Reason"), max_length=1000, rows=4)

    def __init__(self, *args: Any, readers: Text | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if readers is not None:
            self.fields["reason"].help_text = shown(readers)


class AnswerForm(forms.Form):
    """An answer with reasons."""

    answer = WrittenField(
        label=_("Answer with reasons"),
        max_length=TEXT_LENGTH,
        rows=6,
        help_text=_("It is public. Write in the language of the proposal."),
    )


class AcceptForm(AnswerForm):
    """The acceptance: reasons, and the official wording of the topic."""

    title_kk = LineField(label=_("Official title of the topic, in Kazakh"), max_length=300)
    title_ru = LineField(label=_("Official title of the topic, in Russian"), max_length=300)


class MergeForm(AnswerForm):
    """The merging: into which proposal."""

    into = forms.ChoiceField(label=_("Into which proposal"))

    def __init__(self, *args: Any, targets: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(
            self.fields["into"], [("", ""), *((row.number, f"{row.number}: {row.public_title}") for row in targets)]
        )
        self.order_fields(["into", "answer"])


class ForwardForm(ReasonForm):
    """The forwarding: to which body."""

    body = forms.ChoiceField(label=_("To which body"))

    def __init__(self, *args: Any, own: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self.fields["body"], [("", ""), *((row.slug, row.name) for row in customers() if row.pk != own)])
        self.order_fields(["body", "reason"])


class OpinionForm(forms.Form):
    """The council's opinion."""

    view = forms.ChoiceField(
        label=_("Opinion of the council"),
        widget=forms.RadioSelect,
        choices=[
            (Opinion.View.FOR, _("The topic is needed")),
            (Opinion.View.REMARKS, _("Needed, with remarks")),
            (Opinion.View.AGAINST, _("The topic is not needed")),
        ],
    )
    text = WrittenField(label=_("Reasons"), max_length=TEXT_LENGTH, rows=5)
    session = LineField(
        label=_("Session"),
        max_length=200,
        required=False,
        help_text=_("Date and number of the protocol, if there was one"),
    )


OPINIONS = dict(OpinionForm.base_fields["view"].choices)  # type: ignore[attr-defined]
