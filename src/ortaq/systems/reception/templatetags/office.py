"""Filters of the office's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from ortaq.systems.reception.queries import office

if TYPE_CHECKING:
    from ortaq.kernel.accounts.models import User

register = template.Library()


@register.filter
def called(user: User | None, role: str = "") -> str:
    """``{{ appeal.lead|called:"executor" }}``: what an officer who acts in this role is called."""
    return office.called(user, role)


@register.filter
def of(names: dict[str, Any], code: str) -> Any:
    """``{{ outcomes|of:answer.outcome }}``: the name that belongs to a code."""
    return names.get(code, code)
