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


def asked(plan):
    return [(p.kind, p.found, p.wanted) for p in plan.of_level(Level.QUESTION)]


def copied(contents, code, row=900):
    """A row of an entry that somebody copied, on a line of its own."""
    first = entry_row(contents, code)
    first.origins = {"amount": Origin("支出", "F16", row=16)}
    twin = Row(dict(first.values), {"amount": Origin("支出", f"F{row}", row=row)})
    contents.rows["entry"].append(twin)
    return twin


def test_a_row_that_was_copied_is_asked_about_before_it_counts_twice(putuo):
    contents = told(putuo)
    twin = copied(contents, "2080506")
    words = "重复行：第 900 行与第 16 行的科目和金额都相同"
    assert asked(plan_of(putuo, contents)) == [("twice", "87.3617 万元", words)]
    with pytest.raises(Blocked):
        into(putuo, contents)
    (question,) = plan_of(putuo, contents).of_level(Level.QUESTION)
    contents.left_out = [question.key]
    plan = plan_of(putuo, contents)
    assert plan.is_empty and [p.place for p in plan.left_out] == ["支出!F900"] and asked(plan) == []
    twin.values["amount"] += 1  # no copy any more: it comes in
    assert plan_of(putuo, contents).count("new") == 1
    twin.values["amount"] -= 1
    contents.left_out = ()
    assert into(putuo, contents, ticked=[question.key]).new == 1


def test_two_rows_that_stand_there_already_as_in_the_file_are_not_asked_about(putuo):
    contents = told(putuo)
    copied(contents, "2080506")
    into(putuo, contents, ticked=None)
    assert asked(plan_of(putuo, told(putuo))) == []


def test_a_project_of_which_a_copied_row_stays_out_comes_with_so_much_less(putuo):
    spent = {"direction": "expenditure", "nature": "project", "function": "2010602", "source": "101"}
    amount = {"project": "新项目", "amount": Decimal("1000.00")}
    rows = [Row(spent | amount, {"amount": Origin("表", f"F{n}", row=n)}) for n in (5, 6)]
    booked = Row(
        {"name": "新项目", "amount": Decimal("2000.00"), "use": "试行"}, {"name": Origin("表", "A5")}
    )
    contents = Contents(rows={"project": [booked], "entry": rows}, left_out=["表!F6:twice"])
    into(putuo, contents)
    assert putuo.projects.get(name="新项目").amount == Decimal("1000.00")
    assert putuo.entries.get(project__name="新项目").amount == Decimal("1000.00")


def test_what_is_to_go_is_told_with_last_years_amount_too(putuo):
    stored = putuo.entries.get(economic__code="30211")
    putuo.entries.filter(pk=stored.pk).update(last_amount=Decimal("30000.00"))
    contents = told(putuo)
    contents.rows["entry"].remove(entry_row(contents, "30211"))
    plan = plan_of(putuo, contents)
    gone = [
        (change.column, change.before, change.after) for change in plan.changes if change.kind == "removed"
    ]
    assert ("amount", stored.amount, None) in gone and ("last_amount", Decimal("30000.00"), None) in gone
    (question,) = plan.of_level(Level.QUESTION)
    assert question.wanted.count(" · 上年") == 0 and question.origin.sheet == "entry"


@pytest.mark.parametrize(
    ("factor", "said"), [(100, "100 倍"), (10_000, "10000 倍"), (Decimal("0.01"), "1/100")]
)
def test_an_amount_that_is_a_hundredfold_of_what_stands_there_is_asked_about(putuo, factor, said):
    putuo.projects.update(last_amount=None)
    for table, find in (
        ("project", lambda c: c.rows["project"][0]),
        ("entry", lambda c: entry_row(c, "2080506")),
    ):
        contents = told(putuo)
        row = find(contents)
        row.values["amount"] = (row.values["amount"] * factor).quantize(Decimal("0.01"))
        row.values["last_amount"] = None
        row.origins["amount"] = Origin(table, "F16")
        (question,) = plan_of(putuo, contents).of_level(Level.QUESTION)
        assert question.kind == "slip" and f"正好是现有的 {said}" in question.wanted


