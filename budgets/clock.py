"""The clock: a departmental budget is published within 20 days of its 批复 (预算法 art. 14)."""

from __future__ import annotations

from datetime import date, timedelta

DAYS = 20


def deadline(approved_on: date) -> date:
    """The last day for publication: 20 natural days after the approval date, Beijing dates."""
    return approved_on + timedelta(days=DAYS)
