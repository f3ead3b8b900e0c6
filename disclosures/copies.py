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
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import parse_etags, quote_etag

from . import history, store
from .asking import Unmade, asking
from .document import completed
from .models import Publication, Version
from .release import dress
from .rendering import opendata
from .rendering.page import VersionLine, render_page
from .rendering.pdf import EMBEDDED, Unprinted, render_pdf
from .rendering.word import render_word
from .rendering.workbook import render_workbook

log = logging.getLogger(__name__)

NOTHING_CHANGED = "没有公开成功，对外内容没有变化。"

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
    """Render and store every file of a version; returns them by name. ValidationError where one cannot be printed."""
    files: dict[str, bytes] = {}
    for name in file_names(content):
        try:
            files[name] = render_file(name, content, sha256, files)
        except Unprinted as error:
            raise ValidationError(f"{NOTHING_CHANGED}{error}。", code="unprinted") from error
    for name, data in files.items():
        store.write(sha256, name, data)
    return files


def write_pages(
    content: dict[str, Any], sha256: str, versions: list[VersionLine], earlier: Sequence[Any] = ()
) -> dict[str, bytes]:
    """Render and store a version's page in both languages, as it reads beside these versions and after these of
    ``earlier`` years; by stored name."""
    pages = render_pages(content, sha256, versions, earlier)
    for name, data in pages.items():
        store.write(sha256, name, data)
    return pages


def render_pages(
    content: dict[str, Any], sha256: str, versions: list[VersionLine], earlier: Sequence[Any] = ()
) -> dict[str, bytes]:
    """The same without storing it."""
    content = completed(content)
    current, told = max(line.number for line in versions), history.digest_of(each.sha256 for each in earlier)
    before = [each.document for each in earlier]
    pages: dict[str, bytes] = {}
    for language in LANGUAGES:
        html = render_page(content, sha256, language=language, versions=versions, earlier=before).encode()
        name = page_name(language, current, told)
        pages |= {name: html, f"{name}.gz": gzip.compress(html, 9, mtime=0)}
    return pages


def page_names(publication: Any) -> list[str]:
    """The stored names of the pages of each of its versions, as they should stand now."""
    pages = [page_name(language, publication.number, publication.history) for language in LANGUAGES]
    return [name + ending for name in pages for ending in ("", ".gz")]


def settle_pages(version: Any) -> bool:
    """Have the pages of a version stored as they should stand now, and no others of it; False where they were."""
    folder, wanted = store.folder_of(version.sha256), page_names(version.publication)
    is_new = not all((folder / name).exists() for name in wanted)
    if is_new:
        for name, data in pages_again(version.sha256).items():
            store.write(version.sha256, name, data)
    for other in folder.glob("page.*"):
        if other.name not in wanted:
            store.discard(other)
    return is_new


def page_to_be(content: Mapping[str, Any], sha256: str) -> bytes:
    """The page of a version that is about to be published, as it would be by itself."""
    published = datetime.fromisoformat(content["published_at"])
    line = VersionLine(content["number"], published, content["reason"], sha256, is_current=True)
    return render_page(content, sha256, language=settings.LANGUAGE_CODE, versions=[line]).encode()


def page_name(language: str, current: int, told: str = "") -> str:
    """The stored name of a page: its language, the current version and the history it tells of, the dress it wears."""
    return f"page.{language}.{current}{told and '-'}{told}.{dress()}.html"


# At request --------------------------------------------------------------------------------------------------------


def respond(request: HttpRequest, version: Any, name: str) -> HttpResponse:
    """Answer with a stored rendering of a version, a row or as its pointer knows it; 404 for an unknown name."""
    is_page = name.startswith("page.")
    gzipped = is_page and "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    stored = _stored_name(name, version.publication, gzipped=gzipped)
    if _etag(version, stored) in parse_etags(request.META.get("HTTP_IF_NONE_MATCH", "")):
        response = HttpResponse(status=304)
    else:
        stored, data = _read(version, stored)
        response = HttpResponse(data, content_type=MEDIA_TYPES[name.rpartition(".")[2]])
        if gzipped:
            response["Content-Encoding"] = "gzip"
        if not is_page:
            response["Content-Disposition"] = _disposition(version, name)
    response["ETag"] = _etag(version, stored)
    # Anybody may keep it, and asks each time whether it still stands: what is corrected or withdrawn is so at once.
    response["Cache-Control"] = "public, no-cache"
    if is_page:
        response["Vary"] = "Accept-Encoding"
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
    if stored.startswith("page."):
        return _page_again(version.sha256, stored)
    try:
        return stored, file_again(version.sha256, stored)
    except (Unprinted, OSError) as error:
        log.error("%s of %s was lost and cannot be made again: %s", stored, version.sha256, error)
        raise Unmade from error


