"""The official workbook of a form: taken over as it was published, whoever made it; given out and taken over again."""

from __future__ import annotations

import io
import json
import sys
from decimal import Decimal

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from budgets.actions import load_chart
from budgets.facts import Place, PrintedTable, Reading, Said, Unread
from budgets.intake.actions import NothingToImport, import_contents
from budgets.intake.contents import Level, Origin
from budgets.intake.plan import plan_of
from budgets.models import Budget, Department, Project
from budgets.names import unspaced
from budgets.opening import open_year
from disclosures.drafts import draft_of
from disclosures.intake import official
from disclosures.intake.official import contents_of
from disclosures.intake.official_cells import Stand, cells_of
from disclosures.intake.official_lines import Drafting, Line
from disclosures.intake.official_pages import page_of
from disclosures.intake.sheets import read_workbook
from disclosures.reading.captions import read_caption
from disclosures.reading.reader import read_as
from disclosures.rendering.workbook import render_workbook
from disclosures.workflow import publish
from tests import people, stages
from tests.official_workbooks import LAYOUT, TABLES, bodies, filled, published_tables, saved
from tests.samples_text import SHARED
from tests.stored import store
from tests.test_every_form import EVERY_KIND, full

pytestmark = pytest.mark.django_db

PUTUO = {"name": "putuo-finance-2025", "year": 2025, "maker": "上海市普陀区财政局"}
WANLI = {"name": "wanli-2024", "year": 2024, "maker": "上海市普陀区人民政府万里街道办事处"}
GENERAL, SPENT, THREE_PUBLIC = "部门一般公共预算拨款表", "部门支出总表", TABLES[-1][0]


@pytest.fixture
def budget():
    """普陀区财政局 in 2025, with nothing entered."""
    return empty(PUTUO, "105")


@pytest.fixture
def book():
    return filled(**PUTUO)


def empty(sample, code):
    load_chart(year=sample["year"])
    department = people.department(code, sample["maker"])
    made = Budget.objects.create(
        department=department, year=sample["year"], approved_on=f"{sample['year']}-01-20"
    )
    return Budget.objects.get(pk=made.pk)


def contents(book, budget, mended=None):
    """What a workbook (of openpyxl, or its bytes) says of a budget."""
    data = book if isinstance(book, bytes) else saved(book)
    reading = read_as("xlsx", data, exactly=True)
    return contents_of(reading, read_workbook(data), Budget.objects.get(pk=budget.pk), mended=mended)


def _cells(page):
    return ((c.coordinate, str(c.value)) for row in page.iter_rows() for c in row if c.value is not None)


def taken(book, budget, mended=None):
    """Import it; the budget as it then is."""
    found = contents(book, budget, mended)
    import_contents(budget=budget, contents=found, by=None, source="官方.xlsx", ticked=None)
    return Budget.objects.get(pk=budget.pk)


def plan(book, budget, mended=None):
    budget = Budget.objects.get(pk=budget.pk)
    return plan_of(budget, contents(book, budget, mended))


def errors(book, budget, mended=None):
    """(sheet, cell, found, wanted, suggestion) of every error."""
    found = plan(book, budget, mended).of_level(Level.ERROR)
    return [(p.origin.sheet, p.origin.cell, p.found, p.wanted, p.suggestion) for p in found]


def exported(budget):
    return render_workbook(draft_of(Budget.objects.get(pk=budget.pk)).content)


def printed_tables(content):
    """The rows of the nine tables as a document prints them, without blank ones."""
    tables = [block for block in content["blocks"] if block["type"] == "table"]
    return [[[cell["text"] for cell in row["cells"]] for row in table["rows"]] for table in tables[:9]]


# As it was published ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("sample", "code"), [(PUTUO, "105"), (WANLI, "166")], ids=["finance", "street"])
def test_a_department_publishes_from_its_official_workbook_what_it_published(sample, code):
    budget = taken(filled(**sample), empty(sample, code))
    version = publish(budget=budget, by=None)
    theirs = bodies(published_tables(sample["name"]))
    for number, (ours, want) in enumerate(
        zip(printed_tables(json.loads(version.content)), theirs, strict=True), 1
    ):
        mine = [row for row in ours if any(row)]
        assert [bare(row) for row in mine] == [bare(row) for row in want], f"table {number}"


def bare(row):
    """A row as it is compared: a blank is nothing as 0 is, 合计 stands in its first cell or under the names, and forms of
    other years call one budget otherwise."""
    cells = [_same(cell) for cell in row]
    return [cell for cell in cells if cell] if "合计" in cells else cells


def _same(text):
    plain = unspaced(text).replace(",", "")
    try:
        return str(Decimal(plain).normalize()) if Decimal(plain) else ""
    except ArithmeticError:
        return plain.removesuffix("资金").removesuffix("预算")


def test_the_same_workbook_again_changes_nothing(book, budget):
    taken(book, budget)
    with pytest.raises(NothingToImport):
        taken(book, budget)


