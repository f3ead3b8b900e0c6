"""开出年度: begin the budgets of a year for many departments, with what stays the same from year to year carried over.

Carried over from a published budget are the duties, offices and units, the texts that hold for years, the use of each
function code, every account that had money, its amount as last year's, and every project with what it is and its
indicators, nothing planned for it: whoever fills in takes away those that do not go on. This year's amounts and reasons
are not: they are to be entered, not confirmed. What stood on an account that is no longer in use waits until its successor
is chosen (see ``ended``).

What a year began without, because the budget before it was not public yet, may be carried over later, while nothing has
been entered (``carry_later``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from . import chart
from .access import require_keeping
from .actions import open_budget, record, touch
from .catalogue import ITEM
from .ended import ACCOUNTS
from .ledger import ZERO
from .models import (
    Account,
    Budget,
    BudgetUnit,
    Department,
    Duty,
    Entry,
    Indicator,
    Note,
    Office,
    Particular,
    Project,
    Purpose,
)
from .walls import CONTENT

#: Texts that say the same each year; what explains a change or a figure is written anew.
LASTING_NOTES = ("intro", "scope", "terms")
State = Budget.State
#: Whether last year's figures are there, as the finance office and the clerk are told (states.md §7).
WITH_LAST_YEAR = "上年的科目、职能、单位已带来，上年数已填好。"
WITH_PROJECTS = "上年的项目已全部带来，本年安排待填；不再继续的请删除。"
NO_LAST_YEAR = "没有上年数据。上年数需要自己填，或上传上年的公开文本读取。"
#: Last year's budget is on its way to the public.
LATER = "上年预算还没有公开，没有带来上年数。公开后，在部门填报之前，可再到“开出年度”带入。"
#: Why a department is passed over. What was opened cannot be taken back.
BEGUN = "刚才已由别人开出。"
CORRECTING = "上年预算正在更正，没有开出。更正公开后再开出，上年数才能带来。"
#: What a project is from year to year; its amounts, period and plan of payments are of one year.
LASTING_OF_PROJECT = (
    "name",
    "use",
    "overview",
    "basis",
    "body",
    "plan",
    "goal",
    "is_special_fund",
    "position",
)


@dataclass(frozen=True)
class Opened:
    """A budget that was begun; how many entries were carried over, and which accounts are no longer in use: what stood on
    them waits to be settled."""

    budget: Budget
    carried: int
    ended: tuple[str, ...] = ()
    has_last: bool = False


@dataclass(frozen=True)
class PassedOver:
    """A department whose budget was not begun; ``why`` is the sentence that tells it."""

    department: Department
    why: str


@dataclass(frozen=True)
class Offer:
    """A department that may be begun: whether last year's figures come with it, and whether its last budget is kept from
    the public, or is being corrected and not yet public again: it waits then; ``is_awaited`` where it was never public, and
    is on its way. ``is_begun``: this year's budget is there, and empty."""

    department: Department
    has_last: bool
    is_withheld: bool
    is_corrected: bool = False
    is_awaited: bool = False
    is_begun: bool = False


def openable(departments: Iterable[Department], year: int) -> list[Department]:
    """Those that have no budget of this year yet."""
    departments = list(departments)
    begun = set(
        Budget.objects.filter(year=year, department__in=departments).values_list("department", flat=True)
    )
    return [department for department in departments if department.pk not in begun]


def offers(departments: Iterable[Department], year: int) -> list[Offer]:
    """What there is to tell of each before it is begun."""
    departments = list(departments)
    before = Budget.objects.filter(year=year - 1, department__in=departments)
    last = {budget.department_id: budget for budget in before}
    return [_offer(each, last.get(each.pk)) for each in departments]


def _offer(department: Department, last: Budget | None) -> Offer:
    """Only what was published is settled, and can be the next year's last."""
    if last is None:
        return Offer(department, False, False)
    is_settled = last.state in (State.PUBLISHED, State.WITHHELD)
    return Offer(
        department,
        has_last=last.state == State.PUBLISHED,
        is_withheld=last.state == State.WITHHELD,
        is_corrected=_is_corrected(last),
        is_awaited=not is_settled and not _is_corrected(last),
    )


def _is_corrected(budget: Budget) -> bool:
    """Whether it was public, and is on its way there again."""
    return budget.correcting is not None and budget.state not in (State.PUBLISHED, State.WITHHELD)


