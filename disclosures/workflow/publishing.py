"""From approval to the public: at once, or at a set minute for many. What is published is what was approved, or nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from budgets import letters
from budgets.access import Act, WrongState, may
from budgets.actions import held, record
from budgets.clock import deadline
from budgets.models import Budget, Membership
from budgets.moves import MOVES, Move, State
from budgets.personal import sentence, suspicions_in

from ..actions import Refused, Unchanged, current_version, freeze, says_the_same
from ..copies import NOTHING_CHANGED
from ..drafts import Draft, draft_of
from ..faithful import Unfaithful
from ..models import Version
from ..steps import last_move, people, refuse, step
from ..store import DiskFailed, disk
from ..timeliness import days_late, reason_wanted
from .correcting import correct, set_correction_reason
from .review import make_void, still_approved, unconfirmed

log = logging.getLogger(__name__)
Role = Membership.Role
NO_DATE = "财政批复日期还没有登记，不能公开。"
NOT_ANY_MORE = "已不再定时"


# At once ----------------------------------------------------------------------------------------------------------


@disk()
def publish(*, budget: Budget, by: Any, reason: str = "", late_reason: str = "") -> Version:
    """Publish what was approved; returns the new Version.

    The operator at the command line (``by`` is None) takes every step on the way, each recorded; ``reason`` then begins a
    correction where one is needed. Raises WrongState where it is not this person's now, Unchanged where it is public
    already, Refused where errors or warnings stand, Unfaithful where the page does not say what the version says, and
    ValidationError where a date or a reason is missing or the content is not what was approved: it is then back in draft.
    """
    if by is None:
        return _publish_as_operator(budget, reason)
    with transaction.atomic():
        now = _held_for(budget, by)
        _check_date(now, timezone.now(), late_reason)
        _keep_late_reason(now, late_reason, by=by)
    return _publish_approved(now, by=by)


def _held_for(budget: Budget, by: Any) -> Budget:
    """The budget, held, where this person may publish it now; Unchanged where it is public."""
    now = _read(budget)
    if now.state == State.PUBLISHED and may(by, Act.PUBLISH, now).is_theirs:
        raise _public_already(now)
    return held(budget, by=by, act=Act.PUBLISH)


def _public_already(budget: Budget) -> Exception:
    current = current_version(budget)
    return Unchanged(current) if current else WrongState("还没有公开的版本。")


@disk()
def _publish_approved(budget: Budget, *, by: Any) -> Version:
    """Freeze what was approved; make the approvals void where it is not what stands now."""
    seen, draft, void = _approved(budget)
    if void:
        raise refuse(void, "void")
    return freeze(budget=seen, draft=draft, by=by, reason=seen.correction_reason)


@transaction.atomic
def _approved(budget: Budget) -> tuple[Budget, Draft, str]:
    """The budget and its draft, read while nobody else can write; and why its approvals are void, where they are: they are
    made so."""
    now = held(budget, by=None, act=Act.PUBLISH)
    if now.state == State.PUBLISHED:
        raise _public_already(now)
    if now.state not in MOVES[Move.PUBLISH].before:
        raise WrongState(f"当前状态为‘{now.get_state_display()}’，没有公开。")
    draft = draft_of(now)
    if still_approved(now, draft):
        return now, draft, ""
    return now, draft, make_void(budget=now, by=None, draft=draft).note


def _read(budget: Budget) -> Budget:
    return Budget.objects.select_related("department__region").get(pk=budget.pk)


def _check_date(budget: Budget, at: datetime, late_reason: str) -> None:
    if budget.approved_on is None:
        raise refuse(NO_DATE, "no-date")
    if (late_reason or budget.late_reason).strip():
        return
    is_first = current_version(budget) is None
    if days := days_late(budget.approved_on, timezone.localdate(at), is_first=is_first):
        raise refuse(reason_wanted(days), "late")


def _keep_late_reason(budget: Budget, late_reason: str, *, by: Any) -> None:
    """The reason is public and comes after the review: what looks like personal data in it is refused at once."""
    if late_reason.strip():
        budget.late_reason = budget._meta.get_field("late_reason").clean(late_reason, budget)
        for kind, paragraph, _start, _end in suspicions_in(budget.late_reason):
            raise refuse(sentence(paragraph, kind), "suspicion")
        Budget.objects.filter(pk=budget.pk).update(late_reason=budget.late_reason)
        record(budget=budget, by=by, action="填写超期原因", reason=budget.late_reason)


# By the operator --------------------------------------------------------------------------------------------------


def _publish_as_operator(budget: Budget, reason: str) -> Version:
    seen = _read(budget)
    _walk(seen, reason.strip())
    seen = _read(seen)
    try:
        return freeze(
            budget=seen, draft=draft_of(seen), by=None, reason=reason.strip() or seen.correction_reason
        )
    except DiskFailed:
        raise  # nothing is wrong with the budget, and nothing can be written
    except (Refused, Unchanged, Unfaithful, ValidationError):
        _walk_back(seen)
        raise


@transaction.atomic
def _walk(budget: Budget, reason: str) -> None:
    """Every step up to approval."""
    budget = held(budget, by=None, act=Act.PUBLISH)
    if budget.correcting and budget.state == State.EDITING and reason:
        set_correction_reason(budget=budget, by=None, reason=reason)
        budget.refresh_from_db(fields=["correction_reason"])
    draft = draft_of(budget)
    if draft.errors:
        raise Refused(draft.errors)
    if budget.state == State.WITHHELD:
        raise WrongState("本部门已登记不公开。")
    if left := unconfirmed(budget, draft):
        raise refuse(left[0].sentence, "suspicion")
    if budget.state == State.PUBLISHED:
        current = current_version(budget)
        if current and says_the_same(draft.content, current):
            raise Unchanged(current)
        correct(budget=budget, by=None, reason=reason)
        budget.refresh_from_db()
        draft = draft_of(budget)
    for move in (Move.SUBMIT, Move.PASS, Move.APPROVE):
        if budget.state in MOVES[move].before:
            seen = draft.content if move == Move.SUBMIT else None
            step(budget, move, by=None, sha256=draft.sha256, seen=seen)


@transaction.atomic
def _walk_back(budget: Budget) -> None:
    """What could not be published is the clerk's again."""
    budget = held(budget, by=None, act=Act.PUBLISH)
    if budget.state in MOVES[Move.VOID].before:
        step(budget, Move.VOID, by=None, note=NOTHING_CHANGED, scheduled_for=None)


