"""Pages of figures: what the region plans and spends, every share with its base, every printed claim recomputed."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST, require_safe

from ortaq.kernel.interchange.exports import csv_response, xlsx_response
from ortaq.kernel.interchange.rules import MAX_BYTES
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.lifecycle.rules import Decision
from ortaq.kernel.parties.queries import actor_of
from ortaq.kernel.parties.rules import Actor
from ortaq.systems.budget import actions, permissions, queries, rules
from ortaq.systems.budget.exports import COLUMNS, rows_of, template_rows
from ortaq.systems.budget.forms import CorrectionForm, FileForm
from ortaq.systems.budget.imports import import_figures, judged
from ortaq.systems.budget.lifecycle import LIFECYCLE
from ortaq.systems.budget.queries import KeptFile, Whole

View = Callable[..., HttpResponseBase]


def _actor(request: HttpRequest) -> Actor:
    return actor_of(request.user)


def _refusal(request: HttpRequest, reason: Text | None) -> HttpResponse:
    return render(request, "budget/refused.html", {"reason": reason}, status=403)


def _office(demand: Callable[[Actor], Decision]) -> Callable[[View], View]:
    """Lets in who is signed in and may; the others read why not."""

    def guard(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            decision = demand(_actor(request))
            if not decision:
                return _refusal(request, decision.reason)
            try:
                return view(request, *args, **kwargs)
            except Refused as refusal:
                return _refusal(request, refusal.reason)

        return guarded

    return guard


def _visible(request: HttpRequest, found: Whole | None) -> Whole:
    """*found*, or 404 for what isn't there and for what isn't public, alike."""
    if found is None or not permissions.may_see(_actor(request), found.dataset):
        raise Http404
    return found


# ---- public ------------------------------------------------------------------------------------------------------


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The budget page: the latest year's plan, its parts, the checks, and the years compared."""
    return _page(request, queries.latest(), is_index=True)


@require_safe
def dataset(request: HttpRequest, code: str, version: int | None = None) -> HttpResponse:
    """One dataset: the published version, or a version by its number."""
    return _page(request, _visible(request, queries.whole(code, version)), is_index=False)


@require_safe
def datasets(request: HttpRequest) -> HttpResponse:
    """The list of datasets with their states."""
    after = request.GET.get("after", "")
    found = queries.datasets(
        office=False, after=int(after) if after.isascii() and after.isdigit() and len(after) < 16 else None, size=51
    )
    rows = [(item, LIFECYCLE.states[item.state]) for item in found[:50]]
    return render(request, "budget/datasets.html", {"rows": rows, "next": found[49].pk if len(found) > 50 else None})


@require_safe
def table(request: HttpRequest, code: str = "", version: int | None = None, kind: str = "csv") -> HttpResponseBase:
    """The rows of a dataset as CSV or XLSX: a permanent link, the same in every language."""
    found = _visible(request, queries.whole(code, version) if code else queries.latest())
    name = f"{found.dataset.code}-v{found.dataset.version}.{kind}"
    return _table(rows_of(found), name, kind)


def _table(rows: Any, name: str, kind: str) -> StreamingHttpResponse | FileResponse:
    return xlsx_response(rows, COLUMNS, name) if kind == "xlsx" else csv_response(rows, COLUMNS, name)


def _page(request: HttpRequest, found: Whole | None, *, is_index: bool) -> HttpResponse:
    if found is None:
        return render(request, "budget/empty.html")
    totals = [figure for figure in found.totals if figure.amount is not None]
    total = max(totals, key=lambda figure: figure.year) if totals else None
    checks = found.checks
    by = _actor(request)
    context = {
        "found": found,
        "dataset": found.dataset,
        "state": LIFECYCLE.states[found.dataset.state],
        "total": total,
        "bands": rules.picture(found.figures, total) if total else [],
        "breakdowns": found.breakdowns,
        "checks": [(check, rules.VERDICTS[check.verdict]) for check in checks],
        "differing": sum(check.verdict == rules.DIFFERS for check in checks),
        "checkable": sum(check.verdict != rules.UNVERIFIABLE for check in checks),
        "years": queries.years() if is_index else [],
        "is_index": is_index,
        "notes": found.texts_of("note"),
        "corrections": [text for text in found.texts if text.kind == "correction"],
        "source": {kind: found.texts_of(kind) for kind in ("source", "publisher", "author", "when", "legal")},
        "transitions": _transitions(by, found) if permissions.may_see_office(by) else [],
        "correction_form": CorrectionForm() if permissions.may_correct(by, found.dataset) else None,
    }
    return render(request, "budget/dataset.html", context)


