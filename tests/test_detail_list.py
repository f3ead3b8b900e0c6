"""The detail list that budget systems export: heads by synonym, in any order, and every row beside what is wrong with it."""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from budgets.intake import detail
from budgets.intake.actions import NothingToImport, import_contents
from budgets.intake.amounts import amount_in
from budgets.intake.cells import Text, address, of_sheet, of_text, position
from budgets.intake.contents import Level
from budgets.intake.detail import Detail, Usual, _cut, contents_of, known_of, layout_in
from budgets.intake.heads import NO_THIS_YEAR, layout_of, of_year
from budgets.intake.lookup import Lookup
from budgets.intake.plan import plan_of
from budgets.models import BudgetUnit, Entry, Project
from budgets.money import Unit
from disclosures.compose import compose
from disclosures.document import as_json
from disclosures.intake.sheets import read_workbook
from disclosures.rendering.workbook import render_workbook
from tests import people
from tests.samples_text import SHARED
from tests.test_every_form import EVERY_KIND, full

pytestmark = pytest.mark.django_db


@dataclass
class Sheet:
    """A sheet as the reader of workbooks gives it."""

    name: str
    cells: dict
    is_hidden: bool = False
    merged: tuple = ()
    hidden_rows: frozenset = frozenset()
    hidden_columns: frozenset = frozenset()


@dataclass
class Workbook:
    sheets: list
    is_1904: bool = False


@dataclass
class Cell:
    text: str
    kind: str = "text"
    is_formula: bool = False
    format: str = "General"
    raw: str = ""


def sheet(block, name="明细", **more):
    """A sheet from lines whose cells stand between bars; ``=`` before a number makes it a number."""
    cells = {}
    for row, line in enumerate(block.strip("\n").split("\n")):
        for column, text in enumerate(line.split("|")):
            if text := text.strip():
                is_number = text.startswith("=")
                cells[row, column] = Cell(text.removeprefix("="), "number" if is_number else "text")
    return Sheet(name, cells, **more)


def read(budget, block, *, other=None, mended=None, mapping=None, unit="", **more):
    given = sheet(block, **more)
    given.cells |= other or {}
    return contents_of(Workbook([given]), budget, mended=mended, mapping=mapping, unit=unit)


def entries(contents):
    """(function, economic, nature, project, amount in 元) of every entry."""
    columns = ("function", "economic", "nature", "project", "amount")
    return [tuple(row.values[name] for name in columns) for row in contents.rows.get("entry", [])]


def said(contents, level=Level.ERROR):
    return [problem.wanted for problem in contents.problems if problem.level is level]


LIST = """
2025年部门预算支出明细表
| | | | | | | 单位：元
单位编码 | 预算单位 | 项目名称 | 支出功能分类科目 | 部门预算支出经济分类 | 资金性质 | 支出类型 | 预算数 | 拨付方式
105001 | 区财政局本级 | 工资奖金 | 2010601-行政运行 | [30101]基本工资 | 111-一般公共预算资金 | 人员类 | =1234567.89 | 直接
105001 | 区财政局本级 | 公用经费 | 2010601 行政运行 | 30201 办公费 | 一般公共预算 | 公用经费 | 100,000.00 | 直接
105001 | 区财政局本级 | 财政业务费 | 2010608-财政委托业务支出 | 30227-委托业务费 | 政府性基金预算 | 特定目标 | =200000 | 授权
合计 | | | | | | | =1534567.89
"""


UNITS = ["千元", "亿元", "百万元", "千万元", "美元", "万美元", "人民币千元", "港币"]


@pytest.fixture
def budget():
    budget = people.budget()
    BudgetUnit.objects.create(
        budget=budget, name="区财政局本级", code="105001", kind="administrative", is_itself=True
    )
    return budget


def test_a_list_of_a_budget_system_becomes_entries_with_all_their_classifications(budget):
    contents = read(budget, LIST)
    assert said(contents) == []
    assert entries(contents) == [
        ("2010601", "30101", "basic", None, Decimal("1234567.89")),
        ("2010601", "30201", "basic", None, Decimal("100000.00")),
        ("2010608", "30227", "project", "财政业务费", Decimal("200000.00")),
    ]
    first, *_others, last = contents.rows["entry"]
    assert (first.values["source"], last.values["source"]) == ("101", "102")
    assert first.values["unit"] == "区财政局本级"
    assert (first.origin("amount").sheet, first.origin("amount").cell) == ("明细", "H4")


