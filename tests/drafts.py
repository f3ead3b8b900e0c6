"""Draft budgets in the database, made by hand: small, and sound until a test breaks them."""

from decimal import Decimal

from budgets import actions
from budgets.models import Account, Budget, BudgetUnit, Department, Duty, Entry, Note, Particular, Region
from disclosures import workflow
from tests.shelf import ZEROES

ACCOUNTS = {
    "source": {"101": "一般公共预算拨款收入"},
    "function": {"201": "一般公共服务支出", "20106": "财政事务", "2010601": "行政运行"},
    "economic": {"301": "工资福利支出", "30101": "基本工资", "302": "商品和服务支出", "30217": "公务接待费"},
}


def account(system, code, year=2025):
    """An account of the chart; made where the test has loaded no chart."""
    name = ACCOUNTS[system].get(code, code)
    return Account.objects.get_or_create(
        system=system, year=year, code=code, defaults={"name": name, "path": name}
    )[0]


def department(code="101", region="430001", name="某县财政局"):
    """A department of a county that publishes in the national form, whatever its province prescribes."""
    county = {"name": "某县", "level": "县", "form": "national"}
    place, _ = Region.objects.get_or_create(code=region, defaults=county)
    names = {"name": name, "short_name": "财政局"}
    return Department.objects.get_or_create(region=place, code=code, defaults=names)[0]


def sound_budget(code="101", region="430001", amount="12345000", year=2025):
    """1,234.50万元 in, 1,234.50万元 out: 公务接待费 234.50万元 of it, and everything agrees."""
    for system, names in ACCOUNTS.items():
        for each in names:
            account(system, each, year)
    budget = Budget.objects.create(department=department(code, region), year=year, no_projects=True)
    grant = account("source", "101", year)
    total, reception = Decimal(amount), Decimal(2345000)
    entry = {"budget": budget, "source": grant, "last_amount": None}
    spent = entry | {"direction": "expenditure", "nature": "basic"}
    Entry.objects.create(**entry, direction="income", amount=total)
    Entry.objects.create(**spent, function=account("function", "2010601", year), amount=total)
    Entry.objects.create(**spent, economic=account("economic", "30101", year), amount=total - reception)
    Entry.objects.create(**spent, economic=account("economic", "30217", year), amount=reception)
    Duty.objects.create(budget=budget, text="管理本县财政收支。")
    BudgetUnit.objects.create(budget=budget, name="财政局本级", kind="administrative", is_itself=True)
    stated = ZEROES | {"running": reception, "three-public.reception": reception}
    Particular.objects.bulk_create(
        Particular(budget=budget, key=key, value=value, last=value) for key, value in stated.items()
    )
    return budget


def raise_by(budget, more):
    """Give the department more money and let it spend it on wages; the reason is given. What is public already is opened
    again first."""
    budget.refresh_from_db()
    if budget.state == Budget.State.PUBLISHED:
        workflow.correct(budget=budget, by=None, reason="工资少填")
    for entry in budget.entries.exclude(economic__code="30217"):
        entry.amount += Decimal(more)
        actions.save_entry(entry=entry, by=None)
    Note.objects.update_or_create(budget=budget, key="reason.income", defaults={"text": "人员增加"})
    actions.touch(budget)
