"""The page of open data, packages from elsewhere, and the office's page of them."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ortaq.kernel.events.queries import last_change
from ortaq.kernel.interchange.queries.publishing import publisher
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.limits.views import limited
from ortaq.kernel.parties.queries import actor_of
from ortaq.kernel.web.views import officers_only
from ortaq.systems.social_order.opendata import actions, permissions
from ortaq.systems.social_order.opendata.forms import PackageForm
from ortaq.systems.social_order.opendata.imports import Judged, import_package, jobs
from ortaq.systems.social_order.opendata.queries import imported
from ortaq.systems.social_order.opendata.queries.figures import years
from ortaq.systems.social_order.opendata.queries.grants import years_of_grants

NAMES = {"ocds": "OCDS 1.1.5", "giving": "360Giving 1.4", "description": "datapackage.json", "bin": "KZ-BIN"}
"""Names of standards and files: the same in every language."""


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What can be taken, in which format, under which licence, how to cite it, how new it is."""
    granted, by = years_of_grants(), publisher()
    context = {
        "years": [(year, year in granted) for year in years()],
        "by": by,
        "names": NAMES | {"base": f"{by.base}/data/"},
        "updated_at": last_change()[1],
        "packages": imported.shown_packages(),
    }
    return render(request, "social_order/opendata/index.html", context)


@require_GET
def package(request: HttpRequest, package_id: int) -> HttpResponse:
    """A package from elsewhere: its source, its licence, its money in its own currencies, its projects."""
    office = bool(permissions.may_see_office(actor_of(request.user)))
    found = imported.package(package_id, office=office)
    if found is None:
        raise Http404
    after = request.GET.get("after", "")
    key = int(after) if after.isascii() and after.isdigit() and len(after) < 10 else 0
    rows, following = imported.projects_page(found, key)
    context = {
        "package": found,
        "rows": rows,
        "next": following,
        "sums": imported.sums(found),
        "remarks": [(each["where"], Text(each["kk"], each["ru"], each["en"])) for each in found.remarks],
    }
    return render(request, "social_order/opendata/package.html", context)


@officers_only(*sorted(permissions.OFFICE))
@require_http_methods(["GET", "HEAD", "POST"])
@limited("upload")
def office(request: HttpRequest) -> HttpResponse:
    """The packages that were loaded, and the form that loads another: checked whole, and refused with every reason."""
    by = actor_of(request.user)
    form = PackageForm(request.POST or None, request.FILES or None) if permissions.may_import(by) else None
    if request.method == "POST" and form is None:
        raise PermissionDenied
    judged: Judged | None = None
    status = 200
    if request.method == "POST" and form is not None:
        status = 422
        if form.is_valid():
            file, standard = form.cleaned_data["file"], form.cleaned_data["standard"]
            try:
                if file.size > jobs.AT_ONCE:
                    kept = jobs.keep_package(
                        content=file.read(), standard=standard, name=file.name, by=by, at=timezone.now()
                    )
                    return redirect("opendata:loading", kept.pk)
                judged, made = import_package(file.chunks(), standard, name=file.name, by=by, at=timezone.now())
            except Refused as refusal:
                form.add_error("file", refusal.reason.in_language(request.LANGUAGE_CODE))
            else:
                if made is not None:
                    return redirect("opendata:package", made.pk)
    context = {
        "form": form,
        "judged": judged,
        "has_errors": bool(judged),
        "rows": [(each, permissions.may_show(by, each)) for each in imported.every_package()],
        "files": imported.files_under_way(),
        "user_id": by.user_id,
    }
    return render(request, "social_order/opendata/office.html", context, status=status)


@require_GET
@officers_only(*sorted(permissions.OFFICE))
def loading(request: HttpRequest, file_id: int) -> HttpResponse:
    """How far the loading of a long package is; once it is loaded, on to it, and once it failed, why."""
    file = imported.package_file(file_id)
    if file is None:
        raise Http404
    fragment = bool(request.headers.get("HX-Request"))
    if file.package_id is not None and not fragment:
        return redirect("opendata:package", file.package_id)
    troubles = [(each["where"], Text(each["kk"], each["ru"], each["en"])) for each in file.troubles]
    context = {"file": file, "open": file.job in jobs.UNDER_WAY, "troubles": troubles}
    response = render(request, "social_order/opendata/loading.html", context)
    if fragment and not context["open"]:
        response["HX-Refresh"] = "true"
    return response


@officers_only(*sorted(permissions.OFFICE))
@require_POST
def decide(request: HttpRequest, package_id: str, verb: str) -> HttpResponse:
    """Shows a package to everybody, or throws it away before anybody saw it."""
    by = actor_of(request.user)
    try:
        if verb == "show":
            actions.show_package(by=by, package_id=int(package_id), at=timezone.now())
        else:
            actions.throw_package_away(by=by, package_id=int(package_id))
    except Refused as refusal:
        return render(request, "social_order/opendata/refused.html", {"reason": refusal.reason}, status=403)
    return redirect("opendata:office")
