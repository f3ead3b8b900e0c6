"""开出年度: begin the budgets of a year for many departments, with what stays the same from year to year carried over.

Carried over from a published budget are the duties, offices and units, the texts that hold for years, the use of each
function code, every account that had money, its amount as last year's, and every project with what it is and its
indicators, nothing planned for it: whoever fills in takes away those that do not go on. This year's amounts and reasons
are not: they are to be entered, not confirmed. What stood on an account that is no longer in use waits until its successor
is chosen (see ``ended``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from . import chart
from .actions import open_budget, record
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

#: Texts that say the same each year; what explains a change or a figure is written anew.
LASTING_NOTES = ("intro", "scope", "terms")
State = Budget.State
#: Whether last year's figures are there, as the finance office and the clerk are told (states.md §7).
WITH_LAST_YEAR = "上年的科目、职能、单位已带来，上年数已填好。"
WITH_PROJECTS = "上年的项目已全部带来，本年安排待填；不再继续的请删除。"
NO_LAST_YEAR = "没有上年数据。上年数需要自己填，或上传上年的公开文本读取。"
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
class Offer:
    """A department that may be begun: whether last year's figures come with it, and whether its last budget is kept from
    the public."""

    department: Department
    has_last: bool
    is_withheld: bool


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
    state = dict(before.values_list("department", "state"))
    return [_offer(each, state.get(each.pk, "")) for each in departments]


def _offer(department: Department, state: str) -> Offer:
    """Only what was published is settled, and can be the next year's last."""
    return Offer(department, state == State.PUBLISHED, state == State.WITHHELD)


def open_year(*, departments: Iterable[Department], year: int, by: Any) -> list[Opened]:
    """Begin the budget of each department; one that has been begun already is left as it is."""
    return [_open(department=each, year=year, by=by) for each in openable(departments, year)]


@transaction.atomic
def _open(*, department: Department, year: int, by: Any) -> Opened:
    budget = Budget(department=department, year=year)
    budget.full_clean()
    before = Budget.objects.filter(department=department, year=year - 1, state=State.PUBLISHED).first()
    if before:
        budget.equipment_threshold = before.equipment_threshold
    open_budget(budget=budget, by=by)
    if before is None:
        return Opened(budget, 0)
    return _carry_over(before, budget, by=by)


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
