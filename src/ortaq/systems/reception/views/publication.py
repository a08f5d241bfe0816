"""The moderator's pages: what waits for publication, and one appeal beside the public version that a person makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ortaq.kernel.documents.actions import publish_document, take_down_document
from ortaq.kernel.documents.forms import field_errors
from ortaq.kernel.documents.queries import documents_of, listed_for
from ortaq.kernel.documents.rules import FileRefused
from ortaq.kernel.events.actions import record_readings
from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.actions import Refused, Stale, decide
from ortaq.kernel.limits.views import limited
from ortaq.kernel.web.views import acting, officers_only
from ortaq.systems.reception.actions import publish_appeal, take_down_appeal
from ortaq.systems.reception.forms.publication import CopyForm, PublishForm, TakeDownForm
from ortaq.systems.reception.lifecycle import APPEAL
from ortaq.systems.reception.queries import publication
from ortaq.systems.reception.rules.redaction import KINDS, SURE, pieces, redacted, suggest

if TYPE_CHECKING:
    from ortaq.kernel.documents.models import Document
    from ortaq.systems.reception.models import Answer, Appeal


@require_GET
@officers_only("moderator")
def index(request: HttpRequest) -> HttpResponse:
    """Answered appeals that wait for their public version, and those that have one."""
    published = request.GET.get("which") == "published"
    queue = publication.publication_queue(acting(request), published=published, after=request.GET.get("after", "")[:20])
    rows = [{"appeal": appeal, "state": APPEAL.states[appeal.state]} for appeal in queue.appeals]
    return render(
        request, "reception/publication/index.html", {"rows": rows, "after": queue.after, "published": published}
    )


@require_GET
@officers_only("moderator")
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """The official copy with what looks personal in it, and the public version to be made or mended."""
    appeal = _found(request, number)
    return _page(request, appeal)


@require_POST
@officers_only("moderator")
def publish(request: HttpRequest, number: str) -> HttpResponse:
    """Publishes the three texts that the moderator has read."""
    appeal = _found(request, number)
    form = _publish_form(appeal, publication.signed_answer(appeal), request.POST)
    status = 422
    if form.is_valid():
        typed = form.cleaned_data
        try:
            publish_appeal(
                appeal=appeal,
                title=typed["title"],
                text=typed["text"],
                answer_text=typed.get("answer", ""),
                version=typed["version"],
                by=acting(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            status = _refused(form, appeal, refusal)
        else:
            messages.success(request, _("The public version is published."))
            return redirect("reception:moderate", appeal.number)
    return _page(request, appeal, publish=form, status=status)


@require_POST
@officers_only("moderator")
def take_down(request: HttpRequest, number: str) -> HttpResponse:
    """Takes the public version out of every public exit."""
    appeal = _found(request, number)
    form = TakeDownForm(request.POST, prefix="down")
    status = 422
    if form.is_valid():
        typed = form.cleaned_data
        try:
            take_down_appeal(
                appeal=appeal, reason=typed["reason"], version=typed["version"], by=acting(request), at=timezone.now()
            )
        except Refused as refusal:
            status = _refused(form, appeal, refusal)
        else:
            messages.success(request, _("The public version is taken down."))
            return redirect("reception:moderate", appeal.number)
    return _page(request, appeal, down=form, status=status)


@require_POST
@officers_only("moderator")
@limited("upload")
def copy(request: HttpRequest, number: str, uuid: UUID) -> HttpResponse:
    """Makes a copy of an attachment public, or ends that."""
    appeal, actor, now = _found(request, number), acting(request), timezone.now()
    document = next((each for each in documents_of(appeal) if each.uuid == uuid), None)
    if document is None:
        raise Http404
    if request.POST.get("do") == "take_down":
        take_down_document(document=document, by=actor, at=now)
        return redirect("reception:moderate", appeal.number)
    form = CopyForm(request.POST, request.FILES, prefix=str(document.pk))
    decision = decide(appeal, "publish", actor)
    if not decision and decision.reason:
        form.add_error(None, shown(decision.reason))
    if form.is_valid():
        try:
            copies = form.cleaned_data["copies"]
            publish_document(document=document, public_copy=copies[0] if copies else None, by=actor, at=now)
        except FileRefused as refusal:
            form.add_error("copies", field_errors(refusal))
        else:
            messages.success(request, _("The copy of the attachment shows while the appeal is public."))
            return redirect("reception:moderate", appeal.number)
    return _page(request, appeal, copies={document.pk: form}, status=422)


def _found(request: HttpRequest, number: str) -> Appeal:
    appeal = publication.moderated_appeal(number, acting(request))
    if appeal is None:
        raise Http404
    return appeal


def _refused(form: Any, appeal: Appeal, refusal: Refused) -> int:
    """Puts the refusal on the form; a stale one is drawn anew upon the newest version, with what was typed."""
    form.add_error(None, shown(refusal.reason))
    if not isinstance(refusal, Stale):
        return 422
    appeal.refresh_from_db()
    form.data = form.data.copy()
    form.data[form.add_prefix("version")] = str(appeal.version)
    return 409


def _publish_form(appeal: Appeal, answer: Answer | None, typed: Any = None) -> PublishForm:
    names = publication.known_names(appeal)

    def start(official: str, kept: str) -> str:
        sure = [span for span in suggest(official, names) if span.confidence >= SURE]
        return kept or redacted(official, sure, appeal.language)

    initial = {
        "title": start(appeal.subject, appeal.public_title),
        "text": start(appeal.text, appeal.public_text),
        "answer": start(answer.text, answer.public_text) if answer else "",
        "version": appeal.version,
    }
    return PublishForm(typed, initial=initial, names=names, has_answer=answer is not None)


def _page(
    request: HttpRequest,
    appeal: Appeal,
    *,
    publish: PublishForm | None = None,
    down: TakeDownForm | None = None,
    copies: dict[int, CopyForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, answer = acting(request), publication.signed_answer(appeal)
    record_readings(records=[appeal], door="page", by=actor, at=timezone.now())
    names = publication.known_names(appeal)
    form = publish or _publish_form(appeal, answer)
    may = decide(appeal, "publish", actor)
    context = {
        "appeal": appeal,
        "state": APPEAL.states[appeal.state],
        "answer": answer,
        "may": may,
        "publish": form,
        "down": down or TakeDownForm(prefix="down", initial={"version": appeal.version}),
        "failed": next((each for each in (publish, down, *(copies or {}).values()) if each is not None), None),
        "subject": _marked(appeal.subject, names),
        "text": _marked(appeal.text, names),
        "answer_pieces": _marked(answer.text, names) if answer else [],
        "left": [(piece, piece in form.read) for piece in form.left],
        "documents": [
            {"row": row, "document": row.document, "form": _copy_form(row.document, copies or {})}
            for row in listed_for(actor, appeal)
        ],
    }
    return render(request, "reception/publication/detail.html", context, status=status)


def _copy_form(document: Document, bound: dict[int, CopyForm]) -> CopyForm:
    return bound.get(document.pk) or CopyForm(prefix=str(document.pk))


def _marked(text: str, names: list[str]) -> list[dict[str, Any]]:
    return [
        {"text": piece, "kind": shown(KINDS[span.kind]) if span else "", "sure": bool(span and span.confidence >= SURE)}
        for piece, span in pieces(text, suggest(text, names))
    ]