def late_offers(departments: Iterable[Department], year: int) -> list[Offer]:
    """Those whose budget was begun without last year's, which is public now, and is still empty."""
    departments = list(departments)
    public = Budget.objects.filter(year=year - 1, state=State.PUBLISHED, department__in=departments)
    begun = _untouched().filter(year=year, department__in=public.values("department"))
    empty = _empty(dict(begun.values_list("pk", "department")))
    return [Offer(each, True, False, is_begun=True) for each in departments if each.pk in empty]


def _untouched() -> QuerySet[Budget]:
    """Those that nothing has become of yet; whether anything is entered is another question."""
    return Budget.objects.filter(state=State.EDITING, correcting=None, handovers=None, unsettled={})


def _empty(budgets: Mapping[int, int]) -> set[int]:
    """The departments of those budgets (their departments by key) in which nothing stands."""
    left = dict(budgets)
    for name in CONTENT:
        rows = apps.get_model("budgets", name)._default_manager.filter(budget__in=left)
        for budget in set(rows.values_list("budget", flat=True)):
            del left[budget]
    return set(left.values())


def open_year(*, departments: Iterable[Department], year: int, by: Any) -> list[Opened]:
    """Begin the budget of each department; one that has been begun already, or has to wait, is left as it is."""
    return [each for each in open_each(departments=departments, year=year, by=by) if isinstance(each, Opened)]


def open_each(*, departments: Iterable[Department], year: int, by: Any) -> Iterator[Opened | PassedOver]:
    """As ``open_year``, one after the other, each in a transaction of its own; of those that were to be begun it is told
    which were passed over."""
    for department in openable(departments, year):
        try:
            yield _open(department=department, year=year, by=by)
        except (ValidationError, IntegrityError):
            if not Budget.objects.filter(department=department, year=year).exists():
                raise
            yield PassedOver(department, BEGUN)  # another window was faster


@transaction.atomic
def _open(*, department: Department, year: int, by: Any) -> Opened | PassedOver:
    budget = Budget(department=department, year=year)
    budget.full_clean()
    before = _before(department, year)
    if before and _is_corrected(before):
        return PassedOver(department, CORRECTING)
    if before is None or before.state != State.PUBLISHED:
        return Opened(open_budget(budget=budget, by=by), 0)
    budget.equipment_threshold = before.equipment_threshold
    return _carry_over(before, open_budget(budget=budget, by=by), by=by)


def _before(department: Department, year: int) -> Budget | None:
    return Budget.objects.filter(department=department, year=year - 1).first()


def carry_later(*, departments: Iterable[Department], year: int, by: Any) -> list[Opened]:
    """Carry last year's over into budgets that were begun without; one in which something is entered stays as it is.
    Raises Http404 where ``by`` does not keep the region."""
    found = [_carry_later(department=each, year=year, by=by) for each in departments]
    return [each for each in found if each]


@transaction.atomic
def _carry_later(*, department: Department, year: int, by: Any) -> Opened | None:
    begun = Budget.objects.filter(department=department, year=year)
    budget = begun.select_related("department__region").select_for_update(of=("self",)).first()
    before = _before(department, year)
    if budget is None or before is None or before.state != State.PUBLISHED:
        return None
    require_keeping(by, "budget", Budget(department=department, year=year))  # as for beginning it
    if not _untouched().filter(pk=budget.pk).exists() or not _empty({budget.pk: department.pk}):
        return None
    if budget.equipment_threshold == Budget.Threshold.ONE:  # not chosen yet
        budget.equipment_threshold = before.equipment_threshold
        budget.save(update_fields=["equipment_threshold"])
    carried = _carry_over(before, budget, by=by)
    touch(budget)
    return carried


def _carry_over(before: Budget, budget: Budget, *, by: Any) -> Opened:
    _copy(before.duties.all(), Duty, budget)
    _copy(before.offices.all(), Office, budget)
    units = _copy(before.units.all(), BudgetUnit, budget)
    _copy(before.notes.filter(key__in=LASTING_NOTES), Note, budget)
    projects = _projects(before, budget)
    _particulars(before, budget)
    accounts = _Accounts(budget.year)
    uses = _purposes(before, budget, accounts)
    carried, waiting = _entries(before, budget, accounts, units, projects)
    if waiting or uses:
        budget.unsettled = {"entries": waiting, "purposes": uses, "names": accounts.ended}
        budget.save(update_fields=["unsettled"])
    ended = tuple(sorted(accounts.ended.values()))
    record(
        budget=budget,
        by=by,
        action="带入上年",
        year=before.year,
        entries=carried,
        projects=len(projects),
        ended=list(ended),
        waiting=len(waiting),
        renamed=sorted(accounts.renamed),
    )
    return Opened(budget, carried, ended, has_last=True)


