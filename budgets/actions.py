"""What may be done to a budget: every write goes through here, in one transaction, with its event."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from . import audit, chart, waivers
from .access import Act, require, require_keeping
from .books import open_books
from .models import Account, Budget, Entry, Waiver
from .rules import ERROR, WARNING, examine
from .snapshot import differences, snapshot
from .walls import COLUMNS, CONTENT

#: The tables that sections of the workspace write; entries have pages of their own.
SECTIONS = tuple(name for name in CONTENT if name != "entry")


def record(*, budget, by, action, **detail):
    """The event of an action; call it inside the action's transaction."""
    return audit.add(budget=budget, by=by, action=action, detail=detail)


def held(budget: Budget, *, by: Any, act: Act) -> Budget:
    """The budget as it stands, held until the transaction ends, where ``by`` may do this now; see ``access.require``. The
    operator at the command line (None) may do everything that the walls let through."""
    # Not the department: the rows of others are none of this step's.
    budgets = Budget.objects.select_related("department__region").select_for_update(of=("self",))
    now = budgets.get(pk=budget.pk)
    if by is not None:
        require(by, act, now)
    return now


@transaction.atomic
def load_chart(*, year):
    """Bring the accounts of a year to what the CSV files say; returns (new, changed). Local accounts are kept."""
    stored = {(a.system, a.code): a for a in Account.objects.filter(year=year)}
    new, changed = [], []
    for row in chart.rows_of(year):
        account = stored.get((row.system, row.code))
        if account is None:
            new.append(
                Account(
                    system=row.system,
                    year=year,
                    code=row.code,
                    name=row.name,
                    path=row.path,
                    confidence=row.confidence,
                )
            )
        elif not account.is_local and (account.name, account.path, account.confidence) != (
            row.name,
            row.path,
            row.confidence,
        ):
            account.name, account.path, account.confidence = row.name, row.path, row.confidence
            changed.append(account)
    Account.objects.bulk_create(new, batch_size=1000)
    Account.objects.bulk_update(changed, ["name", "path", "confidence"], batch_size=1000)
    return len(new), len(changed)


@transaction.atomic
def save_account(*, account, by):
    """Add or change an account by hand: it becomes the finance office's own and load_chart leaves it alone."""
    require_keeping(by, "account", account)
    names = dict(Account.objects.of(account.system, account.year).values_list("code", "name"))
    account.path = chart.path_of(account.system, account.code, names | {account.code: account.name})
    account.is_local = True
    account.save()
    record(budget=None, by=by, action="改科目", account=str(account), year=account.year)
    return account


@transaction.atomic
def save_organisation(*, organisation, by):
    """Write a region or a department, new or changed."""
    require_keeping(by, organisation._meta.model_name, organisation)
    action = "改" if organisation.pk else "新增"
    organisation.save()
    name = organisation._meta.verbose_name
    record(budget=None, by=by, action=f"{action}{name}", code=organisation.code, name=organisation.name)
    return organisation


@transaction.atomic
def open_budget(*, budget, by):
    """Begin the budget of a department and year; a year that has no chart of accounts yet gets the one as issued."""
    require_keeping(by, "budget", budget)
    budget.save()
    if not Account.objects.filter(year=budget.year).exists():
        load_chart(year=budget.year)
    record(budget=budget, by=by, action="开始填报")
    return budget


@transaction.atomic
def save_entry(*, entry, by):
    """Write one entry, new or changed."""
    held(entry.budget, by=by, act=Act.ENTER)
    before = _state(Entry.objects.get(pk=entry.pk)) if entry.pk else None
    entry.full_clean()
    entry.save()
    record(
        budget=entry.budget,
        by=by,
        action="改明细" if before else "新增明细",
        entry=entry.pk,
        before=before,
        after=_state(entry),
    )
    touch(entry.budget)
    return entry


