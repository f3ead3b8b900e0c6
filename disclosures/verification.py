"""Verification: recompute every digest and the chain of versions, and compare the stored files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from django.utils import timezone

from . import store
from .document import canonical, digest
from .models import Publication, PublishedFile, Version


def verify(publication: Publication) -> Iterator[str]:
    """One line for each difference; none where everything is as it was published."""
    previous = ""
    versions = list(publication.versions.order_by("number"))
    for expected, version in enumerate(versions, 1):
        yield from _verify_version(version, expected, previous)
        previous = version.sha256
    if not versions or publication.number != versions[-1].number:
        yield f"{publication}：目录写着第{publication.number}版，最新的版本是第{len(versions)}版"


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
    for file in version.files.all():
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