def test_what_was_not_used_and_what_was_understood_is_said(budget):
    notices = said(read(budget, LIST), Level.NOTICE)
    assert "第 9 列“拨付方式”没有用到。" in notices
    assert "表头写着“单位：元”，已按元读取" in notices
    assert "基本支出不列项目，这些行的项目名称没有用到。" in notices


def test_the_row_of_totals_is_a_check_and_no_entry(budget):
    contents = read(budget, LIST)
    assert [(s.label, s.stated, s.read) for s in contents.stated] == [
        ("合计", Decimal("1534567.89"), Decimal("1534567.89"))
    ]
    wrong = read(budget, LIST.replace("=1534567.89", "=1534567.90"))
    assert said(wrong, Level.QUESTION) == [
        "第 7 行：合计 1,534,567.90 元与明细之和 1,534,567.89 元不符，差 0.01 元。照明细导入"
    ]


def test_a_list_is_imported_and_the_same_list_again_changes_nothing(budget):
    done = import_contents(budget=budget, contents=read(budget, LIST), by=None, source="明细.xlsx")
    assert (done.changed, done.removed) == (0, 0)
    assert Entry.objects.count() == 3
    project = Project.objects.get()
    assert (project.name, project.amount) == ("财政业务费", Decimal("200000.00"))
    with pytest.raises(NothingToImport):
        import_contents(budget=budget, contents=read(budget, LIST), by=None, source="明细.xlsx")


def test_a_row_that_is_no_longer_in_the_list_is_asked_about(budget):
    import_contents(budget=budget, contents=read(budget, LIST), by=None, source="明细.xlsx")
    shorter = "\n".join(line for line in LIST.split("\n") if "30201" not in line and "合计" not in line)
    plan = plan_of(budget, read(budget, shorter))
    assert (plan.count("removed"), plan.count("new"), plan.same) == (1, 0, 2)


@pytest.mark.parametrize(("head", "more"), [("资金来源", "一般公共预算"), ("预算单位", "甲所")])
def test_a_row_of_which_the_list_now_says_more_is_asked_about(budget, head, more):
    shorter = "功能科目 | 支出性质 | 金额（元）\n2010601 | 基本支出 | 100"
    import_contents(budget=budget, contents=read(budget, shorter), by=None, source="明细.xlsx")
    other = people.entry(budget, "3", function="2010602")
    Entry.objects.filter(pk=other.pk).update(source=None)
    longer = f"功能科目 | 支出性质 | {head} | 金额（元）\n2010601 | 基本支出 | {more} | 100"
    plan = plan_of(budget, read(budget, longer))
    assert (len(plan.new["entry"]), plan.count("removed")) == (1, 1)
    assert [row.function.code for row in plan.removed["entry"]] == ["2010601"]
    assert "删除 1 条：2010601 行政运行 · 基本支出。工作簿里没有这一行" in [
        question.wanted for question in plan.of_level(Level.QUESTION)
    ]


def test_entries_of_another_nature_than_the_lists_stay(budget):
    people.entry(budget, "7", nature="operating", function="2010601")
    assert plan_of(budget, read(budget, LIST)).count("removed") == 0


@pytest.mark.parametrize(
    "heads",
    [
        "金额（元） | 部门经济科目 | 功能科目编码 | 功能科目名称",
        "2025年预算数(元) | 经济科目 | 支出功能分类科目编码 | 支出功能分类科目名称",
        "批复数（元） | 部门预算经济分类 | 功能分类科目代码 | 功能分类科目名称",
    ],
)
def test_columns_may_stand_in_any_order_under_any_name(budget, heads):
    contents = read(budget, f"{heads}\n=5000.5 | 30101 基本工资 | 2010601 | 行政运行")
    assert said(contents) == []
    assert entries(contents) == [("2010601", "30101", "basic", None, Decimal("5000.50"))]


def test_heads_in_two_rows_are_read_together(budget):
    block = """
    支出功能分类科目 | | 金额（万元） |
    编码 | 名称 | 基本支出 | 项目支出
    2010601 | 行政运行 | 12.5 |
    2010608 | 财政委托业务支出 | | 3
    """
    contents = read(budget, block)
    assert said(contents) == []
    assert entries(contents) == [
        ("2010601", None, "basic", None, Decimal("125000.00")),
        ("2010608", None, "project", None, Decimal("30000.00")),
    ]


