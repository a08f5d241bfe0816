"""The work list as a file: the same filter, the same rights, row by row."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ortaq.kernel.interchange.exports import csv_response, xlsx_response
from ortaq.kernel.limits.views import limited
from ortaq.kernel.web.views import acting, officers_only
from ortaq.systems.reception.exports import office_columns, office_rows
from ortaq.systems.reception.permissions import OFFICE
from ortaq.systems.reception.queries.office import WorkFilter


@require_GET
@officers_only(*OFFICE)
@limited("export", methods=("GET",))
def csv(request: HttpRequest) -> HttpResponseBase:
    """As CSV."""
    rows = office_rows(acting(request), WorkFilter.of(request.GET), timezone.now())
    return csv_response(rows, office_columns(acting(request)), _filename("csv"))


@require_GET
@officers_only(*OFFICE)
@limited("export", methods=("GET",))
def xlsx(request: HttpRequest) -> HttpResponseBase:
    """As a workbook."""
    rows = office_rows(acting(request), WorkFilter.of(request.GET), timezone.now())
    return xlsx_response(rows, office_columns(acting(request)), _filename("xlsx"), _("Work list"))


def _filename(suffix: str) -> str:
    return f"appeals-{timezone.localdate().isoformat()}.{suffix}"
