"""The operator's form: an appeal of somebody who wrote on paper, called or came."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinLengthValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.documents.forms import MultipleFileField
from ortaq.kernel.language.forms import MomentField
from ortaq.kernel.language.queries import shown
from ortaq.kernel.web.forms import LineField, WrittenField
from ortaq.systems.reception.forms.fields import IinField, PhoneField
from ortaq.systems.reception.forms.filing import TEXT_LENGTH, delivery_choices
from ortaq.systems.reception.rules import TYPES

Choices = Sequence[tuple[int, str]]
OLDEST = timedelta(days=366)


class OperatorForm(forms.Form):
    """Everything on one page: how it came, who from, what about, how the answer goes."""

    channel = forms.ChoiceField(
        label=_("How did it come"),
        widget=forms.RadioSelect,
        initial="personal",
        choices=[("personal", _("Personal reception")), ("phone", _("Phone")), ("paper", _("Paper"))],
    )
    received_at = MomentField(
        label=_("When did it come"),
        widget=forms.DateTimeInput(
            format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "class": "govuk-input--width-20"}
        ),
    )
    body = forms.TypedChoiceField(label=_("Body"), coerce=int)
    external_number = LineField(
        label=_("Number in eOtinish"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    name = LineField(
        label=_("Surname, name, patronymic"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    iin = IinField(
        label=_("IIN"), required=False, help_text=_("From the identity card; without it an appeal is taken too.")
    )
    phone = PhoneField(label=_("Phone"), required=False)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    address = LineField(
        label=_("Postal address"), max_length=300, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    representative = LineField(label=_("Representative, and by what document"), max_length=300, required=False)
    type = forms.ChoiceField(label=_("What kind of appeal is it"), initial="application")
    language = forms.ChoiceField(
        label=_("Language of the appeal"),
        widget=forms.RadioSelect,
        choices=[("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")],
        initial="kk",
        help_text=_("The answer comes in this language."),
    )
    subject = LineField(label=_("What is it about, in one line"), max_length=200, validators=[MinLengthValidator(5)])
    text = WrittenField(
        label=_("The appellant's words"),
        max_length=TEXT_LENGTH,
        validators=[MinLengthValidator(20)],
        help_text=_(
            "An oral appeal is put down as it was said and read back; a paper one is typed or summed up and its scan attached."
        ),
    )
    territory = forms.TypedChoiceField(label=_("City or district"), coerce=int)
    place = LineField(label=_("Place"), max_length=300, required=False)
    category = forms.TypedChoiceField(label=_("What does it concern"), coerce=int)
    files = MultipleFileField(label=_("Scans, photos or documents"), required=False)  # type: ignore[assignment]
    delivery = forms.ChoiceField(
        label=_("How shall the answer come"),
        widget=forms.RadioSelect,
        choices=[],
        initial="post",
    )
    consent = forms.BooleanField(
        label=_("The appellant agrees that question and answer are published without personal data"),
        required=False,
        help_text=_("Ask, and tick only when they said yes."),
    )

    def __init__(self, *args: Any, bodies: Choices, territories: Choices, categories: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["received_at"].initial = timezone.localtime
        fields["body"].choices = bodies
        if len(bodies) == 1:
            fields["body"].widget, fields["body"].initial = forms.HiddenInput(), bodies[0][0]
        fields["delivery"].choices = delivery_choices()
        fields["type"].choices = [(code, shown(name)) for code, (name, _hint) in TYPES.items()]
        fields["territory"].choices = [("", "—"), *territories]
        fields["category"].choices = [("", "—"), *categories]

    def clean_received_at(self) -> Any:
        moment, now = self.cleaned_data["received_at"], timezone.now()
        if moment > now + timedelta(minutes=1):
            raise ValidationError(_("It can't have come later than now."), code="future")
        if moment < now - OLDEST:
            raise ValidationError(_("That is more than a year ago: check the date."), code="old")
        return min(moment, now)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        needed = {"email": "email", "sms": "phone", "post": "address"}.get(data.get("delivery", ""))
        if needed and not data.get(needed) and needed not in self.errors:
            self.add_error(
                needed, ValidationError(_("Needed for the way in which the answer shall come."), code="needed")
            )
        return data