def test_a_column_of_totals_is_held_against_its_parts(budget):
    block = (
        "功能科目 | 合计（元） | 基本支出 | 项目支出\n2010601 | 300 | 100 | 200\n2010608 | 300 | 100 | 100"
    )
    contents = read(budget, block)
    assert [row.values["amount"] for row in contents.rows["entry"]] == [Decimal(100), Decimal(200)]
    assert said(contents) == ["合计 300.00 元与明细之和 200.00 元不符，差 100.00 元"]


def test_last_years_column_is_known_by_its_word_or_by_its_year(budget):
    for head in ("上年预算数", "2024年预算数"):
        contents = read(budget, f"功能科目 | {head} | 2025年预算数（元）\n2010601 | 90 | 100")
        row = contents.rows["entry"][0]
        assert (row.values["amount"], row.values["last_amount"]) == (Decimal(100), Decimal(90))


@pytest.mark.parametrize(
    "head",
    [
        "上年预算数", "上年执行数", "增减额", "2024年执行数", "2023年决算数", "2023年预算数", "占比", "人数", "编号",
        "2025年1-6月执行数", "2024年预算数", "2024年基本支出", "上年基本支出", "金额（上年）", "预算数（2023年）",
        "2025年执行数",
    ],
)  # fmt: skip
@pytest.mark.parametrize("coded", ["功能科目", "科目编码"])
def test_a_column_of_another_year_or_of_no_amounts_is_never_this_years(budget, head, coded):
    contents = read(budget, f"{coded} | {head}\n2010601 | 100\n2010602 | 50", unit="元")
    assert entries(contents) == []
    assert NO_THIS_YEAR in said(contents)


def test_a_dated_line_above_a_block_without_heads_is_no_head_of_it():
    block = "填报日期：2025年1月5日\t单位：元\n2010601\t行政运行\t100"
    layout = layout_of(of_text(block), Lookup(2025))
    assert layout.columns == {0: "function", 1: "function_name", 2: "amount"}


def test_another_years_column_is_taken_where_somebody_says_so_and_asked_about_each_time(budget):
    block = "功能科目 | 上年执行数（元）\n2010601 | 100"
    contents = read(budget, block, mapping={"0": "function", "1": "amount"})
    assert entries(contents) == [("2010601", None, "basic", None, Decimal(100))]
    assert "“上年执行数（元）”一列照选定的读作本年金额，请确认" in said(contents, Level.QUESTION)


@pytest.mark.parametrize("over", ["2024年预算数", "上年预算数", "上年执行数"])
def test_heads_over_heads_say_of_which_year_the_amounts_below_them_are(budget, over):
    block = f"""
功能科目 | {over}（元） | | 2025年预算数（元） |
 | 基本支出 | 项目支出 | 基本支出 | 项目支出
2010601 | 9 | 8 | 3 | 2
"""
    contents = read(budget, block)
    assert [row[4] for row in entries(contents)] == [Decimal(3), Decimal(2)]


def test_dated_columns_of_parts_of_another_year_are_left_out(budget):
    block = "功能科目 | 2024年基本支出（元） | 2025年基本支出（元）\n2010601 | 9 | 3"
    assert [row[4] for row in entries(read(budget, block))] == [Decimal(3)]


@pytest.mark.parametrize("told", ["2024", "2024年", "2024年度"])
def test_another_years_list_is_refused_by_its_column_of_years(budget, told):
    contents = read(budget, f"年度 | 功能科目 | 金额（元）\n{told} | 2010601 | 1\n{told} | 2010602 | 2")
    assert said(contents) == ["第 2、3 行的年度是 2024 年，本预算是 2025 年：这是另一年的明细，没有导入"]
    assert said(read(budget, "预算年度 | 功能科目 | 金额（元）\n2025 | 2010601 | 1")) == []


def test_a_single_subtotal_below_every_row_is_held_against_them(budget):
    block = "功能科目 | 金额（元）\n2010601 | 100\n2010602 | 70\n小计 | 999"
    assert "第 4 行：合计 999.00 元与明细之和 170.00 元不符，差 829.00 元。照明细导入" in said(
        read(budget, block), Level.QUESTION
    )
    parts = "功能科目 | 金额（元）\n2010601 | 100\n小计 | 100\n2010602 | 70\n小计 | 70"
    assert said(read(budget, parts), Level.QUESTION)[0].startswith("没有“支出性质”")


