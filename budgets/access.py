"""Who may see and do what: the one place that says so, and the only way by which staff pages come to a budget.

Rights follow from memberships alone. To whom a budget does not belong it does not exist (404); an act that is never theirs
does not exist either; one that is theirs, but not now, is refused with a sentence (states.md §2).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from .models import Account, Budget, Department, Event, Handover, Membership, Region
from .moves import EVERY, MOVES, ROUNDS, Move, State

Organisation = Region | Department
Role = Membership.Role

#: The actions of whoever fills in a budget; what is entered is reviewed by somebody else.
ENTERING = ("新增明细", "改明细", "删除明细", "保存章节", "删除项目", "导入", "改列科目")
#: An import by who is responsible for the figures, or by the finance office on their behalf.
IMPORTING = ("导入", "代为导入")


class WrongState(Exception):
    """The act is this person's, but not now; ``str()`` is the sentence for them. Answered with 409."""


@dataclass(frozen=True)
class Duties:
    """What a person is responsible for: ids of departments and regions, and the administration they are, if any."""

    clerk_of: frozenset[int] = frozenset()
    reviewer_of: frozenset[int] = frozenset()
    finance_of: frozenset[int] = frozenset()
    publisher_of: frozenset[int] = frozenset()
    administration: str = ""

    @property
    def departments(self) -> frozenset[int]:
        return self.clerk_of | self.reviewer_of

    @property
    def regions(self) -> frozenset[int]:
        return self.finance_of | self.publisher_of

    @property
    def is_any(self) -> bool:
        return bool(self.departments or self.regions or self.administration)

    def roles(self) -> frozenset[str]:
        held = {
            Role.CLERK: self.clerk_of,
            Role.REVIEWER: self.reviewer_of,
            Role.FINANCE: self.finance_of,
            Role.PUBLISHER: self.publisher_of,
        }
        return frozenset(
            [
                *(role for role, ids in held.items() if ids),
                *([self.administration] if self.administration else []),
            ]
        )


NOBODY = Duties()


def duties_of(user: Any) -> Duties:
    """A person's duties: one query, kept with the user object for the request."""
    if not getattr(user, "is_active", False) or user.is_anonymous:
        return NOBODY
    if not hasattr(user, "_duties"):
        user._duties = _read_duties(user)
    return user._duties


def _read_duties(user: Any) -> Duties:
    held: dict[str, set[int]] = {role: set() for role in Role.values}
    administration = ""
    for role, department, region in Membership.objects.filter(user=user).values_list(
        "role", "department", "region"
    ):
        if department or region:
            held[role].add(department or region)
        else:
            administration = role
    return Duties(
        frozenset(held[Role.CLERK]),
        frozenset(held[Role.REVIEWER]),
        frozenset(held[Role.FINANCE]),
        frozenset(held[Role.PUBLISHER]),
        administration,
    )


# What a person sees -----------------------------------------------------------------------------------------------


def regions_kept(user: Any) -> QuerySet[Region]:
    """Those whose departments a person keeps: the finance office its own, the administrator of the system all."""
    duties = duties_of(user)
    if duties.administration == Role.SYSTEM:
        return Region.objects.all()
    return Region.objects.filter(pk__in=duties.finance_of)


def departments_kept(user: Any) -> QuerySet[Department]:
    return Department.objects.filter(region__in=regions_kept(user).values("pk"))


def budgets_of(user: Any) -> QuerySet[Budget]:
    """The budgets that exist for a person. Administrators see none."""
    duties = duties_of(user)
    own = duties.departments
    return Budget.objects.filter(
        Q(department__in=own) | Q(department__parent__in=own) | Q(department__region__in=duties.regions)
    )


def budget_for(user: Any, pk: int) -> Budget:
    """One of them with department and region; Http404 for all others."""
    return get_object_or_404(
        budgets_of(user).select_related("department__region", "department__parent"), pk=pk
    )


# What a person may do ---------------------------------------------------------------------------------------------


