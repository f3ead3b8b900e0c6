"""The page of whoever reviews or approves a budget: what changed, what moved, what is doubtful, what was said, and the copy
that would be passed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from budgets.access import ENTERING, Act, Answer, may
from budgets.figures import Figures
from budgets.models import Budget, Handover, Remark
from budgets.personal import BANK_CARD, ID_CARD, PHONE, RESIDUE, Suspicion
from budgets.rules import WARNING
from budgets.workspace import Row, Shown, counts_of, pair, shown_of

from .. import workflow
from ..compose import form_of
from ..desk import Changed, changed, changed_from, versions_of
from ..drafts import Draft, draft_of
from ..steps import approval, name_of, submissions
from . import remarks as talk
from .compared import Comparison, comparison, percent_words, texts_to_read
from .strip import Strip, page, strip_of, ways_on
from .words import moment, seal

State, Move = Budget.State, Handover.Move
KINDS = (ID_CARD, PHONE, BANK_CARD, RESIDUE)


@dataclass(frozen=True)
class Since:
    """What changed since the copy that was handed in before, or since the version that is being corrected."""

    title: str
    changed: Changed
    by: str  # who entered meanwhile
    marks: Mapping[str, str]  # key → what became of the comment on it


@dataclass(frozen=True)
class Writing:
    """The comment that is being written or reworded."""

    subject: talk.Subject
    text: str
    url: str
    errors: tuple[str, ...] = ()
    is_new: bool = True


@dataclass(frozen=True)
class Secrecy:
    """保密审查: what the scan found, and who has confirmed it."""

    suspicions: tuple[Suspicion, ...]
    counts: list[tuple[str, int]]
    done: str


@dataclass(frozen=True)
class Review:
    budget: Budget
    title: str
    strip: Strip
    counts: dict[str, int]
    total: Row
    total_percent: str
    three_public: Row
    since: Since | None
    comparison: Comparison
    texts: list[tuple[str, str, str]]
    errors: list[Shown]
    unwaived: list[Shown]
    waived: list[Shown]
    unsent: list[talk.Shown]
    sent: list[talk.Shown]
    writing: Writing | None
    may_remark: bool
    may_waive: bool
    may_return: bool
    returns_to: str
    secrecy: Secrecy
    may_confirm: Answer
    passing: Answer  # whether this person may pass or approve now
    button: str
    act: str  # the name of its address
    lacking: str
    sha256: str
    seal: str
    copy: str

    @property
    def decides(self) -> str:
        """Who has to say what becomes of a warning: 警告待您定."""
        return "您定" if self.may_waive else "定"

    @property
    def pass_url(self) -> str:
        return page(self.act, self.budget.pk)

    @property
    def has_remarks(self) -> bool:
        return bool(self.unsent or self.sent)


def review(
    budget: Budget, user: Any, asked: Mapping[str, str], draft: Draft | None = None, **sent: Any
) -> Review:
    """Build the page; ``asked`` is its query: ``show`` narrows the comparison, ``on`` is what to write a comment on,
    ``edit`` the comment to reword. ``sent`` is a comment that could not be kept: ``text`` and ``errors``."""
    draft = draft or draft_of(budget)
    figures = Figures(draft.books, form_of(draft.books).asks)
    shown = shown_of(draft.findings, budget)
    warnings = [each for each in shown if each.finding.level == WARNING]
    comments = talk.remarks_of(budget, figures, user)
    counts = counts_of(draft.findings)
    total = pair(figures, "expenditure.total", label="收支总计")
    is_approval = _is_approval(budget, user)
    passing = may(user, Act.APPROVE if is_approval else Act.PASS, budget)
    return Review(
        budget=budget,
        title="审批" if is_approval else "复核",
        strip=strip_of(budget, user, _previews(budget, user, counts)),
        counts=counts | {"unwaived": len(draft.unwaived)},
        total=total,
        total_percent=percent_words(total),
        three_public=pair(figures, "three-public.total"),
        since=since_last(budget, draft, comments),
        comparison=comparison(budget, figures, asked.get("show", "")),
        texts=list(texts_to_read(figures)),
        errors=[each for each in shown if each.finding.level == "error"],
        unwaived=[each for each in warnings if not each.waiver],
        waived=[each for each in warnings if each.waiver],
        unsent=[each for each in comments if not each.is_sent],
        sent=talk.received(comments),
        writing=_writing(budget, figures, user, asked, **sent),
        may_remark=bool(may(user, Act.REMARK, budget)),
        may_waive=bool(may(user, Act.WAIVE, budget)),
        may_return=bool(may(user, Act.RETURN, budget)),
        returns_to=_submitter(budget),
        secrecy=_secrecy(budget, draft),
        may_confirm=may(user, Act.SECRECY, budget),
        passing=passing,
        button="审批通过" if is_approval else "复核通过，报财政局",
        act="approve" if is_approval else "pass",
        lacking="、".join(workflow.lacking(budget, draft)) if passing and not is_approval else "",
        sha256=draft.sha256,
        seal=seal(draft.sha256),
        copy=_copy(budget, draft),
    )


def _is_approval(budget: Budget, user: Any) -> bool:
    """Whether the page is the finance officer's: by how far the budget is, for whoever does not review it too."""
    if not may(user, Act.APPROVE, budget).is_theirs:
        return False
    return (
        budget.state in (State.REVIEWED, State.APPROVED, State.SCHEDULED)
        or not may(user, Act.PASS, budget).is_theirs
    )


