"""What a worker does: takes one item of a work after the other, and stops between two where it is told to."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from budgets.models import Work, WorkItem
from budgets.tasks import task

from .. import store
from . import kinds
from .items import OPEN, settle
from .queue import enqueue, is_anything_before, lock_of

log = logging.getLogger(__name__)
State, Item = Work.State, WorkItem.State

#: An item that took its worker with it so often is not begun again; a work that failed so often in a row is given up.
MOST_TRIES = 3
TOOK_ITS_WORKER = f"读到这里中断了 {MOST_TRIES} 次，没有再读。内容没有变化。"
GIVEN_UP = "没有办成，已办的保留。已记下，可以接着做。"


@task()
def do(pk: int) -> bool:
    """Do what is left of a work; False where another worker is at it."""
    with store.alone(lock_of(pk), waiting=False) as is_mine, asked_to_end() as leaving:
        # Paused and taken up again while the last item was being done: it is still here.
        while is_mine and not leaving.is_set() and _claim(pk):
            if not _is_done(Work.objects.select_related("by", "region").get(pk=pk), leaving):
                break
    return is_mine


@contextmanager
def asked_to_end() -> Iterator[threading.Event]:
    """Whether this process was told to end (SIGTERM): the item at hand is finished, no other begun. Whoever heard it
    before hears it still."""
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked
        return
    before = signal.getsignal(signal.SIGTERM)

    def hear(number: int, frame: Any) -> None:
        asked.set()
        signal.signal(signal.SIGTERM, before)
        if callable(before):
            before(number, frame)

    signal.signal(signal.SIGTERM, hear)
    try:
        yield asked
    finally:
        if signal.getsignal(signal.SIGTERM) is hear:
            signal.signal(signal.SIGTERM, before)


def _claim(pk: int) -> bool:
    now = timezone.now()
    waiting = Work.objects.filter(pk=pk, state=State.WAITING)
    if not waiting.update(state=State.RUNNING, seen_at=now):
        return False
    Work.objects.filter(pk=pk, started_at=None).update(started_at=now)
    return True


def _is_done(work: Work, leaving: threading.Event) -> bool:
    """Do what is left of it; False where it failed as a whole."""
    try:
        kinds.handler_of(work)(work, _taken(work, leaving))
    except Exception:
        log.exception("work %s (%s) failed", work.pk, work)
        _fail(work)
        return False
    _seen(Work.objects.filter(pk=work.pk))  # paused or not, the last item took its time
    _end(work, leaving)
    return True


def _taken(work: Work, leaving: threading.Event) -> Iterator[WorkItem]:
    """The items that are left, each marked as begun when it is given out; none any more once the work was paused or
    stopped, this process is to end, or what people wait for is queued: that is done before the next."""
    after = 0
    while not leaving.is_set() and _goes_on(work):
        if after and is_anything_before(work):
            leaving.set()
            return
        item = work.items.filter(state__in=OPEN, number__gt=after).order_by("number").first()
        if item is None:
            return
        after = item.number
        if item.tries >= MOST_TRIES:
            settle(item, Item.WRONG, TOOK_ITS_WORKER, problems=1)
            continue
        item.state, item.tries = Item.RUNNING, item.tries + 1
        item.save(update_fields=["state", "tries"])
        yield item


def _goes_on(work: Work) -> bool:
    return bool(_seen(Work.objects.filter(pk=work.pk, state=State.RUNNING)))


def _seen(works: QuerySet[Work]) -> int:
    """Note that its worker is at it, and for how long it has been since it last said so."""
    now = timezone.now()
    return works.update(spent=F("spent") + (now - F("seen_at")), seen_at=now)


def _end(work: Work, leaving: threading.Event) -> None:
    """Over where nothing is left; else it waits, for this worker or the next, unless somebody stopped it."""
    with transaction.atomic():
        held = Work.objects.select_for_update().get(pk=work.pk)
        if held.state != State.RUNNING:
            return
        if held.items.filter(state__in=OPEN).exists():
            held.state = State.WAITING
            held.save(update_fields=["state"])
            if leaving.is_set():
                enqueue(held)
            return
        held.state, held.ended_at, held.message = State.DONE, timezone.now(), _sum_of(held)
        held.save(update_fields=["state", "ended_at", "message"])
        kinds.tell_the_end_of(held)


def _sum_of(work: Work) -> str:
    """57 份写入，5 份有误, as the first page says it."""
    done = work.items.filter(state=Item.DONE).count()
    wrong = work.items.filter(state__in=(Item.WRONG, Item.UNKNOWN)).count()
    kind = kinds.kind_of(work)
    return f"{done} {kind.done}" + (f"，{wrong} {kind.failed}" if wrong else "")


@transaction.atomic
def _fail(work: Work) -> None:
    """Try again in some minutes; give up after a few times in a row."""
    held = Work.objects.select_for_update().get(pk=work.pk)
    if held.state != State.RUNNING:
        return
    held.tries += 1
    if held.tries >= MOST_TRIES:
        held.state, held.ended_at, held.message = State.FAILED, timezone.now(), GIVEN_UP
    else:
        held.state = State.WAITING
        enqueue(held, after=timezone.now() + timedelta(minutes=2**held.tries - 1))
    held.save(update_fields=["tries", "state", "ended_at", "message"])
    # The one at hand was begun, and is not to blame.
    held.items.filter(state=Item.RUNNING, tries__gt=0).update(state=Item.WAITING, tries=F("tries") - 1)
