"""Fields that several forms of fairs share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.language.queries import shown
from ortaq.kernel.web.forms import WrittenField
from ortaq.systems.fairs.queries.reference import places, spheres


def sphere_choices(empty: Any) -> list[tuple[str, Any]]:
    """Spheres to choose from, with *empty* before them."""
    return [("", empty), *((code, shown(name)) for code, name in spheres().items())]


def place_choices(empty: Any = None) -> list[tuple[str, Any]]:
    """Territories to choose from."""
    rows = [(row.slug, row.name) for row in places()]
    return rows if empty is None else [("", empty), *rows]


class ReasonForm(forms.Form):
    """A reason alone. *public*: everybody will read it, and who writes it is told so."""

    reason = WrittenField(label=_("Reason"), max_length=1000, rows=4)

    def __init__(self, *args: Any, public: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if public:
            self.fields["reason"].help_text = _("It is public.")
