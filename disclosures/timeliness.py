"""Whether a budget was published in time: within twenty days of its 批复 (预算法 art. 14), and why where it was not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from budgets import clock


@dataclass(frozen=True)
class Timeliness:
    days: int  # from the approval to the first publication
    late: int  # days past the last day, 0 when in time
    reason: str = ""  # of being late, as the department gave it

    @property
    def words(self) -> str:
        """按时公开（批复后第18日） or 逾期2日公开; the reason is told behind it."""
        if not self.late:
            return gettext("Published in time (day %(days)s after approval)") % {"days": self.days}
        late = ngettext("Published %(days)s day late", "Published %(days)s days late", self.late)
        return late % {"days": self.late}


def days_late(approved_on: date | None, day: date, *, is_first: bool) -> int:
    """Days past the last one, of what first becomes public on this day. 0 in time; where the date of approval is not
    entered; and of what corrects what was public before."""
    if approved_on is None or not is_first:
        return 0
    return max((day - clock.deadline(approved_on)).days, 0)


def reason_wanted(days: int) -> str:
    """What whoever publishes that late without a reason is told."""
    return f"已超期 {days} 天，需填写原因（将随文本公开）。"


def timeliness(
    first_published_at: datetime, approved_on: date | None, due_on: date | None, reason: str = ""
) -> Timeliness | None:
    """None where the finance office has not entered the date of approval."""
    if approved_on is None or due_on is None:
        return None
    published_on = timezone.localtime(first_published_at).date()
    late = max(0, (published_on - due_on).days)
    return Timeliness((published_on - approved_on).days, late, reason if late else "")


def with_reason(deadline: Mapping[str, str], reason: str) -> dict[str, str]:
    """The deadline of a document that is published late, with the reason in it; as it was where none is given."""
    reason = reason.strip()
    return {**deadline, "late_reason": reason} if reason and deadline else dict(deadline)


def of_document(deadline: Mapping[str, str], first_published_at: datetime) -> Timeliness | None:
    """The same from what a frozen document says of its deadline."""
    days = [
        date.fromisoformat(deadline[name]) if name in deadline else None for name in ("approved_on", "due_on")
    ]
    return timeliness(first_published_at, *days, deadline.get("late_reason", ""))
