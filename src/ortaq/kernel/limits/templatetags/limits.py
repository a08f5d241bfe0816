"""The idempotency key of a form."""

import secrets

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def once(context: template.Context) -> SafeString:
    """A hidden field with a fresh key: however often the form is sent, it is carried out once.

    A form that is drawn again after an error keeps the key it was sent with.
    """
    request = context.get("request")
    sent = request.POST.get("once", "") if request is not None and request.method == "POST" else ""
    key = sent if sent.isascii() and 20 <= len(sent) <= 60 else secrets.token_urlsafe(24)
    return format_html('<input type="hidden" name="once" value="{}">', key)
