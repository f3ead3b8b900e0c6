"""Our own workbook: what is written into it, that it comes back as it went out, and what is said of what is wrong in it."""

import io
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.apps import apps

from budgets.books import Stated
from budgets.catalogue import ITEMS
from budgets.intake.actions import NothingToImport, import_contents
from budgets.intake.contents import Level
from budgets.intake.our_workbook import ACCOUNTS, GUIDE, INCOME, SHEETS, SPENT, VALUES
from budgets.intake.our_workbook_reader import contents_of, is_ours
from budgets.intake.our_workbook_writer import workbook_of
from budgets.intake.plan import plan_of
from budgets.ledger import Ledger
from budgets.models import Account, Budget, Duty, Entry, Note
from budgets.walls import COLUMNS, CONTENT
from disclosures.declaring.forms import FORMS
from disclosures.intake.sheets import read_workbook
from tests import people
from tests.drafts import sound_budget
from tests.full import ended, fallen, full_books, quiet, unstated, without_last_year
from tests.grids import Cell, grid_of
from tests.stored import store

pytestmark = pytest.mark.django_db
ERROR, QUESTION, NOTICE = Level.ERROR, Level.QUESTION, Level.NOTICE


@pytest.fixture
def budget():
    return store(full_books())


def written(budget):
    return openpyxl.load_workbook(io.BytesIO(workbook_of(budget)))


def opened(budget):
    """The workbook of a budget as it is read again."""
    return grid_of(workbook_of(budget))


def sheet_of(book, name):
    return next(sheet for sheet in book.sheets if sheet.name == name)


def column_of(sheet, head):
    return next(c for (r, c), cell in sheet.cells.items() if r == 3 and cell.text.split("（万元")[0] == head)


def put(book, name, row, head, text, kind="text", **more):
    """Have somebody write into a cell: ``row`` as the program counts."""
    sheet = sheet_of(book, name)
    sheet.cells[row - 1, column_of(sheet, head)] = Cell(text, kind, raw=more.pop("raw", text), **more)


def said(book, budget, level=None):
    """What is said of a workbook, as (level, where, sentence)."""
    problems = plan_of(budget, contents_of(book, budget)).problems
    return [(p.level, p.origin.cell, p.wanted) for p in problems if level in (None, p.level)]


# It comes back as it went out


@pytest.mark.parametrize(
    "change", [quiet, without_last_year, fallen, ended, unstated], ids=lambda c: c.__name__
)
def test_the_workbook_as_downloaded_changes_nothing(change):
    budget = store(change(full_books()))
    plan = plan_of(budget, contents_of(opened(budget), budget))
    assert plan.is_empty and not plan.problems
    assert plan.same > 20


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.key)
def test_the_workbook_of_a_department_of_any_form_changes_nothing(form):
    year = min(max(form.valid_from, 2021), form.valid_to)
    region = (form.regions[0] + "000000")[:6]
    budget = store(full_books(year=year, kind=form.kinds[0], region=region, form=form.family))
    book = opened(budget)
    plan = plan_of(budget, contents_of(book, budget))
    assert plan.is_empty and not plan.problems
    with pytest.raises(NothingToImport):
        import_contents(budget=budget, contents=contents_of(book, budget), by=None, source="x.xlsx")


def test_a_small_budget_comes_back_too(django_assert_max_num_queries):
    budget = sound_budget()
    with django_assert_max_num_queries(20):
        data = workbook_of(budget)
    assert plan_of(budget, contents_of(grid_of(data), budget)).is_empty


def test_everything_that_differs_is_told_and_written(budget):
    book = opened(budget)
    put(book, SPENT, 6, "本年", "1.5", "number")
    put(book, "项目", 6, "主要用途", "维修四所学校的屋面")
    put(book, "“三公”经费", 5, "本年", "0", "number")
    put(book, "其他填报事项", 7, "填报", "是")
    contents = contents_of(book, budget)
    done = import_contents(budget=budget, contents=contents, by=None, source="x.xlsx", ticked=None)
    assert str(done) == "已导入：新增 0 条，改动 4 条，删除 0 条。"
    budget.refresh_from_db()
    assert budget.no_projects
    assert budget.particulars.get(key="three-public.abroad").value == 0
    assert budget.projects.get(name="校舍维修").use == "维修四所学校的屋面"
    assert budget.entries.filter(amount=Decimal(15000)).count() == 1


def test_a_row_that_is_added_or_taken_away_is_told(budget):
    book = opened(budget)
    put(book, "内设机构", 7, "内设机构", "（三）人事股")
    sheet = sheet_of(book, "预算单位")
    gone = sheet.cells[4, 0].text
    sheet.cells = {place: cell for place, cell in sheet.cells.items() if place[0] != 4}
    plan = plan_of(budget, contents_of(book, budget))
    assert [(c.kind, c.label) for c in plan.changes if c.table == "office"] == [("new", "内设机构：人事股")]
    assert [c.kind for c in plan.changes if c.table == "budgetunit"] == ["removed"]
    assert gone in str(plan.of_level(QUESTION))