def test_what_the_texts_say_is_taken_over_too(book, budget):
    budget = taken(book, budget)
    assert budget.duties.count() == 12
    assert str(budget.duties.first()).startswith("贯彻执行国家和本市有关财政工作的法律")
    assert [unit.name for unit in budget.units.all()] == ["财政局本部"]
    assert budget.purposes.get(function__code="2010602").use == "财政业务指导与宣传"
    assert "人员经费增加" in budget.notes.get(key="reason.income").text
    assert budget.assets_on.isoformat() == "2024-08-31"
    stated = {each.key: each for each in budget.particulars.all()}
    assert (stated["procurement.goods"].value, stated["procurement.services"].value) == (170000, 1000000)
    assert stated["three-public.reception"].last == 9500
    assert stated["assets.vehicles"].value == 0
    assert set(budget.projects.values_list("name", flat=True)) == {
        "中介机构服务费", "财政业务费", "信息化系统日常维护费", "援滇干部工作经费",
    }  # fmt: skip
    assert "绩效评价" in Project.objects.get(budget=budget, name="中介机构服务费").overview


def test_last_years_total_comes_from_the_change_that_the_text_tells(book, budget):
    budget = taken(book, budget)
    last = budget.entries.filter(is_last_year_total=True)
    assert {(e.direction, e.last_amount) for e in last} == {
        ("income", Decimal("30138005.80")), ("expenditure", Decimal("30138005.80")),
    }  # fmt: skip


def test_the_form_as_it_is_handed_out_says_nothing():
    found = contents((SHARED / LAYOUT).read_bytes(), empty(PUTUO | {"year": 2026}, "105"))
    assert not found.rows.get("entry") and not found.rows.get("duty") and not found.rows.get("project")
    assert not [row for row in found.rows.get("particular", ()) if row.values.get("value")]


# However somebody made it -----------------------------------------------------------------------------------------


def hide(book):
    for sheet in (SPENT, GENERAL, "目录"):
        book[sheet].sheet_state = "hidden"


def rename(book):
    for n, page in enumerate(book, 1):
        page.title = f"{n:02}"


def reorder(book):
    book._sheets.reverse()


def numbers_as_text(book):
    for name, first, codes in TABLES:
        for row in book[name].iter_rows(min_row=first):
            for cell in row[codes:]:
                if isinstance(cell.value, float):
                    cell.value = f"{cell.value:,.2f}"


def codes_as_text(book):
    for name, first, codes in TABLES:
        for row in book[name].iter_rows(min_row=first):
            for cell in row[:codes]:
                if isinstance(cell.value, int):
                    cell.value = str(cell.value)


def in_ten_thousands(book):
    for name, first, _codes in TABLES[:-1]:
        for cell in (cell for row in book[name].iter_rows(min_row=3) for cell in row):
            if isinstance(cell.value, float) and cell.row >= first:
                cell.value /= 10_000
            elif cell.value == "单位：元":
                cell.value = "单位：万元"


def a_row_lower(book):
    for name, _first, _codes in TABLES:
        page = book[name]
        merged = [str(each) for each in page.merged_cells.ranges]
        for each in merged:
            page.unmerge_cells(each)
        page.insert_rows(1)
        for each in merged:
            page.merge_cells(_down(each))


def _down(area):
    return ":".join(
        f"{part.rstrip('0123456789')}{int(''.join(filter(str.isdigit, part))) + 1}"
        for part in area.split(":")
    )


def extra_columns(book):
    for name, _first, _codes in TABLES:
        book[name].column_dimensions["M"].width = 30
        book[name]["N2"].font = openpyxl.styles.Font(bold=True)


def codes_in_one_cell(book):
    """类款项 as one code of seven digits in the first column."""
    for name, first, codes in TABLES:
        if codes != 3:
            continue
        for row in book[name].iter_rows(min_row=first):
            parts = [str(cell.value) for cell in row[:3] if cell.value not in (None, "…")]
            if parts and parts[0].isdigit():
                row[0].value, row[1].value, row[2].value = "".join(parts), None, None


@pytest.mark.parametrize(
    "change",
    [hide, rename, reorder, numbers_as_text, codes_as_text, in_ten_thousands, a_row_lower, extra_columns, codes_in_one_cell],
    ids=lambda change: change.__name__.replace("_", " "),
)  # fmt: skip
def test_sheets_are_known_by_title_and_heads_and_not_by_place(book, budget, change):
    usual = money(contents(book, budget))
    change(book)
    found = plan(book, budget)
    assert not found.of_level(Level.ERROR)
    assert money(contents(book, budget)) == usual


def money(found):
    """The entries and amounts that a file comes to."""
    return sorted(
        tuple(str(row.values.get(name)) for name in ("direction", "source", "function", "economic", "nature", "amount"))
        for row in found.rows["entry"]
    )  # fmt: skip


def test_hidden_rows_and_sheets_are_asked_about(book, budget):
    hide(book)
    book[TABLES[1][0]].row_dimensions[12].hidden = True
    asked = [p for p in plan(book, budget).of_level(Level.QUESTION) if p.kind == "hidden"]
    assert {p.origin.sheet for p in asked} == {SPENT, GENERAL, TABLES[1][0]}
    assert any("第 12 行" in p.wanted for p in asked)


