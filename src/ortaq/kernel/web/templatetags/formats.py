"""Filters for money, numbers and dates as the language of the page writes them. How amounts are written is in ``kernel/money``."""

from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from ortaq.kernel.language.queries import current_language
from ortaq.kernel.money import rules as money_rules
from ortaq.kernel.web import rules

register = template.Library()


def _decimal(value: object) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


@register.filter
def money(value: object) -> str:
    """Exact tenge: ``814 800 000 ₸``; tiyn only where there are any. Nothing for None."""
    amount = _decimal(value)
    return "" if amount is None else money_rules.money_text(amount, current_language())


@register.filter
def money_short(value: object) -> str:
    """Tenge in millions, rounded for reading: ``814,8 млн ₸``."""
    amount = _decimal(value)
    return "" if amount is None else money_rules.millions_text(amount, current_language())


@register.filter
def number(value: object) -> str:
    """A number with grouped thousands: ``12 345``."""
    amount = _decimal(value)
    return "" if amount is None else money_rules.number_text(amount, current_language())


@register.filter
def whole(value: str | None) -> SafeString:
    """``{{ agreement.number|whole }}``, ``{{ text|whole }}``: public numbers in it stay in one line. Not for attributes."""
    return mark_safe(rules.whole(conditional_escape("" if value is None else value)))  # noqa: S308 -- escaped just here


@register.filter
def percent(value: object, places: int = 1) -> str:
    """A ``money.rules.Share``, or per cents (66.3), as ``66,3 %``. Nothing for None."""
    share = value if isinstance(value, money_rules.Share) else _decimal(value)
    return "" if share is None else money_rules.percent_text(share, current_language(), places)


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


@register.filter
def day(value: date | datetime | None) -> str:
    """A day in words: ``2018 ж. 22 тамыз``."""
    return rules.day(_local(value), current_language()) if value else ""


@register.filter
def day_short(value: date | datetime | None) -> str:
    """A day in figures: ``22.08.2018``, in every language."""
    return _local(value).strftime("%d.%m.%Y") if value else ""


@register.filter
def moment(value: date | datetime | None) -> str:
    """A day in words, with hours and minutes when *value* has them."""
    return rules.moment(_local(value), current_language()) if value else ""


@register.filter
def machine(value: date | datetime | None) -> str:
    """For ``<time datetime>``: ISO 8601."""
    if not value:
        return ""
    local = _local(value)
    return local.isoformat(timespec="minutes") if isinstance(local, datetime) else local.isoformat()


@register.filter
def period(value: date | datetime | None) -> str:
    """How long ago or until when, from now: ``3 күн бұрын``."""
    if not value:
        return ""
    now = timezone.now()
    when = value if isinstance(value, datetime) else timezone.make_aware(datetime.combine(value, time()))
    return rules.period(when - now, current_language())
