"""What is done each minute without anybody asking: withdrawals that were interrupted, publishing what is due, letters,
counts, and what is kept too long.

Every chore may run in two processes at once, and may stop anywhere: the next minute goes on from there.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.conf import settings

from budgets import audit, letters, reminders
from budgets.models import KeptInput

from . import indexing, reconciling, store, tallying, withdrawing, workflow
from .background import queue, rendering
from .packages import building
from .search import shared
from .understanding import glossary_pages
from .understanding import pages as understanding

log = logging.getLogger(__name__)
KEPT_HOURS = 24


def publish_due(now: datetime) -> int:
    """What was set to appear by now."""
    return len([done for done in workflow.publish_due(now=now) if done.version])


def settle_publications(now: datetime) -> int:
    """What was committed and is not shown everywhere yet."""
    return reconciling.settle_waiting()


def forget_inputs(now: datetime) -> int:
    """What somebody typed and never came back for (states.md §9)."""
    deleted, _by_model = KeptInput.objects.filter(at__lt=now - timedelta(hours=KEPT_HOURS)).delete()
    return deleted


def settle_shared(now: datetime) -> int:
    return shared.settle()


def purge_events(now: datetime) -> int:
    return audit.purge(before=now - timedelta(days=settings.AUDIT_DAYS))


#: In this order: what the law takes from the public, then what the public waits for.
CHORES: dict[str, Callable[[datetime], int]] = {
    "withdrawals finished": withdrawing.finish,
    "publications settled": settle_publications,
    "published": publish_due,
    "index written": indexing.write_missing,
    "data packages built": building.write_missing,
    "accounts and terms found": settle_shared,
    "departments stored": understanding.store_missing,
    "words stored": glossary_pages.store,
    "reminders": reminders.remind,
    "letters": letters.send_waiting,
    "counted": tallying.count_waiting,
    "long work queued again": queue.release,
    "versions with lost files": rendering.look,
    "inputs forgotten": forget_inputs,
    "uploads and long work forgotten": queue.forget,
    "events purged": purge_events,
}


def tend(now: datetime) -> Iterator[tuple[str, int]]:
    """Do every chore once; yields what was done and how often. One that fails is logged and keeps no other from its turn.
    Where another process is at it, nothing is left to do."""
    with store.alone("tending", waiting=False) as is_mine:
        if is_mine:
            yield from _chores(now)


def _chores(now: datetime) -> Iterator[tuple[str, int]]:
    for name, chore in CHORES.items():
        try:
            done = chore(now)
        except Exception:
            log.exception("tend: %s failed; it is tried again in a minute", name)
        else:
            yield name, done
