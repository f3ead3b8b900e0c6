"""How far a long work is, as its page tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from budgets.models import Budget, Department, Work, WorkItem

from .items import GIVEN_UP_WORDS, MENDED, MENDED_WORDS, OPEN
from .kinds import Kind, kind_of

State, Item = Work.State, WorkItem.State
#: So many rows on a page, and so many works on the board.
ROWS, MOST_TOLD = 200, 5
GOING_ON = (State.WAITING, State.RUNNING)
#: What a filter is called in the address, which results it shows, and its word.
FILTERS = (
    ("wrong", (Item.WRONG,), "有误"),
    ("unknown", (Item.UNKNOWN,), "认不出部门"),
    ("waiting", (Item.WAITING, Item.RUNNING), "等待"),
)
MISSING = "missing"
#: How what is only to be confirmed begins: nothing of it is wrong.
TO_CONFIRM = "请确认："
#: How it ends where a department has no budget of the year.
NOT_OPENED = "还没有开出。"
TONES = {Item.DONE: "ok", Item.WRONG: "err", Item.UNKNOWN: "warn", Item.RUNNING: "info"}
ROW_TONES = {Item.WRONG: "err", Item.UNKNOWN: "warn"}


@dataclass(frozen=True)
class Row:
    """One item: what it is about, its result in a word with a tone, and what can be done."""

    item: WorkItem
    state: str
    word: str
    tone: str
    row_tone: str
    message: str

    @property
    def asks_department(self) -> bool:
        return self.state == Item.UNKNOWN

    @property
    def can_be_mended(self) -> bool:
        """Whether its upload has a page on which it can be looked at and mended."""
        return self.state == Item.WRONG and bool(self.item.upload_id) and bool(self.item.budget_id)

    @property
    def address(self) -> str:
        """Of that page."""
        return reverse("admin:budgets_budget_uploaded", args=[self.item.budget_id, self.item.upload_id])

    @property
    def can_be_tried(self) -> bool:
        return self.state == Item.WRONG


@dataclass(frozen=True)
class Choice:
    word: str
    number: int
    query: str
    is_on: bool


@dataclass(frozen=True)
class Progress:
    """Everything that the page of a work tells. ``missing`` are the departments of which nothing was handed in."""

    work: Work
    rows: list[Row]
    numbers: dict[str, int]
    page: Page[Row]
    choices: list[Choice]
    missing: list[Department]
    shows_missing: bool
    query: str
    now: datetime

    @property
    def kind(self) -> Kind:
        return kind_of(self.work)

    @property
    def total(self) -> int:
        return self.numbers["total"]

    @property
    def handled(self) -> int:
        return self.total - self.numbers[Item.WAITING] - self.numbers[Item.RUNNING]

    @property
    def is_going_on(self) -> bool:
        return self.work.state in GOING_ON

    @property
    def wrong(self) -> int:
        return self.numbers[Item.WRONG] + self.numbers[Item.UNKNOWN]

    @property
    def tally(self) -> list[tuple[str, int, str]]:
        """(tone, number, word), those that are 0 left out but what is done."""
        told = [
            ("g", self.numbers[Item.DONE], "已完成"),
            ("e", self.numbers[Item.WRONG], "有误"),
            ("w", self.numbers[Item.UNKNOWN], "认不出部门"),
            ("", self.numbers[Item.SKIPPED], self.kind.skipped),
            ("", self.numbers[Item.RUNNING], self.kind.doing),
            ("", self.numbers[Item.WAITING], "等待"),
        ]
        return [each for each in told if each[1] or each[2] == "已完成"]

    @property
    def time(self) -> str:
        """用时 1 分 12 秒，约还需 25 秒, of the time that workers were at it; nothing before it was begun."""
        if self.work.started_at is None:
            return ""
        spent = self.work.spent
        if self.work.state == State.RUNNING and self.work.seen_at:
            spent += self.now - self.work.seen_at
        words = f"用时 {_span(spent)}"
        done = len([row for row in self.rows if row.item.tries and row.state not in OPEN])
        left = self.total - self.handled
        if self.is_going_on and done and left:
            words += f"，约还需 {_span(spent / done * left)}"
        return words


def progress_of(work: Work, asked: Mapping[str, str]) -> Progress:
    """The same number of queries however many items there are."""
    items = list(
        work.items.select_related("department", "upload").defer("upload__data", "found").order_by("number")
    )
    rows = [_row(work, item) for item in items]
    only = asked.get("only", "")
    wanted = next((states for name, states, _word in FILTERS if name == only), None)
    shown = [row for row in rows if wanted is None or row.state in wanted]
    numbers = {state: len([row for row in rows if row.state == state]) for state in Item.values}
    numbers["total"] = len(rows)
    missing = _missing(work, items)
    return Progress(
        work=work,
        rows=rows,
        numbers=numbers,
        page=Paginator(shown, ROWS).get_page(asked.get("page")),
        choices=_choices(rows, missing, only),
        missing=missing,
        shows_missing=only == MISSING,
        query=urlencode({"only": only}) if only else "",
        now=timezone.now(),
    )


def _row(work: Work, item: WorkItem) -> Row:
    is_mended = item.state in (Item.WRONG, Item.UNKNOWN) and item.upload and item.upload.state in MENDED
    state = Item.DONE if is_mended else item.state
    message = MENDED_WORDS if is_mended else item.message
    return Row(
        item, state, _word(work, item, state), TONES.get(state, "todo"), ROW_TONES.get(state, ""), message
    )


def _word(work: Work, item: WorkItem, state: str) -> str:
    if state == Item.RUNNING:
        return kind_of(work).doing
    if state == Item.WRONG and kind_of(work).has_files:
        if item.message.endswith(NOT_OPENED):
            return "未开出"
        word = "待确认" if item.message.startswith(TO_CONFIRM) else "有误"
        return f"{word} {item.problems}" if item.problems else "打不开"
    if state == Item.WRONG:
        return "没有办成"
    if state == Item.SKIPPED and item.department_id:
        return "已放弃" if item.message == GIVEN_UP_WORDS else "已取代"
    return Item(state).label


def _choices(rows: list[Row], missing: list[Department], only: str) -> list[Choice]:
    choices = [Choice("全部", len(rows), "", not only)]
    for name, states, word in FILTERS:
        number = len([row for row in rows if row.state in states])
        if number or name == only:
            choices.append(Choice(word, number, f"only={name}", name == only))
    if missing or only == MISSING:
        choices.append(Choice("没有交来的部门", len(missing), f"only={MISSING}", only == MISSING))
    return choices


def _missing(work: Work, items: list[WorkItem]) -> list[Department]:
    """The departments that were to hand in: their budget of the year is open, and no file is theirs."""
    if not kind_of(work).has_files:
        return []
    came = {item.department_id for item in items}
    of_the_year = Budget.objects.filter(department__region=work.region_id, year=work.year)
    expected = of_the_year.filter(state=Budget.State.EDITING).select_related("department")
    return [
        each.department for each in expected.order_by("department__code") if each.department_id not in came
    ]


def _span(time: timedelta) -> str:
    """1 分 12 秒, 25 秒, 1 小时 3 分."""
    seconds = max(1, int(time.total_seconds()))
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} 小时 {minutes} 分"
    return f"{minutes} 分 {seconds} 秒" if minutes else f"{seconds} 秒"


def of_the_front_page(works: QuerySet[Work], now: datetime) -> list[Work]:
    """What the board says of long work: what is not over, and what ended within a day; one query."""
    recent = Q(ended_at__gt=now - timedelta(days=1)) | Q(ended_at=None) | Q(state=State.PAUSED)
    return list(works.filter(recent).order_by("-at")[:MOST_TOLD])
