"""Filters of the office's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from ortaq.systems.reception.queries import office

if TYPE_CHECKING:
    from ortaq.kernel.accounts.models import User

register = template.Library()


@register.filter
def called(user: User | None) -> str:
    """``{{ note.user|called }}``: what an officer is called."""
    return office.called(user)


@register.filter
def of(names: dict[str, Any], code: str) -> Any:
    """``{{ outcomes|of:answer.outcome }}``: the name that belongs to a code."""
    return names.get(code, code)
