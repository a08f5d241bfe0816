"""Pages of the business calendar: everybody reads it, the coordinator changes it."""

from calendar import monthrange
from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ortaq.kernel.clocks.actions import change_day
from ortaq.kernel.clocks.forms import FIRST_YEAR, LAST_YEAR, DayForm
from ortaq.kernel.clocks.permissions import may_change_calendar
from ortaq.kernel.clocks.queries import calendar_changes, calendar_day, calendar_days
from ortaq.kernel.clocks.rules import local_day
from ortaq.kernel.language.rules import Text
from ortaq.kernel.parties.queries import actor_of

_CHANGES_SHOWN = 20


@require_safe
def calendar(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """``/calendar/`` and ``/calendar/<year>/``: the days of a year that differ from their week. Open to everybody."""
    shown = local_day(timezone.now()).year if year is None else year
    if not FIRST_YEAR <= shown <= LAST_YEAR:
        raise Http404
    may_change = may_change_calendar(actor_of(request.user))
    days = calendar_days(shown)
    context = {
        "year": shown,
        "previous_year": shown - 1 if shown > FIRST_YEAR else None,
        "next_year": shown + 1 if shown < LAST_YEAR else None,
        "days": days,
        "months": _months(shown, {each.day: each.works for each in days}),
        "may_change": may_change,
        "changes": calendar_changes(_CHANGES_SHOWN) if may_change else [],
    }
    return render(request, "clocks/calendar.html", context)


def _months(year: int, marked: dict[date, bool]) -> list[dict[str, object]]:
    """The months of *year* as they are drawn: the place of each day in its month's picture, and what kind of day it is."""
    months: list[dict[str, object]] = []
    for month in range(1, 13):
        first, drawn = date(year, month, 1), []
        for number in range(1, monthrange(year, month)[1] + 1):
            row, column = divmod(first.weekday() + number - 1, 7)
            works = marked.get(date(year, month, number))
            tone = "week" if works is None and column >= 5 else {True: "works", False: "off"}.get(works, "")  # type: ignore[arg-type]
            x, y = 1 + column * 26, 26 + row * 24
            drawn.append({"number": number, "x": x, "y": y, "middle": x + 12, "base": y + 16, "tone": tone})
        months.append({"name": date_format(first, "F"), "days": drawn})
    return months


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, day: str = "") -> HttpResponse:
    """``/calendar/change/`` and ``/calendar/change/<day>/``: the form of one day, for the coordinator."""
    by = actor_of(request.user)
    if not may_change_calendar(by):
        raise PermissionDenied
    form = DayForm(request.POST) if request.method == "POST" else DayForm(initial=_standing(day))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        changed = change_day(
            by=by,
            day=told["day"],
            works=told["works"],
            name=Text(told["name_kk"], told["name_ru"], told["name_en"]),
            reason=told["reason"],
            at=timezone.now(),
        )
        messages.success(request, _("The day is changed. Due days of open cases are being counted anew."))
        return redirect("clocks:year", year=changed.day.year)
    return render(request, "clocks/change.html", {"form": form}, status=422 if form.is_bound else 200)


def _standing(day: str) -> dict[str, object]:
    """What the form begins with. Raises Http404 for what is no day."""
    if not day:
        return {}
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    known = calendar_day(wanted)
    if known is None:
        return {"day": wanted, "works": "yes" if wanted.weekday() >= 5 else "no"}
    return {
        "day": wanted,
        "works": "yes" if known.works else "no",
        "name_kk": known.name_kk,
        "name_ru": known.name_ru,
        "name_en": known.name_en,
    }