# What is in it


def test_the_guide_says_whose_it_is_and_how_to_hand_it_in(budget):
    sheet = written(budget)["填表说明"]
    words = {row[0].value: row[1].value for row in sheet.iter_rows(max_col=2)}
    assert sheet["A1"].value == GUIDE
    assert words["部门（单位）"] == "某县教育局" and words["部门编码"] == "101"
    assert words["年度"] == "2025" and words["金额单位"] == "万元"
    assert "上传工作簿" in str(words)


def test_every_amount_is_a_number_in_ten_thousands_exact_to_the_cent(budget):
    Entry.objects.filter(budget=budget, direction="income").update(amount=Decimal("1234567890.12"))
    sheet = written(budget)[INCOME]
    assert {sheet.cell(row, 4).value for row in range(6, 18)} == {123456.789012}
    assert sheet["D4"].value == "本年（万元）" and sheet["E4"].value == "上年（万元）"
    assert sheet["D6"].number_format == "#,##0.00####"


def test_totals_are_formulas_with_their_result(budget):
    data = workbook_of(budget)
    formula = openpyxl.load_workbook(io.BytesIO(data))[INCOME]["D5"].value
    value = openpyxl.load_workbook(io.BytesIO(data), data_only=True)[INCOME]["D5"].value
    assert formula == "=SUM(D6:D5000)"
    total = sum(e.amount for e in budget.entries.filter(direction="income")) / 10000
    assert value == pytest.approx(float(total))


def test_text_is_never_a_formula(budget):
    Note.objects.filter(budget=budget, key="reason.income").update(
        text="=1+1\n@SUM(A1) http://example.gov.cn"
    )
    Duty.objects.create(budget=budget, position=9, text="-减负 _x0041_")
    book = written(budget)
    cells = [
        c for sheet in book for row in sheet.iter_rows() for c in row if c.row > 5 or not sheet.freeze_panes
    ]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert plan_of(budget, contents_of(opened(budget), budget)).is_empty


def test_what_is_filled_in_is_unlocked_and_the_rest_protected(budget):
    for sheet in written(budget):
        assert sheet.protection.sheet and not sheet.protection.password
    book = written(budget)
    assert not book[INCOME]["D6"].protection.locked and not book[INCOME]["D150"].protection.locked
    assert book[INCOME]["D4"].protection.locked and book[INCOME]["D5"].protection.locked
    assert book["“三公”经费"]["A5"].protection.locked and not book["“三公”经费"]["C5"].protection.locked
    assert book[INCOME]["D6"].fill.fgColor.rgb != book[INCOME]["D5"].fill.fgColor.rgb


def test_accounts_in_use_are_offered_and_one_that_ended_is_not(budget):
    ended_one = Account.objects.get(year=2025, system="function", code="2010602")
    Account.objects.filter(pk=ended_one.pk).update(ended_on="2025-01-01")
    book = written(budget)
    listed = [cell.value for cell in book[ACCOUNTS]["B"]]
    assert "2050101 行政运行" in listed and str(ended_one) not in listed
    assert listed[2].startswith("2050"), "those the department books on stand first"
    offered = {
        str(each.sqref).split(":")[0]: each.formula1 for each in book[SPENT].data_validations.dataValidation
    }
    assert offered["A6"].startswith(f"'{ACCOUNTS}'!$B$3:$B$")
    assert "基本支出" in offered["D6"] and offered["F6"].startswith("'项目'!$A$6")


def test_every_sheet_keeps_its_heads_in_sight_and_prints_on_the_width_of_a_page(budget):
    for sheet in list(written(budget))[1:]:
        assert sheet.freeze_panes and sheet.print_title_rows
        assert sheet.page_setup.orientation == "landscape" and sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0, "as many pages down as there are rows"


def test_labels_and_heads_of_a_sheet_are_told_apart():
    for sheet in SHEETS:
        labels, heads = [p.label for p in sheet.prompts], [c.head for c in sheet.columns]
        assert len(labels) == len(set(labels)) and len(heads) == len(set(heads))
    keys = [str(p.values["key"]) for sheet in SHEETS if sheet.table == "particular" for p in sheet.prompts]
    assert sorted(keys) == sorted(item.key for item in ITEMS)


