"""The first page of staff, in parts by what a person is: what they review, what they fill in, and what others add."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from budgets.access import Duties, budgets_of, duties_of
from budgets.models import Budget, Handover
from budgets.workspace import Clock

from ..desk import with_publication
from ..steps import name_of
from .first import First, first_of
from .strip import TONES, clock_now, page, state_words
from .words import moment

State = Budget.State
#: In which order a clerk's budgets ask for work.
ORDER = (State.EDITING, State.SUBMITTED, State.REVIEWED, State.APPROVED, State.SCHEDULED, State.PUBLISHED)

DONE = (State.PUBLISHED, State.WITHHELD)


@dataclass(frozen=True)
class Line:
    """One budget in a list."""

    budget: Budget
    title: str
    state: str
    tone: str
    clock: Clock
    came: str  # who handed it on, and when
    url: str
    button: str


@dataclass(frozen=True)
class Filling:
    """The clerk's part: the one budget that asks for work most, the others, last year's, the units'."""

    first: First | None
    others: list[Line]
    earlier: list[Line]
    units: list[Line]
    year: int  # the one that is not open yet; 0 where all are


@dataclass(frozen=True)
class Reviewing:
    waiting: list[Line]
    others: list[Line]


# The clerk --------------------------------------------------------------------------------------------------------


def filling(request: HttpRequest) -> Filling:
    user = request.user
    duties = duties_of(user)
    own = sorted(_budgets(user, duties.clerk_of), key=_urgency)
    latest = max((budget.year for budget in own), default=0)
    now = _of_now(own)
    return Filling(
        first=first_of(now[0], user) if now else None,
        others=_lines(now[1:]),
        earlier=_lines(budget for budget in own if budget not in now),
        units=_lines(_units(user, duties.clerk_of)),
        year=timezone.localdate().year if latest < timezone.localdate().year else 0,
    )


def _budgets(user: Any, departments: Iterable[int]) -> QuerySet[Budget]:
    found = budgets_of(user).filter(department__in=departments)
    return _read(found)


def _read(budgets: QuerySet[Budget]) -> QuerySet[Budget]:
    found = with_publication(budgets).select_related("department__region").prefetch_related("withholdings")
    return found.order_by("-year", "department__code")


def _of_now(budgets: Iterable[Budget]) -> list[Budget]:
    """Those of the latest year, and whatever is still on its way of the years before."""
    budgets = list(budgets)
    latest = max((budget.year for budget in budgets), default=0)
    return [budget for budget in budgets if budget.year == latest or budget.state not in DONE]


def _units(user: Any, departments: Iterable[int]) -> list[Budget]:
    """The budgets of the units that these departments are responsible for, the open ones and those of the latest year."""
    found = budgets_of(user).filter(department__parent__in=departments).exclude(department__in=departments)
    return _of_now(_read(found))


def _urgency(budget: Budget) -> tuple[Any, ...]:
    """What asks for work first: by how far it is, then by its deadline, the later year first."""
    order = ORDER.index(State(budget.state)) if budget.state in ORDER else len(ORDER)
    approved = budget.approved_on.toordinal() if budget.approved_on else 9_999_999
    return order, approved, -budget.year, budget.pk


def _lines(budgets: Iterable[Budget], button: str = "打开预算", name: str = "change") -> list[Line]:
    """One query however many: who handed each on last."""
    budgets = list(budgets)
    moves = (
        Handover.objects.filter(budget__in=budgets).select_related("by").defer("seen").order_by("at", "pk")
    )
    last = {move.budget_id: move for move in moves}
    return [_line(budget, last.get(budget.pk), button, name) for budget in budgets]


def _line(budget: Budget, move: Handover | None, button: str, name: str) -> Line:
    return Line(
        budget=budget,
        title=budget.called,
        state=state_words(budget, budget.published),
        tone=TONES[State(budget.state)],
        clock=clock_now(budget, budget.first_published_at),
        came=f"{name_of(move.by)} {moment(move.at)} {move.get_move_display()}" if move else "",
        url=page(name, budget.pk),
        button=button,
    )


# The reviewer -----------------------------------------------------------------------------------------------------


def reviewing(request: HttpRequest) -> Reviewing:
    duties = duties_of(request.user)
    budgets = sorted(_budgets(request.user, duties.reviewer_of), key=_urgency)
    units = _units(request.user, duties.reviewer_of)
    waiting = [budget for budget in budgets if budget.state == State.SUBMITTED]
    others = [budget for budget in _of_now(budgets) if budget not in waiting]
    if not duties.clerk_of:
        others += units
    return Reviewing(
        waiting=_lines(waiting, "去复核", "review"),
        others=_lines(budget for budget in others if budget.department_id not in duties.clerk_of),
    )


# The parts --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """A part of the first page: for whom, what it shows, and its template, which finds that as ``part.page``."""

    is_for: Callable[[Duties], bool]
    build: Callable[[HttpRequest], Any]
    template: str


PARTS: tuple[Part, ...] = (
    Part(lambda duties: bool(duties.reviewer_of), reviewing, "admin/disclosures/home_reviewer.html"),
    Part(lambda duties: bool(duties.clerk_of), filling, "admin/disclosures/home_clerk.html"),
    # Whoever does nothing else comes to the board at once (board/pages.home).
    Part(lambda duties: bool(duties.regions), lambda request: None, "admin/disclosures/home_board.html"),
)


@dataclass(frozen=True)
class Built:
    template: str
    page: Any


def parts_for(request: HttpRequest) -> list[Built]:
    duties = duties_of(request.user)
    return [Built(part.template, part.build(request)) for part in PARTS if part.is_for(duties)]
