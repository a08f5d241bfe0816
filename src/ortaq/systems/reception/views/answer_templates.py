"""The texts that a body's answers start from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ortaq.kernel.web.views import acting, officers_only
from ortaq.systems.reception import actions
from ortaq.systems.reception.forms.office import TemplateForm
from ortaq.systems.reception.queries import office

if TYPE_CHECKING:
    from ortaq.systems.reception.models import AnswerTemplate

WRITERS = ("head", "executor")


@require_GET
@officers_only(*WRITERS)
def index(request: HttpRequest) -> HttpResponse:
    """The templates of one's own bodies."""
    found = office.templates_of(acting(request).offices(*WRITERS))
    return render(request, "reception/office/templates.html", {"found": found})


@require_http_methods(["GET", "POST"])
@officers_only(*WRITERS)
def edit(request: HttpRequest, template_id: int | None = None) -> HttpResponse:
    """Adds a template, or changes one."""
    actor = acting(request)
    template = _found(request, template_id) if template_id is not None else None
    initial = (
        {"body": template.body_id, "name": template.name, "language": template.language, "text": template.text}
        if template
        else {}
    )
    bodies = [(body.pk, body.name) for body in office.own_bodies(actor.offices(*WRITERS))]
    form = TemplateForm(request.POST or None, initial=initial, bodies=bodies)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.save_template(
            body_id=data["body"],
            name=data["name"],
            language=data["language"],
            text=data["text"],
            by=actor,
            template=template,
        )
        messages.success(request, _("The template is saved."))
        return redirect("reception:templates")
    context = {"form": form, "template": template}
    return render(request, "reception/office/template.html", context, status=422 if form.errors else 200)


@require_POST
@officers_only(*WRITERS)
def delete(request: HttpRequest, template_id: int) -> HttpResponse:
    """Deletes a template."""
    actions.delete_template(template=_found(request, template_id), by=acting(request))
    messages.success(request, _("The template is deleted."))
    return redirect("reception:templates")


def _found(request: HttpRequest, template_id: int) -> AnswerTemplate:
    template = office.template_of(template_id, acting(request).offices(*WRITERS))
    if template is None:
        raise Http404
    return template