def test_whatever_is_entered_has_a_column_in_the_workbook():
    """A field that a model gains is missing here until a column is declared for it."""
    declared = {(sheet.table, column.field) for sheet in SHEETS for column in sheet.columns}
    declared |= {(sheet.table, name) for sheet in SHEETS for name in sheet.values}
    declared |= {("budget", name) for name in VALUES}
    entered = {("budget", name) for name in COLUMNS}
    for table in CONTENT:
        columns = apps.get_model("budgets", table)._meta.concrete_fields
        entered |= {(table, c.name) for c in columns if c.name not in ("id", "budget", "position")}
    assert entered - declared == set()


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_a_program_for_spreadsheets_opens_it_and_adds_up_the_same(budget, tmp_path):
    source = tmp_path / "in.xlsx"
    source.write_bytes(workbook_of(budget))
    target = tmp_path / "out"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(target), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    book = grid_of((target / "in.xlsx").read_bytes())
    contents = contents_of(book, budget)
    plan = plan_of(budget, contents)
    assert plan.is_empty and not plan.of_level(ERROR)
    assert contents.stated and all(each.stated == each.read for each in contents.stated)


# How it is recognised


def test_sheets_are_known_by_title_and_heads_whatever_they_are_called_and_in_any_order(budget):
    book = opened(budget)
    sheets = [replace(sheet, name=f"Sheet{n}") for n, sheet in enumerate(reversed(book.sheets))]
    moved = [replace(sheet, cells=_mirrored(sheet)) for sheet in sheets]
    book = replace(book, sheets=tuple(moved))
    assert is_ours(book)
    plan = plan_of(budget, contents_of(book, budget))
    assert plan.is_empty and not plan.problems


def _mirrored(sheet):
    """The same cells, the last column first."""
    width = max((column for _row, column in sheet.cells), default=0)
    if any(cell.text == GUIDE for cell in sheet.cells.values()):
        return sheet.cells
    return {(row, width - column): cell for (row, column), cell in sheet.cells.items()}


def test_a_sheet_that_lost_its_title_is_known_by_its_heads(budget):
    book = opened(budget)
    for name in (SPENT, "绩效指标"):
        del sheet_of(book, name).cells[0, 0]
    assert plan_of(budget, contents_of(book, budget)).is_empty


def test_heads_may_be_written_with_another_unit_and_are_read_in_it(budget):
    book = opened(budget)
    sheet = sheet_of(book, INCOME)
    sheet.cells[3, 3] = Cell("本年（元）")
    first = sheet.cells[5, 3]
    contents = contents_of(book, budget)
    read = contents.rows["entry"][0].values["amount"]
    assert read == Decimal(first.text).quantize(Decimal("0.01"))


def test_a_workbook_of_others_is_not_ours(budget):
    book = opened(budget)
    cells = {(0, 0): Cell("2025年部门支出总表"), (3, 0): Cell("科目编码"), (3, 1): Cell("合计")}
    foreign = replace(book, sheets=(replace(book.sheets[0], cells=cells),))
    assert not is_ours(foreign)
    assert contents_of(foreign, budget).rows == {}


def test_two_sheets_of_one_table_are_not_both_read(budget):
    book = opened(budget)
    book.sheets = (*book.sheets, replace(sheet_of(book, INCOME), name="收入明细 (2)"))
    assert (ERROR, "", "‘收入明细 (2)’与‘收入明细’是同一张表，请只留一张") in said(book, budget)


def test_one_half_of_expenditure_takes_nothing_away(budget):
    book = opened(budget)
    book.sheets = tuple(sheet for sheet in book.sheets if sheet.name != SPENT)
    plan = plan_of(budget, contents_of(book, budget))
    assert not plan.removed
    assert [p.wanted for p in plan.problems] == [f"没有‘{SPENT}’这张表，支出明细只增改、不删除"]


# What is said of what is wrong (security.md §5.4)


def formula(book):
    put(book, SPENT, 6, "本年", "1009", "number", is_formula=True)


def without_result(book):
    put(book, SPENT, 6, "本年", "", "uncounted", is_formula=True)


def broken_formula(book):
    put(book, SPENT, 7, "本年", "#REF!", "error", is_formula=True)


def beyond_numbers(book):
    put(book, SPENT, 7, "本年", "1E400", "number")


def no_number(book):
    put(book, SPENT, 7, "本年", "NaN", "error")


def too_exact(book):
    put(book, SPENT, 7, "本年", "1.2345678", "number")


def full_width(book):
    put(book, SPENT, 6, "本年", "１，００９．００")


def misplaced_comma(book):
    put(book, SPENT, 7, "本年", "4,18,8000.00")


def number_for_a_code(book):
    put(book, SPENT, 6, "功能科目", "2050101.0", "number")


def scientific_code(book):
    put(book, SPENT, 6, "功能科目", "2010000", "number", raw="2.01E+06")


def code_of_a_unit(book):
    put(book, "预算单位", 5, "单位代码", "101001", "number")


