"""Filters for the forms of accounts."""

from django import forms, template

register = template.Library()


@register.filter
def without_placeholders(form: forms.BaseForm) -> forms.BaseForm:
    """*form* without grey words inside its fields: they repeat the label, and vanish when one begins to write."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
    return form
