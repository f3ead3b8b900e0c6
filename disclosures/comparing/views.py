"""The public pages of comparing. What is asked wrongly is answered with what to change, and 400."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from ..asking import asking
from ..kept_pages import kept_a_minute, stored
from ..models import Publication
from ..parameters import on_a_page, takes
from ..rendering.frame import frame
from ..sheets import as_file
from ..tombstones import gone_with_it
from . import pages, peers_page, rankings_page, regions_page
from .question import NAMES, asked, refused_choice, refused_number
from .rankings import KINDS

View = Callable[..., HttpResponse]


def _read(view: View) -> View:
    """It changes whenever something is published: keep it a minute, then ask again."""

    @wraps(view)
    def answer(request: HttpRequest, **where: Any) -> HttpResponse:
        with asking():
            return view(request, **where)

    return kept_a_minute(answer)


def _framed(request: HttpRequest, query: str = "") -> dict[str, Any]:
    """The frame of a page whose parameters belong to its address."""
    found = frame(request.path)
    if query:
        found["canonical"] = f"{found['canonical']}?{query}"
        found["other"] = found["other"] | {"url": f"{found['other']['url']}?{query}"}
    return found


def _render(request: HttpRequest, template: str, context: dict[str, Any], query: str = "") -> HttpResponse:
    status = 400 if context.get("problems") else 200
    return render(request, f"disclosures/{template}", _framed(request, query) | context, status=status)


def _refusal(request: HttpRequest, *problems: list[str]) -> HttpResponse | None:
    """What is wrong with the parameters, if anything is, and the address without them."""
    said = [problem for found in problems for problem in found]
    if not said:
        return None
    return on_a_page(request, said)


# Side by side -----------------------------------------------------------------------------------------------------


@takes(*NAMES, refuse=None)
@kept_a_minute
@stored
def compare(request: HttpRequest) -> HttpResponse:
    """Budgets side by side, or how to choose them."""
    page = pages.Page(asked(request.GET))
    if not page.problems and page.is_to_be_redirected(request.META.get("QUERY_STRING", "")):
        return HttpResponseRedirect(pages.address(page.question))
    context = page.context() | {"title": page.title()}
    return _render(request, "compare.html", context, page.question.query)


@takes(*NAMES, refuse=None)
@_read
def compare_file(request: HttpRequest, ending: str) -> HttpResponse:
    page = pages.Page(asked(request.GET))
    if page.problems:
        context = {"problems": page.problems, "plain": reverse("compare")}
        return _render(request, "compare_refused.html", context)
    if not page.is_table:
        raise Http404
    return as_file(page.sheet(), ending)


# Peers ------------------------------------------------------------------------------------------------------------


@takes("by")
@gone_with_it
@_read
def peers(request: HttpRequest, region: str, department: str, year: int) -> HttpResponse:
    refusal = _refusal(request, refused_choice(request.GET, "by", peers_page.WAYS))
    if refusal:
        return refusal
    page = peers_page.Page(_publication(region, department, year), request.GET.get("by", ""))
    return _render(request, "peers.html", page.context(), page.query)


@takes("by")
@gone_with_it
@_read
def peers_file(request: HttpRequest, region: str, department: str, year: int, ending: str) -> HttpResponse:
    refusal = _refusal(request, refused_choice(request.GET, "by", peers_page.WAYS))
    if refusal:
        return refusal
    page = peers_page.Page(_publication(region, department, year), request.GET.get("by", ""))
    return as_file(page.sheet(), ending)


def _publication(region: str, department: str, year: int) -> Publication:
    found = (
        Publication.objects.listed().filter(region_code=region, department_code=department, year=year).first()
    )
    if found is None:
        raise Http404
    return found


# Rankings ---------------------------------------------------------------------------------------------------------


@takes("find")
@_read
def rankings(request: HttpRequest, region: str, year: int) -> HttpResponse:
    """Everything that departments of a region can be ranked by in a year."""
    page = rankings_page.Index(region, year, request.GET.get("find", ""))
    if page.only:
        return HttpResponseRedirect(page.only)
    return _render(request, "rankings.html", page.context())


@takes("kind", "page")
@_read
def ranking(request: HttpRequest, region: str, year: int, measure: str) -> HttpResponse:
    refusal = _refusal(
        request,
        refused_choice(request.GET, "kind", KINDS),
        refused_number(request.GET, "page", 1, 1000),
    )
    if refusal:
        return refusal
    page = rankings_page.Ranking(region, year, measure, request.GET.get("kind", ""))
    return _render(request, "ranking.html", page.context(request), page.query)


@takes("kind")
@_read
def ranking_file(request: HttpRequest, region: str, year: int, measure: str, ending: str) -> HttpResponse:
    refusal = _refusal(request, refused_choice(request.GET, "kind", KINDS))
    if refusal:
        return refusal
    page = rankings_page.Ranking(region, year, measure, request.GET.get("kind", ""))
    return as_file(page.sheet(), ending)


# Regions ----------------------------------------------------------------------------------------------------------


@takes(*regions_page.NAMES)
@_read
def regions(request: HttpRequest) -> HttpResponse:
    question = regions_page.asked(request.GET)
    refusal = _refusal(request, question.problems)
    if refusal:
        return refusal
    page = regions_page.Page(question)
    return _render(request, "compare_regions.html", page.context(request), page.query)


@takes(*regions_page.NAMES)
@_read
def regions_file(request: HttpRequest, ending: str) -> HttpResponse:
    question = regions_page.asked(request.GET)
    refusal = _refusal(request, question.problems)
    if refusal:
        return refusal
    return as_file(regions_page.Page(question).sheet(), ending)
