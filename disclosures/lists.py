"""Lists as pages: rendered when something is published and answered as stored, so that they need no database.

Stored are the lists as their plain addresses show them, in every language, under the dress they wear. With a query string,
sorted or paged, a list is rendered of the index.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from functools import partial, wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import resolve, reverse
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from . import store
from .addresses import language_of, public_addresses
from .asking import asking
from .copies import dress
from .models import Publication

log = logging.getLogger(__name__)

#: The lists that tell of everything, by the names of their addresses; those of one region, which take its code.
ADDRESSES = (
    "home",
    "compare",
    "data",
    "dictionary",
    "rules",
    "ledger",
    "corrections",
    "corrections-feed",
    "feed",
)
OF_A_REGION = ("region", "region-feed", "region-timeliness", "region-corrections")


View = Callable[..., HttpResponseBase]


def kept_a_minute(view: View) -> View:
    """What changes whenever something is published: only read, kept a minute, then asked for again."""
    return require_safe(cache_control(public=True, max_age=60)(conditional_page(view)))


def stored(
    view: View | None = None, *, media_type: str = "text/html; charset=utf-8", asks: bool = True
) -> Any:
    """A list whose plain address is answered out of the store. It says nothing but what its address and the index say;
    ``asks`` is whether it takes the database to render it."""
    if view is None:
        return partial(stored, media_type=media_type, asks=asks)

    @wraps(view)
    def answer(request: HttpRequest, **where: Any) -> HttpResponseBase:
        if not request.META.get("QUERY_STRING") and (page := read(request.path)) is not None:
            return HttpResponse(page, content_type=media_type)
        with asking() if asks else nullcontext():
            return view(request, **where)

    answer.rendered = view  # type: ignore[attr-defined]
    return answer


def folder() -> Path:
    """Where the lists of this dress stand; those of others are beside it."""
    return store.root() / "lists" / dress()


def place_of(path: str) -> Path:
    """Where the list of an address is stored; an address that can be resolved has no other signs."""
    return folder() / f"{path.strip('/').replace('/', '-') or 'home'}.html"


def read(path: str) -> bytes | None:
    try:
        return place_of(path).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        log.error("the list %s cannot be read: %s", path, error)
        return None


def every() -> Iterator[str]:
    """The addresses of all lists, in every language."""
    yield from _addresses(_years())


def differing() -> Iterator[str]:
    """The addresses whose stored list is not what it would be now."""
    for path in _addresses(_years()):
        if read(path) not in (None, _render(path)):
            yield path


# At publication ----------------------------------------------------------------------------------------------------


def write(regions: Iterable[str] | None = None) -> list[str]:
    """Store the lists that tell of these regions, or of all, as they read now, and take away those that there are no more.
    Returns the addresses of those that were others."""
    published = _years()
    paths = list(_addresses({r: published[r] for r in published if regions is None or r in regions}))
    changed = [path for path in paths if _write(path)]
    if any(path in changed for path in _everywhere("corrections")):
        # The corrections of a region lead to those of every other that has some.
        others = (path for region in published for path in _everywhere("region-corrections", region))
        changed += [path for path in others if path not in paths and _write(path)]
    return changed + _take_away({place_of(path) for path in _addresses(published)})


def _write(path: str) -> bool:
    page = _render(path)
    if read(path) == page:
        return False
    store.put(place_of(path), page)
    return True


def _take_away(wanted: set[Path]) -> list[str]:
    gone = [place for place in folder().glob("*.html") if place not in wanted]
    for place in gone:
        store.discard(place)
    return [place.stem for place in gone]


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
            yield from [reverse(name) for name in ADDRESSES]
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


def forget_other_dresses() -> None:
    """Take away lists as other software rendered them, which nobody brings up to date."""
    for place in store.root().glob("lists/*"):
        if place != folder():
            store.discard(place)


def forget() -> None:
    """Let the database answer: where lists could not be written, old ones would not be true."""
    store.discard(folder())
