"""The people of the tests and what they work on. Amounts are written in 万元, as people type them."""

from decimal import Decimal

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse

from budgets.models import Account, Budget, Department, Entry, Region
from budgets.money import parse_amount


def clerk(username="zhou"):
    """周敏, who fills in budgets."""
    return _staff(username, "view_budget", "change_budget")


def finance_officer(username="shen"):
    """沈岚 of the finance office, who opens budgets and keeps departments and accounts."""
    kept = [
        f"{act}_{model}" for act in ("view", "add", "change") for model in ("region", "department", "account")
    ]
    return _staff(
        username,
        "view_budget",
        "change_budget",
        "add_budget",
        *kept,
        "view_version",
        "add_version",
        "view_publication",
        "add_examination",
        "view_examination",
    )


def reviewer(username="gu"):
    """顾建华, who looks at what the clerk entered and lets warnings stand."""
    return _staff(username, "view_budget", "change_budget", "view_waiver", "add_waiver", "delete_waiver")


def examiner(username="zhou"):
    """周敏, who may have published files examined."""
    return _staff(username, "add_examination")


def outsider(username="zhang"):
    """Somebody with a name and a password, and nothing to do with budgets."""
    return get_user_model().objects.create_user(username, password="not-a-member-of-staff")


def other_staff(username="li"):
    """A member of staff who has no rights on budgets."""
    return _staff(username)


def _staff(username, *rights):
    user = get_user_model().objects.create_user(username, password="a-long-password-1", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return user


def region():
    return Region.objects.get_or_create(code="310107", defaults={"name": "上海市普陀区", "level": "区"})[0]


def department(code="105", name="上海市普陀区财政局"):
    names = {"name": name, "short_name": name.removeprefix("上海市普陀区")}
    return Department.objects.get_or_create(region=region(), code=code, defaults=names)[0]


def budget(year=2025, code="105", **columns):
    return Budget.objects.create(department=department(code), year=year, **columns)


def account(system, code, year=2025):
    """An account of the chart as loaded."""
    return Account.objects.get(system=system, year=year, code=code)


def entry(budget, amount, *, last=None, direction="expenditure", nature="basic", source="101", **codes):
    """One entry; ``function=``, ``economic=`` by code, amounts as typed."""
    accounts = {system: account(system, code, budget.year) for system, code in codes.items()}
    return Entry.objects.create(
        budget=budget,
        direction=direction,
        nature="" if direction == "income" else nature,
        source=account("source", source, budget.year),
        amount=yuan(amount),
        last_amount=None if last is None else yuan(last),
        **accounts,
    )


def many_entries(budget, number):
    """As many entries over the functions of the chart, made at once."""
    codes = list(Account.objects.of("function", budget.year).filter(code__regex=r"^[0-9]{7}$")[:200])
    grant = account("source", "101", budget.year)
    Entry.objects.bulk_create(
        Entry(
            budget=budget,
            direction="expenditure",
            nature="basic",
            source=grant,
            function=codes[n % len(codes)],
            amount=Decimal(100 + n),
            last_amount=Decimal(100),
        )
        for n in range(number)
    )


def yuan(typed):
    return parse_amount(str(typed)).yuan


def page(name, *args):
    """The address of a staff page of budgets."""
    return reverse(f"admin:budgets_budget_{name}", args=args)


def words(response):
    """What a page says, markup and all."""
    return response.content.decode()
