"""Who sees and does what: rights follow from memberships and from nothing else."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.http import Http404

from budgets.access import NOBODY, RIGHTS, Act, budget_for, budgets_of, duties_of, may
from budgets.models import Budget, Department
from budgets.moves import MOVES, Move
from tests import people
from tests.drafts import department, sound_budget

pytestmark = pytest.mark.django_db


@pytest.fixture
def budget():
    return sound_budget()


def test_a_budget_exists_for_its_department_its_parent_and_its_finance_office(budget):
    unit = Department.objects.create(
        region=budget.department.region,
        code="101001",
        name="某县财政局国库中心",
        short_name="国库中心",
        kind="unit",
        parent=budget.department,
    )
    of_unit = Budget.objects.create(department=unit, year=2025)
    clerk, officer = people.clerk(), people.finance_officer()
    unit_clerk = people.clerk("wu", unit)
    assert set(budgets_of(clerk)) == set(budgets_of(officer)) == {budget, of_unit}
    assert set(budgets_of(unit_clerk)) == {of_unit}, "a unit does not see its parent's"
    assert not may(clerk, Act.ENTER, of_unit).is_theirs, "seeing is not entering"
    assert may(people.reviewer(), Act.RETURN, of_unit).is_theirs


@pytest.mark.parametrize("role", ["system", "security", "audit"])
def test_administrators_see_no_budget(budget, role):
    administrator = people.administrator("xu", role)
    assert not budgets_of(administrator).exists()
    with pytest.raises(Http404):
        budget_for(administrator, budget.pk)
    assert not any(may(administrator, act, budget).is_theirs for act in Act)


def test_nothing_exists_for_outsiders_the_disabled_and_superusers(budget):
    disabled = people.clerk()
    disabled.is_active = False
    root = get_user_model().objects.create_superuser("root", password="a-long-password-1")
    for person in (people.outsider(), disabled, root, people.other_staff()):
        assert not budgets_of(person).exists()
        assert not any(may(person, act, budget).is_theirs for act in Act)
    assert duties_of(disabled) == NOBODY


def test_rights_given_in_other_ways_count_for_nothing(budget):
    person = people.outsider()
    person.user_permissions.set(Permission.objects.all())
    assert not person.has_perm("budgets.view_budget") and not budgets_of(person).exists()


def test_who_lost_a_role_lost_its_rights_at_the_next_request(budget):
    clerk = people.clerk()
    assert budgets_of(clerk).exists()
    clerk.memberships.all().delete()
    again = get_user_model().objects.get(pk=clerk.pk)
    assert not budgets_of(again).exists()


def test_an_act_that_is_theirs_but_not_now_says_why(budget):
    clerk = people.clerk()
    budget.state = "submitted"
    answer = may(clerk, Act.ENTER, budget)
    assert answer.is_theirs and not answer and answer.why == "预算已提交，不能再改。如需修改，请退回或撤回。"
    budget.state = "published"
    assert may(clerk, Act.ENTER, budget).why == "已发布版本不可修改，请新建更正版本"


def test_every_act_has_its_right_and_every_right_a_state():
    assert set(RIGHTS) == set(Act)
    assert all(states for right in RIGHTS.values() for states in right.states.values())


def test_every_move_is_declared_and_returned_only_from_where_somebody_may_return_it():
    assert set(MOVES) == set(Move)
    returned = {state for states in RIGHTS[Act.RETURN].states.values() for state in states}
    assert returned == set(MOVES[Move.RETURN].before)


def test_asking_for_duties_costs_one_query(budget, django_assert_num_queries):
    clerk = get_user_model().objects.get(pk=people.clerk().pk)
    with django_assert_num_queries(1):
        duties_of(clerk)
        duties_of(clerk)
    assert duties_of(clerk).clerk_of == {each.pk for each in (people.department(), department())}