def test_sheets_that_are_missing_take_nothing_away(book, budget):
    taken(book, budget)
    for name in (GENERAL, TABLES[7][0], TABLES[0][0], "其他相关情况说明", "部门主要职能"):
        del book[name]
    assert plan(book, budget).is_empty


def test_a_goal_table_becomes_indicators_of_its_project(book, budget):
    page = book.create_sheet("绩效目标")
    for row in (
        ["2025年财政项目支出绩效目标填报表"],
        ["项目名称", "财政业务费"],
        ["一级指标", "二级指标", "三级指标", "年度指标值"],
        ["产出指标", "数量指标", "培训人次", "≥200.00(人次)"],
        ["", "质量指标", "合格率", "＝100%"],
        ["满意度指标", "服务对象满意度", "满意", "不断提高"],
    ):
        page.append(row)
    budget = taken(book, budget)
    told = [
        (i.project.name, i.area, i.aspect, i.name, i.operator, i.target, i.unit)
        for i in budget.indicators.all()
    ]
    assert told == [
        ("财政业务费", "output", "数量指标", "培训人次", "≥", "200.00", "人次"),
        ("财政业务费", "output", "质量指标", "合格率", "＝", "100", "%"),
        ("财政业务费", "satisfaction", "服务对象满意度", "满意", "", "不断提高", ""),
    ]
    assert plan(book, budget).is_empty


# What is not stated -----------------------------------------------------------------------------------------------


def particulars(found):
    """{key: 元} of the particulars that a file states."""
    return {row.values["key"]: row.values.get("value") for row in found.rows.get("particular", ())}


def test_a_budget_that_nobody_filled_in_comes_back_as_empty_as_it_went(budget):
    given = exported(budget)
    assert "—" in cells(given)["2025年部门“三公”经费和机关运行经费预算表"].values()
    assert plan(given, budget).is_empty


def silent(book):
    """Without the texts, which tell these amounts too."""
    for name in ("部门编制说明", "其他相关情况说明", "项目经费情况说明"):
        del book[name]
    return book[THREE_PUBLIC]


@pytest.mark.parametrize("dash", ["—", "–", "-", "——", "－", "/", "无"])
def test_a_dash_among_the_particulars_is_not_stated_and_a_typed_zero_is_zero(book, budget, dash):
    page = silent(book)
    for column, typed in zip("ABCDEFG", (0.95, 0, 0.95, dash, dash, dash, dash), strict=True):
        page[f"{column}7"] = typed
    told = particulars(contents(book, budget))
    assert told == {"three-public.abroad": 0, "three-public.reception": 9500}


def test_a_cell_left_empty_is_zero_only_beside_a_total_that_the_others_make(book, budget):
    page = silent(book)
    assert [cell.value for cell in page[7]][:7] == [0.95, None, 0.95, None, None, None, 229.43]
    assert particulars(contents(book, budget))["three-public.running"] == 0
    page["A7"] = None
    assert set(particulars(contents(book, budget))) == {"three-public.reception", "running"}


def test_a_total_whose_parts_are_not_stated_is_asked_about(book, budget):
    page = silent(book)
    page["C7"] = "—"
    (asked,) = [p for p in plan(book, budget).of_level(Level.QUESTION) if p.kind.startswith("total ")]
    assert "9500" in asked.wanted and "没有写" in asked.wanted and asked.origin.cell == "A7"


# Units ---------------------------------------------------------------------------------------------------------------


def in_unit(book, unit, name=SPENT):
    page = book[name]
    cell = next(cell for row in page.iter_rows(max_row=5) for cell in row if cell.value == "单位：元")
    cell.value = f"单位：{unit}"
    return cell.coordinate


@pytest.mark.parametrize("unit", ["千元", "亿元", "百万元", "美元", "万美元"])
def test_a_table_in_another_unit_than_yuan_and_ten_thousands_is_refused_at_its_cell(book, budget, unit):
    cell = in_unit(book, unit)
    found = contents(book, budget)
    ((sheet, at, words),) = [(p.origin.sheet, p.origin.cell, p.wanted) for p in found.problems]
    assert (sheet, at) == (SPENT, cell) and f"“{unit}”" in words and not found.rows


@pytest.mark.parametrize(("page", "cell"), [(SPENT, "E6"), ("封面", "A12")])
def test_a_head_or_a_cover_in_thousands_is_refused_too(book, budget, page, cell):
    book[page][cell] = "支出预算（千元）" if page == SPENT else "金额单位：千元"
    (told,) = [p for p in contents(book, budget).problems if p.level is Level.ERROR]
    assert (told.origin.sheet, told.origin.cell) == (page, cell) and "“千元”" in told.wanted


