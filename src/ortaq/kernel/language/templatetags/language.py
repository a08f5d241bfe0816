"""Template filters for text in three languages."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ortaq.kernel.language.queries import current_language, language_of, shown
from ortaq.kernel.language.rules import Text, Words

register = template.Library()


@register.filter
def text(value: Text | str | None) -> str:
    """``{{ state.label|text }}``: a ``Text`` in the language of the page; a plain string as it is."""
    if isinstance(value, Text):
        return shown(value)
    return "" if value is None else str(value)


@register.filter
def written(value: object, language: str = "") -> SafeString:
    """``{{ fair.title|written }}``, ``{{ appeal.subject|written:appeal.language }}``: one line of what somebody wrote.

    Isolated from the text around, and marked with its language where the page has another one. Not for attributes.
    """
    if value is None or value == "":
        return SafeString("")
    return format_html("<bdi{}>{}</bdi>", lang(value, language), value)


@register.filter
def lang(value: object, language: str = "") -> SafeString:
    """``<div{{ fair.about|lang }}>``: the attribute for an element whose text is in another language than the page.

    What neither knows its language nor is given one is judged by its letters.
    """
    if value is None or value == "":
        return SafeString("")
    own = language or (value.language if isinstance(value, Words) else language_of(str(value)))
    if own == current_language():
        return SafeString("")
    return format_html(' lang="{}"', own)


@register.filter
def marked(value: object) -> object:
    """``{{ cell.text|marked }}``: for components that show labels as well as what somebody wrote.

    Marks what knows that its language isn't the page's, and Cyrillic on an English page; leaves the rest as it is.
    """
    attribute = marked_lang(value)
    return format_html("<span{}>{}</span>", attribute, value) if attribute else value


@register.filter
def marked_lang(value: object) -> SafeString:
    """The same for an element that takes no other inside: ``<option{{ label|marked_lang }}>``."""
    if not isinstance(value, Words) and current_language() != "en":
        return SafeString("")
    return lang(value)
