"""Rights hold in the actions themselves, whoever calls: a page that forgets to ask lets nobody do what is not theirs."""

import inspect
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from budgets import actions
from budgets.access import WrongState
from budgets.administering import actions as administering
from budgets.models import Account, Budget, Department, Event, Region
from budgets.signing_in import actions as signing_in
from tests import drafts, people, stages

pytestmark = pytest.mark.django_db

WARNING = "R12:function.2010601"


@pytest.fixture
def budget():
    return drafts.sound_budget()


#: Everybody there is, by the name of their role; the names are theirs in the tests below.
EVERYBODY = {
    "clerk": people.clerk,
    "reviewer": people.reviewer,
    "finance": people.finance_officer,
    "publisher": people.publisher,
    "clerk elsewhere": people.other_staff,
    "finance elsewhere": lambda: people.finance_officer("qian", elsewhere()),
    "system": lambda: people.administrator("xi", "system"),
    "security": lambda: people.administrator("an", "security"),
    "audit": lambda: people.administrator("sheng", "audit"),
    "outsider": people.outsider,
}


def elsewhere():
    return Region.objects.get_or_create(code="110101", defaults={"name": "东城区", "level": "区"})[0]


def public_actions(module):
    """The functions of a module that are done by somebody."""
    return {
        name
        for name, each in vars(module).items()
        if inspect.isfunction(each)
        and each.__module__ == module.__name__
        and not name.startswith("_")
        and "by" in inspect.signature(each).parameters
    }


def is_refused(action):
    """It raises what says that this is not theirs, and writes nothing."""
    before = Event.objects.count()
    with pytest.raises(Http404), transaction.atomic():
        action()
    assert Event.objects.count() == before


def is_done(action, by):
    """It leaves its event; all of it is undone again."""
    with transaction.atomic():
        action()
        assert Event.objects.filter(by=by).exists()
        transaction.set_rollback(True)


# What is entered ----------------------------------------------------------------------------------------------------


def project_of(budget):
    return budget.projects.get_or_create(name="修缮", defaults={"amount": 1})[0]


ON_BUDGETS = {
    "save_entry": (
        {"clerk"},
        lambda budget, by: actions.save_entry(entry=budget.entries.first(), by=by),
    ),
    "delete_entry": (
        {"clerk"},
        lambda budget, by: actions.delete_entry(entry=budget.entries.first(), by=by),
    ),
    "save_section": (
        {"clerk"},
        lambda budget, by: actions.save_section(budget=budget, section="basics", forms=[], by=by),
    ),
    "delete_project": (
        {"clerk"},
        lambda budget, by: actions.delete_project(project=project_of(budget), by=by),
    ),
    "save_account": (
        {"finance", "finance elsewhere"},
        lambda budget, by: actions.save_account(
            account=Account(system="function", year=2025, code="2019997", name="其他"), by=by
        ),
    ),
    "save_organisation": (
        {"finance", "system"},
        lambda budget, by: actions.save_organisation(organisation=budget.department, by=by),
    ),
    "open_budget": (
        {"finance"},
        lambda budget, by: actions.open_budget(budget=Budget(department=budget.department, year=2026), by=by),
    ),
}
#: Tried below, since the budget must have come to the reviewer; or anybody's.
TRIED_ELSEWHERE = {"waive", "take_back_waiver"}
ANYBODYS = {"record", "note_attempt", "held"}


def test_every_action_on_budgets_is_tried_here():
    assert public_actions(actions) == ON_BUDGETS.keys() | TRIED_ELSEWHERE | ANYBODYS


@pytest.mark.parametrize("who", EVERYBODY)
def test_each_action_on_a_budget_is_for_those_whose_it_is(budget, who):
    project_of(budget)
    by = EVERYBODY[who]()
    for whose, act in ON_BUDGETS.values():
        if who in whose:
            is_done(partial(act, budget, by), by)
        else:
            is_refused(partial(act, budget, by))


ENTERING = ("save_entry", "delete_entry", "save_section", "delete_project")


def test_what_somebody_still_holds_open_is_not_written_once_it_was_submitted(budget):
    project_of(budget)
    clerk = people.clerk()
    Budget.objects.filter(pk=budget.pk).update(state="submitted")
    assert budget.state == Budget.State.EDITING
    for name in ENTERING:
        with pytest.raises(WrongState, match="预算已提交，不能再改"):
            ON_BUDGETS[name][1](budget, clerk)


def test_the_operator_may_and_the_walls_stand_for_the_operator_too(budget):
    actions.save_entry(entry=budget.entries.first(), by=None)
    stages.submitted(budget)
    with pytest.raises(IntegrityError, match="预算已提交，不能再改"), transaction.atomic():
        actions.save_entry(entry=budget.entries.first(), by=None)


def waive(budget, by):
    return actions.waive(budget=budget, finding_id=WARNING, reason="预计接待批次增加。", by=by)


def take_back(budget, by):
    return actions.take_back_waiver(budget=budget, finding_id=WARNING, by=by)


@pytest.mark.parametrize("who", EVERYBODY)
def test_nobody_but_the_reviewer_waives_or_takes_a_waiver_back(budget, who):
    by = EVERYBODY[who]()
    stages.submitted(budget)
    for act in (waive, take_back):
        if who == "reviewer":
            with pytest.raises(ValidationError, match="没有"):  # there is no such warning
                act(budget, by)
        else:
            is_refused(partial(act, budget, by))


