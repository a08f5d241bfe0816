"""Requests for talks between an NGO and a sponsor. The two sides alone get here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ortaq.kernel.lifecycle.actions import decide
from ortaq.kernel.lifecycle.queries import told_to
from ortaq.kernel.limits.views import limited
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.web.views import acting
from ortaq.systems.fairs import actions
from ortaq.systems.fairs.forms.talks import TalkRequestForm
from ortaq.systems.fairs.lifecycle import TALK_REQUEST
from ortaq.systems.fairs.permissions import request_capacities
from ortaq.systems.fairs.queries import sponsors
from ortaq.systems.fairs.queries import talks as queries
from ortaq.systems.fairs.views.deeds import Doing, deeds_of, do, happenings, kept, plain, reasoned, there

if TYPE_CHECKING:
    from ortaq.systems.fairs.models import TalkRequest

DEEDS = {
    "decline": reasoned(
        "decline", lambda asked, doing: actions.decline_talks(request=asked, **doing.typed, **doing.common)
    ),
    "withdraw": plain("withdraw", lambda asked, doing: actions.withdraw_request(request=asked, **doing.common)),
}


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
@limited("application.submit")
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Asking a checked sponsor to talk about one of one's projects on show."""
    sponsor = there(there(sponsors.public_sponsor(slug)).organisation)
    projects = queries.projects_to_ask_for(acting(request), sponsor)
    if not projects:
        raise Http404
    form = TalkRequestForm(request.POST if request.method == "POST" else None, projects=projects)

    def asked(doing: Doing) -> TalkRequest:
        project = next(row for row in projects if row.number == doing.typed["project"])
        return actions.request_talks(
            project=project, sponsor=sponsor, text=doing.typed["text"], by=doing.by, at=doing.at
        )

    answer = kept(
        request,
        form,
        asked,
        said=_("The sponsor was asked. Nobody else sees the request."),
        then=lambda made: redirect("fairs:request", made.number),
    )
    if isinstance(answer, HttpResponse):
        return answer
    return render(request, "fairs/talks/write.html", {"form": form, "business": sponsor}, status=answer)


@require_GET
@login_required
@never_cache
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One request, for its two sides."""
    actor = acting(request)
    return render(request, "fairs/talks/request.html", _context(_found(number, actor), actor))


@require_POST
@login_required
def act(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """The sponsor declines, or the NGO withdraws."""
    return do(
        request,
        _found(number, acting(request)),
        code,
        DEEDS,
        address="fairs:request",
        template="fairs/talks/request.html",
        context=_context,
    )


def _found(number: str, actor: Actor) -> TalkRequest:
    return there(queries.request_of(number, actor))


def _context(asked: TalkRequest, actor: Actor, failed: str = "", form: Any = None) -> dict[str, Any]:
    return {
        "asked": asked,
        "project": asked.project,
        "state": TALK_REQUEST.states[asked.state],
        "side": min(request_capacities(actor, asked), default=""),
        "may_offer": bool(decide(asked, "answer", actor)),
        "deeds": deeds_of(asked, actor, DEEDS, "fairs:request_deed", failed=failed, form=form),
        "form": form,
        "happenings": happenings(asked, told_to(asked, {"ngo", "sponsor"})),
    }