# At a set minute --------------------------------------------------------------------------------------------------


@transaction.atomic
def schedule(*, budgets: Iterable[Budget], by: Any, at: datetime, late_reason: str = "") -> list[Budget]:
    """Set the minute at which these budgets are published; all or none."""
    at = at.replace(second=0, microsecond=0)
    if at <= timezone.now():
        raise refuse("所选时刻已过，请选今后的时刻，或点“立即公开”。", "past")
    done = []
    for budget in budgets:
        now = held(budget, by=by, act=Act.SCHEDULE)
        _check_schedule(now, at, late_reason)
        _keep_late_reason(now, late_reason, by=by)
        step(now, Move.SCHEDULE, by=by, scheduled_for=at, detail={"at": at.isoformat()})
        done.append(now)
    return done


def _check_schedule(budget: Budget, at: datetime, late_reason: str) -> None:
    if budget.approved_on is None:
        raise refuse(f"{budget.department.short_name}：{NO_DATE}", "no-date")
    due, day = deadline(budget.approved_on), timezone.localdate(at)
    if day > due and not late_reason.strip() and not current_version(budget):
        raise refuse(
            f"{day.month}月{day.day}日 已过 {budget.department.short_name} 的期限（{due.month}月{due.day}日）。"
            "仍要定在这一天，请写原因（将公开）。",
            "late",
        )


