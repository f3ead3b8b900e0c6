"""What is done with long work from outside: it is begun, paused, taken up again, stopped; and taken from a worker that died.

A work is at one worker at a time: whoever is at it holds its lock, which the system takes from a process that dies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from budgets.access import NO_BUTTON, duties_of
from budgets.actions import record
from budgets.models import Department, Upload, Work, WorkItem

from .. import store
from . import files
from .items import MENDED, MENDED_WORDS, OPEN
from .kinds import kind_of, of_finance_alone

State = Work.State
OVER = (State.DONE, State.STOPPED, State.FAILED)
#: Work that waits this long and is not queued has lost its place.
LOST = timedelta(minutes=1)
KEPT = timedelta(days=30)


# Whose it is ------------------------------------------------------------------------------------------------------


def works_of(user: Any) -> QuerySet[Work]:
    """The works that exist for a person: those of the regions they keep, and some only for the finance office."""
    duties = duties_of(user)
    mine, of_finance = Work.objects.filter(region__in=duties.regions), of_finance_alone()
    return mine.exclude(kind__in=of_finance) | mine.filter(kind__in=of_finance, region__in=duties.finance_of)


def may_go_on(work: Work, by: Any) -> bool:
    """Whether this person, for whom it exists, may take it or one of its items up again."""
    return not kind_of(work).is_in_ones_name or by == work.by


def _held(work: Work, by: Any) -> Work:
    """The work as it stands, held until the transaction ends; Http404 where it is not this person's."""
    found = works_of(by).select_for_update(of=("self",)).filter(pk=work.pk).first()
    if found is None:
        raise Http404(NO_BUTTON)
    return found


# Begun, paused, taken up, stopped ---------------------------------------------------------------------------------


@transaction.atomic
def begin(*, work: Work, items: Iterable[WorkItem], by: Any) -> Work:
    """Put a work with its items in the queue. Whoever may do what is in it, the caller has asked; each item asks again."""
    work.by = by
    work.save(force_insert=True)
    numbered = list(items)
    for number, item in enumerate(numbered, 1):
        item.work, item.number = work, number
    WorkItem.objects.bulk_create(numbered, batch_size=500)
    _tell("开始后台工作", work, by, items=len(numbered))
    enqueue(work)
    return work


def _tell(action: str, work: Work, by: Any, **detail: Any) -> None:
    record(budget=None, by=by, action=action, work=work.pk, what=str(work), **detail)


@transaction.atomic
def add(*, work: Work, file: str, items_of: Callable[[int], list[WorkItem]], by: Any) -> Work:
    """More items, from one more file, for a work that goes on or is over; ``items_of`` is asked with the file's number."""
    work = _held(work, by)
    items = items_of(len(work.detail["files"]))
    handed_in = work.detail.get("handed_in", {}) | {file: timezone.now().isoformat()}
    work.detail = work.detail | {"files": [*work.detail["files"], file], "handed_in": handed_in}
    work.save(update_fields=["detail"])
    last = work.items.order_by("-number").first()
    for number, item in enumerate(items, last.number + 1 if last else 1):
        item.work, item.number = work, number
    WorkItem.objects.bulk_create(items, batch_size=500)
    if work.state in (*OVER, State.PAUSED):
        _wait(work)
    _tell("追加后台工作", work, by, items=len(items))
    return work


@transaction.atomic
def pause(*, work: Work, by: Any) -> None:
    """Nothing more is begun; what is being done now is finished. ValidationError where nothing is going on."""
    work = _held(work, by)
    _require(work, (State.WAITING, State.RUNNING))
    _leave(work, State.PAUSED)
    _tell("暂停后台工作", work, by)


@transaction.atomic
def stop(*, work: Work, by: Any) -> None:
    """As ``pause``, and it counts as over."""
    work = _held(work, by)
    _require(work, (State.WAITING, State.RUNNING, State.PAUSED))
    _leave(work, State.STOPPED)
    _tell("停止后台工作", work, by)


@transaction.atomic
def resume(*, work: Work, by: Any) -> None:
    """Go on with what is left. ValidationError where nothing is, or where it is published in the name of another."""
    work = _held(work, by)
    _require_whoever_began(work, by)
    _require(work, (State.PAUSED, State.STOPPED, State.FAILED, State.DONE))
    if not work.items.filter(state__in=OPEN).exists():
        raise ValidationError("都已处理，没有剩下的。")
    _wait(work)
    _tell("接着做后台工作", work, by)


