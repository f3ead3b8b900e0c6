"""The addresses of data packages and of their dictionary."""

from __future__ import annotations

import logging
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import parse_etags, quote_etag
from django.views.decorators.http import require_safe

from ..asking import Unmade, asking
from ..kept_pages import kept_a_minute, stored
from ..parameters import takes
from ..rendering.frame import frame
from . import building
from .building import Stored
from .declared import RESOURCES, Field, Resource
from .descriptor import WHOLE, references_of

log = logging.getLogger(__name__)

#: So many publications are put together while somebody waits, where nothing was built yet; more are left to ``tend``.
AT_ONCE = 40


@takes()
@require_safe
def package(request: HttpRequest, year: int | None = None) -> HttpResponseBase:
    """The package of a year, or of all, as it stands."""
    scope = WHOLE if year is None else str(year)
    standing = building.current(scope) or _first(scope)
    etag = quote_etag(standing.sha256)
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponseBase = HttpResponseNotModified()
    else:
        response = _file(standing)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Content-Length"
    return response


def _file(standing: Stored) -> FileResponse:
    try:
        file = standing.path.open("rb")
    except FileNotFoundError as error:  # taken away since it was looked for
        raise Unmade from error
    name = f"mingzhang-{standing.scope}.zip"
    return FileResponse(file, content_type="application/zip", as_attachment=True, filename=name)


def _first(scope: str) -> Stored:
    """Where nothing is built yet: built now if that is done at once."""
    with asking(of_one_instant=False):
        count = building.standing(scope).in_force().count()
        if not count:
            raise Http404
        if count > AT_ONCE:
            raise Unmade
        try:
            built = building.build(scope)
        except OSError as error:
            log.error("the package %s cannot be built: %s", scope, error)
            raise Unmade from error
    if built is None:
        raise Unmade
    return built


# The dictionary ---------------------------------------------------------------------------------------------------


@takes()
@kept_a_minute
@stored(asks=False)
def dictionary(request: HttpRequest) -> HttpResponse:
    """Every file and field of the data packages, out of the declaration that they are written by."""
    around = frame(request.path)
    resources = [_resource(resource, 0 if around["is_chinese"] else 1) for resource in RESOURCES]
    return render(request, "disclosures/dictionary.html", around | {"resources": resources})


def _resource(resource: Resource, language: int) -> dict[str, Any]:
    """A file as the page shows it: in Chinese (0) or English (1)."""
    return {
        "name": resource.name,
        "path": resource.path,
        "title": resource.title[language],
        "says": resource.says[language],
        "fields": [_field(field, resource, language) for field in resource.fields],
        "references": [(fields, other.name) for fields, other in references_of(resource)],
    }


def _field(field: Field, resource: Resource, language: int) -> dict[str, Any]:
    return {
        "name": field.name,
        "kind": field.kind,
        "title": field.title[language],
        "says": field.says[language],
        "unit": field.unit,
        "is_required": field.is_required,
        "is_key": field.name in resource.key,
        "constraints": _constraints(field),
    }


def _constraints(field: Field) -> str:
    """What else a value must be, in the words of Table Schema."""
    said = {name: value for name, value in field.constraints.items() if name != "required"}
    return "; ".join(
        f"{name}: {', '.join(value) if isinstance(value, list) else value}" for name, value in said.items()
    )
