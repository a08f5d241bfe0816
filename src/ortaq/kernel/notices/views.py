"""The list of a person's notices, the page that stops optional ones, and what couldn't be delivered."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ortaq.kernel.language.queries import current_language
from ortaq.kernel.notices import actions, permissions, queries
from ortaq.kernel.notices.registry import wording_of
from ortaq.kernel.parties.queries import actor_of


def _cursor(request: HttpRequest, name: str = "after") -> int | None:
    """The id to go on from; anything that isn't one is left out."""
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 18 else None


def _account(request: HttpRequest) -> int:
    """The account of a request that has one (``login_required``)."""
    return int(request.user.pk or 0)


@require_safe
@login_required
@never_cache
def inbox(request: HttpRequest) -> HttpResponse:
    """A person's notices, newest first."""
    page, after = queries.inbox(_account(request), _cursor(request))
    language = current_language()
    rows = [
        {"notice": notice, "number": notice.event.record.number,
         "wording": wording_of(notice.event, language, notice.because)}
        for notice in page
    ]  # fmt: skip
    context = {
        "rows": rows, "next": after, "newest": page[0].pk if page else None,
        "unread": any(notice.read_at is None for notice in page),
    }  # fmt: skip
    return render(request, "notices/inbox.html", context)


@require_POST
@login_required
def read(request: HttpRequest) -> HttpResponse:
    """Marks the person's notices up to the newest that the page showed as read."""
    newest = request.POST.get("newest", "")
    if newest.isascii() and newest.isdigit() and len(newest) <= 18:
        actions.mark_read(user_id=_account(request), at=timezone.now(), up_to=int(newest))
    return HttpResponseRedirect(reverse("notices:inbox"))


# The signed token in the address is the right to do this. RFC 8058 lets mail programs send the one-click POST without
# cookies, so there can be no CSRF token; all it can do is stop optional notices, which the page can take back.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows what would be stopped and changes nothing (mail scanners open links); POST stops it."""
    notice = queries.notice_of_stop_token(token)
    if notice is None:
        response = render(request, "notices/stop_expired.html", status=404)
    elif request.method != "POST":
        response = render(request, "notices/stop.html", {"number": notice.event.record.number})
    else:
        choice = request.POST.get("choice", "record")
        if choice == "resume":
            actions.resume_notices(notice=notice)
        else:
            actions.stop_notices(notice=notice, everything=choice == "everything", at=timezone.now())
        response = render(request, "notices/stop.html", {"number": notice.event.record.number, "done": choice})
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
@login_required
@never_cache
def undelivered(request: HttpRequest) -> HttpResponse:
    """Notices that were given up, for the region coordinator and the auditor."""
    actor = actor_of(request.user)
    if not permissions.may_see_undelivered(actor):
        raise PermissionDenied
    page, after = queries.undelivered(_cursor(request))
    context = {
        "notices": page, "next": after, "servers": queries.silent_servers(timezone.now()),
        "may_try_again": permissions.may_try_again(actor), "quarantined": queries.is_quarantined(),
    }  # fmt: skip
    return render(request, "notices/undelivered.html", context)


@require_POST
@login_required
def try_again(request: HttpRequest) -> HttpResponse:
    """Queues the chosen notices anew."""
    if not permissions.may_try_again(actor_of(request.user)):
        raise PermissionDenied
    chosen = request.POST.getlist("notice")
    if not all(value.isascii() and value.isdigit() and len(value) <= 18 for value in chosen):
        raise Http404
    count = actions.try_again(notice_ids=map(int, chosen), at=timezone.now())
    messages.success(request, gettext("Will be sent again: %(count)s") % {"count": count})
    return HttpResponseRedirect(reverse("notices:undelivered"))
