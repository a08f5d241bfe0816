"""Proposing a topic: one form that keeps its draft, then a last look with what is alike; and one's own proposals."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ortaq.kernel.clocks.queries import clock_lines
from ortaq.kernel.documents.forms import field_errors
from ortaq.kernel.documents.queries import antivirus_on, listed_for
from ortaq.kernel.documents.rules import FileRefused
from ortaq.kernel.language.queries import current_language, shown
from ortaq.kernel.language.rules import guess_language
from ortaq.kernel.lifecycle.actions import Refused, open_transitions
from ortaq.kernel.lifecycle.queries import told_to
from ortaq.kernel.lifecycle.registry import kind_of
from ortaq.kernel.limits.views import limited
from ortaq.kernel.web.views import acting, version_of
from ortaq.systems.social_order import actions
from ortaq.systems.social_order.forms.topics import AttachForm, CompleteForm, TopicForm
from ortaq.systems.social_order.lifecycle import TOPIC
from ortaq.systems.social_order.queries import topics as queries
from ortaq.systems.social_order.queries.reference import (
    akimat_of,
    body_by_slug,
    place_by_slug,
    sphere_by_code,
)
from ortaq.systems.social_order.views.topics import CLOCKS, happenings, parts_of, progress


@require_http_methods(["GET", "POST"])
@never_cache
def write(request: HttpRequest, draft_id: int | None = None) -> HttpResponse:
    """The form. What was typed is kept as a draft of the account, right or wrong; who isn't signed in is asked to."""
    if not request.user.is_authenticated:
        back = request.get_full_path()
        return render(request, "social_order/topics/start.html", {"next": back}, status=200)
    actor = acting(request)
    kept: dict[str, Any] = {}
    if draft_id is not None:
        found = queries.topic_draft(draft_id, actor)
        if found is None:
            raise Http404
        kept = found
    source = queries.source_record(request.GET.get("from", "")[:30] or str(kept.get("from", "")), actor)
    speakers = queries.speaks_for(actor)
    form = TopicForm(
        request.POST if request.method == "POST" else None,
        initial=kept or _from(source),
        speakers=speakers,
        named=bool(queries.person_name(actor)),
    )
    if request.method == "POST":
        content = {**form.for_draft(), "from": source.number if source else ""}
        saved = actions.keep_topic_draft(content=content, by=actor, at=timezone.now(), draft_id=draft_id)
        if request.POST.get("save"):
            messages.success(request, _("The draft is kept in your account."))
            return redirect("social_order:topic_draft", saved)
        if form.is_valid():
            return redirect("social_order:topic_check", saved)
        draft_id = saved
    context = {
        "form": form,
        "draft_id": draft_id,
        "source": source,
        "source_kind": shown(kind_of(source).name) if source else "",
        "action": reverse("social_order:topic_draft", args=[draft_id]) if draft_id else request.get_full_path(),
    }
    return render(request, "social_order/topics/write.html", context, status=422 if form.errors else 200)


def _from(source: Any) -> dict[str, Any]:
    """What the record that a topic grows out of already tells."""
    if source is None:
        return {}
    text = source.public_text if source.published_at else ""
    return {
        "title": source.public_title[:200] if source.published_at else "",
        "need": text[:3000],
        "territory": source.territory.slug if source.territory else "",
        "body": "",
    }


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@limited("topic.propose")
def check(request: HttpRequest, draft_id: int) -> HttpResponse:
    """The last look: what is alike already, all that was written, files to go with it, and the button that sends.

    A file that isn't taken stops the sending; the text is in the draft and stays.
    """
    actor, at = acting(request), timezone.now()
    kept = queries.topic_draft(draft_id, actor)
    if kept is None:
        return redirect("social_order:topic_mine")
    speakers = queries.speaks_for(actor)
    form = TopicForm(kept, speakers=speakers, named=bool(queries.person_name(actor)))
    if not form.is_valid():
        return redirect("social_order:topic_draft", draft_id)
    sent = request.method == "POST"
    attach = AttachForm(request.POST if sent else None, request.FILES if sent else None)
    if sent and attach.is_valid():
        try:
            topic = actions.propose_topic(
                proposal=_proposal(form, kept, speakers, actor),
                by=actor,
                at=at,
                draft_id=draft_id,
                files=attach.cleaned_data["attachments"],
            )
        except FileRefused as refusal:
            attach.add_error("attachments", field_errors(refusal))
        except Refused as refusal:
            messages.error(request, shown(refusal.reason))
            return redirect("social_order:topic_mine")
        else:
            messages.success(request, _("Sent. Its number is %(number)s.") % {"number": topic.number})
            return redirect("social_order:topic_own", topic.number)
    context = _last_look(form, draft_id) | {"attach": attach, "antivirus": antivirus_on()}
    return render(request, "social_order/topics/check.html", context, status=422 if attach.errors else 200)


