"""Tombstones: what the address of a withdrawn version answers: a dated record with the basis, and nothing of its text."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from . import pointers
from .pointers import Pointed
from .rendering.frame import frame


def gone(request: HttpRequest, version: Pointed) -> HttpResponse:
    """410 with the record, for a page and for a file alike; asks no database."""
    place = version.publication
    context = frame(request.path) | {
        "publication": place,
        "withdrawn": version.withdrawn,
        "region_url": reverse("region", args=[place.region_code]),
        "corrections_of_region": reverse("region-corrections", args=[place.region_code]),
    }
    response = HttpResponse(render_to_string("disclosures/withdrawn.html", context), status=410)
    response["Cache-Control"] = "public, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response


def gone_with_it(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view of what is reckoned of one budget: where it finds nothing, since the budget was withdrawn, it answers as the
    budget itself does."""

    @wraps(view)
    def answer(request: HttpRequest, region: str, department: str, year: int, **where: Any) -> Any:
        try:
            return view(request, region=region, department=department, year=year, **where)
        except Http404:
            pointer = pointers.find(region, department, year)
            version = pointer and pointer.version()
            if version is None or not version.withdrawn:
                raise
            return gone(request, version)

    return answer
