"""The auditor's pages: every event, change of rights and reading, by filter, and the same as CSV.

Numbers, codes, roles and offices: no content of records and nothing that says who a person is.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from ortaq.kernel.events.permissions import may_read_log
from ortaq.kernel.events.queries import LogFilter, log_of, log_page, officers_account
from ortaq.kernel.interchange.exports import csv_response
from ortaq.kernel.interchange.rules import Cell, Column
from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.registry import kinds
from ortaq.kernel.limits.views import limited
from ortaq.kernel.parties.queries import actor_of, bodies
from ortaq.kernel.parties.roles import ROLES
from ortaq.kernel.web.templatetags.formats import moment
from ortaq.portal.forms import DOORS, LogForm

KINDS = ("events", "rights", "readings")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "events": ("id", "at", "record", "sequence", "code", "state", "actor_kind", "account", "role", "office", "public", "hash"),
    "rights": ("sequence", "at", "code", "actor_kind", "account", "subject", "role", "office", "first_day", "last_day", "reason", "hash"),
    "readings": ("id", "at", "record", "door", "account", "role", "office"),
}  # fmt: skip
"""Columns of the CSV: an interface, the same in every language; new ones are added at the end."""


@never_cache
@login_required
@require_GET
def log(request: HttpRequest, kind: str = "events") -> HttpResponse:
    """One page of a log."""
    form, chosen = _asked(request, kind)
    page, after = log_page(kind, chosen, _cursor(request)) if chosen else ([], None)
    context = {
        "kind": kind,
        "kinds": [(each, name) for each, name in _names().items()],
        "form": form,
        "rows": [_row(kind, row) for row in page],
        "columns": [{"label": label} for label in _headings(kind)],
        "next": after,
        "query": request.GET.urlencode(),
    }
    return render(request, "portal/log.html", context, status=200 if chosen else 422)


@never_cache
@login_required
@require_GET
@limited("export", methods=("GET",))
def log_csv(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The whole log by the same filter, as CSV, row by row."""
    _form, chosen = _asked(request, kind)
    if chosen is None:
        raise Http404
    columns = [Column(name) for name in COLUMNS[kind]]
    return csv_response(_cells(kind, chosen), columns, f"log-{kind}-{timezone.localdate().isoformat()}.csv")


def _asked(request: HttpRequest, kind: str) -> tuple[LogForm, LogFilter | None]:
    """The filter; None when something in it can't be. Raises PermissionDenied, Http404 for a log that doesn't exist."""
    if not may_read_log(actor_of(request.user)):
        raise PermissionDenied
    if kind not in KINDS:
        raise Http404
    offices = list(bodies())
    form = LogForm(request.GET, offices=offices, kind=kind)
    if not form.is_valid():
        return form, None
    told = form.cleaned_data
    account = told["account"]
    return form, LogFilter(
        number=told["record"].strip().upper(),
        office_id={body.slug: body.pk for body in offices}.get(told["office"]),
        # What nobody has finds nothing: 0 is no account.
        account=(int(account) if account.isdigit() else officers_account(account) or 0) if account else None,
        code=told["code"],
        first=told["first"],
        last=told["last"],
    )


def _names() -> dict[str, str]:
    return {"events": _("Events of records"), "rights": _("Changes of rights"), "readings": _("Readings")}


def _headings(kind: str) -> list[str]:
    when, who, office = _("When"), _("Account"), _("Office")
    return {
        "events": [when, _("Record"), pgettext("happening", "What"), _("State"), who, _("Role"), office],
        "rights": [
            when,
            pgettext("happening", "What"),
            _("By account"),
            _("To account"),
            _("Role"),
            office,
            _("Reason"),
        ],
        "readings": [when, _("Record"), _("By which way"), who, _("Role"), office],
    }[kind]


def _row(kind: str, row: Any) -> dict[str, Any]:
    office, when = row.office.name if row.office else "", moment(row.at)
    if kind == "events":
        what = _label(row.record.kind, row.code)
        cells = [when, row.record.number, what, row.state, _who(row.actor_kind, row.actor_id), _role(row.role), office]
    elif kind == "rights":
        period = " – ".join(filter(None, (row.data.get("first_day"), row.data.get("last_day"))))
        what = f"{_right(row.code)} ({period or row.data.get('level', '')})"
        cells = [
            when,
            what,
            _who(row.actor_kind, row.actor_id),
            f"№ {row.subject_id}",
            _role(row.role),
            office,
            row.reason,
        ]
    else:
        roles = ", ".join(_role(code) for code in row.roles.split(","))
        cells = [when, row.record.number, str(DOORS[row.door]), f"№ {row.reader_id}", roles, office]
    return {"cells": [{"text": cell} for cell in cells]}


def _label(kind: str, code: str) -> str:
    for declared in kinds():
        if declared.code == kind and code in declared.lifecycle.transitions:
            transition = declared.lifecycle.transitions[code]
            return f"{shown(transition.done or transition.label)} ({code})"
    return code


def _right(code: str) -> str:
    return {
        "role_given": _("Role given"),
        "role_changed": _("Last day of a role changed"),
        "role_ended": _("Role ended"),
        "level_raised": _("Identity proved by a provider"),
        "many_readings": _("More records read in a day than usual"),
    }.get(code, code)


def _role(code: str) -> str:
    return shown(ROLES[code].name) if code in ROLES else code


def _who(kind: str, account: int | None) -> str:
    if account is not None:
        return f"№ {account}"
    return _("the system") if kind == "system" else _("without an account")


def _cells(kind: str, chosen: LogFilter) -> Iterator[list[Cell]]:
    for row in log_of(kind, chosen).iterator(chunk_size=2000):
        at, office = timezone.localtime(row.at).isoformat(), row.office.slug if row.office else ""
        if kind == "events":
            yield [
                str(row.pk), at, row.record.number, str(row.sequence), row.code, row.state, row.actor_kind,
                str(row.actor_id or ""), row.role, office, "true" if row.is_public else "false", bytes(row.hash).hex(),
            ]  # fmt: skip
        elif kind == "rights":
            yield [
                str(row.sequence), at, row.code, row.actor_kind, str(row.actor_id or ""), str(row.subject_id), row.role,
                office, row.data.get("first_day") or "", row.data.get("last_day") or "", row.reason, bytes(row.hash).hex(),
            ]  # fmt: skip
        else:
            yield [str(row.pk), at, row.record.number, row.door, str(row.reader_id), row.roles, office]


def _cursor(request: HttpRequest) -> int | None:
    value = request.GET.get("after", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 18 else None
