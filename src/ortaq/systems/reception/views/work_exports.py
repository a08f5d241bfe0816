"""The work list as a file: the same filter, the same rights, row by row; a long one is made in the background."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from ortaq.kernel.interchange.views import export_response
from ortaq.kernel.web.views import officers_only
from ortaq.systems.reception.exports import WORK_LIST
from ortaq.systems.reception.permissions import OFFICE


@require_GET
@officers_only(*OFFICE)
def csv(request: HttpRequest) -> HttpResponseBase:
    """As CSV."""
    return export_response(request, WORK_LIST.code, "csv")


@require_GET
@officers_only(*OFFICE)
def xlsx(request: HttpRequest) -> HttpResponseBase:
    """As a workbook."""
    return export_response(request, WORK_LIST.code, "xlsx")
