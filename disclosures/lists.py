"""Lists as pages: rendered when something is published and answered as stored, so that they need no database.

Stored are the lists as their plain addresses show them, in every language, under the dress they wear. With a query string,
sorted or paged, a list is rendered of the index.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.translation import override

from . import kept_pages
from .addresses import language_of, public_addresses
from .models import Publication

#: The lists that tell of everything, by the names of their addresses; those of one region, which take its code; and those
#: that tell of nothing published.
ADDRESSES = ("home", "compare", "data", "ledger", "corrections", "corrections-feed", "feed")
OF_A_REGION = ("region", "region-feed", "region-timeliness", "region-corrections")
UNCHANGING = ("dictionary", "rules")


def every() -> Iterator[str]:
    """The addresses of all lists, in every language."""
    yield from _addresses(_years())


def differing() -> Iterator[str]:
    """The addresses whose stored list is not what it would be now."""
    yield from kept_pages.differing("", _addresses(_years()), _render)


# At publication ----------------------------------------------------------------------------------------------------


def write(regions: Iterable[str] | None = None) -> list[str]:
    """Store the lists that tell of these regions, or of all, as they read now, and take away those that there are no more.
    Returns the addresses of those that were others."""
    published = _years()
    wanted = dict(_marked(published))
    told = set(_addresses({r: published[r] for r in published if regions is None or r in regions}))
    changed = kept_pages.settle("", wanted, _render, only=told)
    if any(path in changed for path in _everywhere("corrections")):
        # The corrections of a region lead to those of every other that has some.
        others = {path for region in published for path in _everywhere("region-corrections", region)} - told
        changed += kept_pages.settle("", wanted, _render, only=others)
    return changed


def _marked(published: dict[str, list[int]]) -> Iterator[tuple[str, str | None]]:
    """The addresses of all lists, with the marks of those that are known to stay as they are."""
    unchanging = {path for name in UNCHANGING for path in _everywhere(name)}
    for path in _addresses(published):
        yield path, kept_pages.SAME if path in unchanging else None


def _years() -> dict[str, list[int]]:
    """The years in which anything stands, by region."""
    standing = Publication.objects.filter(withdrawn_at=None).order_by("region_code", "year")
    found: dict[str, list[int]] = {}
    for region, year in standing.values_list("region_code", "year").distinct():
        found.setdefault(region, []).append(year)
    return found


def _addresses(published: dict[str, list[int]]) -> Iterator[str]:
    """The plain addresses of the lists that tell of these regions and years, in every language."""
    for language, _name in settings.LANGUAGES:
        with override(language), public_addresses():
            yield from [reverse(name) for name in (*ADDRESSES, *UNCHANGING)]
            for region, years in published.items():
                yield from [reverse(name, args=(region,)) for name in OF_A_REGION]
                yield from [reverse("year", args=(region, year)) for year in years]


def _everywhere(name: str, *args: str) -> list[str]:
    """The address of a list in every language."""
    found = []
    for language, _name in settings.LANGUAGES:
        with override(language), public_addresses():
            found.append(reverse(name, args=args))
    return found


def _render(path: str) -> bytes:
    """The list of an address as its own view renders it now."""
    with override(language_of(path)), public_addresses():
        found = resolve(path)
        return found.func.rendered(_request(path), **found.kwargs).content


def _request(path: str) -> HttpRequest:
    """Somebody who asks for the plain address."""
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", path, path
    return request
