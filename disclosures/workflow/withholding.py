"""What the law keeps from the public: a budget or a part of it before publication, a version after it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from budgets.access import Act
from budgets.actions import held, record
from budgets.books import open_books
from budgets.models import Budget, Handover, Withholding
from budgets.models.workflow import NO_BASIS

from .. import withdrawing
from ..actions import current_version
from ..compose import parts_of
from ..models import Publication
from ..steps import Move, State, refuse, step

DISCLOSED_AGAIN = "依法不公开的情形已经消失，恢复公开。"


@transaction.atomic
def withhold(*, budget: Budget, by: Any, basis: str, part: str = "") -> Withholding:
    """登记不公开: the whole budget (``part`` empty) or one part of its outline, with the legal basis."""
    budget = held(budget, by=by, act=Act.WITHHOLD)
    if not basis.strip():
        raise refuse(NO_BASIS, "basis")
    if not part and current_version(budget) and not _is_withdrawn(budget):
        raise refuse("已公开的预算请用“撤下”。", "published")
    return _withhold(budget, by=by, basis=basis, part=part)


def _withhold(budget: Budget, *, by: Any, basis: str, part: str) -> Withholding:
    withholding = Withholding(budget=budget, part=part, basis=basis, by=by)
    withholding.full_clean(exclude=["by"] if by is None else None)
    withholding.save(force_insert=True)
    if part:
        record(budget=budget, by=by, action="登记不公开", **_called(budget, part), basis=withholding.basis)
    else:
        given_up = {"scheduled_for": None, "correcting": None, "correction_reason": ""}
        step(budget, Move.WITHHOLD, by=by, note=withholding.basis, **given_up)
    return withholding


@transaction.atomic
def disclose_again(*, budget: Budget, by: Any, part: str = "") -> None:
    """The basis is gone: the budget, or the part of it, may be published. Where a version was public before, the next one
    corrects it; the clerk may word its reason."""
    budget = held(budget, by=by, act=Act.WITHHOLD)
    found = next((each for each in budget.withholdings.all() if each.part == part), None)
    if found is None:
        raise refuse("没有登记过不公开。")
    found.delete()
    if part:
        record(budget=budget, by=by, action="恢复公开", **_called(budget, part))
    else:
        current = current_version(budget)
        again = {"correcting": current.number, "correction_reason": DISCLOSED_AGAIN} if current else {}
        step(budget, Move.DISCLOSE, by=by, **again)


def _called(budget: Budget, part: str) -> dict[str, str]:
    """A part for the record: its key, and what it is called; a project that is gone meanwhile has its key alone."""
    return {"part": part, "label": dict(parts_of(open_books(budget))).get(part, "")}


def withdraw(*, budget: Budget, by: Any, basis: str, name_typed: str) -> Handover:
    """撤下: text and files of every version stop being given out at once; a dated record with the basis stays. It cannot
    be undone, so the department's name is typed."""
    with transaction.atomic():
        budget = held(budget, by=by, act=Act.WITHDRAW)
        publication = _publication(budget)
        if publication is None:
            raise refuse("还没有公开，没有可撤下的内容。", "not-published")
        if not basis.strip():
            raise refuse("请写明撤下的法律依据。", "basis")
        if name_typed.strip() not in (budget.department.name, budget.department.short_name):
            raise refuse("请输入部门名称确认。", "name")
        at = timezone.now()
        handover = step(budget, Move.WITHDRAW, by=by, note=basis)
        withdrawing.withdraw(publication=publication, by=by, basis=handover.note, at=at)
        if budget.state != State.WITHHELD:
            _withhold(budget, by=by, basis=handover.note, part="")
    return handover


def _publication(budget: Budget) -> Publication | None:
    department = budget.department
    found = Publication.objects.filter(
        region_code=department.region.code,
        department_code=department.code,
        year=budget.year,
        withdrawn_at=None,
    )
    return found.first()


def _is_withdrawn(budget: Budget) -> bool:
    return _publication(budget) is None
