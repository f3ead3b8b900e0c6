"""What the database itself refuses, whoever asks, on both engines."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction

from budgets import audit, walls
from budgets.models import Budget, ChainHead, Department, Entry, Event, Handover
from disclosures import walls as published_walls
from disclosures import workflow
from tests import people, stages
from tests.drafts import sound_budget

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[1]


@pytest.fixture
def budget():
    return sound_budget()


def refused(change, words):
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        change()


def test_every_wall_stands_after_the_migrations():
    declared = {wall.trigger for wall in (*walls.WALLS, *published_walls.WALLS)}
    if connection.vendor == "sqlite":
        declared = {name for name in declared if not name.endswith("_truncate")}
    assert declared <= walls.standing("default")


@pytest.mark.django_db(databases=[])
def test_a_portal_with_walls_is_migrated_back_and_forth_and_has_them_again(tmp_path):
    """SQLite makes a table anew to alter it, and refuses while triggers of other tables speak of it."""
    own = os.environ | {"DATA_DIR": str(tmp_path), "DEBUG": "1", "DATABASE_URL": ""}
    for target in (
        ["migrate"],
        ["migrate", "budgets", "0012"],
        ["migrate", "disclosures", "0005"],
        ["migrate"],
    ):
        ran = subprocess.run(
            [sys.executable, "manage.py", *target, "--verbosity", "0"],
            cwd=ROOT,
            env=own,
            capture_output=True,
            text=True,
        )
        assert ran.returncode == 0, ran.stderr
    with sqlite3.connect(tmp_path / "db.sqlite3") as database:
        there = {
            name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        }
    declared = {wall.trigger for wall in (*walls.WALLS, *published_walls.WALLS) if wall.event != "TRUNCATE"}
    assert declared <= there


@pytest.mark.parametrize("model", walls.CONTENT)
def test_every_table_that_the_public_will_read_is_behind_a_wall(model):
    events = {
        wall.event for wall in walls.WALLS if wall.table == f"budgets_{model}" and wall.name == "closed"
    }
    assert events == {"INSERT", "UPDATE", "DELETE"}


def test_content_and_columns_of_a_budget_are_the_only_ones_left_out_on_purpose():
    from django.apps import apps

    beside = {"waiver", "event", "handover", "remark", "withholding", "letter", "keptinput", "tally"} | {
        "upload",
        "workitem",
    }
    belongs = {
        model._meta.model_name
        for model in apps.get_app_config("budgets").get_models()
        if any(field.name == "budget" for field in model._meta.concrete_fields)
    }
    assert belongs - beside == set(walls.CONTENT)


def test_what_was_submitted_is_not_changed_by_anybody(budget):
    stages.submitted(budget)
    entry = budget.entries.first()
    refused(lambda: Entry.objects.filter(pk=entry.pk).update(amount=1), "预算已提交，不能再改")
    refused(lambda: entry.delete(), "预算已提交，不能再改")
    refused(lambda: budget.duties.create(text="新职责"), "预算已提交，不能再改")
    refused(lambda: Budget.objects.filter(pk=budget.pk).update(no_projects=False), "预算已提交，不能再改")


def test_what_belongs_to_one_department_never_moves_to_another(budget):
    other = sound_budget(code="102")
    refused(lambda: budget.entries.update(budget=other), "不能移到别的部门")
    elsewhere = Department.objects.get(code="102")
    refused(lambda: Budget.objects.filter(pk=budget.pk).update(department=elsewhere, year=2024), "不能移到")


@pytest.mark.parametrize(
    ("rows", "column", "to"),
    [("entries", "project", "projects"), ("entries", "unit", "units"), ("indicators", "project", "projects")],
)
def test_nothing_refers_to_what_another_budget_holds(budget, rows, column, to):
    other = sound_budget(code="102")
    named = {"name": "别家的", "amount": 1} if to == "projects" else {"name": "别家的"}
    own, foreign = (getattr(each, to).create(**named) for each in (budget, other))
    there = getattr(budget, rows)
    row = there.first() or there.create(name="完成率", target="100")
    refused(lambda: there.filter(pk=row.pk).update(**{column: foreign}), "不属于这一预算")
    row.pk = None
    setattr(row, column, foreign)
    refused(lambda: row.save(force_insert=True), "不属于这一预算")
    setattr(row, column, own)
    row.save(force_insert=True)
    there.filter(pk=row.pk).update(**{column: None})


def test_every_reference_from_content_to_content_is_behind_a_wall():
    from django.apps import apps

    found = {
        (name, field.attname, field.related_model._meta.model_name)
        for name in walls.CONTENT
        for field in apps.get_model("budgets", name)._meta.concrete_fields
        if field.is_relation and field.related_model._meta.model_name in walls.CONTENT
    }
    walled = {(m, column, to) for m, columns in walls.REFERENCES.items() for column, to in columns.items()}
    assert found == walled


#: From each state, where a budget may go without any condition: written down once more, for what is declared to be held to.
STEPS = {
    "editing": {"submitted", "withheld"},
    "submitted": {"editing", "reviewed", "withheld"},
    "reviewed": {"editing", "approved", "withheld"},
    "approved": {"editing", "scheduled", "published", "withheld"},
    "scheduled": {"editing", "approved", "published", "withheld"},
    "published": {"withheld"},
    "withheld": {"editing"},
}


@pytest.mark.parametrize("before", list(STEPS))
@pytest.mark.parametrize("after", list(STEPS))
def test_a_state_follows_only_from_those_before_it(budget, before, after):
    arrive(budget, before)
    if before == after or after in STEPS[before]:
        force(budget, after)
    else:
        refused(lambda: force(budget, after), "不能从当前状态走到这一步")


def arrive(budget, state):
    way = {
        "editing": [],
        "submitted": ["submitted"],
        "reviewed": ["submitted", "reviewed"],
        "approved": ["submitted", "reviewed", "approved"],
        "scheduled": ["submitted", "reviewed", "approved", "scheduled"],
        "published": ["submitted", "reviewed", "approved", "published"],
        "withheld": ["withheld"],
    }
    for each in way[state]:
        force(budget, each)


def force(budget, state):
    from django.utils import timezone

    Budget.objects.filter(pk=budget.pk).update(state=state, scheduled_for=timezone.now())


def test_nobody_is_two_kinds_of_administrator_or_an_administrator_who_also_works_on_budgets():
    system = people.administrator("xu", "system")
    for role in ("security", "audit"):
        refused(lambda role=role: people.Membership.objects.create(user=system, role=role), "")
    refused(
        lambda: people.Membership.objects.create(user=system, role="clerk", department=people.department()),
        "管理员不能兼任",
    )
    clerk = people.clerk()
    refused(lambda: people.Membership.objects.create(user=clerk, role="audit"), "管理员不能兼任")
    refused(
        lambda: clerk.memberships.filter(department=people.department()).update(
            role="audit", department=None
        ),
        "管理员不能兼任",
    )


# The chain of events


def test_every_step_and_every_figure_leaves_its_link(budget):
    workflow.publish(budget=budget, by=None)
    assert list(audit.faults()) == []
    assert [event.action for event in Event.objects.order_by("seq")][-4:] == [
        "提交复核",
        "复核通过",
        "审批通过",
        "公开",
    ]
    assert ChainHead.objects.get(name="events").sha256 == Event.objects.first().sha256


@pytest.mark.parametrize(
    ("tried", "kept"),
    [("二\x00月", "二␀月"), ("二\\u0000月", "二\\u0000月"), ("\\\x00", "\\␀"), ("二月", "二月")],
)
def test_whatever_was_tried_can_be_recorded_and_the_chain_still_holds(tried, kept):
    audit.add(
        budget=None, by=None, action="试", detail={"tried": tried, "each": [{"tried": tried}], "at": (2, 10)}
    )
    told = Event.objects.get().detail
    assert told == {"tried": kept, "each": [{"tried": kept}], "at": [2, 10]}
    assert list(audit.faults()) == []


def test_an_event_and_a_hand_over_are_written_once(budget):
    workflow.publish(budget=budget, by=None)
    for rows in (Event.objects.all(), Handover.objects.all()):
        refused(lambda rows=rows: rows.update(detail={}), "不可修改")
        refused(lambda rows=rows: rows._raw_delete("default"), "不可")


@pytest.mark.parametrize(
    ("words", "tamper"),
    [
        ("内容与摘要不符", lambda rows: rows.filter(seq=2).update(detail={"forged": True})),
        ("内容与摘要不符", lambda rows: rows.filter(seq=2).update(by=people.clerk("forger"))),
        ("第 2 条不见了", lambda rows: rows.filter(seq=2)._raw_delete("default")),
        ("末尾与链头不符", lambda rows: rows.filter(seq=4)._raw_delete("default")),
        ("之前的不见了", lambda rows: rows.filter(seq=1)._raw_delete("default")),
    ],
)
def test_what_was_changed_past_the_walls_is_found(budget, words, tamper):
    workflow.publish(budget=budget, by=None)
    on = " ON budgets_event" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for wall in walls.WALLS:
            if wall.table == "budgets_event" and wall.event != "TRUNCATE":
                cursor.execute(f"DROP TRIGGER {wall.trigger}{on}")
    tamper(Event.objects.all())
    assert [fault for fault in audit.faults() if words in fault]


def test_a_section_that_is_saved_leaves_every_value_before_and_after(client, budget):
    from budgets.actions import save_section

    class Form:
        def save(self):
            budget.particulars.filter(key="running").update(value=100, reason="新")

    save_section(budget=budget, section="running", forms=[Form()], by=people.clerk())
    changes = {
        each["label"]: (each["before"], each["after"]) for each in Event.objects.first().detail["changes"]
    }
    assert changes["机关运行经费 · 本年"] == ("2345000.00", "100.00")
    assert changes["机关运行经费 · 说明"] == ("", "新")


def test_what_is_public_is_opened_again_by_a_correction_alone(budget):
    arrive(budget, "published")
    refused(lambda: Budget.objects.filter(pk=budget.pk).update(state="editing"), "不能从当前状态")
    Budget.objects.filter(pk=budget.pk).update(state="editing", correcting=1, correction_reason="多填")


def test_what_is_withheld_takes_no_step_while_its_basis_stands(budget):
    officer = people.finance_officer()
    workflow.withhold(budget=budget, by=officer, basis="《中华人民共和国保守国家秘密法》第十三条")
    refused(lambda: Budget.objects.filter(pk=budget.pk).update(state="editing"), "已登记不公开")


def test_an_event_is_written_in_the_transaction_that_it_tells_of_or_not_at_all(monkeypatch):
    outside = SimpleNamespace(in_atomic_block=False)
    monkeypatch.setattr(audit.transaction, "get_connection", lambda: outside)
    with pytest.raises(transaction.TransactionManagementError):
        audit.add(budget=None, by=None, action="试", detail={})
