"""Office pages of topics: the customer's work list by clock, one proposal with what may be done, the council's page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ortaq.kernel.clocks.queries import clock_lines
from ortaq.kernel.clocks.rules import ClockError
from ortaq.kernel.documents.forms import field_errors
from ortaq.kernel.documents.queries import listed_for
from ortaq.kernel.documents.rules import FileRefused
from ortaq.kernel.language.queries import current_language, shown
from ortaq.kernel.lifecycle.actions import Refused, Stale, open_transitions
from ortaq.kernel.lifecycle.queries import told_in_office
from ortaq.kernel.lifecycle.registry import kind_of
from ortaq.kernel.limits.views import limited
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.web.views import acting, officers_only, version_of
from ortaq.systems.social_order import actions
from ortaq.systems.social_order.forms.topics import (
    OPINIONS,
    AcceptForm,
    AnswerForm,
    CopyForm,
    ForwardForm,
    MergeForm,
    OpinionForm,
    PublishForm,
    ReasonForm,
    RedactForm,
)
from ortaq.systems.social_order.lifecycle import TOPIC
from ortaq.systems.social_order.permissions import PLANNERS, may_publish_copy, may_take_down_copy
from ortaq.systems.social_order.queries import considering as queries
from ortaq.systems.social_order.queries import topics as public
from ortaq.systems.social_order.queries.reference import body_by_slug
from ortaq.systems.social_order.rules import PARTS, norm_words
from ortaq.systems.social_order.views.topics import CLOCKS, happenings, parts_of, progress

if TYPE_CHECKING:
    from ortaq.systems.social_order.models import TopicProposal

FIRST = {"submitted": "publish", "under_review": "ask_council", "at_council": "recall"}
"""What each state waits for: that form stands first."""


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


@dataclass(frozen=True, slots=True)
class Deed:
    """A deed of the office: its form, and the action behind it."""

    form: Callable[[TopicProposal, Any], forms.Form]
    act: Callable[[TopicProposal, Doing], object]


def _words(topic: TopicProposal) -> dict[str, Any]:
    if topic.public_parts:
        return {"title": topic.public_title, **topic.public_parts}
    return {"title": topic.title, **{code: getattr(topic, code) for code in PARTS}}


def _merge(topic: TopicProposal, doing: Doing) -> None:
    into = public.public_topic(doing.form.cleaned_data["into"])
    if into is None:
        raise Http404
    actions.merge_topic(topic=topic, into=into, answer=doing.form.cleaned_data["answer"], **doing.common)


def _forward(topic: TopicProposal, doing: Doing) -> None:
    body = body_by_slug(doing.form.cleaned_data["body"])
    if body is None:
        raise Http404
    actions.forward_topic(topic=topic, body=body, reason=doing.form.cleaned_data["reason"], **doing.common)


def _reasoned(action: Callable[..., object], name: str = "reason") -> Callable[[TopicProposal, Doing], object]:
    return lambda topic, doing: action(topic=topic, **{name: doing.form.cleaned_data[name]}, **doing.common)


def _reason(code: str) -> Callable[[TopicProposal, Any], forms.Form]:
    return lambda topic, data: ReasonForm(data, prefix=code, readers=TOPIC.reason_readers(code))


DEEDS: dict[str, Deed] = {
    "publish": Deed(
        lambda topic, data: PublishForm(data, initial=_words(topic), prefix="publish"),
        lambda topic, doing: actions.publish_topic(
            topic=topic, title=doing.form.cleaned_data["title"], parts=doing.form.parts, **doing.common
        ),
    ),
    "ask_council": Deed(
        lambda topic, data: forms.Form(data, prefix="ask_council"),
        lambda topic, doing: actions.ask_council(topic=topic, **doing.common),
    ),
    "accept": Deed(
        lambda topic, data: AcceptForm(
            data,
            prefix="accept",
            initial={f"title_{topic.language}": topic.public_title} if topic.language in {"kk", "ru"} else {},
        ),
        lambda topic, doing: actions.accept_topic(topic=topic, **doing.form.cleaned_data, **doing.common),
    ),
    "reject": Deed(lambda topic, data: AnswerForm(data, prefix="reject"), _reasoned(actions.reject_topic, "answer")),
    "merge": Deed(
        lambda topic, data: MergeForm(data, prefix="merge", targets=public.mergeable(topic)),
        _merge,
    ),
    "forward": Deed(
        lambda topic, data: ForwardForm(
            data, prefix="forward", own=topic.body_id, readers=TOPIC.reason_readers("forward")
        ),
        _forward,
    ),
    "return": Deed(_reason("return"), _reasoned(actions.return_topic)),
    "recall": Deed(_reason("recall"), _reasoned(actions.recall_from_council)),
    "redact": Deed(
        lambda topic, data: RedactForm(data, initial=_words(topic), prefix="redact"),
        lambda topic, doing: actions.redact_topic(
            topic=topic,
            title=doing.form.cleaned_data["title"],
            parts=doing.form.parts,
            reason=doing.form.cleaned_data["reason"],
            **doing.common,
        ),
    ),
    "take_down": Deed(_reason("take_down"), _reasoned(actions.take_down_topic)),
}
"""What an officer of the customer can do, by transition."""


@require_GET
@officers_only(*PLANNERS)
def work(request: HttpRequest) -> HttpResponse:
    """Proposals that wait for an answer, the soonest term first; or the answered ones."""
    waiting = request.GET.get("show") != "answered"
    page = queries.work_page(acting(request), timezone.now(), waiting=waiting, after=request.GET.get("after", "")[:40])
    context = {
        "rows": [_row(row, "social_order:topic_case") for row in page.rows],
        "after": page.after,
        "waiting": waiting,
    }
    return render(request, "social_order/topics/work.html", context)


def _row(row: queries.WorkRow, address: str) -> dict[str, Any]:
    return {
        "topic": row.topic,
        "href": reverse(address, args=[row.topic.number]),
        "state": TOPIC.states[row.topic.state],
        "clock": clock_of(row.clock, row.reading, row.term),
        "title": row.topic.public_title or row.topic.title,
    }


def clock_of(clock: Any, reading: Any, term: Any) -> dict[str, Any] | None:
    """A clock as the component shows it; None for none."""
    if clock is None:
        return None
    return {
        "days_left": reading.days_left,
        "due": reading.due_on,
        "label": shown(term.label),
        "unit": "working" if reading.unit == "working_day" else "calendar",
        "state": reading.standing,
    }


@require_GET
@officers_only(*PLANNERS)
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One proposal as the office sees it."""
    topic = _found(number, acting(request))
    return render(request, "social_order/topics/case.html", _context(request, topic))


