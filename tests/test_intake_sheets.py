"""A workbook that is taken over is read to the last decimal, each value with its cell, and nothing of it is passed over."""

import io

import openpyxl
import pytest

from disclosures.reading.cell_formats import exact
from disclosures.reading.raw import Unreadable
from disclosures.reading.reader import read
from disclosures.reading.xlsx import read_xlsx


def made(fill):
    """A workbook that ``fill`` fills, as openpyxl writes it."""
    book = openpyxl.Workbook()
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def statement(book):
    """A statement of expenditure whose cells show two decimals and hold six; a hidden row, a hidden sheet."""
    sheet = book.active
    sheet.title = "部门支出总表"
    sheet.append(["2026年部门支出预算总表"])
    sheet.append(["编制部门：某县财政局", None, None, None, "单位：万元"])
    sheet.append(["科目编码", "科目名称", "合计", "基本支出", "项目支出"])
    for code, name in (
        ("201", "一般公共服务支出"),
        ("20106", "财政事务"),
        ("2010601", "行政运行"),
        (None, "合计"),
    ):
        sheet.append([code, name, 12.345678, 10, 2.345678])
        for cell in sheet[sheet.max_row][2:]:
            cell.number_format = "#,##0.00"
    sheet.row_dimensions[6].hidden = True
    other = book.create_sheet("底稿", 0)
    other.append(["2026年部门收入预算总表"])
    other.append(["项目", "金额"])
    other.append(["财政拨款收入", 3])
    other.sheet_state = "hidden"


def said_in(data, **options):
    return {
        said.key: said
        for table in read(data, "a.xlsx", **options).tables
        for said in table.said
        if said.value
    }


# A statement taken over ---------------------------------------------------------------------------------------------


def test_figures_of_a_workbook_name_their_cells():
    said = said_in(made(statement))
    assert said["expenditure.f201.project"].place.cell == "部门支出总表!E4"
    assert said["expenditure.year.total"].place.cell == "部门支出总表!C7"
    (table,) = read(made(statement), "a.xlsx").tables
    assert [row.place.cell for row in table.rows] == ["部门支出总表!B4", "部门支出总表!B5", "部门支出总表!B7"]


def test_who_looks_reads_what_is_shown_and_who_takes_over_all_decimals():
    shown, held = said_in(made(statement)), said_in(made(statement), exactly=True)
    key = "expenditure.f201.project"
    assert (shown[key].value, shown[key].printed) == (23_500, "2.35万元")
    assert (str(held[key].value.normalize()), held[key].printed) == ("23456.78", "2.345678万元")


def test_what_is_hidden_is_taken_over_and_marked():
    looked, taken = said_in(made(statement)), said_in(made(statement), exactly=True)
    hidden = [said for key, said in taken.items() if said.place.is_hidden]
    assert not any(said.place.is_hidden for said in looked.values())
    assert "expenditure.f2010601" not in looked and taken["expenditure.f2010601"].place.is_hidden
    assert {said.place.cell for said in hidden} >= {"部门支出总表!C6", "底稿!B3"}


def test_hidden_sheets_stand_behind_the_others():
    names = [
        block.name for block in read_xlsx(made(statement), exactly=True).blocks if hasattr(block, "name")
    ]
    assert names == ["部门支出总表", "底稿"]


def test_only_a_workbook_is_taken_over():
    with pytest.raises(Unreadable, match="不是 Excel 工作簿"):
        read("2025年，某县财政局收入预算3,121.42万元。".encode(), exactly=True)


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [
        ("1234.5678", "#,##0.00", "1234.5678"),
        ("1234.5", "#,##0.00", "1,234.50"),
        ("-1234.5678", "#,##0.00;(#,##0.00)", "-1234.5678"),
        ("0.123456", "0.00%", "12.3456%"),
        ("0.12", "0.00%", "12.00%"),
        ("1234567.89", "#,##0.00,", "1234.56789"),
        ("0", '#,##0.00;-#,##0.00;"-"', "0"),
        ("12.5", ";;;", "12.5"),
        ("1234.5600000000001", "General", "1234.56"),
        ("0.30000000000000004", "0.00", "0.30"),
        ("15", "000", "015"),
        ("46023", "yyyy/m/d", "2026/1/1"),
        ("1234.567", '0.00"元"', "1234.567元"),
        ("0.004", "0.00", "0.004"),
    ],
)
def test_a_cell_held_exactly_has_its_decimals_and_the_signs_that_it_shows(value, style, text):
    assert exact(value, style) == text
