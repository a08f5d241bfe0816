"""Template filters for text in three languages."""

from django import template

from ortaq.kernel.language.queries import shown
from ortaq.kernel.language.rules import Text

register = template.Library()


@register.filter
def text(value: Text | str | None) -> str:
    """``{{ state.label|text }}``: a ``Text`` in the language of the page; a plain string as it is."""
    if isinstance(value, Text):
        return shown(value)
    return "" if value is None else str(value)
