"""What the board shows: every budget of a region and year, the most urgent first; as many queries for ten as for 500."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils import timezone

from budgets.access import budgets_of, duties_of
from budgets.clock import deadline
from budgets.holders import holders, shown
from budgets.models import Budget, Handover, Region

from ..desk import with_publication
from ..inspection.scoring import scores_of
from ..staff.words import day, moment
from ..tallying import with_counts

State, Move = Budget.State, Handover.Move
PAGE = 50
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


# Filters ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Filter:
    """One choice above the table: its place in the address, its word, and the rows it keeps."""

    name: str
    value: str
    word: str
    keeps: Callable[[Row], bool]
    tone: str = ""


def _is(*states: str) -> Callable[[Row], bool]:
    return lambda row: row.budget.state in states


FILTERS = (
    Filter("hands", "clerk", "填报", _is(State.EDITING)),
    Filter("hands", "reviewer", "复核", _is(State.SUBMITTED)),
    Filter("hands", "finance", "等您审批", _is(State.REVIEWED), "w"),
    Filter("hands", "waiting", "待公开", _is(State.APPROVED, State.SCHEDULED), "g"),
    Filter("hands", "public", "已公开", _is(State.PUBLISHED), "g"),
    Filter("hands", "withheld", "不公开", _is(State.WITHHELD)),
    Filter("due", "over", "已超期", lambda row: row.is_overdue, "e"),
    Filter("due", "soon", f"{SOON} 天内到期", lambda row: row.is_soon, "w"),
    Filter("due", "none", "未登记批复", lambda row: row.is_open and row.left is None),
    Filter("found", "error", "有错误", lambda row: bool(row.budget.errors)),
    Filter("found", "missing", "有缺项", lambda row: bool(row.budget.missing)),
    Filter("found", "warning", "有警告", lambda row: bool(row.budget.warnings)),
)
GROUPS = (("hands", "在谁手里"), ("due", "期限"), ("found", "勾稽"))


@dataclass(frozen=True)
class Choice:
    word: str
    number: int
    query: str
    is_on: bool
    tone: str = ""


# The board --------------------------------------------------------------------------------------------------------


@dataclass
class Board:
    region: Region
    year: int
    years: list[int]
    regions: list[Region]
    rows: list[Row]  # every one, the most urgent first
    page: Page
    tally: list[Choice]
    groups: list[tuple[str, list[Choice]]]
    searched: str
    query: str  # of this page, without its number
    next: Row | None
    is_finance: bool

    @property
    def approved(self) -> list[Row]:
        return [row for row in self.rows if row.state == State.APPROVED]

    @property
    def yours(self) -> list[Row]:
        """What waits for the approval of whoever looks."""
        return [row for row in self.rows if row.state == State.REVIEWED and self.is_finance]

    @property
    def undated(self) -> list[Row]:
        return [row for row in self.rows if row.is_open and row.left is None]


def regions_kept(user: Any) -> list[Region]:
    """The regions whose finance or publication this person keeps."""
    return list(Region.objects.filter(pk__in=duties_of(user).regions))


def board(user: Any, asked: Any) -> Board | None:
    """The board as asked for (a QueryDict); None where this person keeps no region's finance."""
    regions = regions_kept(user)
    if not regions:
        return None
    region = next((each for each in regions if each.code == asked.get("region")), regions[0])
    mine = budgets_of(user).filter(department__region=region)
    begun = set(mine.values_list("year", "state"))
    years = sorted({year for year, _state in begun}, reverse=True)
    year = asked_year(asked.get("year", ""), _usual_first(years, begun))
    budgets = with_counts(with_publication(mine.filter(year=year))).select_related(
        "department__region", "department__parent"
    )
    today = timezone.localdate()
    rows = sorted((Row(budget, _left(budget, today)) for budget in budgets), key=lambda row: row.urgency)
    place = {"year": year} | ({"region": region.code} if len(regions) > 1 else {})
    chosen = {name: asked.get(name, "") for name, _label in GROUPS}
    searched = asked.get("q", "").strip()[:40]
    page = Paginator(_kept(rows, chosen, searched), PAGE).get_page(asked.get("page"))
    urgent = next((row for row in rows if row.is_open), None)
    _describe([*page, *([urgent] if urgent else [])], user, rows)
    return Board(
        region,
        year,
        years,
        regions,
        rows,
        page,
        _tally(rows, chosen, place),
        _groups(rows, chosen, place, searched),
        searched,
        urlencode(place | {name: value for name, value in chosen.items() if value} | _words(searched)),
        urgent,
        region.pk in duties_of(user).finance_of,
    )


