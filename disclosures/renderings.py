"""Renderings: every form in which a version is given out. A format is a name and a function of the frozen document.

Files depend on the document alone: the same version gives the same bytes for ever, and their digests are recorded at
publication. Pages also say which version is the current one and wear the site's dress, so their names carry both.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags, quote_etag

from . import opendata, store
from .page import VersionLine, render_page
from .pdf import render_pdf

LANGUAGES = ("zh-hans", "en")
MEDIA_TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
}


# What there is -----------------------------------------------------------------------------------------------------


def file_names(content: dict[str, Any]) -> Iterator[str]:
    """The names of a version's files, in the order of a reader's wishes."""
    yield from ("disclosure.json", "disclosure.xlsx", "disclosure.pdf")
    yield from (f"tables/{table['key']}.csv" for table in opendata.tables_of(content))


def render_file(name: str, content: dict[str, Any], sha256: str) -> bytes:
    """One file of a version; KeyError for a name that is none."""
    if name == "disclosure.json":
        return _as_json_file(content, sha256)
    if name == "disclosure.xlsx":
        return opendata.to_xlsx(content, sha256)
    if name == "disclosure.pdf":
        return render_pdf(content, sha256)
    key = name.removeprefix("tables/").removesuffix(".csv")
    table = opendata.table_of(content, key)
    if table is None or name != f"tables/{key}.csv":
        raise KeyError(name)
    return opendata.to_csv(content, table)


def _as_json_file(content: dict[str, Any], sha256: str) -> bytes:
    """{"document": …, "sha256": …}, readable; the digest is over the canonical form of ``document``."""
    text = json.dumps({"document": content, "sha256": sha256}, ensure_ascii=False, indent=1, sort_keys=True)
    return text.encode() + b"\n"


# At publication ----------------------------------------------------------------------------------------------------


def write_files(content: dict[str, Any], sha256: str) -> dict[str, bytes]:
    """Render and store every file of a version; returns them by name."""
    files = {name: render_file(name, content, sha256) for name in file_names(content)}
    for name, data in files.items():
        store.write(sha256, name, data)
    return files


def write_pages(content: dict[str, Any], sha256: str, versions: list[VersionLine]) -> None:
    """Render and store a version's page in both languages, as it reads beside these versions."""
    current = max(line.number for line in versions)
    for language in LANGUAGES:
        html = render_page(content, sha256, language=language, versions=versions).encode()
        name = page_name(language, current)
        store.write(sha256, name, html)
        store.write(sha256, f"{name}.gz", gzip.compress(html, 9, mtime=0))


def page_name(language: str, current: int) -> str:
    """The stored name of a page: its language, the current version it tells of, and the dress it wears."""
    return f"page.{language}.{current}.{dress()}.html"


@cache
def dress() -> str:
    """A digest of what a page is made with besides its document: code, templates, words, style sheets, address."""
    base = Path(settings.BASE_DIR)
    digest = hashlib.sha256(f"{settings.SITE_URL} {settings.SITE_SAMPLE}".encode())
    made_with = ("disclosures/*.py", "templates/disclosures/*.html", "locale/**/*.po", "static/*")
    for source in sorted(path for pattern in made_with for path in base.glob(pattern)):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:12]


# At request --------------------------------------------------------------------------------------------------------


def respond(request: HttpRequest, version: Any, name: str) -> HttpResponse:
    """Answer with a stored rendering of a version (``publication`` selected with it); 404 for an unknown name."""
    is_page = name.startswith("page.")
    stored = page_name(name.split(".")[1], version.publication.number) if is_page else name
    gzipped = is_page and "gzip" in request.headers.get("Accept-Encoding", "")
    etag = quote_etag(f"{version.sha256}-{stored.replace('/', '-')}{'-gz' if gzipped else ''}")
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponse(status=304)
    else:
        response = _stored(version, stored + (".gz" if gzipped else ""), is_page=is_page)
        response["Content-Type"] = MEDIA_TYPES[name.rpartition(".")[2]]
        if gzipped:
            response["Content-Encoding"] = "gzip"
        if not is_page:
            response["Content-Disposition"] = _disposition(version, name)
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=300"
    if is_page:
        patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _stored(version: Any, name: str, *, is_page: bool) -> HttpResponse:
    try:
        data = store.read(version.sha256, name)
    except ValueError as error:
        raise Http404 from error
    if data is None:
        data = _render_again(version, name, is_page=is_page)
    return HttpResponse(data)


def _render_again(version: Any, name: str, *, is_page: bool) -> bytes:
    """A file that was lost, or a page whose dress has changed since it was published."""
    content = version.document
    if is_page:
        write_pages(content, version.sha256, version_lines(version.publication))
        return store.read(version.sha256, name) or b""
    if name not in set(file_names(content)):
        raise Http404
    data = render_file(name, content, version.sha256)
    store.write(version.sha256, name, data)
    return data


def _disposition(version: Any, name: str) -> str:
    """PDF opens in the browser, the rest is saved; the name says department, year and version."""
    p = version.publication
    kind = "inline" if name.endswith((".pdf", ".json")) else "attachment"
    tail = name.replace("tables/", "").replace("disclosure.", ".").lstrip(".")
    joint = "-" if "tables/" in name else "."
    return f'{kind}; filename="{p.region_code}-{p.department_code}-{p.year}-v{version.number}{joint}{tail}"'


def version_lines(publication: Any) -> list[VersionLine]:
    """All versions of a publication, newest first, as a page lists them."""
    return [version_line(version, publication.number) for version in publication.versions.order_by("-number")]


def version_line(version: Any, current: int) -> VersionLine:
    return VersionLine(
        number=version.number,
        published_at=version.published_at,
        reason=version.reason,
        sha256=version.sha256,
        is_current=version.number == current,
    )
