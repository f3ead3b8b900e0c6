"""立即公开 of many: each department for itself, as if whoever pressed the button did it one by one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.http import Http404
from django.utils import timezone

from budgets.models import Budget, Work, WorkItem

from ..board import batch
from ..desk import with_publication
from . import queue
from .items import one, settle

State = WorkItem.State
NOT_YOURS = "已不再由您办理。"


def begin(*, budgets: list[Budget], by: Any, late_reason: str) -> Work:
    """Have these published; ValidationError where one will be late and no reason is given."""
    batch.require_reason(budgets, late_reason)
    first = budgets[0]
    work = Work(
        kind=Work.Kind.PUBLISH,
        title=f"{len(budgets)} 个部门",
        region=first.department.region,
        year=first.year,
        detail={"late_reason": late_reason},
    )
    items = [WorkItem(name=each.department.name, department=each.department, budget=each) for each in budgets]
    return queue.begin(work=work, items=items, by=by)


def publish(work: Work, items: Iterable[WorkItem]) -> None:
    for item in items:
        with one(item):
            _publish(work, item)


def _publish(work: Work, item: WorkItem) -> None:
    """Whoever began it may have lost that duty since: they are asked for anew with each department."""
    by = get_user_model().objects.get(pk=work.by_id)
    budgets = with_publication(Budget.objects.select_related("department__region"))
    budget = budgets.get(pk=item.budget_id)
    is_late = bool(batch.late_on([budget], timezone.localdate()))
    try:
        tried = batch.publish_one(budget, by=by, late_reason=work.detail["late_reason"] if is_late else "")
    except Http404:
        settle(item, State.WRONG, NOT_YOURS, problems=1)
        return
    if tried.version:
        settle(item, State.DONE, f"已公开（版本 {tried.version.number}）")
    elif tried.is_void:
        settle(item, State.WRONG, "因内容有改动自动撤出，请重新审批。", problems=1)
    else:
        settle(item, State.WRONG, tried.why, problems=1)
