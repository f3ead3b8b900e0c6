"""From the clerk to the finance office: submitted, reviewed, approved; returned, taken back; void once the content changes.

An approval holds the digest of what its person saw (``drafts.approved_digest``); what is published must still have it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from budgets import letters
from budgets.access import Act, round_of
from budgets.actions import held, record
from budgets.clock import deadline
from budgets.models import Budget, Handover, Membership, Remark
from budgets.personal import Suspicion, suspicions_of
from budgets.rules import Finding
from budgets.workspace import counts_of

from .. import copies
from ..actions import current_version, says_the_same
from ..desk import Changed, changed
from ..drafts import Draft, draft_of
from ..faithful import contradictions_on
from ..steps import Move, approval, last_move, name_of, people, refuse, step

Role = Membership.Role


# Submission -------------------------------------------------------------------------------------------------------


@transaction.atomic
def submit(*, budget: Budget, by: Any, note: str = "", anyway: bool = False) -> Handover:
    """Hand a budget to the reviewer. ``anyway``: although comments are unanswered.

    Raises ValidationError where errors stand, nobody reviews, comments wait for an answer, or a correction corrects nothing.
    """
    budget = held(budget, by=by, act=Act.SUBMIT)
    draft = draft_of(budget)
    _check_submission(budget, draft, anyway=anyway, by=by)
    handover = step(budget, Move.SUBMIT, by=by, note=note, sha256=draft.sha256, seen=draft.content)
    _write(
        budget,
        to=people(budget, Role.REVIEWER),
        what="待您复核",
        handover=handover,
        body=f"{name_of(by)} 于 {letters.moment(handover.at)} 提交。{days_left(budget)}",
    )
    return handover


def _check_submission(budget: Budget, draft: Draft, *, anyway: bool, by: Any) -> None:
    if why := not_yet(counts_of(draft.findings)):
        raise refuse(why, "errors")
    if said := contradictions_in(draft.content):
        raise refuse(f"还不能提交：公开文本自相矛盾。{said[0].message}", "contradiction")
    if by is not None and not people(budget, Role.REVIEWER):
        raise refuse(no_reviewer(budget), "no-reviewer")
    waiting = budget.remarks.filter(sent_at__isnull=False, answer="").count()
    if waiting and not anyway:
        raise refuse(f"还有 {waiting} 条意见没有答复。", "unanswered")
    if why := corrects_nothing(budget, draft):
        raise refuse(why, "unchanged")


def contradictions_in(content: Mapping[str, Any]) -> list[Finding]:
    """What the page would say against itself, the department's own texts with it; found before anybody reviews it."""
    stamp = {"number": 1, "published_at": timezone.localtime().isoformat(), "reason": "", "previous": ""}
    return contradictions_on(copies.page_to_be({**content, **stamp}, ""))


def not_yet(counts: Mapping[str, int]) -> str:
    """还不能提交：错误 1 处、必填 3 项。 Of what ``counts_of`` counts; empty where no finding stands in the way."""
    words = [
        f"{word} {counts[key]} {measure}"
        for key, word, measure in (("error", "错误", "处"), ("missing", "必填", "项"))
        if counts[key]
    ]
    return f"还不能提交：{'、'.join(words)}。" if words else ""


def corrects_nothing(budget: Budget, draft: Draft) -> str:
    """与版本 1 完全相同，没有可更正的内容。 Empty where something is corrected, or nothing that stands is."""
    current = current_version(budget) if budget.correcting else None
    is_same = current is not None and says_the_same(draft.content, current)
    return f"与版本 {budget.correcting} 完全相同，没有可更正的内容。" if is_same else ""


def no_reviewer(budget: Budget) -> str:
    officers = people(budget, Role.FINANCE)
    whom = "财政局"
    if officers:
        phone = officers[0].person.phone
        whom = f"财政局 {name_of(officers[0])}{f'（{phone}）' if phone else ''}"
    return f"本部门还没有复核人，暂不能提交。请{whom}指定。"


@transaction.atomic
def take_back(*, budget: Budget, by: Any) -> Handover:
    """The clerk takes a submission back; ValidationError once the review has begun."""
    budget = held(budget, by=by, act=Act.TAKE_BACK)
    if begun := review_begun(budget):
        raise refuse(begun)
    return step(budget, Move.TAKE_BACK, by=by)