def _usual_first(years: list[int], begun: set[tuple[int, str]]) -> list[int]:
    """The years, before them the one to begin with: the earliest that still has budgets on their way, so that opening the
    next year hides none of them."""
    on_their_way = [year for year, state in begun if state not in PUBLIC_LAST]
    return [min(on_their_way), *years] if on_their_way else years


def address(budgets: Iterable[Budget], asked: Any = None) -> str:
    """The board of the region and year that these budgets stand in; without any, of those asked for (a QueryDict)."""
    asked = asked or {}
    place = {name: asked[name] for name in ("region", "year") if asked.get(name)}
    if first := next(iter(budgets), None):
        place = {"region": first.department.region.code, "year": first.year}
    return f"{reverse('board')}?{urlencode(place)}" if place else reverse("board")


def asked_year(typed: str, years: list[int]) -> int:
    if typed.isdecimal() and int(typed[:4]) in years:
        return int(typed[:4])
    return years[0] if years else timezone.localdate().year


def _left(budget: Budget, today: date) -> int | None:
    return (deadline(budget.approved_on) - today).days if budget.approved_on else None


def _kept(rows: list[Row], chosen: dict[str, str], searched: str) -> list[Row]:
    keeps = [each.keeps for each in FILTERS if chosen[each.name] == each.value]
    return [row for row in rows if all(keep(row) for keep in keeps) and _is_named(row, searched)]


def _is_named(row: Row, searched: str) -> bool:
    department = row.budget.department
    return (
        not searched
        or searched in department.name
        or searched in department.short_name
        or searched in department.code
    )


def _words(searched: str) -> dict[str, str]:
    return {"q": searched} if searched else {}


def _tally(rows: list[Row], chosen: dict[str, str], place: dict[str, Any]) -> list[Choice]:
    """The numbers at the top; each leads to its rows."""
    found = [Choice("全部", len(rows), urlencode(place), not any(chosen.values()))]
    for each in FILTERS:
        number = len([row for row in rows if each.keeps(row)])
        if each.name != "found" and (number or each.value not in ("none", "withheld")):
            query = urlencode(place | {each.name: each.value})
            found.append(Choice(each.word, number, query, chosen[each.name] == each.value, each.tone))
    return found


def _groups(
    rows: list[Row], chosen: dict[str, str], place: dict[str, Any], searched: str
) -> list[tuple[str, list[Choice]]]:
    """The filters: choosing one keeps those of the other groups."""
    numbers = Counter((each.name, each.value) for each in FILTERS for row in rows if each.keeps(row))

    def choice(name: str, value: str, word: str, number: int) -> Choice:
        others = {key: kept for key, kept in (chosen | {name: value}).items() if kept}
        return Choice(word, number, urlencode(place | others | _words(searched)), chosen[name] == value)

    return [
        (
            label,
            [
                choice(name, "", "全部", len(rows)),
                *(choice(name, f.value, f.word, numbers[name, f.value]) for f in FILTERS if f.name == name),
            ],
        )
        for name, label in GROUPS
    ]


# What holds a budget up -------------------------------------------------------------------------------------------


def _describe(rows: list[Row], user: Any, every: list[Row]) -> None:
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
