"""The pages on which what comes in many rows begins and ends: our own workbook, to be gone on with elsewhere."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from ..access import Act, budget_for, require
from .our_workbook_writer import file_name, workbook_of

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def workbook_page(request: HttpRequest, pk: int) -> HttpResponse:
    """下载工作簿: what is stored now; nobody keeps a copy on the way."""
    budget = budget_for(request.user, pk)
    require(request.user, Act.SEE, budget)
    headers = {
        "Content-Disposition": str(content_disposition_header(True, file_name(budget))),
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(workbook_of(budget), content_type=TYPE, headers=headers)
