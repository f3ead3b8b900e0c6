"""The workbook says what the document says: every figure exactly, every word, where the form has it."""

import copy
import io
import zipfile
from decimal import ROUND_HALF_UP, Decimal

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from disclosures.rendering.grid import leaves, place_heads, printed_width
from disclosures.rendering.workbook import LONGEST, render_workbook
from disclosures.rendering.workbook_plan import divided, sheet_name
from tests import by_hand, disclosed

SHA = "ab" * 32
HEADS = 6  # the row of the first heads


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(render_workbook(content, SHA)))


def tables(content):
    return [block for block in content["blocks"] if block["type"] == "table"]


def sheets_of_tables(book, content):
    """Each table with its sheet, which bears its title in row 2."""
    by_title = {str(sheet["A2"].value): sheet for sheet in book}
    for table in tables(content):
        yield table, by_title[f"{table['label']}　{table['title']}".strip()]


def rows_of(table, sheet):
    """Each row of a table with its cells, found by walking past the rows that the sheet only keeps blank."""
    columns = len(list(leaves(table["columns"])))
    first = HEADS + max(head.row + head.rows for head in place_heads(table["columns"]))
    printed = [
        row for row in sheet.iter_rows(first, max_col=columns) if any(c.value is not None for c in row)
    ]
    rows = [row for row in table["rows"] if any(cell["text"] for cell in row["cells"])]
    assert [cell[0].value for cell in printed[len(rows) :]] == table["notes"]
    return zip(rows, printed[: len(rows)], strict=True)


def compare(content, book):
    """Hold every cell of every table against the document; returns how many figures were held."""
    held = 0
    for table, sheet in sheets_of_tables(book, content):
        for row, cells in rows_of(table, sheet):
            words = [cell["text"] for cell in row["cells"] if not cell.get("figure")]
            found = [c.value for c, cell in zip(cells, row["cells"], strict=True) if not cell.get("figure")]
            assert [w for w in words if w] == [f for f in found if f is not None]
            for cell, printed in zip(row["cells"], cells, strict=True):
                if cell.get("figure"):
                    figure = content["figures"].get(cell["figure"])  # a figure printed nowhere is not told
                    held += holds(figure, cell["text"], printed, table["unit"])
    return held


def holds(figure, text, cell, unit):
    """Whether this cell is a number; if so it is the exact value, and shows what the document prints."""
    if not text or figure["value"] is None:
        assert (cell.value or "") == text
        return False
    exact = Decimal(str(figure["value"])) / (10000 if (figure["unit"], unit) == ("元", "万元") else 1)
    assert cell.data_type == "n" and float(exact) == cell.value
    decimals = len(text.partition(".")[2])
    assert cell.number_format == ("#,##0." + "0" * decimals if decimals else "#,##0")
    shown = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert f"{shown:,}".replace("-", "−") == text
    return True


# What it says -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [by_hand.content(), disclosed.document()], ids=["by hand", "composed"])
def test_every_figure_is_the_exact_one_in_the_unit_of_its_table(content):
    assert compare(content, opened(content)) >= 8


@pytest.mark.parametrize("change", [{"value": "31214205.81"}, {"value": None}, {"unit": "人"}])
def test_a_figure_that_was_changed_is_noticed(change):
    content = by_hand.content(by_hand.by_function(), by_hand.one_row())
    book = opened(content)
    changed = copy.deepcopy(content)
    key = "public" if "unit" in change else "total"
    changed["figures"][key] |= change
    with pytest.raises(AssertionError):
        compare(changed, book)


def test_a_printed_figure_or_word_that_was_changed_is_noticed():
    content = by_hand.content(by_hand.by_function())
    book = opened(content)
    for column, text in ((4, "31,214,205.81"), (3, "教育"), (6, "")):
        changed = copy.deepcopy(content)
        tables(changed)[0]["rows"][0]["cells"][column]["text"] = text
        with pytest.raises(AssertionError):
            compare(changed, book)