@transaction.atomic
def delete_entry(*, entry, by):
    held(entry.budget, by=by, act=Act.ENTER)
    record(budget=entry.budget, by=by, action="删除明细", entry=entry.pk, before=_state(entry))
    touch(entry.budget)
    entry.delete()


@transaction.atomic
def save_section(*, budget, section, forms, by):
    """Write the forms of one section of the workspace; they are valid when they come here."""
    budget = held(budget, by=by, act=Act.ENTER)
    before = snapshot(budget, SECTIONS)
    for form in forms:
        form.save()
    budget.refresh_from_db(fields=COLUMNS)
    changes = differences(before, snapshot(budget, SECTIONS))
    record(budget=budget, by=by, action="保存章节", section=section, changes=changes)
    touch(budget)


@transaction.atomic
def delete_project(*, project, by):
    """Take a project away with its indicators; its entries stay, booked on no project."""
    budget = held(project.budget, by=by, act=Act.ENTER)
    before = snapshot(budget)
    project.delete()
    changes = differences(before, snapshot(budget))
    record(budget=budget, by=by, action="删除项目", project=project.name, changes=changes)
    touch(budget)


#: A reason that is printed says something: 略 and 就这样 do not.
SHORTEST_REASON = 5


@transaction.atomic
def waive(*, budget, finding_id, reason, by, asks=(), earlier=None):
    """Let a warning stand, with the reason that will be printed; ``asks`` is what the budget's form asks for,
    ``earlier`` what was published for the year before.

    Raises ValidationError where there is no such warning, where it is an error, where no reason is given; WrongState where
    the budget is not with the reviewer, or ``by`` entered figures of it. A waiver that is void is replaced.
    """
    budget = held(budget, by=by, act=Act.WAIVE)
    found = {finding.id: finding for finding in waivers.every(examine(open_books(budget), asks, earlier))}
    finding = found.get(finding_id)
    if finding is None:
        raise ValidationError("没有这一条警告，可能已经改好。")
    if finding.level == ERROR:
        raise ValidationError("错误不能放行。请退回改正；若确认规则不适用于本部门，请财政局处理。")
    if finding.level != WARNING:
        raise ValidationError("这一条不是警告，不必放行。")
    if 0 < len(reason.strip()) < SHORTEST_REASON:
        raise ValidationError({"reason": "理由太短，读者看不明白。请写明放行理由（将印在“勾稽说明”里）。"})
    budget.waivers.filter(finding=finding_id).delete()
    waiver = Waiver(budget=budget, finding=finding_id, seen=waivers.seen_in(finding), reason=reason, by=by)
    waiver.full_clean()
    waiver.save()
    record(
        budget=budget, by=by, action="放行警告", finding=finding_id, reason=waiver.reason, seen=waiver.seen
    )
    touch(budget)
    return waiver


@transaction.atomic
def take_back_waiver(*, budget, finding_id, by):
    """The warning stands again; ValidationError where it was not waived."""
    budget = held(budget, by=by, act=Act.WAIVE)
    deleted, _by_model = budget.waivers.filter(finding=finding_id).delete()
    if not deleted:
        raise ValidationError("这一条没有放行过。")
    record(budget=budget, by=by, action="收回放行", finding=finding_id)
    touch(budget)


@transaction.atomic
def note_attempt(*, budget, by, action, **asked):
    """Put on record what somebody tried and was refused."""
    record(budget=budget, by=by, action=action, **asked)


def touch(budget):
    """Note that a budget's content changed."""
    Budget.objects.get(pk=budget.pk).save(update_fields=["updated_at"])


def _state(entry):
    """An entry's content for the record: accounts by code, amounts in 元."""
    return {
        "direction": entry.direction,
        "source": entry.source.code if entry.source else "",
        "function": entry.function.code if entry.function else "",
        "economic": entry.economic.code if entry.economic else "",
        "nature": entry.nature,
        "amount": str(entry.amount),
        "last": None if entry.last_amount is None else str(entry.last_amount),
        "reason": entry.reason,
        "is_last_year_total": entry.is_last_year_total,
    }