def review_begun(budget: Budget) -> str:
    """Why a submission cannot be taken back any more; empty while nothing was written about it."""
    submitted = approval(budget, Move.SUBMIT)
    first = budget.remarks.filter(at__gt=submitted.at).select_related("by").first() if submitted else None
    if first is None:
        return ""
    at = timezone.localtime(first.at)
    return f"{name_of(first.by)} 已开始复核（{at:%H:%M} 写了意见），不能撤回。可请他退回。"


@transaction.atomic
def send_back(*, budget: Budget, by: Any, note: str = "") -> Handover:
    """Return a budget to the clerk with what is to be changed; every comment not sent yet goes with it."""
    budget = held(budget, by=by, act=Act.RETURN)
    unsent = unsent_remarks(budget)
    if not note.strip() and not unsent.exists():
        raise refuse("请写一句总的意见，或至少对一个数字写意见。")
    told = {"remarks": unsent.count()}
    handover = step(budget, Move.RETURN, by=by, note=note, detail=told, scheduled_for=None)
    count = unsent.update(sent_at=handover.at)
    _write(
        budget,
        to=people(budget, Role.CLERK),
        what="已退回",
        handover=handover,
        body=f"{name_of(by)} 退回，意见 {count + bool(handover.note)} 条。{days_left(budget)}",
    )
    return handover


def unsent_remarks(budget: Budget) -> QuerySet[Remark]:
    """The comments that a return would send. Those left when a review was passed stay as notes."""
    unsent = budget.remarks.filter(sent_at=None)
    settled = [each for each in (round_of(budget), last_move(budget, Move.PASS, Move.APPROVE)) if each]
    for each in settled:
        unsent = unsent.filter(at__gt=each.at)
    return unsent


# Review and approval ----------------------------------------------------------------------------------------------


def suspicions_in(budget: Budget, draft: Draft) -> tuple[Suspicion, ...]:
    """What looks like personal data or what is left of a template, in every text that the public will read."""
    more = [
        ("更正原因", "correction", budget.correction_reason),
        ("超期原因", "late", budget.late_reason),
    ]
    waived = [("放行理由", "waivers", waiver.reason) for waiver in draft.waivers.values()]
    return suspicions_of(draft.books, [*more, *waived])


def unconfirmed(budget: Budget, draft: Draft) -> list[Suspicion]:
    """The suspicions that no reviewer has looked at since the budget was submitted."""
    secrecy = approval(budget, Move.SECRECY)
    looked_at = secrecy.detail["confirmed"] if secrecy else ()
    return [each for each in suspicions_in(budget, draft) if each.id not in looked_at]


@transaction.atomic
def confirm_secrecy(*, budget: Budget, by: Any, sha256: str, confirmed: Iterable[str] = ()) -> Handover:
    """保密审查: this person has looked, and says of each suspicion (by its id) that it may be published."""
    budget = held(budget, by=by, act=Act.SECRECY)
    draft = _unchanged(budget, sha256)
    looked_at = set(confirmed)
    if left := [each for each in suspicions_in(budget, draft) if each.id not in looked_at]:
        raise refuse(left[0].sentence, "suspicion")
    return step(budget, Move.SECRECY, by=by, sha256=draft.sha256, detail={"confirmed": sorted(looked_at)})


@transaction.atomic
def pass_review(
    *, budget: Budget, by: Any, sha256: str, agrees: bool = False, anyway: bool = False
) -> Handover:
    """复核通过: of the very copy whose digest is given. ``agrees``: this person held it against what the finance office
    approved, which goes on record; ``anyway``: although comments were not sent."""
    budget = held(budget, by=by, act=Act.PASS)
    draft = _unchanged(budget, sha256)
    if draft.errors:
        raise refuse("错误不能放行。请退回改正；若确认规则不适用于本部门，请财政局处理。", "errors")
    if missing := lacking(budget, draft):
        raise refuse(f"还差：{'、'.join(missing)}。", "lacking")
    unsent = unsent_remarks(budget).count()
    if unsent and not anyway:
        raise refuse(f"有 {unsent} 条意见还没发出。通过后作为备注留存，不再要求修改。", "unsent")
    handover = step(budget, Move.PASS, by=by, sha256=draft.sha256, detail={"agrees": agrees})
    _write(
        budget,
        to=people(budget, Role.FINANCE),
        what="待您审批",
        handover=handover,
        body=f"{name_of(by)} 复核通过。{days_left(budget)}",
    )
    return handover