def date_for_an_amount(book):
    put(book, SPENT, 6, "本年", "2025-01-02", "date")


def merged_rows(book):
    sheet_of(book, SPENT).merged = ((5, 0, 7, 0),)


def hidden_row(book):
    sheet_of(book, SPENT).hidden_rows = frozenset({8})


def hidden_rows(book):
    sheet_of(book, SPENT).hidden_rows = frozenset({6, 7, 10})


def hidden_column(book):
    sheet_of(book, SPENT).hidden_columns = frozenset({7})


def hidden_sheet(book):
    sheet_of(book, INCOME).is_hidden = True


def missing_head(book):
    del sheet_of(book, SPENT).cells[3, 3]


def head_twice(book):
    sheet_of(book, SPENT).cells[3, 11] = Cell("本年")


def head_of_nothing(book):
    sheet_of(book, SPENT).cells[3, 11] = Cell("拨付方式")


def total_at_the_end(book):
    put(book, SPENT, 40, "功能科目", "合  计")
    put(book, SPENT, 40, "本年", "19349", "number")


def likely_total(book):
    put(book, SPENT, 40, "功能科目", "本页小计")
    put(book, SPENT, 40, "本年", "19349", "number")


def bare_sum(book):
    put(book, SPENT, 40, "本年", "19349", "number")


def heads_again(book):
    sheet = sheet_of(book, SPENT)
    for column in range(11):
        sheet.cells[39, column] = sheet.cells[3, column]


def code_twice(book):
    put(book, "预算单位", 6, "单位代码", "101001")


def name_twice(book):
    put(book, "项目", 7, "项目名称", "校舍维修")


def other_department(book):
    sheet_of(book, "填表说明").cells[2, 1] = Cell("106")


def other_year(book):
    sheet_of(book, "填表说明").cells[3, 1] = Cell("2024")


def other_code(book):
    put(book, SPENT, 6, "功能科目", "2050198")


def code_mistyped(book):
    put(book, SPENT, 6, "部门经济科目", "3217 公务接待费")


def wrong_name(book):
    put(book, SPENT, 6, "功能科目", "2050101 一般行政管理事务")


def too_short(book):
    put(book, SPENT, 6, "功能科目", "20501 教育管理事务")


def no_choice(book):
    put(book, SPENT, 6, "性质", "基本")


def no_account(book):
    for head in ("功能科目", "部门经济科目", "政府经济科目"):
        put(book, SPENT, 6, head, "")


def no_amount(book):
    put(book, SPENT, 6, "本年", "")


def strange_label(book):
    put(book, "“三公”经费", 20, "事项", "其他")
    put(book, "“三公”经费", 20, "本年", "1", "number")


def not_whole(book):
    put(book, "人员编制", 5, "本年", "3.5", "number")


SAID = [
    (82, formula, NOTICE, "", "第 6 行含公式，已取计算值"),
    (83, without_result, ERROR, "H6", "公式没有计算结果，请用 Excel 打开并保存"),
    (84, broken_formula, ERROR, "H7", "第 7 行‘本年’：公式错误 #REF!"),
    (85, beyond_numbers, ERROR, "H7", "不是有效金额"),
    (85, no_number, ERROR, "H7", "不是有效金额"),
    (87, too_exact, ERROR, "H7", "最多六位小数（收到 7 位）；系统不做四舍五入"),
    (88, full_width, NOTICE, "H6", "已转换为半角"),
    (88, misplaced_comma, ERROR, "H7", "千位分隔符位置不对，请填 4188000.00"),
    (89, number_for_a_code, NOTICE, "A6", "科目编码应为文本，已读作 2050101"),
    (89, scientific_code, ERROR, "A6", "科目编码应为文本"),
    (89, code_of_a_unit, QUESTION, "B5", "单位编码应为文本，按 101001 读取，请确认"),
    (90, date_for_an_amount, ERROR, "H6", "应为金额，收到日期"),
    (91, merged_rows, ERROR, "", "第 6–8 行有合并单元格，请取消合并"),
    (92, hidden_row, QUESTION, "", "含隐藏行（第 9 行），请确认"),
    (92, hidden_rows, QUESTION, "", "含隐藏行（第 7–8、11 行），请确认"),
    (92, hidden_column, QUESTION, "", "含隐藏列（第 8 列），请确认"),
    (92, hidden_sheet, QUESTION, "", "含隐藏工作表（收入明细），请确认"),
    (93, missing_head, ERROR, "", "表头不符：缺少‘性质’"),
    (93, head_twice, ERROR, "", "表头不符：‘本年’有两列"),
    (93, head_of_nothing, NOTICE, "", "第 12 列“拨付方式”没有用到。"),
    (93, other_year, ERROR, "B4", "第 4 行年度 2024 不是本年度（2025）"),
    (94, total_at_the_end, NOTICE, "", "第 40 行为合计行，不导入，用来核对。"),
    (94, likely_total, QUESTION, "", "第 40 行疑似合计行"),
    (94, bare_sum, QUESTION, "", "第 40 行疑似合计行"),
    (95, code_twice, ERROR, "B6", "第 6 行与第 5 行编码重复"),
    (95, name_twice, ERROR, "A7", "第 7 行与第 6 行重复：项目：校舍维修"),
    (96, other_department, ERROR, "B3", "第 3 行部门编码 106 不是本部门（101）"),
    (45, other_code, ERROR, "A6", "科目 2050198 不在 2025 年政府收支分类科目中。若确有需要，请财政局增加。"),
    (
        45,
        code_mistyped,
        ERROR,
        "B6",
        "科目 3217 不在 2025 年政府收支分类科目中。若确有需要，请财政局增加；“公务接待费”是 30217",
    ),
    (45, wrong_name, QUESTION, "A6", "2050101 是“行政运行”，这里写着“一般行政管理事务”；按编码读取，请确认"),
    (
        45,
        no_choice,
        ERROR,
        "D6",
        "应为基本支出、项目支出、事业单位经营支出、上缴上级支出、对附属单位补助支出、结转下年之一",
    ),
    (45, no_account, ERROR, "A6", "请填功能科目，或填部门经济科目。"),
    (27, no_amount, ERROR, "H6", "请填写；无支出请填 0"),
    (93, strange_label, ERROR, "A20", "没有这个事项，请按表中原有的事项填写"),
    (18, not_whole, ERROR, "C5", "请填整数"),
]