@transaction.atomic
def unschedule(*, budgets: Iterable[Budget], by: Any) -> None:
    for budget in budgets:
        step(held(budget, by=by, act=Act.UNSCHEDULE), Move.UNSCHEDULE, by=by, scheduled_for=None)


@dataclass(frozen=True)
class Outcome:
    """What became of one scheduled budget: its version, or the sentence that says why not. ``will_retry``: it stays
    scheduled."""

    budget: Budget
    version: Version | None = None
    why: str = ""
    will_retry: bool = False


def publish_due(*, now: datetime | None = None) -> list[Outcome]:
    """Publish every budget whose minute has come, one by one; what fails for one is nothing to the others."""
    due = Budget.objects.filter(state=State.SCHEDULED, scheduled_for__lte=now or timezone.now())
    return [
        _publish_one(budget)
        for budget in due.select_related("department__region").order_by("scheduled_for", "pk")
    ]


def _publish_one(budget: Budget) -> Outcome:
    if not Budget.objects.filter(pk=budget.pk, state=State.SCHEDULED).exists():
        return Outcome(
            budget, why=NOT_ANY_MORE
        )  # taken off, or published at once, while others were published
    scheduled = last_move(budget, Move.SCHEDULE)
    by = scheduled.by if scheduled else None
    try:
        return Outcome(budget, version=_publish_approved(budget, by=by))
    except DiskFailed as failed:
        return _to_be_tried_again(budget, scheduled, failed.message)
    except (Unchanged, WrongState):
        return Outcome(budget, why=NOT_ANY_MORE)  # somebody was quicker by a second
    except ValidationError as error:
        return _not_published(budget, scheduled, "；".join(error.messages))
    except Refused as refused:
        return _not_published(budget, scheduled, void_if_scheduled(budget, str(refused)))
    except Exception as error:  # whatever it is must not stop the others
        log.exception("%s could not be published", budget)
        return _to_be_tried_again(budget, scheduled, f"{NOTHING_CHANGED}{error}")


def _not_published(budget: Budget, scheduled: Any, why: str) -> Outcome:
    """Taken out where it is scheduled no more; tried again where it is; nothing failed where somebody was quicker."""
    state = Budget.objects.values_list("state", flat=True).get(pk=budget.pk)
    if state == State.SCHEDULED:
        return _to_be_tried_again(budget, scheduled, why)
    if state == State.PUBLISHED:
        return Outcome(budget, why=NOT_ANY_MORE)
    return _dropped(budget, scheduled, why)


def _to_be_tried_again(budget: Budget, scheduled: Any, why: str) -> Outcome:
    letters.write(
        to=_officers(budget),
        cause=f"failed-{scheduled.pk if scheduled else 0}",
        subject=f"没有公开成功：{budget.called}",
        body="对外内容没有变化，系统正在重试。",
        budget=budget,
    )
    return Outcome(budget, why=why, will_retry=True)


@transaction.atomic
def void_if_scheduled(budget: Budget, words: str) -> str:
    """A budget that contradicts itself on its day goes back to the clerk."""
    now = held(budget, by=None, act=Act.PUBLISH)
    if now.state == State.SCHEDULED:
        step(now, Move.VOID, by=None, note=words[:1000], scheduled_for=None)
    return words


def _dropped(budget: Budget, scheduled: Any, words: str) -> Outcome:
    letters.write(
        to=_officers(budget),
        cause=f"dropped-{scheduled.pk if scheduled else 0}",
        subject=f"没有公开成功：{budget.called}",
        body="内容有改动，已自动撤出，请重新审批。",
        budget=budget,
    )
    return Outcome(budget, why=words)


def _officers(budget: Budget) -> list[Any]:
    return people(budget, Role.PUBLISHER) or people(budget, Role.FINANCE)