def test_headings_among_the_rows_are_no_money_of_their_own(budget):
    block = """
    经济科目 | 金额（元）
    302 商品和服务支出 | 300
    30201 办公费 | 100
    30202 印刷费 | 200
    """
    contents = read(budget, block)
    assert [row[1] for row in entries(contents)] == ["30201", "30202"]
    assert said(contents, Level.QUESTION) == ["没有“支出性质”一列，全部按基本支出导入"]
    other = read(budget, block.replace("| 300", "| 301"))
    assert "第 2 行：合计 301.00 元与明细之和 300.00 元不符，差 1.00 元。照明细导入" in said(
        other, Level.QUESTION
    )


TWO_ACCOUNTS = """
功能科目 | 经济科目 | 支出性质 | 金额（元）
201 | | 基本支出 | 1000
20106 | | 基本支出 | 1000
2010601 | | 基本支出 | 1000
2010601 | 30101 | 基本支出 | 600
2010601 | 30102 | 基本支出 | 400
"""


def test_headings_of_a_list_by_two_classifications_are_no_money_of_their_own(budget):
    contents = read(budget, TWO_ACCOUNTS)
    assert [(row[1], row[4]) for row in entries(contents)] == [
        ("30101", Decimal(600)),
        ("30102", Decimal(400)),
    ]
    assert (said(contents), said(contents, Level.QUESTION)) == ([], [])
    assert [(s.stated, s.read) for s in contents.stated] == [(Decimal(1000), Decimal(1000))] * 3


@pytest.mark.parametrize("head", ["资金来源", "项目", "预算单位"])
def test_a_heading_says_nothing_of_where_the_rows_below_it_belong(budget, head):
    named = {
        "资金来源": ("一般公共预算", "政府性基金预算"),
        "项目": ("甲", "乙"),
        "预算单位": ("甲所", "乙所"),
    }
    first, second = named[head]
    block = f"功能科目 | {head} | 金额（元）\n20106 | | 150\n2010601 | {first} | 100\n2010601 | {second} | 50"
    contents = read(budget, block)
    assert [row[4] for row in entries(contents)] == [Decimal(100), Decimal(50)]
    other = read(budget, block.replace("| 150", "| 151"))
    assert "第 2 行：合计 151.00 元与明细之和 150.00 元不符，差 1.00 元。照明细导入" in said(
        other, Level.QUESTION
    )


def test_a_heading_of_income_is_no_income_of_its_own(budget):
    block = "收入项目 | 收入预算数（元） \n3 单位资金 | 150\n301 事业收入 | 100\n305 其他收入 | 50"
    block = block.replace("收入预算数", "金额")
    contents = read(budget, block)
    assert [row.values["source"] for row in contents.rows["entry"]] == ["301", "305"]


def test_a_row_that_may_be_a_heading_or_money_is_asked_about(budget):
    contents = read(budget, TWO_ACCOUNTS.replace("30102 | 基本支出 | 400", "30102 | 基本支出 | 300"))
    assert Decimal(1000) in [row[4] for row in entries(contents)]
    assert (
        "第 4 行没有“部门经济科目”，第 5、6 行有，合计 900.00 元：照明细导入。若是它们的合计行，请删去"
        in said(contents, Level.QUESTION)
    )


def test_money_without_a_project_beside_a_project_is_money(budget):
    block = "功能科目 | 项目 | 金额（元）\n2010601 | | 500\n2010601 | 甲 | 100"
    contents = read(budget, block)
    assert [row[2:] for row in entries(contents)] == [
        ("basic", None, Decimal(500)),
        ("project", "甲", Decimal(100)),
    ]
    assert said(contents, Level.QUESTION) == []
    same = read(budget, block.replace("500", "100"))
    assert [row[2:] for row in entries(same)] == [("project", "甲", Decimal(100))]
    assert "第 2 行与第 3 行之和相等，按合计行不导入，请确认" in said(same, Level.QUESTION)


def test_headings_and_lines_of_other_natures_are_not_taken_together(budget):
    block = "经济科目 | 支出性质 | 金额（元）\n302 | 基本支出 | 100\n30201 | 项目支出 | 100"
    assert len(entries(read(budget, block))) == 2


