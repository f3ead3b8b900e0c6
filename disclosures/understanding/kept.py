"""Pages that are stored when what they tell of changes: beside the lists, each with a mark of what it was made from.

A page is made again when its mark is another, and goes when it is wanted no more: what was withdrawn is told nowhere.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from .. import lists, store
from ..asking import asking

log = logging.getLogger(__name__)

MARKS = "marks.json"
#: Marks by the addresses of pages.
Marks = Mapping[str, str]
Render = Callable[[str], bytes]


def mark_of(*told: object) -> str:
    """A short digest of what a page is made from, given as plain values."""
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, default=str).encode()).hexdigest()[:16]


def place_of(folder: Path, path: str) -> Path:
    """Where the page of an address is stored."""
    return folder / f"{path.strip('/').replace('/', '-')}.html"


def settle(folder: Path, wanted: Marks, render: Render) -> list[str]:
    """Have exactly these pages stored, those whose mark is another made again; returns their addresses.

    The marks are written last: whoever is stopped before makes the pages again.
    """
    marks = marks_in(folder)
    changed = [
        path
        for path, mark in wanted.items()
        if marks.get(path) != mark or not place_of(folder, path).exists()
    ]
    keep = {place_of(folder, path) for path in wanted}
    gone = [place for place in folder.glob("*.html") if place not in keep]
    for place in gone:
        store.discard(place)
    for path in changed:
        store.put(place_of(folder, path), render(path))
    if dict(wanted) != marks:
        store.put(folder / MARKS, json.dumps(dict(wanted), ensure_ascii=False, sort_keys=True).encode())
    if not wanted:
        store.discard(folder)
    return changed + [place.stem for place in gone]


def marks_in(folder: Path) -> dict[str, str]:
    """The marks of what is stored; none where they cannot be read, and everything is made again."""
    try:
        marks = json.loads((folder / MARKS).read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    return marks if isinstance(marks, dict) else {}


def differing(folder: Path, paths: Iterable[str], render: Render) -> list[str]:
    """The addresses whose stored page is not what it would be now."""
    stored = ((path, read(folder, path)) for path in paths)
    return [path for path, page in stored if page is not None and page != render(path)]


def read(folder: Path, path: str) -> bytes | None:
    try:
        return place_of(folder, path).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        log.error("the page %s cannot be read: %s", path, error)
        return None


def answered(folder_of: Callable[..., Path]) -> Callable[[Any], Any]:
    """A view whose plain address is answered out of the store; ``folder_of`` tells where, of what the address says."""

    def around(view: Callable[..., bytes]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def answer(request: HttpRequest, **where: Any) -> HttpResponseBase:
            page = read(lists.folder() / folder_of(**where), request.path)
            if page is None:
                with asking():
                    page = view(request, **where)
            return HttpResponse(page)

        return answer

    return around
