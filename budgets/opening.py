"""开出年度: begin the budgets of a year for many departments, with what stays the same from year to year carried over.

Carried over from a published budget are the duties, offices and units, the texts that hold for years, the use of each
function code, and every account that had money, its amount as last year's. This year's amounts, reasons and projects are
not: they are to be entered, not confirmed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from .actions import open_budget, record
from .catalogue import ITEM
from .ledger import ZERO
from .models import Account, Budget, BudgetUnit, Department, Duty, Entry, Note, Office, Particular, Purpose

#: Texts that say the same each year; what explains a change or a figure is written anew.
LASTING_NOTES = ("intro", "scope", "terms")
State = Budget.State
#: Whether last year's figures are there, as the finance office and the clerk are told (states.md §7).
WITH_LAST_YEAR = "上年的科目、职能、单位已带来，上年数已填好。"
NO_LAST_YEAR = "没有上年数据。上年数需要自己填，或上传上年的公开文本读取。"
ACCOUNTS = ("source", "function", "economic", "government")


@dataclass(frozen=True)
class Opened:
    """A budget that was begun; how many entries were carried over, and which accounts are no longer in use."""

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
    _particulars(before, budget)
    accounts = _Accounts(budget.year)
    _purposes(before, budget, accounts)
    carried = _entries(before, budget, accounts, units)
    record(
        budget=budget,
        by=by,
        action="带入上年",
        year=before.year,
        entries=carried,
        ended=sorted(accounts.ended),
    )
    return Opened(budget, carried, tuple(sorted(accounts.ended)), has_last=True)


class _Accounts:
    """The accounts of a year by those of the year before; ``ended`` are codes that have none in use."""

    def __init__(self, year: int):
        in_use = Account.objects.filter(year=year).in_use()
        self.found = {(account.system, account.code): account for account in in_use}
        self.ended: set[str] = set()

    def of(self, account: Account | None) -> Account | None:
        """Its successor; None where there is none, and ``ended`` names it then."""
        if account is None:
            return None
        successor = self.found.get((account.system, account.code))
        if successor is None:
            self.ended.add(str(account))
        return successor


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


def _purposes(before: Budget, budget: Budget, accounts: _Accounts) -> None:
    found = [(old, accounts.of(old.function)) for old in before.purposes.select_related("function")]
    Purpose.objects.bulk_create(
        Purpose(budget=budget, function=function, use=old.use)
        for old, function in found
        if function and old.use
    )


def _entries(before: Budget, budget: Budget, accounts: _Accounts, units: dict[int, BudgetUnit]) -> int:
    """Every account that had money, this year's amount 0; returns how many. One whose account has ended is left out: the
    clerk chooses its successor."""
    entries = []
    for old in before.entries.filter(is_last_year_total=False).exclude(amount=ZERO).select_related(*ACCOUNTS):
        found = {name: accounts.of(getattr(old, name)) for name in ACCOUNTS}
        if any(getattr(old, name) and not found[name] for name in ACCOUNTS):
            continue
        entries.append(
            Entry(
                budget=budget,
                direction=old.direction,
                nature=old.nature,
                unit=units.get(old.unit_id),
                amount=ZERO,
                last_amount=old.amount,
                **found,
            )
        )
    Entry.objects.bulk_create(entries)
    return len(entries)
