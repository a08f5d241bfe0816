"""The office page of a visit's photos: each is looked at, made public by a decision with a reason, or taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ortaq.kernel.documents.forms import field_errors
from ortaq.kernel.documents.rules import FileRefused
from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.limits.views import limited
from ortaq.kernel.web.views import acting, officers_only
from ortaq.systems.social_order import actions
from ortaq.systems.social_order.forms.delivery import PhotoForm
from ortaq.systems.social_order.forms.topics import ReasonForm
from ortaq.systems.social_order.permissions import may_publish_photo, may_withdraw_photo
from ortaq.systems.social_order.queries import delivery as queries
from ortaq.systems.social_order.queries.visit_photos import Photo, photos_of
from ortaq.systems.social_order.views.contracting import found


@require_http_methods(["GET", "POST"])
@officers_only("customer", "head")
@limited("upload")
def photos(request: HttpRequest, number: str, visit_id: int) -> HttpResponse:
    """The photos of a visit that was made; one decision at a time, each after a look at the photo itself."""
    actor = acting(request)
    agreement = found(number, actor)
    visit = next((row for row in queries.visits_of(agreement) if row.pk == visit_id and row.done_at), None)
    if visit is None:
        raise Http404
    taken = photos_of(visit)
    form: Any = None
    if request.method == "POST":
        photo = next((each for each in taken if str(each.document.uuid) == request.POST.get("photo")), None)
        if photo is None:
            raise Http404
        form = _form(photo, request)
        if form.is_valid() and _done(form, photo, visit, actor):
            if photo.public:
                messages.success(request, _("The photo is no longer public."))
            else:
                messages.success(request, _("The photo stands on the public page of the project."))
            return redirect("social_order:visit_photos", number, visit_id)
    may_publish, may_withdraw = may_publish_photo(actor, agreement), may_withdraw_photo(actor, agreement)
    rows = []
    for each in taken:
        own = form if form is not None and form.prefix == _prefix(each) else _form(each)
        rows.append({"photo": each, "form": own if (may_withdraw if each.public else may_publish) else None})
    context = {
        "agreement": agreement,
        "visit": visit,
        "rows": rows,
        "form": form,
        "why_not": "" if may_publish or may_publish.reason is None else shown(may_publish.reason),
    }
    return render(request, "social_order/delivery/photos.html", context, status=422 if form is not None else 200)


def _prefix(photo: Photo) -> str:
    return f"{'back' if photo.public else 'photo'}-{photo.document.pk}"


def _form(photo: Photo, request: HttpRequest | None = None) -> Any:
    data = request.POST if request is not None else None
    if photo.public:
        return ReasonForm(data, prefix=_prefix(photo))
    return PhotoForm(data, request.FILES if request is not None else None, prefix=_prefix(photo))


def _done(form: Any, photo: Photo, visit: Any, actor: Any) -> bool:
    """Carries the decision out; False with the reason on the form."""
    typed, at = form.cleaned_data, timezone.now()
    try:
        if photo.public:
            actions.withdraw_visit_photo(photo=photo.public, reason=typed["reason"], by=actor, at=at)
        else:
            actions.publish_visit_photo(
                visit=visit,
                document=photo.document,
                alt_kk=typed["alt_kk"],
                alt_ru=typed["alt_ru"],
                looked=typed["looked"],
                reason=typed["reason"],
                public_copy=next(iter(typed["copies"]), None),
                by=actor,
                at=at,
            )
    except FileRefused as refusal:
        form.add_error("copies", field_errors(refusal))
    except Refused as refusal:
        form.add_error(None, shown(refusal.reason))
    return not form.errors
