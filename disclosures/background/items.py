"""One item of long work: what became of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from budgets.models import Upload, Work, WorkItem

log = logging.getLogger(__name__)
#: Items that nobody has settled yet.
OPEN = (WorkItem.State.WAITING, WorkItem.State.RUNNING)
#: Somebody mended it on the page of its upload: it is in the budget.
MENDED = (Upload.State.IMPORTED, Upload.State.SAME)
MENDED_WORDS = "已改好并导入"
#: Somebody gave it up there.
GIVEN_UP_WORDS = "已在部门的上传记录里放弃，没有导入。"
#: Does the items that it is given, as they come, and settles each of them.
Handler = Callable[[Work, Iterable[WorkItem]], None]


def settle(
    item: WorkItem, state: str, message: str, *, problems: int = 0, found: Sequence[Sequence[str]] = ()
) -> None:
    """Say what became of an item; in the transaction that did it, where one did something."""
    item.state, item.message, item.problems, item.at = state, message, problems, timezone.now()
    item.found = [list(each) for each in found]
    item.save()
    Work.objects.filter(pk=item.work_id, tries__gt=0).update(tries=0)


@contextmanager
def one(item: WorkItem) -> Iterator[None]:
    """What fails for one item is nothing to the others; where the database fails, it fails for all."""
    try:
        yield
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("item %s of work %s failed", item.number, item.work_id)
        words = f"没有办成，内容没有变化。已记下（编号 {item.work_id}-{item.number}），可以再试一次。"
        settle(item, WorkItem.State.WRONG, words, problems=1)