@pytest.mark.parametrize("rows", [20, 200])
def test_headings_are_found_without_holding_every_row_against_every_other(budget, rows, monkeypatch):
    """Twice as many rows are cut twice as often."""
    cuts = []
    monkeypatch.setattr(detail, "_cut", lambda said, shape: cuts.append(shape) or _cut(said, shape))
    lines = "\n".join(f"2010601 | 30101 | {n}.00" for n in range(rows))
    read(budget, f"功能科目 | 经济科目 | 金额（元）\n201 | | 1\n20106 | | 1\n{lines}")
    assert len(cuts) <= 4 * rows


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize(
    ("block", "cell"),
    [
        ("单位：{}\n功能科目 | 支出性质 | 金额\n2010601 | 基本支出 | 100", "A1"),
        ("支出明细（金额单位:{}）\n功能科目 | 支出性质 | 金额\n2010601 | 基本支出 | 100", "A1"),
        ("功能科目 | 支出性质 | 金额（{}）\n2010601 | 基本支出 | 100", "C1"),
        ("功能科目 | 支出性质 | 预算数 | 上年数（单位：{}）\n2010601 | 基本支出 | 100 | 9", "D1"),
    ],
)
def test_a_list_in_another_unit_than_yuan_and_ten_thousands_is_refused_at_its_cell(budget, unit, block, cell):
    (told,) = [p for p in read(budget, block.format(unit), unit="元").problems if p.level is Level.ERROR]
    assert told.origin.cell == cell and f"“{unit}”" in told.wanted and "元或万元" in told.wanted


def test_a_pasted_block_in_thousands_is_not_saved(budget):
    block = of_text("功能科目\t金额（千元）\n2010601\t100")
    lookup = Lookup(budget.year)
    read_block = Detail(block, layout_of(block, lookup), lookup, known_of(budget), Usual(), Unit.YUAN)
    (line,) = read_block.lines
    assert line.is_wrong and "“千元”" in line.problems[0].wanted and not line.problems[0].origin.cell


def test_units_that_do_not_agree_are_not_passed_over(budget):
    line = "单位：万元\n功能科目 | 支出性质 | 金额（元）\n2010601 | 基本支出 | 100"
    assert "“单位：万元”与金额一栏的单位不同，按元读取，请确认" in said(read(budget, line), Level.QUESTION)
    columns = "功能科目 | 支出性质 | 本年（元） | 上年（万元）\n2010601 | 基本支出 | 100 | 9"
    assert said(read(budget, columns)) == ["“上年（万元）”与其他金额栏的单位（元）不同，请统一单位"]


def test_an_amount_with_its_unit_beside_it_is_refused_with_what_fits(budget):
    block = "单位：万元\n功能科目 | 支出性质 | 金额\n2010601 | 基本支出 | {}"
    (told,) = read(budget, block.format("12千元")).problems[:1]
    assert (told.found, told.wanted, told.suggestion) == ("12千元", "请只填数字，单位为万元", "1.2")
    assert said(read(budget, block.format("12美元"))) == ["应为人民币万元，这里写着“美元”，请换算后填写"]


def test_a_number_that_its_program_shows_in_thousands_is_refused(budget):
    block = "单位：元\n功能科目 | 支出性质 | 金额\n2010601 | 基本支出 | "
    shown = {(2, 2): Cell("12", "number", format='0.00"千元"')}
    assert "“千元”" in said(read(budget, block, other=shown))[0]
    assert not said(read(budget, block, other={(2, 2): Cell("12", "number", format='0.00"元"')}))


def test_where_no_unit_is_written_the_clerk_is_asked(budget):
    contents = read(budget, "功能科目 | 金额\n2010601 | 100")
    assert "没有写单位，按元读取，合计 0.01 万元，请确认" in said(contents, Level.QUESTION)
    chosen = read(budget, "功能科目 | 金额\n2010601 | 100", unit="万元")
    assert chosen.rows["entry"][0].values["amount"] == Decimal(1_000_000)


# Security.md §5.4


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (Cell("4,18,8000.00"), "千位分隔符位置不对，请填 4188000.00"),
        (Cell("#REF!", "error", True), "第 2 行‘金额（元）’：公式错误 #REF!"),
        (Cell("", "uncounted", True), "公式没有计算结果，请用 Excel 打开并保存"),
        (Cell("2025-01-20", "date"), "应为金额，收到日期"),
        (Cell("1E400"), "金额过大"),
        (Cell("NaN"), "不是有效金额"),
        (Cell("1234.567", "number"), "最多两位小数（收到 3 位）；系统不做四舍五入"),
        (Cell(""), "请填写；无支出请填 0"),
    ],
)
def test_an_amount_that_is_none_is_told_at_its_cell(budget, cell, words):
    contents = read(budget, "功能科目 | 金额（元）\n2010601 | x", other={(1, 1): cell})
    [problem] = [p for p in contents.problems if p.level is Level.ERROR]
    assert (problem.wanted, problem.origin.cell, problem.can_be_mended) == (words, "B2", True)
    assert entries(contents) == []


UNCOUNTED = Cell("", "uncounted", True)