class Act(Enum):
    """What can be done to a budget, in the words of its button."""

    SEE = "查看"
    ENTER = "填报"
    IMPORT = "导入"
    SUBMIT = "提交复核"
    TAKE_BACK = "撤回"
    ANSWER = "答复意见"
    CORRECT = "更正"
    REMARK = "写意见"
    RETURN = "退回修改"
    WAIVE = "放行这一条"
    SECRECY = "保密审查"
    PASS = "复核通过"  # noqa: S105 (no password)
    DATE = "登记批复日期"
    APPROVE = "审批通过"
    SCHEDULE = "定时公开"
    PUBLISH = "立即公开"
    UNSCHEDULE = "撤销定时"
    WITHDRAW = "撤下"
    WITHHOLD = "登记不公开"


#: Who acts: a role of the budget's own department, of its parent department, or of its region.
CLERK, REVIEWER, FINANCE, PUBLISHING = "clerk", "reviewer", "finance", "publishing"
PARENT, PARENT_REVIEWER = "parent", "parent-reviewer"

BEFORE_PUBLICATION = tuple(state for state in State if state not in (State.PUBLISHED, State.WITHHELD))


@dataclass(frozen=True)
class Right:
    """In which states somebody may do it, by who they are; and whether whoever entered the figures may, and whoever
    submitted or reviewed them."""

    states: dict[str, tuple[str, ...]]
    not_own_entry: bool = False
    not_own_review: bool = False


RIGHTS: dict[Act, Right] = {
    Act.SEE: Right({CLERK: EVERY, REVIEWER: EVERY, FINANCE: EVERY, PUBLISHING: EVERY, PARENT: EVERY}),
    Act.ENTER: Right({CLERK: (State.EDITING,)}),
    # The finance office hands in the workbooks of its departments; their figures are the departments' own.
    Act.IMPORT: Right({CLERK: (State.EDITING,), FINANCE: (State.EDITING,)}),
    Act.SUBMIT: Right({CLERK: MOVES[Move.SUBMIT].before}),
    Act.TAKE_BACK: Right({CLERK: MOVES[Move.TAKE_BACK].before}),
    Act.ANSWER: Right({CLERK: (State.EDITING,)}),
    Act.CORRECT: Right({CLERK: MOVES[Move.CORRECT].before}),
    Act.REMARK: Right(
        {
            REVIEWER: (State.EDITING, State.SUBMITTED),
            FINANCE: (State.REVIEWED, State.APPROVED),
            PARENT_REVIEWER: (State.SUBMITTED,),
        }
    ),
    Act.RETURN: Right(
        {
            REVIEWER: (State.SUBMITTED,),
            FINANCE: (State.REVIEWED, State.APPROVED, State.SCHEDULED),
            PARENT_REVIEWER: (State.SUBMITTED,),
        }
    ),
    Act.WAIVE: Right({REVIEWER: (State.SUBMITTED,)}, not_own_entry=True),
    Act.SECRECY: Right({REVIEWER: MOVES[Move.SECRECY].before}, not_own_entry=True),
    Act.PASS: Right({REVIEWER: MOVES[Move.PASS].before}, not_own_entry=True),
    Act.DATE: Right({FINANCE: EVERY}),
    Act.APPROVE: Right({FINANCE: MOVES[Move.APPROVE].before}, not_own_entry=True, not_own_review=True),
    Act.SCHEDULE: Right({PUBLISHING: MOVES[Move.SCHEDULE].before}, not_own_entry=True),
    Act.PUBLISH: Right({PUBLISHING: MOVES[Move.PUBLISH].before}, not_own_entry=True),
    Act.UNSCHEDULE: Right({PUBLISHING: MOVES[Move.UNSCHEDULE].before}),
    Act.WITHDRAW: Right({FINANCE: MOVES[Move.WITHDRAW].before}),
    Act.WITHHOLD: Right({FINANCE: EVERY}),  # of a part too, which moves nothing; and 恢复公开
}
#: What is said where it is theirs, but not now; the others say which state it is in.
NOT_NOW = {
    (Act.ENTER, State.PUBLISHED): "已发布版本不可修改，请新建更正版本",
    (Act.IMPORT, State.PUBLISHED): "已发布版本不可修改，请新建更正版本",
    (Act.PUBLISH, State.EDITING): "当前状态为‘草稿’，须先复核、审批",
    (Act.SCHEDULE, State.EDITING): "当前状态为‘草稿’，须先复核、审批",
}
OWN_ENTRY = "填报人不能审批本人填报的预算"
OWN_REVIEW = "提交或复核过这份预算的人不能再审批，请由财政局另一位审批"
NO_BUTTON = "没有这一页，或不在您负责的部门内。"