def test_all_text_stands_on_the_sheets_of_its_parts_in_order():
    content = disclosed.document()
    book = opened(content)
    said = [str(c.value) for sheet in book for c in sheet["A"] if c.value and c.row > 2]
    expected = []
    for block in content["blocks"]:
        if block["type"] == "paragraph":
            expected.append("".join(r if isinstance(r, str) else r["text"] for r in block["runs"]))
        elif block["type"] == "terms":
            expected += [f"{item['name']}：{item['text']}" for item in block["items"]]
    assert len(expected) > 20
    assert [text for text in said if text in set(expected)] == expected


def test_codes_are_text_and_keep_their_noughts():
    book = opened(by_hand.content())
    sheet = book["2026年部门支出预算总表"]
    assert [cell.value for cell in sheet[11][:4]] == ["205", "02", "05", "高等教育"]


# Where it stands --------------------------------------------------------------------------------------------------


def test_the_sheets_follow_the_document_behind_cover_and_contents():
    assert opened(by_hand.content()).sheetnames == [
        "封面",
        "目录",
        "部门主要职能",
        "2026年部门支出预算总表",
        "2026年“三公”经费表",
        "人员情况表",
        "2026年部门政府性基金预算表",
        "其他相关情况说明",
    ]


def test_a_table_stands_as_the_form_has_it():
    content = by_hand.content()
    sheet = opened(content)["2026年部门支出预算总表"]
    assert sheet["A2"].value == "表1　2026年部门支出预算总表"
    assert (sheet["A4"].value, sheet["G4"].value) == ("编制部门：某局", "单位：元")
    assert [sheet[place].value for place in ("A6", "E6", "A7", "D7", "E7", "A8", "B8", "C8")] == [
        "项目", "支出预算", "功能分类科目编码", "功能分类科目名称", "合计", "类", "款", "项",
    ]  # fmt: skip
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A2:G2", "A6:D6", "E6:G6", "A7:C7", "D7:D8", "E7:E8", "F7:F8", "G7:G8", "A12:D12"} <= merged


def test_a_sheet_prints_on_a4_across_with_its_heads_on_every_page():
    for table, sheet in sheets_of_tables(opened(by_hand.content()), by_hand.content()):
        last = get_column_letter(len(list(leaves(table["columns"]))))
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows.startswith("$6:")
        assert sheet.print_area.endswith(f"${last}${sheet.max_row}")
        assert (
            sheet.freeze_panes == f"A{int(sheet.print_title_rows.partition('$')[2].partition(':$')[2]) + 1}"
        )


def test_the_form_s_blank_rows_are_kept_above_the_total():
    table = by_hand.by_function(height=12)
    sheet = opened(by_hand.content(table))[table.title]
    body = range(9, 9 + 12)
    assert sheet.cell(body[-1], 1).value == "合计"
    blanks = [n for n in body if all(sheet.cell(n, c).value is None for c in range(1, 8))]
    assert len(blanks) == 12 - len(table.rows)
    assert all(sheet.cell(n, c).border.left.style == "thin" for n in blanks for c in range(1, 8))


def test_an_empty_table_keeps_its_shape_and_says_so():
    sheet = opened(by_hand.content())["2026年部门政府性基金预算表"]
    assert [sheet.cell(n, 1).value for n in (9, 10, 11)] == [None, "合计", "注：空表。"]
    assert all(cell.value is None for cell in sheet[10][4:7])


def test_levels_are_set_in_and_totals_marked():
    sheet = opened(by_hand.content())["2026年部门支出预算总表"]
    assert [sheet.cell(n, 4).alignment.indent for n in (9, 10, 11)] == [0, 1, 2]
    assert sheet["E12"].font.b and sheet["A12"].alignment.horizontal == "center" and not sheet["E9"].font.b