def test_an_amount_with_its_unit_behind_it_is_refused_with_what_fits(book, budget):
    cell = cell_of(book[GENERAL], "财政委托业务支出", 7)
    cell.value = "4188千元"
    assert (GENERAL, cell.coordinate, "4188千元", "请只填数字，单位为元", "4188000.00") in errors(
        book, budget
    )
    cell.value, cell.number_format = 4188, '0.00"千元"'
    assert "“千元”" in errors(book, budget)[0][3]


def test_a_cover_that_says_another_unit_than_the_tables_is_asked_about(book, budget):
    book["封面"]["A12"] = "金额单位：万元"
    (asked,) = [p for p in contents(book, budget).problems if p.kind == "unit"]
    assert asked.level is Level.QUESTION and asked.origin.cell == "A12" and "万元" in asked.wanted


def test_the_unit_of_a_form_without_a_name_is_nobodys_name(book, budget):
    for cell in (cell for page in book for row in page.iter_rows(max_row=9) for cell in row):
        if str(cell.value).startswith(("编制部门", "预算主管部门")):
            cell.value = f"{cell.value.partition('：')[0]}："
    data = saved(book)
    assert {table.maker for table in read_as("xlsx", data, exactly=True).tables} == {""}
    assert not plan(data, budget).of_level(Level.ERROR)


@pytest.mark.parametrize(
    "words", ["编制部门：  单位：元", "编制单位：    金额单位：万元", "填报单位：单位:百万元"]
)
def test_what_stands_behind_an_empty_maker_is_its_unit(words):
    assert read_caption([words]).maker == ""


# What is wrong in it ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "wanted", "suggestion"),
    [
        ("4,18,8000.00", "千位分隔符位置不对，请填 4188000.00", "4188000.00"),
        ("1.2亿", "请只填数字，单位为元", "120000000.00"),
        ("#REF!", "公式错误 #REF!", ""),
        ("待定", "金额只能含数字、小数点和千位逗号", ""),
        (4188000.005, "最多两位小数（收到 3 位）；系统不做四舍五入", "4188000"),
    ],
)
def test_a_cell_that_is_no_amount_is_named_with_what_fits(book, budget, typed, wanted, suggestion):
    cell = cell_of(book[GENERAL], "财政委托业务支出", 7)
    cell.value = typed
    if typed == "#REF!":
        cell.data_type = "e"
    found = [e for e in errors(book, budget) if e[1] == cell.coordinate]
    assert [(sheet, words, fits) for sheet, _cell, _found, words, fits in found] == [
        (GENERAL, wanted, suggestion)
    ]


def cell_of(page, name, column):
    row = next(row[0].row for row in page.iter_rows(min_row=8) for cell in row if cell.value == name)
    return page.cell(row, column)


def test_a_cell_is_mended_without_another_upload(book, budget):
    cell = cell_of(book[GENERAL], "财政委托业务支出", 7)
    cell.value = "4,18,8000.00"
    assert errors(book, budget)
    place = f"{GENERAL}!{cell.coordinate}"
    assert not errors(book, budget, {place: "4,188,000.00"})
    budget = taken(book, budget, {place: "4188000"})
    assert budget.entries.get(direction="expenditure", function__code="2010608").amount == 4188000


@pytest.mark.parametrize("typed", [1e26, -1e27, 1e13, "9" * 27, f"{'9' * 40}.5"], ids=str)
def test_a_number_larger_than_any_budget_is_named_at_its_cell(book, budget, typed):
    cell = cell_of(book[GENERAL], "财政委托业务支出", 7)
    cell.value = typed
    found = [e for e in errors(book, budget) if e[1] == cell.coordinate]
    assert len(found) == 1 and "上限" in found[0][3]


def test_a_number_larger_than_any_budget_in_a_sentence_is_an_error_too(book, budget):
    page = book["部门编制说明"]
    page["A3"] = f"{page['A3'].value}\n办公设备购置{'9' * 30}万元，主要用于购置设备。"
    assert any("上限" in e[3] for e in errors(book, budget))


def test_a_comma_where_an_amount_should_be_is_none(book, budget):
    page = book["部门编制说明"]
    page["A3"] = f"{page['A3'].value}\n办公设备购置,万元，主要用于购置设备。"
    assert not errors(book, budget)


def table_of(kind, *said):
    return PrintedTable(kind, "表", Place("t1"), unit="万元", said=said)


def test_a_mended_cell_of_a_table_of_two_sides_still_ranks_behind_tables_by_code():
    at = Place("t1", cell="表!B7")
    wrong = Unread(at, "“三”不能读作金额", "expenditure.f201", "万元")
    right = Said("expenditure.f201", Decimal(30000), place=at)
    for table, unread in (
        (table_of("balance", right), ()),
        (table_of("balance"), (wrong,)),
        (table_of("expenditure", right), ()),
        (table_of("expenditure"), (wrong,)),
    ):
        reading = Reading("", 2025, "", "", "department", tables=(table,), unread=unread)
        (stand,) = cells_of(reading, {"表!B7": "4"}).stands
        assert (stand.value, stand.is_side) == (40000, table.kind == "balance")


