"""In whose hands a budget is: who has to act next, and what they do (states.md §1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from .models import Budget, Membership

State, Role = Budget.State, Membership.Role

#: State → what its holder does, as a sentence says it: 现在由您复核。
ACTS = {State.EDITING: "填报", State.SUBMITTED: "复核", State.REVIEWED: "审批", State.APPROVED: "公开"}
#: State → the role that holds it. What is scheduled becomes public by itself; what is public nobody holds.
HOLDERS = {
    State.EDITING: Role.CLERK,
    State.SUBMITTED: Role.REVIEWER,
    State.REVIEWED: Role.FINANCE,
    State.APPROVED: Role.PUBLISHER,
}


def holders(budgets: Iterable[Budget]) -> dict[int, list[Any]]:
    """The people who hold each budget, by its id: one query, however many. Budgets come with their department."""
    budgets = list(budgets)
    departments = {budget.department_id for budget in budgets}
    regions = {budget.department.region_id for budget in budgets}
    found = Membership.objects.filter(
        Q(department__in=departments) | Q(region__in=regions), user__is_active=True
    ).select_related("user")
    by_place: dict[tuple[str, int | None], list[Any]] = {}
    for membership in found.order_by("at", "pk"):
        place = membership.department_id or membership.region_id
        by_place.setdefault((membership.role, place), []).append(membership.user)
    return {budget.pk: _of(budget, by_place) for budget in budgets}


def holders_of(budget: Budget) -> list[Any]:
    """The people who hold one budget."""
    return holders([budget])[budget.pk]


def names(people: Iterable[Any]) -> str:
    """周敏、顾建华."""
    return "、".join(map(shown, people))


def _of(budget: Budget, by_place: dict[tuple[str, int | None], list[Any]]) -> list[Any]:
    role = HOLDERS.get(State(budget.state))
    if role is None:
        return []
    if role in (Role.CLERK, Role.REVIEWER):
        return by_place.get((role, budget.department_id), [])
    # Where nobody is set apart for publishing, the finance office publishes.
    region = budget.department.region_id
    return by_place.get((role, region)) or by_place.get((Role.FINANCE, region), [])


def shown(person: Any) -> str:
    """A person as colleagues know them."""
    return person.get_full_name() or person.get_username()
