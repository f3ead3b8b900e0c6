"""Reconciling: what is stored is brought to what the database says, whatever was interrupted.

A publication writes its files, then commits its rows, then points to them (``settle``). Killed at any instant it leaves the
old version or the new one whole; what it may leave besides, ``reconcile`` clears away or makes up for.
"""

from __future__ import annotations

import hashlib
import logging
import re
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

from . import changes, copies, history, kept_pages, lists, pointers, proofs, store
from .models import Publication, PublishedFile, Unsettled, Version
from .understanding import glossary_pages
from .understanding import pages as understanding

log = logging.getLogger(__name__)

#: Whoever writes is done by then: files without a version are not those of a publication in progress.
GRACE = timedelta(hours=1)


def settle(publication: Publication) -> bool:
    """Let readers see what was just committed of a publication: pages, pointers, lists; whether it was done.

    Where that fails, whatever the cause, what stood there is taken away instead: the database answers then, with what is
    true. Where it fails or the process dies, the row Unsettled stays, and ``settle_waiting`` does it.
    """
    with store.alone("settling"):
        try:
            committed = list(Unsettled.objects.filter(version__publication=publication))
            for each in history.telling(publication):
                _settle(each)
            lists.write([publication.region_code])
            understanding.settle(publication.region_code, publication.department_code)
            glossary_pages.settle(only_stored=True)
            Unsettled.objects.filter(pk__in=[each.pk for each in committed]).delete()
            return True
        except Exception:
            log.exception(
                "%s is public, but cannot be pointed to: it is tried again in a minute", publication
            )
            for year in range(publication.year, publication.year + history.REACH + 1):
                store.discard(pointers.place_of(publication.region_code, publication.department_code, year))
            kept_pages.forget()
            understanding.forget(publication.region_code, publication.department_code)
            return False


def settle_waiting() -> int:
    """Settle what failures or deaths of processes left: how many publications were."""
    waiting = Publication.objects.filter(versions__unsettled__isnull=False).distinct()
    return len([publication for publication in waiting if settle(publication)])


def _settle(publication: Publication) -> list[str]:
    """The pages of a publication, then its pointer; one line for each that was not as it is now."""
    told = []
    for version in publication.versions.filter(withdrawal=None).defer("content"):
        version.publication = publication
        if copies.settle_pages(version):
            told.append(f"{version}：页面已重新生成")
    changes.settle(publication)
    pointer = pointers.of(publication)
    if pointer and pointers.read(pointer.place) != pointer:
        pointers.write(pointer)
        told.append(f"{publication}：已指向第{pointer.number}版")
    return told


# After whatever has happened ---------------------------------------------------------------------------------------


def reconcile(*, grace: timedelta = GRACE) -> list[str]:
    """Clear away what belongs to no version and make up for what is missing; one line for everything done.

    Two at once do no harm: the second leaves it to the first. Raises DatabaseError where the database does not answer and
    OSError where the disk fails; what was done until then is done.
    """
    told: list[str] = []
    with store.alone("reconciling", waiting=False) as is_mine:
        if not is_mine:
            return ["另一个进程正在整理"]
        for line in _everything(grace):
            log.warning("%s", line)
            told.append(line)
    return told


def _everything(grace: timedelta) -> Iterator[str]:
    before = time.time() - grace.total_seconds()
    yield from _of_no_version(before)  # first: a folder is as old as its last change
    yield from _half_written(before)
    for version in Version.objects.filter(withdrawal=None).select_related("publication").defer("content"):
        if not copies.remove_if_withdrawn(version.sha256):  # since the rows were read
            yield from files_of(version)
    for publication in Publication.objects.all():
        with store.alone("settling"):
            publication.refresh_from_db()
            yield from _settle(publication)
    with store.alone("settling"):
        yield from _pointers_of_nothing()
        if changed := lists.write():
            yield f"目录页已更新 {len(changed)} 个：{'、'.join(changed[:3])}"
        if changed := [*understanding.settle_all(), *glossary_pages.settle()]:
            yield f"部门历年、项目和名词页已更新 {len(changed)} 个：{'、'.join(changed[:3])}"
    yield from _other_dresses(before)


def _half_written(before: float) -> Iterator[str]:
    """Files that somebody was writing when they were stopped."""
    for place in list(store.root().rglob(f"{store.WRITING}*")):
        if _is_older(place, before):
            store.discard(place)
            yield f"删除没有写完的 {place.relative_to(store.root())}"


def _of_no_version(before: float) -> Iterator[str]:
    """Folders of digests that never came to be versions, and of those that were withdrawn."""
    folders = list(_digest_folders())  # looked at first: what is committed meanwhile is found in the database
    standing = set(Version.objects.filter(withdrawal=None).values_list("sha256", flat=True))
    withdrawn = set(Version.objects.exclude(withdrawal=None).values_list("sha256", flat=True))
    for place in folders:
        is_nobodys = place.name not in standing and _is_older(place, before)
        if place.name in withdrawn or is_nobodys:
            store.discard(place)
            yield f"删除不属于任何版本的 {place.name}"


def _digest_folders() -> Iterator[Path]:
    for place in store.root().glob("[0-9a-f][0-9a-f]/*"):
        if re.fullmatch(r"[0-9a-f]{64}", place.name):
            yield place


def _is_older(place: Path, before: float) -> bool:
    try:
        return place.stat().st_mtime <= before
    except FileNotFoundError:  # whoever wrote it has just finished
        return False


def files_of(version: Version) -> Iterator[str]:
    """The files of a version that are missing or cut short, made again."""
    for file in version.files.all():
        place = store.path_of(version.sha256, file.name)
        if not place.exists() or place.stat().st_size != file.size:
            yield _again(version, file)
    if proofs.stored(version.sha256, proofs.MANIFEST) is None and (entry := proofs.entry_of(version)):
        proofs.write(entry)
        yield f"{version}：校验文件已重新生成"
    copies.remove_if_withdrawn(version.sha256)


def _again(version: Version, file: PublishedFile) -> str:
    """One file rendered again. Should it come out other than on the day of publication, it only stands in for a lost one."""
    data = copies.render_file(file.name, version.document, version.sha256)
    is_same = hashlib.sha256(data).hexdigest() == file.sha256
    is_missing = store.read(version.sha256, file.name) is None
    if is_same or is_missing:
        store.write(version.sha256, file.name, data)
    if is_same:
        return f"{version}：文件 {file.name} 已重新生成"
    return f"{version}：文件 {file.name} {'缺失' if is_missing else '残缺'}，重新生成的与公开当日不同"


def _pointers_of_nothing() -> Iterator[str]:
    public = {pointers.place_of(*key) for key in _keys(Publication.objects.all())}
    for place in list(pointers.folder().rglob("*.json")):
        if place not in public:
            store.discard(place)
            yield f"删除没有公开的指向 {place.relative_to(pointers.folder())}"


def _keys(publications: Iterable[Publication]) -> Iterator[tuple[str, str, int]]:
    return ((each.region_code, each.department_code, each.year) for each in publications)


def _other_dresses(before: float) -> Iterator[str]:
    """Lists as earlier software rendered them, once nobody runs that any more."""
    for place in list(kept_pages.root().parent.glob("*")):
        if place != kept_pages.root() and _is_older(place, before):
            store.discard(place)
            yield f"删除旧版样式的目录页 {place.name}"