def test_a_mended_count_is_a_count_and_not_money():
    at = Place("t1", cell="表!B7")
    said = Said("assets.vehicles", Decimal(3), unit="辆", place=at)
    wrong = Unread(at, "“三”不能读作金额", "assets.vehicles", "万元")
    for table, unread in ((table_of("assets", said), ()), (table_of("assets"), (wrong,))):
        reading = Reading("", 2025, "", "", "department", tables=(table,), unread=unread)
        (stand,) = cells_of(reading, {"表!B7": "4"}).stands
        assert (stand.value, stand.unit, stand.is_count) == (4, "辆", True)
        (problem,) = cells_of(reading, {"表!B7": "4.5"}).problems
        assert (problem.wanted, problem.can_be_mended) == ("请填整数", True)


def test_a_formula_counts_as_its_program_counted_it_and_never_as_nothing(book, budget):
    cell = cell_of(book[GENERAL], "财政委托业务支出", 7)
    cell.value = "=4000000+188000"  # openpyxl keeps no counted value
    found = [e for e in errors(book, budget) if e[1] == cell.coordinate]
    assert [words for _s, _c, _f, words, _h in found] == ["公式没有计算结果，请用 Excel 打开并保存"]


def test_a_total_that_is_not_the_sum_is_named_with_both_numbers(book, budget):
    page = book[GENERAL]
    cell = cell_of(page, "一般公共服务支出", 5)
    cell.value = 22186440.90
    ((sheet, at, _found, words, _hint),) = errors(book, budget)
    assert (sheet, at) == (GENERAL, cell.coordinate)
    assert "22,186,440.90" in words and "22,186,440.80" in words and "0.10" in words


def test_another_years_workbook_is_not_imported(book):
    found = contents(book, empty(PUTUO | {"year": 2024}, "105"))
    assert [p.wanted for p in found.problems] == ["工作簿是 2025 年的，这里是 2024 年的预算"]
    assert not found.rows


def test_another_departments_workbook_is_not_imported(book):
    other = empty(PUTUO | {"maker": "上海市普陀区档案局"}, "106")
    found = contents(book, other)
    assert [p.level for p in found.problems] == [Level.ERROR]
    assert "上海市普陀区财政局" in found.problems[0].wanted and "106" in found.problems[0].wanted
    assert not found.rows


@pytest.mark.parametrize(
    "maker",
    [
        "上海市普陀区财政局",
        "普陀区财政局",
        "区财政局",
        "财政局",
        "上海市普陀区财政局（本级）",
        "上海市普陀区财政局部门",
    ],
)
def test_a_department_writes_its_name_with_or_without_its_place(maker):
    assert official._is_called(maker, empty(PUTUO, "105"))


@pytest.mark.parametrize(
    "maker",
    ["浦东新区财政局", "上海市浦东新区财政局", "上海市财政局", "舟山市普陀区财政局", "普陀区教育局", "政局", "局", "普陀区"],
)  # fmt: skip
def test_the_same_office_of_another_place_is_another_department(maker):
    assert not official._is_called(maker, empty(PUTUO, "105"))


def test_an_office_of_the_government_is_not_any_office():
    budget = empty(PUTUO | {"maker": "上海市普陀区人民政府办公室"}, "107")
    assert not official._is_called("办公室", budget) and not official._is_called("普陀区档案局办公室", budget)
    assert official._is_called("普陀区人民政府办公室", budget)


def test_a_street_is_named_without_the_government_too():
    assert official._is_called("普陀区万里街道办事处", empty(WANLI, "166"))


def test_a_place_whose_city_is_not_in_its_name_is_written_with_it_or_without():
    budget = empty(PUTUO, "105")
    department = budget.department
    department.region.name, department.region.level = "庐山市", "市"
    department.name, department.short_name = "庐山市市场监督管理局", "市场监管局"
    for maker in ("江西省九江市庐山市市场监督管理局", "市市场监督管理局", "市场监督管理局", "市场监管局"):
        assert official._is_called(maker, budget), maker
    assert not official._is_called("九江市市场监督管理局", budget)


def test_a_unit_is_named_with_its_department_or_without():
    budget = empty(PUTUO | {"maker": "上海市普陀区国库收付中心"}, "108")
    budget.department.parent = people.department("105", "上海市普陀区财政局")
    assert official._is_called("普陀区财政局国库收付中心", budget)
    assert not official._is_called("普陀区财政局", budget)
    assert not official._is_called("普陀区教育局国库收付中心", budget)


def test_the_workbook_of_the_same_office_elsewhere_is_not_imported():
    book = filled(**PUTUO | {"maker": "上海市浦东新区财政局"})
    book["封面"]["A3"] = "上海市浦东新区2025年区级部门预算"
    found = contents(book, empty(PUTUO, "105"))
    assert [p.kind for p in found.problems] == ["department"] and not found.rows


