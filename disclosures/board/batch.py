"""What the finance office does for several departments at once: publish, now or at a set minute; enter the approval date.

At a set minute it is all or none; at once each department stands for itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from budgets.access import WrongState, budgets_of, duties_of
from budgets.models import Budget

from .. import workflow
from ..actions import Refused, Unchanged
from ..desk import with_publication
from ..faithful import Unfaithful
from ..models import Version
from ..timeliness import days_late, reason_wanted

State = Budget.State


def of_the_board(user: Any) -> QuerySet[Budget]:
    """The budgets of the regions whose finance or publication this person keeps, with what is public of them."""
    mine = budgets_of(user).filter(department__region__in=duties_of(user).regions)
    return with_publication(mine).select_related("department__region", "department__parent")


def chosen(user: Any, ids: Iterable[str]) -> list[Budget]:
    """The budgets with these ids, by code of department; Http404 where one is not this person's."""
    wanted = {int(each) for each in ids if each.isdecimal() and len(each) < 19}
    found = list(of_the_board(user).filter(pk__in=wanted).order_by("department__code"))
    if len(found) != len(wanted):
        raise Http404
    return found


# Publishing -------------------------------------------------------------------------------------------------------


@dataclass
class Selection:
    """What was chosen to be published: what is ready, and what is not and why."""

    ready: list[Budget] = field(default_factory=list)
    unapproved: list[Budget] = field(default_factory=list)  # waits for this office's approval
    undated: list[Budget] = field(default_factory=list)
    others: list[Budget] = field(default_factory=list)

    @property
    def every(self) -> list[Budget]:
        return [*self.ready, *self.unapproved, *self.undated, *self.others]

    @property
    def is_public(self) -> bool:
        """Whether all of them are public already: pressed twice, or in a second window."""
        return bool(self.every) and all(budget.state == State.PUBLISHED for budget in self.every)

    @property
    def is_ready(self) -> bool:
        return bool(self.ready) and len(self.ready) == len(self.every)


def selection(budgets: Iterable[Budget]) -> Selection:
    found = Selection()
    for budget in budgets:
        if budget.state == State.REVIEWED:
            found.unapproved.append(budget)
        elif budget.state != State.APPROVED:
            found.others.append(budget)
        elif budget.approved_on is None:
            found.undated.append(budget)
        else:
            found.ready.append(budget)
    return found


def late_on(budgets: Iterable[Budget], day: date) -> list[Budget]:
    """Those for which this day is past the last one; what was public in time before is not late when corrected."""
    return [budget for budget in budgets if _days_late(budget, day)]


def _days_late(budget: Budget, day: date) -> int:
    return days_late(budget.approved_on, day, is_first=not budget.first_published_at)


@transaction.atomic
def schedule(*, budgets: list[Budget], by: Any, at: datetime, late_reason: str) -> None:
    """Set the minute for all of them or none; the reason goes to those that will be late and to no other."""
    late = late_on(budgets, timezone.localdate(at))
    in_time = [budget for budget in budgets if budget not in late]
    workflow.schedule(budgets=in_time, by=by, at=at)
    workflow.schedule(budgets=late, by=by, at=at, late_reason=late_reason)


@dataclass(frozen=True)
class Tried:
    """What became of one budget that was to be published: its version, or why not."""

    budget: Budget
    version: Version | None = None
    why: str = ""
    is_void: bool = False  # it changed, and has to be approved again
    is_again: bool = False  # it was public already: pressed twice


def require_reason(budgets: list[Budget], late_reason: str) -> None:
    """ValidationError where one will be late today and no reason is given."""
    today = timezone.localdate()
    late = late_on(budgets, today)
    if late and not late_reason.strip():
        words = reason_wanted(_days_late(late[0], today))
        raise ValidationError(f"{late[0].department.short_name}{words}")


def publish_one(budget: Budget, *, by: Any, late_reason: str) -> Tried:
    """Publish one; what stands against it is told, not raised, but that it is not this person's (Http404)."""
    try:
        return Tried(budget, workflow.publish(budget=budget, by=by, late_reason=late_reason))
    except Unchanged as unchanged:
        return Tried(budget, unchanged.version, is_again=True)
    except ValidationError as error:
        return Tried(budget, why="；".join(error.messages), is_void=getattr(error, "code", "") == "void")
    except (Refused, Unfaithful, WrongState) as error:
        return Tried(budget, why=str(error))


# The approval date ------------------------------------------------------------------------------------------------


@transaction.atomic
def set_dates(*, budgets: list[Budget], by: Any, approved_on: date) -> None:
    """登记批复日期 for all of them or none."""
    for budget in budgets:
        workflow.set_approval_date(budget=budget, by=by, approved_on=approved_on)
