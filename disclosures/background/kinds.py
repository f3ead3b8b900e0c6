"""What there is to do in the background: each kind of long work, declared once.

What does it is given by name, since what queues a work need not load it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.module_loading import import_string

from budgets.models import Work

from .items import Handler


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work: what does it, who may, and how its page and its letter speak of it. Its title is that of
    ``Work.Kind``.

    ``afterwards`` is called once nothing is left, in the transaction that says so. ``priority``: what people wait for goes
    before what they left to itself. ``is_of_finance``: it exists for the finance office alone, not for publishers.
    ``is_in_ones_name``: what it does is done in the name of whoever began it, so nobody else goes on with it. ``has_files``:
    its items are files that were handed in. ``pages`` is the template of what its page tells beside the progress, empty
    where that is nothing.
    """

    does: str
    priority: int
    subject: str  # what an item is about, as the head of a column
    doing: str  # of the item at hand
    done: str  # so many were done, and so many were not
    failed: str
    go_on: str
    skipped: str
    leave: str
    afterwards: str = ""
    is_of_finance: bool = False
    is_in_ones_name: bool = False
    has_files: bool = False
    pages: str = ""


KINDS = {
    Work.Kind.COUNTY: Kind(
        does="disclosures.county.importing.bring_in",
        afterwards="disclosures.county.importing.tell",
        priority=0,
        subject="部门",
        doing="正在读",
        done="份写入",
        failed="份有误",
        go_on="接着导入",
        skipped="未导入",
        leave="可以离开本页，导入照常进行；完成后在首页提醒。",
        is_of_finance=True,
        has_files=True,
        pages="admin/disclosures/work_county.html",
    ),
    Work.Kind.PUBLISH: Kind(
        does="disclosures.background.publishing.publish",
        priority=10,
        subject="部门",
        doing="正在公开",
        done="个部门已公开",
        failed="个没有公开",
        go_on="接着做",
        skipped="略过",
        leave="可以离开本页，照常进行；完成后在首页提醒。",
        is_in_ones_name=True,
    ),
    Work.Kind.RENDER: Kind(
        does="disclosures.background.rendering.render",
        priority=-10,
        subject="版本",
        doing="正在生成",
        done="个版本已查过",
        failed="个没有办成",
        go_on="接着做",
        skipped="略过",
        leave="可以离开本页，照常进行；完成后在首页提醒。",
    ),
}


def kind_of(work: Work) -> Kind:
    return KINDS[Work.Kind(work.kind)]


def of_finance_alone() -> list[str]:
    return [kind for kind, declared in KINDS.items() if declared.is_of_finance]


def handler_of(work: Work) -> Handler:
    found: Any = import_string(kind_of(work).does)
    return found


def tell_the_end_of(work: Work) -> None:
    if name := kind_of(work).afterwards:
        import_string(name)(work)