def test_a_cover_with_another_name_over_our_tables_is_asked_about(book, budget):
    book["封面"]["A9"] = "预算主管部门：上海市普陀区档案局"
    (asked,) = [p for p in contents(book, budget).problems if p.kind == "name"]
    assert asked.level is Level.QUESTION and (asked.origin.sheet, asked.origin.cell) == ("封面", "A9")
    assert "上海市普陀区档案局" in asked.wanted and "105" in asked.wanted


def test_a_cover_with_our_code_and_another_name_everywhere_is_asked_about(budget):
    book = filled(**PUTUO | {"maker": "上海市普陀区财税局"})
    book["封面"]["A10"] = "部门编码：105"
    found = contents(book, budget)
    assert [p.level for p in found.problems if p.kind == "name"] == [Level.QUESTION]
    book["封面"]["A10"] = "部门编码：106"
    assert any("106" in p.wanted for p in contents(book, budget).problems)


def test_every_sheet_is_told_and_what_carried_nothing_is_told_so(book, budget):
    book.create_sheet("空白")
    told = dict(contents(book, budget).recognised)
    assert told["封面"] == told["目录"] == "封面、目录，不导入"
    assert told["部门主要职能"] == "文字" and told["部门政府性基金拨款表"].endswith("（空表，没有数）")
    assert set(told) >= {page.title for page in book} - {"空白"}


def test_a_text_is_cited_by_its_own_cell_and_paragraph():
    first = "（一）" + "贯彻执行国家财政工作的法律法规，" * 3
    page = page_of(
        "职能",
        [("A1", "主要职能"), ("A3", first), ("A4", "管理财政收支。\n（二）其他。"), ("A5", "（三）末项。")],
    )
    assert [str(line.origin) for line in page.lines] == ["职能 · A3", "职能 · A4 第 2 段", "职能 · A5"]


def test_expenditure_on_a_heading_is_told_once_and_counted(book, budget):
    for name in (TABLES[1][0], SPENT, GENERAL):
        for row in book[name].iter_rows(min_row=9):
            if [cell.value for cell in row[:2]] == [201, "06"] and row[2].value:
                row[0].value = row[1].value = row[2].value = row[3].value = None
                for cell in row[4:]:
                    cell.value = None
    found = plan(book, budget)
    (told,) = [p for p in found.problems if p.kind == "short-function"]
    assert told.level is Level.NOTICE and "没有选到“项”" in told.wanted and "20106 财政事务" in told.wanted


def test_an_account_that_is_not_in_the_chart_is_an_error_at_its_row(book, budget):
    for name in (TABLES[1][0], SPENT, GENERAL):
        row = cell_of(book[name], "财政委托业务支出", 1).row
        book[name].cell(row, 3).value = "77"
    found = [p for p in plan(book, budget).of_level(Level.ERROR) if "2010677" in f"{p.found}{p.wanted}"]
    assert found and found[0].origin.sheet in (SPENT, GENERAL, TABLES[1][0])


def test_a_code_that_became_a_number_is_an_error_at_its_cell(book, budget):
    codes_in_one_cell(book)
    row = cell_of(book[SPENT], "机关事业单位职业年金缴费支出", 1).row
    book[SPENT].cell(row, 1).value = "2.08E+06"
    assert (SPENT, f"A{row}", "2.08E+06", "科目编码应为文本", "") in errors(book, budget)


def test_no_account_is_typed_into_the_cell_of_an_amount(book, budget):
    for name in (TABLES[1][0], SPENT, GENERAL):
        row = cell_of(book[name], "财政委托业务支出", 1).row
        book[name].cell(row, 3).value = "77"
    found = [p for p in plan(book, budget).of_level(Level.ERROR) if p.found == "2010677"]
    assert found and not any(problem.can_be_mended for problem in found)


def test_an_amount_that_may_not_be_negative_is_typed_anew_in_its_cell(book, budget):
    for name, column in ((GENERAL, 5), (GENERAL, 7), (SPENT, 5), (SPENT, 7)):
        cell_of(book[name], "财政委托业务支出", column).value = -4188000.0
    found = [p for p in plan(book, budget).of_level(Level.ERROR) if "不能为负" in p.wanted]
    assert [p.can_be_mended for p in found] == [True]
    assert mended_sheets(found) <= {SPENT, GENERAL}


def mended_sheets(problems):
    return {problem.place.rpartition("!")[0] for problem in problems}


def test_a_text_that_cannot_be_stored_has_no_field_because_none_would_be_read(book, budget):
    page = book["部门主要职能"]
    page["A3"] = f"{page['A3'].value}\n    13.办理\u202e其他事项。"
    found = [p for p in plan(book, budget).of_level(Level.ERROR) if p.origin.sheet == page.title]
    assert found and not any(problem.can_be_mended for problem in found)


# What is entered in more detail stays -----------------------------------------------------------------------------


def test_detail_that_adds_up_to_a_cell_stays_as_it_is(book, budget):
    budget = taken(book, budget)
    whole = budget.entries.get(direction="expenditure", function__code="2010601", nature="basic")
    whole.amount -= 5000
    whole.save()
    whole.pk, whole.amount, whole.unit = None, Decimal(5000), budget.units.first()
    whole.save()
    assert plan(book, budget).is_empty


