"""The pages of differences as they are kept: written when a correction is published, rendered once when anybody asks for two
other versions. They stand in the folder of the newer version and go with it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import get_language

from . import copies, pointers, store
from .asking import asking
from .differences import differences
from .models import Publication, Version
from .rendering.changes import render_changes
from .tombstones import gone

Place = tuple[str, str, int]
Keep = Callable[[str, str, bytes], None]


def json_name(old: int) -> str:
    """The stored name of what changed since an older version. It is what both documents say, in the words and order of the
    software that compared them: that is in its dress."""
    return f"changes.{old}.{copies.dress()}.json"


def page_name(old: int, language: str) -> str:
    return f"changes.{old}.{language}.{copies.dress()}.html"


# Writing ----------------------------------------------------------------------------------------------------------


def settle(publication: Publication) -> None:
    """Have the pages of differences stored between each version that stands and the one before it."""
    standing = list(publication.versions.standing().defer("content").order_by("number"))
    for older, newer in zip(standing, standing[1:], strict=False):
        pages = {page_name(older.number, language) for language in copies.LANGUAGES}
        wanted = {json_name(older.number), *pages}
        folder = store.folder_of(newer.sha256)
        if not all((folder / name).exists() for name in wanted):
            _write(publication, older.number, newer.number, copies.store_or_leave)
        for other in folder.glob("changes.*"):  # other dresses, and pairs that are rendered when asked for
            if other.name not in wanted:
                store.discard(other)


def _write(publication: Publication, old: int, new: int, keep: Keep) -> dict[str, bytes]:
    """Make and keep what is told of two versions; by stored name."""
    made = _render(publication, old, new)
    for name, data in made.items():
        keep(_sha256(publication, new), name, data)
    return made


def _sha256(publication: Publication, number: int) -> str:
    return publication.versions.values_list("sha256", flat=True).get(number=number)


def _render(publication: Publication, old: int, new: int) -> dict[str, bytes]:
    """What is told of two versions; by the name it is stored under."""
    versions = {v.number: v for v in publication.versions.standing().filter(number__in=(old, new))}
    if len(versions) != 2:
        raise Http404
    older, newer = versions[old], versions[new]
    told = differences(older.document, newer.document, (older.sha256, newer.sha256))
    made = {json_name(old): json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"}
    lines = copies.version_lines(publication)
    for language in copies.LANGUAGES:
        html = render_changes(told, language=language, versions=lines)
        made[page_name(old, language)] = html.encode()
    return made


def differing(publication: Publication) -> Iterator[tuple[int, str]]:
    """(newer version, name) of what is stored otherwise than the two documents say."""
    standing = publication.versions.standing().order_by("number")
    numbers = list(standing.values_list("number", "sha256"))
    for new, sha256 in numbers:
        for old in (number for number, _sha256 in numbers if number < new):
            names = (json_name(old), *(page_name(old, language) for language in copies.LANGUAGES))
            stored = {name: data for name in names if (data := store.read(sha256, name)) is not None}
            made = _render(publication, old, new) if stored else {}
            yield from ((new, name) for name, data in stored.items() if made[name] != data)


# Reading ----------------------------------------------------------------------------------------------------------


def corrected_by(version: Version) -> dict[str, int] | None:
    """How much a version corrects of the one before it, as ``counted`` in ``differences``; None where nothing is stored."""
    data = store.read(version.sha256, json_name(version.number - 1))
    return None if data is None else json.loads(data)["counted"]


def respond(request: HttpRequest, place: Place, old: int, new: int, *, as_json: bool = False) -> HttpResponse:
    """Answer with what changed between two versions that both stand; 404 where there are no two such versions."""
    older, newer = _two(place, old, new)
    if newer.withdrawn or older.withdrawn:
        return gone(request, newer if newer.withdrawn else older)
    name = json_name(old) if as_json else page_name(old, get_language())
    etag = quote_etag(f"{older.sha256[:32]}-{newer.sha256[:32]}-{name}")
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponse(status=304)
    else:
        data = store.read(newer.sha256, name) or _again(place, old, new)[name]
        response = HttpResponse(data, content_type=copies.MEDIA_TYPES[name.rpartition(".")[2]])
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    return response


def _two(place: Place, old: int, new: int) -> tuple[Any, Any]:
    pointer = pointers.find(*place)
    pair = (pointer.version(old), pointer.version(new)) if pointer and old < new else (None, None)
    if None in pair:
        raise Http404
    return pair


def _again(place: Place, old: int, new: int) -> dict[str, bytes]:
    region, department, year = place
    with asking(of_one_instant=False):  # what is stored has to notice a withdrawal
        publication = Publication.objects.get(region_code=region, department_code=department, year=year)
        return _write(publication, old, new, copies.keep)
