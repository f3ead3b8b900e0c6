"""The public pages of departments, projects and words: answered as they were stored, else rendered of what stands."""

from __future__ import annotations

from ..lists import kept_a_minute
from . import glossary_pages, pages
from .kept import answered


@kept_a_minute
@answered(pages.folder_of)
def department(request, region, department):
    return pages.Department(region, department).page(request.path)


@kept_a_minute
@answered(pages.folder_of)
def project(request, region, department, year, slug):
    return pages.Department(region, department).project_page(request.path, year, slug)


@kept_a_minute
@answered(glossary_pages.folder_of)
def glossary(request):
    return glossary_pages.index(request.path)


@kept_a_minute
@answered(glossary_pages.folder_of)
def term(request, slug):
    return glossary_pages.term(request.path, slug)
