"""Books: what was entered, read once, at the same cost whatever there is of it."""

from decimal import Decimal

import pytest

from budgets.books import Unit, open_books, slug
from budgets.models import Account, Budget
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


# Government codes that nobody entered


def spend(budget, amount, kind=None, **codes):
    """An expenditure of a unit of a kind, or of none."""
    entry = people.entry(budget, amount, **codes)
    if kind:
        entry.unit = budget.units.get_or_create(name=f"{kind}单位", kind=kind)[0]
        entry.save()
    return entry


def government(budget):
    ledger = open_books(budget).ledger
    return {code: ledger[f"government.g{code}"].this for code in ledger.codes("government", letter="g")}


def wan(**codes):
    return {code.removeprefix("g"): people.yuan(amount) for code, amount in codes.items()}


def test_the_government_code_follows_from_the_kind_of_the_unit(budget):
    spend(budget, "1", "administrative", economic="30101")
    spend(budget, "2", "civil-service", economic="30101")
    spend(budget, "4", "institution", economic="30101", function="2010601")
    assert government(budget) == wan(g501="3", g50101="3", g505="4", g50501="4")


@pytest.mark.parametrize(
    ("units", "code"),
    [
        ([], "50101"),
        ([("institution", False), ("institution", False)], "50501"),
        ([("institution", False), ("administrative", False)], "50101"),
        ([("institution", False), ("administrative", True)], "50101"),
        ([("institution", True), ("administrative", False)], "50501"),
    ],
)
def test_an_entry_without_a_unit_is_the_departments_own(budget, units, code):
    for n, (kind, is_itself) in enumerate(units):
        budget.units.create(name=f"单位{n}", kind=kind, is_itself=is_itself)
    spend(budget, "1", economic="30101")
    assert government(budget)[code] == people.yuan("1")


def test_a_government_code_that_was_entered_stands(budget):
    spend(budget, "1", economic="30101", government="50199")
    spend(budget, "2", economic="30101")
    assert government(budget) == wan(g501="3", g50101="2", g50199="1")


def test_money_broken_down_by_government_code_itself_is_not_counted_twice(budget):
    spend(budget, "5", economic="30101")
    spend(budget, "5", government="50501")
    assert government(budget) == wan(g505="5", g50501="5")


def test_a_derived_code_is_no_fault_of_anybody(budget):
    budget.units.create(name="中心", kind="institution", is_itself=True)
    spend(budget, "1", economic="301")
    spend(budget, "2", economic="30201")
    assert government(budget) == wan(g505="3", g50502="2"), "its heading is more than what stands under it"
    Account.objects.filter(system="government", year=2025).delete()
    found = {finding.id for finding in examine(open_books(budget))}
    assert not [name for name in found if "g5" in name or "government" in name]


def test_entered_codes_that_do_not_add_up_are_still_found(budget):
    spend(budget, "1", government="505")
    spend(budget, "2", government="50502")
    assert "R03-government-505" in {finding.id for finding in examine(open_books(budget))}


# One reading


def test_a_budget_is_read_in_twelve_queries_whatever_its_size(django_assert_num_queries):
    def read():
        open_books(Budget.objects.select_related("department__region").get(pk=budget.pk))

    budget = sound_budget()
    with django_assert_num_queries(13):
        read()
    for n in range(3):
        budget.units.create(name=f"单位{n}", kind="institution")
        budget.projects.create(name=f"项目{n}", amount=Decimal(1), use="无")
        budget.procurement_items.create(kind="goods", name=f"设备{n}", amount=Decimal(1))
    people.many_entries(budget, 20)
    with django_assert_num_queries(13):
        read()