def test_an_amount_that_differs_changes_that_entry_alone(book, budget):
    budget = taken(book, budget)
    for name, column in ((GENERAL, 5), (GENERAL, 7), (SPENT, 5), (SPENT, 7)):
        cell_of(book[name], "一般行政管理事务", column).value = 120000.0
    found = plan(book, budget)
    (change,) = found.changes
    assert (change.kind, change.before, change.after) == ("changed", 100000, 120000)
    assert change.origin.sheet == GENERAL


def test_several_entries_under_a_cell_that_differs_become_one_with_a_question(book, budget):
    budget = taken(book, budget)
    whole = budget.entries.get(direction="expenditure", function__code="2010601", nature="basic")
    whole.amount -= 6000
    whole.save()
    whole.pk, whole.amount = None, Decimal(5000)
    whole.save()
    found = plan(book, budget)
    assert any(p.kind == "several" for p in found.of_level(Level.QUESTION))
    assert (found.count("new") + found.count("changed"), found.count("removed")) == (1, 1)


def test_money_that_the_tables_do_not_show_any_more_is_to_be_removed(book, budget):
    budget = taken(book, budget)
    gone = budget.entries.get(direction="expenditure", function__code="2010602")
    gone.pk, gone.function = (
        None,
        gone.function.__class__.objects.get(system="function", year=2025, code="2010699"),
    )
    gone.save()
    found = plan(book, budget)
    assert [change.kind for change in found.changes] == ["removed"]


def calls_to_draft(codes):
    """How many calls it takes to draft so many codes of 项, each with its natures."""
    stands = [
        Stand(f"expenditure.f{2000000 + 7 * n}{nature}", Decimal(100), Origin("表", f"A{n}"))
        for n in range(codes)
        for nature in ("", ".basic")
    ]
    drafting = Drafting(stands, [], units={}, unit_type="administrative", year=2025)
    made = 0

    def count(_frame, event, _argument):
        nonlocal made
        made += event == "call"

    sys.setprofile(count)
    try:
        drafting.draft()
    finally:
        sys.setprofile(None)
    assert len(drafting.lines) == codes
    return made


def test_a_workbook_of_six_times_the_rows_takes_about_six_times_as_long():
    assert calls_to_draft(1500) < 9 * calls_to_draft(250)


def test_a_workbook_of_more_figures_than_a_department_has_is_refused_in_a_sentence(book, budget, monkeypatch):
    monkeypatch.setattr(official, "MOST_FIGURES", 10)
    found = plan(book, budget)
    (error,) = found.of_level(Level.ERROR)
    assert "一个部门至多 10 个。请核对这是不是一个部门的工作簿" in error.wanted and not found.changes


# A year that was begun with last year's entries -------------------------------------------------------------------


@pytest.fixture
def begun():
    """普陀区财政局 in 2025 as it is opened from a 2024 with a project in two parts, and with 款 under 项."""
    before = empty(PUTUO | {"year": 2024}, "105")
    for name, amount in (("甲", "6"), ("乙", "4")):
        entry = people.entry(before, amount, nature="project", function="2010602")
        entry.project = Project.objects.create(budget=before, name=name, amount=entry.amount, use="用途")
        entry.save()
    for code in ("30101", "30201"):
        people.entry(before, "500", function="2010601", economic=code)
    people.entry(before, "20", nature="project", function="2010608")
    people.entry(before, "1030", direction="income")
    load_chart(year=2025)
    stages.called_public(before)
    (opened,) = open_year(departments=[before.department], year=2025, by=people.finance_officer())
    return opened.budget


def test_of_several_entries_at_0_none_gets_the_money_of_a_cell_unasked(book, begun):
    found = plan(book, begun)
    assert not found.of_level(Level.ERROR)
    asked = [p for p in found.of_level(Level.QUESTION) if p.kind == "empty"]
    assert len(asked) == 2 and any(
        "2 条明细还是 0，看不出 100,000.00 元记在哪一条" in p.wanted for p in asked
    )
    begun = taken(book, begun)
    parts = begun.entries.filter(function__code="2010602", direction="expenditure").order_by("amount", "pk")
    assert [(e.project and e.project.name, e.amount, e.last_amount) for e in parts] == [
        ("甲", 0, 60000), ("乙", 0, 40000), ("财政业务费", 100000, 0),
    ]  # fmt: skip
    assert not begun.entries.filter(economic__isnull=False, function__isnull=False).exclude(amount=0).exists()
    assert plan(book, begun).is_empty


def test_an_entry_at_0_that_is_alone_under_a_cell_gets_its_money(book, begun):
    begun = taken(book, begun)
    (alone,) = begun.entries.filter(function__code="2010608", direction="expenditure")
    assert (alone.amount, alone.last_amount) == (4188000, 200000)


