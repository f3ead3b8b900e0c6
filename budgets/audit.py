"""The chain of events: how a link is made, and whether every link still holds (security.md §6; GB/T 22239 8.1.4.3).

A link is the canonical JSON of what the event says, with the digest of the event before it. Changing, removing, adding or
moving one breaks the chain from there on, and cutting off its end differs from its head.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from .models import Budget, ChainHead, Event
from .origin import origin

CHAIN = "events"
#: The event that says up to which link older ones were removed, their time of keeping being over.
PURGED = "清理操作记录"


def add(*, budget: Budget | None, by: Any, action: str, detail: dict[str, Any]) -> Event:
    """Write the next event; inside the transaction that does what it tells, and nowhere else."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("an event belongs into the transaction that it tells of")
    head, _ = ChainHead.objects.select_for_update().get_or_create(name=CHAIN)
    event = Event(
        seq=head.seq + 1,
        budget=budget,
        at=timezone.now(),
        by=by,
        who=by.get_username() if by else "",
        place=origin.get(),
        subject=subject_of(budget),
        action=action,
        detail=_storable(detail),
        previous=head.sha256,
    )
    event.sha256 = digest(event)
    event.save(force_insert=True)
    head.seq, head.sha256 = event.seq, event.sha256
    head.save(update_fields=["seq", "sha256"])
    return event


def _storable(said: Any) -> Any:
    """As it comes back from the database. What was tried may hold a NUL, which PostgreSQL keeps in no text."""
    text = json.dumps(said, ensure_ascii=False)
    return _without_nul(said) if "\\u0000" in text else json.loads(text)


def _without_nul(said: Any) -> Any:
    match said:
        case str():
            return said.replace("\x00", "␀")
        case dict():
            return {str(key): _without_nul(value) for key, value in said.items()}
        case list() | tuple():
            return [_without_nul(value) for value in said]
    return said


def subject_of(budget: Budget | None) -> str:
    """Region, department and year as they stand in addresses; an event keeps them as they were."""
    if budget is None:
        return ""
    return f"{budget.department.region.code}/{budget.department.code}/{budget.year}"


def digest(event: Event) -> str:
    """The SHA-256 of what an event says, as lower-case hexadecimal."""
    said = {
        "seq": event.seq,
        "previous": event.previous,
        "at": event.at.astimezone(UTC).isoformat(),
        "by": event.by_id,
        "who": event.who,
        "place": event.place,
        "budget": event.budget_id,
        "subject": event.subject,
        "action": event.action,
        "detail": event.detail,
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def purge(*, before: datetime) -> int:
    """Remove the links older than ``before`` from the beginning of the chain; returns how many.

    An event tells up to which link, and the digest that the first one left goes back to: the chain still holds. The
    database refuses where any of them is less than six months old.
    """
    first = Event.objects.order_by("seq").first()
    if first is None or first.at >= before:
        return 0
    with transaction.atomic():
        return _purge(before)


def _purge(before: datetime) -> int:
    ChainHead.objects.select_for_update().filter(name=CHAIN).first()
    first_kept = Event.objects.filter(at__gte=before).order_by("seq").first()
    older = Event.objects.filter(seq__lt=first_kept.seq) if first_kept else Event.objects.none()
    last = older.order_by("-seq").first()
    if last is None:
        return 0
    removed = older.count()
    add(
        budget=None,
        by=None,
        action=PURGED,
        detail={"last": last.seq, "sha256": last.sha256, "removed": removed},
    )
    older.delete()
    return removed


def faults() -> Iterator[str]:
    """One sentence for each place where the chain does not hold; none where all is as it was written."""
    previous, expected = "", 1
    for event in Event.objects.order_by("seq").iterator():
        if expected == 1 and event.seq > 1:
            previous, expected = event.previous, event.seq
            if not _was_purged(event):
                yield f"操作记录从第 {event.seq} 条开始，之前的不见了"
        if event.seq != expected:
            yield (
                f"操作记录第 {expected} 条不见了"
                if event.seq > expected
                else f"操作记录第 {event.seq} 条重复"
            )
        if event.previous != previous:
            yield f"操作记录第 {event.seq} 条与上一条接不上"
        if digest(event) != event.sha256:
            yield f"操作记录第 {event.seq} 条的内容与摘要不符"
        previous, expected = event.sha256, event.seq + 1
    head = ChainHead.objects.filter(name=CHAIN).first()
    if (head.seq, head.sha256) != (expected - 1, previous) if head else expected > 1:
        yield "操作记录的末尾与链头不符"


def _was_purged(first: Event) -> bool:
    """Whether a later event tells that everything before ``first`` was removed, with the digest it ends on."""
    told = Event.objects.filter(action=PURGED, detail__last=first.seq - 1, detail__sha256=first.previous)
    return told.exists()
