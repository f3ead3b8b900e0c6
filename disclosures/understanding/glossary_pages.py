"""The pages of the glossary: each term with examples out of what is in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import resolve, reverse
from django.utils.translation import get_language, override

from budgets.money import WANYUAN

from .. import glossary, kept_pages, printing
from .. import store as stores
from ..addresses import language_of, public_addresses
from ..models import Publication, StandingFigure
from ..rendering.frame import frame
from ..rendering.page import unit_words

FOLDER = "glossary"
#: So many departments give an example of a term.
MOST = 3
MONEY = "元"

Examples = dict[str, list[StandingFigure]]


@dataclass(frozen=True)
class Example:
    """A figure in force that the term is about."""

    department: str
    year: int
    number: int
    label: str
    text: str
    url: str


def folder_of(**_page: Any) -> str:
    return FOLDER


def examples() -> Examples:
    """Of each term the figures of a few departments, of those that published last: one question for all terms."""
    keys = sorted({key for term in glossary.entries() for key in term.figures})
    found: dict[str, list[StandingFigure]] = {}
    for each in _latest(keys):
        found.setdefault(each.key, []).append(each)
    return {
        term.slug: [each for key in term.figures for each in found.get(key, [])][: MOST * 2]
        for term in glossary.entries()
    }


def _latest(keys: Iterable[str]) -> Iterable[StandingFigure]:
    latest = Publication.objects.listed().order_by("-year", "region_code", "department_code")[:MOST]
    pks = list(latest.values_list("pk", flat=True))
    return (
        StandingFigure.objects.filter(publication__in=pks, key__in=list(keys), number__gt=0)
        .select_related("publication")
        .order_by("-year", "region_code", "department_code")
    )


def _example(figure: StandingFigure) -> Example:
    publication = figure.publication
    value = figure.value
    unit = WANYUAN if figure.unit == MONEY else figure.unit
    text = f"{printing.number(value, figure.unit)} {unit_words(unit)}"
    url = publication.get_absolute_url()
    return Example(
        department=publication.department_name,
        year=publication.year,
        number=publication.number,
        label=figure.label,
        text=text,
        url=f"{url}#{figure.anchor}" if figure.anchor else url,
    )


# Pages ------------------------------------------------------------------------------------------------------------


@public_addresses()
def index(path: str) -> bytes:
    language = get_language()
    lines = [
        {
            "slug": term.slug,
            "url": _url(term.slug),
            "name": term.name[language],
            "plain": term.plain[language],
        }
        for term in glossary.entries()
    ]
    context = frame(path) | {"terms": lines, "count": len(lines)}
    return render_to_string("disclosures/glossary.html", context).encode()


@public_addresses()
def term(path: str, slug: str, found: Examples | None = None) -> bytes:
    """``found``: the examples, where somebody has asked for them already."""
    told = glossary.find(slug)
    if told is None:
        raise Http404
    language = get_language()
    rows = (examples() if found is None else found)[slug]
    others = [glossary.terms()[each] for each in told.related]
    context = frame(path) | {
        "term": {
            name: getattr(told, name)[language] for name in ("name", "plain", "official", "source", "where")
        },
        "chinese": told.name["zh-hans"],
        "confused": [said[language] for said in told.confused],
        "related": [(_url(other.slug), other.name[language]) for other in others],
        "examples": [_example(row) for row in rows],
        "all_url": reverse("glossary"),
    }
    return render_to_string("disclosures/term.html", context).encode()


def _url(slug: str) -> str:
    return reverse("term", args=(slug,))


# Storing ----------------------------------------------------------------------------------------------------------


@cache
def addresses() -> dict[str, str]:
    """The addresses of all pages of the glossary, in every language: the slug of each, empty for the index."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with override(language), public_addresses():
            found[reverse("glossary")] = ""
            found |= {_url(each.slug): each.slug for each in glossary.entries()}
    return found


def marks(found: Examples) -> dict[str, str]:
    """What each page is made from, besides what never changes while the site wears this dress."""
    said = {
        slug: [(f.key, f.number, f.anchor, f.publication.number, f.publication.department_name) for f in rows]
        for slug, rows in found.items()
    }
    return {path: kept_pages.mark_of(slug, said.get(slug, [])) for path, slug in addresses().items()}


def _render(path: str, found: Examples) -> bytes:
    with override(language_of(path)), public_addresses():
        where = resolve(path)
        return term(path, where.kwargs["slug"], found) if where.kwargs else index(path)


def settle(*, only_stored: bool = False) -> list[str]:
    """Have the pages of the glossary stored as they read now, or (``only_stored``) those that are stored brought up to
    date; returns the addresses of those that were others. OSError where the disk fails."""
    found = examples()
    only = kept_pages.marks_in(FOLDER) if only_stored else None
    return kept_pages.settle(FOLDER, marks(found), lambda path: _render(path, found), only=only)


def store(now: datetime) -> int:
    """A chore of each minute: whoever publishes does not wait for pages of words. How many were others."""
    with stores.alone("settling"):
        return len(settle())


def differing() -> Iterator[str]:
    """The addresses whose stored page is not what it would be now."""
    found = examples()
    return kept_pages.differing(FOLDER, addresses(), lambda path: _render(path, found))
