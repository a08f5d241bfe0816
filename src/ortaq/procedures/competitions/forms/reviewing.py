"""The scoring sheet and the declaration of interests."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ortaq.kernel.web.forms import LineField, WrittenField
from ortaq.procedures.competitions.actions import MarkTerms
from ortaq.procedures.competitions.models import Criterion, Mark


class InterestForm(forms.Form):
    """Does anything tie the reviewer to the applicant?"""

    conflict = forms.ChoiceField(
        label=_("Does anything tie you to this applicant?"),
        widget=forms.RadioSelect,
        choices=[("no", _("No, nothing ties me to it")), ("yes", _("Yes, I recuse myself"))],
    )
    reason = LineField(label=_("What ties you, if anything does"), max_length=1000, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("conflict") == "yes" and not data.get("reason"):
            self.add_error("reason", ValidationError(_("Write what ties you."), code="reason"))
        return data


class SheetForm(forms.Form):
    """One field for the points and one for the reason of each criterion; drafts may have gaps."""

    def __init__(self, *args: Any, criteria: Iterable[Criterion], marks: dict[str, Mark], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(criteria)
        for each in self.criteria:
            mark = marks.get(each.code)
            points = [(str(n), str(n)) for n in range(each.minimum, each.maximum + 1)]
            given = (
                "missing" if mark and mark.is_missing else str(mark.value) if mark and mark.value is not None else ""
            )
            self.fields[f"value_{each.code}"] = forms.ChoiceField(
                label=each.name,
                choices=[*points, ("missing", _("can't judge"))],
                required=False,
                initial=given,
                widget=forms.RadioSelect,
            )
            self.fields[f"reason_{each.code}"] = WrittenField(
                label=_("Why"), max_length=2000, rows=2, required=False, initial=mark.reason if mark else ""
            )
        self.fields["comment"] = WrittenField(label=_("Remark on the whole"), max_length=2000, rows=2, required=False)

    def rows(self) -> list[dict[str, Any]]:
        """The criteria with their fields, as the page draws them."""
        return [
            {"criterion": each, "value": self[f"value_{each.code}"], "reason": self[f"reason_{each.code}"]}
            for each in self.criteria
        ]

    def marks(self) -> dict[str, MarkTerms]:
        """What was given: criteria with neither points nor a reason are left out."""
        found = {}
        for each in self.criteria:
            value, reason = self.cleaned_data[f"value_{each.code}"], self.cleaned_data[f"reason_{each.code}"]
            if value or reason:
                number = int(value) if value and value != "missing" else None
                found[each.code] = MarkTerms(number, reason, value == "missing")
        return found
