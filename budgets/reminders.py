"""Reminders by e-mail: 10, 5, 2 and 0 days before the last day, once each, to whoever holds the budget (states.md §5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from . import letters
from .actions import record
from .clock import DAYS
from .holders import ACTS, holders
from .models import Budget, Letter
from .workspace import Clock, clock_of

#: Days before the last one.
BEFORE = (10, 5, 2, 0)
#: Nobody is reminded before the office opens.
FROM_HOUR = 8
#: A correction has no day by which it must be public.
OPEN = Budget.objects.filter(state__in=ACTS, correcting=None).select_related("department__region")


def remind(now: datetime) -> int:
    """Write the reminders of this day; returns for how many budgets there are new ones."""
    now = timezone.localtime(now)
    if now.hour < FROM_HOUR:
        return 0
    return len([budget for left in BEFORE for budget in _reminded(now.date(), left)])


def _reminded(today: date, left: int) -> Iterator[Budget]:
    """Those with ``left`` days left whose holder was not told before, and is now."""
    budgets = list(OPEN.filter(approved_on=today + timedelta(days=left - DAYS)))
    causes = {budget.pk: f"reminder-{budget.pk}-{budget.approved_on}-{left}" for budget in budgets}
    told = set(Letter.objects.filter(cause__in=causes.values()).values_list("cause", flat=True))
    whose = holders(budgets)
    for budget in budgets:
        cause = causes[budget.pk]
        if cause not in told and _write(budget, whose[budget.pk], cause, today):
            yield budget


@transaction.atomic
def urge(*, budget: Budget, by: Any) -> list[Any]:
    """催办: the finance office reminds whoever holds it, once a day; returns whom.

    Raises ValidationError where nobody holds it, nobody of them has an address, or it was done today."""
    today = timezone.localdate()
    whom = [person for person in holders([budget])[budget.pk] if person.email]
    if not whom:
        raise ValidationError(f"{budget.department.short_name}现在没有能收到邮件的人。")
    if not _write(budget, whom, f"urged-{budget.pk}-{today}", today):
        raise ValidationError(f"今天已经给{budget.department.short_name}发过催办邮件。")
    record(budget=budget, by=by, action="催办", to=[person.get_username() for person in whom])
    return whom


def _write(budget: Budget, to: list[Any], cause: str, today: date) -> int:
    clock = clock_of(budget.approved_on, today)
    return letters.write(
        to=to,
        cause=cause,
        subject=f"{_about(clock)}：{budget.called}",
        body=_said(budget, clock),
        budget=budget,
    )


def _about(clock: Clock) -> str:
    return clock.words if clock.basis else "请尽快办理"


def _said(budget: Budget, clock: Clock) -> str:
    """现在由您复核。2月9日（星期日）24 时前公开。"""
    return f"现在由您{ACTS[Budget.State(budget.state)]}。{(clock.day or clock.words).rstrip('。')}。"