def _previews(budget: Budget, user: Any, counts: dict[str, int]) -> Iterable[Any]:
    """Nothing that leads back to this page."""
    here = page("review", budget.pk)
    return [
        way
        for way in ways_on(budget, user, counts=counts, first="")
        if way.url and not way.url.startswith(here)
    ]


def _submitter(budget: Budget) -> str:
    submitted = approval(budget, Move.SUBMIT)
    return name_of(submitted.by) if submitted else ""


def _copy(budget: Budget, draft: Draft) -> str:
    """2月6日 09:05 提交，415 个数据"""
    submitted = approval(budget, Move.SUBMIT)
    when = f"{moment(submitted.at)} 提交，" if submitted else ""
    return f"{when}{len(draft.document.figures)} 个数据"


# What changed -----------------------------------------------------------------------------------------------------


def since_last(budget: Budget, draft: Draft, comments: list[talk.Shown]) -> Since | None:
    """What is other than in the copy handed in before this one; of a first copy, than the version it corrects; else None."""
    before = submissions(budget)
    if budget.state != State.EDITING:
        before = before[:-1]
    if before:
        title, at = f"自上次提交（{moment(before[-1].at)}）以来的改动", before[-1].at
        found: Changed | None = changed(before[-1].seen, draft.content)
    elif budget.correcting and (versions := versions_of(budget)):
        title, at = f"与版本 {versions[0].number} 的不同", versions[0].published_at
        found = changed_from(versions[0], draft.content)
    else:
        return None
    return Since(title, found, _entered_since(budget, at), _marks(comments)) if found else None


def _entered_since(budget: Budget, at: Any) -> str:
    """周敏 2月5日 11:06, each who entered after a moment with the last time they did."""
    found: dict[Any, str] = {}
    for event in budget.events.filter(at__gt=at, action__in=ENTERING).select_related("by").order_by("-seq"):
        found.setdefault(event.by_id, f"{name_of(event.by)} {moment(event.at)}")
    return "，".join(found.values())


def _marks(comments: list[talk.Shown]) -> dict[str, str]:
    words = {Remark.Answer.CHANGED: "已按意见改", Remark.Answer.UNCHANGED: "未改"}
    return {
        each.remark.key: words.get(each.remark.answer, "提过意见")
        for each in comments
        if each.remark.key and each.is_sent
    }


# Comments ---------------------------------------------------------------------------------------------------------


def _writing(
    budget: Budget,
    figures: Figures,
    user: Any,
    asked: Mapping[str, str],
    text: str | None = None,
    errors: Iterable[str] = (),
) -> Writing | None:
    if not may(user, Act.REMARK, budget):
        return None
    if (number := asked.get("edit", "")).isdecimal() and len(number) < 18:
        return _rewording(budget, figures, user, int(number), text, tuple(errors))
    if "on" not in asked:
        return None
    subject = talk.subject_of(figures, asked["on"])
    url = page("remark", budget.pk)
    return Writing(subject, text or "", url, tuple(errors)) if subject else None


def _rewording(
    budget: Budget, figures: Figures, user: Any, pk: int, text: str | None, errors: tuple[str, ...]
) -> Writing | None:
    remark = budget.remarks.filter(pk=pk, by=user, sent_at=None).first()
    if remark is None:
        return None
    subject = talk.Subject(remark.key, remark.label or talk.WHOLE, remark.value)
    url = page("remark_change", budget.pk, remark.pk)
    return Writing(subject, remark.text if text is None else text, url, errors, is_new=False)


# Secrecy ----------------------------------------------------------------------------------------------------------


def _secrecy(budget: Budget, draft: Draft) -> Secrecy:
    found = workflow.suspicions_in(budget, draft)
    number = Counter(each.kind for each in found)
    confirmed = approval(budget, Move.SECRECY)
    done = ""
    if confirmed and confirmed.sha256 == draft.sha256:
        done = f"保密审查：{name_of(confirmed.by)}，{moment(confirmed.at)}。"
    return Secrecy(found, [(kind, number[kind]) for kind in KINDS], done)