@dataclass(frozen=True)
class Answer:
    """Whether an act is this person's at all, whether it is now, and if not, why."""

    is_theirs: bool
    is_now: bool = False
    why: str = ""

    def __bool__(self) -> bool:
        return self.is_now


def may(user: Any, act: Act, budget: Budget) -> Answer:
    """What a person may do to a budget: never theirs, theirs but not now, or now."""
    right = RIGHTS[act]
    mine = _parts_of(duties_of(user), budget) & right.states.keys()
    if not mine:
        return Answer(is_theirs=False)
    if not any(budget.state in right.states[part] for part in mine):
        return Answer(True, why=why_not_now(act, budget))
    if right.not_own_entry and entered(user, budget):
        return Answer(True, why=OWN_ENTRY)
    if right.not_own_review and handed_on(user, budget):
        return Answer(True, why=OWN_REVIEW)
    return Answer(True, True)


def require(user: Any, act: Act, budget: Budget) -> None:
    """Http404 where the act is never theirs, WrongState where it is not now."""
    answer = may(user, act, budget)
    if not answer.is_theirs:
        raise Http404(NO_BUTTON)
    if not answer:
        raise WrongState(answer.why)


def require_keeping(user: Any, what: str, kept: Budget | Account | Organisation) -> None:
    """Http404 unless a role of this person's lets them add (where it has no key yet) or change ``what`` and, where it
    stands in a region, they keep that region: where it stood before too. The operator (None) may."""
    if user is None:
        return
    act = "change" if kept.pk else "add"
    places = _regions_of(kept)
    is_kept = regions_kept(user).filter(pk__in=places).count() == len(places)
    if f"budgets.{act}_{what}" not in rights_of(user) or not is_kept:
        raise Http404(NO_BUTTON)


def _regions_of(kept: Budget | Account | Organisation) -> set[int]:
    """The regions that what is to be written stands in, and stood in; none for an account, and for a region to be."""
    if isinstance(kept, Budget):
        return {kept.department.region_id}
    if isinstance(kept, Department):
        stood = Department.objects.filter(pk=kept.pk).values_list("region", flat=True)
        return {kept.region_id, *stood}
    return {kept.pk} if isinstance(kept, Region) and kept.pk else set()


def require_administrator(user: Any, role: str) -> None:
    """Http404 where this person is not that administrator. The operator (None) may."""
    if user is not None and duties_of(user).administration != role:
        raise Http404(NO_BUTTON)


def require_other(user: Any, by: Any, words: str) -> None:
    """ValidationError where somebody would do it to themselves."""
    if by is not None and user.pk == by.pk:
        raise ValidationError(words)


def why_not_now(act: Act, budget: Budget) -> str:
    """The sentence for an act that is somebody's, but not in this state."""
    if words := NOT_NOW.get((act, State(budget.state))):
        return words
    if act in (Act.ENTER, Act.IMPORT) and budget.state != State.WITHHELD:
        return "预算已提交，不能再改。如需修改，请退回或撤回。"
    return f"当前状态为‘{budget.get_state_display()}’，现在不能{act.value}。"


