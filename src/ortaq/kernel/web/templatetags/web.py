"""Tags for the frame of a page and for components."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Any

from django import template
from django.conf import settings
from django.forms import BoundField, CheckboxInput, Textarea
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from ortaq.kernel.language.queries import current_language
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.registry import follows_of
from ortaq.kernel.parties.rules import GUEST
from ortaq.kernel.web.rules import bar_widths, in_language, share_places, stacked, with_query

if TYPE_CHECKING:
    from ortaq.kernel.records.models import Record

register = template.Library()
_OUTSIDE_REQUESTS = count(1)


@dataclass(frozen=True, slots=True)
class PageLanguage:
    """The page in one language; ``url`` is "" when the page has no address (a page drawn without a request)."""

    code: str
    name: str
    url: str
    is_current: bool


def _address(context: template.Context) -> str:
    """Path and query of the page; "" without a request. Works inside ``{% include … only %}`` too."""
    request = getattr(context, "request", None) or context.get("request")
    return request.get_full_path() if request is not None else ""


@register.simple_tag(takes_context=True)
def page_languages(context: template.Context) -> list[PageLanguage]:
    """This page in each language: same path, same query string."""
    address, current = _address(context), get_language()
    return [
        PageLanguage(code, str(name), in_language(address, code) if address else "", code == current)
        for code, name in settings.LANGUAGES
    ]


@register.simple_tag(takes_context=True)
def url_with(context: template.Context, **changes: object) -> str:
    """This address with some query parameters replaced; None or "" removes one: ``{% url_with sort="due" after=None %}``."""
    return with_query(_address(context), changes)


@register.simple_tag(takes_context=True)
def pager_url(context: template.Context, parameter: str, cursor: object, other: str) -> str:
    """The address of another page of a keyset list: *parameter* set to *cursor*, *other* (the way back) removed."""
    return with_query(_address(context), {parameter: cursor, other: None})


@register.simple_tag(takes_context=True)
def unique_id(context: template.Context, prefix: str) -> str:
    """An id that is unique on the page: "table-1", "table-2"…"""
    request = getattr(context, "request", None) or context.get("request")
    if request is None:
        return f"{prefix}-{next(_OUTSIDE_REQUESTS)}"
    if not hasattr(request, "web_ids"):
        request.web_ids = count(1)
    return f"{prefix}-{next(request.web_ids)}"


@register.simple_tag
def table_cell(columns: Sequence[Any], index: int) -> Any:
    """The column that the cell number *index* stands in; "" when the row is longer than the head."""
    return columns[index] if index < len(columns) else ""


@register.simple_block_tag(name="stacked")
def stacked_table(content: str) -> SafeString:
    """A table written by hand that is to be read on a phone: ``{% stacked %}<table …>…</table>{% endstacked %}``."""
    return mark_safe(stacked(content))  # noqa: S308 -- what stands inside was escaped when it was drawn


@register.simple_tag
def bars(rows: Sequence[Any], most: float | None = None) -> list[tuple[Any, str]]:
    """The rows of a chart, each with the length of its bar in hundredths of the longest, or of *most* on a fixed scale."""
    values = [row["value"] if isinstance(row, dict) else row.value for row in rows]
    return list(zip(rows, bar_widths([*values, *([most] if most else [])]), strict=False))


@register.simple_tag
def shares(rows: Sequence[Any]) -> list[tuple[Any, str, str]]:
    """The parts of a whole, each with where it starts and how long it is, in hundredths of the whole."""
    values = [row["value"] if isinstance(row, dict) else row.value for row in rows]
    return [(row, *place) for row, place in zip(rows, share_places(values), strict=True)]


@dataclass(frozen=True, slots=True)
class ClockState:
    """How a clock is drawn."""

    name: str
    tone: str
    days: int
    total: int
    used: str


@register.simple_tag
def clock_state(days_left: int | None, total: int | None = None, state: str = "") -> ClockState:
    """What a clock bar shows for *days_left* of *total* days; negative means late, but "over" where nobody had to act."""
    left = int(days_left or 0)
    whole = int(total or 0)
    name = state if state in {"done", "paused", "over"} else ("overdue" if left < 0 else "running")
    soon = name == "running" and left <= max(1, whole // 5)
    tone = {"done": "green", "paused": "grey", "over": "grey", "overdue": "red"}.get(name, "gold" if soon else "sky")
    used = Decimal(max(0, min(whole, whole - left))) * 100 / whole if whole else Decimal(0)
    return ClockState(name, tone, abs(left), whole, f"{used:.1f}")


@dataclass(frozen=True, slots=True)
class NextStep:
    """A button to what can follow from a record."""

    label: Text
    hint: Text
    url: str


@register.simple_tag(takes_context=True)
def what_follows(context: template.Context, record: "Record") -> list[NextStep]:
    """What the reader may begin from *record*, as other rooms have declared it: ``{% what_follows appeal as steps %}``."""
    request = getattr(context, "request", None) or context.get("request")
    actor = getattr(request, "actor", GUEST)
    return [
        NextStep(follow.label, follow.hint, f"/{current_language()}/{follow.address(record)}")
        for follow in follows_of(record, actor)
    ]


@register.filter
def aria_invalid(attributes: dict[str, Any]) -> bool:
    """Does a widget with these HTML attributes show a field that has errors?"""
    return attributes.get("aria-invalid") == "true"


@register.simple_tag
def field_kind(field: BoundField) -> str:
    """How the frame of a field is drawn: "checkbox" (label after the box), "characters" (a counter below) or ""."""
    widget = field.field.widget
    if isinstance(widget, CheckboxInput):
        return "checkbox"
    return "characters" if isinstance(widget, Textarea) and widget.attrs.get("maxlength") else ""
