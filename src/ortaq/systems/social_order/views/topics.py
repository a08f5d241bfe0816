"""What everybody sees: the list of proposed topics, one of them, and the button of support."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ortaq.kernel.clocks.queries import clock_lines
from ortaq.kernel.language.queries import current_language, shown
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.lifecycle.queries import told_publicly
from ortaq.kernel.lifecycle.registry import kind_of
from ortaq.kernel.limits.actions import take
from ortaq.kernel.limits.queries import sender_of
from ortaq.kernel.limits.views import limited, too_many
from ortaq.kernel.search.rules import highlighted
from ortaq.kernel.web.templatetags.formats import day
from ortaq.kernel.web.views import acting
from ortaq.systems.social_order import actions, permissions
from ortaq.systems.social_order.forms.topics import OPINIONS
from ortaq.systems.social_order.lifecycle import OPEN_TO_SUPPORT, TOPIC, WAITING
from ortaq.systems.social_order.queries import topics as queries
from ortaq.systems.social_order.queries.reference import customers, places, spheres
from ortaq.systems.social_order.rules import PARTS

if TYPE_CHECKING:
    from ortaq.kernel.lifecycle.queries import Happening
    from ortaq.systems.social_order.models import TopicProposal

LONGEST_QUERY = 200
CLOCKS = ("topic.answer", "topic.council")
SHOWN_STATES = ("under_review", "at_council", "accepted", "included", "contracted", "evaluated", "rejected", "merged")
_STORY = (("accepted",), ("included",), ("contracted",), ("evaluated",))


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The public list, narrowed by words, sphere, territory, state and body; pages by key."""
    names = ("sphere", "territory", "state", "body")
    filter_ = queries.Filter(**{name: request.GET.get(name, "")[:50] for name in names})
    query = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]
    if query:
        use = take("search", sender_of(request), timezone.now())
        if not use:
            return too_many(request, use.wait)
    after = request.GET.get("after", "")[:60]
    page = queries.found_page(query, filter_) if query else queries.public_page(filter_, after)
    context = {
        "cards": [card(topic, query) for topic in page.topics],
        "after": page.after,
        "filter": filter_,
        "query": query,
        "spheres": spheres(),
        "territories": places(),
        "bodies": customers(),
        "states": [TOPIC.states[code] for code in SHOWN_STATES],
        "narrowed": bool(query) or any(asdict(filter_).values()),
    }
    return render(request, "social_order/topics/list.html", context)


def card(topic: TopicProposal, query: str = "") -> dict[str, Any]:
    """A topic on a list."""
    state = TOPIC.states[topic.state]
    return {
        "topic": topic,
        "href": reverse("social_order:topic", args=[topic.number]),
        "state": state,
        "title": highlighted(topic.public_title, query, language=topic.language, length=200) if query else None,
    }