def test_a_row_by_name_alone_whose_formula_was_not_counted_is_no_remark(budget):
    contents = read(budget, "功能科目名称 | 金额（元）\n财政委托业务支出 | x", other={(1, 1): UNCOUNTED})
    assert said(contents) == ["公式没有计算结果，请用 Excel 打开并保存"]


@pytest.mark.parametrize("column", [0, 1, 2, 4])
def test_a_formula_without_its_value_is_told_in_every_column_that_is_read(budget, column):
    block = "功能科目 | 项目 | 上年数 | 金额（元） | 说明\n2010601 | 甲 | 5 | 6 | 无"
    contents = read(budget, block, other={(1, column): UNCOUNTED})
    [problem] = [p for p in contents.problems if p.level is Level.ERROR]
    assert (problem.wanted, problem.origin.cell) == (
        "公式没有计算结果，请用 Excel 打开并保存",
        address(1, column),
    )


def test_a_faulty_formula_is_no_name_of_a_project(budget):
    cells = {(1, 1): Cell("#N/A", "error", True)}
    contents = read(budget, "功能科目 | 项目 | 金额（元）\n2010601 | x | 6", other=cells)
    assert said(contents) == ["公式错误 #N/A"]


def test_a_remark_that_is_too_long_is_told_and_not_cut(budget):
    block = "功能科目 | 金额（元） | 说明\n2010601 | 1 | {}"
    assert said(read(budget, block.format("说" * 201))) == ["最多 200 字（收到 201 字）"]
    (row,) = read(budget, block.format("说" * 200)).rows["entry"]
    assert row.values["reason"] == "说" * 200


def test_last_years_amount_beside_several_of_this_years_is_not_stored_and_said_so_of_a_file(budget):
    block = "功能科目 | 基本支出（元） | 项目支出 | 上年数\n2010601 | 1 | 2 | 3\n2010602 | 1 | | 3"
    contents = read(budget, block)
    assert [row.values.get("last_amount") for row in contents.rows["entry"]] == [None, None, Decimal(3)]
    assert "第 2 行有几个本年金额，上年金额没有用到" in said(contents, Level.NOTICE)


def test_the_noise_of_binary_fractions_is_no_digit(budget):
    cells = {(1, 1): Cell("1234.5600000000001", "number"), (2, 1): Cell("0.30000000000000004", "number")}
    contents = read(budget, "功能科目 | 金额（元）\n2010601 | x\n2010602 | x", other=cells)
    assert [row.values["amount"] for row in contents.rows["entry"]] == [Decimal("1234.56"), Decimal("0.30")]


def test_a_code_that_became_a_number_is_repaired_or_told(budget):
    cells = {(1, 0): Cell("2010601.0", "number"), (2, 0): Cell("2.01E+06", "number")}
    contents = read(budget, "功能科目编码 | 金额（元）\nx | 1\nx | 2", other=cells)
    assert [row[0] for row in entries(contents)] == ["2010601"]
    assert said(contents) == ["科目编码应为文本"]


def test_merged_cells_over_rows_and_hidden_rows_are_told(budget):
    block = "预算单位 | 功能科目 | 金额（元）\n上海市普陀区财政局 | 2010601 | 1\n| 2010602 | 2"
    contents = read(budget, block, merged=((1, 0, 2, 0),), hidden_rows=frozenset({2}))
    assert said(contents) == ["第 2–3 行有合并单元格，请取消合并"]
    assert "含隐藏行（第 3 行），请确认" in said(contents, Level.QUESTION)


def test_another_departments_list_is_refused(budget):
    contents = read(budget, "部门编码 | 功能科目 | 金额（元）\n106 | 2010601 | 1")
    assert said(contents) == ["第 2 行部门编码 106 不是本部门（105）"]
    contents = read(budget, "单位编码 | 功能科目 | 金额（元）\n106001 | 2010601 | 1")
    assert said(contents) == ["第 2 行单位编码 106001 不是本部门（105）的单位"]


def test_a_formula_is_taken_by_its_value_and_told(budget):
    cells = {(1, 1): Cell("5", "number", is_formula=True)}
    contents = read(budget, "功能科目 | 金额（元）\n2010601 | x", other=cells)
    assert "第 2 行含公式，已取计算值" in said(contents, Level.NOTICE)


