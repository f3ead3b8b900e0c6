"""The page before a budget is published: what forbids it, how late it is, and what the public will see changed."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from budgets.models import Budget

from ..desk import Changed, changed_from, versions_of
from ..drafts import draft_of
from ..timeliness import days_late
from .words import seal


@dataclass(frozen=True)
class Publishing:
    number: int
    days_late: int  # 0 where it is in time, or corrects what is public
    has_date: bool
    changed: Changed | None
    seal: str


def publishing(budget: Budget) -> Publishing:
    versions, draft = versions_of(budget), draft_of(budget)
    return Publishing(
        number=versions[0].number + 1 if versions else 1,
        days_late=days_late(budget.approved_on, timezone.localdate(), is_first=not versions),
        has_date=budget.approved_on is not None,
        changed=changed_from(versions[0], draft.content) if versions else None,
        seal=seal(draft.sha256),
    )
