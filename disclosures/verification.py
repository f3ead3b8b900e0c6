"""Verification: recompute every digest and the chain of versions, compare the stored files; deep, read those back too."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator

from django.utils import timezone

from . import copies, history, store
from .document import canonical, completed, digest
from .faithful import misses, page_misses
from .index import index_fields
from .models import Publication, PublishedFile, Version
from .reading.raw import Unreadable
from .rendering.page import VersionLine, render_page

#: The files that a person reads, and that are read back.
READ_BACK = (".pdf", ".docx", ".xlsx")


def verify(publication: Publication, *, is_deep: bool = False) -> Iterator[str]:
    """One line for each difference; none where everything is as it was published. ``is_deep``: every file is read back
    and every figure looked for at each place that cites it; some seconds a version."""
    previous = ""
    versions = list(publication.versions.order_by("number"))
    for expected, version in enumerate(versions, 1):
        yield from _verify_version(version, expected, previous)
        if is_deep:
            yield from _read_back(version)
        previous = version.sha256
    if not versions:
        yield f"{publication}：目录里有，却没有版本"
        return
    for column, value in index_fields(versions[-1].document).items():
        if getattr(publication, column) != value:
            yield f"{publication}：目录的 {column} 与第{versions[-1].number}版正文不符"
    lines, earlier = copies.version_lines(publication), list(history.before(publication))
    if publication.history != history.digest_of(each.sha256 for each in earlier):
        yield f"{publication}：目录的 history 与以前年度的现行版本不符"
    for version in versions:
        yield from _verify_pages(version, lines, earlier)


def _verify_version(version: Version, expected: int, previous: str) -> Iterator[str]:
    content = version.document
    if version.number != expected or content["number"] != version.number:
        yield f"{version}：版本号不连续，应为第{expected}版"
    if canonical(content).decode() != version.content or digest(content) != version.sha256:
        yield f"{version}：正文与摘要不符"
    if content["previous"] != previous:
        yield f"{version}：所记上一版摘要与上一版不符"
    if content["reason"] != version.reason or content["published_at"] != _stamp(version):
        yield f"{version}：公开时间或更正原因与正文不符"
    yield from _verify_figures(version, content)
    files = list(version.files.all())
    if {file.name for file in files} != set(copies.file_names(content)):
        yield f"{version}：文件清单与正文不符"
    for file in files:
        yield from _verify_file(version, file)


def _stamp(version: Version) -> str:
    return timezone.localtime(version.published_at).isoformat()


def _verify_figures(version: Version, content) -> Iterator[str]:
    """The index of figures says what the document says."""
    indexed = dict(version.figures.values_list("key", "value"))
    written = {k: "" if f["value"] is None else str(f["value"]) for k, f in content["figures"].items()}
    if indexed != written:
        keys = sorted(k for k in indexed.keys() | written.keys() if indexed.get(k) != written.get(k))
        yield f"{version}：数据索引与正文不符：{'、'.join(keys[:5])}"


def _verify_file(version: Version, file: PublishedFile) -> Iterator[str]:
    stored = store.read(version.sha256, file.name)
    if stored is None:
        yield f"{version}：缺少文件 {file.name}"
    elif hashlib.sha256(stored).hexdigest() != file.sha256:
        yield f"{version}：文件 {file.name} 与公开时不同"


def _read_back(version: Version) -> Iterator[str]:
    """What the stored files of a version do not say as its document does."""
    document = completed(version.document)
    for name in copies.file_names(document):
        data = store.read(version.sha256, name) if name.endswith(READ_BACK) else None
        if data is None:
            continue
        try:
            yield from (f"{version}：{name}：{miss}" for miss in misses(document, data))
        except Unreadable as unreadable:
            yield f"{version}：{name}：{unreadable}"
    page = copies.page_to_be(document, version.sha256)
    yield from (f"{version}：网页：{miss}" for miss in page_misses(document, page))


def _verify_pages(version: Version, lines: list[VersionLine], earlier: list[Version]) -> Iterator[str]:
    """A stored page is what its document, the versions beside it and those of earlier years say; one that is not stored is
    rendered when asked."""
    document, current = completed(version.document), max(line.number for line in lines)
    told, before = history.digest_of(each.sha256 for each in earlier), [each.document for each in earlier]
    for language in copies.LANGUAGES:
        name = copies.page_name(language, current, told)
        html = render_page(document, version.sha256, language=language, versions=lines, earlier=before)
        wanted = html.encode()
        stored, packed = store.read(version.sha256, name), store.read(version.sha256, f"{name}.gz")
        if stored not in (None, wanted) or (packed and gzip.decompress(packed) != wanted):
            yield f"{version}：页面 {language} 与正文不符"
