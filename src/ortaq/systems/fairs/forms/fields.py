"""Fields that several forms of fairs share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.language.queries import shown
from ortaq.kernel.web.forms import WrittenField
from ortaq.systems.fairs.queries.reference import places, spheres


class AmountField(forms.DecimalField):
    """An amount as people type it: with spaces between thousands, with a comma or a point."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"class": "govuk-input--width-10", "inputmode": "decimal"})
        super().__init__(
            **{"min_value": 0, "max_digits": 18, "decimal_places": 2, "localize": True, "widget": widget, **kwargs}
        )

    def to_python(self, value: Any) -> Any:
        """Spaces of every kind go; a comma is a point."""
        if isinstance(value, str):
            value = "".join(value.split()).replace(",", ".")
        return forms.DecimalField(
            max_digits=self.max_digits, decimal_places=self.decimal_places, required=False
        ).to_python(value)


def sphere_choices(empty: Any) -> list[tuple[str, Any]]:
    """Spheres to choose from, with *empty* before them."""
    return [("", empty), *((code, shown(name)) for code, name in spheres().items())]


def place_choices(empty: Any = None) -> list[tuple[str, Any]]:
    """Territories to choose from."""
    rows = [(row.slug, row.name) for row in places()]
    return rows if empty is None else [("", empty), *rows]


class ReasonForm(forms.Form):
    """A reason alone."""

    reason = WrittenField(label=_("Reason"), max_length=1000, rows=4)
