"""Copies: every form in which a version is given out. A format is a name and a function of the frozen document.

Files depend on the document, those with a cover also on the site's address: with the same software a version gives the
same bytes, and their digests are recorded at publication. Pages also say which version is the current one, tell of earlier
years and wear the site's dress, so their names carry all three.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags, quote_etag

from . import history, store
from .document import completed
from .rendering import opendata
from .rendering.page import VersionLine, render_page
from .rendering.pdf import EMBEDDED, render_pdf
from .rendering.word import render_word
from .rendering.workbook import render_workbook

log = logging.getLogger(__name__)

LANGUAGES = ("zh-hans", "en")
MEDIA_TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
}


# What there is -----------------------------------------------------------------------------------------------------


def file_names(content: dict[str, Any]) -> Iterator[str]:
    """The names of a version's files, in the order of a reader's wishes."""
    yield from ("disclosure.json", "disclosure.xlsx", "disclosure.docx", "disclosure.pdf")
    yield from (f"tables/{table['key']}.csv" for table in opendata.tables_of(content))


def render_file(
    name: str, content: dict[str, Any], sha256: str, ready: Mapping[str, bytes] | None = None
) -> bytes:
    """One file of a version; KeyError for a name that is none. ``ready`` are files that another may embed."""
    if name == "disclosure.json":
        return _as_json_file(content, sha256)
    document = completed(content)
    if name == "disclosure.xlsx":
        return render_workbook(document, sha256)
    if name == "disclosure.docx":
        return render_word(document, sha256)
    if name == "disclosure.pdf":
        made = ready or {inner: render_file(inner, content, sha256) for inner in EMBEDDED}
        return render_pdf(document, sha256, made)
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
    files: dict[str, bytes] = {}
    for name in file_names(content):
        files[name] = render_file(name, content, sha256, files)
    for name, data in files.items():
        store.write(sha256, name, data)
    return files


def write_pages(
    content: dict[str, Any], sha256: str, versions: list[VersionLine], earlier: Sequence[Any] = ()
) -> dict[str, bytes]:
    """Render and store a version's page in both languages, as it reads beside these versions and after these of
    ``earlier`` years; by stored name."""
    content = completed(content)
    current, told = max(line.number for line in versions), history.digest_of(each.sha256 for each in earlier)
    before = [each.document for each in earlier]
    pages: dict[str, bytes] = {}
    for language in LANGUAGES:
        html = render_page(content, sha256, language=language, versions=versions, earlier=before).encode()
        name = page_name(language, current, told)
        pages |= {name: html, f"{name}.gz": gzip.compress(html, 9, mtime=0)}
    for name, data in pages.items():
        store.write(sha256, name, data)
    return pages


def page_to_be(content: Mapping[str, Any], sha256: str) -> bytes:
    """The page of a version that is about to be published, as it would be by itself."""
    published = datetime.fromisoformat(content["published_at"])
    line = VersionLine(content["number"], published, content["reason"], sha256, is_current=True)
    return render_page(content, sha256, language=settings.LANGUAGE_CODE, versions=[line]).encode()


def page_name(language: str, current: int, told: str = "") -> str:
    """The stored name of a page: its language, the current version and the history it tells of, the dress it wears."""
    return f"page.{language}.{current}{told and '-'}{told}.{dress()}.html"


@cache
def dress() -> str:
    """A digest of what a page is made with besides its document: code, templates, words, style sheets, address."""
    base = Path(settings.BASE_DIR)
    digest = hashlib.sha256(f"{settings.SITE_URL} {settings.SITE_SAMPLE}".encode())
    made_with = (
        "disclosures/*.py",
        "disclosures/rendering/*.py",
        "budgets/money.py",
        "templates/disclosures/*.html",
        "locale/**/*.mo",
        "static/*",
    )
    for source in sorted(path for pattern in made_with for path in base.glob(pattern)):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:12]


# At request --------------------------------------------------------------------------------------------------------


def respond(request: HttpRequest, version: Any, name: str) -> HttpResponse:
    """Answer with a stored rendering of a version (``publication`` selected with it); 404 for an unknown name."""
    is_page = name.startswith("page.")
    gzipped = is_page and "gzip" in request.headers.get("Accept-Encoding", "")
    stored = _stored_name(name, version.publication, gzipped=gzipped)
    if _etag(version, stored) in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponse(status=304)
    else:
        stored, data = _read(version, stored)
        response = HttpResponse(data, content_type=MEDIA_TYPES[name.rpartition(".")[2]])
        if gzipped:
            response["Content-Encoding"] = "gzip"
        if not is_page:
            response["Content-Disposition"] = _disposition(version, name)
    response["ETag"] = _etag(version, stored)
    response["Cache-Control"] = "public, max-age=300"
    if is_page:
        patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _stored_name(name: str, publication: Any, *, gzipped: bool) -> str:
    if not name.startswith("page."):
        return name
    stored = page_name(name.split(".")[1], publication.number, publication.history)
    return stored + (".gz" if gzipped else "")


def _etag(version: Any, stored: str) -> str:
    return quote_etag(f"{version.sha256}-{stored.replace('/', '-')}")


def _read(version: Any, stored: str) -> tuple[str, bytes]:
    """The stored bytes and the name they stand under: another one where a page had to be rendered again and a newer
    version, of this year or an earlier one, has come meanwhile."""
    try:
        data = store.read(version.sha256, stored)
    except ValueError as error:
        raise Http404 from error
    if data is not None:
        return stored, data
    return (
        _page_again(version, stored) if stored.startswith("page.") else (stored, _file_again(version, stored))
    )


def _page_again(version: Any, stored: str) -> tuple[str, bytes]:
    """A page whose dress or history has changed since it was published, told beside the versions that stand now."""
    publication = version.publication
    earlier = list(history.before(publication))
    pages = write_pages(version.document, version.sha256, version_lines(publication), earlier)
    _page, language, _current, _dress, *ending = stored.split(".")
    return next(
        (name, data)
        for name, data in pages.items()
        if name.split(".")[1] == language and name.split(".")[4:] == ending
    )


def _file_again(version: Any, name: str) -> bytes:
    """A file that was lost; should other software make other bytes of the same document, the log says so."""
    content = version.document
    if name not in set(file_names(content)):
        raise Http404
    data = render_file(name, content, version.sha256)
    if not version.files.filter(name=name, sha256=hashlib.sha256(data).hexdigest()).exists():
        log.error("%s of %s was rendered again with other bytes than at publication", name, version.sha256)
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
    """All versions of a publication, newest first, as a page lists them; the newest is the current one."""
    versions = list(publication.versions.order_by("-number").defer("content"))
    return [version_line(version, versions[0].number) for version in versions]


def version_line(version: Any, current: int) -> VersionLine:
    return VersionLine(
        number=version.number,
        published_at=version.published_at,
        reason=version.reason,
        sha256=version.sha256,
        is_current=version.number == current,
    )
