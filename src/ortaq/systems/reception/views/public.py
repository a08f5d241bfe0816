"""What everybody sees: the list of published appeals, one of them, joining it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from ortaq.kernel.documents.queries import public_documents_of
from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.limits.actions import take
from ortaq.kernel.limits.queries import sender_of
from ortaq.kernel.limits.views import limited, too_many
from ortaq.kernel.parties.rules import contact_of
from ortaq.kernel.search.rules import highlighted
from ortaq.systems.reception.actions import ask_to_join, join_appeal
from ortaq.systems.reception.forms import JoinForm
from ortaq.systems.reception.lifecycle import APPEAL, JOINABLE
from ortaq.systems.reception.queries import public
from ortaq.systems.reception.queries.intake import categories, territory_choices
from ortaq.systems.reception.queries.ties import public_ties
from ortaq.systems.reception.views.own import happenings, progress, tied
from ortaq.systems.reception.views.proof import JOINED, keep_receipt, prove, receipt_of

if TYPE_CHECKING:
    from ortaq.systems.reception.models import Appeal

LONGEST_QUERY = 200


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The public list, narrowed by words, territory, category and body; pages by key."""
    filter_ = public.Filter(**{name: request.GET.get(name, "")[:50] for name in ("territory", "category", "body")})
    query = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]
    after = request.GET.get("after", "")[:60]
    if query:
        use = take("search", sender_of(request), timezone.now())
        if not use:
            return too_many(request, use.wait)
    page = public.found_page(query, filter_, after) if query else public.public_page(filter_, after)
    context = {
        "cards": [_card(appeal, query) for appeal in page.appeals],
        "after": page.after,
        "filter": filter_,
        "query": query,
        "territories": territory_choices(),
        "categories": categories(),
        "narrowed": bool(query) or any(asdict(filter_).values()),
    }
    return render(request, "reception/list.html", context)


@require_GET
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One published appeal; an unpublished one and an absent one give the same 404."""
    case = public.public_case(number)
    if case is None:
        raise Http404
    appeal = case.appeal
    context = {
        "appeal": appeal,
        "state": APPEAL.states[appeal.state],
        "answer": public.public_answer(appeal),
        "happenings": happenings(public.public_happenings(appeal)),
        "steps": progress(appeal),
        "ties": [tied(tie, reverse("reception:public", args=[tie.other.number])) for tie in public_ties(appeal)]
        if case.has_ties
        else [],
        "joined": case.joined,
        "documents": public_documents_of(appeal) if case.has_documents else [],
        "may_join": appeal.state in JOINABLE,
    }
    return render(request, "reception/detail.html", context)


@require_http_methods(["GET", "POST"])
@limited("appeal.join")
def join(request: HttpRequest, number: str) -> HttpResponse:
    """ "The same problem here": the same notices and the same answer."""
    appeal = _published(number)
    if appeal.state not in JOINABLE:
        return redirect("reception:public", appeal.number)
    actor = request.actor  # type: ignore[attr-defined]
    signed_in = actor.person_id is not None
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (signed_in or form.is_valid()):
        try:
            return _join(request, appeal, {} if signed_in else form.cleaned_data)
        except Refused as refusal:  # it has ended, or was taken down, since the page was read
            messages.error(request, shown(refusal.reason))
            return redirect("reception:public", appeal.number)
    context = {
        "appeal": appeal,
        "form": form,
        "signed_in": signed_in,
        "by_letter": not signed_in and not appeal.is_demo,
    }
    return render(request, "reception/join.html", context, status=422 if form.errors else 200)


def _join(request: HttpRequest, appeal: Appeal, typed: dict[str, Any]) -> HttpResponse:
    """A guest joins by the link in a letter, so that the page is the same for a contact that joined before; who is signed
    in joins at once, and so does everybody where people and appeals are made up and nobody is written to.
    """
    at, actor = timezone.now(), request.actor  # type: ignore[attr-defined]
    if typed and not appeal.is_demo:
        contact = contact_of(typed["email"], typed["phone"])
        use = take("pin.letter", f"contact:{contact}", at)
        if not use:
            return too_many(request, use.wait)
        ask_to_join(appeal=appeal, at=at, **typed)
        return redirect("reception:pin_asked")
    joiner, pin = join_appeal(appeal=appeal, by=actor, at=at, **(typed or {"name": "", "email": "", "phone": ""}))
    if pin:
        prove(request, appeal, joiner.person_id)
    keep_receipt(request, number=appeal.number, pin=pin or "", body_id=None, at=at, key=JOINED)
    return redirect("reception:joined")


@require_GET
@never_cache
def joined(request: HttpRequest) -> HttpResponse:
    """The receipt of whoever joined; who had joined before is told so."""
    receipt = receipt_of(request, JOINED)
    if receipt is None:
        return redirect("reception:list")
    title = _("You have joined") if receipt.pin else _("You had joined before")
    return render(request, "reception/joined.html", {"receipt": receipt, "title": title})


def _card(appeal: Appeal, query: str) -> dict[str, Any]:
    state = APPEAL.states[appeal.state]
    return {
        "href": reverse("reception:public", args=[appeal.number]),
        "lang": appeal.language,
        "appeal": appeal,
        "title": highlighted(appeal.public_title, query, language=appeal.language, length=200) if query else None,
        "text": highlighted(appeal.public_text, query, language=appeal.language) if query else None,
        "tag": shown(state.label),
        "tone": state.tone,
    }


def _published(number: str) -> Appeal:
    appeal = public.public_appeal(number)
    if appeal is None:
        raise Http404
    return appeal