@transaction.atomic
def try_again(*, item: WorkItem, by: Any, department: Department | None = None) -> None:
    """Take up one item once more, and its work if that is over: what stood in the way was mended, or ``department`` says
    whose it is. ValidationError where it is not one that went wrong."""
    work = _held(item.work, by)
    _require_whoever_began(work, by)
    item.refresh_from_db()
    if item.state not in (WorkItem.State.WRONG, WorkItem.State.UNKNOWN):
        raise ValidationError(f"“{item.name}”{item.get_state_display()}，不用再做。")
    if Upload.objects.filter(item=item, state__in=MENDED).exists():
        raise ValidationError(f"“{item.name}”{MENDED_WORDS}，不用再做。")
    item.department = department or item.department
    item.state, item.tries, item.message, item.problems = WorkItem.State.WAITING, 0, "", 0
    item.found = []
    item.save()
    if work.state in OVER:
        _wait(work)
    _tell("再做一项后台工作", work, by, item=item.name)


def _require_whoever_began(work: Work, by: Any) -> None:
    """What a work publishes is published by whoever began it; to the others the board is open, in their own name."""
    if not may_go_on(work, by):
        name = work.by.get_full_name() or work.by.get_username() if work.by else "系统管理员"
        raise ValidationError(f"公开记在开始者（{name}）名下，只能由其本人接着做。您可以在进度页上另行公开。")


def _require(work: Work, states: tuple[str, ...]) -> None:
    if work.state not in states:
        raise ValidationError(f"这项工作{work.get_state_display()}，现在不能这样做。")


def _leave(work: Work, state: str) -> None:
    work.state, work.ended_at = state, timezone.now()
    work.save(update_fields=["state", "ended_at"])


def _wait(work: Work) -> None:
    work.state, work.tries, work.message, work.ended_at = State.WAITING, 0, "", None
    work.save(update_fields=["state", "tries", "message", "ended_at"])
    enqueue(work)


# The queue --------------------------------------------------------------------------------------------------------


def enqueue(work: Work, *, after: datetime | None = None) -> None:
    """Queue a work; inside the transaction that makes it wait, so that neither is without the other. Twice does no harm."""
    from .running import do

    do.using(priority=kind_of(work).priority, run_after=after).enqueue(work.pk)


def is_anything_before(work: Work) -> bool:
    """Whether something is queued and due that goes before this work."""
    return DBTaskResult.objects.ready().filter(priority__gt=kind_of(work).priority).exists()


def lock_of(pk: int) -> str:
    return f"work-{pk}"


def release(now: datetime) -> int:
    """Queue again what a worker held that is gone, and what has lost its place; returns how many."""
    found = [
        work for work in Work.objects.filter(state__in=(State.WAITING, State.RUNNING)) if _release(work, now)
    ]
    _end_tasks_of_the_dead(now)
    return len(found)


def _release(work: Work, now: datetime) -> bool:
    with store.alone(lock_of(work.pk), waiting=False) as nobody_is_at_it:
        if not nobody_is_at_it:
            return False
        with transaction.atomic():
            held = Work.objects.select_for_update().get(pk=work.pk)
            if held.state == State.RUNNING:
                held.state = State.WAITING
                held.save(update_fields=["state"])
            elif held.state != State.WAITING or _is_queued(held) or now - (held.seen_at or held.at) < LOST:
                return False
            enqueue(held)
            return True


def _is_queued(work: Work) -> bool:
    ready = DBTaskResult.objects.filter(status="READY", task_path=_path())
    return ready.filter(args_kwargs__args=[work.pk]).exists()


def _path() -> str:
    from .running import do

    return do.module_path


def _end_tasks_of_the_dead(now: datetime) -> None:
    """A task whose worker is gone would stand as running for ever."""
    for task in DBTaskResult.objects.filter(status="RUNNING", task_path=_path(), started_at__lt=now - LOST):
        with store.alone(lock_of(task.args_kwargs["args"][0]), waiting=False) as nobody_is_at_it:
            if nobody_is_at_it:
                DBTaskResult.objects.filter(pk=task.pk, status="RUNNING").update(
                    status="FAILED", finished_at=now
                )


# What was kept long enough ----------------------------------------------------------------------------------------


def forget(now: datetime) -> int:
    """Remove works that ended 30 days ago, what was handed in for them, and old lines of the queue; returns how many."""
    files.sweep(now, KEPT)
    DBTaskResult.objects.filter(finished_at__lt=now - KEPT).delete()
    Upload.objects.filter(at__lt=now - KEPT).defer(
        "data"
    ).delete()  # its rows are fetched for it: not their bytes
    ended = list(Work.objects.filter(state__in=OVER, ended_at__lt=now - KEPT))
    for work in ended:
        for name in work.detail.get("files", ()):
            files.discard(name)
        store.discard(store.root() / f".{lock_of(work.pk)}")
        work.delete()
    return len(ended)