def drafted(stands, lines):
    """Lines as they are after a workbook that states these figures, and what is asked."""
    stated = [
        Stand(key, Decimal(value), Origin("表", f"A{n}"), key) for n, (key, value) in enumerate(stands, 1)
    ]
    drafting = Drafting(stated, lines, units={}, unit_type="administrative", year=2025)
    drafting.draft()
    drafting.check()
    return drafting


def spent(amount, last, **more):
    told = {"function": "2010601", "source": "101", "nature": "basic", "stored": True} | more
    return Line("expenditure", Decimal(amount), last=last if last is None else Decimal(last), **told)


LEAF = "expenditure.general.f2010601.basic"


def test_last_years_amount_that_differs_is_changed_where_one_entry_has_it():
    found = drafted([(LEAF, 150), (f"{LEAF}.last", 120)], [spent(150, 100)])
    (line,) = found.lines
    assert line.row().values["last_amount"] == 120 and not found.problems


def test_last_years_amount_that_differs_is_asked_about_where_several_entries_have_it():
    lines = [spent(100, 60, project="甲"), spent(50, 40, project="乙")]
    found = drafted([(LEAF, 150), (f"{LEAF}.last", 120)], lines)
    assert [line.last for line in found.lines] == [60, 40]
    (asked,) = found.problems
    assert (asked.level, asked.kind, asked.origin.cell) == (Level.QUESTION, "last", "A2")
    assert "120.00 元，已填的 2 条明细上年数合计 100.00 元" in asked.wanted


def test_of_several_entries_the_one_without_last_year_gets_what_is_left_of_it():
    lines = [spent(100, 60, project="甲"), spent(50, None, project="乙")]
    found = drafted([(LEAF, 150), (f"{LEAF}.last", 100)], lines)
    assert [line.last for line in found.lines] == [60, 40] and not found.problems


def test_a_heading_of_last_year_that_is_not_the_sum_is_asked_about():
    stands = [(LEAF, 150), (f"{LEAF}.last", 100), ("expenditure.general.f201", 150)]
    found = drafted([*stands, ("expenditure.general.f201.last", 130)], [spent(150, 100)])
    (asked,) = found.problems
    assert (asked.level, asked.origin.cell) == (Level.QUESTION, "A4") and "上年数" in asked.wanted


# Out and in again -------------------------------------------------------------------------------------------------


def cells(data, but=("封面",)):
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {p.title: dict(_cells(p)) for p in book if p.title not in but}


@EVERY_KIND
def test_what_a_form_gives_out_changes_nothing_when_it_comes_back(form, kind):
    budget = store(full(form, kind))
    assert plan(exported(budget), budget).is_empty


def test_an_exported_workbook_fills_an_empty_budget_with_the_same_cells(book, budget):
    first = taken(book, budget)
    given = exported(first)
    Department.objects.filter(pk=first.department_id).update(code="104", name="另一局", short_name="另一局")
    again = taken(given, empty(PUTUO, "105"))
    assert cells(exported(again)) == cells(given)


# At the command line ----------------------------------------------------------------------------------------------


def run(*arguments, capsys):
    """The exit code of a command, and what it said."""
    code = 0
    try:
        call_command(*arguments)
    except CommandError as error:
        code = error.returncode
        print(error)
    told = capsys.readouterr()
    return code, told.out + told.err


def test_the_operator_imports_exports_and_imports_again(book, budget, tmp_path, capsys):
    file = tmp_path / "官方.xlsx"
    file.write_bytes(saved(book))
    arguments = ("import_budget", str(file), "--department", "105", "--year", "2025")
    code, told = run(*arguments, "--dry-run", capsys=capsys)
    assert code == 0 and "没有写入" in told and not budget.entries.exists()
    code, told = run(*arguments, "--region", "310107", capsys=capsys)
    assert code == 0 and "已导入" in told
    back = tmp_path / "导出.xlsx"
    assert run("export_workbook", "105", "2025", str(back), capsys=capsys)[0] == 0
    code, told = run("import_budget", str(back), "--department", "105", "--year", "2025", capsys=capsys)
    assert code == 0 and "完全相同" in told


def test_the_operator_is_told_sheet_cell_and_value_and_nothing_is_written(book, budget, tmp_path, capsys):
    cell = cell_of(book[GENERAL], "财政委托业务支出", 7)
    cell.value = "4,18,8000.00"
    file = tmp_path / "官方.xlsx"
    file.write_bytes(saved(book))
    code, told = run("import_budget", str(file), "--department", "105", "--year", "2025", capsys=capsys)
    assert code == 1 and GENERAL in told and cell.coordinate in told and "4,18,8000.00" in told
    assert not budget.entries.exists()


def test_what_cannot_be_read_is_said_so(budget, tmp_path, capsys):
    file = tmp_path / "坏.xlsx"
    file.write_bytes(b"not a workbook")
    arguments = ("--department", "105", "--year", "2025")
    assert run("import_budget", str(file), *arguments, capsys=capsys)[0] == 2
    assert run("import_budget", str(tmp_path / "没有.xlsx"), *arguments, capsys=capsys)[0] == 2
