"""The office of surveys: planning, opening, codes on paper and by text message, progress, hints, comments, closing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.notices.queries import text_counts
from ortaq.kernel.web.views import acting, officers_only
from ortaq.procedures.surveys import actions, queries
from ortaq.procedures.surveys.exports import KINDS, slips
from ortaq.procedures.surveys.forms import BatchForm, CommentForm, OpenForm, PlanForm, TextsForm
from ortaq.procedures.surveys.permissions import KEEPERS, TYPISTS, may_run, may_type
from ortaq.procedures.surveys.rules.flags import FLAGS

if TYPE_CHECKING:
    from ortaq.kernel.records.models import Record
    from ortaq.procedures.surveys.models import Survey

STATES = {"draft": "grey", "open": "green", "closed": "sky"}


@require_GET
@officers_only(*TYPISTS)
def index(request: HttpRequest) -> HttpResponse:
    """The surveys of the bodies where one works."""
    found = queries.office_surveys(acting(request).offices(*TYPISTS))
    return render(request, "surveys/office/index.html", {"rows": [(each, *labelled(each)) for each in found]})


def labelled(survey: Survey) -> tuple[str, str]:
    """The name of a survey's state, and its colour."""
    names = {"draft": _("Planned"), "open": _("Open for answers"), "closed": pgettext("survey", "Closed")}
    return names[survey.state], STATES[survey.state]


@require_http_methods(["GET", "POST"])
@officers_only(*KEEPERS)
def plan(request: HttpRequest, number: str) -> HttpResponse:
    """Plans a survey about a record of one's body."""
    record = _record(request, number)
    today = timezone.localdate()
    form = PlanForm(request.POST or None, initial={"opens_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            survey = actions.draw_survey(about=record, **form.cleaned_data, by=acting(request), at=timezone.now())
        except Refused as refusal:
            form.add_error(None, shown(refusal.reason))
        else:
            return redirect("surveys:survey", survey.pk)
    context = {"form": form, "record": record, "needed": queries.needed_table()}
    return render(request, "surveys/office/plan.html", context, status=422 if form.errors else 200)


@require_GET
@officers_only(*TYPISTS)
def survey(request: HttpRequest, pk: int) -> HttpResponse:
    """One survey: what is to be done, how far it is, what smells, what people wrote."""
    found = _survey(request, pk)
    return _page(request, found)


def _page(request: HttpRequest, found: Survey, **forms: Any) -> HttpResponse:
    keeper = bool(may_run(acting(request), found.about.body_id))
    name, tone = labelled(found)
    comments = queries.comments_to_read(found) if keeper else []
    context = {
        "survey": found,
        "state": name,
        "tone": tone,
        "keeper": keeper,
        "progress": queries.progress(found),
        "needed": queries.needed_for(found.recipients),
        "result": queries.found(found) if found.state == "closed" else None,
        "hints": [(shown(FLAGS[flag.code]), flag) for flag in queries.hints(found)] if keeper else [],
        "comments": [
            (each, CommentForm(initial={"response": each.pk, "text": each.public_comment}, prefix=str(each.pk)[:8]))
            for each in comments
        ],
        "open_form": OpenForm(sample=found.sample, initial={"paper": found.sample}),
        "batch_form": BatchForm(),
        "batches": queries.batches_of(found),
        "texts": text_counts(actions.texts_of(found)) if keeper else {},
        **forms,
    }
    wrong = any(form.errors for form in forms.values())
    return render(request, "surveys/office/survey.html", context, status=422 if wrong else 200)


@require_POST
@officers_only(*KEEPERS)
def open_(request: HttpRequest, pk: int) -> HttpResponse:
    """Draws the sample. The codes come to paper afterwards."""
    found = _kept(request, pk)
    form = OpenForm(request.POST, sample=found.sample)
    if form.is_valid():
        try:
            actions.open_survey(survey=found, channels=form.channels, by=acting(request), at=timezone.now())
        except Refused as refusal:
            form.add_error(None, shown(refusal.reason))
        else:
            messages.success(request, _("The sample is drawn. Print the codes now."))
            return redirect("surveys:survey", pk)
    return _page(request, found, open_form=form)


@require_POST
@officers_only(*KEEPERS)
def codes(request: HttpRequest, pk: int, channel: str, kind: str) -> HttpResponse:
    """New codes for who hasn't answered, as a PDF to print. They are shown this once and kept nowhere."""
    found = _kept(request, pk)
    if kind not in KINDS:
        raise Http404
    try:
        handed = actions.renew_codes(survey=found, channel=channel, by=acting(request), at=timezone.now())
    except Refused as refusal:
        messages.error(request, shown(refusal.reason))
        return redirect("surveys:survey", pk)
    if not handed:
        messages.info(request, _("Everybody of this channel has answered."))
        return redirect("surveys:survey", pk)
    response = HttpResponse(slips(found, handed, kind), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{found.about.number}-{channel}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "POST"])
@officers_only(*KEEPERS)
def texts(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends the codes by text message. The numbers are kept until the messages have left, and nowhere else."""
    found = _kept(request, pk)
    if found.state != "open":
        return redirect("surveys:survey", pk)
    form = TextsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            count = actions.text_codes(
                survey=found, numbers=form.cleaned_data["numbers"], by=acting(request), at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, shown(refusal.reason))
        else:
            messages.success(
                request,
                ngettext("%(n)s text message is on its way.", "%(n)s text messages are on their way.", count)
                % {"n": count},
            )
            return redirect("surveys:survey", pk)
    context = {"survey": found, "form": form, "places": queries.places_asked(found, "sms")}
    return render(request, "surveys/office/texts.html", context, status=422 if form.errors else 200)


@require_POST
@officers_only(*KEEPERS)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends a survey."""
    found = _kept(request, pk)
    try:
        actions.close_survey(survey=found, by=acting(request), at=timezone.now())
        messages.success(request, _("The survey is closed. What it found is public now, as far as it may be shown."))
    except Refused as refusal:
        messages.error(request, shown(refusal.reason))
    return redirect("surveys:survey", pk)


@require_POST
@officers_only(*KEEPERS)
def comment(request: HttpRequest, pk: int, response: str) -> HttpResponse:
    """Makes a comment public, or takes it back."""
    found = _kept(request, pk)
    row = queries.response(found, response)
    form = CommentForm(request.POST, prefix=response[:8])
    if row is None or not form.is_valid():
        raise Http404
    actions.publish_comment(response=row, text=form.cleaned_data["text"], by=acting(request), at=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("surveys:survey", pk)


def _record(request: HttpRequest, number: str) -> Record:
    found = queries.record(number)
    if found is None or not may_run(acting(request), found.body_id):
        raise Http404
    return found


def _survey(request: HttpRequest, pk: int) -> Survey:
    found = queries.survey(pk)
    if found is None or not may_type(acting(request), found.about.body_id):
        raise Http404
    return found


def _kept(request: HttpRequest, pk: int) -> Survey:
    found = _survey(request, pk)
    if not may_run(acting(request), found.about.body_id):
        raise PermissionDenied
    return found
