"""Deeds: what can be done with a record from its page, as a form for each, for whichever side looks at it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ortaq.kernel.clocks.rules import ClockError
from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.actions import Refused, Stale, open_transitions
from ortaq.kernel.lifecycle.queries import Happening
from ortaq.kernel.lifecycle.registry import kind_of
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.web.views import acting, version_of
from ortaq.systems.fairs.forms.fields import ReasonForm

if TYPE_CHECKING:
    from ortaq.kernel.records.models import Record

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Doing:
    """One deed on its way: who, when, on which version, with what was typed."""

    by: Actor
    at: datetime
    version: int
    form: Any

    @property
    def common(self) -> dict[str, Any]:
        return {"by": self.by, "at": self.at, "version": self.version}

    @property
    def typed(self) -> dict[str, Any]:
        return dict(self.form.cleaned_data)


@dataclass(frozen=True, slots=True)
class Deed:
    """A deed: its form, and the action behind it. ``shown_as`` names the transition whose words it has."""

    form: Callable[[Any, Any, Any], forms.Form]
    act: Callable[[Any, Doing], object]


def plain(code: str, act: Callable[[Any, Doing], object]) -> Deed:
    """A deed without fields."""
    return Deed(lambda record, data, files: forms.Form(data, prefix=code), act)


def reasoned(code: str, act: Callable[[Any, Doing], object]) -> Deed:
    """A deed that asks for a reason, and says so where everybody reads it."""

    def form(record: Record, data: Any, files: Any) -> forms.Form:
        return ReasonForm(data, prefix=code, public=kind_of(record).lifecycle.transitions[code].reason_public)

    return Deed(form, act)


def deeds_of(
    record: Record,
    actor: Actor,
    deeds: Mapping[str, Deed],
    address: str,
    *,
    first: str = "",
    failed: str = "",
    form: Any = None,
) -> list[dict[str, Any]]:
    """The forms of what *actor* may do now, what the state waits for first. *address*: where each is sent to."""
    opened = {step.code for step in open_transitions(record, actor)}
    transitions = kind_of(record).lifecycle.transitions
    rows = [
        {
            "code": code,
            "label": shown(transitions[code].label),
            "href": reverse(address, args=[record.number, code]),
            "form": form if code == failed else deed.form(record, None, None),
            "is_open": code in opened,
            "is_first": code == (failed or first),
        }
        for code, deed in deeds.items()
        if code in opened or code == failed
    ]
    return sorted(rows, key=lambda row: not row["is_first"])


def do(
    request: HttpRequest,
    record: Record,
    code: str,
    deeds: Mapping[str, Deed],
    *,
    address: str,
    template: str,
    context: Callable[..., dict[str, Any]],
) -> HttpResponse:
    """Does one of *deeds*; a refusal draws the page again with the reason and all that was typed."""
    actor, at = acting(request), timezone.now()
    if code not in deeds:
        raise Http404
    form = deeds[code].form(record, request.POST, request.FILES)
    status = 422
    if form.is_valid():
        try:
            deeds[code].act(record, Doing(actor, at, version_of(request.POST.get("version")), form))
        except (Refused, ClockError) as refusal:
            form.add_error(None, shown(refusal.reason))
            status = 409 if isinstance(refusal, Stale) else 422
            record.refresh_from_db()
        else:
            done = kind_of(record).lifecycle.transitions[code].done
            messages.success(request, shown(done) if done else "")
            return redirect(address, record.number)
    return render(request, template, context(record, actor, failed=code, form=form), status=status)


def kept(
    request: HttpRequest,
    form: Any,
    act: Callable[[Doing], Any],
    *,
    said: str,
    then: Callable[[Any], HttpResponse],
    record: Record | None = None,
    parts: Sequence[Any] = (),
) -> HttpResponse | int:
    """Does *act* with what was sent from a page that writes something, says that it is done and goes to *then*.

    Until it is done the answer is the status with which the page is drawn: 200 for an unsent form, 422 when *form* or
    one of its *parts* says what is wrong, 409 when *record*, which was changed, has been changed by somebody meanwhile.
    """
    if not form.is_bound:
        return 200
    if not all(each.is_valid() for each in (form, *parts)):
        return 422
    try:
        made = act(Doing(acting(request), timezone.now(), version_of(request.POST.get("version")), form))
    except Refused as refusal:
        form.add_error(None, shown(refusal.reason))
        if record is not None:
            record.refresh_from_db()
        return 409 if isinstance(refusal, Stale) else 422
    messages.success(request, said)
    return then(made)


def there(found: R | None) -> R:
    """What was found; a 404 for what isn't there, or isn't for who asks."""
    if found is None:
        raise Http404
    return found


def happenings(record: Record, told: Iterable[Happening]) -> list[dict[str, Any]]:
    """What the reader is told of a record's course, as the timeline shows it."""
    declared, rows = kind_of(record).lifecycle.transitions, []
    for event in told:
        transition = declared.get(event.code)
        title = shown(transition.done) if transition and transition.done else OTHER.get(event.code, lambda: "")()
        rows.append(
            {
                "title": title or _("Begun"),
                "at": event.at,
                "by": event.office.name if event.office else "",
                "text": event.reason,
            }
        )
    return rows


OTHER: dict[str, Callable[[], str]] = {
    "ask": lambda: _("A question came"),
    "answer": lambda: _("A question was answered"),
    "request": lambda: _("The NGO asked for talks"),
    "offer": lambda: _("Help was offered"),
    "draw_up": lambda: _("The draft was made"),
    "send": lambda: _("The profile was sent"),
    "talk": lambda: _("A message was written"),
    "hide_question": lambda: _("A question was taken down"),
}
"""Happenings that are no transitions."""