def _page_again(sha256: str, stored: str) -> tuple[str, bytes]:
    """A page whose dress or history has changed since it was published, told beside the versions that stand now."""
    pages = pages_again(sha256)
    for name, data in pages.items():
        keep(sha256, name, data)
    _page, language, _current, _dress, *ending = stored.split(".")
    return next(
        (name, data)
        for name, data in pages.items()
        if name.split(".")[1] == language and name.split(".")[4:] == ending
    )


def pages_again(sha256: str) -> dict[str, bytes]:
    """The pages of a version as they should read now; by stored name."""
    with asking():
        version = _row(sha256)
        lines = version_lines(version.publication)
        earlier = list(history.before(version.publication))
    return render_pages(version.document, sha256, lines, earlier)


def file_again(sha256: str, name: str) -> bytes:
    """A file that was lost; should other software make other bytes of the same document, the log says so."""
    with asking():
        version = _row(sha256)
        recorded = dict(version.files.values_list("name", "sha256"))
    content = version.document
    if name not in set(file_names(content)):
        raise Http404
    data = render_file(name, content, sha256)
    if hashlib.sha256(data).hexdigest() != recorded.get(name):
        log.error("%s of %s was rendered again with other bytes than at publication", name, sha256)
    keep(sha256, name, data)
    return data


def document_of(sha256: str) -> dict[str, Any]:
    """The document of a version: out of its stored file, else out of the database. Http404 where there is none."""
    data = store.read(sha256, "disclosure.json")
    if data is None:
        data = file_again(sha256, "disclosure.json")
    document: dict[str, Any] = json.loads(data)["document"]
    return document


def _row(sha256: str) -> Version:
    """The version of a digest, with its text; what was withdrawn has none."""
    version = Version.objects.select_related("publication").exclude(content="").filter(sha256=sha256).first()
    if version is None:
        raise Http404
    return version


def keep(sha256: str, name: str, data: bytes) -> None:
    """Store what was rendered on request. Raises Http404 where the version was withdrawn while it was rendered: its bytes
    had been removed before these came."""
    store_or_leave(sha256, name, data)
    with asking():
        if remove_if_withdrawn(sha256):
            raise Http404
        is_right = not name.startswith("page.") or name in page_names(_publication(sha256))
    if not is_right:  # it may tell of what was withdrawn in an earlier year
        store.discard(store.path_of(sha256, name))


def store_or_leave(sha256: str, name: str, data: bytes) -> None:
    """What cannot be stored is rendered again next time."""
    try:
        store.write(sha256, name, data)
    except OSError as error:
        log.warning("%s of %s cannot be stored: %s", name, sha256, error)


def remove_if_withdrawn(sha256: str) -> bool:
    """After writing: whether the version was withdrawn meanwhile, and what was written is gone again."""
    stands = Version.objects.filter(sha256=sha256, withdrawal=None).exists()
    if not stands:
        store.remove(sha256)
    return not stands


def _publication(sha256: str) -> Publication:
    return Publication.objects.get(versions__sha256=sha256)


def _disposition(version: Any, name: str) -> str:
    """PDF opens in the browser, the rest is saved; the name says department, year and version."""
    p = version.publication
    kind = "inline" if name.endswith((".pdf", ".json")) else "attachment"
    tail = name.replace("tables/", "").replace("disclosure.", ".").lstrip(".")
    joint = "-" if "tables/" in name else "."
    return f'{kind}; filename="{p.region_code}-{p.department_code}-{p.year}-v{version.number}{joint}{tail}"'


def version_lines(publication: Any) -> list[VersionLine]:
    """All versions of a publication, newest first, as a page lists them; the newest is the current one."""
    versions = list(publication.versions.select_related("withdrawal").order_by("-number").defer("content"))
    return [version_line(version, versions[0].number) for version in versions]


def version_line(version: Any, current: int) -> VersionLine:
    return VersionLine(
        number=version.number,
        published_at=version.published_at,
        reason=version.reason,
        sha256=version.sha256,
        is_current=version.number == current,
        withdrawn_at=version.withdrawal.at if hasattr(version, "withdrawal") else None,
    )
