"""The people of the demo: one for each role, with passwords that everybody knows. For sample sites only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction

from budgets.actions import record
from budgets.models import Budget, Membership, Person
from budgets.signing_in.actions import give_demo_device

Role = Membership.Role
#: user name, role, the name shown
PEOPLE = (
    ("clerk", Role.CLERK, "周敏"),
    ("reviewer", Role.REVIEWER, "顾建华"),
    ("finance", Role.FINANCE, "沈岚"),
    ("system", Role.SYSTEM, "许明"),
    ("security", Role.SECURITY, "安宁"),
    ("audit", Role.AUDIT, "沈静"),
)


def password_of(username: str) -> str:
    return f"mingzhang-{username}-2026"


@transaction.atomic
def person(username: str, shown: str) -> Any:
    """A person of the demo. One that exists is left as they are, with whatever password they have."""
    user, is_new = get_user_model().objects.get_or_create(
        username=username, defaults={"first_name": shown, "is_staff": True}
    )
    Person.objects.get_or_create(user=user)
    if is_new:
        user.set_password(password_of(username))
        user.save(update_fields=["password"])
        if settings.SITE_SAMPLE:
            give_demo_device(user=user)
    return user


@transaction.atomic
def give_duties(user: Any, role: str, budgets: Iterable[Budget]) -> None:
    """Clerk and reviewer of every sample department, finance office of every sample region; administrators of nothing."""
    if role in (Role.CLERK, Role.REVIEWER):
        scopes = [{"department": budget.department} for budget in budgets]
    elif role == Role.FINANCE:
        scopes = [{"region": budget.department.region} for budget in budgets]
    else:
        scopes = [{}]
    for scope in scopes:
        membership, is_new = Membership.objects.get_or_create(user=user, role=role, **scope)
        if is_new:
            record(
                budget=None, by=None, action="授予职责", username=user.get_username(), duty=str(membership)
            )
