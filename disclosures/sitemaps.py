"""The map of the site for search engines: pages that may be found, in both languages, with the day they last changed.

Superseded versions are not in it, nor is what is asked with parameters; projects and single rankings are found over the
pages that list them. A part of a year has at most 40,000 addresses, of 50,000 that the format allows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from math import ceil

from django.conf import settings
from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import override
from django.views.decorators.http import require_safe

from . import glossary
from .asking import asking
from .models import LedgerEntry, Publication
from .parameters import takes
from .release import dress
from .rendering.frame import HTML_LANGUAGES

AT_ONCE = 10_000
LISTS, DEPARTMENTS = "lists", "departments"
#: Pages that are there once; those of a region.
PAGES = (
    "home", "compare", "compare-regions", "glossary", "data", "dictionary", "rules", "corrections", "ledger", "verify",
)  # fmt: skip
OF_A_REGION = ("region", "region-timeliness")
#: Pages of a department and year, besides its disclosure itself.
OF_A_DISCLOSURE = ("disclosure", "peers")
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
#: What a part is made of: name of the address, its arguments, when it last changed.
Line = tuple[str, tuple[object, ...], datetime | None]


@takes()
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    with asking():
        return _answered(request, lambda: _index(_parts()))


@takes()
@require_safe
def part(request: HttpRequest, name: str, part: int) -> HttpResponseBase:
    with asking():
        if (name, part) not in [(each, number) for each, number, _at in _parts()]:
            raise Http404
        return _answered(request, lambda: _urls(_lines(name, part)))


def _answered(request: HttpRequest, make: Callable[[], Iterable[str]]) -> HttpResponseBase:
    """As it is now; 304 where nothing was published since it was asked for."""
    head = LedgerEntry.objects.order_by("-seq").values_list("sha256", flat=True).first() or ""
    etag = quote_etag(f"{head[:32]}-{dress()}")
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponseBase = HttpResponseNotModified()
    else:
        response = HttpResponse("".join(make()), content_type="application/xml")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, no-cache"
    return response


def addresses() -> list[str]:
    """The map and its parts, as paths."""
    return [reverse("sitemap"), *(reverse("sitemap-part", args=(name, n)) for name, n, _at in _parts())]


def _parts() -> list[tuple[str, int, datetime | None]]:
    """(name, number, when anything in it last changed) of every part."""
    found: list[tuple[str, int, datetime | None]] = []
    years = _latest("year")
    latest = max((at for _year, at, _count in years), default=None)
    found.append((LISTS, 1, latest))
    departments = Publication.objects.listed().values("region_code", "department_code").distinct().count()
    found += [(DEPARTMENTS, n, latest) for n in range(1, ceil(departments / AT_ONCE) + 1)]
    for year, at, count in years:
        found += [(str(year), n, at) for n in range(1, ceil(count / AT_ONCE) + 1)]
    return found


def _latest(*columns: str) -> list[tuple]:
    """(…columns, when anything of it last changed, how many publications) of what is listed."""
    rows = Publication.objects.listed().order_by(*columns).values_list(*columns)
    return list(rows.annotate(Max("published_at"), Count("pk")))


def _lines(name: str, part: int) -> Iterator[Line]:
    start = (part - 1) * AT_ONCE
    if name == LISTS:
        yield from _of_lists()
    elif name == DEPARTMENTS:
        for region, department, at, _count in _latest("region_code", "department_code")[
            start : start + AT_ONCE
        ]:
            yield "department", (region, department), at
    else:
        listed = Publication.objects.listed().filter(year=name).order_by("region_code", "department_code")
        places = listed.values_list("region_code", "department_code", "year", "published_at")
        for *place, at in places[start : start + AT_ONCE]:
            yield from ((each, tuple(place), at) for each in OF_A_DISCLOSURE)


def _of_lists() -> Iterator[Line]:
    regions = _latest("region_code")
    latest = max((at for _region, at, _count in regions), default=None)
    yield from ((name, (), latest if name in ("home", "data", "ledger") else None) for name in PAGES)
    yield from (("term", (term.slug,), None) for term in glossary.entries())
    for region, at, _count in regions:
        yield from ((name, (region,), at) for name in OF_A_REGION)
    for region, year, at, _count in _latest("region_code", "year"):
        yield "year", (region, year), at
        yield "rankings", (region, year), at


# As XML -----------------------------------------------------------------------------------------------------------


def _index(parts: Iterable[tuple[str, int, datetime | None]]) -> Iterator[str]:
    yield f"{HEAD}<sitemapindex {NAMES}>\n"
    for name, number, at in parts:
        address = settings.SITE_URL + reverse("sitemap-part", args=(name, number))
        yield f"<sitemap><loc>{escape(address)}</loc>{_changed(at)}</sitemap>\n"
    yield "</sitemapindex>\n"


def _urls(lines: Iterable[Line]) -> Iterator[str]:
    yield f"{HEAD}<urlset {NAMES}>\n"
    for name, where, at in lines:
        found = {language: settings.SITE_URL + _address(language, name, where) for language in HTML_LANGUAGES}
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{HTML_LANGUAGES[language]}" href="{escape(address)}"/>'
            for language, address in found.items()
        )
        for address in found.values():
            yield f"<url><loc>{escape(address)}</loc>{_changed(at)}{others}</url>\n"
    yield "</urlset>\n"


def _address(language: str, name: str, where: tuple[object, ...]) -> str:
    with override(language):
        return reverse(name, args=where)


def _changed(at: datetime | None) -> str:
    return f"<lastmod>{timezone.localtime(at).isoformat()}</lastmod>" if at else ""