def _parts_of(duties: Duties, budget: Budget) -> set[str]:
    """Who a person with these duties is to this budget."""
    department = budget.department
    asked: dict[str, Callable[[], bool]] = {
        CLERK: lambda: department.pk in duties.clerk_of,
        REVIEWER: lambda: department.pk in duties.reviewer_of,
        FINANCE: lambda: department.region_id in duties.finance_of,
        PUBLISHING: lambda: department.region_id in _publishing_regions(duties),
        PARENT: lambda: department.parent_id in duties.departments,
        PARENT_REVIEWER: lambda: department.parent_id in duties.reviewer_of,
    }
    return {part for part, holds in asked.items() if holds()}


def _publishing_regions(duties: Duties) -> frozenset[int]:
    """Where the finance office has set somebody apart for publishing, they publish; else the finance office does."""
    if not duties.finance_of:
        return duties.publisher_of
    apart = Membership.objects.filter(role=Role.PUBLISHER, region__in=duties.finance_of, user__is_active=True)
    return duties.publisher_of | (duties.finance_of - set(apart.values_list("region", flat=True)))


def entered(user: Any, budget: Budget) -> bool:
    """Whether this person entered figures of what is on its way now: what they typed for cells of a workbook too, whoever
    imported it."""
    typed = Q(action__in=IMPORTING, detail__typed__has_key=str(user.pk))
    events = Event.objects.filter(Q(by=user, action__in=ENTERING) | typed, budget=budget)
    begun = round_of(budget)
    return (events.filter(at__gt=begun.at) if begun else events).exists()


def handed_on(user: Any, budget: Budget) -> bool:
    """Whether this person submitted or reviewed what is on its way now; who holds both roles does not approve it too."""
    moves = budget.handovers.filter(by=user, move__in=(Move.SUBMIT, Move.SECRECY, Move.PASS))
    begun = round_of(budget)
    return (moves.filter(pk__gt=begun.pk) if begun else moves).exists()


def round_of(budget: Budget) -> Handover | None:
    """The hand-over with which what is on its way now began; None where the budget has never been public."""
    return budget.handovers.filter(move__in=ROUNDS).defer("seen").order_by("-pk").first()


# Rights by role, for the admin's own lists ------------------------------------------------------------------------

PERMISSIONS: dict[str, frozenset[str]] = {
    Role.CLERK: frozenset({"budgets.view_budget", "budgets.view_account", "disclosures.add_examination"}),
    Role.REVIEWER: frozenset({"budgets.view_budget", "budgets.view_account", "disclosures.add_examination"}),
    Role.FINANCE: frozenset(
        {
            "budgets.view_budget",
            "budgets.add_budget",
            "budgets.view_region",
            "budgets.change_region",  # its own: which form it publishes in
            *(
                f"budgets.{act}_{model}"
                for act in ("view", "add", "change")
                for model in ("department", "account")
            ),
            *(f"disclosures.{act}_codechange" for act in ("view", "add", "change")),
            *(f"disclosures.{act}_population" for act in ("view", "add", "change", "delete")),
            "disclosures.view_publication",
            "disclosures.view_version",
            "disclosures.add_examination",
            "disclosures.view_examination",
        }
    ),
    Role.PUBLISHER: frozenset(
        {"budgets.view_budget", "disclosures.view_publication", "disclosures.view_version"}
    ),
    Role.SYSTEM: frozenset(
        {
            *(
                f"budgets.{act}_{model}"
                for act in ("view", "add", "change")
                for model in ("region", "department")
            ),
            *(f"budgets.{act}_person" for act in ("view", "add", "change")),
        }
    ),
    Role.SECURITY: frozenset(
        {"budgets.view_person", *(f"budgets.{act}_membership" for act in ("view", "add", "delete"))}
    ),
    Role.AUDIT: frozenset({"budgets.view_event"}),
}


def rights_of(user: Any) -> set[str]:
    return {right for role in duties_of(user).roles() for right in PERMISSIONS[role]}


class MembershipBackend(BaseBackend):
    """Permissions from memberships, whoever the person proved to be and however. Signs nobody in."""

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return rights_of(user_obj) if obj is None else set()

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return any(right.startswith(f"{app_label}.") for right in self.get_user_permissions(user_obj))