@require_POST
@officers_only(*PLANNERS)
def act(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """One deed; an old form and a refusal draw it again with the reason and all that was typed."""
    actor, at = acting(request), timezone.now()
    topic = _found(number, actor)
    if code not in DEEDS:
        raise Http404
    form = DEEDS[code].form(topic, request.POST)
    status = 422
    if form.is_valid():
        try:
            DEEDS[code].act(topic, Doing(actor, at, version_of(request.POST.get("version")), form))
        except (Refused, ClockError) as refusal:
            form.add_error(None, shown(refusal.reason))
            status = 409 if isinstance(refusal, Stale) else 422
            topic = _found(number, actor)
        else:
            done = TOPIC.transitions[code].done
            messages.success(request, shown(done) if done else "")
            still_theirs = queries.office_topic(number, actor) is not None
            return redirect("social_order:topic_case", number) if still_theirs else redirect("social_order:topic_work")
    return render(request, "social_order/topics/case.html", _context(request, topic, code, form), status=status)


@require_POST
@officers_only(*PLANNERS)
@limited("upload")
def copy(request: HttpRequest, number: str, uuid: UUID) -> HttpResponse:
    """Publishes a copy of an attachment, or takes it down with a reason."""
    actor, at = acting(request), timezone.now()
    topic = _found(number, actor)
    document = queries.attachment_of(topic, uuid)
    if document is None:
        raise Http404
    common: dict[str, Any] = {"topic": topic, "document": document, "by": actor, "at": at}
    form: CopyForm | ReasonForm
    try:
        if request.POST.get("do") == "take_down":
            form = ReasonForm(request.POST, prefix=f"down-{document.pk}")
            if form.is_valid():
                actions.take_down_topic_copy(reason=form.cleaned_data["reason"], **common)
                messages.success(request, _("The copy is taken down; the official copy stays."))
        else:
            form = CopyForm(request.POST, request.FILES, prefix=f"copy-{document.pk}")
            if form.is_valid():
                chosen = form.cleaned_data["copies"]
                actions.publish_topic_copy(public_copy=chosen[0] if chosen else None, **common)
                messages.success(request, _("The copy of the attachment shows while the proposal is public."))
    except FileRefused as refusal:
        form.add_error("copies", field_errors(refusal))
    except Refused as refusal:
        form.add_error(None, shown(refusal.reason))
    if form.is_valid():
        return redirect("social_order:topic_case", number)
    return render(request, "social_order/topics/case.html", _context(request, topic, form=form), status=422)


def _attachments(actor: Actor, topic: TopicProposal, typed: Any) -> list[dict[str, Any]]:
    """What was sent with a topic, each with its forms; *typed* is the one that was refused."""
    prefix = getattr(typed, "prefix", None)
    may_publish, may_take_down = may_publish_copy(actor, topic), may_take_down_copy(actor, topic)
    rows = []
    for row in listed_for(actor, topic, "attachment"):
        copy_, down = f"copy-{row.document.pk}", f"down-{row.document.pk}"
        rows.append(
            {
                "row": row,
                "document": row.document,
                "copy": (typed if prefix == copy_ else CopyForm(prefix=copy_)) if may_publish else None,
                "why_not": shown(may_publish.reason) if may_publish.reason else "",
                "down": (typed if prefix == down else ReasonForm(prefix=down)) if may_take_down else None,
            }
        )
    return rows


def _found(number: str, actor: Actor) -> TopicProposal:
    topic = queries.office_topic(number, actor)
    if topic is None:
        raise Http404
    return topic


def _context(request: HttpRequest, topic: TopicProposal, failed: str = "", form: Any = None) -> dict[str, Any]:
    actor, now = acting(request), timezone.now()
    opened = {step.code for step in open_transitions(topic, actor)}
    first = failed or FIRST.get(topic.state, "")
    deeds = [
        {
            "code": code,
            "label": shown(TOPIC.transitions[code].label),
            "norm": shown(norm_words(TOPIC.transitions[code].norm)),
            "form": form if code == failed else deed.form(topic, None),
            "is_open": code in opened,
            "is_first": code == first,
        }
        for code, deed in DEEDS.items()
        if code in opened or code == failed
    ]
    deeds.sort(key=lambda deed: deed["code"] != first)
    return {
        **seen(topic, now),
        "happenings": happenings(told_in_office(topic)),
        "deeds": deeds,
        "form": form,
        "failed": failed,
        "alike": _alike(topic),
        "attachments": _attachments(actor, topic, form),
    }


def seen(topic: TopicProposal, now: datetime) -> dict[str, Any]:
    """What the office and the council read of a topic."""
    return {
        "topic": topic,
        "state": TOPIC.states[topic.state],
        "steps": progress(topic),
        "public_parts": parts_of(topic.public_parts),
        "opinions": [(opinion, OPINIONS[opinion.view]) for opinion in public.opinions_of(topic)],
        "parts": parts_of({code: getattr(topic, code) for code in PARTS}),
        "clocks": [
            clock_of(line.clock, line.reading, line.term)
            for line in clock_lines(topic, now)
            if line.clock.code in CLOCKS and line.clock.state != "stopped"
        ],
    }


def _alike(topic: TopicProposal) -> list[dict[str, Any]]:
    if topic.state not in {"submitted", "under_review"}:
        return []
    text = f"{topic.title} {topic.need} {topic.target_group}"
    return [
        {
            "record": each.record,
            "kind": shown(kind_of(each.record).name),
            "href": f"/{current_language()}/{kind_of(each.record).address(each.record)}",
        }
        for each in public.alike(text, topic.language, but=topic.pk)
    ]


@require_GET
@officers_only("council")
def council(request: HttpRequest) -> HttpResponse:
    """Topics that wait for the council's opinion, the soonest term first."""
    page = queries.council_page(acting(request), timezone.now(), request.GET.get("after", "")[:40])
    rows = [_row(row, "social_order:council_case") for row in page.rows]
    return render(request, "social_order/topics/council.html", {"rows": rows, "after": page.after})


@require_http_methods(["GET", "POST"])
@officers_only("council")
def council_case(request: HttpRequest, number: str) -> HttpResponse:
    """One topic before the council: the public text, and the form of the opinion."""
    actor, at = acting(request), timezone.now()
    topic = queries.council_topic(number, actor)
    if topic is None:
        raise Http404
    form = OpinionForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.give_opinion(
                    topic=topic, by=actor, at=at, version=version_of(request.POST.get("version")), **form.cleaned_data
                )
            except (Refused, ClockError) as refusal:
                form.add_error(None, shown(refusal.reason))
                status = 409 if isinstance(refusal, Stale) else 422
                topic = queries.council_topic(number, actor) or topic
            else:
                messages.success(
                    request, shown(TOPIC.transitions["give_opinion"].done or TOPIC.transitions["give_opinion"].label)
                )
                return redirect("social_order:council_work")
    may = any(step.code == "give_opinion" for step in open_transitions(topic, actor))
    copies = listed_for(actor, topic, "attachment")
    context = {**seen(topic, at), "form": form, "may": may, "documents": copies, "has_errors": bool(form.errors)}
    return render(request, "social_order/topics/council_case.html", context, status=status)
