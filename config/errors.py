"""The page for what is our fault (states.md §9). It asks nothing of anybody: whatever broke may be what it would ask."""

import logging
import secrets

from django.http import HttpResponse
from django.template.loader import get_template

log = logging.getLogger(__name__)


def our_fault(request):
    """A number for whoever calls, which stands in the log beside what broke."""
    number = secrets.token_hex(4)
    log.error("编号 %s：%s %s", number, request.method, request.path)
    page = get_template("500.html").render({"number": number})
    return HttpResponse(page, status=500, headers={"Cache-Control": "no-store"})
