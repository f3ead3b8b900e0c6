"""自查 as people read it: the region at a glance, one department item by item, and 自查材料 for the inspectors."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from budgets.access import Act, budget_for, budgets_of, require
from budgets.models import Budget

from ..board import listing
from ..board.pages import finance_page
from ..desk import with_publication
from ..rendering.pdf import UNPRINTABLE, Unprinted, job_of, write_pdf
from ..tallying import with_counts
from .scoring import Inspection, averages, inspect, scores_of

STYLE = Path(settings.BASE_DIR) / "static" / "report-print.css"


@dataclass(frozen=True)
class Line:
    """One department; nothing is said of it where the law keeps it from the public, or it was not counted yet."""

    budget: Budget
    scores: Any
    inspection: Inspection | None = None


def _page(request: HttpRequest, name: str, title: str, **context: Any) -> HttpResponse:
    context = admin.site.each_context(request) | {"title": title, **context}
    return TemplateResponse(request, f"admin/disclosures/{name}.html", context)


@admin.site.admin_view
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """逐条依据 of one department: for whoever sees its budget."""
    budget = budget_for(request.user, pk)
    require(request.user, Act.SEE, budget)
    inspection = inspect(budget)
    address = inspection.subject.address if inspection and settings.SERVES_PUBLIC else ""
    place = address or reverse("admin:budgets_budget_preview", args=[pk])
    context = {"budget": budget, "inspection": inspection, "place": place}
    return _page(request, "inspection", f"自查：{budget.called}", **context)


@finance_page
def region(request: HttpRequest) -> HttpResponse:
    """Every department of a region and year with its points, and the means."""
    place, budgets = _asked(request)
    scores = scores_of(budgets)
    lines = [Line(budget, scores[budget.pk]) for budget in budgets]
    known = [line.scores for line in lines if line.scores]
    context = place | {"lines": lines, "averages": averages(known), "known": len(known)}
    title = f"{place['year']} 年部门预算公开自查"
    return _page(request, "inspections", title, **context)


@finance_page
def pack(request: HttpRequest) -> HttpResponse:
    """自查材料 as a page."""
    return _page(request, "inspection_pack", "自查材料", **_pack(request))


@finance_page
def pack_pdf(request: HttpRequest) -> HttpResponse:
    context = _pack(request)
    html = render_to_string("disclosures/inspection_print.html", context).translate(UNPRINTABLE)
    try:
        pdf = write_pdf(job_of(html, STYLE.read_text(), hashlib.sha256(html.encode()).hexdigest()))
    except (Unprinted, OSError):
        messages.error(request, "现在不能排成 PDF，请稍后再试。网页照常可以打印。")
        return HttpResponseRedirect(f"{reverse('inspection_pack')}?{context['query']}")
    name = f"inspection-{context['region'].code}-{context['year']}.pdf"
    headers = {"Content-Disposition": f"inline; filename={name}", "Cache-Control": "no-store, private"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _pack(request: HttpRequest) -> dict[str, Any]:
    """Every department of the region, item by item, as it is at this moment."""
    place, budgets = _asked(request)
    lines = []
    for budget in budgets:
        found = inspect(budget)
        lines.append(Line(budget, found and found.scores, found))
    known = [line.scores for line in lines if line.scores]
    return place | {"lines": lines, "averages": averages(known), "known": len(known)}


def _asked(request: HttpRequest) -> tuple[dict[str, Any], list[Budget]]:
    """The region and year asked for, as on the board, and their budgets by code."""
    regions = listing.regions_of(request.user)
    asked = request.GET.get("region", "")
    chosen = next((each for each in regions if each.code == asked), None if asked else regions[0])
    if chosen is None:
        raise Http404
    mine = budgets_of(request.user).filter(department__region=chosen)
    years = list(mine.order_by("-year").values_list("year", flat=True).distinct())
    year = listing.asked_year(request.GET.get("year", ""), years)
    budgets = with_counts(with_publication(mine.filter(year=year)))
    budgets = budgets.select_related("department__region", "department__parent").order_by("department__code")
    query = f"region={chosen.code}&year={year}"
    place = {"region": chosen, "regions": regions, "year": year, "years": years, "query": query}
    return place | {"now": timezone.localtime()}, list(budgets)