@pytest.mark.parametrize(
    "row, spoil, level, where, sentence", SAID, ids=lambda v: getattr(v, "__name__", None)
)
def test_what_is_wrong_is_said_where_it_stands(budget, row, spoil, level, where, sentence):
    book = opened(budget)
    spoil(book)
    assert (level, where, sentence) in said(book, budget)


def test_heads_that_come_again_further_down_are_passed_over(budget):
    book = opened(budget)
    heads_again(book)
    assert said(book, budget) == []


def test_noise_of_binary_fractions_is_taken_for_what_was_meant(budget):
    book = opened(budget)
    put(book, SPENT, 6, "本年", "1234.5600000000001", "number")
    put(book, SPENT, 7, "本年", "0.30000000000000004", "number")
    amounts = [row.values["amount"] for row in contents_of(book, budget).rows["entry"]]
    assert Decimal("12345600.00") in amounts and Decimal("3000.00") in amounts


def test_a_heading_may_be_booked_on_and_what_is_wanted_is_told(budget):
    book = opened(budget)
    too_short(book)
    told = [wanted for level, where, wanted in said(book, budget) if level is NOTICE and where == "A6"]
    name = Account.objects.get(year=2025, system="function", code="20501").name
    assert told == [f"有 1 条明细的功能科目没有选到“项”（20501 {name}）。可以导入，公开前请选到“项”"]


def test_a_guide_with_our_code_and_another_name_is_asked_about_and_without_a_code_refused(budget):
    book = opened(budget)
    head(book, "填表说明", "某县教育局", "某县档案局")
    ((level, at, words),) = said(book, budget)
    assert (level, at) == (QUESTION, "B2") and "某县档案局" in words and "101" in words
    sheet = sheet_of(book, "填表说明")
    sheet.cells = {place: cell for place, cell in sheet.cells.items() if cell.text != "101"}
    assert [level for level, _at, _words in said(book, budget)] == [ERROR]


def test_what_is_no_table_of_ours_is_told_for_what_it_is(budget):
    told = dict(contents_of(opened(budget), budget).recognised)
    assert told["填表说明"] == "填表说明" and told[ACCOUNTS] == "供选择的科目，不导入" and all(told.values())


def test_a_number_beyond_all_amounts_is_shown_as_it_is_written(budget):
    book = opened(budget)
    put(book, SPENT, 6, "本年", "1" + "0" * 300, "number", raw="1E+300")
    (told,) = [p for p in contents_of(book, budget).problems if p.level is ERROR]
    assert (told.found, told.wanted) == ("1E+300", "超过上限 9,999,999,999,999.99 元")


def test_a_name_alone_is_enough_where_it_means_one_account(budget):
    book = opened(budget)
    put(book, SPENT, 6, "部门经济科目", "公务接待费")
    codes = {row.values.get("economic") for row in contents_of(book, budget).rows["entry"]}
    assert "30217" in codes


def test_a_total_that_misses_its_rows_is_told_beside_them(budget):
    book = opened(budget)
    sheet_of(book, SPENT).cells[4, 7] = Cell("1", "number", raw="1")
    stated = {
        each.origin.cell: each for each in contents_of(book, budget).stated if each.origin.sheet == SPENT
    }
    assert stated["H5"].stated == 10000 and stated["H5"].read == 193490000


