"""Corrections: a published version is never edited; the budget opens again with a public reason, or goes back as it was."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from budgets.access import Act, WrongState
from budgets.actions import held, record
from budgets.models import Budget, Handover
from budgets.snapshot import restore, snapshot

from ..actions import current_version
from ..steps import Move, State, last_move, refuse, step

NOT_PUBLIC = "还没有公开，不用更正，请直接修改。"
NO_REASON = "请填写更正原因（将向社会公开）"


@transaction.atomic
def correct(*, budget: Budget, by: Any, reason: str) -> Handover:
    """Open a published budget again. The version stays public until the next one is."""
    budget = held(budget, by=by, act=Act.CORRECT)
    current = current_version(budget)
    if current is None or budget.state != State.PUBLISHED:
        raise WrongState(NOT_PUBLIC)
    reason = _checked(budget, reason)
    opened = {"correcting": current.number, "correction_reason": reason}
    told = {"version": current.number}
    return step(budget, Move.CORRECT, by=by, note=reason, seen=snapshot(budget), detail=told, **opened)


@transaction.atomic
def set_correction_reason(*, budget: Budget, by: Any, reason: str) -> None:
    """Say it better, or say more, before it is submitted."""
    budget = held(budget, by=by, act=Act.ENTER)
    if budget.correcting is None:
        raise WrongState("没有正在进行的更正。")
    reason = _checked(budget, reason)
    Budget.objects.filter(pk=budget.pk).update(correction_reason=reason)
    record(budget=budget, by=by, action="改更正原因", before=budget.correction_reason, after=reason)


@transaction.atomic
def abandon(*, budget: Budget, by: Any) -> Handover:
    """不更正了: everything is again what it was when the correction began, and the version stands."""
    budget = held(budget, by=by, act=Act.ENTER)
    opened = last_move(budget, Move.CORRECT)
    if budget.correcting is None or opened is None:
        raise WrongState("没有正在进行的更正。")
    version = current_version(budget)
    if opened.detail.get("version") != budget.correcting or version is None or not version.content:
        raise WrongState("原来的版本已经撤下，不能恢复。")
    restore(budget, opened.seen)
    return step(budget, Move.ABANDON, by=by, correcting=None, correction_reason="")


def _checked(budget: Budget, reason: str) -> str:
    """The reason as it is kept; ValidationError where there is none, or it holds what a text may not hold."""
    if not reason.strip():
        raise refuse(NO_REASON, "reason")
    field = budget._meta.get_field("correction_reason")
    return field.clean(reason, budget)
