"""Whether a budget was published in time: within twenty days of its 批复 (预算法 art. 14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone


@dataclass(frozen=True)
class Timeliness:
    days: int  # from the approval to the first publication
    late: int  # days past the last day, 0 when in time


def timeliness(
    first_published_at: datetime, approved_on: date | None, due_on: date | None
) -> Timeliness | None:
    """None where the finance office has not entered the date of approval."""
    if approved_on is None or due_on is None:
        return None
    published_on = timezone.localtime(first_published_at).date()
    return Timeliness((published_on - approved_on).days, max(0, (published_on - due_on).days))
