"""What a file says is compared with what is stored, looked at, and written whole or not at all."""

from decimal import Decimal

import pytest
from django.http import Http404

from budgets import audit
from budgets.access import WrongState
from budgets.actions import load_chart
from budgets.demo.load import SAMPLES, YEARS, load_all
from budgets.intake.actions import Blocked, ChangedMeanwhile, NothingToImport, import_contents
from budgets.intake.contents import Contents, Level, Origin, Row
from budgets.intake.plan import plan_of
from budgets.intake.shapes import SHAPES, plain
from budgets.models import Budget, Event
from tests import people

pytestmark = pytest.mark.django_db


def told(budget):
    """Everything that is stored of a budget, as a file would say it."""
    contents = Contents()
    for table, shape in SHAPES.items():
        if table == "budget":
            continue
        own = [f.name for f in shape.model._meta.concrete_fields if f.name not in ("id", "budget")]
        rows = shape.model.objects.filter(budget=budget)
        rows = rows.order_by("position", "pk") if shape.is_ordered else rows.order_by("pk")
        for n, row in enumerate(rows, 1):
            values = plain(row, own)
            if "position" in values:
                del values["position"]
            if shape.key == ("position",):
                values["position"] = n
            contents.add(table, Row(values, {"": Origin(sheet=table, row=n + 4)}))
        contents.covers[table] = [{}]
    return contents


@pytest.fixture
def putuo():
    for year in YEARS:
        load_chart(year=year)
    load_all(by=None)
    return Budget.objects.get(department__code="105", department__region__code="310107")


def into(budget, contents, **options):
    return import_contents(budget=budget, contents=contents, source="预算.xlsx", **({"by": None} | options))


def entry_row(contents, code):
    """What is spent under an account."""
    return next(
        row
        for row in contents.rows["entry"]
        if row.values["direction"] == "expenditure"
        and code in (row.values["function"], row.values["economic"])
    )


@pytest.mark.parametrize("n", range(len(SAMPLES)))
def test_what_is_stored_already_changes_nothing(putuo, n):
    budget = Budget.objects.order_by("pk")[n]
    plan = plan_of(budget, told(budget))
    assert plan.problems == [] and plan.changes == [] and plan.same > 10
    with pytest.raises(NothingToImport, match="与现有内容完全相同"):
        into(budget, told(budget))


def test_an_empty_budget_becomes_what_the_file_says(putuo):
    empty = Budget.objects.create(department=people.department("106", "另一个局"), year=2025)
    contents = told(putuo)
    done = into(empty, contents)
    assert done.new == sum(len(rows) for rows in contents.rows.values())
    assert plan_of(empty, told(putuo)).is_empty
    with pytest.raises(NothingToImport):
        into(empty, told(putuo))


def test_a_changed_amount_is_told_with_both_values_and_its_cell(putuo):
    contents = told(putuo)
    row = entry_row(contents, "2080506")
    row.values["amount"], row.origins["amount"] = Decimal("8873617.00"), Origin("支出", "F16", table="表 3")
    (change,) = plan_of(putuo, contents).changes
    assert (change.kind, change.label) == ("changed", "2080506 机关事业单位职业年金缴费支出 · 基本支出")
    assert (change.before, change.after, change.difference) == (
        Decimal("873617.00"),
        Decimal("8873617.00"),
        Decimal("8000000.00"),
    )
    assert str(change.origin) == "表 3 · F16"


def test_only_a_value_with_a_cell_of_its_own_is_mended_there(putuo):
    contents = told(putuo)
    row = entry_row(contents, "2080506")
    row.values["function"], row.origins = "2080577", {"amount": Origin("支出", "F16")}
    (wrong,) = [p for p in plan_of(putuo, contents).problems if p.found == "2080577"]
    assert (wrong.origin.cell, wrong.can_be_mended) == ("F16", False)
    row.origins["function"] = Origin("支出", "C16")
    (wrong,) = [p for p in plan_of(putuo, contents).problems if p.found == "2080577"]
    assert (wrong.origin.cell, wrong.can_be_mended) == ("C16", True)


def test_what_is_to_go_waits_for_a_tick(putuo):
    contents = told(putuo)
    gone = contents.rows["entry"].pop()
    with pytest.raises(Blocked, match="还有 0 处错误、1 处未确认"):
        into(putuo, contents)
    (question,) = plan_of(putuo, contents).of_level(Level.QUESTION)
    assert "删除 1 条" in question.wanted
    assert into(putuo, contents, ticked=[question.key]).removed == 1
    assert not putuo.entries.filter(
        economic__code=gone.values["economic"], amount=gone.values["amount"]
    ).exists()


