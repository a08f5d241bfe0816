"""Filters of the office's pages."""

from typing import Any

from django import template

from ortaq.kernel.accounts.models import User
from ortaq.systems.reception.queries import office

register = template.Library()


@register.filter
def called(user: User | None) -> str:
    """``{{ note.user|called }}``: what an officer is called."""
    return office.called(user)


@register.filter
def of(names: dict[str, Any], code: str) -> Any:
    """``{{ outcomes|of:answer.outcome }}``: the name that belongs to a code."""
    return names.get(code, code)