def lacking(budget: Budget, draft: Draft) -> list[str]:
    """What the reviewer has still to do before passing."""
    found = [f"警告 {len(draft.unwaived)} 条未处理"] if draft.unwaived else []
    secrecy = approval(budget, Move.SECRECY)
    return found if secrecy and secrecy.sha256 == draft.sha256 else [*found, "保密审查"]


@transaction.atomic
def approve(*, budget: Budget, by: Any, sha256: str) -> Handover:
    """审批通过: of the copy whose digest is given, which is the one that the reviewer passed."""
    budget = held(budget, by=by, act=Act.APPROVE)
    draft = _unchanged(budget, sha256)
    passed = approval(budget, Move.PASS)
    if passed is None or passed.sha256 != draft.sha256:
        raise refuse("复核通过的不是这一份，请退回重新复核。", "changed")
    return step(budget, Move.APPROVE, by=by, sha256=draft.sha256)


def _unchanged(budget: Budget, sha256: str) -> Draft:
    """The draft, where it is still the copy that somebody saw."""
    draft = draft_of(budget)
    if draft.sha256 != sha256:
        event = budget.events.exclude(by=None).select_related("by").first()
        who = f"（{name_of(event.by)}，{timezone.localtime(event.at):%H:%M}）" if event else ""
        raise refuse(f"您打开之后内容有改动{who}。请看过改动再通过。", "changed")
    return draft


# Void -------------------------------------------------------------------------------------------------------------


def still_approved(budget: Budget, draft: Draft) -> bool:
    """Whether review and approval are of what would be published now."""
    held_digests = [each.sha256 for move in (Move.PASS, Move.APPROVE) if (each := approval(budget, move))]
    return held_digests == [draft.sha256, draft.sha256]


def make_void(*, budget: Budget, by: Any, draft: Draft) -> Handover:
    """The content of a held budget is no longer what was approved: back to the clerk, and everybody concerned is told."""
    submitted = last_move(budget, Move.SUBMIT)
    words = void_words(changed(submitted.seen, draft.content) if submitted else None)
    handover = step(budget, Move.VOID, by=by, note=words, sha256=draft.sha256, scheduled_for=None)
    _write(
        budget,
        to=[*people(budget, Role.CLERK), *people(budget, Role.REVIEWER)],
        what="审批已失效",
        handover=handover,
        body="内容有改动，已回到草稿。",
    )
    return handover


def void_words(found: Changed | None) -> str:
    """{2010607 信息化建设} 由 {166.00} 改为 {166.66}，原复核、审批已失效，回到草稿。"""
    what = "内容有改动"
    if found and found.first:
        label, old, new = found.first
        what = f"{label} 由 {old} 改为 {new}"
    return f"{what[:800]}，原复核、审批已失效，回到草稿。"


# The approval date ------------------------------------------------------------------------------------------------


@transaction.atomic
def set_approval_date(*, budget: Budget, by: Any, approved_on: date) -> None:
    """登记批复日期; the deadline runs from it. Not later than today, Beijing time."""
    budget = held(budget, by=by, act=Act.DATE)
    if approved_on > timezone.localdate():
        raise refuse("批复日期不能晚于今天")
    before = budget.approved_on
    Budget.objects.filter(pk=budget.pk).update(approved_on=approved_on)
    record(
        budget=budget,
        by=by,
        action="登记批复日期",
        before=before and before.isoformat(),
        after=approved_on.isoformat(),
    )


def days_left(budget: Budget) -> str:
    """还剩 3 天（2月9日）。 for a letter; empty where no date of approval is known."""
    if budget.approved_on is None:
        return ""
    due = deadline(budget.approved_on)
    left = (due - timezone.localdate()).days
    day = f"（{due.month}月{due.day}日）"
    if left < 0:
        return f"已超期 {-left} 天{day}。"
    return f"还剩 {left} 天{day}。" if left else f"今天 24 时前公开{day}。"


def _write(budget: Budget, *, to: list[Any], what: str, handover: Handover, body: str) -> None:
    """The letter of a hand-over; one cause a hand-over."""
    letters.write(
        to=to,
        cause=f"handover-{handover.pk}",
        subject=f"{what}：{budget.called}",
        body=body,
        budget=budget,
    )
