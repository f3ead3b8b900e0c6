"""Files of published versions that were lost, made again while nobody waits for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from budgets.models import Work, WorkItem

from .. import reconciling, store
from ..models import Version
from . import queue
from .items import OPEN, one, settle

State = WorkItem.State
#: The minute of each hour at which files are looked for: a file is looked up in microseconds, made in seconds.
MINUTE = 17


def look(now: datetime) -> int:
    """Once an hour, have what is missing made again; returns for how many versions."""
    if now.minute != MINUTE or _is_at_it():
        return 0
    lost = list(_with_lost_files())
    if lost:
        begin(lost)
    return len(lost)


def begin(versions: list[Version]) -> Work:
    work = Work(kind=Work.Kind.RENDER, title=f"{len(versions)} 个版本")
    items = [WorkItem(name=str(version), key=str(version.pk)) for version in versions]
    return queue.begin(work=work, items=items, by=None)


def render(work: Work, items: Iterable[WorkItem]) -> None:
    for item in items:
        with one(item):
            version = Version.objects.select_related("publication").get(pk=int(item.key))
            told = list(reconciling.files_of(version))
            settle(item, State.DONE, "；".join(told) or "没有缺失的文件")


def _is_at_it() -> bool:
    return WorkItem.objects.filter(work__kind=Work.Kind.RENDER, state__in=OPEN).exists()


def _with_lost_files() -> Iterator[Version]:
    standing = Version.objects.filter(withdrawal=None).defer("content").select_related("publication")
    for version in standing.prefetch_related("files"):
        if any(not store.path_of(version.sha256, file.name).exists() for file in version.files.all()):
            yield version
