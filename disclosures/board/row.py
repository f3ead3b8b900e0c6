"""One budget on the board: how urgent it is, in whose hands, and what holds it up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from budgets.clock import deadline
from budgets.holders import holders, shown
from budgets.models import Budget, Handover

from ..inspection.scoring import Scores, scores_of
from ..staff.words import day, moment

State, Move = Budget.State, Handover.Move
SOON = 3  # days

#: State → the word of the step bar, its mark, and the order in which states stand within one day.
STEPS = {
    State.REVIEWED: ("审批", "warn", 0),
    State.EDITING: ("填报", "todo", 1),
    State.SUBMITTED: ("复核", "info", 2),
    State.APPROVED: ("待公开", "ok", 3),
    State.SCHEDULED: ("待公开", "ok", 4),
    State.PUBLISHED: ("已公开", "ok", 5),
    State.WITHHELD: ("不公开", "todo", 6),
}
PUBLIC_LAST = (State.PUBLISHED, State.WITHHELD)


@dataclass
class Row:
    """One budget on the board. ``left`` is the days left, None where none are counted; ``said`` what holds it up."""

    budget: Any
    left: int | None
    held_by: list[Any] = field(default_factory=list)
    is_yours: bool = False
    said: str = ""
    scores: Scores | None = None

    @property
    def state(self) -> State:
        return State(self.budget.state)

    @property
    def word(self) -> str:
        return STEPS[self.state][0]

    @property
    def mark(self) -> str:
        return STEPS[self.state][1]

    @property
    def is_open(self) -> bool:
        """Whether it is still to be published for the first time."""
        return self.state not in PUBLIC_LAST and not self.budget.correcting

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.left is not None and self.left < 0

    @property
    def is_soon(self) -> bool:
        return self.is_open and self.left is not None and 0 <= self.left <= SOON

    @property
    def holder(self) -> str:
        return "" if self.is_yours else "、".join(map(shown, self.held_by))

    @property
    def told(self) -> str:
        """What holds it up and in whose hands, as one sentence: 第 2 次退回已 4 天未动，在 陆敏 手里。"""
        where = "在您手里" if self.is_yours else f"在 {self.holder} 手里" if self.held_by else ""
        return "，".join(filter(None, (self.said, where)))

    @property
    def approved_on(self) -> str:
        return day(self.budget.approved_on) if self.budget.approved_on else ""

    @property
    def due(self) -> str:
        return day(deadline(self.budget.approved_on)) if self.budget.approved_on else ""

    @property
    def clock(self) -> tuple[str, str]:
        """The days left and the mark they stand in, which weighs the state too (states.md §5)."""
        if not self.is_open:
            return (
                self._published()
                if self.state == State.PUBLISHED or self.budget.correcting
                else ("—", "todo")
            )
        if self.left is None:
            return "未登记批复", "todo"
        if self.left < 0:
            return f"超期 {-self.left} 天", "err"
        words = f"还剩 {self.left} 天" if self.left else "今天 24 时前"
        return words, "ok" if self.state == State.SCHEDULED else "info" if self.is_yours else self._hurry()

    def _hurry(self) -> str:
        return "warn" if self.left is not None and self.left <= 7 else "todo"

    def _published(self) -> tuple[str, str]:
        late = self.late
        if late is None:
            return "—", "todo"
        return (f"迟 {late} 天", "err") if late else ("按期", "ok")

    @property
    def late(self) -> int | None:
        """How many days late it came; None where that is not known."""
        first, approved_on = self.budget.first_published_at, self.budget.approved_on
        if first is None or approved_on is None:
            return None
        return max(0, (timezone.localdate(first) - deadline(approved_on)).days)

    @property
    def urgency(self) -> tuple[Any, ...]:
        left = self.left if self.is_open and self.left is not None else 9999
        rest = PUBLIC_LAST.index(self.state) + 1 if self.state in PUBLIC_LAST else 0
        return (rest, left, STEPS[self.state][2], self.budget.department.code)


# What holds a budget up -------------------------------------------------------------------------------------------


def describe(rows: list[Row], user: Any, every: list[Row]) -> None:
    """Say of these rows in whose hands they are and what holds them up: two queries for all of them."""
    whose = holders(row.budget for row in rows)
    moves: dict[int, list[Handover]] = {}
    found = Handover.objects.filter(budget__in=[row.budget.pk for row in rows]).defer(
        "seen", "note", "detail"
    )
    for move in found.order_by("at", "pk"):
        moves.setdefault(move.budget_id, []).append(move)
    late_units = Counter(
        row.budget.department.parent_id for row in every if row.is_open and row.state == State.EDITING
    )
    scores = scores_of(row.budget for row in rows)
    for row in rows:
        row.scores = scores[row.budget.pk]
        row.held_by = whose[row.budget.pk]
        row.is_yours = any(person.pk == user.pk for person in row.held_by)
        said = _situation(row, moves.get(row.budget.pk, []))
        units = late_units[row.budget.department_id]
        row.said = "；".join([*said, *([f"下属单位 {units} 家未交"] if units else [])])


def _situation(row: Row, moves: list[Handover]) -> list[str]:
    told = SITUATIONS.get(row.state)
    return list(told(row, moves)) if told else []


def _entering(row: Row, moves: list[Handover]) -> Iterable[str]:
    budget, returns = row.budget, _number(moves, Move.RETURN)
    if budget.correcting:
        yield f"更正中（版本 {budget.correcting} 仍对外公开）"
    elif moves and moves[-1].move == Move.VOID:
        yield "内容有改动，审批失效"
    elif returns and moves[-1].move == Move.RETURN:
        rested = budget.updated_at <= moves[-1].at + timedelta(seconds=1)
        yield f"第 {returns} 次退回" + (f"已 {_since(moves[-1].at)}未动" if rested else "，正在改")
    elif not moves:
        yield "还没有提交过"
    yield from _counts(budget)


def _counts(budget: Any) -> Iterable[str]:
    if budget.errors:
        yield f"错误 {budget.errors} 处"
    if budget.missing:
        yield f"必填 {budget.missing} 项未填"
    if budget.warnings:
        yield f"警告 {budget.warnings} 条待定"


def _reviewing(row: Row, moves: list[Handover]) -> Iterable[str]:
    if returns := _number(moves, Move.RETURN):
        yield f"退回 {returns} 次"
    yield from _counts(row.budget)
    if moves:
        yield f"等复核 {_since(moves[-1].at)}"


def _approving(row: Row, moves: list[Handover]) -> Iterable[str]:
    if moves:
        yield f"{'等您审批' if row.is_yours else '等审批'} {_since(moves[-1].at)}"


def _ready(row: Row, moves: list[Handover]) -> Iterable[str]:
    yield "已审批，可以公开" if row.left is not None else "已审批，批复日期还没有登记"


def _scheduled(row: Row, moves: list[Handover]) -> Iterable[str]:
    yield f"定于 {moment(row.budget.scheduled_for)}"


def _public(row: Row, moves: list[Handover]) -> Iterable[str]:
    first, late = row.budget.first_published_at, row.late
    if first is None:
        yield "已撤下" if _number(moves, Move.WITHDRAW) else ""
        return
    said = f"{day(timezone.localdate(first))}公开"
    if late is None:
        yield said
    elif late:
        yield f"{said}，迟 {late} 天" + ("，已写原因" if row.budget.late_reason else "")
    else:
        yield f"{said}，第 {(timezone.localdate(first) - row.budget.approved_on).days} 天"
    if row.budget.published and row.budget.published > 1:
        yield f"更正过，现为版本 {row.budget.published}"


def _kept_back(row: Row, moves: list[Handover]) -> Iterable[str]:
    yield "依据已登记，对外不显示"


SITUATIONS: dict[str, Callable[[Row, list[Handover]], Iterable[str]]] = {
    State.EDITING: _entering,
    State.SUBMITTED: _reviewing,
    State.REVIEWED: _approving,
    State.APPROVED: _ready,
    State.SCHEDULED: _scheduled,
    State.PUBLISHED: _public,
    State.WITHHELD: _kept_back,
}


def _number(moves: list[Handover], move: str) -> int:
    return len([each for each in moves if each.move == move])


def _since(at: datetime) -> str:
    """4 天, 5 小时; what is less than an hour is 不到 1 小时."""
    past = timezone.now() - at
    hours = int(past.total_seconds() // 3600)
    return f"{past.days} 天" if past.days else f"{hours} 小时" if hours else "不到 1 小时"