def test_who_waives_is_held_to_what_stands_now_not_to_what_they_still_hold_open(budget):
    reviewer, opened = people.reviewer(), stages.submitted(budget)
    Budget.objects.filter(pk=budget.pk).update(state="reviewed")
    assert opened.state == Budget.State.SUBMITTED
    for act in (waive, take_back):
        with pytest.raises(WrongState):
            act(opened, reviewer)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one write at a time")
@pytest.mark.parametrize("name", ENTERING)
def test_the_budget_is_held_before_anything_of_it_is_read_to_be_written_over(budget, name):
    project_of(budget)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        ON_BUDGETS[name][1](budget, None)
    said = [each["sql"] for each in asked]
    first_write = next(n for n, sql in enumerate(said) if sql.startswith(("UPDATE", "DELETE", "INSERT")))
    assert any('FOR UPDATE OF "budgets_budget"' in sql for sql in said[:first_write])


def test_a_column_that_a_section_changes_is_told_before_and_after(budget):
    class Form:
        def save(self):
            Budget.objects.filter(pk=budget.pk).update(no_projects=not budget.no_projects)

    actions.save_section(budget=budget, section="projects", forms=[Form()], by=people.clerk())
    changed = Event.objects.get(action="保存章节").detail["changes"]
    assert [(each["before"], each["after"]) for each in changed] == [
        (str(budget.no_projects), str(not budget.no_projects))
    ]


def test_a_department_is_not_taken_out_of_a_region_that_is_not_theirs(budget):
    officer = people.finance_officer()
    taken = Department.objects.create(region=elsewhere(), code="900", name="某局", short_name="某局")
    taken.region = budget.department.region
    is_refused(lambda: actions.save_organisation(organisation=taken, by=officer))


def test_a_region_is_made_by_the_administrator_of_the_system_alone():
    new = {"code": "999999", "name": "某区", "level": "区"}
    is_refused(lambda: actions.save_organisation(organisation=Region(**new), by=people.finance_officer()))
    actions.save_organisation(organisation=Region(**new), by=EVERYBODY["system"]())
    assert Region.objects.filter(code="999999").exists()


# Administrators -----------------------------------------------------------------------------------------------------


def grant(user, by):
    return administering.grant(user=user, role="clerk", department=drafts.department(), by=by)


def add(user, by):
    return administering.add_person(username="new", name="新人", email="", phone="", by=by)


def change(user, by):
    return administering.change_person(user=user, name="改名", email="", phone="", by=by)


ADMINISTERING = {
    "add_person": ("system", add),
    "change_person": ("system", change),
    "disable": ("system", lambda user, by: administering.disable(user=user, by=by)),
    "enable": ("system", lambda user, by: administering.enable(user=user, by=by)),
    "reset_password": ("system", lambda user, by: administering.reset_password(user=user, by=by)),
    "grant": ("security", grant),
    "revoke": ("security", lambda user, by: administering.revoke(membership=user.memberships.get(), by=by)),
}
SIGNING_IN = {
    "give_one_time_password": (
        "system",
        lambda user, by: signing_in.give_one_time_password(user=user, by=by),
    ),
    "reset_second_factor": ("security", lambda user, by: signing_in.reset_second_factor(user=user, by=by)),
    "unlock": ("security", lambda user, by: signing_in.unlock(user=user, by=by)),
    "end_sessions": ("security", lambda user, by: signing_in.end_sessions(user=user, by=by)),
}
ON_PEOPLE = ADMINISTERING | SIGNING_IN
#: What people do about themselves, and what other actions end with.
OWN = {"signed_out", "set_up_second_factor", "password_changed", "sign_out_everywhere"}


@pytest.fixture
def somebody():
    return people.member("he", "clerk", people.department("300", "上海市普陀区教育局"))


def test_every_action_on_people_is_tried_here():
    assert public_actions(administering) == ADMINISTERING.keys()
    assert public_actions(signing_in) == SIGNING_IN.keys() | OWN


@pytest.mark.parametrize("who", EVERYBODY)
def test_each_action_on_people_is_for_the_administrator_whose_it_is(somebody, who):
    by = EVERYBODY[who]()
    for whose, act in ON_PEOPLE.values():
        if who == whose:
            is_done(partial(act, somebody, by), by)
        else:
            is_refused(partial(act, somebody, by))


@pytest.mark.parametrize("role", ["system", "security"])
def test_an_administrator_who_was_disabled_does_nothing_more(somebody, role):
    by = EVERYBODY[role]()
    by.is_active = False
    for _whose, act in ON_PEOPLE.values():
        is_refused(partial(act, somebody, by))


@pytest.mark.parametrize("role", ["system", "security"])
def test_no_administrator_does_it_to_themselves(role):
    by = EVERYBODY[role]()
    for name in ON_PEOPLE.keys() - {"add_person", "change_person", "enable"}:
        whose, act = ON_PEOPLE[name]
        if whose == role:
            with pytest.raises(ValidationError, match="本人"):
                act(by, by)
    assert by.memberships.count() == 1 and not Event.objects.filter(by=by).exists()