def test_a_file_that_speaks_of_some_rows_leaves_the_others(putuo):
    contents = told(putuo)
    income = [row for row in contents.rows["entry"] if row.values["direction"] == "income"]
    only = Contents(rows={"entry": income}, covers={"entry": [{"direction": "income"}]})
    assert plan_of(putuo, only).is_empty


def test_one_error_stops_everything(putuo):
    contents = told(putuo)
    entry_row(contents, "30211").values["amount"] = Decimal("1.00")
    bad = entry_row(contents, "30217")
    bad.values["economic"], bad.hints["economic"] = "3217", "公务接待费"
    (error,) = plan_of(putuo, contents).of_level(Level.ERROR)
    assert (error.found, error.suggestion) == ("3217", "30217")
    assert error.wanted.startswith("科目 3217 不在 2025 年政府收支分类科目中") and error.wanted.endswith(
        "“公务接待费”是 30217"
    )
    with pytest.raises(Blocked, match="还有 1 处错误"):
        into(putuo, contents, ticked=None)
    assert putuo.entries.get(economic__code="30211").amount == Decimal("20000.00")


def test_a_jump_of_a_hundred_times_is_asked_about(putuo):
    contents = told(putuo)
    row = entry_row(contents, "2010601")
    row.values |= {"amount": Decimal("5000000.00"), "last_amount": Decimal("500.00")}
    questions = [p.wanted for p in plan_of(putuo, contents).of_level(Level.QUESTION)]
    assert questions == ["比上年增长 10000 倍，单位是否有误？"]


def test_a_name_that_stands_twice_is_told_with_both_rows(putuo):
    contents = told(putuo)
    first = contents.rows["project"][0]
    contents.rows["project"].append(Row(dict(first.values), {"": Origin("项目", row=8)}))
    assert [p.wanted for p in plan_of(putuo, contents).of_level(Level.ERROR)] == [
        f"第 8 行与第 5 行重复：项目：{first.values['name']}"
    ]


def test_a_project_and_its_money_come_in_one_file(putuo):
    contents = told(putuo)
    about = {"name": "新项目", "amount": Decimal("1000.00"), "use": "试行"}
    contents.add("project", Row(about))
    spent = {"direction": "expenditure", "nature": "project", "function": "2010602", "source": "101"}
    contents.add("entry", Row({**spent, "project": "新项目", "amount": Decimal("1000.00")}))
    assert into(putuo, contents).new == 2
    assert putuo.entries.get(project__name="新项目").amount == Decimal("1000.00")


def test_what_somebody_changed_meanwhile_is_looked_at_again(putuo):
    contents = told(putuo)
    entry_row(contents, "30211").values["amount"] = Decimal("1.00")
    seen = plan_of(putuo, contents).digest
    putuo.entries.filter(economic__code="30213").update(amount=Decimal("7.00"))
    with pytest.raises(ChangedMeanwhile):
        into(putuo, contents, seen=seen)


def test_the_record_has_every_value_before_and_after_and_whose_they_are(putuo):
    zhou, shen = people.clerk(), people.finance_officer()
    contents = told(putuo)
    for by, action, amount in ((zhou, "导入", "1.00"), (shen, "代为导入", "2.00")):
        entry_row(contents, "30211").values["amount"] = Decimal(amount)
        into(putuo, contents, by=by, sha256="ab" * 32)
        event = Event.objects.latest("seq")
        assert (event.action, event.by, event.detail["source"]) == (action, by, "预算.xlsx")
        assert [each["after"] for each in event.detail["changes"]] == [amount]
    assert list(audit.faults()) == []


def test_nobody_imports_into_a_budget_that_is_not_theirs_or_not_open(putuo):
    contents = told(putuo)
    entry_row(contents, "30211").values["amount"] = Decimal("1.00")
    for by in (people.outsider(), people.reviewer()):
        with pytest.raises(Http404):
            into(putuo, contents, by=by)
    Budget.objects.filter(pk=putuo.pk).update(state="submitted")
    for by in (people.clerk(), None):
        with pytest.raises(WrongState, match="预算已提交，不能再改"):
            into(putuo, contents, by=by)


def test_comparing_costs_the_same_whatever_the_size(putuo, django_assert_num_queries):
    contents = told(putuo)
    few = Contents(rows={"entry": contents.rows["entry"][:1]})
    with django_assert_num_queries(21):
        plan_of(putuo, contents)
    with django_assert_num_queries(21):
        plan_of(putuo, few)
