"""One step of a budget from hand to hand: the state, the hand-over and the event, all or none."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from budgets.access import WrongState, round_of
from budgets.actions import record
from budgets.holders import shown
from budgets.models import Budget, Handover, Membership
from budgets.moves import APPROVALS, MOVES, Move, State

Role = Membership.Role

BAR = (
    (State.EDITING, "填报"),
    (State.SUBMITTED, "复核"),
    (State.REVIEWED, "审批"),
    (State.APPROVED, "待公开"),
    (State.PUBLISHED, "已公开"),
)


def step(
    budget: Budget,
    move: str,
    *,
    by: Any,
    note: str = "",
    sha256: str = "",
    seen: Any = None,
    detail: dict[str, Any] | None = None,
    **columns: Any,
) -> Handover:
    """Write a move of a held budget, with columns that change together with its state. Raises WrongState where it does not
    lead on from here, and ValidationError where a text is too long or holds what a text may not hold."""
    before = budget.state
    if before not in MOVES[move].before:
        raise WrongState(f"当前状态为‘{budget.get_state_display()}’，现在不能{Move(move).label}。")
    handover = Handover(
        budget=budget, move=move, by=by, note=note, sha256=sha256, seen=seen, detail=detail or {}
    )
    handover.clean_fields(exclude=["seen", "detail", "by"])
    handover.save(force_insert=True)
    after = MOVES[move].after or before
    for name, value in (columns | {"state": after}).items():
        setattr(budget, name, value)
    if not Budget.objects.filter(pk=budget.pk, state=before).update(state=after, **columns):
        raise WrongState("预算的状态已经变了，请重新打开本页。")
    record(
        budget=budget,
        by=by,
        action=handover.get_move_display(),
        before=before,
        after=after,
        note=handover.note,
        sha256=sha256,
        **(detail or {}),
    )
    return handover


def refuse(words: str, code: str = "") -> ValidationError:
    return ValidationError(words, code=code or None)


# Who has it -------------------------------------------------------------------------------------------------------


def people(budget: Budget, role: str) -> list[Any]:
    """The active people who have a role for this budget, by user name."""
    where = Q(memberships__department=budget.department_id) | Q(
        memberships__region=budget.department.region_id
    )
    users: QuerySet[Any] = get_user_model().objects.filter(where, memberships__role=role, is_active=True)
    return list(users.distinct().order_by("username"))


def name_of(user: Any) -> str:
    """How a person is called on the pages; what nobody did, the system did."""
    return "系统" if user is None else shown(user)


# What has happened ------------------------------------------------------------------------------------------------


def steps_of(budget: Budget) -> list[tuple[str, str]]:
    """The step bar: (word, done | now | empty)."""
    state = State.APPROVED if budget.state == State.SCHEDULED else budget.state
    order = [each for each, _word in BAR]
    here = order.index(state) if state in order else -1
    marks = ["done" if n < here else "now" if n == here else "" for n in range(len(BAR))]
    return [(word, mark) for (_state, word), mark in zip(BAR, marks, strict=True)]


def last_move(budget: Budget, *moves: str) -> Handover | None:
    """The latest hand-over, or the latest of these moves."""
    found = budget.handovers.select_related("by").order_by("-pk")
    return (found.filter(move__in=moves) if moves else found).first()


def approvals_of(budget: Budget) -> list[Handover]:
    """What holds now of submission, secrecy review, review and approval: since it was last with the clerk, oldest first."""
    found: list[Handover] = []
    for handover in budget.handovers.select_related("by").defer("seen").order_by("-pk"):
        if MOVES[handover.move].after in (State.EDITING, State.PUBLISHED, State.WITHHELD):
            break
        if handover.move in APPROVALS:
            found.insert(0, handover)
    return found


def approval(budget: Budget, move: str) -> Handover | None:
    """The standing hand-over of this move, if there is one."""
    return next((each for each in reversed(approvals_of(budget)) if each.move == move), None)


def submissions(budget: Budget) -> list[Handover]:
    """Every submission of this round, oldest first, with the document as it was then in ``seen``."""
    found = budget.handovers.filter(move=Move.SUBMIT).select_related("by").order_by("pk")
    begun = round_of(budget)
    return list(found.filter(pk__gt=begun.pk) if begun else found)
