"""The budget that a clerk's first page opens with: how far it is, the one next thing, what is missing, what was said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from budgets import catalogue
from budgets.figures import Figures
from budgets.holders import holders_of, names
from budgets.models import Budget, Event
from budgets.opening import NO_LAST_YEAR, WITH_LAST_YEAR
from budgets.rules import ERROR, WARNING
from budgets.workspace import MISSING, SECTION, Fold, Workspace, workspace

from ..chain import published_before
from ..declaring.forms import form_for
from ..steps import name_of
from . import remarks as talk
from .strip import Strip, page, strip_of
from .words import moment

State = Budget.State
EVENTS = 4


@dataclass(frozen=True)
class Next:
    """The one next thing: in bold, in a sentence, and its button. ``tone``: good or note where nothing is wrong."""

    head: str
    words: str
    url: str = ""
    label: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Progress:
    """One section in the list of what is missing."""

    fold: Fold
    filled: int
    whole: int
    said: str


@dataclass(frozen=True)
class First:
    budget: Budget
    title: str
    strip: Strip
    next: Next
    sections: list[Progress]
    filled: int
    left: int
    counts: dict[str, int]
    remarks: list[talk.Shown]
    open_remarks: int
    log: list[tuple[str, str]]

    @property
    def is_open(self) -> bool:
        """Whether there is still something to fill in."""
        return self.budget.state == State.EDITING


def first_of(budget: Budget, user: Any) -> First:
    department = budget.department
    earlier = published_before(department.region.code, department.code, budget.year)
    form = form_for(department.region.code, budget.year, department.kind, department.region.form)
    desk = workspace(budget, asks=form.asks, earlier=earlier)
    comments = talk.received(talk.remarks_of(budget, desk.figures, user))
    sections = [_progress(fold, desk.figures) for fold in desk.folds]
    filled = len([each for each in sections if each.fold.mark[0] == "ok"])
    return First(
        budget=budget,
        title=budget.called,
        strip=strip_of(budget, user),
        next=_next(budget, desk, [each for each in comments if each.is_open]),
        sections=sections,
        filled=filled,
        left=len(sections) - filled,
        counts=desk.counts,
        remarks=comments,
        open_remarks=len([each for each in comments if each.is_open]),
        log=[_said(event, user) for event in budget.events.select_related("by")[:EVENTS]],
    )


# The one next thing -----------------------------------------------------------------------------------------------


def _next(budget: Budget, desk: Workspace, waiting: list[talk.Shown]) -> Next:
    if budget.state == State.EDITING:
        return _to_enter(budget, desk, waiting)
    here = page("change", budget.pk)
    holders = names(holders_of(budget))
    return {
        State.SUBMITTED: Next(
            "等待复核。", f"现在由 {holders} 复核，在退回或撤回之前不能再改。", here, "看预算", "note"
        ),
        State.REVIEWED: Next("等待审批。", "复核已通过，已报财政局。", here, "看预算", "note"),
        State.APPROVED: Next("等待公开。", "财政局已审批，可以公开。", here, "看预算", "good"),
        State.SCHEDULED: Next("已定时公开。", "到点自动公开，不用再做什么。", here, "看预算", "good"),
        State.PUBLISHED: Next(
            "已公开。", "请打开公开页面看一遍；发现有误，可以更正。", here, "看预算", "good"
        ),
        State.WITHHELD: Next("不公开。", "财政局已登记不公开。", here, "看预算", "note"),
    }[State(budget.state)]


def _to_enter(budget: Budget, desk: Workspace, waiting: list[talk.Shown]) -> Next:
    counts = desk.counts
    if _is_untouched(desk):
        words = WITH_LAST_YEAR if _has_last_year(desk) else NO_LAST_YEAR
        head = f"本部门 {budget.year} 年预算还没有填。"
        if ended := desk.figures.books.unsettled:
            words += f"{len(ended)} 个上年科目今年停用，请先选定改列的科目。"
            return Next(head, words, page("ended", budget.pk), "改列停用科目", "note")
        return Next(head, words, page("change", budget.pk), "按章节填写", "note")
    if counts["error"]:
        first = next(shown for shown in desk.findings if shown.finding.level == ERROR)
        head = f"下一步：改正 {counts['error']} 处错误。"
        return Next(head, f"{first.finding.message}。{_fits(first.finding)}", first.url, "去改这一处")
    if counts["missing"]:
        first = desk.missing[0]
        return Next(
            f"下一步：填完必填的 {counts['missing']} 项。",
            f"{first.finding.message}。",
            first.url,
            "去填写",
            "note",
        )
    if waiting:
        words = f"{waiting[0].place}：{waiting[0].remark.text}"
        return Next(f"下一步：答复 {len(waiting)} 条意见。", words, waiting[0].url, "去答复", "note")
    words = (
        f"还有警告 {counts['warning']} 条：可提交，须说明，由复核人放行。"
        if counts["warning"]
        else "勾稽全部相符，可以提交。"
    )
    return Next("下一步：提交复核。", words, page("submit", budget.pk), "提交复核", "good")


def _is_untouched(desk: Workspace) -> bool:
    books = desk.figures.books
    return not any(posting.amount for posting in books.ledger.postings) and all(
        stated.value is None for stated in books.stated.values()
    )


def _has_last_year(desk: Workspace) -> bool:
    """Whether figures of the year before came along when the year was opened."""
    books = desk.figures.books
    return any(posting.last is not None for posting in books.ledger.postings) or any(
        stated.last is not None for stated in books.stated.values()
    )


def _fits(finding: Any) -> str:
    if not finding.suspect:
        return ""
    said = finding.suspect.said
    return f"最可能有误的是“{said.label}”：现为 {said.printed}，填 {finding.suspect.text} 时相符。"


# What is missing --------------------------------------------------------------------------------------------------


def _progress(fold: Fold, figures: Figures) -> Progress:
    missing = [finding for finding in fold.findings if finding.rule in MISSING]
    filled = _filled(fold.section.slug, figures)
    return Progress(fold, filled, filled + len(missing), _situation(fold, missing))


def _filled(slug: str, figures: Figures) -> int:
    """How many things are filled in; what is a list is counted as listed."""
    books = figures.books
    if slug in ("income", "expenditure"):
        return len([each for each in books.ledger.postings if each.direction == slug and each.amount])
    lists = {
        "basics": len(books.duties) + len(books.offices) + len(books.units),
        "projects": len(books.projects),
        "purposes": len(books.purposes),
        "notes": len(books.notes),
    }
    if slug in lists:
        return lists[slug]
    return len([item for item in catalogue.items_of(slug) if figures.value(item.key) is not None])


def _situation(fold: Fold, missing: list[Any]) -> str:
    """What is wrong or missing in a section, else its sum."""
    if missing:
        return f"缺：{'、'.join(finding.message.partition('：')[0] for finding in missing)}"
    for level in (ERROR, WARNING):
        if wrong := [finding for finding in fold.findings if finding.level == level]:
            return wrong[0].message
    return fold.summary


# What was done ----------------------------------------------------------------------------------------------------


def _said(event: Event, user: Any) -> tuple[str, str]:
    """(今天 10:38, 您改明细 2080506：…)"""
    who = "您" if event.by_id == user.pk else f"{name_of(event.by)} "
    return moment(event.at), f"{who}{event.action}{_about(event)}"


def _about(event: Event) -> str:
    section = SECTION.get(event.detail.get("section", ""))
    return f"（{section.title}）" if section else ""
