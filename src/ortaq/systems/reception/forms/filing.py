"""The four steps of filing an appeal."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinLengthValidator
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.documents.forms import MultipleFileField
from ortaq.kernel.language.queries import shown
from ortaq.kernel.parties.models import Person
from ortaq.kernel.web.forms import HintedRadios, LineField, WrittenField, needed
from ortaq.systems.reception.forms.fields import IinField, PhoneField
from ortaq.systems.reception.models import Appeal, Category
from ortaq.systems.reception.queries.intake import Suggestion, territory_choices
from ortaq.systems.reception.rules import TYPES

TEXT_LENGTH = 4000


class WhatForm(forms.Form):
    """Step 1: what it is."""

    subject = LineField(
        label=_("What is it about, in one line"),
        max_length=200,
        validators=[MinLengthValidator(5)],
        help_text=_("For example: a deep pothole in front of the school"),
    )
    text = WrittenField(
        label=_("Tell what has happened and what you ask for"),
        max_length=TEXT_LENGTH,
        validators=[MinLengthValidator(20)],
        help_text=_(
            "Write in Kazakh or Russian, as you would tell a neighbour: what, where, since when, what should be done. The answer comes in the language of your appeal."
        ),
    )
    type = forms.ChoiceField(label=_("What kind of appeal is it"), initial="application")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["type"]
        field.choices = [(code, shown(name)) for code, (name, _hint) in TYPES.items()]  # type: ignore[attr-defined]
        field.widget = HintedRadios(hints={code: shown(hint) for code, (_name, hint) in TYPES.items()})
        field.widget.choices = field.choices  # type: ignore[attr-defined]


class WhereForm(forms.Form):
    """Step 2: where it is, and which category it belongs to."""

    territory = forms.ChoiceField(label=_("City or district"))
    place = LineField(
        label=_("Place"),
        max_length=300,
        required=False,
        help_text=_("Street, house, a landmark. Only the body sees it."),
    )
    category = forms.ChoiceField(label=_("What does it concern"))

    def __init__(self, *args: Any, categories: list[Category], suggested: list[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["territory"].choices = [("", ""), *((t.slug, t.name) for t in territory_choices())]  # type: ignore[attr-defined]
        self.fields["territory"].widget.choices = self.fields["territory"].choices  # type: ignore[attr-defined]
        first = {category.pk for category in suggested}
        ordered = [*suggested, *(category for category in categories if category.pk not in first)]
        field = self.fields["category"]
        field.choices = [(category.slug, category.name) for category in ordered]  # type: ignore[attr-defined]
        field.widget = HintedRadios(hints={category.slug: category.hint for category in ordered})
        field.widget.choices = field.choices  # type: ignore[attr-defined]
        if suggested and not self.is_bound:
            self.initial.setdefault("category", suggested[0].slug)


class WhoForm(forms.Form):
    """Step 3: to whom, from whom, and how the answer comes."""

    body = forms.ChoiceField(label=_("Who should answer"))
    name = LineField(
        label=_("Surname, name, patronymic"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    delivery = forms.ChoiceField(
        label=_("How shall the answer come"),
        widget=forms.RadioSelect,
        initial="email",
        choices=[
            ("email", _("By e-mail")),
            ("sms", _("By a text message with a link")),
            ("portal", _("I will look here, by number and PIN")),
            ("post", _("By post")),
            ("in_person", _("I will come for it")),
        ],
    )
    # Which contact has to be there depends on how the answer shall come: these are not called optional.
    email = needed(
        forms.EmailField(
            label=_("E-mail"),
            required=False,
            max_length=254,
            widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
            help_text=_("If the answer shall come by e-mail."),
        )
    )
    phone = needed(PhoneField(label=_("Phone"), required=False, help_text=_("If it shall come by a text message.")))
    address = LineField(
        label=_("Postal address"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
        help_text=_("The law asks for it in an application or a complaint."),
    )
    iin = IinField(
        label=_("IIN"),
        required=False,
        help_text=_("Twelve digits, if you have one. It is kept encrypted and never shown in public."),
    )
    consent = forms.BooleanField(
        label=_("I agree that my question and the answer are published without my name and personal data"),
        required=False,
        help_text=_(
            "A person takes out names, phones and addresses before publication. You can withdraw this at any time."
        ),
    )

    def __init__(self, *args: Any, bodies: list[Suggestion], person: Person | None, **kwargs: Any) -> None:
        """*person*: whose account it is; of them only what the account doesn't know is asked, or may have changed."""
        super().__init__(*args, **kwargs)
        self.fields["delivery"].choices = delivery_choices()  # type: ignore[attr-defined]
        if not settings.SMS_URL:  # then a number is for a call back alone
            self.fields["phone"].help_text = _("If the body may call you.")
        field = self.fields["body"]
        field.choices = [(each.body.slug, each.body.name) for each in bodies]  # type: ignore[attr-defined]
        hints = {
            each.body.slug: str(_("Competent for this, by category and place")) for each in bodies if each.by_route
        }
        field.widget = HintedRadios(hints=hints)
        field.widget.choices = field.choices  # type: ignore[attr-defined]
        if bodies and not self.is_bound:
            self.initial.setdefault("body", bodies[0].body.slug)
        if person is not None:
            for name in ("email", "iin", *(["name"] if person.name else [])):
                del self.fields[name]
            self.initial = {"phone": person.phone, "address": person.address, **_given(self.initial)}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        account = "email" not in self.fields
        contact = {"email": "email", "sms": "phone", "post": "address"}.get(data.get("delivery", ""), "")
        if contact in self.fields and not data.get(contact) and contact not in self.errors:
            self.add_error(
                contact, ValidationError(_("Needed for the way in which you want the answer."), code="needed")
            )
        elif not account and not (data.get("email") or data.get("phone") or data.get("address")) and not self.errors:
            self.add_error(
                "email", ValidationError(_("Leave at least one contact: e-mail, phone or address."), code="contact")
            )
        return data


class SendForm(forms.Form):
    """Step 4: attachments, and the last look."""

    files = MultipleFileField(label=_("Photos or documents"), required=False)  # type: ignore[assignment]


def _given(typed: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in typed.items() if value}


def delivery_choices() -> list[tuple[str, Any]]:
    """The ways in which an answer can come: text messages only where this installation sends them."""
    return [choice for choice in DELIVERY_NAMES.items() if choice[0] != "sms" or settings.SMS_URL]


DELIVERY_NAMES = dict(WhoForm.base_fields["delivery"].choices)  # type: ignore[attr-defined]
CHANNELS = tuple(channel.value for channel in Appeal.Channel)