def test_a_cell_is_mended_without_a_new_upload(budget):
    block = "经济科目编码 | 经济科目名称 | 金额（元）\n3217 | 公务接待费 | 20 000.00"
    first = read(budget, block)
    assert [(p.place, p.suggestion) for p in first.problems if p.level is Level.ERROR] == [
        ("明细!A2", "30217"),
        ("明细!C2", "20000.00"),
    ]
    mended = read(budget, block, mended={"明细!A2": "30217", "明细!C2": "20000.00"})
    assert said(mended) == []
    assert entries(mended) == [(None, "30217", "basic", None, Decimal("20000.00"))]


def test_a_mapping_chosen_by_hand_goes_before_what_the_heads_say(budget):
    block = "功能科目 | 申报数（元） | 审定（元）\n2010601 | 100 | 90"
    assert read(budget, block).rows["entry"][0].values["amount"] == Decimal(100)
    chosen = read(budget, block, mapping={"0": "function", "2": "amount"})
    assert chosen.rows["entry"][0].values["amount"] == Decimal(90)


def test_a_new_unit_is_asked_about_and_comes_with_the_entries(budget):
    contents = read(
        budget, "单位编码 | 单位名称 | 功能科目 | 金额（元）\n105002 | 财政票据中心 | 2010650 | 5"
    )
    assert "单位“财政票据中心”还没有登记，将新增，性质按“事业”，请核对" in said(contents, Level.QUESTION)
    import_contents(budget=budget, contents=contents, by=None, source="x", ticked=None)
    unit = BudgetUnit.objects.get(code="105002")
    assert (unit.kind, Entry.objects.get().unit) == ("institution", unit)


def test_what_is_no_list_is_not_taken_for_one(budget):
    assert read(budget, "封面\n上海市普陀区财政局\n2025年部门预算") is None


def test_a_large_list_costs_no_more_queries_than_a_small_one(budget, django_assert_num_queries):
    rows = "\n".join(f"2010601 | 30101 | {n}.00" for n in range(1, 1500))
    with django_assert_num_queries(4):
        contents = read(budget, f"功能科目 | 经济科目 | 金额（元）\n{rows}")
    assert len(entries(contents)) == 1499


# The parts


@pytest.mark.parametrize(
    ("cell", "name", "code"),
    [
        ("2010601-行政运行", "", "2010601"),
        ("[2010601]行政运行", "", "2010601"),
        ("２０１０６０１　行政运行", "", "2010601"),
        ("201 06 01", "", "2010601"),
        ("201-06-01", "", "2010601"),
        ("2010601.0", "", "2010601"),
        ("", "一般公共服务支出/财政事务/行政运行", "2010601"),
        ("财政委托业务支出", "", "2010608"),
    ],
)
def test_an_account_is_found_however_it_is_written(cell, name, code):
    found = Lookup(2025).find("function", cell, name)
    assert (found.code, found.wanted) == (code, "")


@pytest.mark.parametrize(
    ("system", "cell", "name", "words", "suggestion"),
    [
        (
            "economic",
            "3217",
            "公务接待费",
            "科目 3217 不在 2025 年支出经济分类科目中；“公务接待费”是 30217",
            "30217",
        ),
        (
            "economic",
            "3217",
            "",
            "科目 3217 不在 2025 年支出经济分类科目中；是否为 30217 公务接待费",
            "30217",
        ),
        ("function", "30217", "", "30217 是部门经济科目，这里要功能科目。", ""),
        ("economic", "30211", "公务接待费", "科目 30211 是“差旅费”；“公务接待费”是 30217", "30217"),
        (
            "function",
            "9999999",
            "",
            "科目 9999999 不在 2025 年支出功能分类科目中。若确有需要，请财政局增加。",
            "",
        ),
    ],
)
def test_an_account_that_is_none_is_told_with_what_was_meant(system, cell, name, words, suggestion):
    found = Lookup(2025).find(system, cell, name)
    assert (found.wanted, found.suggestion) == (words, suggestion)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("一般公共预算", "101"),
        ("111-一般公共预算资金", "101"),
        ("经费拨款", "101"),
        ("政府性基金预算财政拨款", "102"),
        ("国有资本经营预算资金", "103"),
        ("财政专户管理资金", "2"),
        ("单位资金", "3"),
        ("事业收入", "301"),
        ("其他资金", "305"),
        ("101", "101"),
    ],
)
def test_sources_of_money_are_known_by_the_names_that_systems_give_them(text, code):
    assert Lookup(2025).find("source", text).code == code


def test_a_grant_of_no_budget_is_asked_about():
    found = Lookup(2025).find("source", "财政拨款")
    assert (found.suggestion, found.wanted) == (
        "101",
        "请写明是一般公共预算、政府性基金预算还是国有资本经营预算",
    )


