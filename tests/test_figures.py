"""Figures: what is counted, stated and derived, each under its own key."""

from decimal import Decimal

import pytest

from budgets import catalogue
from budgets.books import Stated, Unit
from budgets.figures import Figures
from budgets.models import BudgetUnit
from budgets.rules import examine
from tests.shelf import sound_books


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