def test_two_hundred_errors_are_all_told(budget):
    book = opened(budget)
    for row in range(6, 206):
        put(book, INCOME, row, "本年", f"{row}元", "text")
    errors = [each for each in said(book, budget, ERROR) if each[2] == "请只填数字，单位为万元"]
    assert len(errors) == 200


def test_the_errors_of_a_cell_offer_what_fits(budget):
    book = opened(budget)
    misplaced_comma(book)
    problem = next(p for p in contents_of(book, budget).problems if p.level is ERROR)
    assert (problem.suggestion, problem.can_be_mended) == ("4188000", True)
    assert problem.about.endswith(" · 本年") and str(problem.origin) == f"{SPENT} · H7"


def test_a_last_year_total_comes_back(budget):
    Entry.objects.create(
        budget=budget,
        direction="expenditure",
        source=Account.objects.get(year=2025, system="source", code="102"),
        amount=0,
        last_amount=Decimal(5),
        is_last_year_total=True,
    )
    plan = plan_of(budget, contents_of(opened(budget), budget))
    assert plan.is_empty and not plan.problems


def test_a_budget_of_nothing_has_a_workbook_too():
    empty = full_books(ledger=Ledger(()))
    budget = store(
        replace(
            empty,
            duties=(),
            offices=(),
            units=(),
            projects=(),
            purchases=(),
            targets=(),
            notes={},
            purposes={},
            stated={item.key: Stated(None) for item in ITEMS},
        )
    )
    plan = plan_of(budget, contents_of(opened(budget), budget))
    assert plan.is_empty and not plan.problems


# As it comes, byte for byte: written here, changed in another program, read by the limited child


def changed(budget, change):
    """The workbook as somebody saved it after a change."""
    book = written(budget)
    change(book)
    out = io.BytesIO()
    book.save(out)
    return read_workbook(out.getvalue())


def test_a_workbook_as_downloaded_is_read_by_our_own_reader_and_changes_nothing(budget):
    book = read_workbook(workbook_of(budget))
    contents = contents_of(book, budget)
    plan = plan_of(budget, contents)
    assert is_ours(book) and plan.is_empty and not plan.problems
    assert contents.stated and all(each.stated == each.read for each in contents.stated)


def test_what_was_changed_in_another_program_is_said_in_the_same_words(budget):
    def spoil(book):
        book[SPENT].row_dimensions[9].hidden = True
        book[SPENT].column_dimensions["J"].hidden = True
        book[SPENT]["J9"] = "冲减"
        book[SPENT]["H8"] = "=1+1"
        book[SPENT]["A10"] = 2050101
        book[SPENT]["H11"] = date(2025, 1, 2)
        book[SPENT].merge_cells("B12:B14")
        book["项目"].sheet_state = "hidden"
        book[INCOME]["D7"] = "１，０００．５０"

    told = [words for _level, _where, words in said(changed(budget, spoil), budget)]
    assert {
        "含隐藏行（第 9 行），请确认",
        "含隐藏列（第 10 列），请确认",
        "含隐藏工作表（项目），请确认",
        "公式没有计算结果，请用 Excel 打开并保存",
        "科目编码应为文本，已读作 2050101",
        "应为金额，收到日期",
        "第 12–14 行有合并单元格，请取消合并",
        "已转换为半角",
    } <= set(told)


# The page


def test_the_clerk_takes_the_workbook_home_and_it_is_this_budgets(client, clerk):
    budget = people.budget()
    answer = client.get(people.page("workbook", budget.pk))
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store, private"
    assert "utf-8''2025%E5%B9%B4%E9%83%A8%E9%97%A8%E9%A2%84%E7%AE%97_" in answer["Content-Disposition"]
    book = grid_of(answer.content)
    assert contents_of(book, budget).department_code == budget.department.code


def test_the_way_to_the_workbook_stands_on_the_page_of_the_budget_and_at_home(client, clerk):
    budget = people.budget()
    address = people.page("workbook", budget.pk)
    for page in (people.page("change", budget.pk), "/admin/"):
        assert f'href="{address}"' in client.get(page).content.decode()


def test_to_somebody_of_another_department_there_is_no_workbook(client):
    budget = people.budget()
    client.force_login(people.other_staff())
    assert client.get(people.page("workbook", budget.pk)).status_code == 404


# Units


def head(book, name, words, becomes):
    """Have somebody write another head, or another line above the heads."""
    sheet = sheet_of(book, name)
    for place, cell in list(sheet.cells.items()):
        if cell.text == words or (words in cell.text and place[0] < 3):
            sheet.cells[place] = replace(cell, text=cell.text.replace(words, becomes))