@require_GET
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One public topic; an unpublished one and an absent one give the same 404."""
    topic = _published(number)
    return render(request, "social_order/topics/detail.html", _context(request, topic))


def _context(request: HttpRequest, topic: TopicProposal) -> dict[str, Any]:
    actor = acting(request)
    decision = permissions.may_support(actor, topic)
    name = queries.author_name(topic)
    waiting = topic.state in WAITING
    return {
        "topic": topic,
        "state": TOPIC.states[topic.state],
        "parts": parts_of(topic.public_parts),
        "documents": queries.public_copies(topic),
        "steps": progress(topic),
        "author": getattr(name, "name", name),
        "official": official_titles(topic),
        "opinions": [(opinion, OPINIONS[opinion.view]) for opinion in queries.opinions_of(topic)],
        "clocks": [
            line
            for line in clock_lines(topic, timezone.now())
            if line.clock.code in CLOCKS and line.clock.state != "stopped"
        ]
        if waiting
        else [],
        "ties": [_tie(topic, link, record) for link, record in queries.ties_of(topic)],
        "happenings": happenings(told_publicly(topic)),
        "support": decision,
        "supported": bool(decision) and queries.supports(topic, actor),
        "sign_in": not decision and actor.user_id is None and topic.state in OPEN_TO_SUPPORT,
    }


@require_POST
@limited("topic.support")
def support(request: HttpRequest, number: str) -> HttpResponseBase:
    """Supports a topic, or takes the support back."""
    topic = _published(number)
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("social_order:topic", args=[topic.number]))
    actor, at = acting(request), timezone.now()
    try:
        if request.POST.get("stop"):
            actions.stop_supporting(topic=topic, by=actor, at=at)
            messages.success(request, _("You no longer support this topic."))
        elif actions.support_topic(topic=topic, by=actor, at=at):
            messages.success(request, _("You support this topic. You will be told what becomes of it."))
        else:
            messages.info(request, _("You have supported this topic before."))
    except Refused as refusal:
        messages.error(request, shown(refusal.reason))
    return redirect("social_order:topic", topic.number)


def parts_of(parts: dict[str, str]) -> list[dict[str, Any]]:
    """The parts of a proposal with their names, those that are filled."""
    return [
        {"name": shown(name), "text": parts[code]} for code, name in PARTS.items() if str(parts.get(code, "")).strip()
    ]


def official_titles(topic: TopicProposal) -> list[tuple[str, str]]:
    """The official wording, in the reader's language first."""
    both = [("kk", topic.title_kk), ("ru", topic.title_ru)]
    return sorted((pair for pair in both if pair[1]), key=lambda pair: pair[0] != current_language())


def progress(topic: TopicProposal) -> list[dict[str, Any]]:
    """The way of a topic as steps that everybody understands; one that ended otherwise shows how."""
    label = shown(TOPIC.states[topic.state].label)
    received = {"title": _("Proposed"), "state": "done", "text": day(topic.proposed_at)}
    answered = {"text": day(topic.answered_at) if topic.answered_at else ""}
    if topic.state in {"rejected", "merged", "withdrawn"}:
        return [received, {"title": label, "state": "done", **answered}]
    names = [_("Considered"), _("Accepted"), _("In the plan"), _("Agreement"), _("Evaluated")]
    reached = {"accepted": 1, "included": 2, "contracted": 3, "evaluated": 4}.get(topic.state, -1)
    steps = [received]
    for number, title in enumerate(names):
        done = number <= reached
        current = (reached < 0 and number == 0) or (reached >= 0 and number == reached + 1)
        steps.append(
            {
                "title": title,
                "state": "done" if done else "current" if current else "",
                "text": label if current and reached < 0 else answered["text"] if number == 1 and done else "",
            }
        )
    return steps


def happenings(events: Iterable[Happening]) -> list[dict[str, Any]]:
    """Events as the timeline shows them."""
    return [_happening(event) for event in events]


def _happening(event: Happening) -> dict[str, Any]:
    declared = TOPIC.transitions.get(event.code)
    title = {
        "propose": _("Proposed"),
        "name_consent": _("The author decided about their name"),
        "attach": _("Files were attached"),
        "publish_copy": _("A public copy of an attachment was published"),
        "take_down_copy": _("A public copy of an attachment was taken down"),
    }.get(event.code, "")
    return {
        "title": shown(declared.done) if declared and declared.done else title or event.code,
        "at": event.at,
        "by": event.office.name if event.office else "",
        "text": event.reason,
    }


def _tie(topic: TopicProposal, link: Any, record: Any) -> dict[str, Any]:
    kind = kind_of(record)
    outgoing = link.source_id == topic.pk
    words = {
        ("raised_by", True): _("Grew out of"),
        ("raised_by", False): _("Led to"),
        ("merged_into", True): _("Merged into"),
        ("merged_into", False): _("Took in"),
    }
    return {
        "how": words.get((link.kind, outgoing), _("Hangs together with")),
        "kind": shown(kind.name),
        "record": record,
        "state": kind.lifecycle.states[record.state],
        "href": f"/{current_language()}/{kind.address(record)}",
        "followed": not outgoing,
    }


def _published(number: str) -> TopicProposal:
    topic = queries.public_topic(number)
    if topic is None:
        raise Http404
    return topic