def _transitions(by: Actor, found: Whole) -> list[dict[str, Any]]:
    """The next steps of a dataset's life: which are open to *by*, and why not."""
    item = found.dataset
    steps = [t for t in LIFECYCLE.transitions.values() if item.state in t.sources and t.code != "supersede"]
    return [
        {
            "label": t.label,
            "url": reverse("budget:advance", args=[item.pk, t.code]),
            "decision": permissions.may(by, t.code, item),
        }
        for t in steps
    ]


# ---- office ------------------------------------------------------------------------------------------------------


@_office(permissions.may_see_office)
@require_GET
def office(request: HttpRequest) -> HttpResponse:
    """All datasets with their states, and the form to send a file."""
    return _office_page(request, FileForm() if permissions.may_import(_actor(request)) else None)


def _office_page(request: HttpRequest, form: FileForm | None, status: int = 200) -> HttpResponse:
    rows = [(item, LIFECYCLE.states[item.state]) for item in queries.datasets(office=True)]
    return render(request, "budget/office.html", {"rows": rows, "form": form}, status=status)


@_office(permissions.may_import)
@require_POST
def send(request: HttpRequest) -> HttpResponseBase:
    """Keeps a sent file and shows what it holds before anything is loaded."""
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _office_page(request, form, status=422)
    file = form.cleaned_data["file"]
    content = file.read(MAX_BYTES + 1)
    digest = hashlib.sha256(content).hexdigest()
    kept = actions.keep_sent_file(by=_actor(request), name=file.name, content=content, sha256=digest, at=timezone.now())
    return redirect("budget:sent", kept.pk)


def _own_file(request: HttpRequest, pk: int) -> KeptFile:
    kept = queries.sent_file(pk, sent_by_id=_actor(request).user_id)
    if kept is None:
        raise Http404
    return kept


@_office(permissions.may_import)
@require_GET
def sent(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview of a sent file: columns, rows, sums, checks, and everything that is wrong."""
    return _preview(request, _own_file(request, pk))


def _preview(request: HttpRequest, kept: KeptFile, status: int = 200) -> HttpResponse:
    report = judged(kept.content, kept.name)
    context = {
        "kept": kept,
        "report": report,
        "checks": [(check, rules.VERDICTS[check.verdict]) for check in report.checks],
        "has_errors": bool(report.problems),
    }
    return render(request, "budget/preview.html", context, status=status)


@_office(permissions.may_import)
@require_POST
def load(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Loads a file that was previewed, whole or not at all."""
    kept = _own_file(request, pk)
    report = import_figures(kept.content, by=_actor(request), at=timezone.now(), name=kept.name)
    made = report.dataset or report.already
    if made is None:
        return _preview(request, kept, status=422)
    actions.mark_imported(sent_file_id=kept.pk, dataset=made)
    return redirect("budget:version", made.code, made.version)


@_office(permissions.may_see_office)
@require_POST
def advance(request: HttpRequest, pk: int, code: str) -> HttpResponseBase:
    """Checks or publishes a dataset."""
    act = {"check": (actions.check_dataset, "draft"), "publish": (actions.publish_dataset, "checked")}.get(code)
    if act is None:
        raise Http404
    try:
        item = act[0](by=_actor(request), dataset_id=pk, at=timezone.now(), expected=act[1])
    except actions.NoSuchDataset as error:
        raise Http404 from error
    return redirect("budget:version", item.code, item.version)


@_office(permissions.may_import)
@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Adds a correction note to a dataset."""
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return render(request, "budget/correction.html", {"form": form, "pk": pk}, status=422)
    try:
        note = actions.add_correction(
            by=_actor(request), dataset_id=pk, words=Text(**form.cleaned_data), at=timezone.now()
        )
    except actions.NoSuchDataset as error:
        raise Http404 from error
    return redirect("budget:version", note.dataset.code, note.dataset.version)


@_office(permissions.may_see_office)
@require_GET
def template(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The file to fill in, with an example of every kind of row."""
    return _table(template_rows(), f"ortaq-figures.{kind}", kind)