def _last_look(form: TopicForm, draft_id: int) -> dict[str, Any]:
    data = form.cleaned_data
    text = " ".join(str(data[name]) for name in ("title", "need", "target_group"))
    return {
        "draft_id": draft_id,
        "rows": _rows(form),
        "alike": [
            {
                "record": each.record,
                "kind": shown(kind_of(each.record).name),
                "href": f"/{current_language()}/{kind_of(each.record).address(each.record)}",
                "state": kind_of(each.record).lifecycle.states[each.record.state],
            }
            for each in queries.alike(text, guess_language(text, default=current_language()))
        ],
    }


def _proposal(form: TopicForm, kept: dict[str, Any], speakers: list[queries.Speaker], actor: Any) -> actions.Proposal:
    data = form.cleaned_data
    territory, sphere = place_by_slug(data["territory"]), sphere_by_code(data["sphere"])
    body = body_by_slug(data["body"]) if data["body"] else akimat_of(territory.pk) if territory else None
    if territory is None or sphere is None or body is None:
        raise Http404
    speaker = next((each for each in speakers if each.slug == data.get("speaker")), None)
    source = queries.source_record(str(kept.get("from", "")), actor)
    language = guess_language(f"{data['title']} {data['need']}", default=current_language())
    return actions.Proposal(
        sphere_id=sphere.pk,
        territory_id=territory.pk,
        body_id=body.pk,
        language=language if language in {"kk", "ru"} else "kk",
        organisation_id=speaker.pk if speaker else None,
        name=data.get("name", ""),
        raised_by=source.pk if source else None,
        **{
            name: data[name]
            for name in ("title", "need", "target_group", "place", "why", "result", "months", "estimate", "name_public")
        },
    )


def _rows(form: TopicForm) -> list[dict[str, Any]]:
    rows = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if name == "name_public":
            value = _("yes") if value else _("no")
        elif hasattr(field, "choices"):
            value = dict(field.choices).get(value, "")
        if value not in (None, ""):
            rows.append({"key": field.label, "value": value, "lines": True})
    return rows


@require_POST
@login_required
def throw_away(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Throws one's own draft away."""
    if not actions.drop_topic_draft(draft_id=draft_id, by=acting(request)):
        raise Http404
    messages.success(request, _("The draft is thrown away."))
    return redirect("social_order:topic_mine")


@require_GET
@never_cache
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """One's own proposals and drafts."""
    actor = acting(request)
    rows = [(topic, TOPIC.states[topic.state]) for topic in queries.named(queries.own_topics(actor)[:50])]
    return render(
        request, "social_order/topics/mine.html", {"rows": rows, "drafts": queries.topic_drafts(actor.account)}
    )


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def own(request: HttpRequest, number: str) -> HttpResponse:
    """One's own proposal: where it stands, the answer, and what one may do with it."""
    actor, at = acting(request), timezone.now()
    topic = queries.own_topic(number, actor)
    if topic is None:
        raise Http404
    opened = {step.code for step in open_transitions(topic, actor)}
    form = None
    deed = request.POST.get("deed", "") if request.method == "POST" else ""
    if "complete" in opened:
        sent = deed == "complete"
        form = CompleteForm(request.POST if sent else None, request.FILES if sent else None, initial=vars(topic))
    if deed and (deed != "complete" or (form is not None and form.is_valid())):
        try:
            version = version_of(request.POST.get("version"))
            if deed == "complete" and form is not None:
                files = form.cleaned_data["attachments"]
                actions.complete_topic(
                    topic=topic, changes=form.cleaned_data, files=files, by=actor, at=at, version=version
                )
            elif deed == "withdraw":
                actions.withdraw_topic(topic=topic, by=actor, at=at, version=version)
            elif deed in {"show_name", "hide_name"}:
                actions.set_name_consent(topic=topic, public=deed == "show_name", by=actor, at=at)
            else:
                raise Http404
            messages.success(request, _("Done."))
        except FileRefused as refusal:
            if form is not None:
                form.add_error("attachments", field_errors(refusal))
                topic.refresh_from_db()
                return render(request, "social_order/topics/own.html", _own(actor, topic, opened, form), status=422)
        except Refused as refusal:
            messages.error(request, shown(refusal.reason))
            if form is not None:
                return render(request, "social_order/topics/own.html", _own(actor, topic, opened, form), status=409)
        return redirect("social_order:topic_own", topic.number)
    status = 422 if form and form.errors else 200
    return render(request, "social_order/topics/own.html", _own(actor, topic, opened, form), status=status)


def _own(actor: Any, topic: Any, opened: set[str], form: CompleteForm | None) -> dict[str, Any]:
    return {
        "topic": topic,
        "state": TOPIC.states[topic.state],
        "steps": progress(topic),
        "parts": parts_of({name: getattr(topic, name) for name in ("need", "target_group", "place", "why", "result")}),
        "clocks": [
            line
            for line in clock_lines(topic, timezone.now())
            if line.clock.code in CLOCKS and line.clock.state != "stopped"
        ],
        "happenings": happenings(told_to(topic, {"author"})),
        "documents": listed_for(actor, topic, "attachment"),
        "form": form,
        "may_withdraw": "withdraw" in opened,
    }
