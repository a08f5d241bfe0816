"""Entering appeals that come on paper, by phone or at a personal reception."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from ortaq.kernel.documents.actions import attach_files
from ortaq.kernel.documents.forms import field_errors
from ortaq.kernel.documents.rules import FileRefused
from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.web.views import acting, officers_only
from ortaq.systems.reception.actions import Filed, Filing, file_appeal
from ortaq.systems.reception.forms.operator import OperatorForm
from ortaq.systems.reception.queries import intake, office
from ortaq.systems.reception.views.proof import keep_receipt, receipt_of

DESK = ("operator", "registrar")


@require_http_methods(["GET", "POST"])
@officers_only(*DESK)
def enter(request: HttpRequest) -> HttpResponse:
    """One page for a visitor, a call or a letter. A mistake draws it again with everything that was typed."""
    bodies = office.own_bodies(acting(request).offices(*DESK))
    form = OperatorForm(
        request.POST or None,
        request.FILES or None,
        bodies=[(body.pk, body.name) for body in bodies],
        territories=[(each.pk, each.name) for each in intake.territory_choices()],
        categories=[(each.pk, each.name) for each in intake.categories()],
    )
    if request.method == "POST" and form.is_valid():
        try:
            filed = _file(request, form)
        except Refused as refusal:
            form.add_error(None, shown(refusal.reason))
        except FileRefused as error:
            form.add_error("files", field_errors(error))
        else:
            appeal = filed.appeal
            keep_receipt(request, number=appeal.number, pin=filed.pin, body_id=appeal.body_id, at=timezone.now())
            return redirect("reception:entered")
    return render(request, "reception/office/new.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@officers_only(*DESK)
def entered(request: HttpRequest) -> HttpResponse:
    """Number, PIN and the coupon to print for the visitor."""
    receipt = receipt_of(request)
    if receipt is None:
        return redirect("reception:enter")
    return render(request, "reception/office/entered.html", {"receipt": receipt})


@require_GET
@officers_only(*DESK)
def new_pin(request: HttpRequest) -> HttpResponse:
    """The new PIN that was given at the counter, and the coupon to print."""
    receipt = receipt_of(request)
    if receipt is None:
        return redirect("reception:work")
    return render(request, "reception/office/entered.html", {"receipt": receipt, "is_new_pin": True})


@transaction.atomic
def _file(request: HttpRequest, form: OperatorForm) -> Filed:
    """An appeal whose scans can't be kept isn't filed."""
    data: dict[str, Any] = form.cleaned_data
    at, actor = timezone.now(), acting(request)
    filed = file_appeal(
        filing=Filing(
            type=data["type"],
            category_id=data["category"],
            territory_id=data["territory"],
            body_id=data["body"],
            subject=data["subject"],
            text=data["text"],
            language=data["language"],
            delivery=data["delivery"],
            name=data["name"],
            email=data["email"],
            phone=data["phone"],
            address=data["address"],
            iin=data["iin"],
            representative=data["representative"],
            place=data["place"],
            consent_to_publish=data["consent"],
            channel=data["channel"],
            external_number=data["external_number"],
        ),
        by=actor,
        at=at,
        received_at=data["received_at"],
    )
    if data["files"]:
        attach_files(record=filed.appeal, uploads=data["files"], purpose="attachment", by=actor, at=at)
    return filed