@pytest.mark.parametrize("unit", ["千元", "亿元", "百万元", "美元", "万美元"])
@pytest.mark.parametrize(
    ("name", "words", "becomes", "cell"),
    [
        (SPENT, "本年（万元）", "本年（{}）", "H4"),
        (SPENT, "本年（万元）", "本年/{}", None),
        (SPENT, "单位：万元", "单位：{}", "A2"),
        ("填表说明", "万元", "{}", "B5"),
    ],
)
def test_another_unit_than_yuan_and_ten_thousands_is_refused_at_its_cell(
    budget, unit, name, words, becomes, cell
):
    book = opened(budget)
    head(book, name, words, becomes.format(unit))
    errors = said(book, budget, ERROR)
    assert errors
    assert cell is None or any(at == cell and f"“{unit}”" in told for _l, at, told in errors)


def test_a_particular_is_read_in_the_unit_beside_it_and_in_no_other_than_ours(budget):
    book = opened(budget)
    put(book, "人员编制", 5, "按此计量", "人")
    put(book, "“三公”经费", 5, "按此计量", "元")
    put(book, "“三公”经费", 5, "本年", "123.45", "number")
    put(book, "“三公”经费", 6, "按此计量", "千元")
    put(book, "“三公”经费", 6, "本年", "12", "number")
    head(book, "“三公”经费", "本年（万元）", "本年")
    contents = contents_of(book, budget)
    first = next(r for r in contents.rows["particular"] if r.values["key"] == "three-public.abroad")
    assert first.values["value"] == Decimal("123.45")
    assert [w for _l, at, w in said(book, budget, ERROR) if at == "C6"] == [
        "金额单位应为元或万元，这里写着“千元”。请先换算成元或万元，并改正单位"
    ]


def test_a_guide_that_says_another_unit_than_the_sheets_is_asked_about(budget):
    book = opened(budget)
    head(book, "填表说明", "万元", "元")
    ((at, words),) = [(at, words) for _l, at, words in said(book, budget, QUESTION)]
    assert at == "B5" and "“元”" in words and "表头" in words


def test_a_sheet_whose_line_and_heads_say_different_units_is_asked_about(budget):
    book = opened(budget)
    head(book, SPENT, "单位：万元", "单位：元")
    assert [words for _l, _at, words in said(book, budget, QUESTION)] == [
        "“单位：元”与表头的单位不同，按表头的万元读取，请确认"
    ]


def test_heads_without_a_unit_are_read_in_that_of_the_line_above(budget):
    book = opened(budget)
    head(book, SPENT, "单位：万元", "单位：元")
    for name in ("本年", "上年"):
        head(book, SPENT, f"{name}（万元）", name)
    put(book, SPENT, 6, "本年", "15000", "number")
    contents = contents_of(book, budget)
    assert Decimal(15000) in [row.values["amount"] for row in contents.rows["entry"]]


@pytest.mark.parametrize(
    "code",
    [
        "0!.0,",
        "0\\.0,",
        '0"."0000',
        "0.00,",
        "#,##0,",
        "#,##0.00,,",
        "0%",
        "0.00%",
        '0!.0,"万"',
        "[红色]0,;0",
    ],
)
def test_an_amount_that_its_format_draws_smaller_or_larger_is_an_error_at_its_cell(budget, code):
    book = opened(budget)
    put(book, SPENT, 6, "本年", "12345", "number", format=code)
    (problem,) = [p for p in contents_of(book, budget).problems if p.level is ERROR]
    assert (problem.origin.cell, problem.can_be_mended) == ("H6", True)
    assert problem.wanted.startswith(f"数字格式“{code}”使显示的数与单元格里的数（12345）大小不同")


@pytest.mark.parametrize(
    "code",
    [
        "General",
        "@",
        "0.00E+00",
        "#,##0.00####",
        "#,##0",
        '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
        '"¥"#,##0.00;"¥"-#,##0.00',
        '0.00"."',
        "0.00;-0.00;0.00;0%",
    ],
)
def test_a_format_that_leaves_the_size_as_it_is_says_nothing(budget, code):
    book = opened(budget)
    put(book, SPENT, 6, "本年", "12345", "number", format=code)
    assert not said(book, budget, ERROR)


def test_nothing_is_hidden_of_a_zero_by_its_format(budget):
    book = opened(budget)
    put(book, SPENT, 6, "本年", "0", "number", format="0!.0,")
    assert not said(book, budget, ERROR)


def test_a_particular_counted_otherwise_than_its_head_says_is_asked_about(budget):
    book = opened(budget)
    put(book, "“三公”经费", 5, "按此计量", "元")
    put(book, "“三公”经费", 5, "本年", "10", "number")
    asked = [each for each in said(book, budget, QUESTION) if each[1] == "B5"]
    assert asked == [(QUESTION, "B5", "这一行按此计量写的是元，与表中写的万元不同。按元读取，请确认")]