def test_a_project_is_held_against_last_year_though_the_file_says_nothing_of_it(putuo):
    project = putuo.projects.order_by("position").first()
    putuo.projects.filter(pk=project.pk).update(last_amount=project.amount / 2)
    contents = told(putuo)
    row = contents.rows["project"][0]
    row.values["amount"] = row.values["amount"] * 1000
    del row.values["last_amount"]
    (question,) = plan_of(putuo, contents).of_level(Level.QUESTION)
    assert question.wanted == "比上年增长 2000 倍，单位是否有误？"


def duties(budget, *texts):
    """What a file says of its duties, in order."""
    rows = [
        Row({"text": text, "position": n}, {"text": Origin("职责", f"A{n}")})
        for n, text in enumerate(texts, 1)
    ]
    return Contents(rows={"duty": rows}, covers={"duty": [{}]})


def test_a_duty_that_goes_makes_no_other_of_those_below_it(putuo):
    texts = [duty.text for duty in putuo.duties.all()]
    assert len(texts) > 3
    plan = plan_of(putuo, duties(putuo, *texts[:1], *texts[2:]))
    assert [(c.kind, c.before, c.after) for c in plan.changes] == [("removed", texts[1], "—")]
    into(putuo, duties(putuo, *texts[:1], *texts[2:]), ticked=None)
    assert [duty.text for duty in putuo.duties.all()] == [*texts[:1], *texts[2:]]


def test_duties_that_are_changed_added_and_moved_stand_as_in_the_file(putuo):
    a, b, c, *others = [duty.text for duty in putuo.duties.all()]
    for wanted, counts in (
        ([a, "另一项", c, *others], (0, 1, 0)),
        ([a, "另一项", c, *others, "末项"], (1, 0, 0)),
        (["首项", a, "另一项", c, *others, "末项"], (1, len(others) + 4, 0)),
        (["首项", c, "另一项", a, *others, "末项"], (0, 2, 0)),
        (["首项", c, a, *others, "新末项"], (0, 1, 1)),
    ):
        done = into(putuo, duties(putuo, *wanted), ticked=None)
        assert [duty.text for duty in putuo.duties.all()] == wanted
        assert (done.new, done.changed, done.removed) == counts


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


def named(contents, table):
    return [str(row.values["name"]) for row in contents.rows[table]]


@pytest.mark.parametrize(("column", "table"), [("project", "project"), ("unit", "budgetunit")])
def test_a_row_that_goes_while_money_is_booked_on_it_is_an_error_where_it_is_named(putuo, column, table):
    contents = told(putuo)
    (name, *_rest) = named(contents, table)
    rows = [row for row in contents.rows["entry"] if row.values["direction"] == "expenditure"][:2]
    for row in rows:
        row.values[column] = name
    into(putuo, contents, ticked=None)
    contents.rows[table] = [row for row in contents.rows[table] if row.values["name"] != name]
    new = copied(contents, rows[0].values["function"] or rows[0].values["economic"])
    new.values[column] = name
    for number, row in enumerate(contents.rows["entry"], 1):
        row.origins[column] = Origin("支出", f"G{number}", number)
    errors = plan_of(putuo, contents).of_level(Level.ERROR)
    where = [row.origins[column].cell for row in contents.rows["entry"] if row.values[column] == name]
    assert len(where) >= 3
    assert [each.origin.cell for each in errors if "将被删除" in each.wanted and name in each.wanted] == where
    with pytest.raises(Blocked):
        into(putuo, contents, ticked=None)


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
        into(putuo, contents, by=by, sha256="ab" * 32, ticked=None)
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
    with django_assert_num_queries(11):
        plan_of(putuo, contents)
    with django_assert_num_queries(11):
        plan_of(putuo, few)
