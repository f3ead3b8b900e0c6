"""The strip under the title of every page of a budget: how far it is, in whose hands, the days left, and the ways on.

A way that is this person's but not open yet is shown grey, its reason beside it leading to the place; one that is never
theirs is not shown (states.md §2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from budgets.access import Act, may
from budgets.holders import ACTS, holders_of, names
from budgets.models import Budget, Handover
from budgets.workspace import Clock, clock_of

from ..actions import current_version
from ..desk import versions_of
from ..models import Withdrawal
from ..steps import name_of, steps_of
from ..workflow.review import not_yet, review_begun
from .words import moment

State, Move = Budget.State, Handover.Move

TONES = {
    State.EDITING: "todo",
    State.SUBMITTED: "info",
    State.REVIEWED: "warn",
    State.APPROVED: "ok",
    State.SCHEDULED: "ok",
    State.PUBLISHED: "state",
    State.WITHHELD: "todo",
}
NO_HURRY = Clock("更正没有法定天数，宜尽快", "none")
NO_CLOCK = Clock("", "none")


@dataclass(frozen=True)
class Button:
    """A way on; ``why`` it is not open yet, and ``place`` (its address and words) where that is mended."""

    label: str
    url: str = ""
    why: str = ""
    place: tuple[str, str] = ("", "")
    is_plain: bool = False
    is_sent: bool = False  # it acts at once: a form, not a link
    is_apart: bool = False  # opens beside this page


#: (budget, user, counts of findings, the place to mend first) → buttons.
Made = Callable[[Budget, Any, dict[str, int], str], list[Button]]


@dataclass(frozen=True)
class Strip:
    steps: list[tuple[str, str]]
    state: str
    tone: str
    said: list[str]
    clock: Clock
    buttons: list[Button] = field(default_factory=list)

    @property
    def reasons(self) -> list[Button]:
        """The grey ones, each to be explained."""
        return [button for button in self.buttons if button.why]


def strip_of(budget: Budget, user: Any, buttons: Iterable[Button] = ()) -> Strip:
    versions = versions_of(budget)
    return Strip(
        steps=steps_of(budget),
        state=state_words(budget, versions[0].number if versions else None),
        tone=TONES[State(budget.state)],
        said=list(_said(budget, user)),
        clock=clock_now(budget, versions[-1].published_at if versions else None),
        buttons=list(buttons),
    )


def state_words(budget: Budget, number: int | None) -> str:
    """The state as sentences name it, with the number of the version that stands."""
    if budget.correcting and budget.state == State.EDITING:
        return _what_is_corrected(budget)
    if budget.state == State.PUBLISHED and number:
        return f"已公开（版本 {number}）"
    if budget.state == State.WITHHELD and (basis := _basis(budget)):
        return f"不公开（依据：{basis}）"
    return budget.get_state_display()


def _what_is_corrected(budget: Budget) -> str:
    """A correction, and whether what it corrects is still public."""
    current = current_version(budget)
    stands = current is not None and not Withdrawal.objects.filter(version=current).exists()
    return f"更正中（版本 {budget.correcting} 仍对外公开）" if stands else "更正中（原来的版本已撤下）"


def _basis(budget: Budget) -> str:
    """Why the whole of it is kept from the public."""
    return next((each.basis for each in budget.withholdings.all() if not each.part), "")


def clock_now(budget: Budget, first_published_at: datetime | None) -> Clock:
    """The days left; once published, whether that was in time."""
    if budget.correcting:
        return NO_HURRY
    if budget.state == State.WITHHELD or (first_published_at and budget.approved_on is None):
        return NO_CLOCK
    first = timezone.localdate(first_published_at) if first_published_at else None
    return clock_of(budget.approved_on, timezone.localdate(), first, budget.late_reason)


# In whose hands, and how it came there ----------------------------------------------------------------------------


def _said(budget: Budget, user: Any) -> Iterable[str]:
    yield _held(budget, user)
    if came := _came(budget):
        yield came


def _held(budget: Budget, user: Any) -> str:
    """现在由您填报。"""
    if budget.state == State.SCHEDULED:
        return f"已定于 {moment(budget.scheduled_for)} 公开。到点之前可以撤销。"
    if budget.state not in ACTS:
        return ""
    holders = holders_of(budget)
    whose = "您" if user in holders else f" {names(holders)} " if holders else ""
    return (
        f"现在由{whose}{ACTS[State(budget.state)]}。"
        if whose
        else f"现在没有人可以{ACTS[State(budget.state)]}。"
    )


def _came(budget: Budget) -> str:
    """1月24日 16:40 周敏 第 1 次提交，2月5日 09:12 被退回修改（顾建华，附意见 2 条）。"""
    moves = list(budget.handovers.select_related("by").defer("seen"))
    if budget.state == State.EDITING and moves and moves[-1].move == Move.RETURN:
        sent = [move for move in moves if move.move == Move.SUBMIT]
        before = f"{moment(sent[-1].at)} 第 {len(sent)} 次提交，" if sent else ""
        return f"{before}{moment(moves[-1].at)} 被退回修改（{name_of(moves[-1].by)}{_with_remarks(moves[-1])}）。"
    told = [_told(move, moves) for move in moves if move.move in TOLD]
    return told[-1] if told else ""


def _with_remarks(move: Handover) -> str:
    number = move.detail.get("remarks", 0)
    return f"，附意见 {number} 条" if number else ""


TOLD = {
    Move.SUBMIT: "提交",
    Move.TAKE_BACK: "撤回",
    Move.PASS: "复核通过",
    Move.APPROVE: "审批通过",
    Move.UNSCHEDULE: "撤销定时",
    Move.VOID: "审批失效，回到草稿",
    Move.CORRECT: "开始更正",
    Move.ABANDON: "放弃更正",
    Move.PUBLISH: "公开",
}
#: What the reviewer ticked in passing.
AGREES = "与财政批复相符"


def _told(move: Handover, moves: list[Handover]) -> str:
    """周敏 2月6日 09:05 第 2 次提交，附言：“……”"""
    number = len([each for each in moves if each.move == Move.SUBMIT]) if move.move == Move.SUBMIT else 0
    done = f"第 {number} 次{TOLD[move.move]}" if number else TOLD[move.move]
    if move.detail.get("agrees"):
        done = f"{done}，{AGREES}"
    word = "原因" if move.move == Move.CORRECT else "附言"
    note = f"，{word}：“{move.note}”" if move.note else "。"
    return f"{name_of(move.by)} {moment(move.at)} {done}{note}"


# The ways on ------------------------------------------------------------------------------------------------------


def page(name: str, *args: Any) -> str:
    """The address of a page of budgets."""
    return reverse(f"admin:budgets_budget_{name}", args=args)


def ways_on(budget: Budget, user: Any, *, counts: dict[str, int], first: str) -> list[Button]:
    """What this person can do with a budget as it stands; ``counts`` of its findings, ``first`` the place to mend."""
    found = [
        Button("预览网页", page("preview", budget.pk), is_plain=True, is_apart=True),
        Button("下载工作簿", page("workbook", budget.pk), is_plain=True),
    ]
    for act, states, made in WAYS:
        if budget.state in states and may(user, act, budget).is_theirs:
            found += made(budget, user, counts, first)
    return found


def _to_submit(budget: Budget, user: Any, counts: dict[str, int], first: str) -> list[Button]:
    if why := not_yet(counts):
        return [Button("提交复核", why=why, place=(first, "看第一处"))]
    return [Button("提交复核", page("submit", budget.pk))]


def _correcting(budget: Budget, user: Any, counts: dict[str, int], first: str) -> list[Button]:
    if not budget.correcting:
        return []
    return [Button("更正原因和前后对照", page("correction", budget.pk), is_plain=True)]


def _to_take_back(budget: Budget, user: Any, counts: dict[str, int], first: str) -> list[Button]:
    if why := review_begun(budget):
        return [Button("撤回", why=why)]
    return [Button("撤回", page("take_back", budget.pk), is_plain=True, is_sent=True)]


def _leads(label: str, name: str, *, anchor: str = "", is_plain: bool = False) -> Made:
    """Always one button, to a page of this name."""
    return lambda budget, user, counts, first: [
        Button(label, page(name, budget.pk) + anchor, is_plain=is_plain)
    ]


#: Whose act it is, and in which states the strip offers them what.
WAYS: tuple[tuple[Act, tuple[str, ...], Made], ...] = (
    (Act.IMPORT, (State.EDITING,), _leads("上传工作簿", "upload", is_plain=True)),
    (Act.SUBMIT, (State.EDITING,), _correcting),
    (Act.SUBMIT, (State.EDITING,), _to_submit),
    (Act.TAKE_BACK, (State.SUBMITTED,), _to_take_back),
    (Act.CORRECT, (State.PUBLISHED,), _leads("更正", "correct", is_plain=True)),
    (Act.RETURN, (State.SUBMITTED,), _leads("去复核", "review")),
    (Act.APPROVE, (State.REVIEWED,), _leads("去审批", "review")),
    (Act.PASS, (State.EDITING,), _leads("看变动、写意见", "review", is_plain=True)),
    (
        Act.APPROVE,
        (State.APPROVED, State.SCHEDULED),
        _leads("退回修改", "review", anchor="#return", is_plain=True),
    ),
    (Act.PUBLISH, (State.APPROVED, State.SCHEDULED), _leads("公开", "publish")),
)
