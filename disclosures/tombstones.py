"""Tombstones: what the address of a withdrawn version answers: a dated record with the basis, and nothing of its text."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

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