def without_guide(budget):
    book = opened(budget)
    book.sheets = tuple(sheet for sheet in book.sheets if sheet.name != "填表说明")
    return book


def test_without_its_guide_a_workbook_is_known_by_the_line_under_each_title(budget):
    assert said(without_guide(budget), budget) == []
    other = Budget(department=people.department("106", "某县档案局"), year=2024)
    told = [p for p in contents_of(without_guide(budget), other).problems if p.kind in ("whose", "name")]
    assert [(p.level, p.origin.cell, p.wanted.partition("（共")[0]) for p in told] == [
        (ERROR, "A2", "第 2 行年度 2025 不是本年度（2024）"),
        (ERROR, "A2", "这张表写的是“某县教育局”，不是“某县档案局”"),
    ]


def test_one_sheet_of_another_year_or_department_is_an_error_though_the_guide_is_right(budget):
    book = opened(budget)
    head(book, SPENT, "某县教育局　2025年", "某县档案局　2024年")
    errors = [p for p in contents_of(book, budget).problems if p.level is ERROR]
    assert {(p.origin.sheet, p.origin.cell, p.wanted) for p in errors} == {
        (SPENT, "A2", "第 2 行年度 2024 不是本年度（2025）"),
        (SPENT, "A2", "这张表写的是“某县档案局”，不是“某县教育局”"),
    }


def test_a_row_copied_to_split_an_account_is_asked_about_where_last_year_came_along(budget):
    book = opened(budget)
    sheet = sheet_of(book, SPENT)
    row = next(r for (r, c), cell in sheet.cells.items() if c == 8 and r > 4 and cell.text not in ("", "0"))
    for column in range(11):
        if (row, column) in sheet.cells:
            sheet.cells[59, column] = sheet.cells[row, column]
    put(book, SPENT, row + 1, "本年", "50", "number")
    put(book, SPENT, 60, "本年", "40", "number")
    last = f"{Decimal(sheet.cells[row, 8].text).normalize():f}"
    (asked,) = [p for p in plan_of(budget, contents_of(book, budget)).problems if p.kind == "last"]
    assert (asked.level, asked.origin.cell, asked.found) == (QUESTION, "I60", f"{last} 万元")
    assert asked.wanted == (
        f"第 60 行与第 {row + 1} 行的科目和上年数都相同（{last} 万元），上年数会算两遍。一行拆成几行时，上年数只填在一行"
    )
    del sheet.cells[59, 8]
    assert not [p for p in plan_of(budget, contents_of(book, budget)).problems if p.kind == "last"]


def wrong_code(book):
    put(book, SPENT, 6, "功能科目", "2050198")


def no_such_choice(book):
    put(book, SPENT, 6, "性质", "基本")


def no_code_at_all(book):
    put(book, SPENT, 6, "功能科目", "2010000", "number", raw="2.01E+06")


@pytest.mark.parametrize("spoil", [wrong_code, no_such_choice, no_code_at_all])
def test_a_row_that_could_not_be_read_is_to_be_mended_and_not_to_go(budget, spoil):
    book = opened(budget)
    spoil(book)
    plan = plan_of(budget, contents_of(book, budget))
    assert not plan.removed and not plan.new
    assert [c.kind for c in plan.changes if c.column == "amount"] == ["pending"]
    assert not plan.of_level(QUESTION)


def test_a_row_that_is_gone_is_to_go_also_where_another_could_not_be_read(budget):
    book = opened(budget)
    wrong_code(book)
    put(book, SPENT, 7, "本年", "1元")
    sheet = sheet_of(book, SPENT)
    last = max(row for row, _column in sheet.cells)
    sheet.cells = {place: cell for place, cell in sheet.cells.items() if place[0] != last}
    plan = plan_of(budget, contents_of(book, budget))
    assert [len(rows) for rows in plan.removed.values()] == [1]
    assert [len(rows) for rows in plan.pending.values()] == [1]


@pytest.mark.parametrize("name", [SPENT, INCOME])
def test_of_a_sheet_without_one_of_its_heads_nothing_goes(budget, name):
    book = opened(budget)
    head(book, name, "本年（万元）", "金额")
    plan = plan_of(budget, contents_of(book, budget))
    assert plan.of_level(ERROR) and not plan.removed and not plan.changes


def test_of_a_sheet_with_merged_rows_nothing_goes(budget):
    book = opened(budget)
    merged_rows(book)
    for row in (6, 7):
        sheet_of(book, SPENT).cells.pop((row, 0), None)
    plan = plan_of(budget, contents_of(book, budget))
    assert plan.of_level(ERROR) and not plan.removed