class _Accounts:
    """The accounts of a year by those of the year before. ``ended`` are those that have none in use, ``renamed`` those that
    are called otherwise now."""

    def __init__(self, year: int):
        in_use = Account.objects.filter(year=year).in_use()
        self.found = {(account.system, account.code): account for account in in_use}
        self.ended: dict[str, str] = {}  # "function 2080504": "2080504 未归口管理的行政单位离退休"
        self.renamed: set[str] = set()

    def of(self, account: Account | None) -> Account | None:
        """The same account this year; None where there is none, and ``ended`` names it then."""
        if account is None:
            return None
        same = self.found.get((account.system, account.code))
        is_another = same and same.name != account.name and chart.is_reused(account.system, account.code)
        if same is None or is_another:
            self.ended[f"{account.system} {account.code}"] = str(account)
            return None
        if same.name != account.name:
            self.renamed.add(f"{account} → {same.name}")
        return same


def _copy(rows: Iterable[Any], model: Any, budget: Budget) -> dict[int, Any]:
    """The same rows for another budget, by the ids of the old ones."""
    copied = {}
    for row in rows:
        old, row.pk, row._state.adding, row.budget = row.pk, None, True, budget
        copied[old] = row
    model.objects.bulk_create(copied.values())
    return copied


def _particulars(before: Budget, budget: Budget) -> None:
    """Last year's figure beside the field to be filled in, where the item has one."""
    Particular.objects.bulk_create(
        Particular(budget=budget, key=old.key, last=old.value)
        for old in before.particulars.all()
        if old.value is not None and old.key in ITEM and ITEM[old.key].last
    )


def _projects(before: Budget, budget: Budget) -> dict[int, Project]:
    """Every project with its indicators, nothing planned for it yet; by the ids of the old ones."""
    projects = {
        old.pk: Project(
            budget=budget,
            amount=ZERO,
            last_amount=old.amount,
            **{name: getattr(old, name) for name in LASTING_OF_PROJECT},
        )
        for old in before.projects.all()
    }
    Project.objects.bulk_create(projects.values())
    indicators = list(before.indicators.exclude(project=None))
    for each in indicators:
        each.pk, each._state.adding, each.budget = None, True, budget
        each.project = projects[each.project_id]
    Indicator.objects.bulk_create(indicators)
    return projects


def _purposes(before: Budget, budget: Budget, accounts: _Accounts) -> list[dict[str, Any]]:
    """The use of each function code; returns what stood on codes that have ended."""
    written = [old for old in before.purposes.select_related("function") if old.use]
    found = [(old, accounts.of(old.function)) for old in written]
    Purpose.objects.bulk_create(
        Purpose(budget=budget, function=function, use=old.use) for old, function in found if function
    )
    return [{"function": old.function.code, "use": old.use} for old, function in found if function is None]


def _entries(
    before: Budget,
    budget: Budget,
    accounts: _Accounts,
    units: dict[int, BudgetUnit],
    projects: dict[int, Project],
) -> tuple[int, list[dict[str, Any]]]:
    """Every account that had money, this year's amount 0; returns how many, and those that stood on an account that has
    ended (see ``ended``)."""
    entries, waiting = [], []
    for old in before.entries.filter(is_last_year_total=False).exclude(amount=ZERO).select_related(*ACCOUNTS):
        found = {name: accounts.of(getattr(old, name)) for name in ACCOUNTS}
        unit, project = units.get(old.unit_id), projects.get(old.project_id)
        open_ones = [name for name in ACCOUNTS if getattr(old, name) and not found[name]]
        if open_ones:
            waiting.append(_waiting(old, open_ones, unit, project))
            continue
        entries.append(
            Entry(
                budget=budget,
                direction=old.direction,
                nature=old.nature,
                unit=unit,
                project=project,
                amount=ZERO,
                last_amount=old.amount,
                **found,
            )
        )
    Entry.objects.bulk_create(entries)
    return len(entries), waiting


def _waiting(
    old: Entry, open_ones: list[str], unit: BudgetUnit | None, project: Project | None
) -> dict[str, Any]:
    codes = {name: getattr(old, name).code if getattr(old, name) else "" for name in ACCOUNTS}
    return codes | {
        "direction": old.direction,
        "nature": old.nature,
        "unit": unit.pk if unit else None,
        "project": project.pk if project else None,
        "last": str(old.amount),
        "open": open_ones,
    }
