"""Tables that somebody published, as the reader understands them: what each cell is, and what adds up."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from budgets.facts import PrintedTable, Said, Unread
from budgets.ledger import slug
from disclosures.compose import compose
from disclosures.declaring import forms
from disclosures.document import as_json
from disclosures.reading.context import Context
from disclosures.reading.raw import Cell, Grid
from disclosures.reading.structure import Captioned
from disclosures.reading.table_sums import holds
from disclosures.reading.tables import read_table
from disclosures.rendering.grid import body, depth, label_span, place_heads
from tests.test_every_form import full

SAMPLES = Path(__file__).parents[2] / "shared" / "samples"
EVERY_FORM = [(form, kind) for form in forms.FORMS for kind in form.kinds]
YEAR = 2025


# Grids to read ----------------------------------------------------------------------------------------------------


def grid(rows: Sequence[Sequence[str]], *merged: tuple[int, int, int, int], page: int = 0) -> Grid:
    """A grid of rows of cells; ``merged`` are (row, column, rows, columns) of cells that span others."""
    spans = {(row, column): (height, width) for row, column, height, width in merged}
    covered = {
        (row + r, column + c)
        for (row, column), (height, width) in spans.items()
        for r in range(height)
        for c in range(width)
        if r or c
    }
    cells = [
        Cell(text, r, c, *spans.get((r, c), (1, 1)))
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
        if (r, c) not in covered
    ]
    return Grid(tuple(cells), page)


def table_of(*lines: str) -> Grid:
    """A grid written as lines, cells divided by |."""
    return grid([[cell.strip() for cell in line.split("|")] for line in lines])


def read(*grids: Grid, title: str, unit: str = "万元", year: int = YEAR, **told: Any) -> PrintedTable:
    return read_all(*grids, title=title, unit=unit, year=year, **told)[0]


def read_all(
    *grids: Grid,
    title: str,
    unit: str = "万元",
    year: int = YEAR,
    department: str = "某县教育局",
    **told: Any,
) -> tuple[PrintedTable, tuple[Unread, ...]]:
    captioned = Captioned(grids, "t1", title, unit=unit, **told)
    return read_table(captioned, Context(year, department))


def amounts(table: PrintedTable) -> dict[str, Decimal]:
    """What a table says in 元, by key; no figure twice with two values."""
    found: dict[str, Decimal] = {}
    for said in table.said:
        assert found.setdefault(said.key, said.value) == said.value, said
    return found


def said(table: PrintedTable, key: str) -> Said:
    return next(each for each in table.said if each.key == key)


def broken(table: PrintedTable) -> list[str]:
    return [each.label for each in table.sums if not holds(each)]


# What we print, read back -----------------------------------------------------------------------------------------


def grid_of(table: Mapping[str, Any], *, is_merged: bool) -> Grid:
    """A table of a document as cells on a grid, merged as a Word file has them or in blanks as a plain PDF has them."""
    heads, columns = depth(table["columns"]), table["columns"]
    cells = [
        Cell(h.label, h.row, h.column, *((h.rows, h.columns) if is_merged else (1, 1)))
        for h in place_heads(columns)
    ]
    for r, row in enumerate(body(table), heads):
        span = label_span(row, columns)
        texts = [cell["text"] for cell in row["cells"]]
        if span > 1:
            texts[:span] = [next(filter(None, texts[:span]), ""), *[""] * (span - 1)]
        for c, text in enumerate(texts):
            if not (is_merged and 0 < c < span):
                cells.append(Cell(text, r, c, 1, span if is_merged and c == 0 else 1))
    return Grid(tuple(cells))


@cache
def published(form_key: str, kind: str) -> dict[str, Any]:
    form = next(form for form in forms.FORMS if form.key == form_key)
    return as_json(compose(full(form, kind), []))


def tables_of(form_key: str, kind: str, *, is_merged: bool):
    """(the table as frozen, as read, what was not read), one after the other."""
    document = published(form_key, kind)
    context = Context(document["year"], document["department"]["name"], kind)
    for n, table in enumerate((b for b in document["blocks"] if b["type"] == "table"), 1):
        captioned = Captioned(
            (grid_of(table, is_merged=is_merged),),
            f"t{n}",
            table["title"],
            table["label"],
            table["unit"],
            table["maker"],
            tuple(table["notes"]),
        )
        yield table, *read_table(captioned, context)


def printed_figures(table: Mapping[str, Any]) -> Counter[str]:
    """The figures that a frozen table prints; — is not known, and is read as nothing."""
    cells = [cell for row in table["rows"] for cell in row["cells"]]
    return Counter(cell["figure"] for cell in cells if cell.get("figure") and cell["text"] not in ("", "—"))


def read_figures(table: PrintedTable) -> Counter[str]:
    return Counter(each.key for each in table.said if not each.is_blank and not each.key.startswith("goal."))


@pytest.mark.parametrize("is_merged", [True, False], ids=["merged", "blanks"])
@pytest.mark.parametrize(
    ("form", "kind"), EVERY_FORM, ids=[f"{form.key}-{kind}" for form, kind in EVERY_FORM]
)
def test_every_cell_we_print_is_read_back_as_the_figure_it_is(form, kind, is_merged):
    for frozen, table, unread in tables_of(form.key, kind, is_merged=is_merged):
        assert read_figures(table) == printed_figures(frozen), frozen["title"]
        assert not unread, frozen["title"]


@pytest.mark.parametrize(
    ("form", "kind"), EVERY_FORM, ids=[f"{form.key}-{kind}" for form, kind in EVERY_FORM]
)
def test_every_value_we_print_is_read_back_to_the_digits_printed(form, kind):
    figures = published(form.key, kind)["figures"]
    for frozen, table, _unread in tables_of(form.key, kind, is_merged=True):
        for each in table.said:
            if each.key in figures and not each.is_blank:
                exact = Decimal(str(figures[each.key]["value"]))
                assert abs(exact - each.value) <= each.step / 2, (frozen["title"], each)


@pytest.mark.parametrize(
    ("form", "kind"), EVERY_FORM, ids=[f"{form.key}-{kind}" for form, kind in EVERY_FORM]
)
def test_a_reviewer_is_told_of_no_sum_that_fails_in_what_we_print(form, kind):
    for frozen, table, _unread in tables_of(form.key, kind, is_merged=True):
        assert broken(table) == [], frozen["title"]
        assert table.is_empty == frozen["is_empty"], frozen["title"]


# Tables of other provinces ----------------------------------------------------------------------------------------


def wan(*values: str) -> list[Decimal]:
    return [Decimal(value) * 10_000 for value in values]


def test_all_classes_listed_and_both_sides_by_year_and_balance():
    table = read(
        table_of(
            "收入||支出|||",
            "项目|预算数|项目（按功能分类）|预算数||",
            "|||小计|一般公共预算财政拨款支出|政府性基金预算财政拨款支出",
            "一、本年收入|100|一、本年支出|110|105|5",
            "（一）一般公共预算财政拨款|95|（一）一般公共服务支出|60|60|",
            "（二）政府性基金预算财政拨款|5|（二）外交支出|||",
            "||（三）社会保障和就业支出|45|45|",
            "||（四）城乡社区支出|5||5",
            "二、上年结转|10|二、结转下年|||",
            "（一）一般公共预算财政拨款|10||||",
            "收入总计|110|支出总计|110|105|5",
        ),
        title="2025年财政拨款收支预算总表",
    )
    told = amounts(table)
    assert table.kind == "grant" and table.year == 2025
    assert [
        told[f"income.{key}"] for key in ("s1", "s101", "s102", "grant.s5", "general.s5", "grant.total")
    ] == wan("100", "95", "5", "10", "10", "110")
    assert told["expenditure.general.f208"] == told["expenditure.grant.f208"] == 450_000
    assert told["expenditure.fund.year.total"] == told["expenditure.fund.total"] == 50_000
    assert len(table.sums) > 10 and not broken(table)


def test_balances_below_the_years_total_are_added_to_it_and_no_more():
    table = read(
        table_of(
            "收入||支出|",
            "项目|预算数|项目|预算数",
            "一、一般公共预算拨款收入|100.00|一、一般公共服务支出|80.00",
            "二、事业收入|20.00|二、外交支出|",
            "三、其他收入|5.00|三、教育支出|50.00",
            "本年收入合计|125.00|本年支出合计|130.00",
            "四、用事业基金弥补收支差额|2.00|四、事业单位结余分配|1.00",
            "五、上年结转|5.00|五、结转下年|1.00",
            "收入总计|132.00|支出总计|132.00",
        ),
        title="部门收支总表",
    )
    told = amounts(table)
    assert told["income.s4"] == 20_000 and told["expenditure.carry"] == 10_000
    assert told["income.total"] == told["expenditure.total"] == 1_320_000
    assert [len(each.parts) for each in table.sums] == [3, 3, 3, 3] and not broken(table)


def test_of_which_is_no_part_of_the_total_beside_it():
    table = read(
        table_of(
            "科目||合计|上年结转|事业收入||其他收入",
            "编码|名称|||金额|其中:教育收费|",
            "205|教育支出|35|10|20|5|5",
            "20502|普通教育|35|10|20|5|5",
            "合计||35|10|20|5|5",
        ),
        title="收入总表",
    )
    assert amounts(table)["income.f20502.s301"] == 200_000
    assert [len(each.parts) for each in table.sums if each.axis == "columns"] == [3, 3, 3]
    assert not broken(table)


def test_what_was_executed_last_year_is_compared_with_by_function():
    table = read(
        table_of(
            "功能分类科目||2024年执行数|2025年预算数|||2025年预算数比2024年执行数|",
            "科目编码|科目名称||小计|基本支出|项目支出|增减额|增减%",
            "合计||90|100|70|30|10|11.11%",
            "201|一般公共服务支出|90|100|70|30|10|11.11%",
            "20103|政府办公厅（室）及相关机构事务|90|100|70|30|10|11.11%",
            "2010301|行政运行|90|70|70||−20|−22.22%",
            "2010302|一般行政管理事务|0|30||30|30|—",
        ),
        title="一般公共预算支出表",
    )
    told = amounts(table)
    assert told["against.f2010301.last"] == 900_000 and told["against.f2010301.change"] == -200_000
    assert told["against.f2010301.percent"] == Decimal("-22.22")
    assert told["expenditure.general.f2010301.basic"] == told["expenditure.general.f2010301"] == 700_000
    across = [each for each in table.sums if each.axis == "columns"]
    changes = [each for each in across if each.parts[-1].key.endswith(".change")]
    assert len(changes) == 5 and not broken(table)


def test_a_three_public_table_of_two_years_and_one_whose_items_are_rows_say_the_same():
    beside = read(
        table_of(
            "2024年预算数||||||2025年预算数|||||",
            "合计|因公出国（境）费|公务用车购置及运行费|||公务接待费|合计|因公出国（境）费|公务用车购置及运行费|||公务接待费",
            "||小计|购置费|运行费||||小计|购置费|运行费|",
            "10.5|0|8|0|8|2.5|9.5|0|7|0|7|2.5",
        ),
        title="一般公共预算“三公”经费支出表",
    )
    below = read(
        table_of(
            "项目|2024年预算数|2025年预算数",
            "合计|10.5|9.5",
            "1、因公出国（境）费用|0|0",
            "2、公务接待费|2.5|2.5",
            "3、公务用车费|8|7",
            "其中：（1）公务用车运行维护费|8|7",
            "（2）公务用车购置|0|0",
        ),
        title="2025年一般公共预算“三公”经费支出表",
    )
    assert amounts(beside) == amounts(below)
    assert amounts(below)["three-public.vehicles.last"] == 80_000
    assert len(beside.sums) == len(below.sums) == 4
    assert not broken(beside) and not broken(below)


def test_units_with_their_accounts_below_them_are_told_apart():
    table = read(
        table_of(
            "科目编码|单位（科目）名称|合计|基本支出|项目支出",
            "|合计|40|20|20",
            "101001|某县教育局本级|30|20|10",
            "205|教育支出|30|20|10",
            "20501|教育管理事务|30|20|10",
            "101002|某县第一中学|10||10",
            "205|教育支出|10||10",
            "20502|普通教育|10||10",
        ),
        title="部门支出总表（分单位）",
    )
    told = amounts(table)
    assert told["expenditure.year.total"] == 400_000
    assert sorted(value for key, value in told.items() if key.endswith("expenditure.f205")) == wan("10", "30")
    assert all(key.startswith("unit.") for key in told if key.endswith("f205"))
    assert any(each.total.key == "expenditure.year.total" and len(each.parts) == 2 for each in table.sums)
    assert not broken(table)


def test_a_row_with_two_classifications_is_added_up_by_the_first():
    table = read(
        table_of(
            "政府预算经济分类||部门预算经济分类||金额",
            "科目编码|科目名称|科目编码|科目名称|",
            "|合计||合计|30",
            "501|机关工资福利支出|||20",
            "50101|工资奖金津补贴|30101|基本工资|12",
            "50101|工资奖金津补贴|30102|津贴补贴|8",
            "502|机关商品和服务支出|||10",
            "50201|办公经费|30201|办公费|10",
        ),
        title="一般公共预算基本支出经济分类情况表",
    )
    assert amounts(table)["government.general.g501.basic"] == 200_000
    assert [len(each.parts) for each in table.sums] == [2, 1, 2] and not broken(table)


def test_two_columns_of_accounts_side_by_side_are_read_one_after_the_other():
    table = read(
        table_of(
            "人员经费|||公用经费||",
            "科目编码|科目名称|金额|科目编码|科目名称|金额",
            "301|工资福利支出|20|302|商品和服务支出|10",
            "30101|基本工资|12|30201|办公费|6",
            "30102|津贴补贴|8|30211|差旅费|4",
            "人员经费合计||20|公用经费合计||10",
        ),
        title="一般公共预算基本支出表",
    )
    told = amounts(table)
    assert told["economic.general.e30211.basic.public"] == 40_000
    assert told["economic.general.basic.staff"] == 200_000
    assert not broken(table)


def test_lines_without_numbers_stand_under_what_they_are_part_of():
    table = read(
        table_of(
            "收入||支出|",
            "项目|本年预算|项目|本年预算",
            "财政拨款收入|95|基本支出|60",
            "其中：一般公共预算拨款|90|人员经费|50",
            "政府性基金预算拨款|5|公用经费|10",
            "事业收入|5|项目支出|40",
            "收入总计|100|支出总计|100",
        ),
        title="部门收支总体情况表",
    )
    told = amounts(table)
    assert told["income.s1"] == 950_000 and told["economic.basic.staff"] == 500_000
    assert [len(each.parts) for each in table.sums] == [2, 2, 2, 2] and not broken(table)


def test_what_a_line_is_made_of_is_not_the_line_again():
    table = read(
        table_of(
            "收入||支出|",
            "项目|本年预算|项目（按功能分类）|本年预算",
            "一、一般公共预算拨款|90|一、教育支出|90",
            "经费拨款|80|二、卫生健康支出|10",
            "纳入预算管理的非税收入拨款|10||",
            "二、事业收入|10||",
            "收入总计|100|支出总计|100",
        ),
        title="收支总表",
    )
    assert [each.value for each in table.said if each.key == "income.s101"] == wan("90")
    assert not broken(table)


def test_projects_are_known_by_their_names_and_paid_from_several_budgets():
    table = read(
        table_of(
            "单位名称|项目名称|合计|本年拨款||单位资金",
            "|||一般公共预算|政府性基金预算|",
            "某县教育局|校舍维修|30|20|5|5",
            "某县教育局|教师培训|10|10||",
            "合计||40|30|5|5",
        ),
        title="项目支出表",
    )
    told = amounts(table)
    assert told["project.total"] == 400_000
    assert sorted(v for k, v in told.items() if k.startswith("project.") and k != "project.total") == wan(
        "10", "30"
    )
    assert not broken(table)


# Codes, numbers, units --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rows",
    [
        ("类|款|项|科目名称|合计", "201||||10", "201|03|||10", "201|03|01|行政运行|10"),
        ("类|款|项|科目名称|合计", "201||||10", "|03|||10", "||01|行政运行|10"),
        ("类|款|项|科目名称|合计", "201||||10", "201|20103|||10", "201|20103|2010301|行政运行|10"),
        ("科目编码|科目名称|合计", "201|一般公共服务支出|10", "20103||10", "2010301|行政运行|10"),
        ("科目编码|科目名称|合计", "201||10", "201 03||10", "201 03 01|行政运行|10"),
        ("科目名称|合计", "201 一般公共服务支出|10", "20103-政府办公厅|10", "[2010301]行政运行|10"),
        ("科目编码|科目名称|合计", "201|一般公共服务支出|10", "03|办公厅|10", "01|行政运行|10"),
    ],
)
def test_codes_are_read_however_they_are_printed(rows):
    table = read(table_of(*rows), title="一般公共预算支出表")
    assert [row.code for row in table.rows] == ["201", "20103", "2010301"]
    assert [row.code_text.replace("|", "") for row in table.rows] == ["201", "20103", "2010301"]
    assert [row.level for row in table.rows] == [1, 2, 3]
    assert amounts(table)["expenditure.general.f2010301"] == 100_000
    assert [(each.total.key, len(each.parts)) for each in table.sums] == [
        ("expenditure.general.f201", 1),
        ("expenditure.general.f20103", 1),
    ]


def test_a_code_with_a_digit_missing_is_kept_as_printed():
    table = read(
        table_of("类|款|科目名称|合计", "301||工资福利支出|5", "301|2|津贴补贴|5", "合计|||5"),
        title="一般公共预算基本支出表",
    )
    assert [(row.code, row.code_text) for row in table.rows] == [("301", "301"), ("30102", "301|2"), ("", "")]


@pytest.mark.parametrize(
    ("text", "value", "is_blank"),
    [
        ("1,234.50", "1234.50", False),
        ("１２３．５０", "123.50", False),
        ("1 234.50", "1234.50", False),
        ("1,2\n34.50", "1234.50", False),
        ("-1.50", "-1.50", False),
        ("−1.50", "-1.50", False),
        ("(1.50)", "-1.50", False),
        ("（1.50）", "-1.50", False),
        ("0", "0", False),
        ("", "0", True),
        ("—", "0", True),
        ("／", "0", True),
    ],
)
def test_an_amount_is_read_as_it_is_printed(text, value, is_blank):
    grid_ = grid([["科目编码", "科目名称", "合计", "基本支出"], ["201", "一般公共服务支出", "8.88", text]])
    found = said(read(grid_, title="一般公共预算支出表"), "expenditure.general.f201.basic")
    assert found.value == Decimal(value) * 10_000
    assert found.is_blank is is_blank
    assert found.step == 100


def test_what_is_no_number_in_an_amount_column_is_reported():
    lines = table_of(
        "科目编码|科目名称|合计|基本支出", "201|一般公共服务支出|12.50|12.5O", "202|外交支出|3.00|3.00"
    )
    _table, unread = read_all(lines, title="一般公共预算支出表")
    assert [each.reason for each in unread] == ["“12.5O”不能读作金额"]
    assert "201 一般公共服务支出 · 基本支出" in unread[0].place.text


@pytest.mark.parametrize(
    ("unit", "head", "expected"),
    [("元", "合计", 10), ("万元", "合计", 100_000), ("", "金额（万元）", 100_000), ("", "金额（元）", 10)],
)
def test_the_unit_is_that_of_the_caption_or_of_the_head(unit, head, expected):
    table = read(
        table_of(f"科目编码|科目名称|{head}", "201|一般公共服务支出|10"),
        title="一般公共预算支出表",
        unit=unit,
    )
    assert said(table, "expenditure.general.f201").value == expected
    assert table.unit == (unit or head[3:-1])


def test_a_table_without_unit_is_read_and_reported():
    lines = table_of("科目编码|科目名称|合计", "201|一般公共服务支出|12345678", "合计||12345678")
    table, unread = read_all(lines, title="一般公共预算支出表", unit="")
    assert [each.reason for each in unread] == ["没有注明金额单位，按元读取"]
    assert table.unit == "" and said(table, "expenditure.general.f201").value == 12_345_678


def test_a_citizen_is_told_where_a_figure_stands():
    lines = grid([["科目编码", "科目名称", "合计"], ["201", "一般公共服务支出", "10"]], page=7)
    table = read(lines, title="部门支出总表", number="表3", page=7)
    place = said(table, "expenditure.f201").place
    assert place.text == "第 7 页 · 表 3 部门支出总表 · 201 一般公共服务支出 · 合计"
    assert (place.scope, place.page, place.quote) == ("t1", 7, "10")


def test_rows_that_number_the_columns_are_no_amounts():
    lines = table_of(
        "科目编码|科目名称|合计|基本支出|项目支出", "栏次||1=2+3|2|3", "201|一般公共服务支出|10|7|3"
    )
    assert set(amounts(read(lines, title="支出总表")).values()) == set(wan("10", "7", "3"))


def test_title_maker_and_unit_inside_the_grid_are_above_the_heads():
    lines = table_of(
        "2025年部门支出总表||",
        "编制单位：某局||单位：元",
        "科目编码|科目名称|合计",
        "201|一般公共服务支出|10",
    )
    table = read(lines, title="", unit="")
    assert (table.kind, table.unit, table.year) == ("expenditure", "元", 2025)
    assert amounts(table) == {"expenditure.f201": Decimal(10)}


# Pages ------------------------------------------------------------------------------------------------------------

HEADS = "科目编码|科目名称|合计|基本支出"


def test_a_table_goes_on_over_pages_with_and_without_its_heads():
    table = read(
        table_of(HEADS, "201|一般公共服务支出|10|10"),
        table_of(HEADS, "20103|政府办公厅（室）及相关机构事务|10|10"),
        table_of("2010301|行政运行|10|10"),
        table_of("合计|10|10"),
        title="支出总表",
    )
    assert [row.code for row in table.rows] == ["201", "20103", "2010301", ""]
    assert amounts(table)["expenditure.year.total"] == 100_000
    assert len([each for each in table.sums if each.axis == "rows"]) == 6 and not broken(table)


def test_a_page_with_other_heads_is_reported_and_not_lost():
    table, unread = read_all(
        table_of(HEADS, "201|一般公共服务支出|10|10"),
        grid([["采购项目", "合计", "货物", "服务"], ["办公", "5", "2", "3"]], page=9),
        title="支出总表",
    )
    assert [each.place.page for each in unread] == [9, 9]
    assert "表头与前面不同" in unread[0].reason
    keys = [each.key for each in table.said if each.place.page == 9]
    assert keys == ["table.t1.2.2", "table.t1.2.3", "table.t1.2.4"]
    assert [len(each.parts) for each in table.sums] == [2]


# What adds up -----------------------------------------------------------------------------------------------------

EXPENDITURE = (
    "科目编码|科目名称|合计|基本支出|项目支出",
    "201|一般公共服务支出|10|7|3",
    "20103|政府办公厅（室）及相关机构事务|10|7|3",
    "2010301|行政运行|7|7|",
    "2010302|一般行政管理事务|3||3",
    "合计||10|7|3",
)


def test_an_empty_table_is_empty_and_has_nothing_to_add():
    table = read(
        table_of(EXPENDITURE[0], "||||", "||||", "合计||||"),
        title="政府性基金预算支出表",
        notes=("注：空表",),
    )
    assert table.is_empty and table.kind == "fund" and table.notes == ("注：空表",)
    assert not any(each.value for each in table.said) and not broken(table)


def test_every_single_wrong_figure_breaks_a_sum():
    rows = [line.split("|") for line in EXPENDITURE]
    for r in range(1, len(rows)):
        for c in range(2, 5):
            wrong = [list(row) for row in rows]
            wrong[r][c] = str(int(wrong[r][c] or 0) + 90)
            assert broken(read(grid(wrong), title="支出总表")), (r, c)


def test_one_wrong_figure_in_a_table_nobody_knows_is_found_and_no_relation_is_made_up():
    lines = (
        "地区|合计|一般性转移支付|专项转移支付",
        "甲县|30|10|20",
        "乙县|40|15|25",
        "丙县|9|4|5",
        "合计|79|29|50",
    )
    assert not broken(read(table_of(*lines), title="对下转移支付预算表"))
    wrong = [line.replace("甲县|30|10", "甲县|30|70") for line in lines]
    assert len(broken(read(table_of(*wrong), title="对下转移支付预算表"))) == 2
    other = ("地区|合计|户数补助|人数补助", "甲县|30|1|2", "乙县|40|5|5", "丙县|9|4|1", "合计|79|10|8")
    table, unread = read_all(table_of(*other), title="对下转移支付预算表")
    assert not broken(table)
    assert unread[0].reason == "“合计”与其他各栏的加总关系未能判断"


def test_headings_without_amounts_are_passed_through():
    table = read(
        table_of(
            "科目编码|科目名称|合计",
            "201|一般公共服务支出|",
            "20103|政府办公厅（室）及相关机构事务|",
            "2010301|行政运行|7",
            "2010302|一般行政管理事务|3",
            "合计||10",
        ),
        title="支出总表",
    )
    assert [(each.total.key, len(each.parts)) for each in table.sums] == [("expenditure.year.total", 2)]
    assert not broken(table)


def test_a_remark_that_money_is_left_out_takes_back_the_sums():
    lines = table_of("科目编码|科目名称|合计|基本支出", "201|一般公共服务支出|10|7", "合计||10|7")
    assert (
        read(lines, title="支出总表", notes=("注：有的支出没有登记经济分类，没有列入各经济分类栏。",)).sums
        == ()
    )


# Performance tables -----------------------------------------------------------------------------------------------

SELF_ASSESSMENT = (
    "项目名称|智慧大厅建设|||||||",
    "主管部门|某县政务局|实施单位|某县政务局|||||",
    "项目资金（万元）||年初预算数|全年预算数A|全年执行数B|分值|执行率|得分|",
    "|年度资金总额|250|260|234|10|90%|9|",
    "|其中：当年财政拨款|200|210|200|10|95.24%|9|",
    "|上年结转资金|30|30|20|—||—|",
    "|其他资金|20|20|14|—||—|",
    "年度总体目标|预期目标|实际完成情况||||||",
    "|建成大厅|已经建成||||||",
    "绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施",
    "|产出指标|数量指标|系统数量（个）|5|5|50|50|",
    "||成本指标|建设成本（万元）|250万元|234万元|20|20|",
    "|效益指标|社会效益指标|服务水平|显著提升|显著提升|10|10|",
    "|满意度指标|服务对象满意度|用户满意度|≥95%|98%|10|9|",
    "总分|100|98||||||",
)


def test_a_self_assessment_says_its_money_its_indicators_and_its_scores():
    table, unread = read_all(table_of(*SELF_ASSESSMENT), title="项目支出绩效自评表", unit="", year=2021)
    name, told = slug("智慧大厅建设"), amounts(table)
    assert not unread and (table.kind, table.unit) == ("project-goals", "万元")
    assert [told[f"project.{name}{fund}"] for fund in ("", ".grant", ".carried", ".other")] == wan(
        "250", "200", "30", "20"
    )
    assert [told[f"goal.{name}.{key}"] for key in ("budget", "executed", "executed.grant")] == wan(
        "260", "234", "200"
    )
    assert [told[f"goal.{name}.{key}"] for key in ("rate", "execution.weight", "execution.score")] == [
        90,
        10,
        9,
    ]
    assert [told[f"goal.{name}.i{n}.weight"] for n in (1, 2, 3, 4)] == [50, 20, 10, 10]
    assert told[f"goal.{name}.i2.target"] == 2_500_000 and told[f"goal.{name}.i2.actual"] == 2_340_000
    assert told[f"goal.{name}.i4.actual"] == 98
    assert (told[f"goal.{name}.weight"], told[f"goal.{name}.score"]) == (100, 98)
    assert [row.name for row in table.rows] == [
        "系统数量（个）",
        "建设成本（万元）",
        "服务水平",
        "用户满意度",
    ]
    assert len(table.sums) == 5 and not broken(table)


@pytest.mark.parametrize(
    ("row", "column"), [(3, 2), (4, 3), (5, 4), (6, 4), (10, 6), (13, 7), (14, 1), (14, 2)]
)
def test_every_wrong_amount_or_score_of_a_self_assessment_breaks_a_sum(row, column):
    rows = [line.split("|") for line in SELF_ASSESSMENT]
    rows[row][column] = "7"
    assert broken(read(grid(rows), title="项目支出绩效自评表", unit=""))


def test_two_amounts_beside_each_other_in_a_goal_sheet_are_of_all_years_and_of_one():
    table = read(
        table_of(
            "项目名称|道路养护||",
            "项目资金总额|900|年度资金申请总额|300",
            "其中：财政资金|900|其中：当年财政拨款|280",
            "其他资金|0|上年结转资金|20",
            "一级指标|二级指标|三级指标|年度指标值",
            "产出指标|数量指标|养护面积|≥13459.00(平方米)",
            "|质量指标|合格率|=100.00(%)",
        ),
        title="财政项目支出绩效目标填报表",
    )
    name, told = slug("道路养护"), amounts(table)
    assert told[f"project.{name}"] == 3_000_000 and told[f"goal.{name}.whole"] == 9_000_000
    assert told[f"project.{name}.grant"] == 2_800_000 and told[f"project.{name}.carried"] == 200_000
    assert [row.name for row in table.rows] == ["养护面积", "合格率"]


# What others published ----------------------------------------------------------------------------------------------


def published_tables(name: str) -> list[tuple[str, str, list[Grid]]]:
    """The tables of a published PDF as (title, line below it, grids); skips where the samples are not here."""
    path = SAMPLES / f"{name}.tables.json"
    if not path.exists():
        pytest.skip(f"the published tables are not here: {path}")
    found: list[tuple[str, str, list[Grid]]] = []
    for table in json.loads(path.read_text()):
        cells = tuple(Cell(text, r, c) for r, row in enumerate(table["rows"]) for c, text in enumerate(row))
        if "预算" in table["title"] and "表" in table["title"]:
            found.append((table["title"], table["second"], []))
        if found:
            found[-1][2].append(Grid(cells, table["page"]))
    return found


@pytest.mark.parametrize(("name", "year"), [("putuo-finance-2025", 2025), ("wanli-2024", 2024)])
def test_the_nine_tables_of_a_published_budget_are_read_and_add_up(name, year):
    read_tables = [
        read_all(*grids, title=title, unit="万元" if "万元" in second else "元", year=year)
        for title, second, grids in published_tables(name)
    ]
    assert [table.kind for table, _unread in read_tables] == [
        "balance",
        "income",
        "expenditure",
        "grant",
        "general",
        "fund",
        "capital",
        "basic",
        "three-public",
    ]
    for table, unread in read_tables:
        assert not unread and not broken(table), table.title
        assert not [each for each in table.said if each.key.startswith("table.")]
        assert table.is_empty is (table.kind in ("fund", "capital"))


def test_the_same_figure_is_the_same_in_every_table_of_a_published_budget():
    values: dict[str, set[Decimal]] = {}
    for title, second, grids in published_tables("wanli-2024"):
        for each in read(*grids, title=title, unit="万元" if "万元" in second else "元", year=2024).said:
            if not each.is_blank:
                values.setdefault(each.key, set()).add(each.value)
    assert len(values) > 600
    assert [key for key, found in values.items() if len(found) > 1] == []
    assert values["expenditure.general.f2010507.project"] == {Decimal(257_700)}
    assert values["economic.general.e30102.basic.staff"] == {Decimal(16_623_810)}
    assert values["three-public.running"] == {Decimal(215_600)}


def test_what_stands_over_and_under_the_parts_of_a_table_is_no_row_of_it():
    table = read(
        table_of("部门：某局|||单位：万元", HEADS, "201|一般公共服务支出|10|10"),
        table_of(
            "部门支出总表（续）|||", "部门：某局|||单位：万元", HEADS, "合计||10|10", "注：不含上年结转。|||"
        ),
        title="支出总表",
        unit="",
    )
    assert [row.name for row in table.rows] == ["一般公共服务支出", "合计"]
    assert table.notes == ("注：不含上年结转。",) and table.unit == "万元"


def test_a_table_of_one_budget_says_nothing_of_the_whole():
    table = read(
        table_of(
            "收入||支出|||",
            "项目|预算数|支出功能分类科目|预算数|部门预算经济分类|预算数",
            "一、政府性基金拨款|5|一、城乡社区支出|5|一、工资福利支出|",
            "||||二、商品和服务支出|5",
            "本年收入合计|5|本年支出合计|5|本年支出合计|5",
            "上年结转||结转下年||结转下年|",
            "收入总计|5|支出总计|5|支出总计|5",
        ),
        title="部门综合预算政府性基金收支表",
    )
    told = {each.key for each in table.said if not each.is_blank}
    assert table.kind == "fund"
    assert told == {
        "income.s102",
        "income.fund.total",
        "expenditure.fund.f212",
        "expenditure.fund.year.total",
        "expenditure.fund.total",
        "economic.fund.e302",
        "economic.fund.total",
    }
    assert not broken(table)


def test_the_years_total_is_the_years_where_nothing_is_carried_over():
    table = read(
        table_of(
            "收入||支出|",
            "项目|预算数|项目|预算数",
            "一、一般公共预算拨款收入|100|一、教育支出|90",
            "二、事业收入||二、卫生健康支出|10",
            "本年收入合计|100|本年支出合计|100",
        ),
        title="收支总表",
    )
    assert {"income.year.total", "expenditure.year.total"} <= amounts(table).keys()
    assert len(table.sums) == 2 and not broken(table)


def test_three_public_by_year_and_purchases_by_kind_add_up():
    years = read(
        table_of(
            "年度|“三公”经费合计|因公出国（境）费|公务用车购置和运行维护费|||公务接待费",
            "|||小计|公务用车购置费|公务用车运行维护费|",
            "2024年|9.80||4.27||4.27|5.53",
            "2025年|12.70||7.17||7.17|5.53",
        ),
        title="财政拨款“三公”经费支出表",
    )
    assert amounts(years)["three-public.total.last"] == 98_000
    assert amounts(years)["three-public.running"] == 71_700
    assert len(years.sums) == 4 and not broken(years)
    bought = table_of("采购类别|采购金额", "货物|22.34", "工程|294.81", "服务|51.37", "合计|368.53")
    assert amounts(read(bought, title="政府采购预算明细表"))["procurement.works"] == 2_948_100
    assert broken(read(bought, title="政府采购预算明细表")) == []
    wrong = table_of("采购类别|采购金额", "货物|22.34", "工程|94.81", "服务|51.37", "合计|368.52")
    assert len(broken(read(wrong, title="政府采购预算明细表"))) == 1


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("某市国有资产监督管理委员会2025年部门收支总表", "balance"),
        ("2025年某县政府采购中心支出总表", "expenditure"),
        ("某区绩效评价中心2025年一般公共预算支出表", "general"),
        ("一般公共预算财政拨款基本支出预算表", "basic"),
        ("财政拨款“三公”经费支出预算表", "three-public"),
        ("部门综合预算政府性基金收支表", "fund"),
        ("财政拨款收支总表（含一般公共预算、政府性基金预算、国有资本经营预算）", "grant"),
        ("部门整体支出绩效目标申报表", "goals"),
        ("政府购买服务项目支出预算表", "public-services"),
        ("国有资本经营预算财政拨款支出表", "capital"),
    ],
)
def test_a_table_is_known_by_its_title_and_not_by_the_name_of_its_department(title, kind):
    department = "某县政府采购中心" if "采购中心" in title else ""
    table = read(
        table_of("科目编码|科目名称|合计", "201|一般公共服务支出|1"), title=title, department=department
    )
    assert table.kind == kind


def test_a_list_whose_rows_are_totals_of_others_is_not_added_up_twice():
    lines = table_of("项目名称|合计", "某局|30", "校舍维修|20", "教师培训|10", "合计|30")
    assert not broken(read(lines, title="项目支出表"))


def test_a_head_of_another_year_is_a_comparison_and_keeps_its_year():
    lines = table_of("科目编码|科目名称|2023年预算数|2025年预算数", "201|一般公共服务支出|9|10")
    found = said(read(lines, title="一般公共预算支出表"), "expenditure.general.f201.last")
    assert (found.value, found.year) == (90_000, 2023)


def test_a_hostile_grid_takes_neither_long_nor_much():
    wide = Cell("总额" * 40 + "？", 0, 0, 1_000_000, 1_000_000)
    hostile = Grid((wide, Cell("合计", 1, 1), Cell("201", 2, 0), Cell("9" * 5000, 2, 1)))
    table = read(hostile, title="支出总表")
    assert len(table.rows) < 5
