"""The public pages of departments, projects and words: answered as they were stored, else rendered of what stands."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse

from ..kept_pages import kept_a_minute, stored
from ..parameters import takes
from ..tombstones import gone_with_it
from . import glossary_pages, pages

of_a_department = partial(stored, folder_of=pages.folder_of)
of_the_glossary = partial(stored, folder_of=glossary_pages.folder_of)


@takes()
@kept_a_minute
@of_a_department
def department(request: HttpRequest, region: str, department: str) -> HttpResponse:
    return HttpResponse(pages.Department(region, department).page(request.path))


@takes()
@gone_with_it
@kept_a_minute
@of_a_department
def project(request: HttpRequest, region: str, department: str, year: int, slug: str) -> HttpResponse:
    return HttpResponse(pages.Department(region, department).project_page(request.path, year, slug))


@takes()
@kept_a_minute
@of_the_glossary
def glossary(request: HttpRequest) -> HttpResponse:
    return HttpResponse(glossary_pages.index(request.path))


@takes()
@kept_a_minute
@of_the_glossary
def term(request: HttpRequest, slug: str) -> HttpResponse:
    return HttpResponse(glossary_pages.term(request.path, slug))
