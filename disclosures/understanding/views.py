"""The public pages of departments, projects and words: answered as they were stored, else rendered of what stands."""

from __future__ import annotations

from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from . import glossary_pages, pages
from .kept import answered


def _page(view):
    """It changes whenever something is published: keep it a minute, then ask again."""
    return require_safe(cache_control(public=True, max_age=60)(conditional_page(view)))


@_page
@answered(pages.folder_of)
def department(request, region, department):
    return pages.Department(region, department).page(request.path)


@_page
@answered(pages.folder_of)
def project(request, region, department, year, slug):
    return pages.Department(region, department).project_page(request.path, year, slug)


@_page
@answered(glossary_pages.folder_of)
def glossary(request):
    return glossary_pages.index(request.path)


@_page
@answered(glossary_pages.folder_of)
def term(request, slug):
    return glossary_pages.term(request.path, slug)
