"""How forms are drawn: the renderer, and the few widgets and fields that Django doesn't have."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import ChoiceWidget
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.language.forms import DayField
from ortaq.kernel.language.queries import shown
from ortaq.kernel.language.rules import UnusableText, clean_line, clean_text


class OrtaqRenderer(TemplatesSetting):
    """Draws every form, field and widget with the templates of this room (``FORM_RENDERER`` in the settings)."""

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"
    formset_template_name = "web/forms/formset.html"


class _Hints(ChoiceWidget):
    """Choices with a hint under each: ``hints`` maps a choice's value to its hint."""

    def __init__(self, *args: Any, hints: Mapping[str, str | Promise] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = dict(hints or {})

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        hint = self.hints.get(str(value))
        if hint:
            option["hint"] = hint
            if option["attrs"].get("id"):
                option["attrs"]["aria-describedby"] = f"{option['attrs']['id']}_hint"
        return option


class HintedRadios(_Hints, forms.RadioSelect):
    """One of several choices, each with a hint in plain words: ``HintedRadios(hints={"complaint": _("…")})``."""


class HintedCheckboxes(_Hints, forms.CheckboxSelectMultiple):
    """Several of several choices, each with a hint."""


F = TypeVar("F", bound=forms.Field)


def needed(field: F) -> F:
    """Marks a field that may stay empty while a form is only kept, or a row left out, but has to be filled in at the end;
    or one of two of which either will do.

    It isn't called optional.
    """
    field.needed = True  # type: ignore[attr-defined]
    return field


class LineField(forms.CharField):
    """One line: NFC, no control or direction-override characters."""

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value) or ""
        try:
            return clean_line(typed)
        except UnusableText as error:
            raise ValidationError(_unusable(error), code="unusable") from error


class WrittenField(forms.CharField):
    """Text of several lines, cleaned the same way; its length is counted in characters."""

    def __init__(self, *, max_length: int, rows: int = 8, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "maxlength": max_length})
        super().__init__(max_length=max_length, widget=widget, **kwargs)

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value) or ""
        try:
            return clean_text(typed)
        except UnusableText as error:
            raise ValidationError(_unusable(error), code="unusable") from error


class AmountField(forms.DecimalField):
    """An amount as people type it: with spaces of any kind between thousands, with a comma or a point, with or without ₸."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"class": "govuk-input--width-10", "inputmode": "decimal"})
        super().__init__(
            **{"min_value": 0, "max_digits": 18, "decimal_places": 2, "localize": True, "widget": widget, **kwargs}
        )

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """Spaces go, no-break and narrow ones too; a comma is a point, whatever the language of the page is."""
        typed = "".join(str(value if value is not None else "").split()).removesuffix("₸").replace(",", ".")
        if not typed:
            return None
        try:
            return Decimal(typed)
        except InvalidOperation as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


def _unusable(error: UnusableText) -> str:
    reason = getattr(error, "reason", None)
    return (
        shown(reason)
        if reason is not None
        else str(_("There are characters here that can't be kept. Type the text again."))
    )


class ViewForm(forms.Form):
    """How pages look for this reader. Drawn by hand: it stands on a page of its own."""

    size = forms.TypedChoiceField(choices=[(100, "100"), (125, "125"), (150, "150")], coerce=int)
    contrast = forms.ChoiceField(choices=[("normal", "normal"), ("more", "more")])
    next = forms.CharField(max_length=2000, required=False)


class SampleForm(forms.Form):
    """Every kind of field, for the page that shows the components. Its texts are samples, the same in each language."""

    name = forms.CharField(label=_("Name"), help_text=_("As in the identity card"), max_length=100)
    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"maxlength": 200, "rows": 4}))
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("complaint", _("Complaint")), ("proposal", _("Proposal"))],
        widget=HintedRadios(
            hints={"complaint": _("A right was violated"), "proposal": _("How something can be better")}
        ),
    )
    topics = forms.MultipleChoiceField(
        label=_("Topics"),
        choices=[("water", _("Water")), ("roads", _("Roads"))],
        widget=HintedCheckboxes(hints={"water": _("Supply and quality")}),
        required=False,
    )
    place = forms.ChoiceField(label=_("District"), choices=[("", "—"), ("1", _("Sample"))], required=False)
    day = DayField(label=_("Date"), help_text=_("For example, 27.03.2026"), required=False)
    file = forms.FileField(label=_("File"), required=False)
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput)
    consent = forms.BooleanField(label=_("I agree to publication"), help_text=_("Without name and address"))