@pytest.mark.parametrize(
    ("text", "unit", "suggestion"),
    [
        ("20 000.00", Unit.YUAN, "20000.00"),
        ("43.632万", Unit.YUAN, "436320.00"),
        ("￥1,200元", Unit.WANYUAN, "0.12"),
        ("（100）", Unit.WANYUAN, "-100"),
        ("1.2亿元", Unit.WANYUAN, "12000"),
        ("1.005", Unit.YUAN, ""),
        ("一百二十", Unit.YUAN, ""),
        ("待定", Unit.YUAN, ""),
    ],
)
def test_what_fits_is_proposed_where_it_is_no_guess(text, unit, suggestion):
    assert amount_in(Text(text), unit).suggestion == suggestion


@pytest.mark.parametrize("at", [(0, 0), (10, 6), (4999, 199), (3, 25), (3, 26), (3, 701), (3, 702)])
def test_an_address_leads_back_to_its_cell(at):
    assert position(address(*at)) == at


def test_a_copied_cell_with_a_line_end_stays_one_cell():
    grid = of_text('30201\t"办公\n用品"\t100\r\n30202\t他说"好"\t200\r\n')
    assert [grid.text(0, 1), grid.text(1, 1), grid.text(1, 2)] == ["办公 用品", '他说"好"', "200"]


def test_a_block_without_heads_is_understood_by_what_stands_in_it():
    lookup = Lookup(2025)
    block = "30201\t办公费\t170,000.00\n3217\t公务接待费\t9,500.00\n30211\t差旅费\t20 000.00"
    assert layout_of(of_text(block), lookup).columns == {0: "economic", 1: "economic_name", 2: "amount"}
    block = "行政运行\t基本支出\t5\n财政委托业务支出\t项目支出\t6"
    assert layout_of(of_text(block), lookup).columns == {0: "function", 1: "nature", 2: "amount"}


def test_a_layout_is_known_again_whatever_its_amounts(budget):
    first, second = (
        layout_in(Workbook([sheet(f"功能科目 | 金额（元）\n2010601 | {n}")]), budget) for n in (1, 22222)
    )
    other = layout_in(Workbook([sheet("经济科目 | 金额（元）\n30101 | 1")]), budget)
    assert first.fingerprint == second.fingerprint != other.fingerprint


def test_a_layout_is_known_again_by_how_far_its_years_are_from_the_budgets(budget):
    def layout(first, second, year):
        block = f"功能科目 | {first}年预算数 | {second}年预算数\n2010601 | 1 | 2"
        return of_year(layout_of(of_sheet(sheet(block)), Lookup(year)), year)

    now = layout(2024, 2025, 2025)
    assert now.fingerprint == layout(2025, 2026, 2026).fingerprint
    assert now.fingerprint != layout(2024, 2025, 2024).fingerprint


# What is no list


@EVERY_KIND
def test_no_sheet_of_an_official_workbook_is_taken_for_a_list(form, kind, budget):
    content = as_json(compose(full(form, kind)))
    whole = read_workbook(render_workbook(content))
    assert layout_in(whole, budget) is None
    assert [s.name for s in whole.sheets if layout_in(Workbook([s]), budget)] == []


def test_the_official_form_as_it_is_handed_out_is_no_list(budget):
    path = SHARED / "shanghai-department-form-2026.xlsx"
    if not path.exists():
        pytest.skip(f"the form is not here: {path}")
    assert layout_in(read_workbook(path.read_bytes()), budget) is None


# Codes in parts


def test_a_code_in_cells_of_its_own_parts_is_one_code(budget):
    block = """
    功能分类科目编码 | | | 功能分类科目名称 | 基本支出（元） | 项目支出（元）
    类 | 款 | 项
    201 | | | 一般公共服务支出 | 300 |
    201 | 06 | | 财政事务 | 300 |
    201 | =6 | 01 | 行政运行 | 300 |
    """
    contents = read(budget, block)
    assert said(contents) == []
    assert entries(contents) == [("2010601", None, "basic", None, Decimal("300.00"))]


def test_a_pasted_code_in_parts_is_one_code():
    grid = of_text("301\t\t工资福利支出\t3\n301\t01\t基本工资\t1\n301\t2\t津贴补贴\t2")
    assert [grid.text(row, 0) for row in range(3)] == ["301", "30101", "30102"]
    assert layout_of(grid, Lookup(2025)).columns == {0: "economic", 2: "economic_name", 3: "amount"}
