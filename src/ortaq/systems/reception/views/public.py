"""What everybody sees: the list of published appeals, one of them, joining it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ortaq.kernel.events.queries import timeline
from ortaq.kernel.language.queries import shown
from ortaq.kernel.limits.views import limited
from ortaq.systems.reception.actions import join_appeal
from ortaq.systems.reception.forms import JoinForm
from ortaq.systems.reception.lifecycle import APPEAL
from ortaq.systems.reception.models import Appeal
from ortaq.systems.reception.queries import public
from ortaq.systems.reception.queries.intake import categories, territory_choices
from ortaq.systems.reception.views.own import RECEIPT_JOIN, happenings


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The public list, narrowed by territory, category and body; pages by key."""
    filter_ = public.Filter(
        territory=request.GET.get("territory", "")[:50], category=request.GET.get("category", "")[:50],
        body=request.GET.get("body", "")[:50],
    )
    page = public.public_page(filter_, request.GET.get("after", "")[:60])
    cards = [
        {
            "title": appeal.public_title, "href": reverse("reception:public", args=[appeal.number]), "lang": appeal.language,
            "tag": shown(APPEAL.states[appeal.state].label), "tone": APPEAL.states[appeal.state].tone, "appeal": appeal,
        }
        for appeal in page.appeals
    ]
    context = {
        "cards": cards, "after": page.after, "filter": filter_, "territories": territory_choices(), "categories": categories(),
    }
    return render(request, "reception/list.html", context)


@require_GET
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One published appeal; an unpublished one and an absent one give the same 404."""
    appeal = _published(number)
    answer = public.public_answer(appeal)
    context = {
        "appeal": appeal, "state": APPEAL.states[appeal.state], "answer": answer,
        "happenings": happenings(timeline(appeal.pk, public_only=True)),
        "may_join": not APPEAL.states[appeal.state].final,
    }
    return render(request, "reception/detail.html", context)


@require_http_methods(["GET", "POST"])
@limited("appeal.join")
def join(request: HttpRequest, number: str) -> HttpResponse:
    """"The same problem here": the same notices and the same answer."""
    appeal = _published(number)
    actor = request.actor  # type: ignore[attr-defined]
    signed_in = actor.person_id is not None
    form = JoinForm(request.POST or None)
    if request.method == "POST" and (signed_in or form.is_valid()):
        data = {"name": "", "email": "", "phone": ""} if signed_in else form.cleaned_data
        _joiner, pin = join_appeal(appeal=appeal, by=actor, at=timezone.now(), **data)
        request.session[RECEIPT_JOIN] = {"number": appeal.number, "pin": pin or ""}
        return redirect("reception:joined")
    context = {"appeal": appeal, "form": form, "signed_in": signed_in}
    return render(request, "reception/join.html", context, status=422 if form.errors else 200)


@require_GET
def joined(request: HttpRequest) -> HttpResponse:
    """The receipt of whoever joined; who had joined before is told so."""
    receipt = request.session.get(RECEIPT_JOIN)
    if not receipt:
        return redirect("reception:list")
    title = _("You have joined") if receipt["pin"] else _("You had joined before")
    return render(request, "reception/joined.html", {"receipt": receipt, "title": title})


def _published(number: str) -> Appeal:
    appeal = public.public_appeal(number)
    if appeal is None:
        raise Http404
    return appeal
