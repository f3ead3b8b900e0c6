"""The matrix of rights (permissions.csv) is whole, and says what the staff side was decided to be (states.md §2)."""

import pytest

from tests import matrix


@pytest.fixture(scope="module")
def found():
    return matrix.lines()


def test_every_address_stands_in_the_matrix_with_everybody_and_every_stage_and_nothing_stands_there_twice(
    found,
):
    assert matrix.holes(found, matrix.routes()) == []


def test_an_address_that_nobody_entered_is_told_and_so_is_a_line_without_an_address(found):
    known = [*matrix.routes()[1:], "admin/new-page/"]
    told = matrix.holes(found, known)
    assert "admin/new-page/: is missing" in told
    assert f"{matrix.routes()[0]}: there is no such address" in told


def test_a_line_that_forgets_a_stage_and_one_that_is_said_twice_are_told(found):
    first = next(line for line in found if line.stages == matrix.STAGES)
    less = matrix.Line(first.route, first.methods, first.whose, first.stages[1:], first.expected)
    rest = [line for line in found if line is not first]
    assert any(
        "editing" in hole and "is not said" in hole for hole in matrix.holes([*rest, less], [first.route])
    )
    assert any("is said twice" in hole for hole in matrix.holes([*found, less], [first.route]))


def test_the_matrix_is_large(found):
    assert len(list(matrix.cases(found))) > 2000


@pytest.mark.parametrize("person", ["system", "security", "audit"])
def test_administrators_are_shown_no_budget(found, person):
    shown = [
        line
        for line in found
        if matrix.is_about_a_budget(line.route) and line.expected[person] not in ("403", "404", "405")
    ]
    # The stock address without a page leads to the one with it, whatever it names.
    assert {line.route for line in shown} <= {"admin/budgets/budget/<path:object_id>/"}


def test_each_administrator_has_pages_of_their_own_and_of_no_other(found):
    own = {"system": "admin/people/", "security": "admin/people/roles/", "audit": "admin/people/events/"}
    for line in found:
        if line.route in own.values() and "GET" in line.methods:
            whose = [person for person in matrix.PEOPLE if line.expected[person] == "200"]
            assert whose == [person for person, route in own.items() if route == line.route]


def test_nobody_from_outside_is_shown_a_staff_page_but_the_signing_in(found):
    shown = {
        line.route
        for line in found
        for person in ("outsider", "anonymous")
        if line.route.startswith("admin/") and line.expected[person] not in ("login", "405")
    }
    assert shown == {"admin/login/", "admin/login/code/", "admin/login/set-up/", "admin/logout/"}


def test_a_budget_of_another_region_exists_for_nobody(found):
    shown = {
        line.route
        for line in found
        if line.whose == "elsewhere" and {"200", "302", "400", "409"} & set(line.expected.values())
    }
    assert shown <= {"admin/budgets/budget/<path:object_id>/"}


def test_the_public_pages_are_the_same_for_everybody_and_only_looked_at(found):
    for line in found:
        if not line.route.startswith("admin/"):
            assert len(set(line.expected.values())) == 1
            if "POST" in line.methods:
                assert set(line.expected.values()) == {"405"}
