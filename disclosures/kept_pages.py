"""Kept pages: lists, departments, words. They tell of more than one version, are rendered when that changes, and are
answered without the database.

A page may have a mark of what it was made from, besides the dress it wears; the marks of a folder stand in a file beside its
pages. While its mark is the same a page is not rendered again; one that has none is rendered and compared whenever it is
settled. What is wanted no more goes: what was withdrawn is told nowhere.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import nullcontext
from functools import partial, wraps
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from . import store
from .asking import asking
from .release import dress

log = logging.getLogger(__name__)

MARKS = "marks.json"
#: The mark of a page that is made from nothing but what its dress is a digest of.
SAME = "same"
#: Marks by the addresses of pages; None where it is not known what a page is made from.
Marks = Mapping[str, str | None]
Render = Callable[[str], bytes]
View = Callable[..., HttpResponseBase]


def mark_of(*told: object) -> str:
    """A short digest of what a page is made from, given as plain values."""
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, default=str).encode()).hexdigest()[:16]


def root() -> Path:
    """Where the pages of this dress stand; those of others are beside it."""
    return Path(_root())


def _root() -> str:
    return f"{store.root()}/lists/{dress()}"


def place_of(path: str, folder: str = "") -> Path:
    """Where the page of an address is stored; an address that can be resolved has no other signs. The folder of the lists
    is called nothing."""
    return Path(_place_of(path, folder))


def _place_of(path: str, folder: str) -> str:
    return f"{_root()}/{folder}/{path.strip('/').replace('/', '-') or 'home'}.html"


# Answered ----------------------------------------------------------------------------------------------------------


def kept_a_minute(view: View) -> View:
    """What changes whenever something is published: only read, kept a minute, then asked for again."""
    return require_safe(cache_control(public=True, max_age=60)(conditional_page(view)))


def stored(
    view: View | None = None,
    *,
    folder_of: Callable[..., str] = lambda **_where: "",
    media_type: str = "text/html; charset=utf-8",
    asks: bool = True,
) -> Any:
    """A view whose plain address is answered out of the store. It says nothing but what its address and the index say.
    ``folder_of`` tells the folder, of what the address says; ``asks`` is whether it takes the database to render it. What is
    no parameter of it was taken out before (parameters.takes)."""
    if view is None:
        return partial(stored, folder_of=folder_of, media_type=media_type, asks=asks)

    @wraps(view)
    def answer(request: HttpRequest, **where: Any) -> HttpResponseBase:
        is_plain = not request.META.get("QUERY_STRING")
        if is_plain and (page := read(request.path, folder_of(**where))) is not None:
            return HttpResponse(page, content_type=media_type)
        with asking() if asks else nullcontext():
            return view(request, **where)

    answer.rendered = view  # type: ignore[attr-defined]
    return answer


def read(path: str, folder: str = "") -> bytes | None:
    try:
        return store.read_whole(_place_of(path, folder))
    except FileNotFoundError:
        return None
    except OSError as error:
        log.error("the page %s cannot be read: %s", path, error)
        return None


# Kept --------------------------------------------------------------------------------------------------------------


def settle(folder: str, wanted: Marks, render: Render, *, only: Container[str] | None = None) -> list[str]:
    """Have exactly these pages stored in a folder, as they read now; of ``only`` some it is looked whether they do. Returns
    the addresses of those that did not, and the names of those that went. OSError where the disk fails.

    The marks are written last: whoever is stopped before makes the pages again.
    """
    marks = marks_in(folder)
    kept = {path: marks[path] for path in wanted if path in marks}
    gone = _take_away(folder, {place_of(path, folder) for path in wanted})
    changed = []
    for path, mark in wanted.items():
        if only is None or path in only:
            is_same = mark is not None and mark == marks.get(path) and place_of(path, folder).exists()
            if not is_same and _put(folder, path, render(path)):
                changed.append(path)
            if mark is not None:
                kept[path] = mark
    if kept != marks:
        store.put(root() / folder / MARKS, json.dumps(kept, ensure_ascii=False, sort_keys=True).encode())
    if not wanted:
        store.discard(root() / folder)
    return changed + gone


def _take_away(folder: str, wanted: set[Path]) -> list[str]:
    gone = [place for place in (root() / folder).glob("*.html") if place not in wanted]
    for place in gone:
        store.discard(place)
    return [place.stem for place in gone]


def _put(folder: str, path: str, page: bytes) -> bool:
    if read(path, folder) == page:
        return False
    store.put(place_of(path, folder), page)
    return True


def marks_in(folder: str) -> dict[str, str]:
    """The marks of what is stored; none where they cannot be read, and everything is made again."""
    try:
        marks = json.loads((root() / folder / MARKS).read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    return marks if isinstance(marks, dict) else {}


def differing(folder: str, paths: Iterable[str], render: Render) -> Iterator[str]:
    """The addresses whose stored page is not what it would be now."""
    for path in paths:
        page = read(path, folder)
        if page is not None and page != render(path):
            yield path


def forget(folder: str = "") -> None:
    """Let the database answer: where pages could not be written, old ones would not be true. Without a folder, all."""
    store.discard(root() / folder)


def forget_other_dresses() -> None:
    """Take away pages as other software rendered them, which nobody brings up to date."""
    for place in store.root().glob("lists/*"):
        if place != root():
            store.discard(place)
