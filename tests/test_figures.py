"""Figures: what is counted, stated and derived, each under its own key."""

from decimal import Decimal

import pytest

from budgets import catalogue
from budgets.books import PurposeText, Stated, Unit
from budgets.figures import Figures
from budgets.models import BudgetUnit
from budgets.rules import examine
from tests.shelf import cost, project, sound_books, spending


def stated(value, last=None):
    return Stated(Decimal(value), None if last is None else Decimal(last))


def figures(**changes):
    return Figures(sound_books(**changes))


# People, vehicles, goals


def test_the_people_present_are_those_in_post_and_the_others_as_far_as_they_are_stated():
    people = figures(stated={"staff.actual": stated(50, 48), "staff.retired": stated(7, 8)})
    assert people.pair("staff.present").this == 57
    assert people.change("staff.present") == 1
    assert people["staff.present"].unit == catalogue.PEOPLE


def test_the_people_present_are_not_known_where_nobody_is_stated():
    assert figures().value("staff.present") is None


def test_the_people_present_last_year_are_not_known_where_one_of_this_years_kinds_was_not():
    people = figures(stated={"staff.actual": stated(50, 48), "staff.students": stated(900)})
    assert people.pair("staff.present").last is None


def test_a_total_of_money_still_needs_all_of_its_parts():
    missing = {"procurement.works": Stated(None)}
    assert figures(stated=missing).value("procurement.total") is None


def test_nothing_new_is_demanded():
    new = ("staff.retired-cadres", "assets.buy-vehicles.law", "goals.units", "goals.projects", "goals.funds")
    assert not any(catalogue.ITEM[key].required for key in new)
    assert catalogue.ITEM["goals.funds"].is_money and catalogue.ITEM["goals.units"].unit == "个"


def test_the_kinds_of_vehicles_bought_sum_to_their_number():
    bought = {"assets.buy-vehicles": stated(2), "three-public.purchase": stated(10, 10)}
    wrong = {"assets.buy-vehicles.law": stated(1)}
    right = wrong | {"assets.buy-vehicles.special": stated(1)}
    assert "N11-bought" in {f.id for f in examine(sound_books(stated=bought | wrong))}
    assert "N11-bought" not in {f.id for f in examine(sound_books(stated=bought | right))}


def test_budget_units_are_counted_by_kind():
    units = tuple(
        Unit(f"单位{n}", kind, "", "", False)
        for n, kind in enumerate(["institution"] * 3 + ["civil-service"])
    )
    counted = figures(units=units)
    keys = [f"units.{kind.value}" for kind in BudgetUnit.Kind]
    assert [counted.value(key) for key in keys] == [0, 1, 3]
    assert counted["units.institution"].label == "事业单位"


@pytest.mark.parametrize("name", ["units.temporary", "staff.absent"])
def test_a_name_that_is_no_figure_is_an_error(name):
    with pytest.raises(KeyError):
        figures()[name]


# This year's grants against what was executed last year


def test_grants_stand_beside_what_was_executed_last_year():
    said = {"2010601": PurposeText("机关运行", Decimal(800), "人员增加")}
    against = figures(purposes=said)
    key = "against.f2010601"
    assert (against.value(key), against.last(key), against.change(key)) == (1000, 800, 200)
    assert against[f"{key}.percent"].value == 25 and against[f"{key}.share"].value == 100
    assert against.reason(key) == "人员增加"
    assert against[key].label == "2010601 行政运行，财政拨款支出"
    assert against[f"{key}.last"].label == "2010601 行政运行，财政拨款支出（上年执行数）"
    assert against[f"{key}.change"].label == "2010601 行政运行，财政拨款支出比上年执行数增减"


def test_what_was_executed_is_not_known_until_it_is_stated_and_nothing_is_an_answer():
    assert figures().last("against.f2010601") is None and figures().reason("against.f2010601") == ""
    nothing = figures(purposes={"2010601": PurposeText("机关运行", Decimal(0))})
    assert nothing.change("against.f2010601") == 1000


def test_money_that_is_no_grant_is_not_set_against_anything():
    own = [spending("1000", source="301"), spending("7", function="2010602")]
    against = figures(postings=own)
    assert against.value("against.f2010601") == 0 and against.value("against.f2010602") == 7


@pytest.mark.parametrize(
    "name", ["against.total", "against.f", "against.fx1", "against.f201.basic", "against."]
)
def test_only_a_function_code_is_set_against_last_year(name):
    with pytest.raises(KeyError):
        figures()[name]
    with pytest.raises(KeyError):
        figures().reason(name)


# Units


def units_books():
    units = (
        Unit("局本级", "administrative", "行政", "", True),
        Unit("区会计中心", "institution", "事业", "", False),
    )
    itself, centre = (unit.key for unit in units)
    money = [spending("900", "800", unit=itself), spending("100", "50", nature="project", unit=centre)]
    return itself, centre, figures(postings=money, units=units)


def test_a_unit_has_figures_of_its_own():
    _itself, centre, found = units_books()
    key = f"unit.{centre}.expenditure.project"
    assert (found.value(key), found.last(key), found.change(key)) == (100, 50, 50)
    assert found[key].label == "区会计中心：项目支出"
    assert found[f"unit.{centre}.expenditure.general.f201"].label == (
        "区会计中心：支出，一般公共预算，201 一般公共服务支出"
    )
    assert found[f"{key}.last"].label == "区会计中心：项目支出（上年）"
    assert found[f"{key}.share"].value == 100 and found["expenditure.project.share"].value == 10


@pytest.mark.parametrize("rest", ["", ".typo.total", ".expenditure", ".against.f201"])
def test_a_unit_has_no_figures_but_those_of_its_ledger(rest):
    itself, _centre, found = units_books()
    with pytest.raises(KeyError):
        found[f"unit.{itself}{rest}"]


def test_a_unit_that_is_not_listed_has_no_figures():
    with pytest.raises(KeyError):
        figures()["unit.00000000.expenditure.total"]


# Crosses


def test_a_cross_is_called_by_both_its_codes():
    found = figures(postings=[spending("900", "800", economic="30217"), cost("100", "90", economic="302")])
    key = "cross.general.f2010601.basic.e30217"
    assert (found.value(key), found.last(key)) == (900, 800)
    assert found[key].label == "2010601 行政运行的 30217 公务接待费（一般公共预算，基本支出）"
    assert found[f"{key}.last"].label.endswith("公务接待费（一般公共预算，基本支出）（上年）")
    assert found["cross.e302"].label == "302 商品和服务支出"
    assert found["cross.f201.e302.share"].value == 90
    assert found["cross.f201.basic.public"].label == "201 一般公共服务支出（基本支出，公用经费）"
    assert found["cross.basic.public"].label == "基本支出，公用经费"


def test_a_unit_has_crosses_too():
    unit = Unit("局本级", "administrative", "行政", "", True)
    found = figures(postings=[spending("9", economic="30217", unit=unit.key)], units=(unit,))
    assert found[f"unit.{unit.key}.cross.f201.e302"].value == 9
    assert found[f"unit.{unit.key}.cross.f201.e302"].label == (
        "局本级：201 一般公共服务支出的 302 商品和服务支出"
    )


def test_what_a_project_is_paid_from_has_a_key_and_is_unknown_where_nobody_says():
    repair = project("570", funds=("500", None, "70"))
    paid = figures(projects=(repair,))
    assert [paid.value(f"{repair.key}.{fund}") for fund in ("grant", "carried", "other")] == [500, None, 70]
    assert paid.label(f"{repair.key}.grant") == "设备更新，当年财政拨款"
