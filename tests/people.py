"""The people of the tests and what they work on. Amounts are written in 万元, as people type them."""

from decimal import Decimal

from django.contrib.auth import get_user_model
from django.urls import reverse

from budgets.models import Account, Budget, Department, Entry, Membership, Person, Region
from budgets.money import parse_amount
from tests import drafts


def clerk(username="zhou", *departments):
    """周敏, who fills in the budgets of these departments, else of those that tests work on."""
    return member(username, "clerk", *(departments or usual()))


def reviewer(username="gu", *departments):
    """顾建华, who looks at what the clerk entered and lets warnings stand."""
    return member(username, "reviewer", *(departments or usual()))


def finance_officer(username="shen", *regions):
    """沈岚 of the finance office, who opens budgets, approves, and keeps departments and accounts."""
    return member(username, "finance", *(regions or usual_regions()))


def publisher(username="fang", *regions):
    """方宁, where the finance office has set somebody apart for publishing."""
    return member(username, "publisher", *(regions or usual_regions()))


def administrator(username, role):
    """One of the three administrators: system, security, audit."""
    return member(username, role)


def examiner(username="zhou"):
    """周敏, who may have published files examined."""
    return clerk(username)


def outsider(username="zhang"):
    """Somebody with a name and a password, and nothing to do with budgets."""
    return get_user_model().objects.create_user(username, password="not-a-member-of-staff")


def other_staff(username="li"):
    """李静, who fills in the budget of another department."""
    return member(username, "clerk", department("199", "上海市普陀区档案局"))


def member(username, role, *scopes):
    """A person with one role in each of these departments or regions; in none for an administrator."""
    user = get_user_model().objects.create_user(username, password="a-long-password-1", is_staff=True)
    Person.objects.create(user=user)
    for scope in scopes:
        where = {"region": scope} if isinstance(scope, Region) else {"department": scope}
        Membership.objects.create(user=user, role=role, **where)
    if not scopes:
        Membership.objects.create(user=user, role=role)
    return user


def usual():
    """The departments that tests work on: 105 of 普陀区, and the one whose drafts are made by hand."""
    return [department(), drafts.department()]


def usual_regions():
    return [each.region for each in usual()]


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
