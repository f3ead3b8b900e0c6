"""Goal tables."""

from __future__ import annotations

from budgets.facts import PrintedTable, Unread

from .context import Context
from .structure import Captioned


def is_goal_table(captioned: Captioned) -> bool:
    return False


def read_goals(captioned: Captioned, context: Context) -> tuple[PrintedTable, tuple[Unread, ...]]:
    raise NotImplementedError
