"""Books: what was entered, read once, at the same cost whatever there is of it."""

from decimal import Decimal

import pytest

from budgets.books import Unit, open_books, slug
from budgets.models import Budget
from budgets.rules import examine
from tests import people
from tests.drafts import sound_budget
from tests.people import words
from tests.shelf import sound_books
from tests.test_workspace import rows, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def budget():
    return people.budget()


# What a project, a purchase and a unit say


def test_a_project_says_how_its_money_is_scheduled_and_whether_it_is_a_special_fund(client, clerk, budget):
    typed = {"name": "系统维护", "amount": "12", "use": "维护", "is_special_fund": "on"}
    typed["schedule"] = "上半年 6 万元，\r\n下半年 6 万元。"
    client.post(people.page("project_add", budget.pk), typed | rows("indicators"))
    (sheet,) = open_books(budget).projects
    assert (sheet.schedule, sheet.is_special_fund) == ("上半年 6 万元，\n下半年 6 万元。", True)


def test_a_purchase_may_be_a_public_service(client, clerk, budget):
    typed = {"kind": "services", "name": "养老服务", "amount": "3", "is_public_service": "on"}
    other = {"kind": "services", "name": "物业", "amount": "2"}
    save(client, budget, "procurement", **rows("purchases", typed, other))
    assert [p.is_public_service for p in open_books(budget).purchases] == [True, False]


def test_a_unit_has_a_code_and_a_key_of_its_own(client, clerk, budget):
    typed = {"name": "区会计中心", "kind": "institution", "code": "105002a"}
    save(client, budget, "basics", **rows("units", typed))
    (unit,) = open_books(budget).units
    assert (unit.code, unit.key) == ("105002a", slug("区会计中心"))


def test_a_code_that_fits_no_unit_is_explained(client, clerk, budget):
    typed = {"name": "区会计中心", "kind": "institution", "code": "105-A"}
    answer = save(client, budget, "basics", **rows("units", typed))
    assert answer.status_code == 400 and "单位代码只能用数字和小写字母" in words(answer)
    assert not budget.units.exists()


def test_a_code_names_one_unit_only():
    units = tuple(Unit(f"单位{n}", "administrative", "行政", "", False, "105001") for n in range(2))
    assert "N10-单位代码-105001" in {finding.id for finding in examine(sound_books(units=units))}


def test_an_entry_of_a_unit_is_in_the_ledger_of_that_unit(budget):
    unit = budget.units.create(name="区会计中心", kind="institution")
    people.entry(budget, "7", function="2010601")
    entry = people.entry(budget, "3", function="2010601")
    entry.unit = unit
    entry.save()
    ledger = open_books(budget).ledger.of_unit(slug("区会计中心"))
    assert ledger["expenditure.total"].this == people.yuan("3")


# One reading


def test_a_budget_is_read_in_twelve_queries_whatever_its_size(django_assert_num_queries):
    def read():
        open_books(Budget.objects.select_related("department__region").get(pk=budget.pk))

    budget = sound_budget()
    with django_assert_num_queries(12):
        read()
    for n in range(3):
        budget.units.create(name=f"单位{n}", kind="institution")
        budget.projects.create(name=f"项目{n}", amount=Decimal(1), use="无")
        budget.procurement_items.create(kind="goods", name=f"设备{n}", amount=Decimal(1))
    people.many_entries(budget, 20)
    with django_assert_num_queries(12):
        read()