def test_headings_over_a_table_alone_stay_with_it():
    content = disclosed.document()
    blocks = [block for block in content["blocks"] if block["type"] == "table"][:1]
    heading = {"type": "heading", "number": "", "anchor": "a", "listed": ""}
    content["blocks"] = [
        heading | {"level": 1, "text": "报表"},
        heading | {"level": 2, "text": "上", "number": "（一）"},
        heading | {"level": 3, "text": "下"},
        *blocks,
    ]
    book = opened(content)
    assert book.sheetnames[2:] == [blocks[0]["title"]] and book.worksheets[2]["A1"].value == "（一）上 › 下"


def test_a_form_may_have_a_cover_of_its_own():
    own = {"title": "某区2025年区级部门预算", "subtitle": "预算主管部门：某局"}
    book = opened(by_hand.content() | {"cover": own})
    assert book["封面"]["A3"].value == own["title"]


def test_the_cover_says_which_version_this_is(settings):
    settings.SITE_SAMPLE = True
    book = opened(by_hand.content())
    cover = {str(c.value) for row in book["封面"].iter_rows() for c in row if c.value}
    assert {"上海市普陀区某局2026年部门预算", "第2版", "漏印一句。", "2026年2月6日", f"sha256:{SHA}"} <= cover
    assert [text for text in cover if text.startswith("样例")]
    assert [text for text in cover if text.endswith("/310107/105/2026/v2/")]
    assert book.properties.title == "上海市普陀区某局2026年部门预算"


def test_the_contents_lead_to_the_sheets():
    book = opened(by_hand.content())
    lines = {cell.value: cell.hyperlink for cell in book["目录"]["A"] if cell.value and cell.row > 1}
    assert list(lines)[:3] == ["一、 部门主要职能", "五、 部门预算表", "表1 2026年部门支出预算总表"]
    assert lines["表1 2026年部门支出预算总表"].location == "'2026年部门支出预算总表'!A1"
    assert lines["一、 部门主要职能"].location == "'部门主要职能'!A1"


# What it must never do --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1"])
def test_text_is_never_a_formula(text):
    content = by_hand.content(text=text)
    tables(content)[0]["rows"][0]["cells"][3]["text"] = text
    tables(content)[0]["notes"] = tables(content)[0]["title"] = text
    tables(content)[0]["notes"] = [text]
    content["title"] = content["reason"] = text
    found = [cell for sheet in opened(content) for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in found if cell.data_type == "f"]
    same = [cell for cell in found if cell.value == text]
    assert len(same) >= 5 and all(cell.quotePrefix for cell in same)


def test_the_same_version_gives_the_same_bytes():
    content = by_hand.content()
    data = render_workbook(content, SHA)
    assert data == render_workbook(copy.deepcopy(content), SHA)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert {part.date_time for part in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-02-06T10:30:00Z" in file.read("docProps/core.xml")


def test_a_character_that_no_file_can_hold_is_left_out():
    sheet = opened(by_hand.content(text="甲\x01乙\v丙\ufffe"))["部门主要职能"]
    assert sheet["A3"].value == "甲乙\n丙"


def test_names_of_sheets_are_short_plain_and_never_the_same():
    taken = {"封面"}
    long = "项目支出绩效目标表（“互联网+智慧政务”建设应用项目二期工程）"
    names = [sheet_name(title, taken) for title in (long, long, "封面", "a/b:[c]*?", "A B", "'", "𠮷" * 20)]
    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name.encode("utf-16-le")) <= 62 for name in names)
    assert names[1].endswith("（2）") and names[2] == "封面（2）" and names[3] == "abc"


def test_a_long_text_is_divided_between_sentences_and_loses_nothing():
    text = "第一句很长很长。第二句；\n" * 300 + "没有句号的一句"
    pieces = list(divided(text, LONGEST))
    assert "".join(pieces) == text and len(pieces) > 1
    assert all(printed_width(piece) <= LONGEST for piece in pieces)
    book = opened(by_hand.content(text=text))
    assert [cell.value for cell in book["部门主要职能"]["A"][2 : 2 + len(pieces)]] == pieces
