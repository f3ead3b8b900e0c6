"""Points: of each item, of each criterion, of a department; kept for the board by ``tend`` (tallying.py)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import mean
from typing import Any

from django.utils import timezone

from budgets.models import Budget

from .items import CRITERIA, FULL_MARKS, ITEMS, Item, Result, Verdict
from .subject import NOT_INSPECTED, Subject, subject_of

TIMELY = "timely"


@dataclass(frozen=True)
class Judged:
    """An item and what was seen of it."""

    item: Item
    verdict: Verdict

    @property
    def points(self) -> str:
        """8 / 8, 0 / 8, 不适用, 待."""
        if self.verdict.result in (Result.NOT, Result.OPEN):
            return self.verdict.result.value
        got = self.item.points if self.verdict.result is Result.FULL else 0
        return f"{got} / {self.item.points}"

    @property
    def is_lost(self) -> bool:
        return self.verdict.result is Result.LOST


@dataclass(frozen=True)
class Criterion:
    name: str
    judged: tuple[Judged, ...]

    @property
    def points(self) -> int | None:
        """Of twenty, in proportion to the items that concern the department; None while nothing can be said."""
        concerned = [each for each in self.judged if each.verdict.result in (Result.FULL, Result.LOST)]
        most = whole(each.item.points for each in concerned)
        if not most:
            return None
        got = whole(each.item.points for each in concerned if not each.is_lost)
        return FULL_MARKS * got // most


@dataclass(frozen=True)
class Scores:
    """Points by criterion: None is 待, and not counted."""

    points: Mapping[str, int | None]

    @property
    def got(self) -> int:
        return whole(each for each in self.points.values() if each is not None)

    @property
    def most(self) -> int:
        return FULL_MARKS * len([each for each in self.points.values() if each is not None])

    @property
    def words(self) -> str:
        return f"{self.got} / {self.most}"

    @property
    def dots(self) -> list[tuple[str, str, str]]:
        """(criterion, points, how they are marked)"""
        return [
            (CRITERIA[key], "待" if each is None else str(each), mark(each))
            for key, each in self.points.items()
        ]


@dataclass(frozen=True)
class Inspection:
    """One department's, item by item."""

    subject: Subject
    criteria: tuple[Criterion, ...]

    @property
    def scores(self) -> Scores:
        return Scores({key: each.points for key, each in zip(CRITERIA, self.criteria, strict=True)})


def whole(numbers: Iterable[int]) -> int:
    """Points put together; amounts of money are the ledger's."""
    total = 0
    for number in numbers:
        total += number
    return total


def mark(points: int | None) -> str:
    if points is None:
        return "n"
    return "" if points >= 19 else "m" if points >= 13 else "l"


def inspect(budget: Budget, today: date | None = None) -> Inspection | None:
    """None where the budget is kept from the public."""
    subject = subject_of(budget, today)
    return inspection_of(subject) if subject else None


def inspection_of(subject: Subject) -> Inspection:
    judged = [Judged(item, item.look(subject)) for item in ITEMS]
    return Inspection(
        subject,
        tuple(
            Criterion(name, tuple(each for each in judged if each.item.criterion == key))
            for key, name in CRITERIA.items()
        ),
    )


# For the board ----------------------------------------------------------------------------------------------------


def points_to_keep(budget: Budget) -> dict[str, int | None]:
    """What follows from the content; whether it is in time changes with the day, and is asked when it is shown."""
    found = inspect(budget)
    if found is None:
        return {}
    return {key: each for key, each in found.scores.points.items() if key != TIMELY}


def scores_of(budgets: Iterable[Any]) -> dict[int, Scores | None]:
    """The scores of budgets that carry ``scores`` (tallying.with_counts) and ``first_published_at`` (desk.with_publication),
    without a query; None where they are not counted yet, or there is nothing to inspect."""
    return {budget.pk: _scores(budget) for budget in budgets}


def _scores(budget: Any) -> Scores | None:
    if not budget.scores or budget.state in NOT_INSPECTED:
        return None
    first = budget.first_published_at
    subject = Subject(
        content={},
        today=timezone.localdate(),
        approved_on=budget.approved_on,
        published_on=timezone.localdate(first) if first else None,
        late_reason=budget.late_reason,
    )
    timely = Criterion(
        CRITERIA[TIMELY],
        tuple(Judged(item, item.look(subject)) for item in ITEMS if item.criterion == TIMELY),
    )
    return Scores({key: timely.points if key == TIMELY else budget.scores.get(key) for key in CRITERIA})


def averages(every: Iterable[Scores]) -> list[tuple[str, str]]:
    """(criterion, its mean over those of whom something can be said)."""
    found = list(every)
    told = []
    for key, name in CRITERIA.items():
        points = [number for each in found if (number := each.points[key]) is not None]
        told.append((name, f"{mean(points):.1f}" if points else "待"))
    return told
